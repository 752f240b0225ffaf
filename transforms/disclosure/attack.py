"""What an attacker who knows the rules learns from a published table and nothing else.

Its own matrix, from the published rows; it shares no code with what protects the table.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import polars as pl

_FIT = 1e-6
_JOINT = "\x1f"


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

    `below_goal` counts the cells whose interval breaks the promise for certain. An attacker knows
    no primaries, and a promise is made for counts of 1 to k-1 only: of an interval such as [2..8]
    nobody can say that the count is small, for a cell of 7 that was hidden to protect others looks
    the same and may be known to be over 2. One that ends below k and does not begin at a masked
    zero is small for certain. So under `contains` those count, under `not_exact` those of them
    that are exact.

    Raises:
        ValueError: The published sums contradict each other.
    """
    codes = published.sort(names).with_columns(
        quantity=pl.concat_str(names, separator=_JOINT), low=pl.lit(int(zeros_shown))
    )
    known = codes.select("quantity", "value", "low", pl.lit(None, pl.Int64).alias("high"))
    found = learn(known, _sums(codes, pairs, names))
    intervals = codes.join(found, on="quantity", maintain_order="left").select(
        *names, pl.col("low_right").alias("low"), "high"
    )
    low, high = pl.col("low"), pl.col("high")
    exact = intervals.filter(low == high).height
    small = (low >= 1) & (high < k)
    below = intervals.filter(small if goal == "contains" else small & (low == high)).height
    return Learned(codes.height, intervals.height, exact, below, intervals)


def learn(known: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """Least and greatest whole value of every hidden quantity, given everything published.

    Args:
        known: Grain: one row a quantity. `quantity` (String), `value` (Int64, null = hidden),
            `low` (Int64) and `high` (Int64, null = none): what the attacker knows beforehand, e.g.
            low 1 where zeros are shown.
        sums: Grain: one row a term. `sum` (Int64, names the equation), `quantity`, `factor` (Int64,
            e.g. 1 for a part and -1 for the total): the terms of a sum add up to 0.

    Returns:
        One row a hidden quantity, sorted: `quantity`, `low`, `high` (null: nothing bounds it).

    Raises:
        ValueError: What is published contradicts itself.
    """
    hidden = known.filter(pl.col("value").is_null()).sort("quantity").with_row_index("column")
    terms = (
        sums.group_by("sum", "quantity")
        .agg(pl.col("factor").sum())
        .join(known.select("quantity", "value"), on="quantity")
        .join(hidden.select("quantity", "column"), on="quantity", how="left")
        .sort("sum", "column", "quantity")
    )
    right = terms.group_by("sum", maintain_order=True).agg(
        right=-(pl.col("factor") * pl.col("value")).sum(), open=pl.col("column").count()
    )
    if right.filter((pl.col("open") == 0) & (pl.col("right") != 0)).height:
        raise ValueError("sums")
    right = right.filter(pl.col("open") > 0)
    places = {one: place for place, one in enumerate(right["sum"])}
    rows: list[tuple[list[int], list[float], int]] = [([], [], one) for one in right["right"]]
    open_terms = terms.filter(pl.col("column").is_not_null(), pl.col("factor") != 0)
    for one, column, factor in open_terms.select("sum", "column", "factor").iter_rows():
        rows[places[one]][0].append(column)
        rows[places[one]][1].append(float(factor))
    floor = 1 if hidden.height and int(str(hidden["low"].min())) > 0 else 0
    low, high = _bounds(rows, hidden.height, floor) if hidden.height else (np.zeros(0), np.zeros(0))
    return hidden.select(
        "quantity", low=pl.Series(low, dtype=pl.Int64), high=pl.Series(high, dtype=pl.Int64)
    )


def _sums(codes: pl.DataFrame, pairs: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The sums of the published table: one a place, axis, parent and level."""
    parts = []
    for name in names:
        own = pairs.filter(pl.col("dimension") == name).select("level", "parent", "child")
        others = [other for other in names if other != name]
        key = pl.concat_str(
            [pl.lit(name), pl.col("level"), pl.col("parent"), *others], separator=_JOINT
        )
        up = own.select("level", "parent").unique().with_columns(child="parent", factor=pl.lit(-1))
        down = own.with_columns(factor=pl.lit(1))
        both = pl.concat([down, up.select(down.columns)])
        parts.append(
            codes.join(both, left_on=name, right_on="child").select("quantity", "factor", sum=key)
        )
    found = pl.concat(parts)
    return found.select(
        pl.col("sum").rank("dense").cast(pl.Int64), "quantity", pl.col("factor").cast(pl.Int64)
    )


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
