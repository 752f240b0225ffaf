"""The check of a certificate against a published table: sums only, no solver, nothing imported.

It shares no code with what protects or attacks a table, so that an error there is not repeated.
"""

from collections import defaultdict
from itertools import product

import polars as pl

_TOTAL = "Total"
Cell = tuple[str, ...]
Part = dict[Cell, int]  # values of some cells
Sums = list[dict[str, list[list[str]]]]


class _RefusedError(Exception):
    """Why a certificate proves nothing."""


def verify(
    published: pl.DataFrame,
    pairs: pl.DataFrame,
    names: list[str],
    witnesses: pl.DataFrame,
    claim: dict[str, object],
) -> str | None:
    """None if the certificate proves the claim (`k`, `goal`, `zeros`), else the reason.

    Args:
        published: One row a cell: the dimensions, `value` (Int64, null where hidden), `status`.
        pairs: dimension, level, parent, child.
        names: The dimensions.
        witnesses: witness (0 = the base), the dimensions, `value`; later ones only what differs.
        claim: What is to be proved.
    """
    k, floor = int(str(claim["k"])), 1 if claim["zeros"] == "shown" else 0
    try:
        cells = _published(published, pairs, names, k)
        hidden = {cell for cell, value in cells.items() if value is None}
        base, tables = _witnesses(witnesses, names, hidden, floor)
        full = {cell: base[cell] if value is None else value for cell, value in cells.items()}
        sums = _sums(pairs, names)
        low, high = _ranges(full, base, tables, sums)
        least = {cell: floor if value else 0 for cell, value in full.items()}
        _raise(least, sums)
        floors = {c: max(floor, v) for c, v in least.items()}
        _judge(base, low, high, floors, k=k, goal=str(claim["goal"]))
    except _RefusedError as refused:
        return str(refused)
    return None


def _judge(base: Part, low: Part, high: Part, least: Part, *, k: int, goal: str) -> None:
    for cell, value in base.items():
        if 0 < value < k:
            wide = low[cell] <= least[cell] and high[cell] >= k
            if not (wide if goal == "contains" else low[cell] < high[cell]):
                raise _RefusedError("goal")


def _published(
    published: pl.DataFrame, pairs: pl.DataFrame, names: list[str], k: int
) -> dict[Cell, int | None]:
    """Every cell once, hidden where its status says so, and nothing below k in clear."""
    rows = published.select(*names, "value", "status").rows()
    cells = {row[:-2]: row[-2] for row in rows}
    codes = [_codes(pairs, name) for name in names]
    if len(cells) != len(rows) or set(cells) != set(product(*codes)):
        raise _RefusedError("cells")
    for *_, value, status in rows:
        if status not in ("published", "suppressed") or (value is None) != (status == "suppressed"):
            raise _RefusedError("status")
        if value is not None and (value < 0 or 0 < value < k):
            raise _RefusedError("small")
    return cells


def _witnesses(
    witnesses: pl.DataFrame, names: list[str], hidden: set[Cell], floor: int
) -> tuple[Part, list[Part]]:
    """The base and the other tables, each over hidden cells alone."""
    tables: dict[int, dict[Cell, int]] = defaultdict(dict)
    for number, *parts, value in witnesses.select("witness", *names, "value").rows():
        cell = tuple(parts)
        if cell not in hidden or cell in tables[number] or value is None:
            raise _RefusedError("witness")
        if value < floor:
            raise _RefusedError("floor")
        tables[number][cell] = value
    base = tables.pop(0, {})
    if set(base) != hidden:
        raise _RefusedError("base")
    return base, list(tables.values())


def _ranges(full: Part, base: Part, tables: list[Part], sums: Sums) -> tuple[Part, Part]:
    """What the tables show each hidden cell can be; all sums hold in every one of them."""
    if not all(_holds(full, cell, sums, {}) for cell in full):
        raise _RefusedError("sums")
    low, high = dict(base), dict(base)
    for table in tables:
        change = {cell: value - base[cell] for cell, value in table.items()}
        touched = {up for cell in change for up in _above(cell, sums)} | set(change)
        if not all(_holds(full, cell, sums, change) for cell in touched):
            raise _RefusedError("sums")
        for cell, value in table.items():
            low[cell], high[cell] = min(low[cell], value), max(high[cell], value)
    return low, high


def _raise(least: dict[Cell, int], sums: Sums) -> None:
    changed = True
    while changed:
        changed = False
        for cell, before in list(least.items()):
            for axis, of in enumerate(sums):
                for children in of.get(cell[axis], ()):
                    total = sum(least[*cell[:axis], c, *cell[axis + 1 :]] for c in children)
                    if total > max(before, least[cell]):
                        least[cell], changed = total, True


def _codes(pairs: pl.DataFrame, name: str) -> list[str]:
    own = pairs.filter(pl.col("dimension") == name)
    return sorted({*own["parent"], *own["child"], _TOTAL})


def _sums(pairs: pl.DataFrame, names: list[str]) -> Sums:
    found: Sums = []
    for name in names:
        kids: dict[tuple[str, str], list[str]] = defaultdict(list)
        own = pairs.filter(pl.col("dimension") == name)
        for level, parent, child in own.select("level", "parent", "child").rows():
            kids[parent, level].append(child)
        of: dict[str, list[list[str]]] = defaultdict(list)
        for (parent, _), children in kids.items():
            of[parent].append(children)
        found.append(dict(of))
    return found


def _above(cell: Cell, sums: Sums) -> set[Cell]:
    return {
        (*cell[:axis], parent, *cell[axis + 1 :])
        for axis, of in enumerate(sums)
        for parent, lists in of.items()
        if any(cell[axis] in children for children in lists)
    }


def _holds(full: dict[Cell, int], cell: Cell, sums: Sums, change: dict[Cell, int]) -> bool:
    own = change.get(cell, 0) if change else full[cell]
    for axis, of in enumerate(sums):
        for children in of.get(cell[axis], ()):
            parts = ((*cell[:axis], child, *cell[axis + 1 :]) for child in children)
            if own != sum(change.get(part, 0) if change else full[part] for part in parts):
                return False
    return True
