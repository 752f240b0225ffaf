"""Integer alternative tables that prove, without a solver, what a pattern hides.

Witness 0 is the true value of every hidden cell; each further one lists only the cells in which it
differs. The certificate is confidential: with it the table is open.
"""

import highspy
import numpy as np
import polars as pl

from transforms.disclosure.suppress import Model, Pattern
from transforms.disclosure.table import Table

_FIT = 1e-6


def certify(table: Table, pattern: Pattern, *, zeros_shown: bool) -> tuple[pl.DataFrame, int]:
    """Witness tables, and how many primaries stay without proof.

    Returns:
        One row a witness and cell (`witness`, the dimensions, `value`), sorted; the count.
    """
    system = pattern.system
    live = np.flatnonzero(pattern.hidden)
    group = system.group[live]
    open_ = np.zeros(system.values.size, dtype=bool)
    open_[group] = True
    model: Model | None = None
    proofs: list[np.ndarray] = []
    unproved: set[int] = set(pattern.impossible)
    for key, found in sorted(pattern.witnesses.items()):
        whole = np.rint(found)
        if np.abs(found - whole).max() > _FIT or not _adds_up(system.rows, whole):
            model = model or _integer_model(pattern, open_, floor=1 if zeros_shown else 0)
            moved = model.move(*key)
            whole = np.rint(moved) if moved is not None else whole
            if moved is None or not _adds_up(system.rows, whole):
                unproved.add(key[0])
                continue
        proofs.append(whole.astype(np.int64))
    names = [dimension.name for dimension in table.dimensions]
    codes = table.frame(pattern.hidden).select(names)
    places, numbers, values = [live], [np.zeros(live.size, np.int64)], [table.values[live]]
    for number, proof in enumerate(proofs, start=1):
        changed = np.flatnonzero(proof[group])
        places.append(live[changed])
        numbers.append(np.full(changed.size, number))
        values.append(table.values[live[changed]] + proof[group[changed]])
    frame = codes[np.concatenate(places)].with_columns(
        witness=pl.Series(np.concatenate(numbers)), value=pl.Series(np.concatenate(values))
    )
    return frame.select("witness", *names, "value").sort("witness", *names), sum(
        int(system.members[variable]) for variable in unproved
    )


def _adds_up(rows: list[dict[int, int]], whole: np.ndarray) -> bool:
    return all(sum(factor * whole[column] for column, factor in row.items()) == 0 for row in rows)


def _integer_model(pattern: Pattern, open_: np.ndarray, floor: int) -> Model:
    model = Model(pattern.system, floor)
    for variable in np.flatnonzero(~open_).tolist():
        model.close(variable, closed=True)
    for column in range(2 * model.size):
        model.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    return model
