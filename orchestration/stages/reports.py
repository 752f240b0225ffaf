"""Published to reports: the cells of the reporting tables, protected, then printed.

Where a release of a report stands, the report is printed from that release; else it is a draft,
protected by the same function.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from contracts.problems import Problem
from orchestration.store import Store
from transforms.disclosure.counted import CaseOf
from warehouse import published
from warehouse.releases import ledger
from warehouse.releases.contents import CELLS
from warehouse.releases.standing import latest


def annual_report(
    store: Store, year: int, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the annual report of a year: from its latest release, else as a draft.

    Raises:
        Problem: Nothing is published yet, or nothing of that year; or the ledger is damaged.
    """
    from warehouse.reports import annual

    zones = store.zones
    if (cells := released_cells(store, "annual", str(year))) is not None:
        return annual.write(cells, year, zones.reports, formats, languages, is_draft=False)
    drafted = _draft(store, "rpt_annual__", pl.col("report_year") == year)
    if drafted.is_empty():
        raise Problem("storage.report_year_empty", year=year)
    return annual.write(drafted, year, zones.draft_reports, formats, languages, is_draft=True)


def incidental_report(
    store: Store, case_id: str, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the incidental report of a case: from its latest release, else as a draft.

    Raises:
        Problem: Nothing is published yet, or there is no such case; or the ledger is damaged.
    """
    from warehouse.reports import incidental

    zones = store.zones
    if (cells := released_cells(store, "incidental", case_id)) is not None:
        return incidental.write(cells, case_id, zones.reports, formats, languages, is_draft=False)
    drafted = _draft(store, "rpt_incidental__", pl.col("case_id") == case_id)
    if drafted.is_empty():
        raise Problem("storage.case_unknown", case_id=case_id)
    return incidental.write(
        drafted, case_id, zones.draft_reports, formats, languages, is_draft=True
    )


def released_cells(store: Store, kind: str, subject: str) -> pl.DataFrame | None:
    """The cells of the latest release of a report that stands; None where there is none."""
    release = latest(ledger.read(store.zones), kind, subject)
    if release is None:
        return None
    return pl.read_parquet(store.zones.released(release.release) / CELLS)


def cases_of(store: Store) -> dict[str, CaseOf]:
    """Year and province of every case: where an incidental report stands in the annual ones."""
    cases = pl.read_parquet(store.zones.current / "dim_cases.parquet")
    rows = cases.select("case_id", "first_reported_year", "province_code").iter_rows()
    return {case: CaseOf(year, province) for case, year, province in rows}


def _draft(store: Store, prefix: str, chosen: pl.Expr) -> pl.DataFrame:
    from transforms.disclosure.small_cells import protect

    return protect(reporting_cells(store, prefix, chosen))


def reporting_cells(store: Store, prefix: str, chosen: pl.Expr) -> pl.DataFrame:
    """All cells of the reporting tables of one report, of the published vintage."""
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    names = [table.name for table in vintage.tables if table.name.startswith(prefix)]
    folder = store.zones.current
    return pl.concat([pl.read_parquet(folder / f"{n}.parquet").filter(chosen) for n in names])
