"""What the attack says of small systems worked out by hand; test_enumeration has the properties."""

from itertools import product

import polars as pl
import pytest

from transforms.disclosure.audit.attack import attack, learn
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.table import Table, build

K = 3
NAMES = ["a", "r"]
INNER = list(product("xy", "tsuv"))


def _table(values: list[int]) -> Table:
    rows = [(a, "p" if r < "u" else "q", r) for a, r in INNER]
    cells = pl.DataFrame(rows, schema=["a", "prov", "r"], orient="row")
    return build(cells.with_columns(n=pl.Series(values)), parse("a,prov>r"))


def test_published_secondary_is_flagged() -> None:
    table = _table([1, 9, 9, 9, 9, 9, 9, 9])
    hidden = table.values == 1
    found = attack(table.frame(hidden), table.pairs, NAMES, k=K, goal="not_exact", zeros_shown=True)
    assert (found.exact, found.below_goal) == (1, 1)


def test_attacker_who_knows_the_rules_learns_more() -> None:
    """Two cells that add up to 2: who knows that zeros are shown knows both."""
    known = pl.DataFrame(
        {"quantity": ["a", "b", "s"], "value": [None, None, 2], "high": [None] * 3},
        schema_overrides={"value": pl.Int64, "high": pl.Int64},
    )
    sums = pl.DataFrame({"sum": [1, 1, 1], "quantity": ["a", "b", "s"], "factor": [1, 1, -1]})
    naive = learn(known.with_columns(low=pl.lit(0, pl.Int64)), sums)
    aware = learn(known.with_columns(low=pl.lit(1, pl.Int64)), sums)
    assert naive.rows() == [("a", 0, 2), ("b", 0, 2)]
    assert aware.rows() == [("a", 1, 1), ("b", 1, 1)]


def test_whole_numbers_tell_more_than_the_programme() -> None:
    """a + b = b + c = 1 and a + c = 2 z: a, b and c may be halves in the programme."""
    known = pl.DataFrame(
        [("a", None), ("b", None), ("c", None), ("x", 1), ("y", 1), ("z", None)],
        schema={"quantity": pl.String, "value": pl.Int64},
        orient="row",
    ).with_columns(low=pl.lit(0, pl.Int64), high=pl.lit(1, pl.Int64))
    terms = [
        *[(1, "a", 1), (1, "b", 1), (1, "x", -1)],
        *[(2, "b", 1), (2, "c", 1), (2, "y", -1)],
        *[(3, "a", 1), (3, "c", 1), (3, "z", -2)],
    ]
    found = learn(known, pl.DataFrame(terms, schema=["sum", "quantity", "factor"], orient="row"))
    assert {q: (low, high) for q, low, high in found.rows()} == {
        "a": (0, 1),
        "b": (0, 1),
        "c": (0, 1),
        "z": (0, 1),
    }


def test_fractional_programme_is_no_proof() -> None:
    """2 (a + b + c) + 3 d = 6, d at most 1: the programme lets d be 2/3, whole numbers only 0."""
    names = ["a", "b", "c", "d"]
    known = pl.DataFrame(
        {"quantity": names, "value": [None] * 4, "low": [0] * 4, "high": [1, 1, 1, 3]},
        schema_overrides={"value": pl.Int64},
    )
    sums = pl.DataFrame({"sum": [1] * 4, "quantity": names, "factor": [2, 2, 2, 3]})
    unit = pl.DataFrame({"quantity": ["u"], "value": [6], "low": [6], "high": [6]})
    whole = pl.concat([sums, pl.DataFrame({"sum": [1], "quantity": ["u"], "factor": [-1]})])
    tight = known.with_columns(high=pl.when(pl.col("quantity") == "d").then(1).otherwise("high"))
    found = learn(pl.concat([tight, unit]), whole)
    assert found.rows()[3] == ("d", 0, 0)


def test_contradiction_is_an_error() -> None:
    known = pl.DataFrame(
        {"quantity": ["a", "s"], "value": [None, 2], "low": [3, 0], "high": [None, None]},
        schema_overrides={"value": pl.Int64, "high": pl.Int64},
    )
    sums = pl.DataFrame({"sum": [1, 1], "quantity": ["a", "s"], "factor": [1, -1]})
    with pytest.raises(ValueError, match="sums"):
        learn(known, sums)


def test_what_nothing_bounds_has_no_end() -> None:
    known = pl.DataFrame(
        {"quantity": ["a"], "value": [None], "low": [1], "high": [None]},
        schema_overrides={"value": pl.Int64, "high": pl.Int64},
    )
    sums = pl.DataFrame(schema={"sum": pl.Int64, "quantity": pl.String, "factor": pl.Int64})
    assert learn(known, sums).rows() == [("a", 1, None)]


@pytest.mark.parametrize(("goal", "below"), [("contains", 2), ("not_exact", 0)])
def test_interval_from_a_masked_zero_that_ends_below_k_falls_short(goal: str, below: int) -> None:
    """Two hidden counts that add up to 2, where the promise is that each may be k."""
    cells = pl.DataFrame({"a": ["x", "y", "z"], "n": [1, 1, 9]})
    table = build(cells, parse("a"))
    published = table.frame(table.values == 1)
    found = attack(published, table.pairs, ["a"], k=K, goal=goal, zeros_shown=False)
    assert found.intervals.rows() == [("x", 0, 2), ("y", 0, 2)]
    assert found.below_goal == below


def test_masked_zero_that_is_known_to_be_zero_is_no_small_count() -> None:
    cells = pl.DataFrame({"a": ["x", "y", "z"], "n": [0, 5, 9]})
    table = build(cells, parse("a"))
    published = table.frame(table.values == 0)
    found = attack(published, table.pairs, ["a"], k=K, goal="contains", zeros_shown=False)
    assert (found.exact, found.below_goal) == (1, 0)
