"""Shortcuts that look safe, on the whole test tables, and what a reader of all of it learns.

The schemes of the research note with patterns of our own; beside each what we publish instead. All
is attacked in whole numbers by one who knows the sums and that zeros are shown.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from transforms.disclosure.audit.attack import learn
from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.quantities import Joint, Pattern, Quantities
from transforms.disclosure.tables.table import Table, build

K = 5


@dataclass(frozen=True)
class Naive:
    """What a scheme comes to: bool, one place a cell.

    Attributes:
        hidden: What nothing that is published shows.
        by_itself: A pattern that was held to be safe ...
        floor: ... by one who takes a hidden count to be at least this.
    """

    hidden: np.ndarray
    by_itself: np.ndarray
    floor: int = 1


def leaks(folder: str, scheme: str) -> dict[str, Any]:
    """Small cells learned from a naive scheme and from the whole table protected as one.

    Args:
        folder: Where the test tables are.
        scheme: One of `SCHEMES`.
    """
    name, make = SCHEMES[scheme]
    cells = pl.read_csv(Path(folder) / f"{name}.csv", infer_schema=False)
    table = build(cells, parse("sex,age,prov>reg"))
    started = time.process_time()
    whole = _protected(table, "not_exact")
    naive = make(table, whole)
    return {
        "small": int(whole.primary.sum()),
        "naive": learned(table, naive.hidden),
        "naive_hidden": int(naive.hidden.sum()),
        "by_itself": learned(table, naive.by_itself, floor=naive.floor),
        "ours": learned(table, whole.hidden) + int(whole.unprotected.sum()),
        "hidden": int(whole.hidden.sum()),
        "processor": time.process_time() - started,
    }


def learned(system: Quantities, hidden: np.ndarray, *, floor: int = 1) -> int:
    """Small hidden quantities of which the attack leaves one value.

    Args:
        system: All quantities with their true values, and the sums between them.
        hidden: Those that are not published (bool).
        floor: What the reader knows a hidden one to be at least.
    """
    small = {str(at) for at in np.flatnonzero(hidden & (system.values > 0) & (system.values < K))}
    values = [None if gone else int(v) for v, gone in zip(system.values, hidden, strict=True)]
    known = pl.DataFrame(
        {"quantity": [str(at) for at in range(len(values))], "value": values},
        schema_overrides={"value": pl.Int64},
    ).with_columns(low=pl.lit(floor, pl.Int64), high=pl.lit(None, pl.Int64))
    terms = [
        (number, str(place), factor)
        for number, (parent, children) in enumerate(system.equations)
        for place, factor in [(parent, -1), *((int(child), 1) for child in children)]
    ]
    sums = pl.DataFrame(terms, schema=["sum", "quantity", "factor"], orient="row")
    found = learn(known, sums, settle=small)
    return sum(q in small and low == high for q, low, high in found.iter_rows())


def by_province(table: Table) -> np.ndarray:
    """What protects each province, cleaned up there, with no regard to the others and the nation.

    The third axis of the table is places.
    """
    axis = table.axes[2]
    grid = np.arange(table.values.size).reshape([len(one.codes) for one in table.axes])
    hidden = (table.values > 0) & (table.values < K)
    for parent, children in axis.sums:
        if axis.codes[parent] == "Total":
            continue
        part = np.sort(grid[:, :, [parent, *children]].reshape(-1))
        place = {int(cell): at for at, cell in enumerate(part)}
        inside = [
            (place[up], np.array([place[int(kid)] for kid in kids]))
            for up, kids in table.equations
            if up in place and all(int(kid) in place for kid in kids)
        ]
        own = suppress(Joint(table.values[part], inside), k=K, goal="not_exact", zeros_shown=True)
        if own.unprotected.any():
            raise ValueError("a province cannot be protected")
        hidden[part] |= own.hidden
    return hidden


def _protected(table: Table, goal: str, **pins: np.ndarray) -> Pattern:
    return suppress(table, k=K, goal=goal, zeros_shown=True, **pins)


def _provinces(table: Table, whole: Pattern) -> Naive:
    """Each province protected, and cleaned up, on its own; each is safe without the nation."""
    return Naive(by_province(table), whole.hidden)


def _two_goals(table: Table, whole: Pattern) -> Naive:
    """The same table twice, each time safe: what one hides and the other shows is known."""
    other = _protected(table, "contains").hidden
    return Naive(whole.hidden & other, other)


def two_choices(table: Table, whole: Pattern) -> Naive:
    """The same with one goal: the second shows the secondaries of the first wherever it can.

    Where it could not be safe so, it may hide what the first one's proof moves.
    """
    shown = whole.hidden & ~whole.primary
    while True:
        other = _protected(table, "not_exact", fixed_published=shown)
        if not other.unprotected.any():
            return Naive(whole.hidden & other.hidden, other.hidden)
        for witness in whole.witnesses:
            if other.unprotected[witness.index].any():
                shown[witness.index] = False


def unaware(table: Table, _: Pattern) -> Naive:
    """Protected against one who takes a hidden count to be 0 or more, though zeros are shown."""
    zeros = table.values == 0
    found = suppress(table, k=K, goal="not_exact", zeros_shown=False, fixed_published=zeros).hidden
    return Naive(found, found, floor=0)


SCHEMES: dict[str, tuple[str, Callable[[Table, Pattern], Naive]]] = {
    "provinces": ("t3k", _provinces),
    "two_goals": ("t3k", _two_goals),
    "two_choices": ("t3k", two_choices),
    "unaware": ("t3k", unaware),
    "unaware_t30k": ("t30k", unaware),
}
