"""The check of a certificate against a published table: sums only, no solver, nothing imported.

It shares no code with what protects or attacks a table, so that an error there is not repeated.
"""

from collections import defaultdict
from itertools import product

import polars as pl

_TOTAL = "Total"


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
    cells = {row[:-2]: row[-2:] for row in published.select(*names, "value", "status").rows()}
    codes = [_codes(pairs, name) for name in names]
    if len(cells) != published.height or set(cells) != set(product(*codes)):
        return "cells"
    for value, status in cells.values():
        if status not in ("published", "suppressed") or (value is None) != (status == "suppressed"):
            return "status"
        if value is not None and (value < 0 or 0 < value < k):
            return "small"
    hidden = {cell for cell, (value, _) in cells.items() if value is None}
    tables: dict[int, dict[tuple[str, ...], int]] = defaultdict(dict)
    for number, *cell, value in witnesses.select("witness", *names, "value").rows():
        if tuple(cell) not in hidden or tuple(cell) in tables[number] or value is None:
            return "witness"
        if value < floor:
            return "floor"
        tables[number][tuple(cell)] = value
    base = tables.pop(0, {})
    if set(base) != hidden:
        return "base"
    full = {cell: base[cell] if value is None else value for cell, (value, _) in cells.items()}
    low, high = dict(base), dict(base)
    sums = _sums(pairs, names)
    if not all(_holds(full, cell, sums, {}) for cell in full):
        return "sums"
    for table in tables.values():
        change = {cell: value - base[cell] for cell, value in table.items()}
        touched = {up for cell in change for up in _above(cell, sums)} | set(change)
        if not all(_holds(full, cell, sums, change) for cell in touched):
            return "sums"
        for cell, value in table.items():
            low[cell], high[cell] = min(low[cell], value), max(high[cell], value)
    least = {cell: floor if value else 0 for cell, value in full.items()}
    _raise(least, sums)
    for cell, value in base.items():
        if 0 < value < k:
            wide = low[cell] <= max(floor, least[cell]) and high[cell] >= k
            if not (wide if claim["goal"] == "contains" else low[cell] < high[cell]):
                return "goal"
    return None


Sums = list[dict[str, list[list[str]]]]
Cell = tuple[str, ...]


def _raise(least: dict[Cell, int], sums: Sums) -> None:
    changed = True
    while changed:
        changed = False
        for cell in least:
            for axis, of in enumerate(sums):
                for children in of.get(cell[axis], ()):
                    total = sum(least[*cell[:axis], c, *cell[axis + 1 :]] for c in children)
                    if total > least[cell]:
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
