"""Making a finished pattern cheaper, and never dearer (large neighbourhood search).

In each neighbourhood of a secondary the cheapest pattern that the cuts allow is taken on trial.
What lost its witness is looked for in it: a new one keeps the trial, a new cut makes another, and
where the cuts allow nothing cheaper any more, the pattern is as cheap as it gets there.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from transforms.disclosure.suppression.near import REACHES, ball
from transforms.disclosure.suppression.pool import Pool

_SIZE = 300  # variables that may change at a time
_TRIALS = 16  # a neighbourhood
_ANSWERS = 6  # that a failed trial gathers, times its number: later ones are rarer and dearer
_SAVING = 0.9  # of a cell: less is not worth a trial


def exchange(pool: Pool) -> None:
    """Try every neighbourhood, each with what the others have changed.

    The programmes are solved beside the search, but what each one finds is taken in its turn: the
    same table gives the same pattern on any machine.

    Args:
        pool: Cuts, and the search whose pattern and witnesses change.
    """
    waiting: deque[tuple[np.ndarray, int, np.ndarray, Future[np.ndarray | None]]] = deque()
    with ThreadPoolExecutor(os.cpu_count()) as beside:

        def begin(near: np.ndarray, trial: int) -> None:
            variables, look = pool.better(near, _SAVING)
            waiting.append((near, trial, variables, beside.submit(look)))

        for near in _neighbourhoods(pool):
            begin(near, 1)
        while waiting:
            near, trial, variables, looking = waiting.popleft()
            pattern = looking.result()
            if pattern is not None and _try(pool, variables, pattern, trial) and trial < _TRIALS:
                begin(near, trial + 1)


def _neighbourhoods(pool: Pool) -> Iterator[np.ndarray]:
    """Bool, over the variables: balls that together hold every secondary."""
    search = pool.search
    covered = np.zeros(search.hidden.size, dtype=bool)
    may_change = pool.able | search.kept
    for seed in np.flatnonzero(search.hidden & ~search.kept).tolist():
        if not covered[seed]:
            near = np.zeros(search.hidden.size, dtype=bool)
            near[ball(search.system, seed, may_change, 3, _SIZE)] = True
            covered |= near
            yield near


def _try(pool: Pool, variables: np.ndarray, pattern: np.ndarray, trial: int) -> bool:
    """Keep a pattern if it is cheaper and every target is reached; whether to go on here."""
    search = pool.search
    before, paid = search.hidden.copy(), search.paid()
    search.hidden[variables] = pattern
    answer: bool | None = False
    if search.paid() <= paid - _SAVING:  # not so where a neighbour has changed meanwhile
        shown = np.flatnonzero(before & ~search.hidden).tolist()
        answer = _settled(pool, shown, _ANSWERS * trial)
    if not answer:
        search.hidden[:] = before
    return answer is not None


def _settled(pool: Pool, shown: list[int], enough: int) -> bool | None:
    """Whether every target is reached in the pattern; False if new cuts say why not, None if none.

    Args:
        pool: The cuts.
        shown: The variables that were hidden before.
        enough: Targets not reached after which no more are looked for, once there is a cut.
    """
    search, cover = pool.search, pool.search.cover
    lost = cover.lost(shown, search.hidden)
    for level, reach in enumerate(REACHES):
        waiting = sorted(number for number in lost if search.level[number] <= level)
        cuts = failed = 0
        while waiting and not (cuts and failed >= enough):
            together = set(search.together(waiting[0]))
            model = search.around(waiting[0], reach)
            for number in filter(together.__contains__, waiting):
                if number not in lost:
                    continue
                answer = model.ask(cover.targets[number], search.kept, search.hidden)
                if isinstance(answer, tuple):
                    lost -= cover.add(answer)
                    continue
                failed += 1
                if answer is None:
                    search.level[number] = level + 1
                else:
                    pool.add(answer)
                    cuts += 1
            waiting = [one for one in waiting if one in lost and one not in together]
        if cuts:
            return False
        if not lost:
            return True
    return None
