"""Attack, suppression and certificate against every table that fits, written out one by one.

Small hierarchies of 16 to 64 cells. All worlds are enumerated without any solver, so that what is
said of whole numbers is the truth, not what a programme says.
"""

from itertools import product

import highspy
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from transforms.disclosure.audit.attack import Learned, attack
from transforms.disclosure.audit.certificate import certify
from transforms.disclosure.audit.verify import verify
from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.quantities import least
from transforms.disclosure.tables.table import Table, build

K = 3
MOST = 50_000  # worlds that are written out
FLAT, TREE, CUBE, SQUARE = "a,b", "a,prov>r", "a,b,c", "u,v,w"
CODES = {
    FLAT: {"a": "xyz", "b": "uvw"},  # 16 cells
    TREE: {"a": "xy", "r": "tsuv"},  # 21 cells
    CUBE: {"a": "xy", "b": "uv", "c": "st"},  # 27 cells
    SQUARE: {"u": "abc", "v": "def", "w": "ghi"},  # 64 cells
}
SMALL = (FLAT, TREE, CUBE)
MOVED = [0, 1, 3, 5, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19, 20, 24, 25, 26]  # of the 27 inner cells

counts = st.lists(st.sampled_from([0, 1, 1, 2, 2, 3, 4, 5]), min_size=9, max_size=9)


def _table(values: list[int], dims: str) -> Table:
    codes = CODES[dims]
    cells = pl.DataFrame(list(product(*codes.values())), schema=list(codes), orient="row")
    if dims == TREE:
        cells = cells.with_columns(
            prov=pl.when(pl.col("r") < "u").then(pl.lit("p")).otherwise(pl.lit("q"))
        )
    return build(cells.with_columns(n=pl.Series(values[: cells.height])), parse(dims))


def _worlds(table: Table, hidden: np.ndarray, floor: int) -> np.ndarray:
    """Every table of whole numbers that fits what is published: worlds × cells.

    One hidden inner cell after the other takes every value from the floor on; a published sum has
    to leave room for the cells to come, and to hold once the last of its cells is set.
    """
    parts = _inner(table)
    inner = np.array(_inner_cells(table))
    waiting = np.flatnonzero(hidden[inner]).tolist()
    shown, values = parts[~hidden], table.values[~hidden]
    least = np.where(hidden[inner], floor, table.values[inner])
    worlds = least[None, :]
    for at in waiting:
        room = np.arange(int(table.values.max()) - floor + 1)
        worlds = np.repeat(worlds, room.size, axis=0)
        worlds[:, at] += np.tile(room, worlds.shape[0] // room.size)
        waiting_still = np.array([later for later in waiting if later > at], dtype=np.int64)
        is_set = shown[:, waiting_still].sum(axis=1) == 0
        sums = worlds @ shown.T
        fits = (sums <= values).all(axis=1) & (sums == values)[:, is_set].all(axis=1)
        worlds = worlds[fits]
        if worlds.shape[0] > MOST:
            reject()
    cells = worlds @ parts.T
    return cells[(cells[:, hidden] >= floor).all(axis=1)]


def _inner_cells(table: Table) -> list[int]:
    parents = {parent for parent, _ in table.equations}
    return [cell for cell in range(table.values.size) if cell not in parents]


def _inner(table: Table) -> np.ndarray:
    """Which inner cells each cell is the sum of: cells × inner cells."""
    inner = _inner_cells(table)
    parts = np.zeros((table.values.size, len(inner)), dtype=np.int64)
    parts[inner] = np.eye(len(inner), dtype=np.int64)
    while (parts.sum(axis=1) == 0).any():
        for parent, children in table.equations:
            if parts[children].any(axis=1).all():
                parts[parent] = parts[children].sum(axis=0)
    return parts


def _attacked(table: Table, hidden: np.ndarray, goal: str = "not_exact", floor: int = 1) -> Learned:
    names = [dimension.name for dimension in table.dimensions]
    published = table.frame(hidden)
    return attack(published, table.pairs, names, k=K, goal=goal, zeros_shown=floor == 1)


def _found(table: Table, hidden: np.ndarray, learned: Learned) -> list[tuple[int, int]]:
    """The intervals of the hidden cells, in the order of the table."""
    names = [dimension.name for dimension in table.dimensions]
    cells = table.frame(hidden).filter(pl.col("value").is_null()).select(names)
    both = cells.join(learned.intervals, on=names, how="left", maintain_order="left")
    return both.select("low", "high").rows()


def _truth(table: Table, hidden: np.ndarray, floor: int = 1) -> list[tuple[int, int]]:
    """The same from all worlds."""
    if hidden[table.values.argmax()]:  # nothing bounds the worlds
        reject()
    worlds = _worlds(table, hidden, floor)[:, hidden]
    return list(zip(worlds.min(axis=0).tolist(), worlds.max(axis=0).tolist(), strict=True))


@pytest.mark.parametrize("dims", SMALL)
@pytest.mark.parametrize("floor", [0, 1])
@settings(max_examples=15)
@given(values=counts, chance=st.integers(0, 2**32 - 1))
def test_attack_is_enumeration(dims: str, floor: int, values: list[int], chance: int) -> None:
    """Both ends of every hidden cell, and what is counted of them."""
    table = _table(values, dims)
    hidden = np.random.default_rng(chance).random(table.values.size) < 0.6
    hidden &= (table.values >= floor) & (table.values < table.values.max())
    assume(hidden.any())
    truth = _truth(table, hidden, floor)
    learned = _attacked(table, hidden, "contains", floor)
    assert _found(table, hidden, learned) == truth
    assert learned.exact == sum(low == high for low, high in truth)
    assert learned.below_goal == sum(1 <= high < K for _, high in truth)


@pytest.mark.parametrize("dims", SMALL)
@pytest.mark.parametrize("goal", ["not_exact", "contains"])
@pytest.mark.parametrize("floor", [0, 1])
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
@given(values=counts)
def test_every_pattern_stands_in_all_worlds(
    floor: int, goal: str, dims: str, values: list[int]
) -> None:
    """What suppression promises of a small cell, and what the attack says of every hidden one."""
    table = _table(values, dims)
    pattern = suppress(table, k=K, goal=goal, zeros_shown=floor == 1)
    assume(pattern.hidden.any())
    truth = _truth(table, pattern.hidden, floor)
    learned = _attacked(table, pattern.hidden, goal, floor)
    assert _found(table, pattern.hidden, learned) == truth
    bottom = least(table, zeros_shown=floor == 1)
    kept = pattern.primary & ~pattern.unprotected
    for cell, (low, high) in zip(np.flatnonzero(pattern.hidden), truth, strict=True):
        if kept[cell] and goal == "contains":
            assert low <= bottom[cell]
            assert high >= K
        elif kept[cell]:
            assert low < high
    if not pattern.unprotected.any():
        assert (learned.exact, learned.below_goal) == (0, 0)


def _one_shown(values: list[int], chance: int) -> tuple[int, int, bool]:
    """Show one secondary of a pattern that hides a little more than it must.

    Returns:
        Small cells that the attack flags; that all worlds say are known; whether the check refuses.
    """
    table = _table(values, TREE)
    draw = np.random.default_rng(chance)
    also = (draw.random(table.values.size) < 0.2) & (table.values >= K)
    also[table.values.argmax()] = False
    pattern = suppress(table, k=K, goal="not_exact", zeros_shown=True, fixed_hidden=also)
    secondary = np.flatnonzero(pattern.hidden & ~pattern.primary)
    if not secondary.size or not pattern.primary.any() or pattern.unprotected.any():
        reject()
    hidden = pattern.hidden.copy()
    hidden[draw.choice(secondary)] = False
    known = sum(low == high < K for low, high in _truth(table, hidden))
    names = [dimension.name for dimension in table.dimensions]
    witnesses, _ = certify(table, pattern)
    claim: dict[str, object] = {"k": K, "goal": "not_exact", "zeros": "shown"}
    refused = verify(table.frame(hidden), table.pairs, names, witnesses, claim) is not None
    return _attacked(table, hidden).below_goal, known, refused


@settings(max_examples=30)
@given(values=counts, chance=st.integers(0, 2**32 - 1))
def test_a_shown_secondary_is_flagged_exactly_when_it_gives_a_small_cell_away(
    values: list[int], chance: int
) -> None:
    flagged, known, refused = _one_shown(values, chance)
    assert flagged == known
    assert refused  # in any case: a proof is for exactly what is hidden


@pytest.mark.parametrize(
    ("values", "chance", "known"),
    [([3, 4, 4, 5, 1, 5, 0, 3, 1], 1, 1), ([4, 5, 2, 1, 3, 5, 5, 5, 4], 3, 0)],
)
def test_one_shown_secondary_gives_a_cell_away_and_one_does_not(
    values: list[int], chance: int, known: int
) -> None:
    assert _one_shown(values, chance) == (known, known, True)


@pytest.mark.parametrize("goal", ["not_exact", "contains"])
def test_what_only_fractions_hide_is_flagged(goal: str) -> None:
    """3 × 3 × 3: all that hides these 18 cells is half of one move, so that no table but one fits.

    The move has a 2 and a -2 where the cells are 2 and at least 1: it fits half, either way, and
    programmes see [1..3] there and a width of 1 elsewhere.
    """
    table = _table([2] * 27, SQUARE)
    hidden = np.zeros(table.values.size, dtype=bool)
    inner = _inner_cells(table)
    hidden[[inner[one] for one in MOVED]] = True
    assert (_widths(table, hidden) >= 1 - 1e-6).all()
    assert _truth(table, hidden) == [(2, 2)] * 18
    learned = _attacked(table, hidden, goal)
    assert _found(table, hidden, learned) == [(2, 2)] * 18
    assert (learned.exact, learned.below_goal) == (18, 18)


def _widths(table: Table, hidden: np.ndarray) -> np.ndarray:
    """How far apart linear programmes see the ends of each hidden cell."""
    place = {int(cell): at for at, cell in enumerate(np.flatnonzero(hidden))}
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for _ in place:
        solver.addVar(1, highspy.kHighsInf)
    for parent, children in table.equations:
        own = [place[int(cell)] for cell in children if int(cell) in place]
        right = table.values[parent] - sum(table.values[children[~hidden[children]]])
        solver.addRow(right, right, len(own), np.array(own, np.int32), np.ones(len(own)))
    ends = []
    for at in place.values():
        for sign in (1.0, -1.0):
            solver.changeColCost(at, sign)
            solver.run()
            ends.append(sign * solver.getInfo().objective_function_value)
            solver.changeColCost(at, 0.0)
    return np.array(ends[1::2]) - np.array(ends[::2])
