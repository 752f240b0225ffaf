"""The regional report: one print for all provinces, and the profile of a province on a page or two.

Both print the same cells; a profile takes the rows of its province out of them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from contracts import regions
from contracts.problems import Problem
from warehouse.reports.contents import report, specification
from warehouse.reports.copies import name_of
from warehouse.reports.marks import DRAFT, Marks
from warehouse.reports.output import BOOK, BOOK_PAGE, write_all

_HERE = Path(__file__).parent
SPECIFICATION = _HERE / "regional.toml"
PAGE = BOOK_PAGE
_PROFILE, _PROFILE_PAGE = _HERE / "profile.typ", _HERE / "profile.html"


def write(
    cells: pl.DataFrame,
    year: int,
    out: Path,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    marks: Marks = (DRAFT,),
    province: str | None = None,
) -> list[Path]:
    """Write the regional report of a year, or the profile of a province from it.

    Args:
        cells: Protected cells of all regional tables of that year.
        year: The year.
        out: Folder of the files; made if it is not there.
        formats: Of `pdf`, `html`, `xlsx`.
        languages: Of `id`, `en`.
        marks: What every page says of itself.
        province: Code of the province whose profile is wanted; none for all provinces.

    Returns:
        The files, `laporan-wilayah-<year>[-<province>].<language>.<format>`.

    Raises:
        Problem: There is no such province.
    """
    spec, values = specification(SPECIFICATION), {"year": year}
    name, layout, page = name_of("regional", str(year)), BOOK, PAGE
    if province is not None:
        refuse_unknown(province)
        cells, spec = _of(cells, province), _profile(spec, province)
        values |= {"province": regions.label(province)}
        name, layout, page = f"{name}-{province}", _PROFILE, _PROFILE_PAGE
    reports = [
        report(cells, spec, name, language, marks=marks, values=values) for language in languages
    ]
    return write_all(reports, out, formats, layout, page)


def refuse_unknown(province: str) -> None:
    """Refuse a code that no province of today has.

    Raises:
        Problem: It is none.
    """
    if all(one.code != province for one in regions.provinces()):
        raise Problem("storage.province_unknown", province=province)


def _of(cells: pl.DataFrame, province: str) -> pl.DataFrame:
    """The rows of a province and of what lies in it."""
    is_it = pl.col("row_code") == province
    return cells.filter(is_it | (pl.col("row_parent_code") == province))


def _profile(spec: Mapping[str, Any], province: str) -> dict[str, Any]:
    """The specification of the profile: the chapters of the report, headlines of the province."""
    own = spec["profile"]
    headlines = [one | {"row": province} for one in own["headlines"]]
    return {**own, "headlines": headlines, "chapters": spec["chapters"], "tables": {}}
