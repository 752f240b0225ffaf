"""Identity and passport numbers that have the right form and belong to nobody.

A NIK is district (6), birth date (6, day + 40 for a woman), serial (4). No district registers
9,000 births of one day, so serials from 9000 up are never issued; passports begin with Z, a
series that Indonesia does not print.
"""

import numpy as np
import polars as pl

from contracts.synthetic.draws import Ints, Strings


def niks(rng: np.random.Generator, prefixes: Strings, births: Ints, women: np.ndarray) -> Strings:
    """Numbers for these persons: district prefixes, birth dates (days since 1970), sex."""
    frame = pl.DataFrame(
        {
            "prefix": prefixes.tolist(),
            "birth": pl.Series(births.astype(np.int32)).cast(pl.Date),
            "woman": women,
            "serial": rng.integers(9000, 10000, len(prefixes)),
        }
    )
    day = pl.col("birth").dt.day().cast(pl.Int32) + pl.col("woman").cast(pl.Int32) * 40
    built = frame.select(
        pl.col("prefix")
        + day.cast(pl.String).str.zfill(2)
        + pl.col("birth").dt.strftime("%m%y")
        + pl.col("serial").cast(pl.String)
    )
    return np.array(built.to_series().to_list(), dtype=object)


def passports(rng: np.random.Generator, size: int) -> Strings:
    """Passport numbers: Z and seven digits."""
    numbers = pl.Series(rng.integers(0, 10_000_000, size)).cast(pl.String).str.zfill(7)
    return np.array(("Z" + numbers).to_list(), dtype=object)


def with_wrong_digit(rng: np.random.Generator, numbers: list[str]) -> list[str]:
    """Each number with one digit changed."""
    at = rng.integers(0, 16, len(numbers))
    by = rng.integers(1, 10, len(numbers))
    return [
        n[:i] + str((int(n[i]) + int(d)) % 10) + n[i + 1 :]
        for n, i, d in zip(numbers, at, by, strict=True)
    ]


def malformed(rng: np.random.Generator, numbers: list[str]) -> list[str]:
    """Each number as it is found spoiled: a digit short or over, O for 0, all one digit."""
    kinds = rng.integers(0, 4, len(numbers))
    spoil = (
        lambda n: n[:-1],
        lambda n: n + n[-1],
        lambda n: n.replace("0", "O"),
        lambda n: n[0] * 15,
    )
    return [spoil[kind](n) for n, kind in zip(numbers, kinds, strict=True)]


def punctuated(rng: np.random.Generator, numbers: list[str]) -> list[str]:
    """Each number with blanks, points or hyphens between its parts, as people type it."""
    marks = rng.integers(0, 3, len(numbers))
    return [
        (" ", ".", "-")[mark].join((n[:6], n[6:12], n[12:]))
        for n, mark in zip(numbers, marks, strict=True)
    ]
