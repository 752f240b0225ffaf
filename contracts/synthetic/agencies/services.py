"""What is done for the clients of shelters: services and referrals."""

import numpy as np
import polars as pl

from contracts.synthetic.draws import chance, choose, iso, month_end, texts
from contracts.synthetic.places import places
from contracts.synthetic.records import Scene, frame, known, strings

_SERVICES = {
    "SHELTER": 0.22,
    "KONSELING": 0.2,
    "PEMULANGAN": 0.14,
    "PENDAMPINGAN_HUKUM": 0.12,
    "PELATIHAN": 0.1,
    "REINTEGRASI": 0.08,
    "BANTUAN_USAHA": 0.05,
    "PKSA": 0.04,
    "PENDIDIKAN": 0.03,
    "PENGASUHAN": 0.02,
}
_ENDS = {"SELESAI": 0.85, "PUTUS": 0.1, "MENOLAK": 0.05}
_PAID_BY = {"APBN": 0.5, "APBD": 0.35, "DONOR": 0.1, "MANDIRI": 0.03, "LAIN": 0.02}
_PARTNERS = {
    "KEMENKES": 0.35,
    "UPTD_PPA": 0.2,
    "POLRI": 0.15,
    "BP2MI": 0.1,
    "LSM": 0.1,
    "LPSK": 0.1,
}


def services(scene: Scene, stays: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """The rows of social_services.

    Args:
        scene: The world.
        stays: Stays, one row each (row number = `stay`).
        sent: row (index of the stay) and month.
    """
    rng, where = scene.streams("services"), places()
    counts = 1 + np.minimum(rng.poisson(1.3, len(stays)), 5)
    stay = np.repeat(np.arange(len(stays)), counts)
    size, of = len(stay), stays[stay]
    order = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts)
    entry, leave = of["entry"].to_numpy(), of["leave"].to_numpy()
    kind = np.where(order == 0, "ASESMEN", choose(rng, size, _SERVICES))
    offset = np.floor(rng.random(size) * (leave - entry)).astype(np.int64)
    start = entry + np.where(order == 0, 0, offset)
    end = np.minimum(start + 1 + np.floor(rng.exponential(20, size)).astype(np.int64), leave)
    home = kind == "PEMULANGAN"
    start = np.where(home, leave - 1, start)
    end = np.where(home, leave, end)
    regency = scene.persons["regency"].to_numpy()[of["person"].to_numpy()]
    once = pl.DataFrame(
        {
            "stay": stay,
            "no_urut": texts((order + 1).astype(str)),
            "jenis_layanan": texts(kind),
            "start": start,
            "end": end,
            "outcome": texts(choose(rng, size, _ENDS)),
            "kode_wilayah_dari": known(home, where.regencies[of["office_regency"].to_numpy()]),
            "kode_wilayah_tujuan": known(home & (regency >= 0), where.regencies[regency]),
            "pendanaan": known(chance(rng, size, 0.8), choose(rng, size, _PAID_BY)),
        }
    )
    states = _states(once, sent, "start")
    by, finish = month_end(states["month"].to_numpy()), states["end"].to_numpy()
    done = finish <= by
    cells = {c: states[c] for c in once.columns if c not in {"stay", "start", "end", "outcome"}}
    cells["tgl_mulai"] = iso(states["start"].to_numpy())
    cells["tgl_selesai"] = iso(np.minimum(finish, by), done)
    outcome = np.where(done, strings(states["outcome"]), "BERJALAN")
    cells["status_layanan"] = texts(outcome)
    return _frame("social_services", cells, stays, states)


def referrals(scene: Scene, stays: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """The rows of social_referrals: who sent the client, and where the client was sent on.

    Args:
        scene: The world.
        stays: Stays, one row each (row number = `stay`).
        sent: row (index of the stay) and month.
    """
    rng, size = scene.streams("referrals"), len(stays)
    official = stays["brought_by"].is_in(["POLRI", "BP2MI", "UPTD_PPA", "KEMLU", "KEMENSOS", "LSM"])
    came = np.flatnonzero(official.to_numpy() & chance(rng, size, 0.75))
    went = np.flatnonzero(chance(rng, size, 0.3))
    stay = np.concatenate([came, went])
    inward = np.arange(len(stay)) < len(came)
    of, total = stays[stay], len(stay)
    entry, leave = of["entry"].to_numpy(), of["leave"].to_numpy()
    later = np.minimum(entry + rng.integers(1, 40, total), leave)
    asked = np.where(inward, entry - rng.integers(0, 8, total), later)
    status = choose(rng, total, {"DITERIMA": 0.8, "DIKIRIM": 0.12, "DITOLAK": 0.08})
    status = np.where(inward, "DITERIMA", status)
    answered = np.where(inward, np.maximum(entry, asked), asked + rng.integers(0, 14, total))
    once = pl.DataFrame(
        {
            "stay": stay,
            "arah": texts(np.where(inward, "MASUK", "KELUAR")),
            "instansi_mitra": texts(
                np.where(inward, strings(of["brought_by"]), choose(rng, total, _PARTNERS))
            ),
            "asked": asked,
            "answered": answered,
            "status": texts(status),
        }
    ).sort("stay", "asked", "arah")
    once = once.with_columns(no_urut=pl.int_range(1, pl.len() + 1).over("stay").cast(pl.String))
    states = _states(once, sent, "asked")
    by, reply = month_end(states["month"].to_numpy()), states["answered"].to_numpy()
    settled = (reply <= by) & (states["status"] != "DIKIRIM").to_numpy()
    cells = {c: states[c] for c in ("no_urut", "arah", "instansi_mitra")}
    cells["tgl_rujuk"] = iso(states["asked"].to_numpy())
    cells["tgl_jawab"] = iso(np.minimum(reply, by), settled)
    cells["status_rujukan"] = texts(np.where(settled, strings(states["status"]), "DIKIRIM"))
    return _frame("social_referrals", cells, stays, states)


def _states(once: pl.DataFrame, sent: pl.DataFrame, begins: str) -> pl.DataFrame:
    """Each row in each month in which its stay is sent and it has begun."""
    states = sent.join(once, left_on="row", right_on="stay", maintain_order="left_right")
    by = pl.Series(month_end(states["month"].to_numpy()))
    return states.filter(pl.col(begins) <= by)


def _frame(
    record_type: str, cells: dict[str, pl.Series], stays: pl.DataFrame, states: pl.DataFrame
) -> pl.DataFrame:
    of = stays[states["row"].to_numpy()]
    return frame(
        record_type,
        cells | {"no_klien": of["number"]},
        unit=strings(of["unit"]),
        month=states["month"].to_numpy(),
        event=of["event"].to_numpy(),
    )
