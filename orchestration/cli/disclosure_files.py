"""The CSV files that the commands of `kliring disclosure` read and write, and what is refused.

Read as extracts are: `,` or `;` between columns, UTF-8 with a BOM or without, or Windows-1252.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.problems import Problem

if TYPE_CHECKING:
    import polars as pl

    from transforms.disclosure.tables.dimensions import Dimension

_CARRIED = ("level", "parents")  # what `protect` writes of a dimension of several levels


def read(path: Path) -> "pl.DataFrame":
    """Every named column as text, null where a cell is empty; blank lines are left out.

    Raises:
        Problem: It is not there or no CSV, a column stands twice, or a line is longer than the
            header.
    """
    import polars as pl

    from contracts.reading.csv_text import read_csv
    from contracts.reading.sources import RefusedFileError, SourceFile
    from transforms.disclosure.tables.codes import visible

    if not path.exists():
        raise Problem("disclosure.not_there", path=path)
    try:
        grid = read_csv(SourceFile(path.name, path), path.stem)
    except (OSError, RefusedFileError, csv.Error):
        raise Problem("disclosure.unreadable", path=path) from None
    twice = next((name for name, times in Counter(grid.header).items() if name and times > 1), None)
    if twice is not None:
        raise Problem("disclosure.column_twice", path=path, column=visible(twice))
    body = grid.body.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
    for beyond in body.columns[len(grid.header) :]:
        if (filled := body[beyond].is_not_null()).any():
            raise Problem("disclosure.wide", path=path, line=grid.rows[filled.arg_max() or 0])
    empty = pl.Series([None] * body.height, dtype=pl.String)
    columns = {
        name: body[str(at)].cast(pl.String) if str(at) in body.columns else empty
        for at, name in enumerate(grid.header)
        if name
    }
    return pl.DataFrame(columns)


def inner_cells(path: Path, dimensions: "tuple[Dimension, ...]") -> "pl.DataFrame":
    """The inner cells of a table to be protected or rounded: the dimensions and `n`, each once.

    Raises:
        Problem: What `read` and `counted` refuse, no cell at all, or one twice.
    """
    from transforms.disclosure.tables.table import counted

    cells = counted(read(path), dimensions)
    if cells.is_empty():
        raise Problem("disclosure.empty", path=path)
    if cells.drop("n").is_duplicated().any():
        raise Problem("disclosure.twice")
    return cells


def published_cells(
    path: Path, dimensions: "tuple[Dimension, ...]"
) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """The published rows, and which code is part of which, from further columns of theirs.

    Raises:
        Problem: What `read` refuses, a column is missing, a value is no whole number, or a code
            cannot be placed.
    """
    import polars as pl

    from transforms.disclosure.tables.dimensions import carried

    table = read(path)
    names = [dimension.name for dimension in dimensions]
    levels = [f"{d.name}_{kind}" for d in dimensions if d.columns[1:] for kind in _CARRIED]
    missing = sorted({*names, *levels, "value", "status"} - set(table.columns))
    if missing:
        raise Problem("disclosure.missing", columns=", ".join(missing))
    numbers = table["value"].cast(pl.Int64, strict=False)
    if numbers.null_count() > table["value"].null_count():
        raise Problem("disclosure.unreadable", path=path)
    table = table.with_columns(numbers)
    return table, carried(table, names)


def refuse_places(targets: Iterable[Path | None], sources: Iterable[Path | None]) -> None:
    """Refuse, before any work, to write over what is read or where no file can stand.

    Raises:
        Problem: It is one of the two, or two of the targets are one.
    """
    wanted = [path for path in targets if path is not None]
    for path in wanted:
        if path.exists() and not path.is_file():
            raise Problem("disclosure.no_file", path=path)
        if any(source is not None and _is_same(path, source) for source in sources):
            raise Problem("disclosure.own_input", path=path)
    for one, other in combinations(wanted, 2):
        if _is_same(one, other):
            raise Problem("disclosure.one_place", path=one)


def write(path: Path, content: str, *, mode: int = 0o644) -> None:
    """Replace a file in one step, with the folders above it.

    Raises:
        Problem: It cannot be written there.
    """
    from warehouse.files import write_bytes

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content.encode(), mode=mode)
    except OSError:
        raise Problem("disclosure.unwritable", path=path) from None


def _is_same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()
