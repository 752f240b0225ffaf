"""Many small tables under each other: whatever their headers, the rows keep their order."""

import polars as pl

from contracts.reading.sources import Grid, RawTable
from contracts.reading.tables import stacked, table
from contracts.registry import record_types

CASES = record_types()["police_cases"]


def raw(header: str, *rows: str, is_1904: bool | None = None) -> RawTable:
    """A table of comma-separated cells; its rows stand from line 2 on."""
    width = len(header.split(","))
    cells = [line.split(",") for line in rows]
    body = pl.DataFrame(cells, {str(i): pl.String for i in range(width)}, orient="row")
    lines = pl.int_range(2, 2 + len(rows), dtype=pl.Int64, eager=True).alias("row")
    grid = Grid("police_cases", tuple(header.split(",")), body, lines, 0, is_1904)
    return table(grid, CASES, "f")[0]


def test_rows_stand_in_the_order_of_their_tables_whatever_their_headers() -> None:
    tables = [
        raw("no_lp,tahap", "1,LIDIK", "2,SIDIK"),
        raw("tahap,extra,no_lp", "P21,x,3"),
        raw("no_lp,tahap", "4,STOP"),
        raw("no_lp,tahap"),
    ]
    assert stacked(tables).select("row", "no_lp", "tahap").rows() == [
        (2, "1", "LIDIK"),
        (3, "2", "SIDIK"),
        (2, "3", "P21"),
        (2, "4", "STOP"),
    ]


def test_a_column_that_some_lack_is_empty_there() -> None:
    frame = stacked([raw("no_lp", "1"), raw("no_lp,no_spdp", "2,S")])
    assert frame["no_spdp"].to_list() == [None, "S"]


def test_serial_numbers_are_dates_by_the_system_of_their_own_workbook() -> None:
    header = "no_lp,tgl_lp"
    tables = [
        raw(header, "45000,45000", is_1904=False),
        raw(header, "45000,45000", is_1904=True),
        raw(header, "45000,45000"),
    ]
    frame = stacked(tables)
    assert frame["tgl_lp"].to_list() == ["2023-03-15", "2027-03-16", "45000"]
    assert frame["no_lp"].to_list() == ["45000"] * 3


def test_the_letter_of_a_column_counts_from_where_the_grid_begins() -> None:
    grid = raw("x,no_lp", "a,1").grid
    moved = Grid(grid.name, grid.header, grid.body, grid.rows, 2)
    found = table(moved, CASES, "f")[0]
    assert (found.letter("no_lp"), found.letter("tahap")) == ("D", None)
