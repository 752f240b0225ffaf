"""Natural keys: how they are compared and written."""

import polars as pl

from contracts.registry import RecordType

SEPARATOR = "|"


def normal_key(column: str) -> pl.Expr:
    """A typed key column, which has no surrounding blanks, as it is compared: without case."""
    return pl.col(column).str.to_uppercase()


def record_key(record_type: RecordType) -> pl.Expr:
    """All key columns of a row, joined; a part that is missing is empty."""
    parts = [normal_key(name).fill_null("") for name in record_type.key]
    return pl.concat_str(parts, separator=SEPARATOR).alias("record_key")
