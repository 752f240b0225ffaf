"""The police: laporan polisi, the persons in them, assets; sent again as the case moves on."""

import numpy as np
import polars as pl

from contracts.synthetic.agencies import police_persons, police_reports
from contracts.synthetic.agencies.police_reports import STAGES
from contracts.synthetic.draws import Ints, chance, choose, iso, month_end, month_index, texts
from contracts.synthetic.records import Recorded, Scene, frame, known, strings
from contracts.synthetic.sending import latest, schedule

_ASSETS = {
    "UANG": 0.4,
    "GAWAI": 0.25,
    "KENDARAAN": 0.12,
    "REKENING": 0.1,
    "DOKUMEN": 0.08,
    "TANAH_BANGUNAN": 0.05,
}


def record(scene: Scene, found: pl.DataFrame) -> Recorded:
    """Everything the police send, and the persons as other agencies may copy them.

    Args:
        scene: The world.
        found: As `police_reports.reports` returns them.
    """
    rng = scene.streams("police")
    stage_days = found.select(STAGES).to_numpy()
    first = month_index(found["day"].to_numpy()) + chance(rng, len(found), 0.06)
    again = [month_index(stage_days[:, 2]), month_index(stage_days[:, 7:].min(axis=1))]
    late = scene.settings.submissions.sent_a_month_late
    sent = schedule(rng, strings(found["unit"]), first, again, months=scene.months, late=late)
    row, month = sent["row"].to_numpy(), sent["month"].to_numpy()
    stage = np.maximum(latest(stage_days[row], month_end(month)), 0)
    persons = police_persons.persons(scene, found)
    frames = {
        "police_cases": police_reports.cases(scene, found, sent, stage),
        "police_persons": police_persons.sent_persons(scene, found, persons, sent, stage),
        "police_assets": _assets(scene, found, persons, sent),
    }
    return Recorded(frames, persons)


def _assets(
    scene: Scene, found: pl.DataFrame, persons: pl.DataFrame, sent: pl.DataFrame
) -> pl.DataFrame:
    rng, rates = scene.streams("police_assets"), scene.settings.agencies
    counts = rng.poisson(rates.assets_per_report, len(found))
    report = np.repeat(np.arange(len(found)), counts)
    size = len(report)
    suspects = (
        persons.filter(pl.col("role") == "SUSPECT")
        .group_by("report")
        .agg(owner=pl.col("no_urut").min(), corporate=pl.col("nama").is_null().first())
    )
    assets = pl.DataFrame({"report": report, "row": np.arange(size)}).join(
        suspects, on="report", how="left", maintain_order="left"
    )
    seized = found["day"].to_numpy()[report] + rng.integers(1, 40, size)
    worth = np.round(rng.lognormal(16.2, 1.4, size) / 50_000).astype(np.int64) * 50_000
    named = chance(rng, size, 0.6)
    assets = assets.with_columns(
        no_urut_aset=pl.int_range(1, pl.len() + 1).over("report"),
        no_lp=found["number"][report],
        jenis_aset=texts(choose(rng, size, _ASSETS)),
        nilai_rp=pl.select(
            pl.when(pl.Series(chance(rng, size, 0.85))).then(pl.Series(worth))
        ).to_series(),
        tgl_sita=iso(seized, chance(rng, size, 0.9)),
        seized=seized,
        pemilik=known(np.ones(size, bool), choose(rng, size, {"ORANG": 0.95, "KORPORASI": 0.05})),
        no_urut_orang=known(named, assets["owner"].cast(pl.String)),
        dasar=texts(choose(rng, size, {"TPPO": 0.93, "TPPU": 0.07})),
        status_aset=texts(
            choose(rng, size, {"DISITA": 0.86, "DIBLOKIR": 0.1, "DIKEMBALIKAN": 0.04})
        ),
    )
    states = sent.join(
        assets.drop("row"), left_on="row", right_on="report", maintain_order="left_right"
    )
    ends: Ints = month_end(states["month"].to_numpy())
    states = states.filter(pl.col("seized") <= pl.Series(ends))
    row = states["row"].to_numpy()
    wanted = (
        "no_lp",
        "no_urut_aset",
        "jenis_aset",
        "nilai_rp",
        "tgl_sita",
        "pemilik",
        "no_urut_orang",
        "dasar",
        "status_aset",
    )
    return frame(
        "police_assets",
        {c: states[c] for c in wanted},
        unit=strings(found["unit"])[row],
        month=states["month"].to_numpy(),
        event=found["event"].to_numpy()[row],
    )
