"""Conditions computed on many pairs at once.

A `Pairs` is a stretch of pairs: it fetches a column for one side when a condition first wants it,
keeps what it computed, and hands it on to the subset of pairs that are still undecided. Conditions
know three answers, as in SQL: `holds` is where one is true, `fails` where it is false.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from transforms.linkage.conditions import CONDITIONS, Node
from transforms.linkage.record_columns import NOTHING, Table

Value = tuple[Any, np.ndarray | None]
"""The values of a node, and where they are known (None: everywhere)."""

_LAZY = 24
"""From this cost on the rest of an AND is computed only for the pairs that its start leaves."""
_FEW = 0.5
_LOW_BYTES = np.uint64(0x00FF00FF00FF00FF)
_LANES = np.uint64(0x0001000100010001)
_COMPARE: dict[str, Callable[..., Any]] = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}
_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "le": "gt", "gt": "le"}
_COMBINE: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.true_divide,
    "bit_and": np.bitwise_and,
}


class Pairs:
    """A stretch of pairs and what is known of them so far.

    Args:
        table: The columns.
        left: Rows of the left side; None for a part of another stretch.
        right: Rows of the right side.
        of: The stretch that this one is part of, and the places in it.
    """

    def __init__(
        self,
        table: Table,
        left: np.ndarray | None,
        right: np.ndarray | None,
        of: "tuple[Pairs, np.ndarray] | None" = None,
    ) -> None:
        self._table = table
        self._of = of
        self._rows = {"l": left, "r": right}
        self.known: dict[Any, Any] = {}

    def only(self, places: np.ndarray) -> "Pairs":
        """The pairs at these places of the stretch."""
        return Pairs(self._table, None, None, (self, places))

    def rows(self, side: str) -> np.ndarray:
        """The rows of one side, `l` or `r`."""
        rows = self._rows[side]
        if rows is None:
            if self._of is None:
                raise ValueError("a stretch of pairs needs rows, or a stretch it is part of")
            rows = self._rows[side] = self._of[0].rows(side).take(self._of[1])
        return rows

    def holds(self, node: Node) -> np.ndarray:
        """Where a condition is true; false and unknown are the same here."""
        return self._keep(("holds", node), lambda: self._holds(node))

    def fails(self, node: Node) -> np.ndarray:
        """Where a condition is false, and not merely unknown."""
        return self._keep(("fails", node), lambda: self._fails(node))

    def inherited(self, key: tuple) -> Any:
        """What the stretch that this one is part of knows, for these pairs; None if nothing."""
        if self._of is None:
            return None
        whole, places = self._of
        found = whole.known.get(key)
        found = whole.inherited(key) if found is None else found
        if found is None:
            return None
        if isinstance(found, tuple):
            values, known = found
            return values.take(places), None if known is None else known.take(places)
        return found.take(places, axis=0)

    def _keep(self, key: tuple, compute: Callable[[], Any]) -> Any:
        found = self.known.get(key)
        if found is None:
            found = self.inherited(key)
            found = compute() if found is None else found
            self.known[key] = found
        return found

    def _fetch(self, name: str, side: str) -> np.ndarray:
        """A column of one side, or the words of a filter side by side."""
        return self._keep(
            ("column", name, side), lambda: self._table.arrays[name].take(self.rows(side), axis=0)
        )

    def _holds(self, node: Node) -> np.ndarray:
        match node.kind:
            case "and":
                found = self.both(node.parts)
            case "or":
                found = np.logical_or.reduce([self.holds(part) for part in node.parts])
            case "not":
                found = self.fails(node.parts[0])
            case "coalesce":
                found = (
                    ~self.fails(node.parts[0]) if node.parts[1].value else self.holds(node.parts[0])
                )
            case "is_null":
                known = self._number(node.parts[0])[1]
                found = np.zeros(self._size(), dtype=bool) if known is None else ~known
            case "any_common":
                found = self._any_common(*node.parts)
            case "column":
                found = self._fetch(*node.value) == 1
            case kind:
                found = self._compared(node, kind)
        return found

    def _fails(self, node: Node) -> np.ndarray:
        match node.kind:
            case "and":
                found = np.logical_or.reduce([self.fails(part) for part in node.parts])
            case "or":
                found = np.logical_and.reduce([self.fails(part) for part in node.parts])
            case "not":
                found = self.holds(node.parts[0])
            case "coalesce" | "is_null" | "any_common":
                found = ~self.holds(node)
            case "column":
                found = self._fetch(*node.value) == 0
            case kind:
                found = self._compared(node, _OPPOSITE[kind])
        return found

    def both(self, parts: Sequence[Node]) -> np.ndarray:
        """An AND, its costly parts only where the cheap ones hold."""
        ordered = sorted(parts, key=lambda part: part.cost)
        found = self.holds(ordered[0])
        for place, part in enumerate(ordered[1:], start=1):
            if part.cost < _LAZY or np.count_nonzero(found) > _FEW * len(found):
                found = found & self.holds(part)
                continue
            places = np.flatnonzero(found)
            found = np.zeros(self._size(), dtype=bool)
            if len(places):
                found[places] = self.only(places).both(ordered[place:])
            break
        return found

    def _compared(self, node: Node, kind: str) -> np.ndarray:
        (one, known), (two, also) = map(self._number, node.parts)
        found = _COMPARE[kind](one, two)
        if kind == "eq" and all(p.kind == "column" for p in node.parts) and one.dtype == two.dtype:
            # nothing equals nothing only: one look at one side tells
            known, also = (None, also) if known is not None else (None, None)
        for mask in (known, also):
            if mask is not None:
                found &= mask
        return found

    def _any_common(self, one: Node, two: Node) -> np.ndarray:
        left = self._table.lists[one.value[0]].take(self.rows(one.value[1]), NOTHING + 1)
        right = self._table.lists[two.value[0]].take(self.rows(two.value[1]), NOTHING + 2)
        found = np.zeros(self._size(), dtype=bool)
        for ours in left:
            for theirs in right:
                found |= ours == theirs
        return found

    def _size(self) -> int:
        return len(self.rows("l"))

    def _number(self, node: Node) -> Value:
        if node.kind == "column":
            return self._column(*node.value)
        if node.kind != "literal":
            return self._keep(("number", node), lambda: self._computed(node))
        value = node.value
        if isinstance(value, str):
            return np.int32(self._table.codes[value]), None
        return (np.int32(value) if float(value).is_integer() else np.float64(value)), None

    def _computed(self, node: Node) -> Value:
        match node.kind:
            case "shared_bits":
                found = self._shared(node.parts)
            case "integer":
                found = self._integer(node.parts[0])
            case "least":
                found = self._least(node.parts)
            case "nullif":
                (one, known), (two, _) = map(self._number, node.parts)
                other = np.not_equal(one, two)
                found = np.where(other, one, 1), _both(known, other)
            case "coalesce":
                (one, known), (two, _) = map(self._number, node.parts)
                found = (one if known is None else np.where(known, one, two)), None
            case "abs":
                one, known = self._number(node.parts[0])
                found = np.abs(one), known
            case "bit_count":
                one, known = self._number(node.parts[0])
                whole = np.ascontiguousarray(one, dtype=np.int64).view(np.uint64)
                found = np.bitwise_count(whole).astype(np.int32), known
            case kind:
                (one, known), (two, also) = map(self._number, node.parts)
                found = _COMBINE[kind](one, two), _both(known, also)
        return found

    def _column(self, name: str, side: str) -> Value:
        block = self._table.blocks.get(name)
        if block is not None:
            return self._fetch(block[0], side)[:, block[1]], self._filled(block[0], side)
        values = self._fetch(name, side)
        if name not in self._table.nullable:
            return values, None
        nothing = np.iinfo(values.dtype).min
        return values, self._keep(("known", name, side), lambda: values != nothing)

    def _filled(self, block: str, side: str) -> np.ndarray | None:
        """Where there is a filter; a word alone may look like nothing, two words do not."""
        if not any(name in self._table.nullable for name in block.split("+")):
            return None
        words = self._fetch(block, side)
        return self._keep(
            ("known", block, side),
            lambda: (words[:, 0] != NOTHING) | (words[:, -1] != NOTHING),
        )

    def _integer(self, node: Node) -> Value:
        inner = node.parts[0] if node.kind == "coalesce" else node
        is_flag = inner.kind == "column" and inner.value[0] in self._table.flags
        if inner.kind not in CONDITIONS and not is_flag:
            return self._number(node)
        holds = self.holds(node)
        known = None if node.kind == "coalesce" else holds | self.fails(node)
        return holds.astype(np.int32), known

    def _least(self, parts: tuple[Node, ...]) -> Value:
        """The smallest of what is known, as DuckDB has it."""
        value, known = self._number(parts[0])
        for part in parts[1:]:
            other, also = self._number(part)
            smaller = np.minimum(value, other)
            if also is not None:
                smaller = np.where(also, smaller, value)
            if known is not None:
                smaller = np.where(known, smaller, other)
            value, known = (
                smaller,
                (known | also if known is not None and also is not None else None),
            )
        return value, known

    def _shared(self, words: tuple[Node, ...]) -> Value:
        """Bits that two filters share: counted word by word, then all words added at once."""
        name = self._table.blocks[words[0].value[0]][0]
        left, right = self._fetch(name, "l"), self._fetch(name, "r")
        counts = np.bitwise_count((left & right).view(np.uint64))  # unsigned: the sign is a bit too
        if counts.shape[1] == 8:
            packed = counts.view(np.uint64)[:, 0]
            lanes = (packed & _LOW_BYTES) + ((packed >> np.uint64(8)) & _LOW_BYTES)
            shared = ((lanes * _LANES) >> np.uint64(48)).astype(np.int32)
        else:
            shared = counts.sum(axis=1, dtype=np.int32)
        return shared, _both(self._filled(name, "l"), self._filled(name, "r"))


def _both(one: np.ndarray | None, two: np.ndarray | None) -> np.ndarray | None:
    if one is None or two is None:
        return two if one is None else one
    return one & two
