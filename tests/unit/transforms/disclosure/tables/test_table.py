"""Tables: which area of its deepest dimension each cell lies in."""

import polars as pl

from transforms.disclosure.tables.dimensions import TOTAL, parse
from transforms.disclosure.tables.table import build


def _areas(dims: str) -> dict[tuple[str, ...], int]:
    rows = [(a, r[0], r, n) for n, (a, r) in enumerate((a, r) for a in "xy" for r in ("p1", "q1"))]
    cells = pl.DataFrame(rows, schema=["a", "prov", "r", "n"], orient="row")
    table = build(cells, parse(dims))
    codes = table.frame(table.values < 0).select(table.dimensions[0].name, table.dimensions[1].name)
    return dict(zip(codes.rows(), table.areas.tolist(), strict=True))


def test_areas_are_the_codes_below_the_total_and_what_nests_in_them() -> None:
    found = _areas("a,prov>r")
    assert found["x", "p"] == found["y", "p1"] == 0
    assert found["x", "q1"] == found[TOTAL, "q"] == 1
    assert found["x", TOTAL] == -1


def test_without_a_hierarchy_the_codes_of_the_longest_list_are_the_areas() -> None:
    found = _areas("a,r")
    assert [found["x", "p1"], found["y", "p1"], found["x", "q1"], found["y", TOTAL]] != [0, 0, 0, 0]
    assert found["x", "p1"] == found["x", "q1"] == 0
    assert found["y", TOTAL] == 1
    assert found[TOTAL, "p1"] == -1
