"""Who stands in a laporan polisi: victims, suspects, witnesses; the rows of police_persons."""

import numpy as np
import polars as pl

from contracts.registry import record_types
from contracts.synthetic import identity
from contracts.synthetic.agencies.police_reports import STAGES
from contracts.synthetic.draws import Ints, chance, choose, iso, month_end, month_index, several
from contracts.synthetic.records import Scene, frame, known, strings, victim_status

_IDENTIFIED_BY = {"POLRI": 0.8, "UPTD_PPA": 0.08, "BP2MI": 0.07, "KEMLU": 0.05}
_RELATIONS = {
    "TAK_DIKENAL": 0.35,
    "TEMAN_TETANGGA": 0.35,
    "ATASAN_AGEN": 0.2,
    "KELUARGA": 0.08,
    "PASANGAN": 0.02,
}
_PARTS = (
    "PEREKRUT",
    "PENAMPUNG",
    "PENGANGKUT",
    "PENGIRIM",
    "MUCIKARI",
    "PENGEKSPLOITASI",
    "PEMALSU_DOKUMEN",
)


def persons(scene: Scene, found: pl.DataFrame) -> pl.DataFrame:
    """Who stands in which report, with the identity as the police wrote it down.

    Returns:
        One row per person and report: event, role, person, report, no_urut, identity block.
    """
    rng, rates = scene.streams("police_persons"), scene.settings.agencies
    counts = found.group_by("event").agg(first=pl.col("report").min(), reports=pl.len())
    # In the order of the form: victims, suspects, witnesses.
    order = {"VICTIM": 0, "SUSPECT": 1, "WITNESS": 2}
    seen = scene.participations.join(counts, on="event", maintain_order="left_right")
    seen = seen.filter(
        (pl.col("role") != "VICTIM") | pl.Series(chance(rng, len(seen), rates.victims_recorded))
    )
    size = len(seen)
    at = np.floor(rng.random(size) * seen["reports"].to_numpy()).astype(np.int64)
    seen = seen.with_columns(at=at)
    share = np.where((seen["role"] == "SUSPECT").to_numpy(), 0.5, 0.15)
    twice = chance(rng, size, share) & (seen["reports"].to_numpy() > 1)
    second = seen.filter(pl.Series(twice)).with_columns(at=(pl.col("at") + 1) % pl.col("reports"))
    both = pl.concat([seen, second]).with_columns(
        report=pl.col("first") + pl.col("at"), order=pl.col("role").replace_strict(order)
    )
    both = both.sort("report", "order", "person").unique(
        ["report", "order", "person"], keep="first", maintain_order=True
    )
    both = both.with_columns(no_urut=pl.int_range(1, pl.len() + 1).over("report"))
    days = found["day"].to_numpy()[both["report"].to_numpy()]
    people = scene.people(both["person"].to_numpy())
    suspect = (both["role"] == "SUSPECT").to_numpy()
    victims = identity.recorded(rng, people, days, rates.profiles["KORBAN"])
    suspects = identity.recorded(rng, people, days, rates.profiles["PELAKU"])
    chosen = pl.Series("suspect", suspect)
    block = pl.select(
        pl.when(chosen).then(suspects[c]).otherwise(victims[c]).alias(c) for c in identity.COLUMNS
    )
    return both.select("event", "role", "person", "report", "no_urut").hstack(block)


def sent_persons(
    scene: Scene, found: pl.DataFrame, persons: pl.DataFrame, sent: pl.DataFrame, stage: Ints
) -> pl.DataFrame:
    """The rows of police_persons: everyone in a report each time it is sent.

    Args:
        scene: The world.
        found: As `police_reports.reports` returns them.
        persons: As `persons` returns them.
        sent: row (index of the report) and month.
        stage: Index of the stage reached, for each row of `sent`.
    """
    rng, size = scene.streams("police_states"), len(persons)
    people = scene.people(persons["person"].to_numpy())
    victim, suspect = ((persons["role"] == r).to_numpy() for r in ("VICTIM", "SUSPECT"))
    day = found["day"].to_numpy()[persons["report"].to_numpy()]
    minor = (day - people["birth"].to_numpy()) < 18 * 365.2425
    status = victim_status(persons["person"].to_numpy(), persons["event"].to_numpy())
    certain = chance(rng, size, 0.8)
    status = np.where((status == "TERIDENTIFIKASI") & ~certain, "DIDUGA", status)
    job = np.where(minor, "PELAJAR", strings(people["job"]))
    once = persons.select(identity.COLUMNS).with_columns(
        alamat=known(chance(rng, size, 0.35), strings(people["address"])),
        pekerjaan=known(chance(rng, size, 0.7), job),
        pendidikan=known(chance(rng, size, 0.5), strings(people["schooling"])),
        status_korban=known(victim, status),
        pengidentifikasi=known(victim & chance(rng, size, 0.8), choose(rng, size, _IDENTIFIED_BY)),
        tgl_identifikasi=iso(
            np.minimum(day + rng.integers(0, 10, size), month_end(month_index(day))),
            victim & chance(rng, size, 0.7),
        ),
        relasi_pelaku=known(victim & chance(rng, size, 0.5), choose(rng, size, _RELATIONS)),
        peran_pelaku=known(suspect, several(rng, size, _PARTS, 2, 0.1)),
        nama_badan=people["company"],
        nib=pl.select(pl.when(pl.Series(chance(rng, size, 0.75))).then(people["nib"])).to_series(),
        is_corporation=people["is_corporation"],
        detained=chance(rng, size, 0.6),
        at_large=rng.random(size),
        person=persons["person"],
        event=persons["event"],
        kind=persons["role"],
        report=persons["report"],
        no_urut=persons["no_urut"].cast(pl.String),
    )
    states = sent.with_columns(stage=stage).join(
        once, left_on="row", right_on="report", maintain_order="left"
    )
    investigated = pl.col("stage") >= STAGES.index("SIDIK")
    role = (
        pl.when(pl.col("kind") == "VICTIM")
        .then(pl.lit("KORBAN"))
        .when(pl.col("kind") == "WITNESS")
        .then(pl.lit("SAKSI"))
        .when(investigated & (pl.col("at_large") > 0.06))
        .then(pl.lit("TERSANGKA"))
        .otherwise(pl.lit("TERLAPOR"))
    )
    accused = (
        pl.when(role == "TERLAPOR")
        .then(pl.lit("TERLAPOR"))
        .when((role == "TERSANGKA") & (pl.col("at_large") > 0.93))
        .then(pl.lit("DPO"))
        .when(role == "TERSANGKA")
        .then(pl.lit("TERSANGKA"))
    )
    custody = pl.when(accused == "TERSANGKA").then(
        pl.when("detained").then(pl.lit("Y")).otherwise(pl.lit("T"))
    )
    subject = pl.when("is_corporation").then(pl.lit("KORPORASI")).otherwise(pl.lit("ORANG"))
    states = states.with_columns(
        peran=role, status_pelaku=accused, ditahan=custody, jenis_subjek=subject
    )
    row = states["row"].to_numpy()
    wanted = {c.name for c in record_types()["police_persons"].columns}
    columns = {c: states[c] for c in states.columns if c in wanted}
    return frame(
        "police_persons",
        columns | {"no_lp": found["number"][row]},
        unit=strings(found["unit"])[row],
        month=states["month"].to_numpy(),
        person=states["person"].to_numpy(),
        event=states["event"].to_numpy(),
        role=strings(states["peran"]),
    )
