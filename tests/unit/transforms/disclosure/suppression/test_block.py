"""Deviations add up, and a cut holds in every pattern in which its target can be reached."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.suppression.block import Block, Cut
from transforms.disclosure.suppression.cover import Target
from transforms.disclosure.suppression.reduction import System, reduce
from transforms.disclosure.suppression.solver import quiet
from transforms.disclosure.tables.quantities import Joint

# a two-way table of 2 × 3 inner cells with all its margins
PAIRS = [
    *((6 + row, [3 * row, 3 * row + 1, 3 * row + 2]) for row in range(2)),
    *((8 + column, [column, 3 + column]) for column in range(3)),
    (11, [6, 7]),
    (11, [8, 9, 10]),
]


def _system(inner: list[int]) -> System:
    rows, columns = np.array(inner).reshape(2, 3).sum(axis=1), np.array(inner).reshape(2, 3).sum(0)
    values = np.array([*inner, *rows, *columns, sum(inner)])
    return reduce(Joint(values, [(up, np.array(kids)) for up, kids in PAIRS]), zeros_shown=True)


def _block(system: System, hidden: np.ndarray) -> Block:
    inside = np.flatnonzero(hidden)
    return Block(quiet(), system, inside, cost=np.ones(inside.size), floor=1)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    inner=st.lists(st.integers(1, 6), min_size=6, max_size=6),
    also=st.lists(st.booleans(), min_size=12, max_size=12),
    amount=st.sampled_from([-2, -1, 1, 3]),
    both=st.booleans(),
)
def test_a_cut_holds_wherever_its_target_can_be_reached(
    inner: list[int], also: list[bool], amount: int, both: bool
) -> None:
    system = _system(inner)
    kept = np.arange(system.values.size) == 0
    target = Target(0, amount, both=both)
    pattern = kept | np.array(also)
    answer = _block(system, pattern).ask(target, kept, pattern)
    if isinstance(answer, tuple):
        assert system.adds_up(*answer)
        assert (system.values[answer[0]] + answer[1] >= 1).all()
        return
    if not isinstance(answer, Cut):
        return
    amounts = (amount, -amount) if both else (amount,)
    for size in range(8):
        for others in combinations(range(1, system.values.size), size):
            hidden = kept.copy()
            hidden[list(others)] = True
            if not answer.holds(hidden):
                block = _block(system, hidden)
                assert all(block.move(0, one) is None for one in amounts if one >= 1 - inner[0])
