"""Making a finished pattern cheaper area by area, and never dearer (large neighbourhood search).

Around each secondary the cheapest pattern that the cuts allow is taken on trial. What lost its
witness is looked for in it: a new one keeps the trial, a new cut makes another, and when the cuts
allow nothing cheaper any more, the pattern stays as it was.
"""

import numpy as np

from transforms.disclosure.suppression.block import Cut
from transforms.disclosure.suppression.near import REACHES, ball
from transforms.disclosure.suppression.pool import Pool

_SIZE = 200  # variables that may change at a time
_TRIALS = 6
_WON = 0.5  # of a cell: less is not worth a trial


def exchange(pool: Pool) -> None:
    """Try every neighbourhood of a secondary.

    Args:
        pool: Cuts, and the search whose pattern and witnesses change.
    """
    search = pool.search
    covered = np.zeros(search.hidden.size, dtype=bool)
    may_change = pool.able | search.kept
    for seed in np.flatnonzero(search.hidden & ~search.kept).tolist():
        if covered[seed] or not search.hidden[seed]:
            continue
        near = np.zeros(search.hidden.size, dtype=bool)
        near[ball(search.system, seed, may_change, 3, _SIZE)] = True
        covered |= near
        _try(pool, near)


def _try(pool: Pool, near: np.ndarray) -> None:
    search = pool.search
    before = search.hidden.copy()
    paid = search.paid()
    for _ in range(_TRIALS):
        pool.choose(near)
        if search.paid() > paid - _WON:
            break
        answer = _settled(pool, np.flatnonzero(before & ~search.hidden).tolist())
        if answer is None:
            break
        if answer:
            return
    search.hidden[:] = before


def _settled(pool: Pool, shown: list[int]) -> bool | None:
    """Whether every target is reached in the pattern; False if new cuts say why not, None if none.

    Args:
        pool: The cuts.
        shown: The variables that were hidden before.
    """
    search, cover = pool.search, pool.search.cover
    touched = {number for name in cover.users(shown) for number in cover.reaches[name]}
    is_new = False
    for number in sorted(touched):
        if cover.is_reached(number, search.hidden):
            continue
        target = cover.targets[number]
        for reach in REACHES[:2]:  # a trial is not worth more
            near = ball(search.system, target.variable, search.hidden, *reach)
            answer = search.model(near).ask(target, search.kept)
            if answer is not None and not (isinstance(answer, Cut) and answer.holds(search.hidden)):
                break
        else:
            return None
        if isinstance(answer, Cut):
            if not pool.add(answer):
                return None
            is_new = True
        else:
            cover.add(answer)
    return not is_new
