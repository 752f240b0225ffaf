"""The whole fictitious world: what happened, who was in it, and what each agency has on file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from contracts.synthetic.agencies import health, police, police_reports, prosecution, social
from contracts.synthetic.draws import Streams, days, month_index
from contracts.synthetic.events import events as draw_events
from contracts.synthetic.parameters import Parameters
from contracts.synthetic.people import participations as draw_participations
from contracts.synthetic.places import places
from contracts.synthetic.records import Scene


@dataclass(frozen=True)
class World:
    """Records of all agencies with the truth behind them.

    Attributes:
        frames: By record type: unit, period, person, event, role (see `records.frame`), then the
            columns of the contract, all text; one row per record and period in which it is sent.
        events: As `events.events` gives them.
        persons: As `people.persons` gives them; `person` is what the frames point to.
        months: First and last month, since 1970-01.
    """

    frames: Mapping[str, pl.DataFrame]
    events: pl.DataFrame
    persons: pl.DataFrame
    months: tuple[int, int]
    settings: Parameters = field(default_factory=Parameters)
    seed: int = 0


def simulate(
    cases: int,
    seed: int,
    first_year: int,
    last_year: int,
    settings: Parameters | None = None,
) -> World:
    """Draw a world; nothing is written.

    Args:
        cases: Number of events.
        seed: The same seed gives the same world.
        first_year: First year of reports.
        last_year: Last year; records end with its December.
        settings: The calibration; without it the defaults.
    """
    rates, streams = settings or Parameters(), Streams(seed)
    events = draw_events(streams("events"), cases, first_year, last_year, rates)
    bounds = days(date(first_year, 1, 1)), days(date(last_year, 12, 31))
    found, persons = draw_participations(streams, events, bounds, rates)
    months = tuple(int(m) for m in month_index(np.array(bounds)))
    scene = Scene(streams, rates, events, found, persons, (months[0], months[1]), _busiest(events))
    reports = police_reports.reports(scene)
    by_police = police.record(scene, reports)
    by_prosecution = prosecution.record(scene, reports, by_police.handed_on)
    by_social = social.record(scene, reports, by_police.handed_on)
    by_health = health.record(scene, by_police.handed_on, reports, by_social.handed_on)
    frames = {
        name: frame
        for agency in (by_police, by_prosecution, by_social, by_health)
        for name, frame in agency.frames.items()
    }
    return World(frames, events, persons, scene.months, rates, seed)


def _busiest(events: pl.DataFrame) -> np.ndarray:
    where = places()
    of = where.provinces[events["place"].to_numpy()].astype(str)
    counts = {p: int((of == p).sum()) for p in where.all_provinces}
    return np.array(sorted(counts, key=lambda p: (-counts[p], p)), dtype=object)
