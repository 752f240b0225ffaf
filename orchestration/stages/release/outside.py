"""What outsiders know already, as the reviewed file of the release area says."""

from collections.abc import Mapping, Sequence

import polars as pl

from orchestration.store import Store
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.known import CaseOf, Line, lines_of, told_of_lines
from transforms.disclosure.protection.told import KNOWN, Told
from warehouse import files, published
from warehouse.zones import Zones


def lines(store: Store) -> list[Line]:
    """The lines of the file; none where there is no file.

    Raises:
        Problem: A line cannot be read, or contradicts another.
    """
    path = store.zones.knowledge
    if not path.exists():
        return []
    return lines_of(path.read_bytes(), reviewed(), cases_of(store))


def told_outside(store: Store) -> dict[str, Told]:
    """The lines as one more release that everybody has read, by its name; none without a file.

    Raises:
        Problem: As `lines`.
    """
    found = lines(store)
    return {KNOWN: told_of_lines(found, reviewed())} if found else {}


def digest(zones: Zones) -> str | None:
    """SHA-256 of the file as it is now; None where there is none."""
    return files.sha256(zones.knowledge) if zones.knowledge.exists() else None


def mattered(found: Sequence[Line], told: Told, earlier: Mapping[str, Told]) -> list[Line]:
    """The lines that stand in a sum with anything that was ever told."""
    within = pl.col("table_code") != KNOWN
    keys = {
        key
        for one in (told, *(of for name, of in earlier.items() if name != KNOWN))
        for key in one.quantities.filter(within & ~pl.col("is_rest"))["quantity"]
    }
    summed = set(told.sums["quantity"])
    return [line for line in found if line.quantity.key in keys | summed]


def cases_of(store: Store) -> dict[str, CaseOf]:
    """Year and province of every case: where what is told of it stands in the annual figures."""
    vintage = published.current_vintage(store.zones)
    if vintage is None or "dim_cases" not in {table.name for table in vintage.tables}:
        return {}
    cases = pl.read_parquet(store.zones.current / "dim_cases.parquet")
    rows = cases.select("case_id", "first_reported_year", "province_code").iter_rows()
    return {case: CaseOf(year, province) for case, year, province in rows}
