"""All tables of a release as one: the same inner cells are one quantity, whatever tables call it.

Every cell of every table is a product of code sets, one a dimension of the cube, and these sets
name it: margins that two tables share are one variable with one status. Protected apart, such
tables give each other away (linked tables: Hundepool et al., Statistical Disclosure Control, 2012).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from transforms.disclosure.tables.cube import Cube, TableSpec, axis_of, levels_of, table_of
from transforms.disclosure.tables.dimensions import TOTAL, Dimension
from transforms.disclosure.tables.table import Table

Split = tuple[int, tuple[int, ...]]  # a code set and the sets that it falls into


@dataclass(frozen=True)
class JointTable:
    """All tables of a release as one table of quantities.

    Attributes:
        cube: What they count.
        tables: Each table as it stands alone, by name.
        places: Quantity of each cell of each table, by name.
        values: Count of each quantity (int64).
        equations: Parent quantity and the quantities that add up to it, across tables too.
        parts: Per quantity (row) and dimension of the cube (column) the number of its code set.
        sets: Per dimension of the cube the code sets, each sorted.
        labels: Per dimension of the cube a code for each set, `Total` for the whole dimension.
    """

    cube: Cube
    tables: dict[str, Table]
    places: dict[str, np.ndarray]
    values: np.ndarray
    equations: list[tuple[int, np.ndarray]]
    parts: np.ndarray
    sets: tuple[tuple[tuple[str, ...], ...], ...]
    labels: tuple[tuple[str, ...], ...]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Those of the cube."""
        return self.cube.dimensions

    @cached_property
    def keys(self) -> list[str]:
        """Key of each quantity: 32 hex characters of the SHA-256 of its code sets.

        A whole dimension is no part of it, so that the key outlives a longer code list.
        """
        digests = [
            [
                b"" if label == TOTAL else _digest(dimension.name, codes)
                for label, codes in zip(labels, sets, strict=True)
            ]
            for dimension, labels, sets in zip(self.dimensions, self.labels, self.sets, strict=True)
        ]
        return [
            hashlib.sha256(
                b"|".join(digests[axis][place] for axis, place in enumerate(row))
            ).hexdigest()[:32]
            for row in self.parts.tolist()
        ]

    @cached_property
    def areas(self) -> np.ndarray:
        """Per quantity the number of the area it lies in, as its tables say; -1 above all."""
        found = np.full(self.values.size, -1)
        for name, table in self.tables.items():
            np.maximum.at(found, self.places[name], table.areas)
        return found

    @cached_property
    def members(self) -> tuple[np.ndarray, np.ndarray]:
        """Which inner cells (rows of the cube's cells) each quantity is the sum of, as pairs."""
        sizes = [len(sets) for sets in self.sets]
        cell = np.arange(self.cube.cells.height)
        flat = np.zeros(cell.size, dtype=np.int64)
        for axis, dimension in enumerate(self.dimensions):
            holds: dict[str, list[int]] = {code: [] for code in self.sets[axis][0]}
            for number, codes in enumerate(self.sets[axis]):
                for code in codes:
                    holds[code].append(number)
            row = self.cube.cells[dimension.name].to_list()
            mine = [np.array(holds[row[at]], dtype=np.int64) for at in range(len(row))]
            times = np.array([found.size for found in mine], dtype=np.int64)[cell]
            numbers = np.concatenate([mine[at] for at in cell.tolist()] or [cell])
            cell, flat = np.repeat(cell, times), np.repeat(flat, times) * sizes[axis] + numbers
        chosen = np.asarray(np.ravel_multi_index(self.parts.T, sizes))
        at = np.minimum(np.searchsorted(chosen, flat), chosen.size - 1)
        shown = chosen[at] == flat
        return cell[shown], at[shown]

    def frame(self, hidden: np.ndarray) -> pl.DataFrame:
        """One row a quantity: the cube's dimensions, `value` (null where hidden), `status`."""
        columns = {
            dimension.name: np.array(labels, dtype=object)[self.parts[:, axis]].tolist()
            for axis, (dimension, labels) in enumerate(
                zip(self.dimensions, self.labels, strict=True)
            )
        }
        mask = pl.Series(hidden, dtype=pl.Boolean)
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(
            value=pl.when(~mask).then(pl.Series(self.values)),
            status=pl.when(mask).then(pl.lit("suppressed")).otherwise(pl.lit("published")),
        )

    def frames(self, hidden: np.ndarray) -> dict[str, pl.DataFrame]:
        """Each table by name: its dimensions, `value`, `status`, `quantity` (key); sorted."""
        keys = np.array(self.keys, dtype=object)
        found = {}
        for name, table in self.tables.items():
            place = self.places[name]
            frame = table.frame(hidden[place]).with_columns(
                quantity=pl.Series(keys[place].tolist(), dtype=pl.String)
            )
            found[name] = frame.sort([dimension.name for dimension in table.dimensions])
        return found


def join(frozen: Cube, specs: Sequence[TableSpec]) -> JointTable:
    """The tables of a release over one cube.

    Equations are every fall of a published quantity into published quantities along one dimension,
    by the hierarchies of the cube and of all tables. Not among them: that a set inside another is
    never greater where neither's rest is published (the gate attacks such differences), and what
    inner cells of three or more tables that cross in a ring (a×b, b×c, a×c) forbid.

    Raises:
        Problem: A column is not in the cube, or the codes of a dimension do not nest.
    """
    registry = _Sets(frozen)
    tables = {spec.name: table_of(frozen, spec) for spec in specs}
    sets_of = {spec.name: _places(frozen, spec, tables[spec.name], registry) for spec in specs}
    splits = _splits(frozen, specs, registry)
    sizes = [len(sets) for sets in registry.sets]
    flat = {name: np.ravel_multi_index(found.T, sizes) for name, found in sets_of.items()}
    chosen = np.unique(np.concatenate(list(flat.values())))
    places = {name: np.asarray(np.searchsorted(chosen, found)) for name, found in flat.items()}
    values = np.zeros(chosen.size, dtype=np.int64)
    for name, place in places.items():
        values[place] = tables[name].values
    parts = np.stack(np.unravel_index(chosen, sizes), axis=1)
    return JointTable(
        frozen,
        tables,
        places,
        values,
        _equations(chosen, parts, sizes, splits),
        parts,
        tuple(tuple(sets) for sets in registry.sets),
        tuple(tuple(labels) for labels in registry.labels),
    )


class _Sets:
    """The different code sets of each dimension of a cube, numbered, with a code for each."""

    def __init__(self, frozen: Cube) -> None:
        self.levels = [frozen.levels[dimension.name] for dimension in frozen.dimensions]
        self.inner = [dimension.name for dimension in frozen.dimensions]
        size = len(frozen.dimensions)
        self.number: list[dict[tuple[str, ...], int]] = [{} for _ in range(size)]
        self.sets: list[list[tuple[str, ...]]] = [[] for _ in range(size)]
        self.labels: list[list[str]] = [[] for _ in range(size)]
        for axis, dimension in enumerate(frozen.dimensions):
            self.add(axis, self.levels[axis], TOTAL)
            for column in dimension.columns:
                self.of_column(axis, self.levels[axis], column)

    def add(self, axis: int, levels: pl.DataFrame, label: str) -> int:
        """The number of the set of all inner codes of some rows of the levels."""
        codes = tuple(levels[self.inner[axis]].unique().sort())
        known = self.number[axis]
        if codes not in known:
            known[codes] = len(known)
            self.sets[axis].append(codes)
            self.labels[axis].append(label)
        return known[codes]

    def of_column(self, axis: int, levels: pl.DataFrame, column: str) -> dict[str, int]:
        """The set of each code of a column."""
        groups = levels.partition_by(column, maintain_order=True)
        return {str(rows[column][0]): self.add(axis, rows, str(rows[column][0])) for rows in groups}


def _places(frozen: Cube, spec: TableSpec, table: Table, registry: _Sets) -> np.ndarray:
    """Per cell of a table (row) and dimension of the cube (column) the number of its code set."""
    levels = levels_of(frozen, spec)
    shape = [len(axis.codes) for axis in table.axes]
    grid = np.indices(shape).reshape(len(shape), -1)
    found = np.zeros((table.values.size, len(frozen.dimensions)), dtype=np.int64)
    for axis, own in enumerate(frozen.dimensions):
        rest = levels[own.name]
        found[:, axis] = registry.add(axis, rest, "+".join(rest[own.name].unique().sort()))
    for side, dimension in enumerate(spec.dimensions):
        axis = axis_of(frozen, dimension)
        rest = levels[frozen.dimensions[axis].name]
        numbers = {TOTAL: int(found[0, axis])}
        for column in dimension.columns:
            numbers |= registry.of_column(axis, rest, column)
        own = np.array([numbers[code] for code in table.axes[side].codes])
        found[:, axis] = own[grid[side]]
    return found


def _splits(frozen: Cube, specs: Sequence[TableSpec], registry: _Sets) -> list[set[Split]]:
    """Per dimension of the cube: how its code sets fall into others, by any hierarchy."""
    found: list[set[Split]] = [set() for _ in frozen.dimensions]
    whole = TableSpec("", frozen.dimensions)
    for spec in (whole, *specs):
        levels = levels_of(frozen, spec)
        for dimension in spec.dimensions:
            axis = axis_of(frozen, dimension)
            rest = levels[frozen.dimensions[axis].name]
            for chain in dimension.chains:
                for above, column in zip((None, *chain), chain, strict=False):
                    groups = [rest] if above is None else rest.partition_by(above)
                    for rows in groups:
                        parent = registry.add(axis, rows, "")
                        kids = sorted(set(registry.of_column(axis, rows, column).values()))
                        if kids != [parent]:
                            found[axis].add((parent, tuple(kids)))
    return found


def _equations(
    chosen: np.ndarray, parts: np.ndarray, sizes: Sequence[int], splits: Sequence[set[Split]]
) -> list[tuple[int, np.ndarray]]:
    """Every published quantity whose parts along one dimension are all published."""
    rows = []
    for axis, of in enumerate(splits):
        stride = int(np.prod(sizes[axis + 1 :]))
        for parent, kids in sorted(of):
            own = np.flatnonzero(parts[:, axis] == parent)
            wanted = chosen[own][:, None] + (np.array(kids) - parent) * stride
            at = np.minimum(np.searchsorted(chosen, wanted), chosen.size - 1)
            whole = (chosen[at] == wanted).all(axis=1)
            rows += list(zip(own[whole].tolist(), at[whole], strict=True))
    return rows


def _digest(dimension: str, codes: Sequence[str]) -> bytes:
    return hashlib.sha256("\x1f".join([dimension, *codes]).encode()).digest()
