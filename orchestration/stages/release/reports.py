"""Published to reports: the cells of the reporting tables, protected, then printed.

Where a release of a report stands, the report is printed from that release; else it is a draft,
protected by the same function.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orchestration.stages.release.protection import first_safe, told_before
from orchestration.stages.release.public_check import published_cells
from orchestration.store import Store
from transforms.disclosure.policy import reviewed
from warehouse.releases import contents, ledger
from warehouse.releases.standing import Standing, latest
from warehouse.reports.marks import marks_of
from warehouse.zones import Zones


def annual_report(
    store: Store, year: int, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the annual report of a year: from its latest release, else as a draft.

    Raises:
        Problem: Nothing is published yet, or nothing of that year; or the ledger is damaged.
    """
    from warehouse.reports import annual

    cells, out, marks = _shown(store, "annual", str(year))
    return annual.write(cells, year, out, formats, languages, marks=marks)


def regional_report(
    store: Store,
    year: int,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    province: str | None = None,
) -> list[Path]:
    """Write the regional report of a year, or the profile of a province: as the annual one.

    Raises:
        Problem: Nothing is published yet, or nothing of that year; there is no such province; or
            the ledger is damaged.
    """
    from warehouse.reports import regional

    cells, out, marks = _shown(store, "regional", str(year))
    return regional.write(cells, year, out, formats, languages, marks=marks, province=province)


def incidental_report(
    store: Store, case_id: str, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the incidental report of a case: from its latest release, else as a draft.

    Raises:
        Problem: Nothing is published yet, or there is no such case; or the ledger is damaged.
    """
    from warehouse.reports import incidental

    cells, out, marks = _shown(store, "incidental", case_id)
    return incidental.write(cells, case_id, out, formats, languages, marks=marks)


def print_release(
    zones: Zones, one: Standing, folder: Path, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the report of a release that is being published, from the cells in its folder.

    Args:
        zones: The data root.
        one: The release.
        folder: Its folder.
        formats: Of `pdf`, `html`, `xlsx`.
        languages: Of `id`, `en`.
    """
    from warehouse.reports import annual, incidental, regional

    cells, out = pl.read_parquet(folder / contents.CELLS), folder / contents.REPORTS
    marks = marks_of(zones, is_draft=False)
    if one.kind == "incidental":
        return incidental.write(cells, one.subject, out, formats, languages, marks=marks)
    of_year = regional if one.kind == "regional" else annual
    return of_year.write(cells, int(one.subject), out, formats, languages, marks=marks)


def released_cells(store: Store, kind: str, subject: str) -> pl.DataFrame | None:
    """The cells of the latest release of a report that stands; None where there is none.

    Raises:
        Problem: They are not as they were published.
    """
    release = latest(ledger.read(store.zones), kind, subject)
    if release is None:
        return None
    return published_cells(store.zones, [release])[release.release]


def _shown(store: Store, kind: str, subject: str) -> tuple[pl.DataFrame, Path, tuple[str, ...]]:
    """The cells of a report, where its files go, and what every page says of itself."""
    zones, cells = store.zones, released_cells(store, kind, subject)
    if cells is not None:
        return cells, zones.reports, marks_of(zones, is_draft=False)
    drafted = first_safe(
        store,
        (kind, subject),
        reviewed(),
        told_before(store, ledger.read(zones)),
        is_draft=True,
        then=lambda decision: decision.cells.drop("quantity"),
    )
    return drafted, zones.draft_reports, marks_of(zones, is_draft=True)
