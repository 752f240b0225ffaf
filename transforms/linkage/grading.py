"""Pairs on their way through the comparisons of a model.

The first level of a comparison that holds counts. The cheap levels of all comparisons come first:
with what each undecided comparison can still add at most they give a bound, and a pair that cannot
reach the threshold any more is dropped before the costly levels, filters and lists, are looked at.
"""

from dataclasses import dataclass

import numpy as np

from transforms.linkage.arrays import Pairs
from transforms.linkage.conditions import Node

COSTLY = 16
"""Before a level of this cost it pays to look for pairs that are lost already."""

_MOST = 0.7
"""Of this share on a condition is computed on all pairs, and those that do not ask are masked."""
_WORTH = 0.9
_SLACK = 1e-5


@dataclass(frozen=True)
class Grade:
    """A level as it is computed.

    Attributes:
        number: As Splink has it: the last is 0, nothing to compare is −1.
        condition: When it holds; None: whatever is left.
        weight: log2(m/u), or log2(m) where a frequency takes the place of u.
        frequency: Column whose frequency that is.
        u: Stands in where no frequency is known.
        floor: No value counts as rarer.
        best: The highest weight it can give.
    """

    number: int
    condition: Node | None
    weight: float
    frequency: str | None
    u: float
    floor: float
    best: float

    @property
    def cost(self) -> int:
        """Comparisons of two numbers for each pair."""
        return 0 if self.condition is None else self.condition.cost


@dataclass(frozen=True)
class Graded:
    """A comparison as it is computed.

    Attributes:
        name: Of the comparison.
        place: In the model.
        levels: From the strongest agreement to none.
    """

    name: str
    place: int
    levels: tuple[Grade, ...]

    @property
    def cost(self) -> int:
        """Of all levels together."""
        return sum(level.cost for level in self.levels)

    @property
    def first_costly(self) -> int:
        """Place of the first costly level, or how many levels there are."""
        costly = (place for place, level in enumerate(self.levels) if level.cost >= COSTLY)
        return next(costly, len(self.levels))

    @property
    def has_frequency(self) -> bool:
        """Whether a frequency takes part."""
        return any(level.frequency for level in self.levels)

    def best_from(self, place: int) -> float:
        """The highest weight that this level and those after it can give."""
        return max(level.best for level in self.levels[place:])


class Stretch:
    """Some pairs while they are compared.

    Args:
        pairs: Their columns.
        size: How many.
        start: The weight before any comparison (the prior).
        share: Frequency of each record by column.

    Attributes:
        places: Those of the pairs that are left, in the stretch as it began.
        fixed: Sum of the weights so far, without the prior and without frequencies.
        levels: Number of the level by comparison that was asked to be kept.
    """

    def __init__(self, pairs: Pairs, size: int, start: float, share: dict[str, np.ndarray]) -> None:
        self.places = np.arange(size)
        self.fixed = np.zeros(size)
        self.levels: dict[str, np.ndarray] = {}
        self._bound = np.full(size, start)
        self._pairs, self._share = pairs, share
        self._part: tuple[np.ndarray, Pairs] | None = None
        self._open: dict[str, np.ndarray] = {}

    def compare(self, comparisons: list[Graded], kept: frozenset[str], threshold: float) -> None:
        """Find the level of every comparison for every pair that may reach the threshold."""
        for comparison in comparisons:
            start = comparison.first_costly
            if comparison.name in kept:
                self.levels[comparison.name] = np.full(len(self.places), -1, dtype=np.int8)
            self._open[comparison.name] = np.ones(len(self.places), dtype=bool)
            for level in comparison.levels[:start]:
                self._decide(comparison, level)
            if start < len(comparison.levels):
                self._bound[self._open[comparison.name]] += comparison.best_from(start)
            else:
                del self._open[comparison.name]
        for comparison in comparisons:
            if comparison.name not in self._open:
                continue
            start = comparison.first_costly
            self._bound[self._open[comparison.name]] -= comparison.best_from(start)
            for place in range(start, len(comparison.levels)):
                if comparison.levels[place].cost >= COSTLY:
                    self._drop_lost(comparison, place, threshold)
                self._decide(comparison, comparison.levels[place])
            del self._open[comparison.name]
        self._keep(np.flatnonzero(self._bound >= threshold - _SLACK))

    def _drop_lost(self, comparison: Graded, place: int, threshold: float) -> None:
        most = self._bound.copy()
        most[self._open[comparison.name]] += comparison.best_from(place)
        alive = np.flatnonzero(most >= threshold - _SLACK)
        if len(alive) < _WORTH * len(most):
            self._keep(alive)

    def _keep(self, alive: np.ndarray) -> None:
        self.places, self.fixed, self._bound = (
            self.places[alive],
            self.fixed[alive],
            self._bound[alive],
        )
        self._open = {name: is_open[alive] for name, is_open in self._open.items()}
        self.levels = {name: level[alive] for name, level in self.levels.items()}
        self._pairs, self._part = self._pairs.only(alive), None

    def _decide(self, comparison: Graded, level: Grade) -> None:
        """Try a level on the pairs in which none before it holds."""
        is_open = self._open[comparison.name]
        here = np.flatnonzero(is_open)
        if not len(here):
            return
        if level.condition is None:
            where = here
        elif len(here) > _MOST * len(is_open):
            where = np.flatnonzero(self._pairs.holds(level.condition) & is_open)
        else:
            where = here[np.flatnonzero(self._asked(is_open, here).holds(level.condition))]
        is_open[where] = False
        self.fixed[where] += level.weight
        self._bound[where] += level.weight
        if level.frequency is not None:
            rows = (self._pairs.rows(side)[where] for side in "lr")
            self._bound[where] -= rarity(level, self._share[level.frequency], *rows)
        if comparison.name in self.levels:
            self.levels[comparison.name][where] = level.number

    def _asked(self, is_open: np.ndarray, here: np.ndarray) -> Pairs:
        """The open pairs, which stand at `here`; the next call narrows them further if it can."""
        if self._part is not None:
            places, pairs = self._part
            inner = np.flatnonzero(is_open[places])
            if len(inner) == len(places) == len(here):
                return pairs
            if len(inner) == len(here):
                self._part = here, pairs.only(inner)
                return self._part[1]
        self._part = here, self._pairs.only(here)
        return self._part[1]


def rarity(level: Grade, share: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """log2 of the frequency that stands in the place of u."""
    either = np.fmax(share[left], share[right])  # where one side has none the other's counts
    return np.log2(np.where(np.isnan(either), level.u, np.maximum(either, level.floor)))
