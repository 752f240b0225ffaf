"""From grids to tables: which record type a grid holds, and which of its columns count."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import polars as pl

from contracts.parsing.serials import dates_from_serials
from contracts.reading.sources import Grid, RawTable, Remark, column_letter
from contracts.registry import RecordType, record_types
from contracts.schemas.columns import Kind

_DATES = (Kind.DATE, Kind.PARTIAL_DATE)


def record_type_named(name: str) -> RecordType | None:
    """The record type a sheet or file is named after, in any case."""
    return record_types().get(name.strip().lower())


def file_record_type(stem: str) -> RecordType | None:
    """The record type of a file named `<record_type>` or `<anything>__<record_type>`."""
    return record_type_named(stem.rpartition("__")[2])


def resembles(header: tuple[str, ...]) -> RecordType | None:
    """The record type all of whose required columns a header has."""
    names = {normal_name(cell) for cell in header}
    for record_type in record_types().values():
        if {c.name for c in record_type.columns if c.required} <= names:
            return record_type
    return None


def normal_name(cell: str) -> str:
    """A column name as it is compared: without surrounding blanks, in small letters."""
    return cell.strip().lower()


def table(grid: Grid, record_type: RecordType, file: str) -> tuple[RawTable, list[Remark]]:
    """A grid as the table of a record type, and what is wrong or odd about its header.

    A column that stands twice or is missing is among the remarks as an error; the table then
    holds what could be read, so that its rows are counted.
    """
    names = [normal_name(cell) for cell in grid.header]
    contract = {c.name for c in record_type.columns}
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in contract:
            places.setdefault(name, place)
    remarks = [*_header_faults(names, record_type, grid), *_dropped(grid, names, contract)]
    placed = [
        Remark(r.rule, file, record_type.name, r.row, r.column, r.letter, r.values) for r in remarks
    ]
    return RawTable(file, record_type.name, grid, places), placed


def stacked(tables: Sequence[RawTable]) -> pl.DataFrame:
    """The rows of tables of one record type under each other, in the order given.

    Tables with the same header are put together first: a unit sends many small ones alike.

    Returns:
        `row` (Int64) and those contract columns that any of them has (String).
    """
    alike: dict[object, list[int]] = defaultdict(list)
    for number, each in enumerate(tables):
        alike[tuple(each.places.items()), each.grid.body.width, each.grid.is_1904].append(number)
    parts = [_named([tables[number] for number in numbers]) for numbers in alike.values()]
    if len(parts) == 1:
        return parts[0]
    starts, start = {}, 0
    for number in itertools.chain.from_iterable(alike.values()):
        starts[number] = start
        start += tables[number].height
    places = [
        np.arange(starts[number], starts[number] + each.height, dtype=np.uint32)
        for number, each in enumerate(tables)
    ]
    return pl.concat(parts, how="diagonal")[np.concatenate(places)]


def _named(alike: Sequence[RawTable]) -> pl.DataFrame:
    """The rows of tables that have the same columns in the same places."""
    first, several = alike[0], len(alike) > 1
    body = pl.concat([each.grid.body for each in alike], rechunk=several)
    rows = pl.concat([each.grid.rows for each in alike], rechunk=several).alias("row")
    nothing = pl.Series([None] * rows.len(), dtype=pl.String)
    cells = [
        (body.to_series(place) if place < body.width else nothing).alias(name)
        for name, place in first.places.items()
    ]
    frame = pl.DataFrame([rows, *cells])
    is_1904 = first.grid.is_1904
    if is_1904 is None:
        return frame
    kinds = {c.name: c.kind for c in record_types()[first.record_type].columns}
    dates = [pl.col(name) for name in first.places if kinds[name] in _DATES]
    return frame.with_columns(dates_from_serials(d, is_1904=is_1904) for d in dates)


def _header_faults(names: list[str], record_type: RecordType, grid: Grid) -> list[Remark]:
    if not names:
        return [Remark("F-004")]
    counted = Counter(names)
    found = [
        Remark("F-011", column=c.name, letter=_letter(names, c.name, grid))
        for c in record_type.columns
        if counted[c.name] > 1
    ]
    missing = [c.name for c in record_type.columns if c.required and c.name not in counted]
    if missing:
        values = {"columns": ", ".join(missing)}
        found.append(Remark("F-012", column=missing[0], values=values))
    return found


def _letter(names: list[str], name: str, grid: Grid) -> str:
    last = len(names) - 1 - names[::-1].index(name)
    return column_letter(last + grid.first_column)


def _dropped(grid: Grid, names: list[str], known: set[str]) -> list[Remark]:
    """Notes on columns the contract does not know, and on cells under no header at all."""
    found = []
    for place, name in enumerate(names):
        letter = column_letter(place + grid.first_column)
        if name and name not in known:
            shown = grid.header[place][:60]
            found.append(Remark("F-101", column=shown, letter=letter))
    for column in grid.body.columns:
        place = int(column)
        if place < len(names) and names[place]:
            continue
        cells = grid.body[column]
        filled = (cells.str.strip_chars().str.len_bytes() > 0).fill_null(value=False)
        if filled.any():
            first = filled.arg_max() or 0
            letter = column_letter(place + grid.first_column)
            found.append(Remark("F-104", row=grid.rows[first], letter=letter))
    return found
