"""Making a pattern cheaper: publish what no proof needs."""

import numpy as np

from transforms.disclosure.suppression.cover import Change
from transforms.disclosure.suppression.pool import Pool
from transforms.disclosure.suppression.search import Search

_LOCAL = 600  # variables around a cell among which its stand-in is looked for


def clean(pool: Pool) -> None:
    """Publish secondary variables again, the dearest first, while every target stays reached.

    Args:
        pool: The cuts: what one of them asks for stays hidden. The pattern of the search and its
            witnesses change.
    """
    search = pool.search
    secondary = np.flatnonzero(search.hidden & ~search.kept)
    for one in secondary[np.argsort(-search.cost[secondary], kind="stable")].tolist():
        if not pool.asks_for(one):
            _publish(search, one)


def _publish(search: Search, variable: int) -> bool:
    """Publish one variable if every target that its witnesses reached can be reached without it."""
    cover = search.cover
    gone = cover.users([variable])
    lost = cover.lost_without(gone)
    if lost and _alone(search, variable):
        return False
    search.hidden[variable] = False
    block = search.without(variable, search.hidden.copy(), _LOCAL)
    found: list[Change] = []
    waiting = sorted(lost, key=lambda number: (-search.failures.get(number, 0), number))
    while waiting:
        number = waiting.pop(0)
        change = search.best(block, cover.targets[number])
        if change is None:
            search.failures[number] = search.failures.get(number, 0) + 1
            search.hidden[variable] = True
            return False
        found.append(change)
        done = set(cover.reached(change))
        waiting = [one for one in waiting if one not in done]
    cover.drop(gone)
    for change in found:
        cover.add(change)
    return True


def _alone(search: Search, variable: int) -> bool:
    """Whether a sum would keep one hidden variable only."""
    rows = search.system.rows
    own = search.system.columns
    for row in own.index[own.start[variable] : own.start[variable + 1]].tolist():
        others = rows.index[rows.start[row] : rows.start[row + 1]]
        if np.count_nonzero(search.hidden[others]) == 2:
            return True
    return False
