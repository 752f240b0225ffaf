"""What the sums of an attack say plainly: unknowns that are one, fixed ones, and bounds.

Nothing here is a solver, and nothing is lost: what is left is the same system in fewer unknowns.
"""

from collections.abc import Iterable

import numpy as np

_ROUNDS = 8  # of narrowing; programmes find what is left
_FIT = 1e-6

Sum = tuple[dict[int, int], int]  # the factors of some unknowns, and what they add up to


class Merged:
    """Unknowns in terms of fewer: each is a root, or its opposite, and a shift.

    Attributes:
        low: What each root is at least (whole numbers as floats).
        high: What it is at most; may be infinite.
    """

    def __init__(self, low: np.ndarray, high: np.ndarray) -> None:
        """Every unknown is a root at first."""
        self.low, self.high = low.copy(), high.copy()
        self._above = list(range(low.size))
        self._sign, self._shift = [1] * low.size, [0] * low.size
        self._changed = False

    def take_in(self, sums: Iterable[Sum]) -> list[Sum]:
        """Merge and narrow as far as sums one by one go.

        Returns:
            The sums between roots that are left, each once.

        Raises:
            ValueError: What is published contradicts itself.
        """
        left = list(sums)
        while True:
            self._changed = False
            kept: dict[tuple[tuple[int, int], ...], int] = {}
            for terms, right in map(self._between_roots, left):
                one_way = -1 if terms and terms[min(terms)] < 0 else 1
                key = tuple((one, one_way * terms[one]) for one in sorted(terms))
                if kept.setdefault(key, one_way * right) != one_way * right:
                    raise ValueError("sums")
            if kept.pop((), 0):
                raise ValueError("sums")
            left = [(dict(key), right) for key, right in kept.items()]
            if not self._changed and not self._narrow(left):
                return left

    def root(self, one: int) -> tuple[int, int, int]:
        """The root of an unknown, its sign and the shift: unknown = sign × root + shift."""
        sign, shift = 1, 0
        while self._above[one] != one:
            shift += sign * self._shift[one]
            sign *= self._sign[one]
            one = self._above[one]
        return one, sign, shift

    def spread(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The ends of all unknowns, from those of the roots."""
        found = [self.root(one) for one in range(low.size)]
        root, sign, shift = np.array(found, dtype=np.int64).reshape(-1, 3).T
        ends = sign * low[root] + shift, sign * high[root] + shift
        return np.minimum(*ends), np.maximum(*ends)

    def _between_roots(self, given: Sum) -> tuple[dict[int, int], int]:
        """A sum in free roots; none are left where it made two of them one, or fixed one."""
        terms: dict[int, int] = {}
        right = given[1]
        for one, factor in given[0].items():
            root, sign, shift = self.root(one)
            right -= factor * shift
            if self.low[root] == self.high[root]:
                right -= factor * sign * int(self.low[root])
            else:
                terms[root] = terms.get(root, 0) + factor * sign
        terms = {one: factor for one, factor in terms.items() if factor}
        if len(terms) == 1:
            ((one, factor),) = terms.items()
            self._bound(one, right / factor, right / factor)
        elif len(terms) == 2 and len({abs(factor) for factor in terms.values()}) == 1:
            (one, factor), (other, beside) = terms.items()
            self._join(one, other, -beside // factor, right / factor)
        else:
            return terms, right
        self._changed = True
        return {}, 0

    def _join(self, one: int, other: int, sign: int, shift: float) -> None:
        """Unknown `one` is from now on sign × other + shift."""
        if shift != round(shift):
            raise ValueError("sums")
        self._above[one], self._sign[one], self._shift[one] = other, sign, round(shift)
        ends = sign * (self.low[one] - shift), sign * (self.high[one] - shift)
        self._bound(other, min(ends), max(ends))

    def _bound(self, one: int, low: float, high: float) -> None:
        self.low[one], self.high[one] = max(self.low[one], low), min(self.high[one], high)
        if self.low[one] > self.high[one] or self.low[one] != np.rint(self.low[one]):
            raise ValueError("sums")

    def _narrow(self, sums: list[Sum]) -> bool:
        """A term is no more than the others leave it; whether that fixed an unknown.

        A few rounds only; what is found is true, if not all that is true.
        """
        at = np.array([one for terms, _ in sums for one in terms], dtype=np.int64)
        factor = np.array([f for terms, _ in sums for f in terms.values()], dtype=float)
        size = [len(terms) for terms, _ in sums]
        row = np.repeat(np.arange(len(sums)), size)
        right = np.repeat(np.array([float(right) for _, right in sums]), size)
        free = self.low < self.high
        for _ in range(_ROUNDS):
            before = self.low.copy(), self.high.copy()
            ends = factor * self.low[at], factor * self.high[at]
            up = (right - _others(np.minimum(*ends), row)) / factor
            down = (right - _others(np.maximum(*ends), row)) / factor
            np.maximum.at(self.low, at, np.ceil(np.where(factor > 0, down, up) - _FIT))
            np.minimum.at(self.high, at, np.floor(np.where(factor > 0, up, down) + _FIT))
            if np.array_equal(before[0], self.low) and np.array_equal(before[1], self.high):
                break
        if (self.low > self.high).any():
            raise ValueError("sums")
        return bool((free & (self.low == self.high)).any())


def _others(terms: np.ndarray, row: np.ndarray) -> np.ndarray:
    """For each term the sum of all others in its row, where some may be infinite."""
    endless = np.isinf(terms)
    whole = np.where(endless, 0.0, terms)
    elsewhere = np.bincount(row, endless)[row] - endless
    sign = np.where(np.bincount(row, np.where(endless, np.sign(terms), 0.0))[row] < 0, -1.0, 1.0)
    return np.where(elsewhere > 0, sign * np.inf, np.bincount(row, whole)[row] - whole)
