"""Which submissions a world makes: what each unit sends for each month, late, nil or revised.

The rows are the world's; here they get the deliberate faults, the unit's habits and their files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl

from contracts.registry import AGENCIES, of_agency, record_types
from contracts.schemas.columns import Kind
from contracts.synthetic import files, habits, offices
from contracts.synthetic.draws import chance, iso, month_end, period_text
from contracts.synthetic.world import World

Tables = dict[str, pl.DataFrame]
_DEPENDENT = {"police_persons", "police_assets", "prosecution_restitution", "social_services"}
_DEPENDENT |= {"social_referrals", "health_visits"}


@dataclass(frozen=True)
class Sent:
    """One submission, ready to be written."""

    agency: str
    unit: str
    period: str
    revision: int
    received: str  # ISO date
    is_nil: bool
    files: Mapping[str, bytes]
    rows: Mapping[str, int]


def submissions(world: World) -> Iterator[Sent]:
    """All submissions of a world, by agency, unit, period and revision."""
    for agency in AGENCIES:
        by_unit = {
            r.name: _with_faults(world, r.name, world.frames[r.name]).partition_by(
                "unit", as_dict=True
            )
            for r in of_agency(agency)
        }
        for unit in _units(world, agency):
            own = {name: parts[(unit,)] for name, parts in by_unit.items() if (unit,) in parts}
            yield from _of_unit(world, agency, unit, own)


def _units(world: World, agency: str) -> list[str]:
    found = {
        unit for r in of_agency(agency) for unit in world.frames[r.name]["unit"].unique().to_list()
    }
    # Every regional command owes its months, even where nothing ever comes to light.
    return sorted(found | (set(offices.police_units()) if agency == "police" else set()))


def _of_unit(world: World, agency: str, unit: str, own: Tables) -> Iterator[Sent]:
    rates = world.settings.submissions
    rng = np.random.default_rng([world.seed, crc32(f"{agency}/{unit}".encode())])
    habit = habits.of_unit(world.seed, unit, rates)
    months = np.arange(world.months[0], world.months[1] + 1)
    by_period = {n: _by_period(habits.written(rng, t, n, habit), n, habit) for n, t in own.items()}
    late = chance(rng, len(months), rates.late)
    delay = np.where(late, rng.integers(33, 80, len(months)), rng.integers(2, 20, len(months)))
    received = iso(month_end(months) + delay)
    revised_on = iso(month_end(months) + delay + rng.integers(7, 60, len(months)))
    nil, revised = (chance(rng, len(months), r) for r in (rates.nil_returns, rates.revised))
    nil[0] = True  # a unit that starts with nothing says so: from then on it owes every month
    versions: list[tuple[str, int, str, Tables]] = []  # month, revision, day of receipt
    for i, period in enumerate(period_text(months)):
        whole = {n: parts[period] for n, parts in by_period.items() if period in parts}
        if not whole and not nil[i]:
            continue
        first = _incomplete(rng, whole) if revised[i] and whole else None
        if first is not None:
            versions.append((period, 1, received[i], first))
        revision, day = (1, received[i]) if first is None else (2, revised_on[i])
        versions.append((period, revision, day, whole))
    encoded = iter(files.all_contents([(p, t) for p, *_, t in versions if t], habit, agency, unit))
    for period, revision, day, tables in versions:
        content = next(encoded) if tables else files.nil_return(agency, unit, period)
        rows = {name: table.height for name, table in tables.items()}
        yield Sent(agency, unit, period, revision, day, not tables, content, rows)


def _by_period(table: pl.DataFrame, record_type: str, habit: habits.Habit) -> Tables:
    """What is sent of a record type for each month."""
    names = [c.name for c in record_types()[record_type].columns]
    sent = table.select("period", *names, *habit.extra_columns)
    parts = sent.partition_by("period", as_dict=True, include_key=False)
    return {str(period): part for (period,), part in parts.items()}


def _incomplete(rng: np.random.Generator, whole: Tables) -> Tables | None:
    """A first version with rows and cells missing; none if there is nothing to leave out."""
    first = {}
    for name, table in whole.items():
        keep = ~chance(rng, len(table), 0.2) if name in _DEPENDENT else np.ones(len(table), bool)
        keep[0] = True
        optional = [
            c.name for c in record_types()[name].columns if c.kind is Kind.DATE and not c.required
        ]
        blank = pl.Series(chance(rng, len(table), 0.3))
        first[name] = table.with_columns(
            pl.when(blank).then(None).otherwise(c).alias(c) for c in optional[:1]
        ).filter(pl.Series(keep))
    changed = any(not first[n].equals(whole[n]) for n in whole)
    return first if changed else None


def _with_faults(world: World, record_type: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A few rows spoiled as people spoil them: a code that is none, a date that is none."""
    rng = _stream(world, record_type)
    rate = world.settings.submissions.invalid_rows
    if record_type not in _DEPENDENT:
        rate /= 4  # who refers to a rejected row is rejected with it
    columns = record_types()[record_type].columns
    spoiled = {
        Kind.CODE: "ENTAH",
        Kind.DATE: "31/02/2024",
        Kind.AGE: "230",
        Kind.MONEY: "-500000",
        Kind.REGION: "99.99",
    }
    targets = [c for c in columns if c.kind in spoiled and not c.key]
    at = np.flatnonzero(chance(rng, len(frame), rate))
    which = rng.integers(0, max(len(targets), 1), len(at))
    for index in np.unique(which):
        column = targets[index]
        rows = pl.Series(np.isin(np.arange(len(frame)), at[which == index]))
        frame = frame.with_columns(
            pl.when(rows & pl.col(column.name).is_not_null())
            .then(pl.lit(spoiled[column.kind]))
            .otherwise(column.name)
            .alias(column.name)
        )
    return frame


def _stream(world: World, name: str) -> np.random.Generator:
    """A random stream for what is done with a world after it is drawn."""
    return np.random.default_rng([world.seed, 1, crc32(name.encode())])
