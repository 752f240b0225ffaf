"""Ids of records and documents, and the re-keying of encodings on entry to the linkage zone.

After re-keying, a desk cannot test guesses against the store, and the linkage zone cannot test
guesses without the desk key. Equal hashes stay equal, across columns too.
"""

import numpy as np
import polars as pl

from contracts.encoding.bloom import NAME_BITS, PLACE_BITS
from contracts.encoding.envelope import ENCODINGS
from contracts.encoding.hashing import hmac_64, hmac_hex, python_hmac_hex
from contracts.encoding.keys import SecretKey

ID_CHARACTERS = 32  # 128 bits
TOKEN_CHARACTERS = 16  # 64 bits
_ROWS_AT_ONCE = 100_000
_FILTERS = (
    ([f"bloom_{i}" for i in range(NAME_BITS // 64)], "name"),
    ([f"birthplace_bloom_{i}" for i in range(PLACE_BITS // 64)], "birthplace"),
)
_FILTER_COLUMNS = {column for columns, _ in _FILTERS for column in columns}


def record_id(agency: str, record_type: str, identity: SecretKey) -> pl.Expr:
    """The id of a record: the same for the same natural key of the same unit, in any period.

    An expression over unit_code and record_key; null where the key could not be read.
    """
    named = pl.concat_str(
        [pl.lit(agency), pl.col("unit_code"), pl.lit(record_type), pl.col("record_key")],
        separator="|",
    )
    return hmac_hex(named, "record", identity).str.slice(0, ID_CHARACTERS)


def case_file_id(register: pl.Expr, identity: SecretKey) -> pl.Expr:
    """The id of a case file, from unit_code and its canonical register number."""
    named = pl.concat_str([pl.lit("prosecution"), pl.col("unit_code"), register], separator="|")
    return hmac_hex(named, "case-file", identity).str.slice(0, ID_CHARACTERS)


def case_token(number: pl.Expr, kind: str, desk: SecretKey, linkage: SecretKey) -> pl.Expr:
    """`KIND:<hex>` of a canonical case number, encoded and re-keyed; null stays null."""
    encoded = hmac_hex(number, f"case-number|{kind}", desk)
    rekeyed = hmac_hex(encoded, "case-token", linkage).str.slice(0, TOKEN_CHARACTERS)
    return pl.concat_str([pl.lit(f"{kind}:"), rekeyed])


def rekey(envelopes: pl.DataFrame, linkage: SecretKey) -> pl.DataFrame:
    """Put hashes under the linkage key and permute the filters by it.

    Args:
        envelopes: Rows with the columns of `contracts.encoding.envelope.ENCODINGS`.
        linkage: The key of the linkage zone; its id replaces the desk's.
    """
    hashes = [
        column
        for column, dtype in ENCODINGS.items()
        if dtype == pl.Int64 and column not in _FILTER_COLUMNS
    ]
    rekeyed = envelopes.with_columns(
        hmac_64(pl.col(column).cast(pl.String), "rekey", linkage).alias(column) for column in hashes
    )
    for column, dtype in ENCODINGS.items():
        if dtype == pl.List(pl.Int64):
            rekeyed = rekeyed.with_columns(_rekey_list(envelopes[column], linkage))
    for columns, purpose in _FILTERS:
        rekeyed = rekeyed.with_columns(_permuted(envelopes.select(columns), purpose, linkage))
    return rekeyed.with_columns(key_id=pl.lit(linkage.key_id))


def _rekey_list(lists: pl.Series, linkage: SecretKey) -> pl.Series:
    flat = lists.to_frame("value").with_row_index("row").explode("value", empty_as_null=True)
    hashed = (
        flat.drop_nulls("value")
        .with_columns(value=hmac_64(pl.col("value").cast(pl.String), "rekey", linkage))
        .sort("row", "value")
        .group_by("row", maintain_order=True)
        .agg("value")
    )
    rows = pl.DataFrame({"row": pl.int_range(lists.len(), dtype=pl.UInt32, eager=True)})
    joined = rows.join(hashed, on="row", how="left", maintain_order="left")
    return joined["value"].fill_null([]).alias(lists.name)


def _permuted(words: pl.DataFrame, purpose: str, linkage: SecretKey) -> pl.DataFrame:
    """Filters with their bits in the secret order of the linkage key; null rows stay null."""
    bits = 64 * words.width
    order = np.argsort(
        np.array([python_hmac_hex(str(i), f"permutation|{purpose}", linkage) for i in range(bits)]),
        kind="stable",
    )
    parts = []
    for start in range(0, words.height, _ROWS_AT_ONCE):
        block = words.slice(start, _ROWS_AT_ONCE)
        filled = np.ascontiguousarray(block.fill_null(0).to_numpy())
        spread = np.unpackbits(filled.view(np.uint8), axis=1, bitorder="little")
        packed = np.ascontiguousarray(np.packbits(spread[:, order], axis=1, bitorder="little"))
        parts.append(pl.DataFrame(packed.view(np.int64), schema=words.schema))
    permuted = pl.concat(parts) if parts else words
    known = words.select(pl.all().is_not_null())
    return permuted.select(
        pl.when(known[column]).then(pl.col(column)).alias(column) for column in words.columns
    )
