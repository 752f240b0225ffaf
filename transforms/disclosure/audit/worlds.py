"""Whole-numbered worlds that fit everything published, found from that alone.

No true value comes in: what is found is a function of what every reader has, so that it may be
published itself. Each part of the figures that hangs together is searched by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from transforms.disclosure.audit.ends import Sums, model_of
from transforms.disclosure.audit.merged import Merged, Sum

_NODES = 2_000  # of one search for whole numbers; a limit that no clock moves
_FIRST = 1_000.0  # how much more the figure that is asked for weighs than the others
_DOWN, _UP = 0, 1

Terms = Sequence[tuple[int, int]]  # figures and their factors


@dataclass(frozen=True)
class Question:
    """Hidden figures and what is known of them.

    Attributes:
        least: Per figure what it is at least (int64).
        most: Per figure what it is at most (float), infinite where nothing says so.
        k: Per figure below what it is small; 0 where that is not asked (int64).
        sums: Terms and what they add up to.
        limits: Terms and what they add up to at most.
    """

    least: np.ndarray
    most: np.ndarray
    k: np.ndarray
    sums: Sequence[tuple[Terms, int]]
    limits: Sequence[tuple[Terms, int]]


@dataclass(frozen=True)
class Worlds:
    """What was found.

    Attributes:
        values: A row a world, a column a figure (int64).
        is_single: Figures that have one value in all worlds there are (bool): proved.
        is_doubtful: Figures of which no second value was found within the limit, and none excluded.
    """

    values: np.ndarray
    is_single: np.ndarray
    is_doubtful: np.ndarray


def find_worlds(asked: Question) -> Worlds:
    """Few worlds in which every figure has two values, one below its `k` and one not if possible.

    Raises:
        ValueError: No world fits: what is published contradicts itself.
    """
    size = asked.least.size
    single, doubtful = np.zeros(size, bool), np.zeros(size, bool)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for part in _parts(asked):
        search = _Search(*part)
        search.run()
        single[search.figures] = search.is_single
        doubtful[search.figures] = search.is_doubtful
        found.append((search.figures, _needed(search)))
    values = np.zeros((max((len(v) for _, v in found), default=1), size), dtype=np.int64)
    for figures, own in found:
        values[:, figures] = own[0]  # where the others have more worlds, its first one again
        values[: len(own), figures] = own
    return Worlds(values, single, doubtful)


def _parts(
    asked: Question,
) -> Iterable[tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray, list[Sum], list[Sum]]]:
    """Figures that hang together by sums and limits, with those, columns counted from 0."""
    above = list(range(asked.least.size))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = one = above[above[one]]
        return one

    for terms, _ in (*asked.sums, *asked.limits):
        for figure, _ in terms:
            above[top(figure)] = top(terms[0][0])
    members: dict[int, list[int]] = {}
    for figure in range(len(above)):
        members.setdefault(top(figure), []).append(figure)
    column = {one: at for of in members.values() for at, one in enumerate(of)}
    rows: dict[int, tuple[list[Sum], list[Sum]]] = {one: ([], []) for one in members}
    for kind, all_terms in enumerate((asked.sums, asked.limits)):
        for terms, right in all_terms:
            own = {column[one]: factor for one, factor in terms}
            rows[top(terms[0][0])][kind].append((own, right))
    for one, of in members.items():
        figures = np.array(of, dtype=np.int64)
        ends = asked.least[figures], asked.most[figures]
        yield figures, ends, asked.k[figures], *rows[one]


class _Search:
    """The worlds of figures that hang together."""

    def __init__(
        self,
        figures: np.ndarray,
        ends: tuple[np.ndarray, np.ndarray],
        k: np.ndarray,
        sums: list[Sum],
        limits: list[Sum],
    ) -> None:
        self.figures, self.k = figures, k
        size, (least, most) = figures.size, ends
        low = np.concatenate([least, np.zeros(len(limits))]).astype(float)
        plain = Merged(low, np.concatenate([most, np.full(len(limits), np.inf)]))
        plain.take_in(_with_rests(sums, limits, size))
        low, high = plain.spread(plain.low, plain.high)
        # What the ends of its terms meet anyway, a limit need not say.
        kept = [one for one in limits if not _most(one[0], low, high) <= one[1]]
        self.sums = Sums(_with_rests(sums, kept, size))
        free = np.zeros(len(kept)), np.full(len(kept), np.inf)
        self.low, self.high = np.append(low[:size], free[0]), np.append(high[:size], free[1])
        self.solver = model_of(self.sums, self.low, self.high)
        self.solver.setOptionValue("mip_max_nodes", _NODES)
        self.worlds: list[np.ndarray] = []
        self.ends = np.full(size, np.inf), np.full(size, -np.inf)
        self.is_single = np.zeros(size, bool)
        self.is_doubtful = np.zeros(size, bool)
        self.is_excluded = False  # whether the last programme has no solution at all

    def run(self) -> None:
        """Find a first world, then what each figure still needs, others gaining with it."""
        size = self.k.size
        costs = np.zeros(self.low.size)
        costs[:size] = 1.0
        first = self._solve(costs)
        if first is None:
            raise ValueError("sums")
        # Nothing may bound a figure; a cap in its place only leaves out worlds nobody needs.
        cap = 2 * max(first.max(initial=0), self.k.max(initial=0)) + 1
        self._bound(self.low, np.where(np.isfinite(self.high), self.high, cap))
        self._solve(-costs)
        for at in range(size):
            for side in (_DOWN, _UP):
                if self._needs(side)[at]:
                    self._ask(at, side)
        self._bound(self.low, self.high)
        for at in np.flatnonzero(self.ends[_DOWN] == self.ends[_UP]).tolist():
            if self.ends[_DOWN][at] == self.ends[_UP][at]:
                self._settle(at)

    def _needs(self, side: int) -> np.ndarray:
        """Figures without a world in which they are small (or, going up, `k` or more)."""
        low, high = self.ends
        if side == _DOWN:
            return np.where(self.low[: self.k.size] < self.k, low >= self.k, low == high)
        may_be = (self.k > 0) & (self.high[: self.k.size] >= self.k)
        return np.where(may_be, high < self.k, low == high)

    def _ask(self, at: int, side: int) -> None:
        """One figure as far down or up as it goes, the others where they need to."""
        costs = np.zeros(self.low.size)
        size = self.k.size
        costs[:size] = 1.0 * self._needs(_DOWN) - 1.0 * self._needs(_UP)
        costs[at] = _FIRST if side == _DOWN else -_FIRST
        self._solve(costs)
        if self._needs(side)[at]:  # the others held it back, or it does not go that far
            self._solve(np.where(np.arange(costs.size) == at, costs, 0.0))

    def _settle(self, at: int) -> None:
        """Whether a figure that has had one value so far has another."""
        value = self.ends[_DOWN][at]
        costs = np.zeros(self.low.size)
        costs[: self.k.size] = 1.0
        is_open = False
        for side, end in ((_UP, value + 1), (_DOWN, value - 1)):
            low, high = self.low.copy(), self.high.copy()
            (high, low)[side][at] = end
            if low[at] > high[at]:
                continue
            self._bound(low, high)
            found = self._solve(costs)
            is_open |= found is None and not self.is_excluded
        self._bound(self.low, self.high)
        is_one = self.ends[_DOWN][at] == self.ends[_UP][at]
        self.is_single[at], self.is_doubtful[at] = is_one and not is_open, is_one and is_open

    def _bound(self, low: np.ndarray, high: np.ndarray) -> None:
        columns = np.arange(low.size, dtype=np.int32)
        self.solver.changeColsBounds(low.size, columns, low, high)

    def _solve(self, costs: np.ndarray) -> np.ndarray | None:
        """A world of whole numbers that costs little, noted; None if none was found."""
        columns = np.arange(costs.size, dtype=np.int32)
        self.solver.changeColsCost(costs.size, columns, costs)
        world = self._run()
        if world is None and not self.is_excluded:  # the optimum lies between whole numbers
            whole, any_ = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            kinds = [np.full(costs.size, int(kind), dtype=np.uint8) for kind in (whole, any_)]
            self.solver.changeColsIntegrality(costs.size, columns, kinds[0])
            world = self._run()
            self.solver.changeColsIntegrality(costs.size, columns, kinds[1])
        return world

    def _run(self) -> np.ndarray | None:
        self.solver.run()
        self.is_excluded = self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        return None if self.is_excluded else self._whole()

    def _whole(self) -> np.ndarray | None:
        """What the solver holds, if it is a world to the last digit."""
        found = np.array(self.solver.getSolution().col_value)
        if found.size != self.low.size or not np.isfinite(found).all():
            return None
        world = np.rint(found)
        if (world < self.low).any() or (world > self.high).any() or not self.sums.hold(world):
            return None
        own = world[: self.k.size].astype(np.int64)
        self.worlds.append(own)
        np.minimum(self.ends[_DOWN], own, out=self.ends[_DOWN])
        np.maximum(self.ends[_UP], own, out=self.ends[_UP])
        return own


def _with_rests(sums: list[Sum], limits: list[Sum], size: int) -> list[Sum]:
    """All as sums: what is left of a limit is a column too."""
    return [*sums, *(({**terms, size + at: 1}, right) for at, (terms, right) in enumerate(limits))]


def _most(terms: dict[int, int], low: np.ndarray, high: np.ndarray) -> float:
    return sum(f * (high if f > 0 else low)[at] for at, f in terms.items())


def _needed(search: _Search) -> np.ndarray:
    """The worlds without which a figure would lose a value that it is shown to have."""
    worlds = np.unique(np.array(search.worlds), axis=0)
    low, high = worlds.min(axis=0), worlds.max(axis=0)
    k = search.k
    # A world speaks for a figure going down where that is small, or else as little as it gets.
    down = np.where(low < k, worlds < k, worlds == low)
    up = np.where((k > 0) & (high >= k), worlds >= k, worlds == high)
    differs = low < high
    left = np.ones(len(worlds), dtype=bool)
    for at in range(len(worlds) - 1, 0, -1):
        left[at] = False
        kept = worlds[left]
        is_kept = down[left].any(axis=0) & up[left].any(axis=0)
        is_kept &= ~differs | (kept.min(axis=0) < kept.max(axis=0))
        left[at] = not is_kept.all()
    return worlds[left]
