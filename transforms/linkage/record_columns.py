"""The columns of the records as plain arrays by row: what pairs fetch from.

Texts become numbers of one dictionary, nothing becomes the smallest integer, the words of a filter
stand side by side, and lists are one long array with the place where each begins.
"""

from collections.abc import Iterable
from copy import copy

import numpy as np
import polars as pl

from transforms.linkage.conditions import Node, walk

NOTHING = np.iinfo(np.int64).min


class Table:
    """The columns that some conditions name, by row.

    Args:
        frame: Features; row i is the record i.
        nodes: The conditions that will be computed.
    """

    def __init__(self, frame: pl.DataFrame, nodes: Iterable[Node]) -> None:
        nodes = frozenset().union(*(walk(node) for node in nodes))
        wanted = sorted({node.value[0] for node in nodes if node.kind == "column"})
        texts = [n for n in wanted if frame.schema[n] == pl.String]
        known = {n.value for n in nodes if n.kind == "literal" and isinstance(n.value, str)}
        known.update(*(frame[n].drop_nulls().unique().to_list() for n in texts))
        self.codes = {text: code for code, text in enumerate(sorted(known))}
        kind = pl.Enum(sorted(known))
        self.lists = {n: ListColumn(frame[n]) for n in wanted if frame.schema[n] == pl.List}
        self.flags = frozenset(n for n in wanted if frame.schema[n] == pl.Boolean)
        self.nullable = frozenset(n for n in wanted if frame[n].null_count())
        self.blocks: dict[str, tuple[str, int]] = {}
        self.arrays: dict[str, np.ndarray] = {}
        for words in sorted({_words(node) for node in nodes if node.kind == "shared_bits"}):
            name = "+".join(words)
            self.arrays[name] = np.column_stack([_plain(frame[n], kind) for n in words])
            self.blocks |= {n: (name, i) for i, n in enumerate(words)}
        for name in wanted:
            if name not in self.lists and name not in self.blocks:
                self.arrays[name] = _plain(frame[name], kind)

    def renewed(self, frame: pl.DataFrame, names: Iterable[str]) -> "Table":
        """The same with some columns of whole numbers as they are in another frame."""
        table = copy(self)
        table.arrays = dict(self.arrays)
        for name in set(names) & set(self.arrays):
            table.arrays[name] = _plain(frame[name], pl.Enum([]))
            has_gaps = bool(frame[name].null_count())
            table.nullable = (table.nullable - {name}) | ({name} if has_gaps else frozenset())
        return table


class ListColumn:
    """A column of lists: where each begins, how long it is, and all values in a row.

    Args:
        column: Lists of whole numbers; nothing is an empty list.
    """

    def __init__(self, column: pl.Series) -> None:
        values = column.explode(empty_as_null=False, keep_nulls=False)
        if values.null_count():
            column = column.list.drop_nulls()
            values = values.drop_nulls()
        self._length = column.list.len().fill_null(0).to_numpy().astype(np.int64)
        self._start = np.cumsum(self._length) - self._length
        self._values = values.to_numpy()

    def take(self, rows: np.ndarray, filler: int) -> np.ndarray:
        """All first values of the lists of some rows, all second ones, …; `filler` at the end."""
        length, start = self._length[rows], self._start[rows]
        found = np.full((int(length.max(initial=0)), len(rows)), filler, dtype=np.int64)
        for place, values in enumerate(found):
            has = np.flatnonzero(length > place)
            if len(has) == len(rows):
                values[:] = self._values[start + place]
            else:
                values[has] = self._values[start[has] + place]
        return found


def _words(node: Node) -> tuple[str, ...]:
    """The columns of a filter, in order."""
    return tuple(word.value[0] for word in node.parts[: len(node.parts) // 2])


def _plain(column: pl.Series, kind: pl.Enum) -> np.ndarray:
    """A column as signed integers, nothing as the smallest of them."""
    if column.dtype == pl.String:
        column = column.cast(kind).to_physical().cast(pl.Int32)
    elif column.dtype == pl.Boolean:
        column = column.cast(pl.Int8)
    elif not column.dtype.is_signed_integer():
        column = column.cast(pl.Int64)
    smallest = np.iinfo(column.head(0).to_numpy().dtype).min
    return np.ascontiguousarray(column.fill_null(smallest).to_numpy())
