"""The cube of inner cells, frozen, and the tables that can be drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from contracts.problems import Problem
from transforms.disclosure.tables.dimensions import Dimension
from transforms.disclosure.tables.table import Table, build, counted


@dataclass(frozen=True)
class Cube:
    """Inner cells, frozen.

    Attributes:
        cells: One row an inner cell: every column of the dimensions (String), `n` (Int64).
        dimensions: Disjoint columns; the last column of each chain is the inner code.
        levels: Per dimension, one row an inner code: its columns. Codes nobody has stand here too.
    """

    cells: pl.DataFrame
    dimensions: tuple[Dimension, ...]
    levels: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class TableSpec:
    """One table over a cube: what it crosses, each dimension with its own total.

    Attributes:
        name: Names the table in a release.
        dimensions: Columns of the cube, each dimension within one of the cube's.
        only: Columns of the cube restricted to some codes, e.g. one year; all others are summed.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def cube(
    cells: pl.DataFrame,
    dimensions: tuple[Dimension, ...],
    codes: Mapping[str, pl.DataFrame] | None = None,
) -> Cube:
    """Freeze inner cells: rows of one cell are added up, columns beside the dimensions are dropped.

    Args:
        cells: All columns of the dimensions and a count `n`.
        dimensions: As `dimensions.parse` reads them.
        codes: Per dimension its full code list (all its columns); of a dimension not named here
            the codes of the cells. Give it wherever there is one: the key of a quantity holds its
            inner codes, and codes nobody has this year are zeros, not unknown.

    Raises:
        Problem: A column or a code is missing, or a count is no whole number from 0.
    """
    columns = [column for dimension in dimensions for column in dimension.columns]
    cells = counted(cells, dimensions).group_by(columns).agg(pl.col("n").sum()).sort(columns)
    levels = {}
    for dimension in dimensions:
        own = list(dimension.columns)
        listed = [codes[dimension.name].select(own)] if codes and dimension.name in codes else []
        levels[dimension.name] = pl.concat([cells.select(own), *listed]).unique().sort(own)
    return Cube(cells, dimensions, levels)


def levels_of(frozen: Cube, spec: TableSpec) -> dict[str, pl.DataFrame]:
    """The code lists of the cube as far as the table goes."""
    known = {column for dimension in frozen.dimensions for column in dimension.columns}
    used = {column for dimension in spec.dimensions for column in dimension.columns}
    if missing := sorted({*used, *spec.only} - known):
        raise Problem("disclosure.missing", columns=", ".join(missing))
    found = {}
    for name, levels in frozen.levels.items():
        own = [pl.col(c).is_in(list(spec.only[c])) for c in levels.columns if c in spec.only]
        found[name] = levels.filter(own) if own else levels
    return found


def table_of(frozen: Cube, spec: TableSpec) -> Table:
    """One table alone: summed over what it leaves out, with every code of its lists.

    Raises:
        Problem: A column is not in the cube, or the codes of a dimension do not nest.
    """
    codes_of = levels_of(frozen, spec)
    columns = [column for dimension in spec.dimensions for column in dimension.columns]
    cells = frozen.cells
    for column, codes in spec.only.items():
        cells = cells.filter(pl.col(column).is_in(list(codes)))
    lists = []
    for dimension in spec.dimensions:
        levels = codes_of[frozen.dimensions[axis_of(frozen, dimension)].name]
        lists.append(levels.select(dimension.columns).unique().sort(dimension.columns))
    longest = range(max((codes.height for codes in lists), default=0))
    empty = pl.concat(
        [codes[[at % codes.height for at in longest]] for codes in lists if codes.height],
        how="horizontal",
    ).with_columns(n=pl.lit(0, pl.Int64))
    both = pl.concat([cells.select(*columns, "n"), empty])
    inner = both.group_by(columns).agg(pl.col("n").sum()).sort(columns)
    return build(inner, spec.dimensions)


def axis_of(frozen: Cube, dimension: Dimension) -> int:
    """Which dimension of the cube a dimension of a table belongs to."""
    for axis, own in enumerate(frozen.dimensions):
        if set(dimension.columns) <= set(own.columns):
            return axis
    raise Problem("disclosure.missing", columns=", ".join(dimension.columns))
