"""The least and greatest whole value of each unknown of a system of sums.

What is plain comes first, then tables of whole numbers met on the way show what an unknown can be.
Programmes settle the other ends, one each: only what is asked changes, so that the simplex method
walks on among tables that fit. Where a programme ends between whole numbers, the end is looked for
once more in whole numbers.
"""

from collections.abc import Iterable, Iterator

import highspy
import numpy as np

from transforms.disclosure.audit.merged import Merged, Sum

_FIT = 1e-6
_LOOKS = 12  # tables of chance that each part is first seen in
_AGAIN = 3  # times that another way is tried to an end between whole numbers
_ASIDE = 1e-3  # what that way may cost beside
_OPTIONS = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,
    "presolve": "off",
    "simplex_scale_strategy": 0,  # all factors are small and whole
    "simplex_strategy": 4,  # primal: what fits still fits when something else is asked
}
_ENDLESS = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def ends(
    sums: Iterable[Sum], low: np.ndarray, high: np.ndarray, asked: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of every unknown.

    Args:
        sums: What is known to add up.
        low: What each unknown is at least (whole numbers as floats).
        high: What it is at most; may be infinite.
        asked: Bool; if given, only whether these have one value or more: of one with more, two
            values in tables that fit, of the others what is plain.

    Raises:
        ValueError: What is published contradicts itself.
    """
    merged = Merged(low, high)
    left = merged.take_in(sums)
    roots = np.array([merged.root(one)[0] for one in range(low.size)], dtype=np.int64)
    wanted = np.zeros(low.size, dtype=bool)
    wanted[roots if asked is None else roots[asked]] = True
    found = merged.low.copy(), merged.high.copy()
    for inside, own in _parts(left):
        part = _Part(own, merged.low[inside], merged.high[inside], both=asked is None)
        part.settle(np.flatnonzero(wanted[inside]).tolist())
        found[0][inside], found[1][inside] = part.ends()
    return merged.spread(*found)


def _parts(sums: list[Sum]) -> Iterator[tuple[np.ndarray, list[Sum]]]:
    """The systems that have nothing to do with each other: unknowns, and their sums by place."""
    above: dict[int, int] = {one: one for terms, _ in sums for one in terms}

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for terms, _ in sums:
        first, *others = terms
        for other in others:
            above[top(other)] = top(first)
    groups: dict[int, list[Sum]] = {}
    for terms, right in sums:
        groups.setdefault(top(next(iter(terms))), []).append((terms, right))
    for own in groups.values():
        inside = sorted({one for terms, _ in own for one in terms})
        place = {one: at for at, one in enumerate(inside)}
        placed = [({place[one]: f for one, f in terms.items()}, right) for terms, right in own]
        yield np.array(inside, dtype=np.int64), placed


class _Part:
    """One such system, its programme, and how far its unknowns are known to go.

    `bound` has low and high, further an unknown goes in no table that fits; `seen` has them as
    tables of whole numbers have shown them.
    """

    def __init__(self, sums: list[Sum], low: np.ndarray, high: np.ndarray, *, both: bool) -> None:
        self.both = both
        self.sums = Sums(sums)
        self.bound = low.copy(), high.copy()
        self.seen = np.full(low.size, np.inf), np.full(low.size, -np.inf)
        self.solver = model_of(self.sums, *self.bound)
        self.every = np.arange(low.size, dtype=np.int32)
        self.start: highspy.HighsBasis | None = None  # where a table of whole numbers was met last

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Both ends of what was wanted, or two values of it."""
        if self.both:
            return self.bound
        more = self.seen[0] < self.seen[1]
        low, high = (np.where(more, *two) for two in zip(self.seen, self.bound, strict=True))
        return low, high

    def settle(self, wanted: list[int]) -> None:
        """Find out what is asked of some unknowns.

        Raises:
            ValueError: Nothing fits.
        """
        if not wanted:
            return
        self._solve(np.zeros(self.every.size))  # raises if nothing fits at all
        draw = np.random.default_rng(0)
        for _ in range(min(_LOOKS, len(wanted) // 4)):
            self._solve(draw.normal(size=self.every.size))
        left = [(at, side) for at in wanted for side in (0, 1) if self._push(at, side)]
        for at, side in left * _AGAIN:
            if self._is_open(at, side):  # a little chance in the cost ends in another corner
                aside = _ASIDE * draw.normal(size=self.every.size)
                self._solve(self._toward(at, side) + aside)
        left = [end for end in left if self._is_open(*end)]
        if left:
            self._branch(left)

    def _is_open(self, at: int, side: int) -> bool:
        """Whether an end is not known, and asked for."""
        seen, bound = self.seen, self.bound
        if not self.both and seen[0][at] < seen[1][at]:
            return False
        return bound[0][at] < bound[1][at] and seen[side][at] != bound[side][at]

    def _push(self, at: int, side: int) -> bool:
        """Bound an end by a programme; whether no table of whole numbers reached the bound."""
        if not self._is_open(at, side):
            return False
        found = self._solve(self._toward(at, side))
        if found is None:  # nothing bounds it
            return False
        self._tighten(at, side, found[at])
        return True

    def _branch(self, left: list[tuple[int, int]]) -> None:
        """The ends that programmes left between whole numbers, in whole numbers."""
        solver = model_of(self.sums, *self.bound)
        solver.setOptionValue("presolve", "on")
        solver.setOptionValue("mip_rel_gap", 0.0)
        ones = np.ones(self.every.size, dtype=np.uint8)
        solver.changeColsIntegrality(self.every.size, self.every, ones)
        for at, side in left:
            if not self._is_open(at, side):
                continue
            found = _solution(solver, self.every, self._toward(at, side))
            if found is None:  # cannot be, as a programme has bounded it
                raise ValueError("sums")
            self._see(found)
            self._tighten(at, side, found[at])

    def _toward(self, at: int, side: int) -> np.ndarray:
        cost = np.zeros(self.every.size)
        cost[at] = 1.0 if side == 0 else -1.0
        return cost

    def _tighten(self, at: int, side: int, end: float) -> None:
        if side == 0:
            self.bound[0][at] = max(self.bound[0][at], np.ceil(end - _FIT))
        else:
            self.bound[1][at] = min(self.bound[1][at], np.floor(end + _FIT))
        if self.bound[0][at] > self.bound[1][at]:
            raise ValueError("sums")

    def _see(self, found: np.ndarray) -> bool:
        """Take note of a table if it is one of whole numbers and fits without any tolerance."""
        table = np.rint(found)
        if np.abs(found - table).max() > _FIT or not self.sums.hold(table):
            return False
        if (table < self.bound[0]).any() or (table > self.bound[1]).any():
            return False
        np.minimum(self.seen[0], table, out=self.seen[0])
        np.maximum(self.seen[1], table, out=self.seen[1])
        return True

    def _solve(self, cost: np.ndarray) -> np.ndarray | None:
        """All unknowns where the cost is least; None if it has no end, or nothing fits.

        A table between whole numbers would leave its mark on all that follow, so that the next
        programme sets out from the last whole one.
        """
        found = _solution(self.solver, self.every, cost)
        if found is None:
            return None
        if self._see(found):
            self.start = self.solver.getBasis()
        elif self.start is not None:
            self.solver.setBasis(self.start)
        return found


class Sums:
    """The sums of a part as one sparse matrix, by rows."""

    def __init__(self, sums: list[Sum]) -> None:
        self.start = np.cumsum([0, *(len(terms) for terms, _ in sums)]).astype(np.int32)
        self.index = np.array([at for terms, _ in sums for at in terms], dtype=np.int32)
        factors = [factor for terms, _ in sums for factor in terms.values()]
        self.factor = np.array(factors, dtype=float)
        self.right = np.array([float(right) for _, right in sums])

    def hold(self, table: np.ndarray) -> bool:
        """Whether whole numbers fulfil them (exact: none comes near 2^53)."""
        added = np.add.reduceat(self.factor * table[self.index], self.start[:-1])
        return bool((added == self.right).all())


def model_of(sums: Sums, low: np.ndarray, high: np.ndarray) -> highspy.Highs:
    """The programme of some sums and bounds, without costs."""
    solver = highspy.Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = low.size, sums.right.size
    lp.col_cost_ = np.zeros(low.size)
    lp.col_lower_, lp.col_upper_ = low.copy(), high.copy()
    lp.row_lower_ = lp.row_upper_ = sums.right
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = sums.start, sums.index
    lp.a_matrix_.value_ = sums.factor
    solver.passModel(lp)
    return solver


def _solution(solver: highspy.Highs, every: np.ndarray, cost: np.ndarray) -> np.ndarray | None:
    """All unknowns where the cost is least, None if it has no end.

    Raises:
        ValueError: Nothing fits, or the solver gave up: nothing can be said, so nothing is safe.
    """
    solver.changeColsCost(every.size, every, cost)
    solver.run()
    status = solver.getModelStatus()
    if status in _ENDLESS:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ValueError("sums")
    return np.array(solver.getSolution().col_value)
