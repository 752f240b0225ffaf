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
from warehouse.releases import ledger
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
    drafted = _draft(store, "annual", str(year))
    return annual.write(drafted, year, zones.draft_reports, formats, languages, is_draft=True)


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

    zones = store.zones
    if (cells := released_cells(store, "regional", str(year))) is not None:
        return regional.write(
            cells, year, zones.reports, formats, languages, is_draft=False, province=province
        )
    drafted = _draft(store, "regional", str(year))
    return regional.write(
        drafted, year, zones.draft_reports, formats, languages, is_draft=True, province=province
    )


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
    drafted = _draft(store, "incidental", case_id)
    return incidental.write(
        drafted, case_id, zones.draft_reports, formats, languages, is_draft=True
    )


def released_cells(store: Store, kind: str, subject: str) -> pl.DataFrame | None:
    """The cells of the latest release of a report that stands; None where there is none.

    Raises:
        Problem: They are not as they were published.
    """
    release = latest(ledger.read(store.zones), kind, subject)
    if release is None:
        return None
    return published_cells(store.zones, [release])[release.release]


def _draft(store: Store, kind: str, subject: str) -> pl.DataFrame:
    return first_safe(
        store,
        (kind, subject),
        reviewed(),
        told_before(store, ledger.read(store.zones)),
        is_draft=True,
        then=lambda decision: decision.cells.drop("quantity"),
    )
