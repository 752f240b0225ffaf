"""Which counts are sensitive, on a cube worked out by hand."""

import numpy as np
import polars as pl
import pytest

from contracts.problems import Problem
from transforms.disclosure.cube import TableSpec, cube
from transforms.disclosure.dimensions import parse
from transforms.disclosure.joint import JointTable, join
from transforms.disclosure.rules import (
    Rules,
    Stricter,
    contributions,
    dominated,
    homogeneous,
    sensitive,
    thresholds,
)

# age, province, regency, form: persons of each case
CELLS = {
    ("adult", "p1", "r1", "labour"): {"a": 9, "b": 3},
    ("adult", "p1", "r2", "labour"): {"a": 2, "b": 2, "c": 2},
    ("child", "p1", "r1", "sexual"): {"c": 7},
    ("child", "p2", "r3", "organ"): {"d": 4, "e": 4},
    ("adult", "p2", "r4", "labour"): {"d": 1},
}
NAMES = ["age", "prov", "reg", "form"]
SPEC = TableSpec("all", parse("age,prov>reg,form"))


def _records() -> pl.DataFrame:
    rows = [
        (*cell, f"{case}{cell[2]}{cell[3]}{number}", case)
        for cell, cases in CELLS.items()
        for case, persons in cases.items()
        for number in range(persons)
    ]
    return pl.DataFrame(rows, schema=[*NAMES, "person_id", "case_id"], orient="row")


@pytest.fixture(scope="module")
def joint() -> JointTable:
    rows = [(*cell, sum(cases.values())) for cell, cases in CELLS.items()]
    frame = pl.DataFrame(rows, schema=[*NAMES, "n"], orient="row")
    return join(cube(frame, SPEC.dimensions), [SPEC])


def _cells(joint: JointTable, mask: np.ndarray) -> set[tuple[str, ...]]:
    """Cells of the table (age, region, form) that a mask of quantities marks."""
    table = joint.tables["all"]
    frame = table.frame(mask[joint.places["all"]])
    return set(frame.filter(pl.col("value").is_null()).select("age", "reg", "form").rows())


def _at(joint: JointTable, values: np.ndarray, *cell: str) -> int:
    frame = joint.tables["all"].frame(np.zeros(joint.places["all"].size, dtype=bool))
    row = frame.select("age", "reg", "form").rows().index(cell)
    return int(values[joint.places["all"][row]])


def test_threshold_is_the_highest_that_applies(joint: JointTable) -> None:
    rules = Rules(
        5,
        (
            Stricter(10, {"reg": ()}),
            Stricter(8, {"age": ("child",)}),
            Stricter(12, {"age": ("child",), "form": ("organ",)}),
        ),
    )
    k = thresholds(joint, rules)
    assert _at(joint, k, "Total", "Total", "Total") == 5
    assert _at(joint, k, "adult", "p1", "labour") == 5
    assert _at(joint, k, "adult", "r1", "labour") == 10
    assert _at(joint, k, "child", "p1", "Total") == 8
    assert _at(joint, k, "child", "r1", "sexual") == 10
    assert _at(joint, k, "child", "Total", "organ") == 12
    assert _at(joint, k, "Total", "Total", "organ") == 5


def test_form_crossed_with_region_can_have_its_own_threshold(joint: JointTable) -> None:
    k = thresholds(joint, Rules(5, (Stricter(9, {"form": (), "prov": ()}),)))
    assert _at(joint, k, "Total", "p1", "labour") == 9
    assert _at(joint, k, "Total", "p1", "Total") == 5
    assert _at(joint, k, "Total", "r1", "labour") == 9


def test_few_are_those_below_their_threshold(joint: JointTable) -> None:
    rules = Rules(5, (Stricter(10, {"reg": ()}),), case_share=None)
    few = _cells(joint, sensitive(joint, rules).few)
    assert ("adult", "r2", "labour") in few  # 6 in a regency
    assert ("adult", "p2", "labour") in few  # 1
    assert ("child", "p1", "sexual") not in few  # 7 in a province
    assert ("child", "r1", "organ") not in few  # nobody


def test_one_case_above_its_share(joint: JointTable) -> None:
    cases = contributions(_records(), joint)
    marked = _cells(joint, dominated(joint, cases, 0.7))
    assert ("adult", "r1", "labour") in marked  # 9 of 12 are one case
    assert ("child", "r1", "sexual") in marked  # 7 of 7
    assert ("adult", "p1", "labour") not in marked  # 11 of 18
    assert ("child", "p2", "organ") not in marked  # 4 of 8
    assert ("Total", "Total", "Total") not in marked
    assert ("adult", "r1", "labour") not in _cells(joint, dominated(joint, cases, 0.75))


def test_person_without_case_is_a_case_alone(joint: JointTable) -> None:
    records = _records().with_columns(
        case_id=pl.when(pl.col("case_id") != "c").then("case_id"),
    )
    marked = _cells(joint, dominated(joint, contributions(records, joint), 0.7))
    assert ("child", "r1", "sexual") not in marked


def test_all_of_a_group_in_one_category(joint: JointTable) -> None:
    k = np.full(joint.values.size, 5)
    marked = _cells(joint, homogeneous(joint, "form", k))
    assert ("child", "p1", "sexual") in marked  # all 7 children of p1
    assert ("adult", "Total", "labour") in marked  # all adults
    assert ("child", "Total", "organ") not in marked  # 8 of 15 children
    assert ("Total", "r4", "labour") not in marked  # 1: few anyway
    assert not any(form == "Total" for _, _, form in marked)


def test_everything_together(joint: JointTable) -> None:
    rules = Rules(5, sensitive=("form",))
    found = sensitive(joint, rules, contributions(_records(), joint))
    assert found.any.sum() >= max(found.few.sum(), found.one_case.sum(), found.alike.sum())
    assert _cells(joint, found.alike) <= _cells(joint, found.any)


def test_order_of_records_does_not_matter(joint: JointTable) -> None:
    left, right = contributions(_records(), joint), contributions(_records()[::-1], joint)
    assert left.equals(right)


def test_unknown_column_is_said(joint: JointTable) -> None:
    with pytest.raises(Problem):
        thresholds(joint, Rules(5, (Stricter(9, {"stage": ()}),)))
    with pytest.raises(Problem):
        homogeneous(joint, "stage", joint.values)
