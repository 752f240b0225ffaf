"""Canonical forms of the numbers that offices quote to each other, each in its own way.

Seen in the extracts: `LP/B/188/IV/2023/SPKT/POLRES DAIRI/POLDA SUMATERA UTARA`, the same without
SPKT, cut short after the year or to the Polda, in small letters, with blanks around slashes, as
`LP-B/…`; `SPDP/64/IV/RES.1.16/2023/PLD12`, `PDM-152/BTM/Eku.2/07/2023`, `406/Pid.Sus/2023/PN Btm`.
"""

import re

import polars as pl

# Type, running number, month and year: what every shape of an LP number has. The month may stand
# in digits, the year behind a code (RES.1.24).
_LP = (
    r"LP\W*(?:NO(?:MOR|MER)?\b\W*)?([AB])\W*0*([1-9]\d*)\W*([IVX]+|\b\d{1,2}\b)"
    r"(?:\W+RES[\W\d]*?)?\W*\b((?:19|20)\d{2})\b"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DIGITS = {f"{n}": roman for n, roman in enumerate(_ROMAN, 1)} | {
    f"0{n}": roman for n, roman in enumerate(_ROMAN[:9], 1)
}


def lp_number(number: pl.Expr) -> pl.Expr:
    """A whole LP number: its core, then the office, letters and digits only.

    The counter that took the report (SPKT) is left out, as many leave it out. Null where no office
    stands behind the core: such a number is the core and no more. A number without a core (an old
    or foreign shape) stands as written.
    """
    upper = number.str.to_uppercase()
    office = plain_number(upper.str.extract(_LP + "(.*)$", 5).str.replace_all("SPKT", ""))
    core = lp_core(number)
    whole = pl.concat_str(core, office, separator="|")
    return pl.when(core.is_null()).then(plain_number(upper)).otherwise(whole)


def lp_core(number: pl.Expr) -> pl.Expr:
    """Type, number, month and year of an LP (`B|123|VI|2023`); null where they are not all there.

    One core can stand for LPs of several offices: use it with evidence of unit or person.
    """
    found = number.str.to_uppercase().str.extract_groups(_LP)
    month = found.struct.field("3").replace(_DIGITS)
    parts = [found.struct.field("1"), found.struct.field("2"), month, found.struct.field("4")]
    return pl.concat_str(parts, separator="|")


def python_lp(number: str) -> tuple[str | None, str | None]:
    """The twin of `lp_number` and `lp_core`."""
    upper = number.upper()
    if not (found := re.search(_LP + "(.*)$", upper)):
        return python_plain_number(upper), None
    kind, running, month, year, rest = found.groups()
    core = f"{kind}|{running}|{_DIGITS.get(month, month)}|{year}"
    office = python_plain_number(rest.replace("SPKT", ""))
    return (f"{core}|{office}" if office else None), core


def plain_number(number: pl.Expr) -> pl.Expr:
    """Any other number (SPDP, register, court, passport): upper-case letters and digits only."""
    plain = number.str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", "")
    return pl.when(plain != "").then(plain)


def python_plain_number(number: str) -> str | None:
    """The twin of `plain_number`."""
    return re.sub("[^A-Z0-9]+", "", number.upper()) or None
