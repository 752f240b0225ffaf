"""Small tables against enumeration: the pattern, what is fixed in it, and its certificate."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.audit.attack import attack
from transforms.disclosure.audit.certificate import certify
from transforms.disclosure.audit.verify import verify
from transforms.disclosure.suppression import master
from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.quantities import Joint, least
from transforms.disclosure.tables.table import Table, build

K = 3
NAMES = ["a", "r"]
counts = st.lists(st.integers(0, 9), min_size=8, max_size=8)


def _table(values: list[int], dims: str = "a,prov>r") -> Table:
    rows = [
        (a, "p" if r < "u" else "q", "i" if r in "tv" else "j", r) for a, r in product("xy", "tsuv")
    ]
    cells = pl.DataFrame(rows, schema=["a", "prov", "isl", "r"], orient="row")
    return build(cells.with_columns(n=pl.Series(values)), parse(dims))


@pytest.mark.parametrize("dims", ["a,prov>r", "a,prov>r+isl>r"])
@pytest.mark.parametrize("zeros_shown", [True, False])
@pytest.mark.parametrize("goal", ["not_exact", "contains"])
@settings(max_examples=20)
@given(values=counts)
def test_every_pattern_passes_the_attack_and_the_check(
    goal: str, zeros_shown: bool, dims: str, values: list[int]
) -> None:
    _passes(_table(values, dims), goal, zeros_shown)


@pytest.mark.parametrize("dims", ["a,prov>r", "a,prov>r+isl>r"])
@pytest.mark.parametrize("goal", ["not_exact", "contains"])
@settings(max_examples=20)
@given(values=counts)
def test_every_pattern_made_target_by_target_passes_too(
    goal: str, dims: str, values: list[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(master, "_LARGE", -1)  # what a table of some ten thousand cells would get
        _passes(_table(values, dims), goal, True)


def _passes(table: Table, goal: str, zeros_shown: bool) -> None:
    pattern = suppress(table, k=K, goal=goal, zeros_shown=zeros_shown, areas=table.areas)
    witnesses, unproved = certify(table, pattern)
    published = table.frame(pattern.hidden)
    assert (pattern.primary == ((table.values > 0) & (table.values < K))).all()
    assert pattern.hidden[pattern.primary].all()
    claim: dict[str, object] = {
        "k": K,
        "goal": goal,
        "zeros": "shown" if zeros_shown else "maskable",
    }
    assert (verify(published, table.pairs, NAMES, witnesses, claim) is None) == (unproved == 0)
    found = attack(published, table.pairs, NAMES, k=K, goal=goal, zeros_shown=zeros_shown)
    if unproved == 0:
        assert found.exact == 0
        assert found.below_goal == 0
        _holds_goal(table, pattern.primary, found.intervals, goal, zeros_shown)


def _holds_goal(
    table: Table, primary: np.ndarray, intervals: pl.DataFrame, goal: str, zeros_shown: bool
) -> None:
    nothing = np.zeros_like(primary)
    floor = np.maximum(least(table, zeros_shown=zeros_shown), int(zeros_shown))
    truth = table.frame(nothing).with_columns(primary=pl.Series(primary), least=pl.Series(floor))
    small = truth.filter("primary").join(intervals, on=NAMES, how="left")
    low, high = pl.col("low"), pl.col("high")
    wide = (low <= pl.col("least")) & (high >= K) if goal == "contains" else low < high
    assert small.select(wide.all()).item() is not False


@settings(max_examples=20)
@given(values=counts)
def test_flipped_witness_is_rejected(values: list[int]) -> None:
    table = _table(values)
    pattern = suppress(table, k=K, goal="contains", zeros_shown=True)
    witnesses, _ = certify(table, pattern)
    claim: dict[str, object] = {"k": K, "goal": "contains", "zeros": "shown"}
    published = table.frame(pattern.hidden)
    for row in range(witnesses.height):
        flipped = witnesses.with_columns(
            value=pl.when(pl.int_range(pl.len()) == row)
            .then(pl.col("value") + 1)
            .otherwise("value")
        )
        assert verify(published, table.pairs, NAMES, flipped, claim) is not None


def test_quantity_published_elsewhere_is_never_hidden() -> None:
    table = _table([1, 9, 9, 9, 9, 9, 9, 9])
    shut = np.zeros(table.values.size, dtype=bool)
    free = suppress(table, k=K, goal="not_exact", zeros_shown=True)
    secondary = np.flatnonzero(free.hidden & ~free.primary)
    shut[secondary] = True
    other = suppress(table, k=K, goal="not_exact", zeros_shown=True, fixed_published=shut)
    assert not other.hidden[shut].any()
    assert not other.unprotected.any()


def test_primary_published_elsewhere_is_reported() -> None:
    table = _table([1, 9, 9, 9, 9, 9, 9, 9])
    primary = (table.values > 0) & (table.values < K)
    pattern = suppress(table, k=K, goal="not_exact", zeros_shown=True, fixed_published=primary)
    assert (pattern.unprotected == primary).all()


def test_hidden_elsewhere_stays_hidden() -> None:
    table = _table([9, 9, 9, 9, 9, 9, 9, 9])
    kept = table.values == table.values.max()
    pattern = suppress(table, k=K, goal="not_exact", zeros_shown=True, fixed_hidden=kept)
    assert (pattern.hidden == kept).all()
    assert not pattern.unprotected.any()


def test_given_primary_of_any_size_is_protected() -> None:
    values = np.array([9, 9, 9, 9, 18, 18, 18, 18, 36])
    pairs = [(4, [0, 1]), (5, [2, 3]), (6, [0, 2]), (7, [1, 3]), (8, [4, 5]), (8, [6, 7])]
    system = Joint(values, [(up, np.array(kids)) for up, kids in pairs])
    primary = np.arange(9) == 0
    pattern = suppress(system, k=K, goal="contains", zeros_shown=True, primary=primary)
    assert pattern.hidden[0]
    assert not pattern.unprotected.any()
    assert pattern.hidden.sum() == 4  # the four corners, and nothing dearer
    moved = [dict(zip(w.index, w.change, strict=True)).get(0, 0) for w in pattern.witnesses]
    assert max(map(abs, moved)) >= K - 1


@pytest.mark.parametrize(
    ("lack", "with_it"), [(1, [20]), (21, [30]), (31, [20, 30]), (51, [500]), (501, [650])]
)
def test_a_primary_may_be_as_much_more_as_it_lacks(lack: int, with_it: list[int]) -> None:
    """100, 20, 30 and 500 of 650: what the first may be more, that which goes with it can spare."""
    system = Joint(np.array([100, 20, 30, 500, 650]), [(4, np.arange(4))])
    first = np.arange(5) == 0
    pattern = suppress(
        system, k=K, goal="not_exact", zeros_shown=False, primary=first, lacks=first * lack
    )
    assert not pattern.unprotected.any()
    assert system.values[pattern.hidden].tolist() == [100, *with_it]
    assert any(
        dict(zip(w.index, w.change, strict=True)).get(0, 0) >= lack for w in pattern.witnesses
    )


def test_what_the_sums_alone_give_away_is_reported() -> None:
    system = Joint(np.array([1, 1]), [(0, np.array([1]))])
    shut = np.array([True, False])
    pattern = suppress(system, k=K, goal="not_exact", zeros_shown=True, fixed_published=shut)
    assert pattern.unprotected.all()
