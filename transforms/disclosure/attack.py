"""What an attacker who knows the rules learns from a published table and nothing else.

Its own matrix, from the published rows; it shares no code with what protects the table.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import polars as pl

_FIT = 1e-6


@dataclass(frozen=True)
class Learned:
    """`intervals`: the dimensions, low, high of every hidden cell (whole numbers)."""

    cells: int
    suppressed: int
    exact: int
    below_goal: int
    intervals: pl.DataFrame


def attack(
    published: pl.DataFrame,
    pairs: pl.DataFrame,
    names: list[str],
    *,
    k: int,
    goal: str,
    zeros_shown: bool,
) -> Learned:
    """Least and greatest whole value of each hidden cell.

    `below_goal` knows no primaries: under `contains` it counts every hidden cell that may be small
    and whose interval does not hold [1..k] ([0..k]), secondary cells among them; under `not_exact`
    it is `exact`.

    Raises:
        ValueError: The published sums contradict each other.
    """
    published = published.sort(names)
    keys = published.select(names).rows()
    values = published["value"].to_list()
    column = {
        key: at
        for at, key in enumerate(key for key, v in zip(keys, values, strict=True) if v is None)
    }
    known = dict(zip(keys, values, strict=True))
    floor = 1 if zeros_shown else 0
    rows = _rows(known, column, pairs, names)
    low, high = _bounds(rows, len(column), floor) if column else (np.zeros(0), np.zeros(0))
    intervals = pl.DataFrame(list(column), schema=names, orient="row").with_columns(
        low=pl.Series(low), high=pl.Series(high)
    )
    exact = int((low == high).sum())
    narrow = int(((low < k) & ((low > floor) | (high < k))).sum())
    below = exact if goal == "not_exact" else narrow
    return Learned(len(keys), len(column), exact, below, intervals)


def _rows(
    known: dict[tuple[str, ...], int | None],
    column: dict[tuple[str, ...], int],
    pairs: pl.DataFrame,
    names: list[str],
) -> list[tuple[list[int], list[float], int]]:
    rows = []
    for axis, name in enumerate(names):
        own = pairs.filter(pl.col("dimension") == name)
        kids = own.group_by("parent", "level", maintain_order=True).agg("child")
        of: dict[str, list[list[str]]] = {}
        for parent, _, children in kids.select("parent", "level", "child").rows():
            of.setdefault(parent, []).append(children)
        for cell, shown in known.items():
            for children in of.get(cell[axis], ()):
                parts = [(*cell[:axis], child, *cell[axis + 1 :]) for child in children]
                index = [column[part] for part in parts if part in column]
                right = -sum(known[part] or 0 for part in parts) + (shown or 0)
                factors = [1.0] * len(index)
                if cell in column:
                    index.append(column[cell])
                    factors.append(-1.0)
                if index:
                    rows.append((index, factors, right))
                elif right:
                    raise ValueError("sums")
    return rows


def _bounds(
    rows: list[tuple[list[int], list[float], int]], size: int, floor: int
) -> tuple[np.ndarray, np.ndarray]:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, len(rows)
    lp.col_cost_ = np.zeros(size)
    lp.col_lower_, lp.col_upper_ = np.full(size, float(floor)), np.full(size, np.inf)
    lp.row_lower_ = lp.row_upper_ = np.array([float(row[2]) for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([at for row in rows for at in row[0]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for row in rows for factor in row[1]])
    solver.passModel(lp)
    ends = np.zeros((2, size), dtype=np.int64)
    fractional = []
    seen = [np.full(size, np.iinfo(np.int64).max), np.full(size, np.iinfo(np.int64).min)]
    for at in range(size):
        for side, sign in enumerate((1.0, -1.0)):
            found = _solve(solver, at, sign)
            whole = np.rint(found)
            bound = np.ceil(found[at] - _FIT) if side == 0 else np.floor(found[at] + _FIT)
            ends[side, at] = int(bound)
            if np.abs(found - whole).max() > _FIT:
                fractional.append((at, side, sign))
            else:
                np.minimum(seen[0], whole.astype(np.int64), out=seen[0])
                np.maximum(seen[1], whole.astype(np.int64), out=seen[1])
    fractional = [item for item in fractional if seen[item[1]][item[0]] != ends[item[1], item[0]]]
    for column in range(size if fractional else 0):
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for at, side, sign in fractional:
        ends[side, at] = int(np.rint(_solve(solver, at, sign)[at]))
    return ends[0], ends[1]


def _solve(solver: highspy.Highs, at: int, sign: float) -> np.ndarray:
    solver.changeColCost(at, sign)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("sums")
    solver.changeColCost(at, 0.0)
    return np.array(solver.getSolution().col_value)
