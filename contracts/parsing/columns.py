"""Text cells to typed values and what is to be said about them, for whole frames at once.

Extracts repeat the same few cells thousands of times, so each different text of a column is
parsed once. Where texts hardly repeat (names, numbers of records), only cells that are not plainly
right already are parsed. What is canonical is passed on as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from contracts.parsing.kinds import CODED, PARSERS
from contracts.parsing.patterns import (
    is_empty_word,
    is_plain_nik,
    is_plain_text,
    is_sheet_error,
    is_too_long,
    stripped,
)
from contracts.registry import Column
from contracts.schemas.columns import Kind

FAULT_SCHEMA = pl.Schema({"index": pl.UInt32, "column": pl.String, "rule": pl.String})
_HARDLY_REPEATED = {Kind.TEXT: is_plain_text, Kind.NIK: is_plain_nik}


@dataclass(frozen=True)
class Parsed:
    """Typed columns.

    Attributes:
        frame: Of the contract's types; null where a cell is empty or unreadable.
        faults: index (position in the frame), column, rule: unreadable cells and notes.
        distinct: The different values of each column that repeats its values, at no cost.
    """

    frame: pl.DataFrame
    faults: pl.DataFrame
    distinct: Mapping[str, pl.Series]


def parse_columns(cells: pl.DataFrame, columns: Sequence[Column]) -> Parsed:
    """Parse the cells of several columns.

    Args:
        cells: Text, null for an empty cell; one column for each of `columns`.
        columns: What the contract says of them.

    Raises:
        TypeError: The cells are not text, or the frame is lazy.
    """
    if not isinstance(cells, pl.DataFrame) or set(cells.dtypes) - {pl.String}:
        raise TypeError("cells must be a frame of text")
    odd = _places_to_parse(cells, columns)
    distinct = _distinct(cells, columns, odd)
    values: list[pl.Expr | pl.Series] = []
    found = [FAULT_SCHEMA.to_frame()]
    known: dict[str, pl.Series] = {}
    for column in columns:
        name = column.name
        parsed = distinct[name].to_frame("cell").select("cell", *_expressions(column))
        places = odd.get(name)
        values.append(_values(cells[name], parsed, column, places))
        found.append(_faults(cells[name], parsed, column, places))
        if places is None:
            known[name] = parsed["value"].drop_nulls().unique().cast(column.dtype).alias(name)
    return Parsed(cells.select(values), pl.concat(found), known)


def _places_to_parse(cells: pl.DataFrame, columns: Sequence[Column]) -> dict[str, pl.Series]:
    """For columns that hardly repeat, where cells stand that are not plainly right."""
    tests = {c.name: _HARDLY_REPEATED[c.kind] for c in columns if c.kind in _HARDLY_REPEATED}
    plain = cells.select(test(pl.col(name)).alias(name) for name, test in tests.items())
    return {name: (~plain[name]).fill_null(value=False).arg_true() for name in tests}


def _distinct(
    cells: pl.DataFrame, columns: Sequence[Column], odd: dict[str, pl.Series]
) -> dict[str, pl.Series]:
    repeated = [c.name for c in columns if c.name not in odd]
    lists = cells.select(pl.col(name).drop_nulls().unique().implode() for name in repeated)
    found = {name: lists[name].explode(empty_as_null=False) for name in repeated}
    for name, places in odd.items():
        found[name] = cells[name].gather(places).unique()
    return found


def _expressions(column: Column) -> tuple[pl.Expr, pl.Expr]:
    cell = pl.col("cell")
    unusable = pl.when(is_too_long(cell)).then(pl.lit("V-012"))
    unusable = unusable.when(is_sheet_error(cell)).then(pl.lit("V-013"))
    if column.kind not in CODED:
        unusable = unusable.when(is_empty_word(cell)).then(pl.lit("V-101"))
    unusable = unusable.otherwise(pl.lit(None, dtype=pl.String))
    text = pl.when(unusable.is_null()).then(stripped(cell))
    value, rule = PARSERS[column.kind](text, column)
    return value.alias("value"), pl.coalesce(unusable, rule).alias("rule")


def _values(
    cells: pl.Series, parsed: pl.DataFrame, column: Column, places: pl.Series | None
) -> pl.Expr | pl.Series:
    name = column.name
    if column.dtype != pl.String:
        if parsed.is_empty():
            nothing = pl.lit(None, dtype=column.dtype)
            return pl.when(pl.col(name).is_null()).then(nothing).alias(name)
        return pl.col(name).replace_strict(
            parsed["cell"], parsed["value"], default=None, return_dtype=column.dtype
        )
    changed = parsed.filter(pl.col("value").ne_missing(pl.col("cell")))
    if changed.is_empty():
        return pl.col(name)
    if places is None:
        return pl.col(name).replace(changed["cell"], changed["value"])
    values = cells.gather(places).replace(changed["cell"], changed["value"])
    return cells.scatter(places, values).alias(name)


def _faults(
    cells: pl.Series, parsed: pl.DataFrame, column: Column, places: pl.Series | None
) -> pl.DataFrame:
    faulty = parsed.filter(pl.col("rule").is_not_null()).select("cell", "rule")
    if faulty.is_empty():
        return FAULT_SCHEMA.to_frame()
    looked_at = cells if places is None else cells.gather(places)
    placed = looked_at.alias("cell").to_frame().with_row_index("index")
    found = placed.filter(pl.col("cell").is_in(faulty["cell"].implode()))
    found = found.join(faulty, on="cell", maintain_order="left")
    if places is not None:
        found = found.with_columns(places.gather(found["index"]).alias("index"))
    return found.select(
        pl.col("index").cast(pl.UInt32), pl.lit(column.name).alias("column"), "rule"
    )
