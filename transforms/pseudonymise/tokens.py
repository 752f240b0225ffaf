"""Tokens in the place of keys: ids of records and documents, hashes of quoted numbers, re-keying.

On entry to the linkage zone every encoding is keyed a second time with a key that only this zone
holds: a desk cannot test its guesses against the store, the store cannot without the desk.
"""

import hashlib
import hmac

import numpy as np
import polars as pl

from contracts.encoding.bloom import PLACE_BITS
from contracts.encoding.envelope import ENCODINGS
from contracts.encoding.hashing import hmac_64, hmac_hex
from contracts.encoding.keys import SecretKey
from contracts.encoding.names import BLOOM
from contracts.encoding.numbers import lp_core, lp_number, plain_number
from contracts.registry import RecordType

ID_DIGITS = 32  # 128 bits
PLACE_BLOOM = [f"birthplace_bloom_{i}" for i in range(PLACE_BITS // 64)]
_WORD = 64
_CHUNK = 100_000  # filters unpacked to one byte a bit at a time: 50 MB


def record_id(
    agency: str, record_type: str, unit: pl.Expr, record_key: pl.Expr, key: SecretKey
) -> pl.Expr:
    """Token of a record: the same record in another period or revision has the same.

    HMAC-SHA256 of `record|agency|unit|record_type|record_key`, the first 128 bits in hexadecimal;
    null where no part of the key could be read.
    """
    named = pl.when(record_key.str.strip_chars("|") != "").then(record_key)
    address = pl.format(f"{agency}|{{}}|{record_type}|{{}}", unit, named)
    return hmac_hex(address, "record", key).str.slice(0, ID_DIGITS)


def document_id(agency: str, unit: pl.Expr, number: pl.Expr, key: SecretKey) -> pl.Expr:
    """Token of a document that is no row of its own: a case file, by its number and unit."""
    address = pl.format(f"{agency}|{{}}|{{}}", unit, number)
    return hmac_hex(address, "document", key).str.slice(0, ID_DIGITS)


def with_record_ids(
    rows: pl.DataFrame, record_type: RecordType, submissions: pl.DataFrame, key: SecretKey
) -> pl.DataFrame:
    """Add agency_code, unit_code, period, revision and record_id to validated rows, in row order.

    Raises:
        ValueError: A row belongs to no submission.
    """
    address = submissions.select(
        "submission_id", "unit_code", "period", pl.col("revision").cast(pl.Int64)
    )
    joined = rows.join(address, on="submission_id", how="left", maintain_order="left")
    if joined["period"].null_count():
        raise ValueError(f"rows of {record_type.name} belong to no submission")
    return joined.with_columns(
        agency_code=pl.lit(record_type.agency),
        record_id=record_id(
            record_type.agency, record_type.name, pl.col("unit_code"), pl.col("record_key"), key
        ),
    ).sort("submission_id", "row")


def no_rows(record_type: RecordType) -> pl.DataFrame:
    """What `with_record_ids` gives for a record type of which no row came."""
    texts = ["submission_id", "agency_code", "unit_code", "period", "record_id", "record_key"]
    columns = {c.name: c.dtype for c in record_type.columns}
    numbers = {"revision": pl.Int64, "row": pl.Int64, "is_rejected": pl.Boolean}
    return pl.DataFrame(schema={**dict.fromkeys(texts, pl.String), **numbers, **columns})


def lp_tokens(number: pl.Expr, key: SecretKey) -> list[pl.Expr]:
    """Tokens of an LP number: the whole of it (`LP:`) and its core (`LPC:`); null where neither."""
    return [
        _token("LP", lp_number(number), key),
        _token("LPC", lp_core(number), key),
    ]


def number_token(kind: str, number: pl.Expr, key: SecretKey) -> pl.Expr:
    """Token of another number (`SPDP:`, `PN:`); null without one."""
    return _token(kind, plain_number(number), key)


def register_token(unit: pl.Expr, number: pl.Expr, key: SecretKey) -> pl.Expr:
    """Token of a register number, which is one only within its office (`REG:`)."""
    return _token("REG", pl.concat_str(unit, plain_number(number), separator="|"), key)


def case_token(number: pl.Expr, kind: str, desk: SecretKey, linkage: SecretKey) -> pl.Expr:
    """A canonical number as `case_tokens` hold it after `rekey`, to look a document up by.

    Args:
        number: Canonical number (`lp_number`, `lp_core`); null stays null.
        kind: LP or LPC.
        desk: The desk key.
        linkage: The linkage key.
    """
    hashed = hmac_hex(number, f"case-{kind.lower()}", desk).str.slice(0, ID_DIGITS)
    return pl.lit(f"{kind}:") + hmac_hex(hashed, "rekey", linkage).str.slice(0, ID_DIGITS)


def token_list(tokens: list[pl.Expr]) -> pl.Expr:
    """The tokens of a row: sorted, each once, without nulls."""
    return pl.concat_list(tokens).list.drop_nulls().list.unique().list.sort()


def rekey(frame: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Key encodings a second time: hashes by HMAC, filters by a secret permutation of their bits.

    Equal hashes stay equal, over columns too (a birth date and the one in a NIK); shared bits stay
    shared, so that similarity is what it was.

    Args:
        frame: Any columns; those of `ENCODINGS` and `case_tokens` are keyed again.
        key: The linkage key.

    Returns:
        The frame with the same columns and order; key_id names both keys (`desk+linkage`).
    """
    hashes = [c for c, t in ENCODINGS.items() if t == pl.Int64 and c not in (*BLOOM, *PLACE_BLOOM)]
    lists = [c for c, t in ENCODINGS.items() if t == pl.List(pl.Int64)]
    found = frame.with_columns(
        hmac_64(pl.col(c).cast(pl.String), "rekey", key).alias(c)
        for c in hashes
        if c in frame.columns
    )
    for column in lists:
        if column in frame.columns:
            found = found.with_columns(_rekeyed_lists(frame[column], key))
    if "case_tokens" in frame.columns:
        found = found.with_columns(_rekeyed_tokens(frame["case_tokens"], key))
    for words, purpose in ((BLOOM, "name"), (PLACE_BLOOM, "birthplace")):
        if words[0] in frame.columns:
            found = found.with_columns(permuted(frame.select(words), purpose, key))
    if "key_id" in frame.columns:
        found = found.with_columns(key_id=pl.col("key_id") + f"+{key.key_id}")
    return found


def permuted(filters: pl.DataFrame, purpose: str, key: SecretKey) -> pl.DataFrame:
    """Filters with their bits in a secret order; rows that are null stay null.

    Args:
        filters: Words of 64 bits, one column each; bit i of the filter is bit i % 64 of word
            i // 64.
        purpose: Name of the filter; each has its own order.
        key: The key the order is drawn from: positions sorted by their HMAC.
    """
    order = _order(len(filters.columns) * _WORD, purpose, key)
    distinct = filters.drop_nulls().unique()
    words = np.ascontiguousarray(distinct.to_numpy()).view(np.uint8)
    changed = np.empty_like(words)
    for start in range(0, len(words), _CHUNK):
        bits = np.unpackbits(words[start : start + _CHUNK], axis=1, bitorder="little")
        changed[start : start + _CHUNK] = np.packbits(bits[:, order], axis=1, bitorder="little")
    after = changed.view(np.int64).reshape(len(distinct), len(filters.columns))
    known = distinct.with_columns(
        pl.Series(f"after_{name}", after[:, i]) for i, name in enumerate(filters.columns)
    )
    joined = filters.join(known, on=filters.columns, how="left", maintain_order="left")
    return joined.select(pl.col(f"after_{name}").alias(name) for name in filters.columns)


def _order(bits: int, purpose: str, key: SecretKey) -> np.ndarray:
    secret = key.hex.encode()
    drawn = [
        hmac.new(secret, f"order-{purpose}|{i}".encode(), hashlib.sha256).digest()
        for i in range(bits)
    ]
    return np.array(sorted(range(bits), key=drawn.__getitem__))


def _token(kind: str, number: pl.Expr, key: SecretKey) -> pl.Expr:
    hashed = hmac_hex(number, f"case-{kind.lower()}", key)
    return pl.lit(f"{kind}:") + hashed.str.slice(0, ID_DIGITS)


def _rekeyed_lists(lists: pl.Series, key: SecretKey) -> pl.Series:
    """Every member keyed again; sorted, as their order must not tell the one before."""
    distinct = lists.explode().drop_nulls().unique().alias("member").to_frame()
    after = distinct.with_columns(
        after=hmac_64(pl.col("member").cast(pl.String), "rekey", key),
    )
    return _replaced(lists, after)


def _rekeyed_tokens(lists: pl.Series, key: SecretKey) -> pl.Series:
    distinct = lists.explode().drop_nulls().unique().alias("member").to_frame()
    parts = pl.col("member").str.split_exact(":", 1).struct
    after = distinct.with_columns(
        after=parts.field("field_0")
        + ":"
        + hmac_hex(parts.field("field_1"), "rekey", key).str.slice(0, ID_DIGITS)
    )
    return _replaced(lists, after)


def _replaced(lists: pl.Series, after: pl.DataFrame) -> pl.Series:
    each = lists.alias("member").to_frame().with_row_index("item")
    members = each.explode("member").drop_nulls().join(after, on="member")
    grouped = members.group_by("item").agg(pl.col("after").sort())
    joined = each.select("item").join(grouped, on="item", how="left").sort("item")
    return joined["after"].fill_null([]).alias(lists.name)
