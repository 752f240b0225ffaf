"""Health facilities: visits of victims and of others."""

import numpy as np
import polars as pl

from contracts.synthetic import identity, numbering, offices
from contracts.synthetic.agencies import facilities
from contracts.synthetic.draws import (
    Ints,
    Strings,
    chance,
    choose,
    iso,
    month_index,
    several,
    texts,
    year_of,
)
from contracts.synthetic.places import places
from contracts.synthetic.records import Recorded, Scene, frame, known, strings
from contracts.synthetic.sending import schedule

_DIAGNOSES = ("FISIK", "JIWA", "SEKSUAL", "INFEKSI", "KEHAMILAN", "LAIN")
_TREATMENTS = (
    "RAWAT_JALAN",
    "KONSELING",
    "PSIKOLOGI",
    "VISUM",
    "RAWAT_INAP",
    "IMS_HIV",
    "PSIKIATRI",
    "RUJUKAN",
)
_SUSPECTED = {"TPPO": 0.6, "KEDUANYA": 0.3, "KTPA": 0.1}
_SENT_ON = {"UPTD_PPA": 0.4, "KEMENSOS": 0.35, "POLRI": 0.25}


def record(
    scene: Scene, police: pl.DataFrame, reports: pl.DataFrame, shelters: pl.DataFrame
) -> Recorded:
    """Everything the facilities send.

    Args:
        scene: The world.
        police: Persons as the police recorded them.
        reports: Laporan polisi.
        shelters: Stays of trafficked clients, as social affairs have them.
    """
    wanted = scene.units_wanted()
    office = offices.facilities(scene.streams("facilities"), wanted, scene.busiest)
    patients = _patients(scene, police, reports, shelters)
    frames = {
        "health_visits": _visits(scene, office, patients),
        "health_facilities": facilities.register(scene, office),
    }
    return Recorded(frames)


def _patients(
    scene: Scene, police: pl.DataFrame, reports: pl.DataFrame, shelters: pl.DataFrame
) -> pl.DataFrame:
    """Who comes, when first, sent by whom: person, event, day, sent_by, suspected."""
    rng, rates = scene.streams("patients"), scene.settings.agencies
    victims = police.filter(pl.col("role") == "VICTIM").unique(
        ["event", "person"], keep="first", maintain_order=True
    )
    victims = victims.filter(pl.Series(chance(rng, len(victims), rates.police_to_health)))
    clients = shelters.filter(pl.Series(chance(rng, len(shelters), rates.social_to_health)))
    clients = clients.unique(["event", "person"], keep="first", maintain_order=True)
    others = scene.participations.filter(pl.col("role") == "PATIENT")
    parts = [
        (victims, reports["day"].to_numpy()[victims["report"].to_numpy()], "POLRI", 8.0),
        (clients, clients["entry"].to_numpy(), "KEMENSOS", 12.0),
        (others, others["day"].to_numpy(), None, 1.0),
    ]
    came = pl.concat(
        pl.DataFrame(
            {
                "person": who["person"],
                "event": who["event"],
                "day": day + np.floor(rng.exponential(lag, len(who))).astype(np.int64),
                "sent_by": pl.Series([sender] * len(who), dtype=pl.String),
            }
        )
        for who, day, sender, lag in parts
    )
    outsider = (came["event"] < 0).to_numpy()
    suspected = np.where(outsider, "KTPA", choose(rng, len(came), _SUSPECTED))
    came = came.with_columns(suspected=texts(suspected))
    again = rng.poisson(0.3, len(came))
    repeats = came[np.repeat(np.arange(len(came)), again)]
    lag = rng.integers(5, 90, len(repeats))
    repeats = repeats.with_columns(day=pl.col("day") + pl.Series(lag))
    both = pl.concat([came, repeats]).filter(pl.col("day") <= scene.last_day)
    return both.sort("day", "person", "event", maintain_order=True)


def _visits(scene: Scene, office: offices.Offices, patients: pl.DataFrame) -> pl.DataFrame:
    rng, size, where = scene.streams("visits"), len(patients), places()
    event, day = patients["event"].to_numpy(), patients["day"].to_numpy()
    people = scene.people(patients["person"].to_numpy())
    place = where.provinces[scene.events["place"].to_numpy()[np.maximum(event, 0)]]
    busy = scene.busiest[rng.integers(0, min(8, len(scene.busiest)), size)]
    at = _facility_of(rng, office, patients, np.where(event >= 0, place, busy))
    units = office.units[at]
    series = numbering.joined(
        units, "-", np.array([f"{y % 100:02d}" for y in year_of(day)], dtype=object)
    )
    number = pl.Series(numbering.serials(rng, pl.Series(series.tolist()), day, 40))
    file_number = (patients["person"].to_numpy() * 7919 + at * 104729) % 900_000 + 100_000
    sender = np.where(
        patients["sent_by"].is_null().to_numpy(),
        choose(rng, size, {"SENDIRI": 0.5, "KELUARGA": 0.3, "UPTD_PPA": 0.2}),
        strings(patients["sent_by"]),
    )
    profile = scene.settings.agencies.profiles["PATIENT"]
    block = identity.recorded(rng, people, day, profile)
    cells: dict[str, pl.Series | Strings] = {c: block[c] for c in identity.COLUMNS}
    cells |= {
        "no_kunjungan": numbering.joined(series, strings(number.cast(pl.String).str.zfill(5))),
        "kode_faskes": units,
        "jenis_faskes": office.kinds[at],
        "kode_wilayah_faskes": where.regencies[office.regencies[at]],
        "no_rm": known(chance(rng, size, 0.8), file_number.astype(str).astype(object)),
        "tgl_kunjungan": iso(day),
        "rujukan_dari": known(chance(rng, size, 0.8), sender),
        "dugaan": patients["suspected"],
        "kelompok_diagnosis": several(rng, size, _DIAGNOSES, 2, 0.15),
        "layanan": several(rng, size, _TREATMENTS, 2, 0.05),
        "visum": known(chance(rng, size, 0.8), choose(rng, size, {"Y": 0.35, "T": 0.65})),
        "rujuk_ke": known(chance(rng, size, 0.25), choose(rng, size, _SENT_ON)),
    }
    late = scene.settings.submissions.sent_a_month_late
    sent = schedule(rng, units, month_index(day), [], months=scene.months, late=late)
    row = sent["row"].to_numpy()
    chosen = {c: texts(np.asarray(v, dtype=object))[row] for c, v in cells.items()}
    return frame(
        "health_visits",
        chosen,
        unit=units[row],
        month=sent["month"].to_numpy(),
        person=patients["person"].to_numpy()[row],
        event=event[row],
        role=np.full(len(row), "PATIENT", dtype=object),
    )


def _facility_of(
    rng: np.random.Generator, office: offices.Offices, patients: pl.DataFrame, province: Strings
) -> Ints:
    """Where each visit takes place: the same facility for all visits of a patient."""
    drawn = pl.Series("at", office.nearest(rng, province, 0.1))
    visits = patients.select("person", "event").with_columns(drawn)
    return visits.select(pl.col("at").first().over("person", "event")).to_series().to_numpy()
