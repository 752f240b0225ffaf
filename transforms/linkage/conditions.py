"""Conditions of comparison levels as trees: the SQL of the model, read once, with no database.

A level says in SQL when it holds. Splink hands that to a database; here it becomes a small tree,
which `arrays.py` computes on the columns of many pairs at once. Only what conditions on
encodings need is understood; anything else is refused with its text, never guessed at.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.linkage.specification import ModelError

_COSTS = {"shared_bits": 12, "any_common": 40, "column": 0, "literal": 0}
"""What an operation costs beside a comparison of two numbers."""

_BINARY = {
    "EQ": "eq",
    "NEQ": "ne",
    "LT": "lt",
    "LTE": "le",
    "GT": "gt",
    "GTE": "ge",
    "Add": "add",
    "Sub": "sub",
    "Mul": "mul",
    "Div": "div",
    "BitwiseAnd": "bit_and",
    "Nullif": "nullif",
    "ArrayOverlaps": "any_common",
}
CONDITIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "is_null"})


@dataclass(frozen=True, eq=False)
class Node:
    """An operation of a condition; the same operation on the same operands is the same object.

    Attributes:
        kind: The operation.
        parts: Operands.
        value: Of a literal; (name, side) of a column.
        cost: Comparisons of two numbers that it costs for each pair, with its operands.
    """

    kind: str
    parts: tuple["Node", ...]
    value: Any
    cost: int


@cache
def _same(kind: str, parts: tuple[Node, ...], value: Any, _type: type) -> Node:
    cost = _COSTS.get(kind, 1) + sum(part.cost for part in parts)
    return Node(kind, parts, value, cost)


def node(kind: str, *parts: Node, value: Any = None) -> Node:
    """The one node of this operation on these operands."""
    return _same(kind, parts, value, type(value))


@cache
def parse(sql: str) -> Node:
    """The tree of a condition.

    Raises:
        ModelError: It is no SQL, or uses something that is not understood here.
    """
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError

    try:
        return _node(parse_one(sql, read="duckdb"))
    except SqlglotError as fault:
        raise ModelError(f"This condition of the linkage model cannot be read: {sql}") from fault


def walk(tree: Node) -> frozenset[Node]:
    """All nodes of a tree."""
    return frozenset((tree,)).union(*(walk(part) for part in tree.parts))


def _node(tree: Any) -> Node:
    kind = type(tree).__name__
    if kind == "Paren":
        return _node(tree.this)
    if kind in _BINARY:
        one, two = _node(tree.this), _node(tree.expression)
        return _shared_bits(kind, one, two) or node(_BINARY[kind], one, two)
    if kind in ("And", "Or"):
        return _flat(kind.lower(), _node(tree.this), _node(tree.expression))
    found = _leaf(kind, tree) or _function(kind, tree)
    if found is None:
        raise ModelError(f"The linkage model uses what cannot be scored: {tree.sql('duckdb')}")
    return found


def _leaf(kind: str, tree: Any) -> Node | None:
    if kind == "Column":
        name, side = tree.name[:-2], tree.name[-2:]
        if side not in ("_l", "_r"):
            raise ModelError(f"The column {tree.name} of the linkage model has no side.")
        return node("column", value=(name, side[1]))
    if kind == "Literal":
        return node("literal", value=tree.this if tree.is_string else float(tree.this))
    if kind == "Boolean":
        return node("literal", value=bool(tree.this))
    if kind == "Neg":
        return node("sub", node("literal", value=0.0), _node(tree.this))
    return None


def _function(kind: str, tree: Any) -> Node | None:
    found = None
    if kind in ("Not", "Abs"):
        found = node(kind.lower(), _node(tree.this))
    elif kind == "Is" and type(tree.expression).__name__ == "Null":
        found = node("is_null", _node(tree.this))
    elif kind == "In" and tree.expressions:
        one = _node(tree.this)
        found = node("or", *(node("eq", one, _node(e)) for e in tree.expressions))
    elif kind in ("Coalesce", "Least") and tree.expressions:
        found = node(kind.lower(), _node(tree.this), *(_node(e) for e in tree.expressions))
    elif kind == "Cast" and tree.to.sql().upper() in ("INT", "INTEGER", "BIGINT"):
        found = node("integer", _node(tree.this))
    elif "BIT_COUNT" in tree.sql("duckdb").upper().partition("(")[0]:
        operand = tree.expressions[0] if kind == "Anonymous" else tree.this
        found = node("bit_count", _node(operand))
    return found


def _flat(kind: str, *sides: Node) -> Node:
    parts: list[Node] = []
    for side in sides:
        parts.extend(side.parts if side.kind == kind else (side,))
    return node(kind, *parts)


def _shared_bits(kind: str, *sides: Node) -> Node | None:
    """A sum of bits that two filters share word by word becomes one operation on all words.

    Its operands are the words of the left side, then those of the right.
    """
    if kind != "Add":
        return None
    left: list[Node] = []
    right: list[Node] = []
    for side in sides:
        if side.kind == "shared_bits":
            half = len(side.parts) // 2
            left.extend(side.parts[:half])
            right.extend(side.parts[half:])
            continue
        inner = side.parts[0] if side.kind == "integer" else side
        if inner.kind != "bit_count" or inner.parts[0].kind != "bit_and":
            return None
        one, two = inner.parts[0].parts
        if (
            one.kind != "column"
            or two.kind != "column"
            or (one.value[1], two.value[1]) != tuple("lr")
        ):
            return None
        left.append(one)
        right.append(two)
    return node("shared_bits", *left, *right)
