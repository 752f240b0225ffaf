"""Tables over one cube: the same inner cells are one quantity, and every sum is known."""

from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.cube import Cube, TableSpec, cube, table_of
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.joint import JointTable, join

DIMS = parse("sex,age,prov>reg,form")
REGIONS = {"r1": "p1", "r2": "p1", "r3": "p2"}
INNER = list(product("FM", ("child", "adult"), REGIONS, ("f1", "f2")))
AGE = TableSpec("age", parse("sex,age,prov>reg"))
FORM = TableSpec("form", parse("sex,prov>reg,form"))


def _cube(counts: list[int]) -> Cube:
    rows = [(s, a, REGIONS[r], r, f, n) for (s, a, r, f), n in zip(INNER, counts, strict=True)]
    schema = ["sex", "age", "prov", "reg", "form", "n"]
    return cube(pl.DataFrame(rows, schema=schema, orient="row"), DIMS)


counts = st.lists(st.integers(0, 4), min_size=len(INNER), max_size=len(INNER))


def _counted(joint: JointTable, inner: list[int]) -> list[int]:
    """Each quantity counted from the inner cells that its code sets name."""
    wanted = [
        [set(joint.sets[axis][number]) for axis, number in enumerate(row)]
        for row in joint.parts.tolist()
    ]
    return [
        sum(n for cell, n in zip(INNER, inner, strict=True) if all(map(_in, cell, sets)))
        for sets in wanted
    ]


def _in(code: str, codes: set[str]) -> bool:
    return code in codes


@settings(max_examples=25)
@given(counts)
def test_values_and_equations_are_those_of_the_inner_cells(inner: list[int]) -> None:
    joint = join(_cube(inner), [AGE, FORM])
    assert joint.values.tolist() == _counted(joint, inner)
    for parent, kids in joint.equations:
        assert joint.values[parent] == joint.values[kids].sum()


@settings(max_examples=10)
@given(counts, st.sampled_from(["not_exact", "contains"]))
def test_common_margins_have_one_status(inner: list[int], goal: str) -> None:
    joint = join(_cube(inner), [AGE, FORM])
    pattern = suppress(joint, k=3, goal=goal, zeros_shown=True)
    frames = joint.frames(pattern.hidden)
    margin = ["sex", "reg"]
    left = frames["age"].filter(pl.col("age") == "Total").select(*margin, "value", "status")
    right = frames["form"].filter(pl.col("form") == "Total").select(*margin, "value", "status")
    assert left.sort(margin).equals(right.sort(margin))
    small = (joint.values > 0) & (joint.values < 3)
    assert pattern.hidden[small].all()


def test_joint_has_each_equation_of_each_table() -> None:
    joint = join(_cube(list(range(len(INNER)))), [AGE, FORM])
    known = {(parent, tuple(sorted(kids.tolist()))) for parent, kids in joint.equations}
    for name, table in joint.tables.items():
        place = joint.places[name]
        for parent, kids in table.equations:
            equation = (int(place[parent]), tuple(sorted(place[kids].tolist())))
            assert equation in known or equation[1] == (equation[0],)


def test_a_margin_is_one_quantity_in_both_tables_and_in_a_province_of_one_regency() -> None:
    frames = (joint := join(_cube([1] * len(INNER)), [AGE, FORM])).frames(
        np.zeros(joint_size := joint.values.size, dtype=bool)
    )
    assert joint_size == len(set(joint.keys))
    by_cell = {
        (name, row[0], row[1], row[2]): row[-1] for name, f in frames.items() for row in f.rows()
    }
    assert by_cell["age", "F", "Total", "p1"] == by_cell["form", "F", "p1", "Total"]
    assert by_cell["age", "F", "Total", "p2"] == by_cell["age", "F", "Total", "r3"]
    assert by_cell["age", "F", "Total", "p1"] != by_cell["age", "F", "child", "p1"]


def test_key_does_not_depend_on_labels_row_order_or_further_tables() -> None:
    frozen = _cube([2] * len(INNER))
    alone, both = join(frozen, [FORM]), join(frozen, [FORM, AGE])
    assert set(alone.keys) < set(both.keys)
    renamed = frozen.cells.with_columns(pl.col("prov").replace({"p1": "one", "p2": "two"}))
    assert join(cube(renamed[::-1], DIMS), [FORM]).keys == alone.keys


def test_key_of_a_total_outlives_a_longer_code_list() -> None:
    frozen = _cube([2] * len(INNER))
    more = cube(frozen.cells, DIMS, {"form": pl.DataFrame({"form": ["f1", "f2", "f3"]})})
    old, new = join(frozen, [FORM]), join(more, [FORM])
    assert set(old.keys) < set(new.keys)
    assert new.values[new.frame(np.zeros(new.values.size, bool))["form"] == "f3"].sum() == 0


def test_a_table_of_one_code_is_part_of_the_whole() -> None:
    frozen = _cube(list(range(len(INNER))))
    females = TableSpec("females", parse("age,prov"), {"sex": ("F",)})
    joint = join(frozen, [AGE, females])
    assert set(joint.places["females"]) <= set(joint.places["age"])
    assert table_of(frozen, females).values.max() == sum(range(12))


def test_a_dimension_that_two_tables_cut_differently_is_linked() -> None:
    """The table by province knows no regency, yet its cells are the sum of the other's."""
    joint = join(
        _cube([3] * len(INNER)), [AGE, TableSpec("short", parse("sex,prov"), {"age": ("child",)})]
    )
    assert set(joint.places["short"]) <= set(joint.places["age"])
