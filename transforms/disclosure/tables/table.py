"""A frequency table with all its margins: cells by place in the product of the codes, and sums."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from contracts.problems import Problem
from transforms.disclosure.tables.dimensions import Dimension, Nodes, areas, nesting, nodes


@dataclass(frozen=True)
class Table:
    """Counts of all cells (flat, int64) and equations parent = sum of children (cell indices)."""

    dimensions: tuple[Dimension, ...]
    axes: tuple[Nodes, ...]
    pairs: pl.DataFrame
    values: np.ndarray
    equations: list[tuple[int, np.ndarray]]

    @cached_property
    def areas(self) -> np.ndarray:
        """Per cell the number of the area (of its deepest dimension) it lies in; -1 above all."""
        axis, area = areas(self.pairs, self.dimensions)
        shape = [len(nodes.codes) for nodes in self.axes]
        own = np.array([area.get(code, -1) for code in self.axes[axis].codes])
        return own[np.indices(shape)[axis].reshape(-1)]

    def frame(self, hidden: np.ndarray) -> pl.DataFrame:
        """One row a published cell; `value` is null where `hidden`."""
        grid = np.indices([len(axis.codes) for axis in self.axes]).reshape(len(self.axes), -1)
        columns = {
            dimension.name: np.array(axis.codes, dtype=object)[places].tolist()
            for dimension, axis, places in zip(self.dimensions, self.axes, grid, strict=True)
        }
        return pl.DataFrame(columns).with_columns(
            value=pl.when(~pl.Series(hidden)).then(pl.Series(self.values)),
            status=pl.when(pl.Series(hidden))
            .then(pl.lit("suppressed"))
            .otherwise(pl.lit("published")),
        )


def build(cells: pl.DataFrame, dimensions: tuple[Dimension, ...]) -> Table:
    """The table of inner cells with a count column `n`; cells not listed are 0.

    Raises:
        Problem: A column is missing, a count is no whole number from 0, or a cell stands twice.
    """
    cells = counted(cells, dimensions)
    pairs = nesting(cells, dimensions)
    axes = tuple(nodes(pairs, dimension) for dimension in dimensions)
    names = [dimension.name for dimension in dimensions]
    if cells.select(names).is_duplicated().any():
        raise Problem("disclosure.twice")
    grid = np.zeros([len(axis.codes) for axis in axes], dtype=np.int64)
    place = [{code: index for index, code in enumerate(axis.codes)} for axis in axes]
    spots = tuple(
        np.array([place[axis][code] for code in cells[name]]) for axis, name in enumerate(names)
    )
    grid[spots] = cells["n"].to_numpy()
    for axis, found in enumerate(axes):
        _add_up(np.moveaxis(grid, axis, 0), found)
    return Table(dimensions, axes, pairs, grid.reshape(-1), equations(axes))


def counted(cells: pl.DataFrame, dimensions: tuple[Dimension, ...]) -> pl.DataFrame:
    """The columns of the dimensions as text, and the counts `n` as whole numbers.

    Raises:
        Problem: A column or a code is missing, or a count is no whole number from 0.
    """
    columns = [column for dimension in dimensions for column in dimension.columns]
    missing = sorted({*columns, "n"} - set(cells.columns))
    if missing:
        raise Problem("disclosure.missing", columns=", ".join(missing))
    counts = cells["n"].cast(pl.Int64, strict=False)
    wrong = counts.is_null() | (counts < 0)
    if wrong.any():
        raise Problem("disclosure.count", line=int(wrong.arg_max() or 0) + 2)
    cells = cells.select(pl.col(columns).cast(pl.String), counts.alias("n"))
    empty = next((column for column in columns if cells[column].null_count()), None)
    if empty is not None:
        raise Problem("disclosure.codes", code="", column=empty)
    return cells


def _add_up(grid: np.ndarray, axis: Nodes) -> None:
    done = set(range(axis.inner))
    waiting = list(axis.sums)
    while waiting:
        ready = [item for item in waiting if done.issuperset(item[1])]
        for parent, children in ready:
            grid[parent] = grid[list(children)].sum(axis=0)
            done.add(parent)
        waiting = [item for item in waiting if item not in ready]


def equations(axes: tuple[Nodes, ...]) -> list[tuple[int, np.ndarray]]:
    """Every sum of one axis at every place of the others: parent cell, child cells."""
    index = np.arange(np.prod([len(axis.codes) for axis in axes]))
    index = index.reshape([len(axis.codes) for axis in axes])
    rows = []
    for axis, found in enumerate(axes):
        front = np.moveaxis(index, axis, 0).reshape(len(found.codes), -1)
        for parent, children in found.sums:
            block = front[list(children)]
            rows += [(int(front[parent, at]), block[:, at]) for at in range(front.shape[1])]
    return rows
