"""The incidental report on one case: it shows the case_id, no other number and no free text."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from warehouse.reports.contents import report, specification
from warehouse.reports.copies import name_of
from warehouse.reports.marks import DRAFT, Marks
from warehouse.reports.output import write_all

_HERE = Path(__file__).parent
SPECIFICATION = _HERE / "incidental.toml"
PAGE = _HERE / "incidental.html"


def write(
    cells: pl.DataFrame,
    case_id: str,
    out: Path,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    marks: Marks = (DRAFT,),
) -> list[Path]:
    """Write the incidental report of a case.

    Args:
        cells: Protected cells of all incidental tables of that case.
        case_id: The case.
        out: Folder of the files; made if it is not there.
        formats: Of `pdf`, `html`, `xlsx`.
        languages: Of `id`, `en`.
        marks: What every page says of itself.

    Returns:
        The files, `laporan-insidentil-<start of case_id>.<language>.<format>`.
    """
    spec = specification(SPECIFICATION)
    name = name_of("incidental", case_id)
    reports = [
        report(cells, spec, name, language, marks=marks, values={"case_id": case_id})
        for language in languages
    ]
    return write_all(reports, out, formats, _HERE / "incidental.typ", PAGE)
