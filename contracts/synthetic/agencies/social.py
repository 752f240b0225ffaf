"""Social affairs: clients of shelters, by referral from the police or on their own way."""

import numpy as np
import polars as pl

from contracts.synthetic import identity, numbering, offices
from contracts.synthetic.agencies import services
from contracts.synthetic.draws import (
    Strings,
    chance,
    choose,
    iso,
    month_end,
    month_index,
    texts,
    year_of,
)
from contracts.synthetic.places import places
from contracts.synthetic.records import Recorded, Scene, frame, known, strings, victim_status
from contracts.synthetic.sending import schedule

_BROUGHT_BY = {
    "BP2MI": 0.3,
    "UPTD_PPA": 0.2,
    "KEMLU": 0.2,
    "LSM": 0.12,
    "DESA": 0.08,
    "KELUARGA": 0.06,
    "SENDIRI": 0.04,
}
_REASONS = {
    "PULANG": 0.62,
    "RUJUK": 0.16,
    "MANDIRI": 0.12,
    "KABUR": 0.05,
    "LAIN": 0.04,
    "MENINGGAL": 0.01,
}
_OTHER_KINDS = {"PMI_BERMASALAH": 0.5, "DEPORTAN": 0.35, "WNI_M_KPO": 0.1, "LAIN": 0.05}


def record(scene: Scene, reports: pl.DataFrame, police: pl.DataFrame) -> Recorded:
    """Everything the shelters send, and their clients as the hospitals may get them.

    Args:
        scene: The world.
        reports: Laporan polisi, as `police_reports.reports` returns them.
        police: Persons as the police recorded them.
    """
    rng = scene.streams("social")
    stays = _stays(scene, _arrivals(scene, reports, police))
    entry, leave = stays["entry"].to_numpy(), stays["leave"].to_numpy()
    again = [month_index(leave), month_index(leave + 185)]
    late = scene.settings.submissions.sent_a_month_late
    units = strings(stays["unit"])
    sent = schedule(rng, units, month_index(entry), again, months=scene.months, late=late)
    frames = {
        "social_clients": _clients(scene, stays, sent),
        "social_services": services.services(scene, stays, sent),
        "social_referrals": services.referrals(scene, stays, sent),
    }
    return Recorded(frames, stays.filter(pl.col("kind") == "TPPO"))


def _arrivals(scene: Scene, reports: pl.DataFrame, police: pl.DataFrame) -> pl.DataFrame:
    """Who comes to a shelter, when, sent by whom: person, event, day, brought_by, lp, kind."""
    rng, rates = scene.streams("arrivals"), scene.settings.agencies
    victims = police.filter(pl.col("role") == "VICTIM").unique(
        ["event", "person"], keep="first", maintain_order=True
    )
    referred = victims.filter(pl.Series(chance(rng, len(victims), rates.referred_to_social)))
    of = reports[referred["report"].to_numpy()]
    lag = np.floor(rng.exponential(25, len(referred))).astype(np.int64)
    by_police = pl.DataFrame(
        {
            "person": referred["person"],
            "event": referred["event"],
            "day": of["day"].to_numpy() + lag,
            "brought_by": pl.Series(["POLRI"] * len(referred), dtype=pl.String),
            "lp": of["number"],
            "kind": pl.Series(["TPPO"] * len(referred), dtype=pl.String),
        }
    )
    others = scene.participations.filter(pl.col("role") == "VICTIM").join(
        victims.select("event", "person"), on=["event", "person"], how="anti", maintain_order="left"
    )
    others = others.filter(pl.Series(chance(rng, len(others), rates.unknown_to_police_sheltered)))
    outsiders = scene.participations.filter(pl.col("role") == "CLIENT")
    unknown = pl.concat([others, outsiders])
    size = len(unknown)
    kind = np.where(
        (unknown["role"] == "CLIENT").to_numpy(), choose(rng, size, _OTHER_KINDS), "TPPO"
    )
    on_their_own = pl.DataFrame(
        {
            "person": unknown["person"],
            "event": unknown["event"],
            "day": unknown["day"].to_numpy() + np.floor(rng.exponential(20, size)).astype(np.int64),
            "brought_by": texts(choose(rng, size, _BROUGHT_BY)),
            "lp": pl.Series([None] * size, dtype=pl.String),
            "kind": texts(kind),
        }
    )
    came = pl.concat([by_police, on_their_own])
    return came.filter(pl.col("day") <= scene.last_day - 2)


def _stays(scene: Scene, arrivals: pl.DataFrame) -> pl.DataFrame:
    """One row per stay; some clients are passed on to a second institution."""
    rng, size = scene.streams("stays"), len(arrivals)
    length = 4 + np.floor(rng.exponential(55, size)).astype(np.int64)
    office = offices.shelters(scene.streams("shelters"), scene.units_wanted(), scene.busiest)
    province = _province_of(scene, arrivals)
    first = arrivals.with_columns(
        entry=arrivals["day"], leave=arrivals["day"] + length, at=office.nearest(rng, province, 0.2)
    )
    moves = pl.Series(chance(rng, size, scene.settings.agencies.second_stay))
    onward = office.nearest(rng, province, 0.9)
    again = first.with_columns(
        entry=pl.col("leave") + 1,
        leave=pl.col("leave") + 60,
        at=pl.Series(onward),
        brought_by=pl.lit("KEMENSOS"),
        other=pl.Series(onward) != pl.col("at"),
    ).filter(moves & pl.col("other") & (pl.col("leave") + 1 < scene.last_day))
    stays = pl.concat([first, again.drop("other")]).sort(
        "entry", "person", "event", maintain_order=True
    )
    at, day = stays["at"].to_numpy(), stays["entry"].to_numpy()
    units, year = office.units[at], year_of(day)
    series = numbering.joined(units, "/", np.array([f"{y % 100:02d}" for y in year], dtype=object))
    number = pl.Series(numbering.serials(rng, pl.Series(series.tolist()), day, 3))
    return stays.with_columns(
        stay=pl.int_range(pl.len()),
        unit=texts(units),
        office_kind=texts(office.kinds[at]),
        office_regency=pl.Series(office.regencies[at]),
        number=texts(numbering.joined(series, "/", strings(number.cast(pl.String).str.zfill(4)))),
    )


def _province_of(scene: Scene, arrivals: pl.DataFrame) -> Strings:
    """Where a shelter is looked for: near the place, or for outsiders in a busy province."""
    where, rng = places(), scene.streams("shelter_provinces")
    event = arrivals["event"].to_numpy()
    near = where.provinces[scene.events["place"].to_numpy()[np.maximum(event, 0)]]
    busy = scene.busiest[rng.integers(0, min(8, len(scene.busiest)), len(arrivals))]
    return np.where(event >= 0, near, busy)


def _clients(scene: Scene, stays: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    rng, size, where = scene.streams("clients"), len(stays), places()
    people = scene.people(stays["person"].to_numpy())
    event, entry = stays["event"].to_numpy(), stays["entry"].to_numpy()
    trafficked = (stays["kind"] == "TPPO").to_numpy()
    of = scene.events[np.maximum(event, 0)]
    truth = victim_status(stays["person"].to_numpy(), event)
    unsure = chance(rng, size, 0.25) & (truth == "TERIDENTIFIKASI")
    block = identity.recorded(rng, people, entry, scene.settings.agencies.profiles["CLIENT"])
    abroad = np.where(chance(rng, size, 0.5), "MYS", "SAU").astype(object)
    country = np.where(event >= 0, strings(of["country"]), abroad)
    once = block.with_columns(
        no_klien=stays["number"],
        kode_lembaga=stays["unit"],
        jenis_lembaga=stays["office_kind"],
        kode_wilayah_lembaga=texts(where.regencies[stays["office_regency"].to_numpy()]),
        tgl_masuk=iso(entry),
        rujukan_dari=known(chance(rng, size, 0.9), strings(stays["brought_by"])),
        no_lp=texts(numbering.quoted(rng, strings(stays["lp"]), 0.5)),
        jenis_kasus=stays["kind"],
        status_korban=known(
            trafficked & chance(rng, size, 0.93), np.where(unsure, "DIDUGA", truth)
        ),
        bentuk_eksploitasi=known(trafficked & chance(rng, size, 0.7), strings(of["form"])),
        negara_asal_pulang=known(chance(rng, size, 0.75), country),
        alasan_keluar=known(np.ones(size, bool), choose(rng, size, _REASONS)),
        reintegrasi_status=known(
            chance(rng, size, 0.7),
            choose(rng, size, {"BERJALAN": 0.4, "BERHASIL": 0.35, "BELUM": 0.2, "GAGAL": 0.05}),
        ),
        tindak_lanjut_6bl=known(chance(rng, size, 0.7), choose(rng, size, {"Y": 0.6, "T": 0.4})),
    )
    row = sent["row"].to_numpy()
    by, leave = month_end(sent["month"].to_numpy()), stays["leave"].to_numpy()[row]
    cells: dict[str, pl.Series] = {c: once[c][row] for c in once.columns}
    left = leave <= by
    cells["tgl_keluar"] = iso(np.minimum(leave, by), left)
    cells["alasan_keluar"] = known(left, cells["alasan_keluar"])
    cells["reintegrasi_status"] = known(left, cells["reintegrasi_status"])
    cells["tindak_lanjut_6bl"] = known(leave + 180 <= by, cells["tindak_lanjut_6bl"])
    return frame(
        "social_clients",
        cells,
        unit=strings(stays["unit"])[row],
        month=sent["month"].to_numpy(),
        person=stays["person"].to_numpy()[row],
        event=event[row],
        role=np.full(len(row), "CLIENT", dtype=object),
    )
