"""Answers of units that may give several: quantities that no table shows."""

from decimal import Decimal

import numpy as np
import pytest

from transforms.disclosure.audit.outside_limits import is_within
from transforms.disclosure.counting.answers import is_unseen, with_answers
from transforms.disclosure.counting.counted import Counted, counted_of
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.primaries import primaries, rests

GROUP = "victims_served|2024"


def _cells(lines: dict[str, tuple[int, int, int]]) -> list[dict]:
    """Services by agency: those of one, of the other, of either."""
    return [
        {
            "report_year": 2024, "table_code": "A13", "block_code": "persons",
            "row_list_code": "service", "row_code": service, "row_parent_code": None,
            "column_list_code": "serving_agency", "column_code": agency,
            "column_parent_code": None, "unit_code": "person", "statistic_code": "count",
            "value": Decimal(value), "contributors": value, "adds_up_rows": False,
            "adds_up_columns": False, "figure_id": f"{service}-{agency}",
        }
        for service, values in lines.items()
        for agency, value in zip(("social", "health", "TOTAL"), values, strict=True)
    ]  # fmt: skip


def _counted(lines: dict[str, tuple[int, int, int]]) -> Counted:
    rows = _cells(lines)
    return with_answers(counted_of(rows, reviewed()), rows)


def test_what_is_beyond_the_first_answers_is_a_quantity() -> None:
    counted = _counted({"KONSELING": (60, 40, 98)})
    values = dict(zip(counted.keys, counted.values.tolist(), strict=True))
    line = "count|service=KONSELING&serving_agency=+"
    assert values[f"{GROUP}|person_answers|{line}"] == 100
    assert values[f"{GROUP}|person_more|{line}"] == 2
    assert is_unseen(counted).sum() == 2
    secret = primaries(counted, reviewed())
    assert [counted.keys[at] for at in np.flatnonzero(secret)] == [f"{GROUP}|person_more|{line}"]


@pytest.mark.parametrize("either", [100, 101])
def test_where_nobody_answers_twice_there_is_none(either: int) -> None:
    """A line that adds up is a sum; parts that hold less than their total say nothing."""
    counted = _counted({"KONSELING": (60, 40, either)})
    assert not is_unseen(counted).any()
    assert len(counted.equations) == (either == 100)


def test_what_is_beyond_in_a_part_is_part_of_what_is_beyond() -> None:
    counted = _counted({"KONSELING": (60, 40, 80), "TOTAL": (90, 40, 107)})
    names = [(counted.keys[s], counted.keys[p], left) for s, p, left in rests(counted, reviewed())]
    more = f"{GROUP}|person_more|count|"
    assert (f"{more}serving_agency=+", f"{more}service=KONSELING&serving_agency=+", 3) in names


@pytest.mark.parametrize(
    ("social", "is_kept"),
    [([60, 61], True), ([60, 57], False), ([60, 99], False), ([60, 85], False)],
)
def test_the_check_knows_what_answers_can_be(social: list[int], *, is_kept: bool) -> None:
    """Fewer answers than persons, more in a part than its set, more beyond than in all."""
    lines = {"KONSELING": (60, 40, 98), "SHELTER": (45, 5, 48), "TOTAL": (90, 40, 110)}
    rows = _cells(lines)
    keys = {}
    told = {}
    for row in rows:
        pairs = {("service", row["row_code"]), ("serving_agency", row["column_code"])}
        own = "&".join(sorted(f"{d}={c}" for d, c in pairs if c != "TOTAL"))
        row["quantity"] = f"{GROUP}|person|count|{own}"
        keys[row["quantity"]] = row["quantity"], 1
        told[keys[row["quantity"]]] = np.array([int(row["value"])])
    hidden = next(key for key in told if "KONSELING" in key[0] and "social" in key[0])
    told[hidden] = np.array(social)
    claim = {"above": [], "units": ["person"]}
    assert is_within([(rows, keys)], told, {hidden}, claim) is is_kept
