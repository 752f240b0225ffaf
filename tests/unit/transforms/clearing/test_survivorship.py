"""Small worlds in which the right choice can be told by hand."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clearing.survivorship import choose, rules


def observed(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subject_id": [r[0] for r in rows],
            "value": [r[1] for r in rows],
            "agency_code": [r[2] for r in rows],
            "source_rank": [0] * len(rows),
            "record_date": [date(2024, 1, 1 + i) for i in range(len(rows))],
        },
        schema_overrides={"value": pl.String, "source_rank": pl.Int64},
    )


def test_majority_wins_over_a_better_agency() -> None:
    world = observed(("a", "L", "police"), ("a", "P", "social"), ("a", "P", "health"))
    chosen, conflicts = choose(world, "sex_code")
    assert chosen.rows() == [("a", "P")]
    assert conflicts.select("values_seen", "agencies", "chosen_value").rows() == [
        ("L|P", "health|police|social", "P")
    ]


def test_better_agency_wins_a_tie() -> None:
    world = observed(("a", "P", "social"), ("a", "L", "police"))
    assert choose(world, "sex_code")[0].rows() == [("a", "L")]


def test_priority_wins_over_numbers() -> None:
    world = observed(("a", "53", "police"), ("a", "53", "police"), ("a", "33", "social"))
    assert choose(world, "origin_province_code")[0].rows() == [("a", "33")]


def test_what_is_not_recorded_is_neither_chosen_nor_in_conflict() -> None:
    chosen, conflicts = choose(observed(("a", None, "police"), ("a", "L", "health")), "sex_code")
    assert chosen.rows() == [("a", "L")]
    assert conflicts.is_empty()


@given(st.permutations(range(6)))
def test_order_of_rows_decides_nothing(order: list[int]) -> None:
    world = observed(
        ("a", "L", "police"),
        ("a", "P", "police"),
        ("b", "P", "health"),
        ("b", "P", "social"),
        ("c", "L", "prosecution"),
        ("c", "P", "social"),
    )
    expected = choose(world, "sex_code")
    shuffled = choose(world[order], "sex_code")
    assert shuffled[0].equals(expected[0])
    assert shuffled[1].equals(expected[1])


def test_unknown_attribute_is_refused() -> None:
    with pytest.raises(KeyError):
        choose(observed(("a", "L", "police")), "shoe_size")


def test_every_rule_has_a_reason_in_both_languages() -> None:
    assert rules().select("reason_id", "reason_en").null_count().row(0) == (0, 0)
