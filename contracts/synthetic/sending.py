"""When a record is sent: first, and again as long as its state moves on.

Months are months since 1970-01. A record sent in a month shows what was known at the end of it.
"""

import numpy as np
import polars as pl

from contracts.synthetic.draws import Floats, Ints, Strings, chance, texts

NEVER = 10**9  # a day that does not come


def schedule(
    rng: np.random.Generator,
    units: Strings,
    first: Ints,
    again: list[Ints],
    *,
    months: tuple[int, int],
    late: float,
) -> pl.DataFrame:
    """In which months each record is sent.

    Args:
        rng: Random stream.
        units: The unit that sends each record.
        first: Month in which it is first due.
        again: Further months in which something changes (`NEVER` where nothing does).
        months: First and last month of the world.
        late: Share of a unit's months that stay silent, their rows coming with the next.

    Returns:
        One row per record and month, in that order: row (index of the record), month.
    """
    low, high = months
    due = [np.maximum(first, low)] + [np.where(a > first, a, NEVER) for a in again]
    sent = pl.concat(
        pl.DataFrame({"row": np.arange(len(units)), "unit": texts(units), "month": m}) for m in due
    ).filter(pl.col("month") <= high)
    silent = sent.select("unit", "month").unique().sort("unit", "month")
    silent = silent.with_columns(silent=pl.Series(chance(rng, len(silent), late)))
    moved = sent.join(silent, on=["unit", "month"], how="left").with_columns(
        month=pl.when(pl.col("silent") & (pl.col("month") < high))
        .then(pl.col("month") + 1)
        .otherwise("month")
    )
    return moved.select("row", "month").unique().sort("row", "month")


def chain(rng: np.random.Generator, start: Ints, steps: list[tuple[float, float]]) -> list[Ints]:
    """Dates one after the other: each so many days (least, mean beyond it) after the last."""
    dates, at = [], start
    for least, mean in steps:
        at = at + np.floor(least + rng.exponential(mean, len(start))).astype(np.int64)
        dates.append(at)
    return dates


def latest(dates: Ints, by: Ints) -> Ints:
    """Which of the columns of dates (in order) was reached last by these days; -1 for none."""
    reached: Floats = dates <= by[:, None]
    last = dates.shape[1] - 1 - np.argmax(reached[:, ::-1], axis=1)
    return np.where(reached.any(axis=1), last, -1)
