"""Dates as serial numbers of a spreadsheet: days since 1899-12-30, or since 1904-01-01."""

import polars as pl

_SERIAL = r"^\s*[0-9]{5}(\.[0-9]+)?\s*$"
_DAY_ZERO_1900 = -25_569  # 1899-12-30 in days from 1970-01-01
_DAYS_TO_1904 = 1_462


def dates_from_serials(cells: pl.Expr, *, is_1904: bool) -> pl.Expr:
    """Cells of five digits as `YYYY-MM-DD`, the others as they are; a time of day is dropped."""
    days = cells.str.strip_chars().str.slice(0, 5).cast(pl.Int32, strict=False)
    days += _DAY_ZERO_1900 + (_DAYS_TO_1904 if is_1904 else 0)
    is_serial = cells.str.contains(_SERIAL)
    return pl.when(is_serial).then(days.cast(pl.Date).cast(pl.String)).otherwise(cells)
