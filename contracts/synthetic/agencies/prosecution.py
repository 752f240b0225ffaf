"""The prosecution: case files by defendant, sent again until the verdict is carried out."""

from datetime import date

import numpy as np
import polars as pl

from contracts.synthetic import identity, numbering, offices
from contracts.synthetic.agencies import restitution
from contracts.synthetic.draws import (
    Ints,
    Strings,
    chance,
    choose,
    days,
    iso,
    month_end,
    month_index,
    texts,
    year_of,
)
from contracts.synthetic.places import places
from contracts.synthetic.records import Recorded, Scene, frame, known, strings
from contracts.synthetic.sending import NEVER, chain, schedule

_CHARGES = {
    "Pasal 2 ayat (1) UU 21/2007": 0.6,
    "Pasal 4 UU 21/2007": 0.15,
    "Pasal 10 jo Pasal 2 UU 21/2007": 0.1,
    "Pasal 2 ayat (1) UU 21/2007|Pasal 81 UU 18/2017": 0.15,
}
_APPEALS = {"TIDAK": 0.78, "BANDING": 0.15, "KASASI": 0.06, "PK": 0.01}
# Date columns of the extract and the step of the case file they show.
_DATES = {
    "tgl_spdp_terima": "spdp_received",
    "tgl_tahap1": "tahap1",
    "tgl_p21": "p21",
    "tgl_tahap2": "tahap2",
    "tgl_limpah": "limpah",
    "tgl_putusan": "putusan",
    "tgl_inkracht": "inkracht",
    "tgl_eksekusi": "eksekusi",
}
_FROM_VERDICT = ("amar", "pidana_hari", "denda_rp", "subsider_hari", "aset_dirampas_rp")


def record(scene: Scene, reports: pl.DataFrame, police: pl.DataFrame) -> Recorded:
    """Everything the prosecution sends.

    Args:
        scene: The world.
        reports: Laporan polisi, as `police_reports.reports` returns them.
        police: Persons as the police recorded them (`police_persons.persons`).
    """
    rng = scene.streams("prosecution")
    defendants, files = _files(scene, reports, police)
    first = np.where(
        chance(rng, len(files), 0.3), files["spdp_received"].to_numpy(), files["tahap1"].to_numpy()
    )
    again = [month_index(files[c].to_numpy()) for c in ("limpah", "putusan", "inkracht")]
    late = scene.settings.submissions.sent_a_month_late
    units = strings(files["unit"])
    sent = schedule(rng, units, month_index(first), again, months=scene.months, late=late)
    frames = {
        "prosecution_defendants": _defendants(scene, files, defendants, sent),
        "prosecution_restitution": restitution.rows(scene, files, police, sent),
    }
    return Recorded(frames)


def _files(
    scene: Scene, reports: pl.DataFrame, police: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who is charged in which case file, and the case files with their dates."""
    rng, rates = scene.streams("case_files"), scene.settings.agencies
    charged = reports.filter("prosecuted").select("report")
    suspects = police.filter(pl.col("role") == "SUSPECT").join(
        charged, on="report", maintain_order="left"
    )
    suspects = suspects.filter(pl.Series(chance(rng, len(suspects), 0.93)))
    split = pl.Series(chance(rng, len(reports), rates.split_files))
    suspects = suspects.with_columns(split=split[suspects["report"]])
    group = pl.when("split").then(pl.int_range(pl.len()).over("report")).otherwise(0)
    suspects = suspects.with_columns(group=group).sort("report", "group", "no_urut")
    keys = suspects.select("report", "group").unique(maintain_order=True)
    files = keys.with_columns(file=pl.int_range(pl.len()))
    suspects = suspects.join(
        files, on=["report", "group"], maintain_order="left_right"
    ).with_columns(no_urut_berkas=pl.int_range(1, pl.len() + 1).over("file"))
    of = reports[files["report"].to_numpy()]
    size = len(files)
    received = of["SPDP"].to_numpy() + rng.integers(0, 8, size)
    tahap2 = of["TAHAP2"].to_numpy()
    limpah, putusan, inkracht, eksekusi = chain(rng, tahap2, [(4, 12), (35, 45), (8, 4), (2, 20)])
    appeal = choose(rng, size, _APPEALS)
    waits = np.where(appeal == "TIDAK", 0, rng.integers(60, 240, size))
    province = places().provinces[of["regency"].to_numpy()]
    office = offices.prosecution(scene.streams("kejari"), scene.units_wanted(), scene.busiest)
    at = office.nearest(rng, province, 0.04)
    files = files.with_columns(
        event=of["event"],
        unit=texts(office.units[at]),
        region=texts(places().regencies[office.regencies[at]]),
        lp=of["number"],
        spdp=of["spdp"],
        spdp_received=received,
        tahap1=np.maximum(of["TAHAP1"].to_numpy() + rng.integers(0, 3, size), received),
        p21=of["P21"],
        p19=np.where(of["P19"].to_numpy() < NEVER, 1 + rng.poisson(0.3, size), 0),
        tahap2=tahap2,
        limpah=limpah,
        putusan=putusan,
        inkracht=inkracht + waits,
        eksekusi=eksekusi + waits,
        appeal=texts(appeal),
        number=texts(_registers(rng, office, at, received)),
        court=texts(_courts(rng, office, at, limpah)),
    )
    return suspects, files


def _registers(rng: np.random.Generator, office: offices.Offices, at: Ints, day: Ints) -> Strings:
    series = pl.Series(numbering.joined(office.units[at], "-", year_of(day)).tolist())
    number = numbering.serials(rng, series, day, 5)
    month = pl.Series(month_index(day) % 12 + 1).cast(pl.String).str.zfill(2)
    return numbering.joined(
        "PDM-", number, "/", _marks(office)[at], "/Eku.2/", strings(month), "/", year_of(day)
    )


def _courts(rng: np.random.Generator, office: offices.Offices, at: Ints, day: Ints) -> Strings:
    seats = np.array([str(m).title() for m in _marks(office)], dtype=object)[at]
    series = pl.Series(numbering.joined(seats, "-", year_of(day)).tolist())
    kind = choose(rng, len(at), {"Pid.Sus": 0.78, "Pid.B": 0.22})
    number = numbering.serials(rng, series, day, 11)
    return numbering.joined(number, "/", kind, "/", year_of(day), "/PN ", seats)


def _marks(office: offices.Offices) -> Strings:
    """Short marks of the offices: the consonants of the town, told apart by number."""
    seen: dict[str, int] = {}
    marks = []
    for regency in office.regencies:
        name = str(places().bare_names()[regency]).upper()
        mark = "".join(c for c in name if c.isalpha() and c not in "AEIOU")[:5]
        seen[mark] = seen.get(mark, 0) + 1
        marks.append(mark if seen[mark] == 1 else f"{mark}{seen[mark]}")
    return np.array(marks, dtype=object)


def _defendants(
    scene: Scene, files: pl.DataFrame, defendants: pl.DataFrame, sent: pl.DataFrame
) -> pl.DataFrame:
    rng, rates, size = scene.streams("defendants"), scene.settings.agencies, len(defendants)
    people = scene.people(defendants["person"].to_numpy())
    of = files[defendants["file"].to_numpy()]
    fresh = identity.recorded(rng, people, of["tahap1"].to_numpy(), rates.profiles["DEFENDANT"])
    copied = pl.Series(chance(rng, size, rates.copied_from_police))
    block = pl.select(
        pl.when(copied).then(defendants[c]).otherwise(fresh[c]).alias(c) for c in identity.COLUMNS
    )
    victims = scene.events["victims"].to_numpy()[of["event"].to_numpy()]
    once = block.with_columns(
        file=defendants["file"],
        person=defendants["person"],
        event=defendants["event"],
        no_urut=defendants["no_urut_berkas"].cast(pl.String),
        no_lp=texts(numbering.quoted(rng, strings(of["lp"]), 0.55)),
        jml_p19=of["p19"].cast(pl.String),
        pasal_dakwaan=known(chance(rng, size, 0.95), choose(rng, size, _CHARGES)),
        jenis_subjek=known(
            np.ones(size, bool),
            np.where(people["is_corporation"].to_numpy(), "KORPORASI", "ORANG").astype(object),
        ),
        nama_badan=people["company"],
        nib=people["nib"],
        jml_korban_berkas=known(chance(rng, size, 0.7), victims.astype(str).astype(object)),
        **_sentences(rng, size, of["putusan"].to_numpy(), scene),
    )
    states = sent.join(once, left_on="row", right_on="file", maintain_order="left_right")
    file = files[states["row"].to_numpy()]
    by = month_end(states["month"].to_numpy())
    cells = {c: states[c] for c in once.columns if c not in {"file", "person", "event"}}
    for column, date_column in _DATES.items():
        day = file[date_column].to_numpy()
        cells[column] = iso(np.minimum(day, by), day <= by)
    cells |= _known_by(cells, file, by) | {
        "no_register_perkara": file["number"],
        "kode_satker": file["unit"],
        "kode_wilayah_satker": file["region"],
        "no_spdp": known(_steady(states["person"].to_numpy(), 0.8), file["spdp"]),
    }
    return frame(
        "prosecution_defendants",
        cells,
        unit=strings(file["unit"]),
        month=states["month"].to_numpy(),
        person=states["person"].to_numpy(),
        event=states["event"].to_numpy(),
        role=np.full(len(states), "DEFENDANT", dtype=object),
    )


def _known_by(
    cells: dict[str, pl.Series], file: pl.DataFrame, by: Ints
) -> dict[str, pl.Series | Strings]:
    """Cells that stay empty until the step that fills them."""
    reached = {c: file[c].to_numpy() <= by for c in ("tahap1", "limpah", "putusan", "inkracht")}
    convicted = (cells["amar"] == "PIDANA").to_numpy()
    later: dict[str, pl.Series | Strings] = {
        c: known(reached["putusan"], cells[c]) for c in _FROM_VERDICT
    }
    later["tgl_eksekusi"] = known(convicted, cells["tgl_eksekusi"])
    for column in ("tuntutan_hari", "tuntutan_denda_rp"):
        later[column] = known(reached["putusan"], cells[column])
    later["pasal_dakwaan"] = known(reached["limpah"], cells["pasal_dakwaan"])
    later["no_perkara_pn"] = known(reached["limpah"], file["court"])
    later["jml_p19"] = known(reached["tahap1"], cells["jml_p19"])
    later["upaya_hukum"] = known(reached["inkracht"], file["appeal"])
    return later


def _sentences(
    rng: np.random.Generator, size: int, verdict: Ints, scene: Scene
) -> dict[str, pl.Series]:
    rates = scene.settings.agencies
    amar = choose(
        rng,
        size,
        {
            "PIDANA": 1 - rates.acquitted,
            "BEBAS": rates.acquitted * 0.7,
            "LEPAS": rates.acquitted * 0.3,
        },
    )
    old_law = verdict < days(date.fromisoformat(rates.minimum_sentence_until))
    at_minimum = chance(rng, size, rates.minimum_sentence_share) & old_law
    drawn = np.round(rng.lognormal(np.log(rates.sentence_median_days), 0.4, size) / 30) * 30
    prison = np.where(at_minimum, 1080, np.clip(drawn, 30, 5400)).astype(np.int64)
    demanded = prison + rng.integers(0, 13, size) * 60
    fine = rng.integers(6, 13, size) * 20_000_000
    convicted = amar == "PIDANA"
    forfeited = np.round(rng.lognormal(16.5, 1.2, size) / 100_000).astype(np.int64) * 100_000

    def cells(values: Ints, there: np.ndarray) -> pl.Series:
        return known(there, values.astype(str).astype(object))

    return {
        "amar": known(np.ones(size, bool), amar),
        "tuntutan_hari": cells(demanded, chance(rng, size, 0.9)),
        "tuntutan_denda_rp": cells(fine, chance(rng, size, 0.8)),
        "pidana_hari": cells(prison, convicted),
        "denda_rp": cells(fine, convicted & chance(rng, size, 0.92)),
        "subsider_hari": cells(rng.integers(1, 7, size) * 30, convicted & chance(rng, size, 0.9)),
        "aset_dirampas_rp": cells(forfeited, convicted & chance(rng, size, 0.08)),
    }


def _steady(person: Ints, share: float) -> np.ndarray:
    """The same answer for a person each time it is asked."""
    return (person * 40503 + 977) % 65536 / 65536 < share
