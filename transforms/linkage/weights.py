"""Match weights of many pairs under a frozen model, on arrays.

The arithmetic is Fellegi and Sunter's (1969) as Splink has it: the log2 odds of the prior, and of
each comparison log2(m/u) of the first level that holds, with the frequency of the value in the
place of u where a level asks for it. Cheap comparisons come first; a pair that cannot reach the
candidate threshold any more, whatever the rest says, is dropped before the costly ones. What is
computed on a pair depends on the pair alone, so order and number of threads change nothing.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.arrays import Pairs
from transforms.linkage.conditions import Node, parse
from transforms.linkage.record_columns import Table
from transforms.linkage.specification import WEIGHT_DECIMALS, Comparison, Model

STRETCH = 1 << 17
"""Pairs at a time: their columns should fit into the cache of a processor."""

_COSTLY = 16
"""Before a level of this cost it pays to look for pairs that are lost already."""
_SLACK = 1e-5
_MOST = 0.7
"""Of this share on a condition is computed on all pairs, and those that do not ask are masked."""


@dataclass(frozen=True)
class _Graded:
    """A level as it is computed."""

    number: int
    condition: Node | None  # None: whatever is left
    weight: float  # log2(m/u), or log2(m) where a frequency takes the place of u
    frequency: str | None
    u: float
    floor: float
    best: float  # the highest weight it can give

    @property
    def cost(self) -> int:
        return 0 if self.condition is None else self.condition.cost


@dataclass(frozen=True)
class _Compared:
    """A comparison as it is computed."""

    place: int
    levels: tuple[_Graded, ...]

    @property
    def cost(self) -> int:
        return sum(level.cost for level in self.levels)

    @property
    def first_costly(self) -> int:
        """Place of the first costly level, or how many levels there are."""
        costly = (place for place, level in enumerate(self.levels) if level.cost >= _COSTLY)
        return next(costly, len(self.levels))

    def best_from(self, place: int) -> float:
        """The highest weight that this level and those after it can give."""
        return max(level.best for level in self.levels[place:])


class _Stretch:
    """Pairs on their way: what they have so far and what may still come.

    Args:
        places: Of the pairs in the stretch as it began.
        pairs: Their columns.
        total: Weight so far.
        ahead: The most that comparisons not finished yet can add.
    """

    def __init__(
        self, places: np.ndarray, pairs: Pairs, total: np.ndarray, ahead: np.ndarray
    ) -> None:
        self.places, self.pairs, self.total, self.ahead = places, pairs, total, ahead
        self._part: tuple[np.ndarray, Pairs] | None = None

    def keep(self, alive: np.ndarray) -> None:
        """Drop all other pairs."""
        self.places, self.total, self.ahead = (
            self.places[alive],
            self.total[alive],
            self.ahead[alive],
        )
        self.pairs, self._part = self.pairs.only(alive), None

    def part(self, is_open: np.ndarray, here: np.ndarray) -> Pairs:
        """The open pairs, which stand at `here`; the next call narrows them further if it can."""
        if self._part is not None:
            places, pairs = self._part
            inner = np.flatnonzero(is_open[places])
            if len(inner) == len(places) == len(here):
                return pairs
            if len(inner) == len(here):
                self._part = here, pairs.only(inner)
                return self._part[1]
        self._part = here, self.pairs.only(here)
        return self._part[1]


class Scorer:
    """A model made ready for the records of one frame.

    Args:
        frame: Features; row i is the record i.
        model: A trained model.
        table: The columns, where another scorer of the same frame made them ready.
    """

    def __init__(self, frame: pl.DataFrame, model: Model, table: Table | None = None) -> None:
        prior = model.prior_for(frame.height)
        self.prior = math.log2(prior / (1 - prior))
        self.threshold = model.thresholds.candidate
        self.table = table_for(frame, [model]) if table is None else table
        self._names = [c.name for c in model.comparisons]
        columns = {v.frequency_column for c in model.comparisons for v in c.levels} - {None}
        self._frequency = {c: _frequency(frame, c) for c in sorted(c for c in columns if c)}
        self._comparisons = [
            _Compared(place, tuple(self._graded(c))) for place, c in enumerate(model.comparisons)
        ]
        # costly comparisons last; of equal cost the order of the model
        self._comparisons.sort(key=lambda c: (c.cost, c.place))

    def score(self, left: np.ndarray, right: np.ndarray, *, with_levels: bool) -> pl.DataFrame:
        """Weights of these pairs from the candidate threshold upward, in their order.

        Returns:
            row_l, row_r, weight (rounded to 1e-6), and gamma_<comparison> where wanted.
        """
        starts = range(0, max(len(left), 1), STRETCH)
        parts = [(left[s : s + STRETCH], right[s : s + STRETCH]) for s in starts]
        if len(parts) == 1:
            return self._stretch(*parts[0], with_levels=with_levels)
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            return pl.concat(
                pool.map(lambda part: self._stretch(*part, with_levels=with_levels), parts)
            )

    def _graded(self, comparison: Comparison) -> list[_Graded]:
        last = sum(not v.is_null for v in comparison.levels) - 1
        found: list[_Graded] = []
        for level in comparison.levels:
            number = -1 if level.is_null else last
            last -= not level.is_null
            condition = None if level.sql == "ELSE" else parse(level.sql)
            m, u = (1.0, 1.0) if level.is_null else (level.m or 1.0, level.u or 1.0)
            column = None if condition is None else level.frequency_column
            if column is None:
                weight = math.log2(m / u)
                found.append(_Graded(number, condition, weight, None, u, 0.0, weight))
                continue
            seen = np.nanmin(self._frequency[column], initial=1.0)
            rarest = min(u, max(float(seen), level.frequency_floor))
            found.append(
                _Graded(
                    number,
                    condition,
                    math.log2(m),
                    column,
                    u,
                    level.frequency_floor,
                    math.log2(m / rarest),
                )
            )
        return found

    def _stretch(self, left: np.ndarray, right: np.ndarray, *, with_levels: bool) -> pl.DataFrame:
        state = _Stretch(
            places=np.arange(len(left)),
            pairs=Pairs(self.table, left.astype(np.intp), right.astype(np.intp)),
            total=np.full(len(left), self.prior),
            ahead=np.zeros(len(left)),
        )
        levels = np.full((len(self._names) * with_levels, len(left)), -1, dtype=np.int32)
        unfinished: list[tuple[_Compared, int, np.ndarray]] = []
        for comparison in self._comparisons:
            start = comparison.first_costly
            is_open = np.ones(len(left), dtype=bool)
            self._decide(state, comparison, range(start), is_open, levels)
            if start < len(comparison.levels):
                state.ahead[is_open] += comparison.best_from(start)
                unfinished.append((comparison, start, is_open))
        while unfinished:
            comparison, start, is_open = unfinished.pop(0)
            state.ahead[is_open] -= comparison.best_from(start)
            for place in range(start, len(comparison.levels)):
                if comparison.levels[place].cost >= _COSTLY:
                    most = state.total + state.ahead
                    most[is_open] += comparison.best_from(place)
                    alive = np.flatnonzero(most >= self.threshold - _SLACK)
                    if len(alive) < 0.9 * len(most):
                        state.keep(alive)
                        is_open = is_open[alive]
                        unfinished = [(c, s, o[alive]) for c, s, o in unfinished]
                self._decide(state, comparison, range(place, place + 1), is_open, levels)
        kept = np.flatnonzero(np.round(state.total, WEIGHT_DECIMALS) >= self.threshold)
        where = state.places[kept]
        return pl.DataFrame(
            {
                "row_l": left[where].astype(np.int64),
                "row_r": right[where].astype(np.int64),
                "weight": np.round(state.total[kept], WEIGHT_DECIMALS),
                **{f"gamma_{self._names[i]}": level[where] for i, level in enumerate(levels)},
            }
        )

    def _decide(
        self,
        state: "_Stretch",
        comparison: _Compared,
        places: range,
        is_open: np.ndarray,
        levels: np.ndarray,
    ) -> None:
        """Try some levels of a comparison on the pairs in which none has held yet."""
        for place in places:
            level = comparison.levels[place]
            here = np.flatnonzero(is_open)
            if not len(here):
                return
            if level.condition is None:
                where = here
            elif len(here) > _MOST * len(is_open):
                # whole columns are cheaper than a choice of nearly all
                where = np.flatnonzero(state.pairs.holds(level.condition) & is_open)
            else:
                pairs = state.part(is_open, here)
                where = here[np.flatnonzero(pairs.holds(level.condition))]
            is_open[where] = False
            state.total[where] += level.weight
            if level.frequency is not None:
                state.total[where] -= self._rarity(level, state.pairs, where)
            if len(levels):
                levels[comparison.place, state.places[where]] = level.number

    def _rarity(self, level: _Graded, pairs: Pairs, where: np.ndarray) -> np.ndarray:
        """log2 of the frequency that stands in the place of u."""
        share = self._frequency[level.frequency or ""]
        one, two = share[pairs.rows("l")[where]], share[pairs.rows("r")[where]]
        either = np.fmax(one, two)  # where one side has no frequency the other's counts
        return np.log2(np.where(np.isnan(either), level.u, np.maximum(either, level.floor)))


def _frequency(frame: pl.DataFrame, column: str) -> np.ndarray:
    """How frequent the value of each record is among the known ones; NaN where there is none."""
    if f"tf_{column}" in frame.columns:
        return frame[f"tf_{column}"].cast(pl.Float64).fill_null(math.nan).to_numpy()
    counted = frame.select(
        pl.when(pl.col(column).is_not_null())
        .then(pl.len().over(column) / pl.col(column).count())
        .otherwise(math.nan)
    )
    return counted.to_series().to_numpy()


def table_for(frame: pl.DataFrame, models: Sequence[Model]) -> Table:
    """The columns that the comparisons of some models name."""
    return Table(
        frame,
        [
            parse(level.sql)
            for model in models
            for comparison in model.comparisons
            for level in comparison.levels
            if level.sql != "ELSE"
        ],
    )
