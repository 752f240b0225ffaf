"""Conditions of comparison levels as trees: the SQL of the model, read once, with no database.

A level says in SQL when it holds. Splink hands that to a database; here it becomes a small tree of
tuples, which `arrays.py` computes on the columns of many pairs at once. Only what conditions on
encodings need is understood; anything else is refused with its text, never guessed at.
"""

from functools import cache
from typing import Any

from transforms.linkage.specification import ModelError

Node = tuple
"""(operation, operand, …); operands are nodes, except those of `column` and `literal`."""

HEAVY = {"shared_bits": 12, "any_common": 40, "in": 4}
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
CONDITIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "in", "is_null"})


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


def columns(node: Node) -> frozenset[tuple[str, str]]:
    """The columns of a tree, each with its side: (name, `l` or `r`)."""
    if node[0] == "column":
        return frozenset(((node[1], node[2]),))
    found = [columns(part) for part in node[1:] if isinstance(part, tuple)]
    return frozenset().union(*found)


def cost(node: Node) -> int:
    """Comparisons of two numbers that a tree costs for each pair."""
    if node[0] in ("column", "literal"):
        return 0
    parts = sum(cost(part) for part in node[1:] if isinstance(part, tuple))
    return parts + HEAVY.get(node[0], 1)


def literals(node: Node) -> frozenset[str]:
    """The texts that a tree compares columns with."""
    if node[0] == "literal":
        return frozenset((node[1],)) if isinstance(node[1], str) else frozenset()
    found = [literals(part) for part in node[1:] if isinstance(part, tuple)]
    return frozenset().union(*found)


def _node(tree: Any) -> Node:
    kind = type(tree).__name__
    if kind == "Paren":
        return _node(tree.this)
    if kind in _BINARY:
        node = (_BINARY[kind], _node(tree.this), _node(tree.expression))
        return _shared_bits(node) or node
    if kind in ("And", "Or"):
        return _flat(kind.lower(), tree)
    leaf = _leaf(kind, tree)
    if leaf is not None:
        return leaf
    found = _function(kind, tree)
    if found is None:
        raise ModelError(f"The linkage model uses what cannot be scored: {tree.sql('duckdb')}")
    return found


def _leaf(kind: str, tree: Any) -> Node | None:
    if kind == "Column":
        name, side = tree.name[:-2], tree.name[-2:]
        if side not in ("_l", "_r"):
            raise ModelError(f"The column {tree.name} of the linkage model has no side.")
        return ("column", name, side[1])
    if kind == "Literal":
        return ("literal", tree.this if tree.is_string else float(tree.this))
    if kind == "Boolean":
        return ("literal", bool(tree.this))
    if kind == "Neg":
        return ("sub", ("literal", 0.0), _node(tree.this))
    return None


def _function(kind: str, tree: Any) -> Node | None:
    if kind in ("Not", "Abs"):
        return (kind.lower(), _node(tree.this))
    if kind == "Is" and type(tree.expression).__name__ == "Null":
        return ("is_null", _node(tree.this))
    if kind in ("In", "Coalesce", "Least") and tree.expressions:
        return (kind.lower(), _node(tree.this), *(_node(e) for e in tree.expressions))
    if kind == "Cast" and tree.to.sql().upper() in ("INT", "INTEGER", "BIGINT"):
        return ("integer", _node(tree.this))
    if "BIT_COUNT" in tree.sql("duckdb").upper().partition("(")[0]:
        operand = tree.expressions[0] if kind == "Anonymous" else tree.this
        return ("bit_count", _node(operand))
    return None


def _flat(operation: str, tree: Any) -> Node:
    parts: list[Node] = []
    for side in (tree.this, tree.expression):
        node = _node(side)
        parts.extend(node[1:] if node[0] == operation else (node,))
    return (operation, *parts)


def _shared_bits(node: Node) -> Node | None:
    """A sum of bits that two filters share word by word becomes one operation on all words."""
    if node[0] != "add":
        return None
    words: list[Node] = []
    for part in node[1:]:
        if part[0] == "shared_bits":
            words.extend(part[1:])
            continue
        inner = part[1] if part[0] == "integer" else part
        if inner[0] != "bit_count" or inner[1][0] != "bit_and":
            return None
        one, two = inner[1][1:]
        if one[0] != "column" or two[0] != "column" or (one[2], two[2]) != ("l", "r"):
            return None
        words.append(("words", one, two))
    return ("shared_bits", *words)
