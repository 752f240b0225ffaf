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
from transforms.linkage.conditions import Node, cost, parse
from transforms.linkage.record_columns import Table
from transforms.linkage.specification import WEIGHT_DECIMALS, Comparison, Model

STRETCH = 1 << 17
"""Pairs at a time: their columns should fit into the cache of a processor."""

_COSTLY = 16
"""Before a level of this cost it pays to look for pairs that are lost already."""
_SLACK = 1e-5


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
        return 0 if self.condition is None else cost(self.condition)


@dataclass(frozen=True)
class _Compared:
    """A comparison as it is computed."""

    place: int
    levels: tuple[_Graded, ...]

    @property
    def best(self) -> float:
        return max(level.best for level in self.levels)

    @property
    def cost(self) -> int:
        return sum(level.cost for level in self.levels)


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
        places = np.arange(len(left))
        pairs = Pairs(self.table, left.astype(np.intp), right.astype(np.intp))
        total = np.full(len(left), self.prior)
        levels = {n: np.full(len(left), -1, dtype=np.int32) for n in self._names * with_levels}
        ahead = sum(c.best for c in self._comparisons)
        for comparison in self._comparisons:
            alive = np.flatnonzero(total + ahead >= self.threshold - _SLACK)
            if len(alive) < 0.8 * len(total):
                places, total, pairs = places[alive], total[alive], pairs.only(alive)
            ahead -= comparison.best
            level = self._compare(comparison, pairs, total, ahead)
            if with_levels:
                levels[self._names[comparison.place]][places] = level
        kept = np.flatnonzero(np.round(total, WEIGHT_DECIMALS) >= self.threshold)
        where = places[kept]
        return pl.DataFrame(
            {
                "row_l": left[where].astype(np.int64),
                "row_r": right[where].astype(np.int64),
                "weight": np.round(total[kept], WEIGHT_DECIMALS),
                **{f"gamma_{n}": levels[n][where] for n in levels},
            }
        )

    def _compare(
        self, comparison: _Compared, pairs: Pairs, total: np.ndarray, ahead: float
    ) -> np.ndarray:
        """Add the weight of the first level that holds; pairs that are lost become −∞."""
        found = np.full(len(total), -1, dtype=np.int32)
        open_ = np.arange(len(total))
        looked = math.inf
        for place, level in enumerate(comparison.levels):
            best = max(v.best for v in comparison.levels[place:])
            if level.cost >= _COSTLY and best < looked:
                looked = best
                here = total[open_] + (best + ahead) >= self.threshold - _SLACK
                total[open_[~here]] = -math.inf
                pairs, open_ = _those(pairs, open_, np.flatnonzero(here))
            if level.condition is None:
                holds = np.ones(len(open_), dtype=bool)
            else:
                holds = pairs.holds(level.condition)
            where = np.flatnonzero(holds)
            if not len(where):
                continue
            rows = open_[where]
            found[rows] = level.number
            total[rows] += level.weight
            if level.frequency is not None:
                total[rows] -= self._rarity(level, pairs, where)
            if len(where) == len(open_):
                break
            pairs, open_ = _those(pairs, open_, np.flatnonzero(~holds))
        return found

    def _rarity(self, level: _Graded, pairs: Pairs, where: np.ndarray) -> np.ndarray:
        """log2 of the frequency that stands in the place of u."""
        share = self._frequency[level.frequency or ""]
        one, two = share[pairs.rows("l")[where]], share[pairs.rows("r")[where]]
        either = np.fmax(one, two)  # where one side has no frequency the other's counts
        return np.log2(np.where(np.isnan(either), level.u, np.maximum(either, level.floor)))


def _those(pairs: Pairs, open_: np.ndarray, places: np.ndarray) -> tuple[Pairs, np.ndarray]:
    """The pairs at these places, and where they stand in the stretch."""
    if len(places) == len(open_):
        return pairs, open_
    return pairs.only(places), open_[places]


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
