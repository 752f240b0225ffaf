"""The annual report: which chapters and tables it has, and where its files go."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from warehouse.reports.contents import report, specification
from warehouse.reports.copies import name_of
from warehouse.reports.marks import DRAFT, Marks
from warehouse.reports.output import BOOK, BOOK_PAGE, write_all

_HERE = Path(__file__).parent
SPECIFICATION = _HERE / "annual.toml"
PAGE = BOOK_PAGE


def write(
    cells: pl.DataFrame,
    year: int,
    out: Path,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    marks: Marks = (DRAFT,),
) -> list[Path]:
    """Write the annual report of a year.

    Args:
        cells: Protected cells of all annual tables of that year.
        year: The year.
        out: Folder of the files; made if it is not there.
        formats: Of `pdf`, `html`, `xlsx`.
        languages: Of `id`, `en`.
        marks: What every page says of itself.

    Returns:
        The files, `laporan-tahunan-<year>.<language>.<format>`.
    """
    spec = specification(SPECIFICATION)
    reports = [
        report(
            cells, spec, name_of("annual", str(year)), language, marks=marks,
            values={"year": year},
        )
        for language in languages
    ]  # fmt: skip
    return write_all(reports, out, formats, BOOK, PAGE)
