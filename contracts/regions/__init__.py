"""Regions by Kemendagri code: what exists, what an old code is today, what it is called.

Province `NN`, regency or city `NN.NN`, district `NN.NN.NN`. BPS numbers are another system in
which the same number is another place; nothing here reads them.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

_ROOT = Path(__file__).parent
_DOTTED = re.compile(r"\d{2}(\.\d{2}){0,2}")
_BARE = re.compile(r"\d{2}|\d{4}|\d{6}")
# In tables of ours, after the code of a province: its regencies that have no row of their own
# (`33.other`), and whose regency is not recorded.
OTHERS, UNRECORDED = "other", "unknown"


class Level(StrEnum):
    """How fine a code is."""

    PROVINCE = "province"
    REGENCY = "regency"  # or city
    DISTRICT = "district"


class Standing(StrEnum):
    """What a code is worth on a given day."""

    CURRENT = "current"
    OLD_IN_FORCE = "old_in_force"  # from before a split, on or before its last day
    OLD_ENDED = "old_ended"  # from before a split, after its last day: worth a warning
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Region:
    """A province or a regency of today, with its population by sex in 2025."""

    code: str
    name: str
    province: str
    population_male: int
    population_female: int

    @property
    def population(self) -> int:
        """Both sexes together."""
        return self.population_male + self.population_female


@dataclass(frozen=True)
class OldRegion:
    """A regency code from before a split: the code of today and the last day of the old one."""

    code: str
    today: str
    name: str
    last_day: date


@dataclass(frozen=True)
class Tile:
    """The place of a province in the grid map: `row` and `column` count from 0 at top left."""

    code: str
    label: str
    row: int
    column: int


def dotted(cell: str) -> str | None:
    """A code with its points, from one written with or without them; None if it has no such shape.

    `5371` and `53.71` give `53.71`. Whether the code exists is another question.
    """
    code = cell.strip()
    if _DOTTED.fullmatch(code):
        return code
    if _BARE.fullmatch(code):
        return ".".join(code[i : i + 2] for i in range(0, len(code), 2))
    return None


def level(code: str) -> Level:
    """How fine a dotted code is."""
    return (Level.PROVINCE, Level.REGENCY, Level.DISTRICT)[code.count(".")]


@cache
def regions() -> Mapping[str, Region]:
    """The provinces and regencies of today by code, in code order."""
    found = {
        row["kode"]: Region(
            code=row["kode"],
            name=row["nama"],
            province=row["kode_provinsi"] or row["kode"],
            population_male=int(row["penduduk_l"]),
            population_female=int(row["penduduk_p"]),
        )
        for row in _rows("wilayah")
    }
    return MappingProxyType(dict(sorted(found.items())))


@cache
def provinces() -> tuple[Region, ...]:
    """The 38 provinces in code order."""
    return tuple(r for r in regions().values() if level(r.code) is Level.PROVINCE)


@cache
def regencies() -> tuple[Region, ...]:
    """The 514 regencies and cities in code order."""
    return tuple(r for r in regions().values() if level(r.code) is Level.REGENCY)


@cache
def old_regions() -> Mapping[str, OldRegion]:
    """The regency codes from before a split, by code."""
    found = {
        row["kode_lama"]: OldRegion(
            code=row["kode_lama"],
            today=row["kode_baru"],
            name=row["nama"],
            last_day=date.fromisoformat(row["berlaku_sampai"]),
        )
        for row in _rows("wilayah_lama")
    }
    return MappingProxyType(found)


@cache
def current_codes() -> frozenset[str]:
    """Every code of today: provinces, regencies and districts."""
    return frozenset(regions()) | frozenset(row["kode"] for row in _rows("kecamatan"))


def standing(code: str, on: date | None = None) -> Standing:
    """What a dotted code is worth on a day; without a day, an old code counts as in force.

    A district of an old regency stands as its regency does: no list of old districts exists.
    """
    if code in current_codes():
        return Standing.CURRENT
    old = old_regions().get(code[:5])
    if old is None:
        return Standing.UNKNOWN
    ended = on is not None and on > old.last_day
    return Standing.OLD_ENDED if ended else Standing.OLD_IN_FORCE


def exists(code: str, on: date | None = None) -> bool:
    """Whether a dotted code is one of today, or an old one that was in force on that day."""
    return standing(code, on) in (Standing.CURRENT, Standing.OLD_IN_FORCE)


def today(code: str) -> str:
    """The code of today of a place; a current code is its own.

    A district of an old regency becomes the district of the same number in the regency of
    today where there is one, else that regency.

    Raises:
        KeyError: The code never existed.
    """
    if code in current_codes():
        return code
    regency = old_regions()[code[:5]].today
    district = regency + code[5:]
    return district if district in current_codes() else regency


def province_of(code: str) -> str:
    """The province of today in which a place lies; a province is its own.

    Raises:
        KeyError: The code never existed.
    """
    return today(code)[:2]


def regency_of(code: str) -> str | None:
    """The regency of today in which a place lies; None for a province.

    Raises:
        KeyError: The code never existed.
    """
    found = today(code)
    return None if level(found) is Level.PROVINCE else found[:5]


def label(code: str) -> str:
    """What a place is called, the same in both languages: place names are not translated.

    Districts have no names in the list and are called by their code and regency.

    Raises:
        KeyError: The code never existed.
    """
    if code in regions():
        return regions()[code].name
    if code in current_codes():
        return f"Kecamatan {code}, {regions()[code[:5]].name}"
    return old_regions()[code[:5]].name


@cache
def tiles() -> tuple[Tile, ...]:
    """The grid map of the 38 provinces: every province once, in code order."""
    found = (
        Tile(
            row["province_code"], row["short_label"], int(row["tile_row"]), int(row["tile_column"])
        )
        for row in _rows("tiles")
    )
    return tuple(sorted(found, key=lambda tile: tile.code))


def _rows(name: str) -> list[dict[str, str]]:
    with (_ROOT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
