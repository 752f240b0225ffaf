"""Canonical forms of the numbers that offices quote to each other, each in its own way."""

import polars as pl

# Type, running number, month and year: what every shape of an LP number has.
_LP = r"LP\W*([AB])\W*0*(\d+)\W*([IVX]+)\W*(\d{4})"


def lp_number(number: pl.Expr) -> pl.Expr:
    """A whole LP number: letters and digits only, without the counter that took it (SPKT)."""
    plain = number.str.to_uppercase().str.replace_all("SPKT", "").str.replace_all(r"[^A-Z0-9]+", "")
    return pl.when(plain != "").then(plain)


def lp_core(number: pl.Expr) -> pl.Expr:
    """Type, number, month and year of an LP (`B|123|VI|2023`); null where they are not all there.

    One core can stand for LPs of several offices: use it with evidence of unit or person.
    """
    found = number.str.to_uppercase().str.extract_groups(_LP)
    parts = [found.struct.field(str(group)) for group in range(1, 5)]
    return pl.concat_str(parts, separator="|")


def plain_number(number: pl.Expr) -> pl.Expr:
    """Any other number (SPDP, register, court, passport): upper-case letters and digits only."""
    plain = number.str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", "")
    return pl.when(plain != "").then(plain)
