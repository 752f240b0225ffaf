"""Match weights of many pairs under a frozen model, on arrays.

The arithmetic is Fellegi and Sunter's (1969) as Splink has it: the log2 odds of the prior, and of
each comparison log2(m/u) of the first level that holds, with the frequency of the value in the
place of u where a level asks for it. What is computed on a pair depends on the pair alone, so order
and number of threads change nothing. What two records say for ever (`fixed`) is kept apart from
what depends on all records, the prior and the frequencies, so that it can be used again.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.arrays import Pairs
from transforms.linkage.conditions import parse
from transforms.linkage.grading import Grade, Graded, Stretch, rarity
from transforms.linkage.record_columns import Table
from transforms.linkage.specification import WEIGHT_DECIMALS, Comparison, Model

STRETCH = 1 << 17
"""Pairs at a time: their columns should fit into the cache of a processor."""


@dataclass(frozen=True)
class Compared:
    """Pairs that may reach the threshold.

    Attributes:
        places: Their places among the pairs that were handed in.
        fixed: Sum of the weights that depend on the two records alone.
        levels: Number of the level that held, by comparison (−1: nothing to compare).
    """

    places: np.ndarray
    fixed: np.ndarray
    levels: dict[str, np.ndarray]


class Scorer:
    """A model made ready for the records of one frame.

    Args:
        frame: Features; row i is the record i.
        model: A trained model.
        table: The columns, where another scorer of the same frame made them ready.
        prior: The log2 odds by which pairs are dropped where any frequency may still come: none is
            dropped then that could reach the threshold at this prior. None: the prior and the
            frequencies of the frame.
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        model: Model,
        table: Table | None = None,
        prior: float | None = None,
    ) -> None:
        self._prior = log_odds(model.prior_for(frame.height))
        self._threshold = model.thresholds.candidate
        self._table = table_for(frame, [model]) if table is None else table
        columns = sorted(
            {v.frequency_column for c in model.comparisons for v in c.levels if v.frequency_column}
        )
        self._share = {c: _frequency(frame, c) for c in columns}
        self._bound = self._prior if prior is None else prior
        self._bound_share = self._share
        if prior is not None:
            self._bound_share = {c: np.zeros(frame.height) for c in columns}
        self._names = [c.name for c in model.comparisons]
        # costly comparisons last; of equal cost the order of the model
        self._comparisons = sorted(
            (self._graded(place, c) for place, c in enumerate(model.comparisons)),
            key=lambda c: (c.cost, c.place),
        )
        self.by_frequency = frozenset(c.name for c in self._comparisons if c.has_frequency)

    def score(self, left: np.ndarray, right: np.ndarray, *, with_levels: bool) -> pl.DataFrame:
        """Weights of these pairs from the candidate threshold upward, in their order.

        Returns:
            row_l, row_r, weight (rounded to 1e-6), and gamma_<comparison> where wanted.
        """
        kept = frozenset(self._names) if with_levels else self.by_frequency
        found = self.compare(left, right, kept)
        left, right = left[found.places], right[found.places]
        scored = pl.DataFrame(
            {
                "row_l": left.astype(np.int64),
                "row_r": right.astype(np.int64),
                "weight": self.weigh(left, right, found.fixed, found.levels),
                **{
                    f"gamma_{name}": found.levels[name].astype(np.int32)
                    for name in self._names
                    if with_levels
                },
            }
        )
        return scored.filter(pl.col("weight") >= self._threshold)

    def compare(self, left: np.ndarray, right: np.ndarray, kept: frozenset[str]) -> Compared:
        """What the records of these pairs say, as far as a pair may reach the threshold.

        Args:
            left: Rows.
            right: Rows.
            kept: Comparisons whose level is wanted; those of `by_frequency` are needed to weigh.
        """
        starts = list(range(0, max(len(left), 1), STRETCH))

        def part(start: int) -> Compared:
            one, two = (side[start : start + STRETCH].astype(np.intp) for side in (left, right))
            stretch = Stretch(
                Pairs(self._table, one, two), len(one), self._bound, self._bound_share
            )
            stretch.compare(self._comparisons, kept, self._threshold)
            # not the stretch itself: it holds the columns of its pairs
            return Compared(stretch.places + start, stretch.fixed, stretch.levels)

        if len(starts) == 1:
            parts = [part(0)]
        else:
            with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
                parts = list(pool.map(part, starts))
        return Compared(
            np.concatenate([p.places for p in parts]),
            np.concatenate([p.fixed for p in parts]),
            {name: np.concatenate([p.levels[name] for p in parts]) for name in kept},
        )

    def weigh(
        self,
        left: np.ndarray,
        right: np.ndarray,
        fixed: np.ndarray,
        levels: dict[str, np.ndarray],
    ) -> np.ndarray:
        """The match weights, rounded to 1e-6: the prior and the frequencies of all records added.

        Args:
            left: Rows.
            right: Rows.
            fixed: As compared.
            levels: Of the comparisons of `by_frequency`, as compared.
        """
        weight = self._prior + fixed
        for comparison in self._comparisons:
            for level in comparison.levels:
                if level.frequency is None:
                    continue
                here = np.flatnonzero(levels[comparison.name] == level.number)
                share = self._share[level.frequency]
                weight[here] -= rarity(level, share, left[here], right[here])
        return np.round(weight, WEIGHT_DECIMALS)

    def _graded(self, place: int, comparison: Comparison) -> Graded:
        last = sum(not v.is_null for v in comparison.levels) - 1
        found: list[Grade] = []
        for level in comparison.levels:
            number = -1 if level.is_null else last
            last -= not level.is_null
            condition = None if level.sql == "ELSE" else parse(level.sql)
            m, u = (1.0, 1.0) if level.is_null else (level.m or 1.0, level.u or 1.0)
            column = None if condition is None else level.frequency_column
            if column is None:
                weight = best = math.log2(m / u)
            else:
                seen = float(np.nanmin(self._bound_share[column], initial=1.0))
                weight = math.log2(m)
                best = math.log2(m / min(u, max(seen, level.frequency_floor)))
            found.append(Grade(number, condition, weight, column, u, level.frequency_floor, best))
        return Graded(comparison.name, place, tuple(found))


def log_odds(probability: float) -> float:
    """log2 of the odds of a probability."""
    return math.log2(probability / (1 - probability))


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
