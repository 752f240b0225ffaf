"""Replay of what reviewers decided: the last word counts, whatever the order of rows."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.linkage.review import DECISIONS, replay

MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)
RECORDS = pl.Series("record_id", ["a", "b", "c", "d"])


def decided(*rows: tuple[str, str, str, date], numbered: bool = False) -> pl.DataFrame:
    frame = pl.DataFrame(
        [(left, right, what, "Uji", day, "x") for left, right, what, day in rows],
        schema=DECISIONS,
        orient="row",
    )
    return frame.with_row_index("number") if numbered else frame


def test_without_decisions_nothing_is_pinned() -> None:
    nothing = replay(None, RECORDS)
    assert (nothing.pinned, nothing.forbidden) == ([], [])
    assert nothing.contradictions.is_empty()


def test_the_later_decision_counts_and_the_change_is_told() -> None:
    found = replay(decided(("a", "b", "same", MONDAY), ("b", "a", "different", TUESDAY)), RECORDS)
    assert (found.pinned, found.forbidden) == ([], [(0, 1)])
    assert found.contradictions.rows() == [("a", "b", "changed")]


def test_of_one_day_the_number_says_which_came_later() -> None:
    rows = (("a", "b", "different", MONDAY), ("b", "a", "same", MONDAY))
    assert replay(decided(*rows, numbered=True), RECORDS).pinned == [(0, 1)]
    assert replay(decided(*rows[::-1], numbered=True), RECORDS).forbidden == [(0, 1)]


def test_a_tie_keeps_apart() -> None:
    rows = (("a", "b", "different", MONDAY), ("b", "a", "same", MONDAY))
    for order in (rows, rows[::-1]):
        assert replay(decided(*order), RECORDS).forbidden == [(0, 1)]


def test_a_separation_that_others_join_is_overruled_and_told() -> None:
    found = replay(
        decided(
            ("a", "b", "same", MONDAY), ("b", "c", "same", MONDAY), ("a", "c", "different", TUESDAY)
        ),
        RECORDS,
    )
    assert (found.pinned, found.forbidden) == ([(0, 1), (1, 2)], [])
    assert found.contradictions.rows() == [("a", "c", "overruled")]


@pytest.mark.parametrize("pair", [("a", "gone"), ("a", "a")])
def test_decisions_on_records_that_are_gone_say_nothing(pair: tuple[str, str]) -> None:
    found = replay(decided((*pair, "same", MONDAY)), RECORDS)
    assert (found.pinned, found.forbidden) == ([], [])


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("abcd"),
            st.sampled_from(["same", "different"]),
            st.sampled_from([MONDAY, TUESDAY]),
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_decides_nothing(rows, random) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    one, two = replay(decided(*rows), RECORDS), replay(decided(*shuffled), RECORDS)
    assert (one.pinned, one.forbidden) == (two.pinned, two.forbidden)
    assert one.contradictions.equals(two.contradictions)
