"""Local record numbers of the agencies, and how other agencies quote them."""

import numpy as np
import polars as pl

from contracts.synthetic.draws import Ints, Strings, chance, filled, only

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def serials(rng: np.random.Generator, series: pl.Series, day: Ints, gap: int) -> Ints:
    """Increasing numbers within a series (an office and a year), with gaps.

    Args:
        rng: Random stream.
        series: What is numbered through, one value per record.
        day: Date of each record, for the order.
        gap: Mean distance between two numbers: what else the office registers.
    """
    frame = pl.DataFrame({"series": series, "day": day, "row": np.arange(len(day))})
    rank = frame.select(pl.struct("day", "row").rank("ordinal").over("series")).to_series()
    return (rank.to_numpy().astype(np.int64) - 1) * gap + rng.integers(1, gap + 1, len(day))


def roman_months(day: Ints) -> Strings:
    """The month of each day as the roman number that Indonesian registers use."""
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return np.array(_ROMAN, dtype=object)[months]


def joined(*parts: Strings | Ints | str) -> Strings:
    """Texts put together cell by cell; a plain string stands in every row."""
    size = next(len(p) for p in parts if not isinstance(p, str))
    columns = {
        str(i): [p] * size if isinstance(p, str) else p.tolist() for i, p in enumerate(parts)
    }
    frame = pl.DataFrame(columns).select(pl.concat_str(pl.all().cast(pl.String)))
    return np.array(frame.to_series().to_list(), dtype=object)


def quoted(rng: np.random.Generator, numbers: Strings, known: float) -> Strings:
    """Police report numbers as another office quotes them: whole, cut short, or otherwise written.

    Args:
        rng: Random stream.
        numbers: Numbers such as `LP/B/12/VI/2024/SPKT/POLDA JABAR`; null where there is none.
        known: Share that is quoted at all.
    """
    size = len(numbers)
    form = rng.random(size)
    given = chance(rng, size, known) & filled(numbers)
    written = only(given, numbers)
    for i in np.flatnonzero(given & (form < 0.6)):
        parts = numbers[i].split("/")
        core = "/".join(parts[:5])
        if form[i] < 0.3:
            written[i] = core
        elif form[i] < 0.4:
            written[i] = f"LP-{parts[1]}/" + "/".join(parts[2:5])
        elif form[i] < 0.47:
            written[i] = f"{core}/{parts[-1]}"
        elif form[i] < 0.53:
            written[i] = "LP " + "/".join(parts[1:5])
        else:
            written[i] = numbers[i].replace("POLDA ", "POLDA").lower()
    return written
