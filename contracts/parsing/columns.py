"""Text cells to typed values and what is to be said about them, for whole frames at once.

Extracts repeat the same few cells thousands of times, so each different text of a column is
parsed once. Where texts hardly repeat (names, numbers of records), only cells that are not plainly
right already are parsed. What is canonical is passed on as it is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from contracts.parsing.kinds import CODED, PARSERS
from contracts.parsing.patterns import (
    is_empty_word,
    is_nik,
    is_plain_text,
    is_sheet_error,
    is_too_long,
    stripped,
)
from contracts.registry import Column
from contracts.schemas.columns import Kind

FAULT_SCHEMA = pl.Schema({"index": pl.UInt32, "column": pl.String, "rule": pl.String})
_MOSTLY_PLAIN = {Kind.TEXT: is_plain_text, Kind.NIK: is_nik}
_LOOKED_AT = 10_000  # rows that tell whether a column repeats its texts
_REPEATS = 10  # times that a text must stand among them on average


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
    parsed = _parsed(distinct, columns)
    values: list[pl.Expr | pl.Series] = []
    found = [FAULT_SCHEMA.to_frame()]
    known: dict[str, pl.Series] = {}
    for column in columns:
        name = column.name
        places = odd.get(name)
        values.append(_values(cells[name], parsed[name], column, places))
        found += _faults(cells[name], parsed[name], column, places)
        if places is None:
            known[name] = parsed[name]["value"].alias(name)
    plans = [v.to_frame().lazy().select(pl.first().drop_nulls().unique()) for v in known.values()]
    known = dict(zip(known, (frame.to_series() for frame in _side_by_side(plans)), strict=True))
    return Parsed(cells.select(values), pl.concat(found), known)


def _places_to_parse(cells: pl.DataFrame, columns: Sequence[Column]) -> dict[str, pl.Series]:
    """For columns that hardly repeat, where cells stand that are not plainly right."""
    tests = {c.name: _MOSTLY_PLAIN[c.kind] for c in columns if c.kind in _MOSTLY_PLAIN}
    head = cells.head(_LOOKED_AT).select(
        pl.col(n).drop_nulls().n_unique() * _REPEATS > pl.col(n).count() for n in tests
    )
    filled = {n: pl.col(n).is_not_null().arg_true() for n in tests if head[n].item()}
    odd = cells.select(
        filled[n].gather((~tests[n](pl.col(n).drop_nulls())).arg_true()).implode() for n in filled
    )
    return {name: odd[name][0] for name in filled}


def _distinct(
    cells: pl.DataFrame, columns: Sequence[Column], odd: Mapping[str, pl.Series]
) -> dict[str, pl.Series]:
    lists = cells.select(
        (pl.col(c.name).gather(odd[c.name]) if c.name in odd else pl.col(c.name).drop_nulls())
        .unique()
        .implode()
        for c in columns
    )
    return {c.name: lists[c.name][0] for c in columns}


def _parsed(
    distinct: Mapping[str, pl.Series], columns: Sequence[Column]
) -> dict[str, pl.DataFrame]:
    """By column its different cells with value and rule; columns read alike are parsed as one."""
    alike: dict[object, list[Column]] = defaultdict(list)
    for column in columns:
        alike[column.kind, column.code_list].append(column)
    stacked = [pl.concat([distinct[c.name].alias("cell") for c in g]) for g in alike.values()]
    plans = [
        _plan(cells.to_frame().lazy(), group[0])
        for cells, group in zip(stacked, alike.values(), strict=True)
    ]
    found = {}
    for group, parsed in zip(alike.values(), _side_by_side(plans), strict=True):
        start = 0
        for column in group:
            length = distinct[column.name].len()
            found[column.name] = parsed.slice(start, length)
            start += length
    return found


def _side_by_side(plans: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Small queries at once and as they stand: to optimise them would cost more than to run them.

    In memory: their rows keep their order, and the streaming engine takes its time to start.
    """
    return pl.collect_all(plans, optimizations=pl.QueryOptFlags.none(), engine="in-memory")


def _plan(cells: pl.LazyFrame, column: Column) -> pl.LazyFrame:
    """Value and rule of each cell, in steps: nested, one is worked out again at each use."""
    usable = pl.when(pl.col("unusable").is_null()).then(stripped(pl.col("cell")))
    value, rule = PARSERS[column.kind](pl.col("text"), column)
    return (
        cells.with_columns(_unusable(column).alias("unusable"))
        .with_columns(usable.alias("text"))
        .select("cell", value.alias("value"), pl.coalesce("unusable", rule).alias("rule"))
    )


def _unusable(column: Column) -> pl.Expr:
    """The rule by which a cell says nothing, whatever kind of value it should hold."""
    cell = pl.col("cell")
    rule = pl.when(is_too_long(cell)).then(pl.lit("V-012"))
    rule = rule.when(is_sheet_error(cell)).then(pl.lit("V-013"))
    if column.kind not in CODED:
        rule = rule.when(is_empty_word(cell)).then(pl.lit("V-101"))
    return rule.otherwise(pl.lit(None, dtype=pl.String))


def _values(
    cells: pl.Series, parsed: pl.DataFrame, column: Column, places: pl.Series | None
) -> pl.Expr | pl.Series:
    name, cell, value = column.name, parsed["cell"], parsed["value"]
    if column.dtype != pl.String:
        if parsed.is_empty():
            nothing = pl.lit(None, dtype=column.dtype)
            return pl.when(pl.col(name).is_null()).then(nothing).alias(name)
        return pl.col(name).replace_strict(cell, value, default=None, return_dtype=column.dtype)
    changed = value.ne_missing(cell)
    if not changed.any():
        return pl.col(name)
    cell, value = cell.filter(changed), value.filter(changed)
    if places is None:
        return pl.col(name).replace(cell, value)
    return cells.scatter(places, cells.gather(places).replace(cell, value)).alias(name)


def _faults(
    cells: pl.Series, parsed: pl.DataFrame, column: Column, places: pl.Series | None
) -> Iterator[pl.DataFrame]:
    if parsed["rule"].null_count() == parsed.height:
        return
    faulty = parsed.filter(pl.col("rule").is_not_null()).select("cell", "rule")
    looked_at = cells if places is None else cells.gather(places)
    placed = looked_at.alias("cell").to_frame().with_row_index("index")
    found = placed.filter(pl.col("cell").is_in(faulty["cell"].implode()))
    found = found.join(faulty, on="cell", maintain_order="left")
    if places is not None:
        found = found.with_columns(places.gather(found["index"]).alias("index"))
    yield found.select(pl.col("index").cast(pl.UInt32), pl.lit(column.name).alias("column"), "rule")
