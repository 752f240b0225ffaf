"""The units that report: codes, kind and place, and who is responsible for which province.

Codes, titles and names are invented after the pattern of the real ones.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from contracts.synthetic.draws import Ints, Strings, choose
from contracts.synthetic.places import SHORT_NAMES, Places, places

HEADQUARTERS = "BRK"  # the national investigators, who take cases from anywhere
_SHELTERS = {"RPTC": 0.25, "RPSA": 0.15, "RPSW": 0.1, "SENTRA": 0.2, "UPTD_PPA": 0.2, "LKS": 0.1}
_FACILITIES = {"PUSKESMAS": 0.35, "RS_PPT_PKT": 0.3, "RS": 0.25, "KKP": 0.1}
_FACILITY_CODES = {"PUSKESMAS": "PKM", "RS_PPT_PKT": "RSP", "RS": "RSU", "KKP": "KKP"}
_FACILITY_NAMES = {
    "PUSKESMAS": "Puskesmas {}",
    "RS_PPT_PKT": "RSUD {} (PPT/PKT)",
    "RS": "RS {}",
    "KKP": "KKP {}",
}


@dataclass(frozen=True)
class Offices:
    """Units of one agency as parallel arrays."""

    units: Strings
    kinds: Strings
    regencies: Ints

    def nearest(self, rng: np.random.Generator, provinces: Strings, away: float) -> Ints:
        """A unit for each of these provinces: one of its own if there is, or any other.

        Args:
            rng: Random stream.
            provinces: Province codes.
            away: Share that goes to a unit elsewhere even so.
        """
        own = places().provinces[self.regencies]
        drawn = rng.integers(0, len(self.units), len(provinces))
        stays = rng.random(len(provinces)) >= away
        for province in np.unique(own.astype(str)):
            here = np.flatnonzero(stays & (provinces == province))
            drawn[here] = rng.choice(np.flatnonzero(own == province), len(here))
        return drawn


def police_units() -> list[str]:
    """The 38 regional police and the national headquarters."""
    return [f"PLD{p}" for p in places().all_provinces] + [HEADQUARTERS]


def prosecution(rng: np.random.Generator, count: int, busiest: Strings) -> Offices:
    """District prosecutors, in the provinces with most events first."""
    regencies = _seats(rng, count, busiest)
    codes = places().regencies[regencies]
    units = np.array([f"KN{c.replace('.', '')}" for c in codes], dtype=object)
    return Offices(units, np.full(len(units), "KEJARI", dtype=object), regencies)


def shelters(rng: np.random.Generator, count: int, busiest: Strings) -> Offices:
    """Shelters and social institutions of all kinds."""
    regencies = _seats(rng, count, busiest)
    kinds = choose(rng, len(regencies), _SHELTERS)
    kinds[: min(6, len(kinds))] = list(_SHELTERS)[: min(6, len(kinds))]
    numbers = pl.Series(kinds.tolist()).to_frame("k").select(pl.int_range(pl.len()).over("k") + 1)
    units = [f"{k}{n:02d}" for k, n in zip(kinds, numbers.to_series(), strict=True)]
    return Offices(np.array(units, dtype=object), kinds, regencies)


def facilities(rng: np.random.Generator, count: int, busiest: Strings) -> Offices:
    """Health facilities of all kinds."""
    regencies = _seats(rng, count, busiest)
    kinds = choose(rng, len(regencies), _FACILITIES)
    kinds[: min(4, len(kinds))] = list(_FACILITIES)[: min(4, len(kinds))]
    codes = places().regencies[regencies]
    units = [_FACILITY_CODES[k] + c.replace(".", "") for k, c in zip(kinds, codes, strict=True)]
    return Offices(np.array(units, dtype=object), kinds, regencies)


def facility_name(kind: str, regency: int) -> str:
    """What a facility is called."""
    return _FACILITY_NAMES[kind].format(places().bare_names()[regency])


def regional_name(province: str) -> str:
    """How the police call the regional command of a province."""
    return SHORT_NAMES.get(province) or _province_names()[province]


def station_name(regency: int) -> str:
    """How the police call the station of a regency; a town's is told apart from its regency's."""
    where = places()
    kind = "POLRESTA" if where.names[regency].startswith("Kota") else "POLRES"
    return f"{kind} {where.bare_names()[regency].removeprefix('Administrasi ').upper()}"


@cache
def _province_names() -> dict[str, str]:
    where: Places = places()
    return dict(zip(where.all_provinces, where.province_names, strict=True))


def _seats(rng: np.random.Generator, count: int, busiest: Strings) -> Ints:
    """So many different regencies: going round the provinces, the busiest first."""
    where = places()
    order = rng.permutation(len(where.regencies))
    taken: list[int] = []
    while len(taken) < count:
        for province in busiest:
            free = [i for i in order if where.provinces[i] == province and i not in taken]
            if free and len(taken) < count:
                taken.append(int(free[0]))
        if not any(i not in taken for i in order):
            break
    return np.array(taken, dtype=np.int64)
