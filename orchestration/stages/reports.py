"""Published to reports: the cells of the reporting tables, protected, then printed."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from contracts.problems import Problem
from orchestration.store import Store
from warehouse import published


def annual_report(
    store: Store, year: int, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the annual report of a year; without a published release it is a draft.

    Raises:
        Problem: Nothing is published yet, or nothing of that year.
    """
    from transforms.disclosure.small_cells import protect
    from warehouse.reports import annual

    cells = reporting_cells(store, "rpt_annual__", pl.col("report_year") == year)
    if cells.is_empty():
        raise Problem("storage.report_year_empty", year=year)
    return annual.write(
        protect(cells), year, store.zones.draft_reports, formats, languages, is_draft=True
    )


def incidental_report(
    store: Store, case_id: str, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the incidental report of a case.

    Raises:
        Problem: Nothing is published yet, or there is no such case.
    """
    from transforms.disclosure.small_cells import protect
    from warehouse.reports import incidental

    cells = reporting_cells(store, "rpt_incidental__", pl.col("case_id") == case_id)
    if cells.is_empty():
        raise Problem("storage.case_unknown", case_id=case_id)
    return incidental.write(
        protect(cells), case_id, store.zones.draft_reports, formats, languages, is_draft=True
    )


def reporting_cells(store: Store, prefix: str, chosen: pl.Expr) -> pl.DataFrame:
    """All cells of the reporting tables of one report, of the published vintage."""
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    names = [table.name for table in vintage.tables if table.name.startswith(prefix)]
    folder = store.zones.current
    return pl.concat([pl.read_parquet(folder / f"{n}.parquet").filter(chosen) for n in names])
