"""The units behind the figures are those that the reporting models count: every total agrees.

A figure whose units do not add up counts as one case and is hidden; here none may be.
"""

from collections import Counter

import polars as pl
import pytest

from transforms.disclosure.counting.counted import counted_of
from transforms.disclosure.counting.units import TABLES, units_of
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.concentration import by_case, is_by_case
from transforms.disclosure.protection.regencies import coarsened

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize("report", ["annual", "regional"])
def test_units_add_up_to_every_figure_that_they_are_behind(world, report: str, year: int) -> None:
    units = units_of({name: world.marts(name) for name in TABLES})
    paths = (world.home / "published" / "current").glob(f"rpt_{report}__*.parquet")
    every = pl.concat([pl.read_parquet(path) for path in sorted(paths)])
    cells, _ = coarsened(every.filter(pl.col("report_year") == year), reviewed(), {})
    counted = counted_of(cells.to_dicts(), reviewed())
    rows = {code for one in counted.quantities for _, code in one.predicates}
    looked_at: Counter[tuple[str, str]] = Counter()
    wrong = []
    for quantity, value in zip(counted.quantities, counted.values.tolist(), strict=True):
        kind = quantity.population, quantity.unit
        dimensions = tuple(sorted(dimension for dimension, _ in quantity.predicates))
        is_covered = kind in units and set(dimensions) <= set(units[kind].columns)
        assert is_covered or not is_by_case(quantity), quantity.key
        if not is_covered or not value:
            continue
        codes = tuple(code for _, code in sorted(quantity.predicates))
        total, *_ = by_case(units[kind], dimensions, rows).get((year, *codes), (0, 0, 0))
        if total != value:
            wrong.append((quantity.key, value, total))
        looked_at[kind] += 1
    assert wrong == []
    persons = {("victims", "victim"), ("suspects", "perpetrator")}
    assert looked_at.keys() == (units.keys() if report == "annual" else persons)
    assert min(looked_at[kind] for kind in persons) > 20
    assert report == "annual" or any(code.endswith(".other") for code in rows)
