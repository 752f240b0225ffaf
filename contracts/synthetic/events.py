"""The events behind the records: when, where, what form, how large.

One row per event, in order of the day it came to light. An event is what the warehouse calls a
case: several police reports and case files may come out of it.
"""

from datetime import date

import numpy as np
import polars as pl

from contracts.synthetic.draws import (
    Ints,
    Strings,
    chance,
    choose,
    days,
    only,
    texts,
    truncated_counts,
    weighted,
)
from contracts.synthetic.parameters import CaseParameters, Parameters, PersonParameters
from contracts.synthetic.places import Places, places

# Destinations of migrant labour and of scam compounds, as the police and the missions name them.
_DESTINATIONS = {
    "MYS": 0.48,
    "SAU": 0.12,
    "ARE": 0.08,
    "TWN": 0.07,
    "SGP": 0.06,
    "HKG": 0.05,
    "THA": 0.04,
    "KOR": 0.03,
    "SYR": 0.02,
    "KHM": 0.03,
    "TUR": 0.02,
}
_SCAM_DESTINATIONS = {"KHM": 0.5, "MMR": 0.32, "PHL": 0.12, "LAO": 0.06}
_CROSS_BORDER = {"KERJA_PMI": 0.92, "SCAM": 1.0, "KERJA_LAUT": 0.6, "KAWIN": 0.7, "ORGAN": 0.7}
_ALL_PROVINCES_FROM = 150  # with so many events every province gets one


def events(
    rng: np.random.Generator,
    count: int,
    first_year: int,
    last_year: int,
    settings: Parameters,
) -> pl.DataFrame:
    """So many events that came to light in these years.

    Returns:
        One row per event: event (0…), report, start, end (days since 1970), year, form, forms
        (`|`), place, recruited, transit (indices of regencies), cross_border, country (null at
        home), known_to_police, victims, suspects, reports (counts).
    """
    where, cases, persons = places(), settings.cases, settings.persons
    report = _report_days(rng, count, first_year, last_year, cases)
    year = report.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    form = choose(rng, count, cases.form_weight)
    none_by, all_by = cases.scam_rises
    too_early = (form == "SCAM") & (rng.random(count) >= (year - none_by) / (all_by - none_by))
    form = np.where(too_early, "KERJA_PMI", form)
    cross = rng.random(count) < np.array([_CROSS_BORDER.get(f, 0.07) for f in form])
    recruited = where.draw(rng, count, origin_weights(where, persons))
    country = np.where(
        form == "SCAM",
        choose(rng, count, _SCAM_DESTINATIONS),
        choose(rng, count, _DESTINATIONS),
    )
    length = rng.lognormal(4.2, 0.9, count).astype(np.int64) + 2
    start = report - length
    second = choose(rng, count, [f for f in cases.form_weight if f not in {"ORGAN", "ADOPSI"}])
    has_second = chance(rng, count, cases.second_form_share) & (second != form)
    reports = 1 + weighted(rng, count, np.array(cases.reports_per_event))
    return pl.DataFrame(
        {
            "event": np.arange(count),
            "report": report,
            "start": start,
            "end": start + np.floor(length * rng.random(count)).astype(np.int64),
            "year": year,
            "form": texts(form),
            "forms": texts(np.where(has_second, form + "|" + second, form)),
            "place": _handled_at(rng, where, recruited, cross, cases),
            "recruited": recruited,
            "transit": where.draw(rng, count, cases.gateway_weight),
            "cross_border": cross,
            "country": texts(only(cross, country)),
            "known_to_police": chance(rng, count, cases.police_share),
            "victims": _victims(rng, form, cases),
            "suspects": _suspects(rng, count, cases),
            "reports": reports,
        }
    )


def origin_weights(where: Places, persons: PersonParameters) -> dict[str, float]:
    """Weight of every province as origin of victims."""
    return {
        p: persons.origin_weight.get(p, persons.other_origin_weight) for p in where.all_provinces
    }


def _report_days(
    rng: np.random.Generator, count: int, first_year: int, last_year: int, cases: CaseParameters
) -> Ints:
    years = np.arange(first_year, last_year + 1)
    weight = [cases.yearly_weight.get(int(y), cases.later_years_weight) for y in years]
    year = years[weighted(rng, count, np.array(weight))]
    month = rng.integers(1, 13, count)
    low, high = cases.surge_months
    in_surge = (year == cases.surge_year) & chance(rng, count, cases.surge_share)
    month = np.where(in_surge, rng.integers(low, high + 1, count), month)
    start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")
    report = start.astype(np.int64) + rng.integers(0, 28, count)
    # The last days of the last year leave time to be recorded in it.
    return np.sort(np.minimum(report, days(date(last_year, 12, 20))))


def _handled_at(
    rng: np.random.Generator,
    where: Places,
    recruited: Ints,
    cross: np.ndarray,
    cases: CaseParameters,
) -> Ints:
    count = len(recruited)
    gateway = where.draw(rng, count, cases.gateway_weight)
    anywhere = weighted(rng, count, where.population)
    at_gateway = cross & chance(rng, count, cases.gateway_share)
    moved_inland = ~cross & chance(rng, count, 0.35)
    place = np.where(at_gateway, gateway, np.where(moved_inland, anywhere, recruited))
    if count >= _ALL_PROVINCES_FROM:
        provinces = where.all_provinces
        chosen = rng.permutation(count)[: len(provinces)]
        place[chosen] = where.draw_within(rng, provinces)
    return place


def _victims(rng: np.random.Generator, form: Strings, cases: CaseParameters) -> Ints:
    weights = np.array(list(cases.form_weight.values()))
    factors = np.array([cases.form_size.get(f, 1.0) for f in cases.form_weight])
    unit = cases.mean_victims / ((weights * factors).sum() / weights.sum())
    means = np.array([max(1.02, unit * cases.form_size.get(f, 1.0)) for f in form])
    counts = truncated_counts(rng, means, cases.victims_dispersion)
    giant = chance(rng, len(form), cases.giant_share)
    return np.where(giant, rng.integers(*cases.giant_range, len(form)), counts)


def _suspects(rng: np.random.Generator, count: int, cases: CaseParameters) -> Ints:
    extra, shape = cases.mean_suspects - 1.0, cases.suspects_dispersion
    more = rng.negative_binomial(shape, shape / (shape + extra), count)
    return np.minimum(1 + more, cases.max_suspects)
