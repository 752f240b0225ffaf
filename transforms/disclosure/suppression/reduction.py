"""The part of a system that can move: known zeros dropped, quantities that must be equal merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transforms.disclosure.tables.quantities import Quantities


@dataclass(frozen=True)
class Sparse:
    """A sparse matrix by lines: line i holds `index[start[i]:start[i+1]]` and the same factors."""

    start: np.ndarray
    index: np.ndarray
    factor: np.ndarray

    @cached_property
    def length(self) -> np.ndarray:
        """How many entries each line has."""
        return np.diff(self.start)

    def entries(self, which: np.ndarray) -> np.ndarray:
        """Where the entries of some lines stand, line after line."""
        size = self.length[which]
        ends = np.cumsum(size)
        total = int(ends[-1]) if ends.size else 0
        return np.repeat(self.start[which] - ends + size, size) + np.arange(total)

    def lines(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the entries of some lines stand, and which line of `which` each belongs to."""
        return self.entries(which), np.repeat(np.arange(which.size), self.length[which])

    def flipped(self, size: int) -> "Sparse":
        """The same matrix by columns, `size` of them."""
        line = np.repeat(np.arange(self.start.size - 1), np.diff(self.start))
        order = np.argsort(self.index, kind="stable")
        count = np.bincount(self.index, minlength=size)
        return Sparse(np.concatenate([[0], np.cumsum(count)]), line[order], self.factor[order])


@dataclass(frozen=True)
class System:
    """Variables that may move and the sums between them.

    Attributes:
        group: Quantity to variable, -1 for a published zero.
        values: The value of a variable.
        members: How many quantities are this variable.
        rows: The sums, every one adding up to 0.
        columns: The same by variable.
    """

    group: np.ndarray
    values: np.ndarray
    members: np.ndarray
    rows: Sparse
    columns: Sparse

    @cached_property
    def row_lists(self) -> tuple[list[int], list[int]]:
        """Start and variables of the rows, as lists: faster one by one."""
        return self.rows.start.tolist(), self.rows.index.tolist()

    @cached_property
    def column_lists(self) -> tuple[list[int], list[int]]:
        """Start and rows of the variables, as lists."""
        return self.columns.start.tolist(), self.columns.index.tolist()

    def adds_up(self, index: np.ndarray, change: np.ndarray) -> bool:
        """Whether every sum still holds when the variables of `index` change."""
        entries, line = self.columns.lines(index)
        moved = self.columns.factor[entries] * change[line]
        return not np.bincount(self.columns.index[entries], moved).any()  # whole, so exact


class _Forest:
    """Which quantities are one (union-find)."""

    def __init__(self, size: int) -> None:
        self.root = list(range(size))

    def find(self, one: int) -> int:
        while self.root[one] != one:
            self.root[one] = self.root[self.root[one]]
            one = self.root[one]
        return one

    def join(self, one: int, other: int) -> None:
        self.root[self.find(one)] = self.find(other)


def reduce(system: Quantities, *, zeros_shown: bool) -> System:
    """Drop published zeros and merge a parent with its only child that is not zero."""
    size = system.values.size
    alive = system.values > 0 if zeros_shown else np.ones(size, dtype=bool)
    forest = _Forest(size)
    kept: list[tuple[int, list[int]]] = []
    for parent, children in system.equations:
        live = children[alive[children]].tolist()
        if len(live) == 1:
            forest.join(parent, live[0])
        elif live:
            kept.append((parent, live))
    roots = np.array([forest.find(one) if alive[one] else -1 for one in range(size)])
    chosen = np.unique(roots[roots >= 0])
    group = np.where(roots >= 0, np.searchsorted(chosen, roots), -1)
    rows = dict.fromkeys(_row(group, parent, live) for parent, live in kept)
    members = np.bincount(group[group >= 0], minlength=chosen.size)
    by_row = _sparse(row for row in rows if row)
    values = system.values[chosen]
    return System(group, values, members, by_row, by_row.flipped(values.size))


def _row(group: np.ndarray, parent: int, live: list[int]) -> tuple[tuple[int, int], ...]:
    row: dict[int, int] = {int(group[parent]): -1}
    for child in group[live].tolist():
        row[child] = row.get(child, 0) + 1
    return tuple((column, factor) for column, factor in sorted(row.items()) if factor)


def _sparse(rows: Iterable[tuple[tuple[int, int], ...]]) -> Sparse:
    kept = list(rows)
    start = np.cumsum([0, *(len(row) for row in kept)])
    flat = np.array([entry for row in kept for entry in row], dtype=np.int64).reshape(-1, 2)
    return Sparse(start, flat[:, 0], flat[:, 1])
