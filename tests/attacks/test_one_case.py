"""Tables of one case: the same persons by age, by service and by what nobody recorded.

Whoever was served is a victim, who was not is one too, and whose sex is missing is of unknown sex:
sums that no block holds, of figures that stand in other years and populations. The attack here
knows persons alone, one unknown for each kind of person, in a programme of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from random import Random

import highspy
import numpy as np
import polars as pl
import pytest

from transforms.disclosure.audit.outside import check
from transforms.disclosure.counting import of_case
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.gate.public import certificate
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import fault_of, told_of

POLICY = reviewed()
BEFORE = replace(POLICY, case={"persons": {}, "says": {}, "either": []})
K = POLICY.thresholds["default"]
AGES, SEXES, SERVICES = ("ANAK", "DEWASA", "U"), ("L", "P", "U"), ("KONSELING", "SHELTER")
Kind = tuple[str, str, tuple[str, ...]]  # age, sex, services
KINDS: list[Kind] = list(product(AGES, SEXES, [(), ("KONSELING",), ("SHELTER",), SERVICES]))
SIZES = (0, 0, 0, 0, 0, 1, 2, 3, 7)
WORLDS = 12
World = Mapping[Kind, int]
Place = tuple[str, str, str, str]  # table, block, row, column


def _blocks() -> dict[Place, Callable[[Kind], bool]]:
    """Every cell of a case and who counts in it."""
    found: dict[Place, Callable[[Kind], bool]] = {}
    for age, sex in product((*AGES, "TOTAL"), (*SEXES, "TOTAL")):
        found["I3", "victims", age, sex] = lambda one, age=age, sex=sex: (
            age in (one[0], "TOTAL") and sex in (one[1], "TOTAL")
        )
    for service, agency in product((*SERVICES, "TOTAL"), ("social", "TOTAL")):
        found["I6", "persons", service, agency] = lambda one, service=service: (
            bool(one[2]) and service in (*one[2], "TOTAL")
        )
    found["I6", "needs", "NO_SERVICE", "TOTAL"] = lambda one: not one[2]
    found["I6", "needs", "RUNNING", "TOTAL"] = lambda one: "SHELTER" in one[2]
    found["I9", "victims", "SEX", "TOTAL"] = lambda one: one[1] == "U"
    found["I9", "victims", "AGE", "TOTAL"] = lambda one: one[0] == "U"
    return found


BLOCKS = _blocks()
LISTS = {
    ("I3", "victims"): ("age_rollup", "jenis_kelamin"),
    ("I6", "persons"): ("service", "serving_agency"),
    ("I6", "needs"): ("need", "total"),
    ("I9", "victims"): ("gap", "total"),
}


@pytest.fixture
def table(cells: dict[str, Callable]) -> Callable[[World], pl.DataFrame]:
    """The cells of a case; of rows and columns those that occur."""

    def make(world: World) -> pl.DataFrame:
        value = {at: sum(n for one, n in world.items() if in_(one)) for at, in_ in BLOCKS.items()}
        rows = []
        for at, count in value.items():
            table, block, row, column = at
            is_crossed = block == "victims" and table == "I3"
            margins = (value[table, block, row, "TOTAL"],)
            margins += (value[table, block, "TOTAL", column],) if is_crossed else ()
            if not all(margins):
                continue
            own, other = LISTS[table, block]
            made = cells["cell"](table, block, (own, row, None), (other, column, None), count)
            place = {"I3": (2024, "33"), "I6": (2025, None), "I9": (None, None)}[table]
            if block == "needs":
                place = 2024, "33"
            rows.append(
                made
                | {"case_id": "c1", "counted_year": place[0], "counted_province_code": place[1]}
                | {"adds_up_rows": is_crossed, "adds_up_columns": is_crossed}
                | ({"unit_code": "person"} if block == "persons" else {})
            )
        return pl.DataFrame(rows, infer_schema_length=None)

    return make


def _world(seed: int) -> World:
    chance = Random(seed)
    return {one: chance.choice(SIZES) for one in KINDS}


def _ends(decision: Decision, line: np.ndarray) -> tuple[int, int]:
    """The least and the most that some kinds of persons add up to, by all that is told."""
    found = []
    for sign in (1.0, -1.0):
        solver, size = highspy.Highs(), len(KINDS)
        solver.setOptionValue("output_flag", False)
        for one in line:
            solver.addCol(sign * float(one), 0, 1e4, 0, [], [])
        index = np.arange(size, dtype=np.int32)
        solver.changeColsIntegrality(size, index, [highspy.HighsVarType.kInteger] * size)
        for row in decision.cells.to_dicts():
            is_shown = row["shown_code"] == "published"
            low, high = (float(row["value"]),) * 2 if is_shown else (1.0, 1e4)
            solver.addRow(low, high, size, index, _line(row))
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(round(sign * solver.getInfo().objective_function_value))
    return found[0], found[1]


def _line(row: Mapping[str, str]) -> np.ndarray:
    counts = BLOCKS[row["table_code"], row["block_code"], row["row_code"], row["column_code"]]
    return np.array([float(counts(one)) for one in KINDS])


def _learned(decision: Decision, world: World) -> Iterator[str]:
    """Figures of one to four, and what is left of a figure without another, of which one fits."""
    of = np.array([world[one] for one in KINDS])
    lines = list({tuple(line): line for line in map(_line, decision.cells.to_dicts())}.values())
    secrets = [("figure", line) for line in lines if 0 < line @ of < K]
    secrets += [
        ("rest", set_ - part)
        for set_, part in product(lines, lines)
        if (set_ - part).min() >= 0 and 0 < (set_ - part) @ of < K
    ]
    for kind, line in secrets:
        low, high = _ends(decision, line)
        if low == high:
            yield kind


def test_the_tables_of_a_case_told_together_what_each_hid(table: Callable) -> None:
    """As it was, each population apart: who was not served was all less those who were."""
    before, hidden = [], 0
    for seed in range(WORLDS):
        world = _world(seed)
        before += _learned(decide(table(world), BEFORE), world)
        decision = decide(table(world), POLICY)
        assert list(_learned(decision, world)) == []
        assert decision.protected.unprotected == []
        told = told_of(decision.counted, decision.protected, POLICY)
        assert fault_of(told) is None
        assert audit("r", {"r": told}, POLICY).is_safe
        made = certificate({"r": decision.cells}, POLICY)
        assert made.told == ()
        assert check({"r": decision.cells}, made.worlds, made.claim) is None
        hidden += int((decision.cells["shown_code"] != "published").sum())
    assert {"figure", "rest"} <= set(before)
    assert hidden < WORLDS * len(BLOCKS)


def test_the_gate_knows_the_persons_of_a_case(table: Callable) -> None:
    """What is protected with less in mind is refused."""
    is_safe = []
    for seed in range(WORLDS):
        decision = decide(table(_world(seed)), BEFORE)
        told = told_of(of_case.with_case(decision.counted, POLICY), decision.protected, POLICY)
        is_safe.append(audit("r", {"r": told}, POLICY).is_safe)
    assert not all(is_safe)


def test_the_check_knows_the_persons_of_a_case(
    table: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worlds in which the served and the others are not all are no proof."""
    every = [{"r": decide(table(_world(seed)), POLICY).cells} for seed in range(WORLDS)]
    with monkeypatch.context() as patched:
        patched.setattr(of_case, "named", lambda *_: None)
        made = [certificate(cells, POLICY) for cells in every]
    assert "sums" in [check(c, one.worlds, one.claim) for c, one in zip(every, made, strict=True)]


@pytest.mark.parametrize(("running", "fault"), [(10, None), (12, "limits")])
def test_no_more_are_still_served_than_were_served(
    table: Callable, running: int, fault: str | None
) -> None:
    """Ten of twenty victims were served: no twelve of them are still, whatever a world says."""
    world = {("DEWASA", "P", ()): 10, ("DEWASA", "P", ("SHELTER",)): 3}
    world |= {("DEWASA", "P", ("KONSELING",)): 7}
    cells = {"r": decide(table(world), POLICY).cells}
    made = certificate(cells, POLICY)
    is_running = pl.col("quantity").str.contains("need=RUNNING")
    assert made.worlds.filter(is_running).height == 1
    last = made.worlds.columns[-1]
    changed = pl.when(is_running).then(running).otherwise(last).alias(last)
    assert check(cells, made.worlds.with_columns(changed), made.claim) == fault


@pytest.mark.parametrize("year", [2024, None])
def test_equal_figures_of_a_case_are_one(table: Callable, year: int | None) -> None:
    """Those of unknown sex are counted twice; where the annual report counts them is no matter."""
    world = {("DEWASA", "L", ()): 3, ("DEWASA", "P", ()): 9, ("DEWASA", "U", ()): 7}
    rows = table(world).with_columns(
        counted_year=pl.when(pl.col("table_code") == "I9").then(year).otherwise("counted_year")
    )
    shown = {
        (row["table_code"], row["row_code"], row["column_code"]): row["shown_code"]
        for row in decide(rows, POLICY).cells.to_dicts()
    }
    assert shown["I9", "SEX", "TOTAL"] == shown["I3", "TOTAL", "U"]
