"""Laporan polisi: their numbers, their way through the stages, and the rows of police_cases."""

import numpy as np
import polars as pl

from contracts.synthetic import numbering, offices
from contracts.synthetic.draws import (
    Ints,
    Strings,
    chance,
    choose,
    iso,
    month_end,
    several,
    texts,
    year_of,
)
from contracts.synthetic.places import places
from contracts.synthetic.records import Scene, frame, known, strings
from contracts.synthetic.sending import NEVER, chain

STAGES = ("LP", "LIDIK", "SIDIK", "SPDP", "TAHAP1", "P19", "P21", "TAHAP2", "STOP")
_ACTS = ("PEREKRUTAN", "PENGANGKUTAN", "PENAMPUNGAN", "PENGIRIMAN", "PEMINDAHAN", "PENERIMAAN")
_MEANS = (
    "PENIPUAN",
    "PENJERATAN_UTANG",
    "PENYALAHGUNAAN_KEKUASAAN",
    "ANCAMAN_KEKERASAN",
    "BAYARAN_MANFAAT",
    "PEMALSUAN",
    "PENYEKAPAN",
    "KEKERASAN",
    "PENCULIKAN",
)
_RECRUITED_BY = {
    "CALO": 0.45,
    "MEDSOS": 0.2,
    "TEMAN": 0.12,
    "KELUARGA": 0.07,
    "P3MI": 0.08,
    "MAGANG": 0.03,
    "UMRAH": 0.02,
    "BEASISWA": 0.01,
    "SEKOLAH": 0.01,
    "LAIN": 0.01,
}
# Of 237 reports of June 2023: 129 in homes, 33 in hotels, 16 in ports (published).
_SITES = {
    "PERMUKIMAN": 0.54,
    "HOTEL": 0.14,
    "PELABUHAN": 0.08,
    "BANDARA": 0.06,
    "JALAN": 0.04,
    "KANTOR": 0.05,
    "KAPAL": 0.02,
    "KEBUN": 0.02,
    "DARING": 0.04,
    "LAIN": 0.01,
}
_STOPPED = {
    "SP3": 0.6,
    "RJ": 0.12,
    "LIMPAH": 0.15,
    "DIVERSI": 0.05,
    "LAIN": 0.05,
    "MENINGGAL": 0.03,
}


def reports(scene: Scene) -> pl.DataFrame:
    """Every laporan polisi.

    Returns:
        One row per report: report, event, unit, satker, regency, office_regency (-1 for the
        regional command), day, number, prosecuted, stop reason, a column of days per stage
        (`NEVER` where not reached), spdp.
    """
    rng, events, rates = scene.streams("reports"), scene.events, scene.settings.agencies
    known = events.filter("known_to_police")
    of = np.repeat(known["event"].to_numpy(), known["reports"].to_numpy())
    size, where = len(of), places()
    first = np.concatenate([[True], of[1:] != of[:-1]]) if size else np.zeros(0, bool)
    lag = np.where(first, 0, 3 + np.floor(rng.exponential(25, size)).astype(np.int64))
    day = np.minimum(events["report"].to_numpy()[of] + lag, scene.last_day - 3)
    elsewhere = ~first & chance(rng, size, 0.4)
    place = events["place"].to_numpy()[of]
    regency = np.where(elsewhere, events["recruited"].to_numpy()[of], place)
    province = where.provinces[regency]
    national = chance(rng, size, 0.03) & first
    local = ~national & chance(rng, size, 0.7)
    codes = where.regencies[regency]
    satker = np.where(
        local, numbering.joined("PLR", _plain(codes)), numbering.joined("PLD", province)
    )
    satker = np.where(national, offices.HEADQUARTERS, satker)
    unit = np.where(national, offices.HEADQUARTERS, numbering.joined("PLD", province))
    year = year_of(day)
    number = numbering.serials(
        rng, pl.Series(numbering.joined(satker, "-", year).tolist()), day, 24
    )
    command = np.array([offices.regional_name(p) for p in province], dtype=object)
    towns = np.array([offices.station_name(i) for i in range(len(where.regencies))], dtype=object)
    tail = np.where(
        local,
        numbering.joined(towns[regency], "/POLDA ", command),
        numbering.joined("POLDA ", command),
    )
    tail = np.where(national, "BARESKRIM POLRI", tail)
    model = np.where(chance(rng, size, 0.45), "A", "B").astype(object)
    months = numbering.roman_months(day)
    prosecuted = chance(
        rng,
        size,
        np.where(
            year == scene.settings.cases.surge_year, rates.prosecuted_in_surge, rates.prosecuted
        ),
    )
    found = pl.DataFrame(
        {
            "report": np.arange(size),
            "event": of,
            "unit": texts(unit),
            "satker": texts(satker),
            "regency": regency,
            "satker_region": texts(np.where(local, codes, np.where(national, "31", province))),
            "model": texts(model),
            "day": day,
            "number": texts(
                numbering.joined("LP/", model, "/", number, "/", months, "/", year, "/SPKT/", tail)
            ),
            "prosecuted": prosecuted,
        }
    )
    return found.hstack(_stages(rng, day, prosecuted, rates.stopped)).with_columns(
        spdp=texts(_spdp_numbers(rng, found, scene))
    )


def cases(scene: Scene, found: pl.DataFrame, sent: pl.DataFrame, stage: Ints) -> pl.DataFrame:
    """The rows of police_cases: each report in each month in which it is sent.

    Args:
        scene: The world.
        found: As `reports` returns them.
        sent: row (index of the report) and month.
        stage: Index of the stage reached by the end of the month, for each row of `sent`.
    """
    row, month = sent["row"].to_numpy(), sent["month"].to_numpy()
    rng, where = scene.streams("police_cases"), places()
    size = len(found)
    of = found["event"].to_numpy()
    event = scene.events[of]
    start, end, day = (x.to_numpy() for x in (event["start"], event["end"], found["day"]))
    abroad = strings(event["country"])
    cross = event["cross_border"].to_numpy()
    recruited = where.regencies[event["recruited"].to_numpy()]
    transit = where.regencies[event["transit"].to_numpy()]
    # Reports of the national investigators always say where: their office is everywhere.
    says_where = chance(rng, size, 0.96) | (found["unit"] == offices.HEADQUARTERS).to_numpy()
    once = {
        "no_lp": found["number"],
        "model_lp": found["model"],
        "tgl_lp": iso(day),
        "kode_satker": found["satker"],
        "kode_wilayah_satker": found["satker_region"],
        "tgl_kejadian_mulai": iso(np.minimum(start, day), chance(rng, size, 0.85)),
        "tgl_kejadian_selesai": iso(np.minimum(end, day), chance(rng, size, 0.7)),
        "kode_wilayah_kejadian": known(says_where, where.regencies[event["place"].to_numpy()]),
        "negara_kejadian": np.where(cross & chance(rng, size, 0.1), abroad, "IDN"),
        "jenis_lokasi": known(chance(rng, size, 0.85), choose(rng, size, _SITES)),
        "lintas": known(chance(rng, size, 0.92), np.where(cross, "ANTARNEGARA", "DOMESTIK")),
        "negara_tujuan": known(cross & chance(rng, size, 0.93), abroad),
        "kode_wilayah_perekrutan": known(chance(rng, size, 0.75), recruited),
        "wilayah_transit": known(cross & chance(rng, size, 0.5), transit),
        "bentuk_eksploitasi": event["forms"],
        "tindakan": several(rng, size, _ACTS, 3, 0.1),
        "cara": several(rng, size, _MEANS, 3, 0.2),
        "modus_rekrut": known(chance(rng, size, 0.8), choose(rng, size, _RECRUITED_BY)),
        "pasal": _articles(rng, size, strings(event["form"])),
    }
    columns = {c: texts(np.asarray(v, dtype=object))[row] for c, v in once.items()}
    days = found.select(STAGES).to_numpy()[row]
    by = month_end(month)
    columns["tahap"] = pl.Series([STAGES[i] for i in stage])
    columns["tgl_tahap"] = iso(days[np.arange(len(row)), stage])
    has_spdp = days[:, 3] <= by
    columns["no_spdp"] = pl.select(
        pl.when(pl.Series(has_spdp)).then(found["spdp"][row])
    ).to_series()
    columns["tgl_spdp"] = iso(np.where(has_spdp, days[:, 3], 0), has_spdp)
    stops = pl.Series(stage == len(STAGES) - 1)
    columns["alasan_henti"] = pl.select(pl.when(stops).then(found["stop_reason"][row])).to_series()
    return frame(
        "police_cases",
        columns,
        unit=strings(found["unit"])[row],
        month=month,
        event=of[row],
    )


def _stages(
    rng: np.random.Generator, day: Ints, prosecuted: np.ndarray, stopped: float
) -> pl.DataFrame:
    size = len(day)
    lidik, sidik, spdp, tahap1 = chain(rng, day, [(1, 4), (3, 20), (1, 6), (15, 30)])
    returned = chance(rng, size, 0.4)
    p19 = tahap1 + 7 + rng.integers(0, 14, size)
    p21 = (
        np.where(returned, p19, tahap1) + 10 + np.floor(rng.exponential(20, size)).astype(np.int64)
    )
    tahap2 = p21 + 3 + np.floor(rng.exponential(12, size)).astype(np.int64)
    stops = ~prosecuted & chance(rng, size, stopped)
    stuck = rng.random(size)
    goes_sidik = prosecuted | (stuck < 0.75)
    goes_spdp = prosecuted | (stuck < 0.4)
    columns = {
        "LP": day,
        "LIDIK": lidik,
        "SIDIK": np.where(goes_sidik, sidik, NEVER),
        "SPDP": np.where(goes_spdp, spdp, NEVER),
        "TAHAP1": np.where(prosecuted, tahap1, NEVER),
        "P19": np.where(prosecuted & returned, p19, NEVER),
        "P21": np.where(prosecuted, p21, NEVER),
        "TAHAP2": np.where(prosecuted, tahap2, NEVER),
        "STOP": np.where(stops, np.maximum(sidik, spdp) + rng.integers(20, 120, size), NEVER),
    }
    return pl.DataFrame(columns).with_columns(stop_reason=texts(choose(rng, size, _STOPPED)))


def _spdp_numbers(rng: np.random.Generator, found: pl.DataFrame, scene: Scene) -> Strings:
    day = found["day"].to_numpy() + 25
    year = year_of(np.minimum(day, scene.last_day))
    units = strings(found["unit"])
    number = numbering.serials(rng, pl.Series(numbering.joined(units, "-", year).tolist()), day, 9)
    months = numbering.roman_months(day)
    return numbering.joined("SPDP/", number, "/", months, "/RES.1.24/", year, "/", units)


def _plain(codes: Strings) -> Strings:
    return np.array([c.replace(".", "") for c in codes], dtype=object)


def _articles(rng: np.random.Generator, size: int, form: Strings) -> Strings:
    """The articles charged: the trafficking law, often with the law that fits the form."""
    beside = {"KERJA_PMI": "Pasal 81 UU 18/2017", "SEKSUAL": "Pasal 296 KUHP"}
    first = choose(
        rng,
        size,
        {"Pasal 2 UU 21/2007": 0.75, "Pasal 4 UU 21/2007": 0.15, "Pasal 10 UU 21/2007": 0.1},
    )
    second = np.array([beside.get(f, "Pasal 88 UU 35/2014") for f in form], dtype=object)
    both = chance(rng, size, 0.4)
    return np.where(both, first + "|" + second, first)
