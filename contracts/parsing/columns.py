"""A column of text cells to typed values and what is to be said about them.

Extracts repeat the same few cells thousands of times, so each different text is parsed once; a
column whose texts are all canonical already is passed on as it is.
"""

from dataclasses import dataclass

import polars as pl

from contracts.parsing.kinds import CODED, PARSERS
from contracts.parsing.patterns import is_empty_word, is_sheet_error, is_too_long, stripped
from contracts.registry import Column

FAULT_SCHEMA = pl.Schema({"index": pl.UInt32, "rule": pl.String})


@dataclass(frozen=True)
class Parsed:
    """A typed column.

    Attributes:
        values: Of the contract's type; null where the cell is empty or unreadable.
        faults: index (position in the column), rule: unreadable cells and notes.
    """

    values: pl.Series
    faults: pl.DataFrame


def parse_column(cells: pl.Series, column: Column) -> Parsed:
    """Parse the cells of one column.

    Args:
        cells: Text, null for an empty cell.
        column: What the contract says of it.

    Raises:
        TypeError: The cells are not text.
    """
    if cells.dtype != pl.String:
        raise TypeError(column.name)
    distinct = cells.unique().drop_nulls().alias("cell").to_frame()
    parsed = distinct.select("cell", *_expressions(column))
    return Parsed(_values(cells, parsed, column), _faults(cells, parsed))


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


def _values(cells: pl.Series, parsed: pl.DataFrame, column: Column) -> pl.Series:
    if parsed.is_empty():
        return cells.clear(cells.len()).cast(column.dtype).alias(column.name)
    if column.dtype == pl.String:
        parsed = parsed.filter(pl.col("value").ne_missing(pl.col("cell")))
        if parsed.is_empty():
            return cells.alias(column.name)
        values = cells.replace(parsed["cell"], parsed["value"])
    else:
        values = cells.replace_strict(
            parsed["cell"], parsed["value"], default=None, return_dtype=column.dtype
        )
    return values.alias(column.name)


def _faults(cells: pl.Series, parsed: pl.DataFrame) -> pl.DataFrame:
    faulty = parsed.filter(pl.col("rule").is_not_null()).select("cell", "rule")
    if faulty.is_empty():
        return FAULT_SCHEMA.to_frame()
    placed = cells.alias("cell").to_frame().with_row_index("index")
    found = placed.filter(pl.col("cell").is_in(faulty["cell"].implode()))
    return found.join(faulty, on="cell", maintain_order="left").select(FAULT_SCHEMA.names())
