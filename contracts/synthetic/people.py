"""Who was in which event, and who these persons are.

Participations come first (victims, suspects, witnesses of each event; now and then the same person
in two events, or a victim who is a suspect too), then one person for each that is new.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from contracts.synthetic import names, nik
from contracts.synthetic.draws import Ints, Streams, Strings, chance, choose, only, texts
from contracts.synthetic.events import origin_weights
from contracts.synthetic.parameters import Parameters, SexAge
from contracts.synthetic.places import places

_BORN_LONG_AGO = 9131  # before 1995
_ADULT_MEAN = 11.0  # years above 18 of a grown victim, exponential-like with a long tail
_FOREIGN = {"MMR": 0.4, "PHL": 0.15, "THA": 0.1, "VNM": 0.15, "BGD": 0.1, "UZB": 0.1}
_JOBS = {
    "PMI": 0.2,
    "IRT": 0.16,
    "BURUH": 0.16,
    "PETANI": 0.12,
    "TIDAK_BEKERJA": 0.12,
    "KARYAWAN": 0.08,
    "WIRASWASTA": 0.08,
    "ART": 0.05,
    "NELAYAN": 0.03,
}
_SCHOOLING = {"SD": 0.38, "SMP": 0.27, "SMA": 0.25, "TIDAK_SEKOLAH": 0.05, "D3": 0.02, "S1": 0.03}


@dataclass(frozen=True)
class Draft:
    """What is decided of new persons before they get names and numbers."""

    women: np.ndarray
    birth: Ints
    regency: Ints
    citizenship: Strings
    is_corporation: np.ndarray
    forged: np.ndarray


def participations(
    streams: Streams, events: pl.DataFrame, outsiders: tuple[int, int], settings: Parameters
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Everyone in every event, and the persons.

    Args:
        streams: Random streams.
        events: As `events.events` returns them.
        outsiders: First and last day (since 1970) on which persons of no event turn up.
        settings: The calibration.

    Returns:
        Participations, one row per event, role and person: event (-1 for outsiders), role
        (VICTIM, SUSPECT, WITNESS, CLIENT, PATIENT), person, day. Persons, one row each: person,
        is_corporation, woman, birth, forged_birth, regency (-1 abroad), citizenship, name, alias,
        father, nik, passport, birthplace, address, job, schooling, nib.
    """
    report = events["report"].to_numpy()
    rng = streams("participations")
    victim_event = np.repeat(np.arange(len(events)), events["victims"].to_numpy())
    suspect_event = np.repeat(np.arange(len(events)), events["suspects"].to_numpy())
    witnesses = rng.poisson(
        settings.agencies.witnesses_per_report * events["reports"].to_numpy(), len(events)
    )
    witness_event = np.repeat(np.arange(len(events)), witnesses)
    expected = len(victim_event)
    counts = (
        int(expected * 0.4 * settings.agencies.other_clients),
        int(expected * 0.25 * settings.agencies.other_patients),
    )
    event = np.concatenate(
        [victim_event, suspect_event, witness_event, np.full(sum(counts), -1)]
    ).astype(np.int64)
    sizes = [len(victim_event), len(suspect_event), len(witness_event), *counts]
    role = np.repeat(["VICTIM", "SUSPECT", "WITNESS", "CLIENT", "PATIENT"], sizes).astype(object)
    day = np.where(event >= 0, report[event], rng.integers(*outsiders, len(event)))
    founder = _founders(rng, victim_event, suspect_event, len(event), settings)
    founders, person = np.unique(founder, return_inverse=True)
    found = pl.DataFrame({"event": event, "role": texts(role), "person": person, "day": day})
    draft = _draft(streams("draft"), events, found, settings)
    taken = Draft(*(getattr(draft, f)[founders] for f in Draft.__dataclass_fields__))
    return found, persons(streams, taken, settings)


def persons(streams: Streams, draft: Draft, settings: Parameters) -> pl.DataFrame:
    """Give every draft a name, numbers, an address and the rest."""
    where, size = places(), len(draft.women)
    rng = streams("persons")
    at_home = draft.regency >= 0
    regency = np.maximum(draft.regency, 0)
    local = names.indonesian(rng, draft.women, where.provinces[regency], settings.persons.mononyms)
    name = np.where(at_home, local, names.foreign(rng, draft.women, draft.citizenship))
    name = only(~draft.is_corporation, name)
    # Papers make the young older; only who was born long ago is made younger.
    younger = chance(rng, size, 0.3) & (draft.birth < _BORN_LONG_AGO)
    shift = rng.integers(2, 6, size) * np.where(younger, 1, -1)
    forged = np.where(draft.forged, shifted_years(draft.birth, shift), draft.birth)
    numbers = nik.niks(rng, where.prefixes(rng, regency), draft.birth, draft.women)
    has_nik = at_home & ~draft.is_corporation & chance(rng, size, 0.97)
    nick = names.nicknames(rng, name, draft.women)
    nib = pl.Series(rng.integers(0, 10**9, size)).cast(pl.String).str.zfill(9)
    return pl.DataFrame(
        {
            "person": np.arange(size),
            "is_corporation": draft.is_corporation,
            "woman": draft.women,
            "birth": draft.birth,
            "forged_birth": forged,
            "regency": draft.regency,
            "citizenship": texts(draft.citizenship),
            "name": texts(name),
            "alias": texts(nick),
            "father": texts(names.zipf(rng, names.pools()["nusantara"].male, size)),
            "nik": texts(only(has_nik, numbers)),
            "passport": texts(nik.passports(rng, size)),
            "birthplace": texts(only(at_home, where.bare_names()[regency])),
            "address": texts(names.addresses(rng, size)),
            "job": texts(choose(rng, size, _JOBS)),
            "schooling": texts(choose(rng, size, _SCHOOLING)),
            "company": texts(only(draft.is_corporation, names.companies(rng, size))),
            "nib": texts(
                only(draft.is_corporation, np.array(("9900" + nib).to_list(), dtype=object))
            ),
        }
    )


def shifted_years(birth: Ints, years: Ints) -> Ints:
    """Birth dates moved by whole years, same day and month."""
    frame = pl.DataFrame({"birth": pl.Series(birth.astype(np.int32)).cast(pl.Date), "by": years})
    moved = frame.select(pl.col("birth").dt.offset_by(pl.format("{}y", "by")))
    return moved.to_series().to_physical().to_numpy().astype(np.int64)


def _founders(
    rng: np.random.Generator,
    victim_event: Ints,
    suspect_event: Ints,
    total: int,
    settings: Parameters,
) -> Ints:
    """For each participation the one whose person it is: itself, or an earlier one."""
    rates, n = settings.persons, len(victim_event)
    founder = np.arange(total)
    founder[:n] = _earlier(rng, victim_event, rates.repeat_victims)
    suspects = n + _earlier(rng, suspect_event, rates.repeat_suspects)
    first_victim = np.searchsorted(victim_event, suspect_event)
    after_victims = np.searchsorted(victim_event, suspect_event, side="right")
    turned = chance(rng, len(suspects), rates.victim_turned_suspect) & (first_victim > 0)
    before = np.floor(rng.random(len(suspects)) * first_victim).astype(np.int64)
    both = chance(rng, len(suspects), rates.victim_and_suspect_in_case)
    within = first_victim + np.floor(
        rng.random(len(suspects)) * (after_victims - first_victim)
    ).astype(np.int64)
    suspects = np.where(turned, founder[before], suspects)
    suspects = np.where(both, founder[np.minimum(within, n - 1)], suspects)
    # One person is a suspect of an event once.
    keys = pl.DataFrame({"event": suspect_event, "person": suspects})
    again = ~keys.select(pl.struct("event", "person").is_first_distinct()).to_series().to_numpy()
    founder[n : n + len(suspects)] = np.where(again, n + np.arange(len(suspects)), suspects)
    return founder


def _earlier(rng: np.random.Generator, event: Ints, share: float) -> Ints:
    size = len(event)
    own = np.arange(size)
    source = np.floor(rng.random(size) * own).astype(np.int64)
    repeats = chance(rng, size, share) & (event[source] != event)
    root = np.where(repeats, source, own)
    while (deeper := root[root] != root).any():
        root = np.where(deeper, root[root], root)
    keys = pl.DataFrame({"event": event, "root": root})
    again = ~keys.select(pl.struct("event", "root").is_first_distinct()).to_series().to_numpy()
    return np.where(again, own, root)


def _draft(
    rng: np.random.Generator, events: pl.DataFrame, found: pl.DataFrame, settings: Parameters
) -> Draft:
    event, day = found["event"].to_numpy(), found["day"].to_numpy()
    role = np.array(found["role"].to_list(), dtype=object)
    where, size, rates = places(), len(event), settings.persons
    of_event = np.maximum(event, 0)
    form = np.array(events["form"].to_list(), dtype=object)[of_event]
    year = events["year"].to_numpy()[of_event]
    is_victim, is_suspect = role == "VICTIM", role == "SUSPECT"
    women, child = _sex_and_childhood(rng, form, year, settings)
    women = np.where(is_victim, women, chance(rng, size, rates.suspect_women))
    outsider = (role == "CLIENT") | (role == "PATIENT")
    women = np.where(outsider, chance(rng, size, 0.6), women)
    child = np.where(is_victim, child, outsider & chance(rng, size, 0.15))
    grown = np.where(
        is_victim | outsider,
        18 + rng.gamma(1.5, _ADULT_MEAN / 1.5, size),
        18 + np.maximum(rng.lognormal(np.log(rates.suspect_age_median - 16), 0.5, size) - 2, 0.1),
    )
    young = np.where(form == "ADOPSI", rng.random(size) * 2.5, 18 - rng.gamma(1.3, 2.0, size))
    age = np.where(child, np.clip(young, 0.1, 17.95), np.minimum(grown, 75))
    birth = day - np.floor(age * 365.2425).astype(np.int64)
    heaped = chance(rng, size, 0.04)
    birth = np.where(heaped & ~child, _first_of_year(birth), birth)
    recruited = events["recruited"].to_numpy()[of_event]
    elsewhere = where.draw(rng, size, origin_weights(where, rates))
    together = ~outsider & chance(rng, size, rates.recruited_together)
    share = np.where(is_suspect, rates.foreign_suspects, rates.foreign_victims)
    foreign = chance(rng, size, share) & ~child
    return Draft(
        women=women,
        birth=birth,
        regency=np.where(foreign, -1, np.where(together, recruited, elsewhere)),
        citizenship=np.where(foreign, choose(rng, size, _FOREIGN), "IDN"),
        is_corporation=is_suspect & ~foreign & chance(rng, size, settings.cases.corporate_share),
        forged=is_victim
        & chance(rng, size, np.where(child, rates.forged_children, rates.forged_adults)),
    )


def _sex_and_childhood(
    rng: np.random.Generator, form: Strings, year: Ints, settings: Parameters
) -> tuple[np.ndarray, np.ndarray]:
    """Whether each victim is a woman or girl, and whether a child, by form and year."""
    table = settings.persons.victim_sex_age
    kind = np.zeros(len(form), dtype=np.int64)
    draw = rng.random(len(form))
    regime = np.array([max((y for y in table if y <= v), default=min(table)) for v in range(3000)])
    of_year = regime[year]
    for first in table:
        shares = form_shares(table[first], settings)
        for name, share in shares.items():
            here = (of_year == first) & (form == name)
            kind[here] = np.searchsorted(np.cumsum(share)[:3], draw[here], side="right")
    return kind <= 1, (kind == 1) | (kind == 3)


def form_shares(overall: SexAge, settings: Parameters) -> dict[str, np.ndarray]:
    """Women, girls, men, boys within each form so that all victims together come out as given."""
    weight, fixed = settings.cases.form_weight, settings.persons.form_sex_age
    size = {f: w * settings.cases.form_size.get(f, 1.0) for f, w in weight.items()}
    whole = sum(size.values())
    left = np.array(overall) / sum(overall) * whole
    free = [f for f in size if f not in fixed]
    for form, share in fixed.items():
        left = left - size.get(form, 0.0) * np.array(share)
    left = np.maximum(left, 0.002 * whole)
    rest = left / left.sum()
    return {f: np.array(s) for f, s in fixed.items()} | {f: np.array(rest) for f in free}


def _first_of_year(birth: Ints) -> Ints:
    return (
        birth.astype("datetime64[D]")
        .astype("datetime64[Y]")
        .astype("datetime64[D]")
        .astype(np.int64)
    )
