"""Planted persons: every marker is planted, and nothing else looks like one."""

import polars as pl

from contracts.registry import AGENCIES, record_types
from contracts.schemas.columns import Sensitivity
from contracts.synthetic import canaries
from contracts.synthetic.names import word_lists
from contracts.synthetic.world import simulate


def all_cells(tables):
    return [cell for table in tables.values() for row in table.rows() for cell in row if cell]


def test_every_marker_stands_in_some_table():
    cells = [c for agency in AGENCIES for c in all_cells(canaries.tables(agency))]
    for marker in canaries.markers():
        assert any(marker in cell for cell in cells), marker


def test_every_direct_and_local_cell_of_a_canary_is_a_marker():
    told = {m.lower() for m in canaries.markers()}
    for agency in AGENCIES:
        for name, table in canaries.tables(agency).items():
            for column in record_types()[name].columns:
                is_marked = column.sensitivity in {Sensitivity.DIRECT, Sensitivity.LOCAL}
                if is_marked and not column.name.startswith("no_urut"):
                    for cell in table[column.name].drop_nulls():
                        assert any(marker in cell.lower() for marker in told), column.name


def test_planting_keeps_the_rows_that_were_there():
    world = simulate(20, 1, 2024, 2024)
    own = {
        name: frame.select(c.name for c in record_types()[name].columns)
        for name, frame in world.frames.items()
        if record_types()[name].agency == "police"
    }
    both = canaries.planted("police", own)
    for name, table in both.items():
        assert len(table) == len(own[name]) + len(canaries.tables("police")[name])
        assert table.columns == own[name].columns


def test_no_person_of_the_world_bears_the_name_of_a_canary():
    listed = str(word_lists()).lower()
    for canary in canaries.CANARIES:
        for word in canary.name.lower().split():
            assert word not in listed


def test_no_row_of_the_world_holds_a_marker():
    world = simulate(200, 2, 2024, 2024)
    text = pl.concat(
        frame.select(pl.concat_str(pl.all().cast(pl.String), separator="|", ignore_nulls=True))
        .to_series()
        .rename("text")
        .to_frame()
        for frame in world.frames.values()
    )["text"].str.to_lowercase()
    # Another may share a birthday; outside the restricted zone no birthday is anyone's.
    births = {c.birth_date for c in canaries.CANARIES}
    for marker in set(canaries.markers()) - births:
        assert not text.str.contains(marker.lower(), literal=True).any(), marker
