"""The register of health facilities: who can treat victims of violence and trafficking."""

from datetime import date

import numpy as np
import polars as pl

from contracts.synthetic import numbering, offices
from contracts.synthetic.draws import chance, days, iso
from contracts.synthetic.places import places
from contracts.synthetic.records import Scene, frame

_CAPABLE = {"PUSKESMAS": 0.55, "RS_PPT_PKT": 0.97, "RS": 0.5, "KKP": 0.4}
_NEIGHBOURS = 2  # health centres of the same regency that a reporting facility lists beside itself


def register(scene: Scene, office: offices.Offices) -> pl.DataFrame:
    """The rows of health_facilities: all at the start, about half of them again in a later year.

    Args:
        scene: The world.
        office: The facilities that report.
    """
    rng, where = scene.streams("register"), places()
    low, high = scene.months
    listed = _listed(office)
    reporting = listed["reporting"].to_numpy()
    count = len(office.units)
    second = low + 12 * rng.integers(1, 3, count) + rng.integers(0, 6, count)
    repeated = (chance(rng, count, 0.5) & (second <= high))[reporting]
    able = rng.random(len(listed)) < np.array([_CAPABLE[k] for k in listed["kind"]])
    improved = able | chance(rng, len(listed), 0.3)
    row = np.concatenate([np.arange(len(listed)), np.flatnonzero(repeated)])
    month = np.concatenate([np.full(len(listed), low), second[reporting][repeated]])
    now = np.concatenate([able, improved[repeated]])
    since = np.array([days(date(1970 + int(m) // 12, 1, 1)) for m in month], dtype=np.int64)
    shown = listed[row]
    return frame(
        "health_facilities",
        {
            "kode_faskes": shown["code"],
            "nama_faskes": shown["name"],
            "jenis_faskes": shown["kind"],
            "kode_wilayah": where.regencies[shown["regency"].to_numpy()],
            "mampu_ktpa": np.where(now, "Y", "T"),
            "ruang_khusus": np.where(now & chance(rng, len(row), 0.7), "Y", "T"),
            "tgl_berlaku": iso(since),
        },
        unit=office.units[reporting[row]],
        month=month,
    )


def _listed(office: offices.Offices) -> pl.DataFrame:
    """Every facility in the register: code, name, kind, regency, reporting (index of the unit)."""
    own = pl.DataFrame(
        {
            "code": office.units.tolist(),
            "name": [
                offices.facility_name(k, r)
                for k, r in zip(office.kinds, office.regencies, strict=True)
            ],
            "kind": office.kinds.tolist(),
            "regency": office.regencies,
            "reporting": np.arange(len(office.units)),
        }
    )
    town = np.array(places().bare_names(), dtype=object)[office.regencies]
    codes = places().regencies[office.regencies]
    digits = np.array([c.replace(".", "") for c in codes], dtype=object)
    beside = [
        own.with_columns(
            code=pl.Series(numbering.joined("PKM", digits, f"{n:02d}").tolist()),
            name=pl.Series(numbering.joined("Puskesmas ", town, " " + "I" * n).tolist()),
            kind=pl.lit("PUSKESMAS"),
        )
        for n in range(1, _NEIGHBOURS + 1)
    ]
    return pl.concat([own, *beside]).sort("reporting", maintain_order=True)
