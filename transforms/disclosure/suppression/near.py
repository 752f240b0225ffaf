"""Neighbourhoods: which variables a deviation around one can move."""

import numpy as np

from transforms.disclosure.suppression.reduction import System

# sums away from a target, and variables at most: near first, further what is not settled there
REACHES = ((3, 600), (4, 2000), (6, 6000))


def ball(
    system: System,
    seed: int,
    may_move: np.ndarray,
    radius: int,
    most: int | None = None,
) -> np.ndarray:
    """The variables that `radius` sums join to one, by way of such as may move.

    Args:
        system: The system.
        seed: The variable in the middle.
        may_move: Bool, over all variables.
        radius: How many sums away.
        most: No more variables than so many; short sums come first, as a sum over the whole nation
            joins everything with everything.
    """
    most = system.values.size if most is None else most
    length = np.diff(system.rows.start)
    inside = np.zeros(system.values.size, dtype=bool)
    inside[seed] = True
    edge = np.array([seed])
    seen = np.zeros(length.size, dtype=bool)
    for _ in range(radius):
        entries, _ = system.columns.lines(edge)
        touched = np.zeros_like(seen)
        touched[system.columns.index[entries]] = True
        rows = np.flatnonzero(touched & ~seen)
        seen |= touched
        entries, _ = system.rows.lines(rows[np.argsort(length[rows], kind="stable")])
        index = system.rows.index[entries]
        index = index[may_move[index] & ~inside[index]]
        _, first = np.unique(index, return_index=True)
        room = most - int(np.count_nonzero(inside))
        edge = np.sort(index[np.sort(first)[: max(room, 0)]])
        inside[edge] = True
    return np.flatnonzero(inside)


def near(system: System, seed: int, may_move: np.ndarray, radius: int) -> np.ndarray:
    """The variables of a ball that can take part in a deviation which stays in it."""
    return core(system, ball(system, seed, may_move, radius))


def core(system: System, kept: np.ndarray) -> np.ndarray:
    """Of some variables those that can move while all others stay still."""
    while True:
        entries, line = system.columns.lines(kept)
        rows = system.columns.index[entries]
        count = np.bincount(rows, minlength=1)
        alone = np.zeros(kept.size, dtype=bool)
        alone[line[count[rows] == 1]] = True
        if not alone.any():
            return kept
        kept = kept[~alone]
