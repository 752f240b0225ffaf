"""Region codes from before a split to those of today, as an expression over whole columns."""

from functools import cache

import polars as pl

from contracts.regions import current_codes, old_regions, today

_MANY = "|"


@cache
def replacements() -> dict[str, str]:
    """Every code from before a split, regency and district, with the code of today.

    No list of the old districts exists, so every number a district could have stands here; a
    district that is none of the new regency's becomes the regency.
    """
    old = [
        code
        for regency in old_regions()
        for code in (regency, *(f"{regency}.{number:02d}" for number in range(1, 100)))
    ]
    return {code: today(code) for code in old if code not in current_codes()}


def to_present(column: str) -> pl.Expr:
    """A column of dotted region codes with the codes of today; what is current or unknown stays.

    Args:
        column: One code a cell, or several joined with `|` (order kept, repeats left out).
    """
    codes = pl.col(column).str.split(_MANY).list.eval(pl.element().replace(replacements()))
    return codes.list.unique(maintain_order=True).list.join(_MANY).alias(column)


def province(region: pl.Expr) -> pl.Expr:
    """The province of a code of today."""
    return region.str.slice(0, 2)


def regency(region: pl.Expr) -> pl.Expr:
    """The regency or city of a code of today; null for a province."""
    return pl.when(region.str.len_chars() >= 5).then(region.str.slice(0, 5))
