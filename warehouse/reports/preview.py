"""A report as its reviewers see it before it is released: the web page as a draft, no drawings.

Drawings take seconds and show nothing that the tables do not.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from warehouse.reports import annual, incidental, regional
from warehouse.reports.contents import report, specification
from warehouse.reports.html import html_bytes
from warehouse.reports.marks import Marks

_REPORTS = {
    "annual": (annual, "year"),
    "incidental": (incidental, "case_id"),
    "regional": (regional, "year"),
}


def preview(cells: pl.DataFrame, kind: str, subject: str, language: str, marks: Marks) -> bytes:
    """The page.

    Args:
        cells: Protected cells of the report.
        kind: `annual`, `incidental` or `regional`.
        subject: The year or the case.
        language: `id` or `en`.
        marks: What every page says of itself.
    """
    module, place = _REPORTS[kind]
    spec = _undrawn(specification(module.SPECIFICATION))
    made = report(cells, spec, kind, language, marks=marks, values={place: subject})
    return html_bytes(made, module.PAGE)


def _undrawn(spec: Mapping[str, Any]) -> dict[str, Any]:
    tables = {code: {**table, "charts": ()} for code, table in spec["tables"].items()}
    return {**spec, "map": None, "tables": tables}
