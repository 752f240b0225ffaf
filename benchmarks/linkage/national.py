"""Records of persons alone, without cases: the 100,000 of the linkage note, a million of our own.

Names, NIK, birth date, sex and district are all there is, so this shows what the person model does
without the evidence of cases, and how it grows.
"""

import polars as pl

from contracts.encoding.envelope import encode_persons
from contracts.encoding.keys import SecretKey
from transforms.linkage import comparisons, features
from transforms.linkage.identity_numbers import nik
from transforms.linkage.specification import (
    BlockingKey,
    Comparison,
    Level,
    Model,
    Thresholds,
)

PRIOR_100K = 1.45e-5
"""Persons have about two records: 0.73 true pairs for each of 100,000 records."""


def of_generator(table: pl.DataFrame) -> pl.DataFrame:
    """Persons of `contracts.synthetic.plain_tables.persons_table` with the columns of national."""
    return table.filter(pl.col("nama_badan").is_null()).select(
        pl.col("record").cast(pl.Int64).alias("rec_id"),
        pl.col("true_person_id").str.slice(1).cast(pl.Int64).alias("entity"),
        "agency",
        pl.col("nama").alias("name"),
        pl.when(pl.col("jenis_kelamin").is_in(["L", "P"])).then("jenis_kelamin").alias("sex"),
        pl.col("tgl_lahir").alias("dob"),
        pl.col("kode_wilayah_asal").str.slice(0, 5).alias("kab"),
        pl.col("nik").str.extract(r"^(\d{16})$"),
    )


def encode(table: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """The envelope of the records, with the encoder of the product."""
    text = pl.lit(None, pl.String)
    record = pl.format("r{}", pl.col("rec_id").cast(pl.String).str.zfill(8))
    return encode_persons(
        table.select(
            record.alias("record_id"),
            record.alias("document_id"),
            pl.col("agency").alias("agency_code"),
            pl.lit("-").alias("unit_code"),
            pl.lit("CLIENT").alias("role_code"),
            pl.lit(value=False).alias("is_corporation"),
            pl.lit(None, pl.Date).alias("record_date"),
            text.alias("place_province_code"),
            text.alias("exploitation_codes"),
            pl.lit([], pl.List(pl.String)).alias("case_tokens"),
            pl.lit(None, pl.Int32).alias("age"),
            pl.col("sex").alias("sex_code"),
            text.alias("citizenship_code"),
            text.alias("origin_province_code"),
            pl.col("kab").cast(pl.String).alias("origin_regency_code"),
            pl.col("name").alias("nama"),
            "nik",
            pl.col("dob").alias("tgl_lahir"),
            text.alias("sumber_umur"),
        ),
        key,
    )


def featured(envelope: pl.DataFrame, others: pl.DataFrame | None = None) -> pl.DataFrame:
    """The features of the product, with hashes of pairs of name tokens beside them."""
    frame = features.persons(envelope, others)
    tokens = frame.select("row", pl.col("phonetics").alias("one")).explode("one").drop_nulls()
    several = tokens.filter(pl.len().over("row") > 1)
    pairs = several.join(several.rename({"one": "two"}), on="row").filter(
        pl.col("one") < pl.col("two")
    )
    paired = pairs.group_by("row").agg((pl.col("one") * 31 + pl.col("two")).alias("token_pairs"))
    return frame.join(paired, on="row", how="left").sort("row")


def model() -> Model:
    """Name, birth date, NIK, sex and district, with all the blocking families of the note."""
    return Model(
        name="national",
        version="0",
        prior=PRIOR_100K,
        prior_records=100_000,
        comparisons=(
            comparisons.name(),
            comparisons.birth(),
            comparisons.birth_in_nik(),
            nik(),
            _equal("sex", "sex_code"),
            _equal("district", "origin_regency_code", by_frequency=True),
        ),
        blocking=blocking(),
        thresholds=Thresholds(candidate=-2.0, review=0.0, link=0.5, core=9.0, case_link=9.0),
    )


def blocking() -> tuple[BlockingKey, ...]:
    """The base rules and the extra ones: pairs of tokens in year bands, vague dates."""
    district = "origin_regency_code"
    return (
        BlockingKey("nik", ("nik_hash",)),
        BlockingKey("nik_one_digit", ("nik_masked_hashes",)),
        BlockingKey("date_sex", ("birth_keys", "sex_code"), largest_group=25, refine=("tokens",)),
        BlockingKey("date_token", ("birth_keys", "tokens"), largest_group=60),
        BlockingKey(
            "name_year",
            ("name_key",),
            band="birth_year",
            band_width=3,
            largest_group=20,
            refine=("sex_code", district),
        ),
        BlockingKey("name_district", ("name_key", district), largest_group=40),
        BlockingKey("name", ("name_key",), largest_group=10),
        BlockingKey(
            "token_district_year",
            ("tokens", district, "sex_code"),
            band="birth_year",
            band_width=3,
            largest_group=12,
        ),
        BlockingKey("token_district", ("uncommon_tokens", district), largest_group=15),
        BlockingKey(
            "token_pair_year",
            ("token_pairs",),
            band="birth_year",
            band_width=3,
            largest_group=12,
            refine=(district,),
        ),
        BlockingKey(
            "vague_district",
            (district, "sex_code"),
            band="birth_year",
            band_width=2,
            where="birth_is_vague",
            largest_group=8,
        ),
    )


def _equal(name: str, column: str, *, by_frequency: bool = False) -> Comparison:
    return Comparison(
        name,
        name,
        (
            comparisons.nothing(f"{column}_l is null or {column}_r is null"),
            Level(
                "the same",
                f"{column}_l = {column}_r",
                frequency_column=column if by_frequency else None,
                frequency_floor=1e-4,
            ),
            comparisons.otherwise(),
        ),
    )
