"""The cheapest pattern that fulfils all cuts found so far, and the search that finds cuts.

First cuts: in each sum the other hidden terms must make up for what a primary has to move, and no
secondary may stand in a sum alone. Then an integer programme over `hidden or not` gives the
cheapest pattern that all cuts allow; in it each target is looked for, and gives a witness or a cut.
New cuts change the pattern near them, as the cheapest that all cuts allow there, and what lost its
witness is looked for again. Last the finished pattern is made cheaper, neighbourhood by
neighbourhood.
"""

from collections import Counter, deque
from collections.abc import Iterator

import numpy as np

from transforms.disclosure.suppression.block import Cut
from transforms.disclosure.suppression.exchange import exchange
from transforms.disclosure.suppression.greedy import open_up
from transforms.disclosure.suppression.near import REACHES
from transforms.disclosure.suppression.pool import Pool
from transforms.disclosure.suppression.search import Search
from transforms.disclosure.suppression.solver import FIT

_LARGE = 6000  # targets
_TRIES = 6  # cuts for one target before it is left
_CHANGES = 6  # times that a target may change the pattern; then it may only hide more


def plan(pool: Pool) -> None:
    """Hide a pattern in which targets are reached: near the cheapest, or target by target.

    Args:
        pool: No cuts yet, and the search; pattern, witnesses and cuts change.
    """
    search = pool.search
    if is_large(search):
        open_up(search)
        return
    for cut in _first(search):
        pool.add(cut)
    pool.choose(pool.able)
    _Proof(pool).run()
    exchange(pool)
    search.cover.drop_outside(search.hidden)


def is_large(search: Search) -> bool:
    """Whether a pattern near the cheapest would take too long."""
    return len(search.cover.targets) > _LARGE


class _Proof:
    """Every target is looked for, near first, until each has a witness or cannot get one."""

    def __init__(self, pool: Pool) -> None:
        self.search, self.pool, self.cover = pool.search, pool, pool.search.cover
        self.done = self.cover.inside(self.search.hidden)
        self.reach: Counter[int] = Counter()  # how many of the reaches were too near, per target
        self.changes: Counter[int] = Counter()
        every = range(len(self.cover.targets))
        self.queue = deque(number for number in every if number not in self.done)

    def run(self) -> None:
        """Until nothing is left to look for."""
        while self.queue:
            number = self.queue.popleft()
            if number not in self.done and self.reach[number] < len(REACHES):
                self._settle(number)

    def _settle(self, number: int) -> None:
        """Look for a target, and for those that share a sum with it, in one model around it."""
        search, level = self.search, self.reach[number]
        waiting = [
            name
            for name in search.together(number)
            if name == number or (name not in self.done and self.reach[name] == level)
        ]
        for _ in range(_TRIES):
            model = search.around(number, REACHES[level])
            failed: dict[int, Cut] = {}
            for name in waiting:
                if name in self.done:
                    continue
                answer = model.ask(self.cover.targets[name], search.kept, search.hidden)
                if isinstance(answer, Cut):
                    failed[name] = answer
                elif answer is None:
                    self.reach[name] += 1
                    self.queue.append(name)
                else:
                    self.done.update(self.cover.reached(answer))
                    self.cover.add(answer)
            if not failed:
                return
            self._change(failed)
            waiting = list(failed)
        self.queue.extend(waiting)
        self.reach.update(waiting)

    def _change(self, failed: dict[int, Cut]) -> None:
        """Let the pattern fulfil new cuts."""
        hidden = self.search.hidden
        new = [cut for cut in failed.values() if self.pool.add(cut)]
        self.changes.update(list(failed))
        if new and max(self.changes[name] for name in failed) <= _CHANGES:
            changed = self.pool.choose(self.pool.beside(new))
            self._look_again(changed[~hidden[changed]].tolist())
        for cut in failed.values():
            hidden[_openings(self.search, cut)] = True

    def _look_again(self, shown: list[int]) -> None:
        """Ask again for what lost all its witnesses when some variables were shown."""
        for number in sorted(self.cover.lost(shown, self.search.hidden) & self.done):
            self.done.discard(number)
            self.reach[number] = 0
            self.queue.append(number)


def _first(search: Search) -> Iterator[Cut]:
    """What single sums ask for."""
    kept = search.kept
    rows = search.system.rows
    room = search.system.values - search.floor
    for row in range(rows.start.size - 1):
        index = rows.index[rows.start[row] : rows.start[row + 1]]
        factor = rows.factor[rows.start[row] : rows.start[row + 1]]
        sure = kept[index]
        for at in np.flatnonzero(sure).tolist():
            for number in search.cover.of_variable.get(int(index[at]), ()):
                target = search.cover.targets[number]
                moved = target.amount * factor[at]
                up = np.sign(factor) != np.sign(moved)
                able = np.where(up | target.both, np.inf, np.abs(factor) * room[index])
                able[at] = 0
                rest = abs(moved) - float(able[sure].sum())
                if rest > FIT:
                    used = np.flatnonzero(~sure & (able > 0))
                    yield Cut(index[used], np.minimum(able[used] / rest, 1.0), 1.0)
        if not sure.any():
            for at in range(index.size):
                yield Cut(index, np.where(np.arange(index.size) == at, -1.0, 1.0), 0.0)


def _openings(search: Search, cut: Cut) -> list[int]:
    """The variables that fulfil a cut for least cost, taken one by one (greedy)."""
    free = ~search.hidden[cut.index] & ~search.shut[cut.index]
    index, factor = cut.index[free], cut.factor[free]
    rest = cut.least - float(cut.factor[search.hidden[cut.index]].sum())
    chosen = []
    for at in np.argsort(search.cost[index] / np.maximum(factor, FIT), kind="stable").tolist():
        if rest <= FIT:
            break
        chosen.append(int(index[at]))
        rest -= float(factor[at])
    return chosen
