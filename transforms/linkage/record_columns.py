"""The columns of the records as plain arrays by row: what pairs fetch from.

Texts become numbers of one dictionary, nothing becomes the smallest integer, the words of a filter
stand side by side, and lists are one long array with the place where each begins.
"""

from collections.abc import Iterable

import numpy as np
import polars as pl

from transforms.linkage.conditions import Node, columns, literals

NOTHING = np.iinfo(np.int64).min


class Table:
    """The columns that some conditions name, by row.

    Args:
        frame: Features; row i is the record i.
        nodes: The conditions that will be computed.
    """

    def __init__(self, frame: pl.DataFrame, nodes: Iterable[Node]) -> None:
        nodes = tuple(nodes)
        wanted = sorted({name for node in nodes for name, _ in columns(node)})
        texts = [n for n in wanted if frame.schema[n] == pl.String]
        known = {text for node in nodes for text in literals(node)}
        known.update(*(frame[n].drop_nulls().unique().to_list() for n in texts))
        self.codes = {text: code for code, text in enumerate(sorted(known))}
        kind = pl.Enum(sorted(known))
        self.lists = {n: ListColumn(frame[n]) for n in wanted if frame.schema[n] == pl.List}
        self.flags = frozenset(n for n in wanted if frame.schema[n] == pl.Boolean)
        self.nullable = frozenset(n for n in wanted if frame[n].null_count())
        self.blocks: dict[str, tuple[str, int]] = {}
        self.arrays: dict[str, np.ndarray] = {}
        for block in sorted({b for node in nodes for b in _filters(node)}):
            name = "+".join(block)
            self.arrays[name] = np.column_stack([_plain(frame[n], kind) for n in block])
            self.blocks |= {n: (name, i) for i, n in enumerate(block)}
        for name in wanted:
            if name not in self.lists and name not in self.blocks:
                self.arrays[name] = _plain(frame[name], kind)


class ListColumn:
    """A column of lists: where each begins, how long it is, and all values in a row.

    Args:
        column: Lists of whole numbers; nothing is an empty list.
    """

    def __init__(self, column: pl.Series) -> None:
        self._length = column.list.len().fill_null(0).to_numpy().astype(np.int64)
        self._start = np.cumsum(self._length) - self._length
        values = column.drop_nulls().explode(empty_as_null=False, keep_nulls=True)
        self._values = values.fill_null(NOTHING).to_numpy()

    def take(self, rows: np.ndarray, filler: int) -> np.ndarray:
        """The lists of some rows side by side, filled up with `filler`."""
        length, start = self._length[rows], self._start[rows]
        found = np.full((len(rows), int(length.max(initial=0))), filler, dtype=np.int64)
        for place in range(found.shape[1]):
            has = np.flatnonzero(length > place)
            found[has, place] = self._values[start[has] + place]
        return found


def _filters(node: Node) -> frozenset[tuple[str, ...]]:
    """The filters of a tree, each with its words in order."""
    if node[0] == "shared_bits":
        return frozenset((tuple(word[1][1] for word in node[1:]),))
    parts = [_filters(part) for part in node[1:] if isinstance(part, tuple)]
    return frozenset().union(*parts)


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
