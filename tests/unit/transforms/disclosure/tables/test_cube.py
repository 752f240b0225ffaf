"""The frozen cube: what it takes, what it refuses, the tables that it gives."""

import polars as pl
import pytest

from contracts.problems import Problem
from transforms.disclosure.tables.cube import Cube, TableSpec, cube, table_of
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.joint import join


def _cube(counts: list[int]) -> Cube:
    cells = [("F", "p1", "r1"), ("F", "p2", "r2"), ("M", "p1", "r1"), ("M", "p1", "r3")]
    frame = pl.DataFrame(cells, schema=["sex", "prov", "reg"], orient="row")
    return cube(frame.with_columns(n=pl.Series(counts)), parse("sex,prov>reg"))


def _values(frozen: Cube, spec: TableSpec) -> dict[tuple[str, ...], int]:
    table = table_of(frozen, spec)
    frame = table.frame(table.values < 0).drop("status")
    return {row[:-1]: row[-1] for row in frame.rows()}


def test_table_sums_what_it_leaves_out() -> None:
    found = _values(_cube([1, 2, 3, 4]), TableSpec("t", parse("prov")))
    assert found == {("p1",): 8, ("p2",): 2, ("Total",): 10}


def test_restriction_keeps_codes_that_nobody_has() -> None:
    found = _values(_cube([1, 2, 3, 4]), TableSpec("t", parse("prov"), {"sex": ("M",)}))
    assert found == {("p1",): 7, ("p2",): 0, ("Total",): 7}


def test_same_cell_twice_is_added_up() -> None:
    frozen = _cube([1, 2, 3, 4])
    again = cube(pl.concat([frozen.cells, frozen.cells[::-1]]), frozen.dimensions)
    assert again.cells["n"].to_list() == [2 * n for n in frozen.cells["n"]]


def test_unknown_column_is_said() -> None:
    with pytest.raises(Problem):
        join(_cube([1, 1, 1, 1]), [TableSpec("x", parse("sex,wrong"))])
    with pytest.raises(Problem):
        join(_cube([1, 1, 1, 1]), [TableSpec("x", parse("sex"), {"wrong": ("1",)})])
    with pytest.raises(Problem):
        cube(pl.DataFrame({"sex": ["F"], "n": ["-1"]}), parse("sex"))
