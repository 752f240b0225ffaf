"""Global recoding of microdata: codes of a column joined into broader ones, in a planned order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.disclosure.microdata.measures import violations

UNKNOWN = "U"
OTHER = "LAIN"

ISLANDS: Mapping[str, str] = {
    "1": "SUMATERA",
    "2": "SUMATERA",  # Kepulauan Riau
    "3": "JAWA",
    "5": "BALI_NUSA_TENGGARA",
    "6": "KALIMANTAN",
    "7": "SULAWESI",
    "8": "MALUKU",
    "9": "PAPUA",
}
AGES: Mapping[str, str] = {
    **dict.fromkeys(("00-05", "06-11", "12-14", "15-17"), "ANAK"),
    **dict.fromkeys(("18-24", "25-29", "30-39", "40-49", "50-59", "60+"), "DEWASA"),
}
BROAD_AGES: Mapping[str, str] = {
    **dict.fromkeys(("00-05", "06-11", "12-14"), "00-14"),
    **dict.fromkeys(("40-49", "50-59", "60+"), "40+"),
}
FORMS: Mapping[str, str] = {
    **dict.fromkeys(("KERJA_PMI", "KERJA_LAUT", "KERJA_DN"), "KERJA"),
    **dict.fromkeys(("ANAK", "KAWIN", "ADOPSI", "ORGAN", "PERBUDAKAN", "LAIN", "JAMAK"), OTHER),
}
RARE_FORMS: Mapping[str, str] = dict.fromkeys((*FORMS, "SEKSUAL", "SCAM"), OTHER)


@dataclass(frozen=True)
class Recoding:
    """Broader codes of one column.

    Attributes:
        column: Of the records.
        groups: Code to broader code; other codes stay as they are.
        below: Only codes with fewer records than this are joined; None: all.
    """

    column: str
    groups: Mapping[str, str]
    below: int | None = None


def recode(records: pl.DataFrame, recoding: Recoding) -> pl.DataFrame:
    """Apply one recoding."""
    column = pl.col(recoding.column)
    broad = column.replace(dict(recoding.groups))
    if recoding.below is not None:
        broad = pl.when(pl.len().over(column) < recoding.below).then(broad).otherwise(column)
    return records.with_columns(broad.alias(recoding.column))


def recode_until(
    records: pl.DataFrame,
    steps: Sequence[Recoding],
    quasi: Sequence[str],
    sensitive: Sequence[str],
    *,
    k: int,
    distinct_l: int,
    tolerated: float,
) -> tuple[pl.DataFrame, int]:
    """Apply recodings in order while too many records stand in classes that are too small.

    Args:
        records: One row a record.
        steps: The plan, the mildest first.
        quasi: The quasi-identifiers.
        sensitive: The sensitive columns.
        k: Records that a class must have.
        distinct_l: Values of each sensitive column that a class must have.
        tolerated: Share of records that may be left to local suppression.

    Returns:
        The records, and how many steps were applied.
    """
    for number, step in enumerate(steps):
        wrong = violations(records, quasi, sensitive, k=k, distinct_l=distinct_l)
        if int(wrong.sum()) <= tolerated * records.height:
            return records, number
        records = recode(records, step)
    return records, len(steps)


def province_groups(codes: Sequence[str]) -> dict[str, str]:
    """Province code to its island group."""
    return {code: ISLANDS[code[0]] for code in codes if code[:1] in ISLANDS}


def year_bands(years: Sequence[str], width: int) -> dict[str, str]:
    """Year to its band, `2024-2025`; bands begin at multiples of the width, in any file."""
    numbers = {year: int(year) - int(year) % width for year in years if year.isdigit()}
    return {year: f"{first}-{first + width - 1}" for year, first in numbers.items()}
