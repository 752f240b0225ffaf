"""Random draws for whole columns: seeded streams, weighted choices, dates.

Every part of the world draws from a stream of its own, so that a change in one part leaves the
others as they were.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl

Ints = np.ndarray
Floats = np.ndarray
Strings = np.ndarray

EPOCH = date(1970, 1, 1)


class Streams:
    """Independent generators by name, from one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, name: str) -> np.random.Generator:
        """The generator of that name, at its start."""
        return np.random.default_rng([self._seed, crc32(name.encode())])


def choose(
    rng: np.random.Generator, size: int, weights: Mapping[str, float] | Sequence[str]
) -> Strings:
    """So many draws of the keys, by weight; equal weights for a plain list."""
    keys = np.array(list(weights), dtype=object)
    if not isinstance(weights, Mapping):
        return keys[rng.integers(0, len(keys), size)]
    return keys[weighted(rng, size, np.array(list(weights.values()), dtype=float))]


def weighted(rng: np.random.Generator, size: int, weights: Floats) -> Ints:
    """So many draws of an index, by weight."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(edges, rng.random(size), side="right"), len(weights) - 1)


def chance(rng: np.random.Generator, size: int, share: float | Floats) -> np.ndarray:
    """True with that probability."""
    return rng.random(size) < share


def several(
    rng: np.random.Generator, size: int, codes: Sequence[str], most: int, empty: float = 0.0
) -> Strings:
    """One to `most` different codes joined with `|`, empty in a share of the draws."""
    order = np.argsort(rng.random((size, len(codes))), axis=1)[:, :most]
    counts = rng.integers(1, most + 1, size)
    names = np.array(codes, dtype=object)[order]
    joined = names[:, 0].copy()
    for i in range(1, most):
        joined = np.where(counts > i, joined + "|" + names[:, i], joined)
    return only(~chance(rng, size, empty), joined)


def only(where: np.ndarray, values: Strings) -> Strings:
    """The values there, None elsewhere."""
    kept = np.full(len(values), None, dtype=object)
    kept[where] = values[where]
    return kept


def texts(values: Strings) -> pl.Series:
    """The values as a text column, whether any is filled or none."""
    return pl.Series(values.tolist(), dtype=pl.String)


def filled(values: Strings) -> np.ndarray:
    """Where there is a value."""
    return np.array([v is not None for v in values], dtype=bool)


def truncated_counts(rng: np.random.Generator, means: Floats, dispersion: float) -> Ints:
    """Draws of a negative binomial cut off at zero, with these means (each above 1)."""
    shape = dispersion
    low, high = np.zeros(len(means)), means.astype(float).copy()
    for _ in range(50):
        middle = (low + high) / 2
        zero = (shape / (shape + middle)) ** shape
        too_low = middle / np.maximum(1 - zero, 1e-9) < means
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    odds = shape / (shape + high)
    counts = rng.negative_binomial(shape, odds)
    while (empty := counts == 0).any():
        counts[empty] = rng.negative_binomial(shape, odds[empty])
    return counts


def days(value: date) -> int:
    """Days since 1970-01-01."""
    return (value - EPOCH).days


def iso(values: Ints, known: np.ndarray | None = None) -> pl.Series:
    """Days since 1970 as `YYYY-MM-DD`; null where not known."""
    series = pl.Series(values.astype(np.int32)).cast(pl.Date).dt.strftime("%Y-%m-%d")
    if known is None:
        return series
    return pl.select(pl.when(pl.Series(known)).then(series)).to_series()


def month_index(day_numbers: Ints) -> Ints:
    """Months since 1970-01, of days since 1970-01-01."""
    return (
        np.minimum(day_numbers, 10**6)
        .astype("datetime64[D]")
        .astype("datetime64[M]")
        .astype(np.int64)
    )


def month_end(months: Ints) -> Ints:
    """Last day (days since 1970) of months since 1970-01."""
    following = (np.asarray(months) + 1).astype("datetime64[M]").astype("datetime64[D]")
    return following.astype(np.int64) - 1


def period_text(months: Ints) -> pl.Series:
    """Months since 1970-01 as `YYYY-MM`."""
    return pl.Series(months.astype("datetime64[M]").astype(str))


def year_of(day_numbers: Ints) -> Ints:
    """Calendar year of days since 1970-01-01."""
    return day_numbers.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
