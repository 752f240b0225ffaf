"""Natural keys: how they are compared and written."""

import polars as pl

from contracts.registry import RecordType

SEPARATOR = "|"
KEY_AT_HAND = "_reference_key"  # changing the case of a million long numbers is worth doing once


def normal_key(column: str) -> pl.Expr:
    """A typed key column, which has no surrounding blanks, as it is compared: without case."""
    return pl.col(column).str.to_uppercase()


def record_key(record_type: RecordType, at_hand: str | None = None) -> pl.Expr:
    """All key columns of a row, joined; a part that is missing is empty.

    Args:
        record_type: Whose key it is.
        at_hand: The column of the key that stands in `KEY_AT_HAND` as it is compared, if any.
    """
    parts = [pl.col(KEY_AT_HAND) if n == at_hand else normal_key(n) for n in record_type.key]
    return pl.concat_str([part.fill_null("") for part in parts], separator=SEPARATOR)
