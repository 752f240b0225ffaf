"""Claims of restitution in the case files: few victims ask, fewer are awarded, fewer still paid.

A claim stands in every file of a split case, with the same sums.
"""

import numpy as np
import polars as pl

from contracts.synthetic import identity
from contracts.synthetic.draws import Ints, chance, iso, month_end
from contracts.synthetic.records import Scene, frame, known, strings

_STAGES = {
    "diajukan_rp": "limpah",
    "dinilai_lpsk_rp": "limpah",
    "dituntut_rp": "putusan",
    "diputus_rp": "putusan",
    "dibayar_rp": "eksekusi",
}


def rows(
    scene: Scene, files: pl.DataFrame, police: pl.DataFrame, sent: pl.DataFrame
) -> pl.DataFrame:
    """The rows of prosecution_restitution.

    Args:
        scene: The world.
        files: Case files with their dates (row number = `file`).
        police: Persons as the police recorded them.
        sent: row (index of the file) and month.
    """
    rng, rates = scene.streams("restitution"), scene.settings.agencies
    claims = _claims(scene, files, police)
    of = files[claims["file"].to_numpy()]
    people = scene.people(claims["person"].to_numpy())
    limpah = np.minimum(of["limpah"].to_numpy(), scene.last_day)
    once = identity.recorded(rng, people, limpah, rates.profiles["RESTITUTION"]).hstack(claims)
    states = sent.join(once, left_on="row", right_on="file", maintain_order="left_right")
    file = files[states["row"].to_numpy()]
    by = month_end(states["month"].to_numpy())
    states = states.filter(pl.Series(file["limpah"].to_numpy() <= by))
    file = files[states["row"].to_numpy()]
    by = month_end(states["month"].to_numpy())
    cells: dict[str, pl.Series] = {c: states[c] for c in identity.COLUMNS}
    cells["no_urut_korban"] = states["no_urut_korban"].cast(pl.String)
    cells["no_register_perkara"] = file["number"]
    for column, stage in _STAGES.items():
        cells[column] = known(file[stage].to_numpy() <= by, states[column].cast(pl.String))
    paid_on = file["eksekusi"].to_numpy()
    paid = (paid_on <= by) & states["dibayar_rp"].is_not_null().to_numpy()
    cells["tgl_bayar"] = iso(np.minimum(paid_on, by), paid)
    return frame(
        "prosecution_restitution",
        cells,
        unit=strings(file["unit"]),
        month=states["month"].to_numpy(),
        person=states["person"].to_numpy(),
        event=states["event"].to_numpy(),
        role=np.full(len(states), "RESTITUTION", dtype=object),
    )


def _claims(scene: Scene, files: pl.DataFrame, police: pl.DataFrame) -> pl.DataFrame:
    """One row per case file and claiming victim, with the sums of the claim."""
    rng, rates = scene.streams("claims"), scene.settings.agencies
    reports = files["report"].unique().sort()
    asking = pl.DataFrame(
        {"report": reports, "asks": chance(rng, len(reports), rates.claims_restitution)}
    )
    victims = police.filter(pl.col("role") == "VICTIM").join(
        asking.filter("asks"), on="report", maintain_order="left"
    )
    victims = victims.filter(pl.Series(chance(rng, len(victims), 0.75)))
    size = len(victims)
    assessed = _round(rng.lognormal(np.log(rates.restitution_mean_rp) - 0.32, 0.8, size))
    share = rng.uniform(0.5, 1.0, size)
    awarded = _round(assessed * share)
    paid = np.where(chance(rng, size, 0.5), awarded, _round(awarded * rng.uniform(0.1, 0.8, size)))
    wins = chance(rng, size, rates.restitution_awarded)
    victims = victims.with_columns(
        diajukan_rp=_round(assessed * rng.uniform(1.0, 2.5, size)),
        dinilai_lpsk_rp=_where(chance(rng, size, 0.85), assessed),
        dituntut_rp=_where(chance(rng, size, 0.9), assessed),
        diputus_rp=_where(wins, awarded),
        dibayar_rp=_where(wins & chance(rng, size, 0.35), paid),
    )
    sums = ("diajukan_rp", "dinilai_lpsk_rp", "dituntut_rp", "diputus_rp", "dibayar_rp")
    return (
        files.select("file", "report")
        .join(
            victims.select("report", "person", "event", *sums), on="report", maintain_order="left"
        )
        .with_columns(no_urut_korban=pl.int_range(1, pl.len() + 1).over("file"))
        .drop("report")
    )


def _round(amount: np.ndarray) -> Ints:
    return np.round(amount / 50_000).astype(np.int64) * 50_000


def _where(there: np.ndarray, amount: Ints) -> pl.Series:
    return pl.select(pl.when(pl.Series(there)).then(pl.Series(amount))).to_series()
