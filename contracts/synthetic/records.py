"""What the agency modules share: the world they look at and the shape of what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from contracts.registry import record_types
from contracts.synthetic.draws import Ints, Streams, Strings, period_text, texts
from contracts.synthetic.parameters import Parameters

# Columns beside those of the contract: who sends it when, and the truth.
MARKS = ("unit", "period", "person", "event", "role")


@dataclass(frozen=True)
class Scene:
    """The world as all agencies see it, before any of them writes something down."""

    streams: Streams
    settings: Parameters
    events: pl.DataFrame
    participations: pl.DataFrame
    persons: pl.DataFrame
    months: tuple[int, int]  # first and last, since 1970-01
    busiest: Strings  # provinces, those with most events first

    @property
    def last_day(self) -> int:
        """The last day of the last month."""
        last = np.array([self.months[1] + 1]).astype("datetime64[M]").astype("datetime64[D]")
        return int(last.astype(np.int64)[0]) - 1

    def people(self, person: Ints) -> pl.DataFrame:
        """The rows of these persons, in this order."""
        return self.persons[person]

    def units_wanted(self, per_unit: int | None = None) -> int:
        """How many units an agency has beside the police."""
        wanted = len(self.events) // (per_unit or self.settings.agencies.events_per_unit)
        return int(np.clip(wanted, 6, 120))


@dataclass(frozen=True)
class Recorded:
    """What one agency has on file: frames by record type, and what the next agency reads."""

    frames: Mapping[str, pl.DataFrame]
    handed_on: pl.DataFrame = field(default_factory=pl.DataFrame)


def frame(
    record_type: str,
    columns: Mapping[str, Strings | pl.Series | Ints | list | None],
    *,
    unit: Strings,
    month: Ints,
    person: Ints | None = None,
    event: Ints | None = None,
    role: Strings | None = None,
) -> pl.DataFrame:
    """Rows of a record type: the marks, then every column of the contract as text.

    Args:
        record_type: Which.
        columns: Cells by column; what is not named stays empty.
        unit: The unit that sends each row.
        month: The month for which it sends it (since 1970-01).
        person: Whom it describes; -1 or none where it describes nobody.
        event: The event it belongs to; -1 or none for none.
        role: KORBAN, TERLAPOR, TERSANGKA, SAKSI, DEFENDANT, RESTITUTION, CLIENT or PATIENT.
    """
    size = len(unit)
    none = np.full(size, -1)
    data: dict[str, pl.Series] = {
        "unit": text(unit),
        "period": period_text(month),
        "person": pl.Series(none if person is None else person),
        "event": pl.Series(none if event is None else event),
        "role": pl.Series([None] * size, dtype=pl.String) if role is None else text(role),
    }
    for column in record_types()[record_type].columns:
        cells = columns.get(column.name)
        data[column.name] = (
            pl.Series([None] * size, dtype=pl.String) if cells is None else text(cells)
        )
    unknown = set(columns) - set(data)
    if unknown:
        raise KeyError(f"{record_type} has no column {sorted(unknown)[0]}")
    return pl.DataFrame(data)


def text(cells: Strings | pl.Series | Ints | list) -> pl.Series:
    """Cells as a text column."""
    if isinstance(cells, pl.Series):
        return cells.cast(pl.String)
    return pl.Series(list(cells) if isinstance(cells, list) else cells.tolist(), strict=False).cast(
        pl.String
    )


def strings(series: pl.Series) -> Strings:
    """A column as an array of Python strings and None."""
    return np.array(series.to_list(), dtype=object)


def known(where: np.ndarray, values: Strings | pl.Series) -> pl.Series:
    """The values as a text column, empty except there."""
    cells = values if isinstance(values, pl.Series) else texts(values)
    return pl.select(pl.when(pl.Series(where)).then(cells)).to_series()


def victim_status(person: Ints, event: Ints) -> Strings:
    """What a person truly was in an event: a victim, or (4 %) found not to be one.

    The same for every agency, so that a person is rejected by all or by none.
    """
    mixed = (person * 2654435761 + event * 40503 + 12345) % 2**32 * 2246822519 % 2**32
    return np.where(mixed / 2**32 < 0.04, "DITOLAK", "TERIDENTIFIKASI").astype(object)
