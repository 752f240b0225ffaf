"""`kliring report`: from the published vintage to files, in this process."""

from collections.abc import Sequence
from pathlib import Path

from contracts.problems import Problem
from orchestration.solver import greet_nobody
from orchestration.stages import incidents
from orchestration.stages.release import reports
from orchestration.store import Store
from warehouse.keys import Keys
from warehouse.reports import drawing
from warehouse.settings import Settings


def annual(
    settings: Settings, keys: Keys, year: int, formats: Sequence[str], languages: Sequence[str]
) -> list[Path]:
    """Write the annual report of a year; the files made.

    Raises:
        Problem: Nothing is published, or nothing of that year.
    """
    drawing.start()
    greet_nobody()
    return reports.annual_report(Store(settings.zones, keys), year, formats, languages)


def regional(
    settings: Settings,
    keys: Keys,
    year: int,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    province: str | None = None,
) -> list[Path]:
    """Write the regional report of a year, or the profile of a province; the files made.

    Raises:
        Problem: Nothing is published, or nothing of that year; or there is no such province.
    """
    drawing.start()
    greet_nobody()
    store = Store(settings.zones, keys)
    return reports.regional_report(store, year, formats, languages, province=province)


def incidental(
    settings: Settings,
    keys: Keys,
    formats: Sequence[str],
    languages: Sequence[str],
    *,
    case_id: str | None = None,
    lp_number: str | None = None,
) -> list[Path]:
    """Write the report on one case, by its id or by the number of an LP in it; the files made.

    Raises:
        Problem: Nothing is published, or there is no such case or LP.
    """
    store = Store(settings.zones, keys)
    case = case_id or incidents.case_of_lp(store, lp_number or "")
    if case is None:
        raise Problem("storage.lp_unknown")
    drawing.start()
    greet_nobody()
    return reports.incidental_report(store, case, formats, languages)
