"""Regions: what exists on which day, and where an old code lies today."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import regions
from contracts.regions import Level, Standing

CODES = sorted(regions.current_codes())


def test_the_list_is_whole() -> None:
    assert len(regions.provinces()) == 38
    assert len(regions.regencies()) == 514
    assert len(CODES) == 38 + 514 + 7285
    assert sum(r.population for r in regions.provinces()) == 284_973_643


def test_regencies_lie_in_provinces_that_exist() -> None:
    provinces = {region.code for region in regions.provinces()}
    for regency in regions.regencies():
        assert regency.province in provinces
        assert regency.code.startswith(regency.province)


def test_populations_of_regencies_add_up_to_those_of_provinces() -> None:
    for province in regions.provinces():
        own = [r for r in regions.regencies() if r.province == province.code]
        assert sum(r.population_male for r in own) == province.population_male
        assert sum(r.population_female for r in own) == province.population_female


@given(st.sampled_from(CODES))
def test_a_code_without_points_is_the_same_code(code: str) -> None:
    assert regions.dotted(code.replace(".", "")) == regions.dotted(f" {code} ") == code


@pytest.mark.parametrize(
    "cell", ["", "5", "537", "53.7", "53-71", "5371x", "53.71.01.2", "537101001"]
)
def test_what_has_not_the_shape_of_a_code_is_none(cell: str) -> None:
    assert regions.dotted(cell) is None


@given(st.sampled_from(CODES))
def test_a_code_of_today_exists_on_every_day_and_is_its_own(code: str) -> None:
    assert regions.exists(code, date(1990, 1, 1))
    assert regions.today(code) == code
    assert regions.province_of(code) == code[:2]


@pytest.mark.parametrize(
    ("code", "on", "standing"),
    [
        ("91.01", date(2022, 7, 24), Standing.OLD_IN_FORCE),
        ("91.01", date(2022, 7, 25), Standing.OLD_ENDED),
        ("91.01", None, Standing.OLD_IN_FORCE),
        ("93.01", date(2022, 7, 25), Standing.CURRENT),
        ("64.73", date(2012, 11, 15), Standing.OLD_IN_FORCE),
        ("64.73", date(2013, 1, 1), Standing.OLD_ENDED),
        ("91.01.05", date(2020, 1, 1), Standing.OLD_IN_FORCE),
        ("99", None, Standing.UNKNOWN),
        ("11.99", None, Standing.UNKNOWN),
        ("53.71.99", None, Standing.UNKNOWN),
    ],
)
def test_standing_on_a_day(code: str, on: date | None, standing: Standing) -> None:
    assert regions.standing(code, on) is standing
    assert regions.exists(code, on) == (standing in {Standing.CURRENT, Standing.OLD_IN_FORCE})


def test_old_codes_lead_to_the_region_of_today() -> None:
    assert regions.today("91.01") == "93.01"
    assert regions.province_of("92.71") == "96"
    assert regions.regency_of("64.73") == "65.71"
    assert regions.today("91.01.05") == "93.01.05"
    assert regions.today("91.01.99") == "93.01"
    for old in regions.old_regions().values():
        assert old.today in regions.regions()
        assert old.code not in regions.current_codes()
        assert regions.label(old.code) == regions.label(old.today) == old.name


def test_levels_and_labels() -> None:
    assert [regions.level(code) for code in ("53", "53.71", "53.71.01")] == list(Level)
    assert regions.label("53.71") == "Kota Kupang"
    assert regions.label("53.71.01") == "Kecamatan 53.71.01, Kota Kupang"
    assert regions.regency_of("53") is None
    with pytest.raises(KeyError):
        regions.label("99")
    with pytest.raises(KeyError):
        regions.today("99.01")


def test_every_province_has_one_tile_of_its_own() -> None:
    tiles = regions.tiles()
    assert [tile.code for tile in tiles] == [region.code for region in regions.provinces()]
    assert len({(tile.row, tile.column) for tile in tiles}) == 38
    assert len({tile.label for tile in tiles}) == 38
    assert all(3 <= len(tile.label) <= 4 and tile.label.isupper() for tile in tiles)


def test_tiles_lie_roughly_where_the_provinces_do() -> None:
    at = {tile.code: tile for tile in regions.tiles()}
    west_to_east = ["11", "18", "31", "35", "51", "53", "81", "93"]
    assert west_to_east == sorted(west_to_east, key=lambda code: at[code].column)
    north_to_south = ["65", "64", "63", "35", "34"]
    assert north_to_south == sorted(north_to_south, key=lambda code: at[code].row)


@pytest.mark.parametrize("name", ["wilayah", "kecamatan", "wilayah_lama", "tiles"])
def test_every_file_has_a_key_and_no_empty_cell(name: str) -> None:
    with (Path(regions.__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key, *_ = rows[0]
    assert len({row[key] for row in rows}) == len(rows)
    empty = {column for row in rows for column, cell in row.items() if not cell}
    assert empty <= {"kode_provinsi"}  # of a province
