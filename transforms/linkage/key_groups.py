"""Records that share a key: sorted by it, so that those who share it stand together.

No hash table and no join: one sort for a key, then neighbours at growing distance are paired as
long as they share it. Keys that only one record has are dropped before the sort.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
_HALF = np.uint64(31)
_MARKS = 24
"""Bits of a key by which a table of marks tells shared keys from others."""


def mixed(table: pl.DataFrame, columns: list[str]) -> np.ndarray:
    """One 64-bit number for the values of some columns.

    Two keys of one number would only bring together a pair that is then compared like any other;
    among a hundred million keys that is one chance in four thousand.
    """
    code = np.zeros(table.height, dtype=np.uint64)
    for column in columns:
        values = table[column]
        if not values.dtype.is_integer() or values.null_count():
            values = values.hash(seed=1)
        code ^= values.cast(pl.Int64, wrap_numerical=True).to_numpy().view(np.uint64)
        code *= _MIX[0]
        code ^= code >> _HALF
        code *= _MIX[1]
        code ^= code >> _HALF
    return code


def distinct(values: np.ndarray) -> np.ndarray:
    """All values in order, each once: a sort is several times faster than a table of hashes."""
    values = np.sort(values)
    first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def shared(code: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    """The places of keys that stand there more than once, and of few others.

    Args:
        code: Key of each place.
        wanted: Places of which a key must have one; None: of all.
    """
    if wanted is None:
        ordered = np.sort(code)
        again = ordered[1:][ordered[1:] == ordered[:-1]]
        if len(again) * 2 > len(code):
            return np.arange(len(code))
    else:
        again = code[wanted]
    shift = np.uint64(64 - _MARKS)
    marks = np.zeros(1 << _MARKS, dtype=bool)
    marks[again >> shift] = True
    return np.flatnonzero(marks[code >> shift])


class Groups:
    """Places by key, and within a key by band.

    Args:
        code: Key of each place.
        band: Whole number by which two places may differ a little; None: none.
        largest: A key and band that more places share is too frequent.

    Attributes:
        too_large: Places whose key and band is too frequent.
        number_too_large: How many such keys there are.
    """

    def __init__(self, code: np.ndarray, band: np.ndarray | None, largest: int) -> None:
        order = np.argsort(code) if band is None else np.lexsort((band, code))
        key, place = code[order], order
        bands = None if band is None else band[order]
        new = np.ones(len(key), dtype=bool)
        if len(key):
            new[1:] = key[1:] != key[:-1]
            if bands is not None:
                new[1:] |= bands[1:] != bands[:-1]
        starts = np.flatnonzero(new)
        sizes = np.diff(starts, append=len(key))
        large = sizes > largest
        self.number_too_large = int(large.sum())
        if self.number_too_large:
            kept = np.repeat(~large, sizes)
            self.too_large = np.sort(place[~kept])
            key, place = key[kept], place[kept]
            bands = None if bands is None else bands[kept]
        else:
            self.too_large = np.empty(0, dtype=np.int64)
        self._key, self._place, self._band = key, place, bands

    def pairs(self, width: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Pairs of places that share a key and are at most `width` apart in the band."""
        key, band, place = self._key, self._band, self._place
        here = np.arange(len(key))
        distance = 1
        while True:
            here = here[: np.searchsorted(here, len(key) - distance)]
            there = here + distance
            together = key[there] == key[here]
            if band is not None:
                together &= band[there] - band[here] <= width
            here = here[together]
            if not len(here):
                return
            yield place[here], place[here + distance]
            distance += 1
