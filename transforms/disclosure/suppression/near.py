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
    rows, columns = system.rows, system.columns
    inside = np.zeros(system.values.size, dtype=bool)
    inside[seed] = True
    edge, room = np.array([seed]), most - 1
    seen = np.zeros(rows.length.size, dtype=bool)
    place = np.empty(inside.size, dtype=np.int64)
    for _ in range(radius):
        touched = np.zeros_like(seen)
        touched[columns.index[columns.entries(edge)]] = True
        near = np.flatnonzero(touched & ~seen)
        seen |= touched
        index = rows.index[rows.entries(near[np.argsort(rows.length[near], kind="stable")])]
        index = index[may_move[index] & ~inside[index]]
        order = np.arange(index.size)
        place[index[::-1]] = order[::-1]  # where each comes first
        edge = index[place[index] == order][: max(room, 0)]
        inside[edge] = True
        room -= edge.size
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
