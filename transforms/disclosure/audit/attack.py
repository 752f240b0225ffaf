"""What an attacker who knows the rules learns from a published table and nothing else.

Its own matrix, from the published rows; it shares no code with what protects the table.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import polars as pl

_FIT = 1e-6
_ROUNDS = 8  # of narrowing; programmes find what is left
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


def learn(
    known: pl.DataFrame, sums: pl.DataFrame, *, settle: set[str] | None = None
) -> pl.DataFrame:
    """Least and greatest whole value of every hidden quantity, given everything published.

    Args:
        known: Grain: one row a quantity. `quantity` (String), `value` (Int64, null = hidden),
            `low` (Int64) and `high` (Int64, null = none): what the attacker knows beforehand, e.g.
            low 1 where zeros are shown.
        sums: Grain: one row a term. `sum` (Int64, names the equation), `quantity`, `factor` (Int64,
            e.g. 1 for a part and -1 for the total): the terms of a sum add up to 0.
        settle: Only whether these have one value or more is asked: of one with more, two values
            are given and not the least and greatest, and of other quantities what is plain. Much
            quicker where most have more than one.

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
    least = hidden["low"].to_numpy().astype(float)
    most = hidden["high"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    asked = hidden["quantity"].is_in(list(settle or ())).to_numpy() if settle is not None else None
    low, high = _bounds(rows, least, most, asked) if hidden.height else (np.zeros(0), np.zeros(0))
    ends = hidden.select("quantity", low=pl.Series(low), high=pl.Series(high))
    return ends.with_columns(
        pl.when(pl.col(end).is_finite()).then(pl.col(end)).cast(pl.Int64) for end in ("low", "high")
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
    rows: list[tuple[list[int], list[float], int]],
    least: np.ndarray,
    most: np.ndarray,
    asked: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends for every column, by programmes where nothing simpler settles them.

    Of columns that are only asked whether they have one value, two values in tables that fit.
    """
    size = least.size
    low, high = _narrowed(rows, least, most)
    solver = _model(rows, low, high)
    if _solve(solver, 0, 0.0) is None:  # whether anything fits at all
        raise ValueError("sums")
    seen = [np.full(size, np.inf), np.full(size, -np.inf)]  # in tables of whole numbers that fit
    fractional = []
    for at in range(size) if asked is None else np.flatnonzero(asked).tolist():
        for side, ends in enumerate((low, high)):
            if seen[side][at] == ends[at] or (asked is not None and seen[0][at] < seen[1][at]):
                continue
            found = _solve(solver, at, 1.0 if side == 0 else -1.0)
            if found is None:  # nothing bounds it
                continue
            whole = np.rint(found)
            if np.abs(found - whole).max() > _FIT:
                fractional.append((at, side))
                bound = np.ceil(found[at] - _FIT) if side == 0 else np.floor(found[at] + _FIT)
                ends[at] = bound
            else:
                np.minimum(seen[0], whole, out=seen[0])
                np.maximum(seen[1], whole, out=seen[1])
                ends[at] = whole[at]
    if asked is not None:
        settled = asked & (seen[0] < seen[1])
        low, high = np.where(settled, seen[0], low), np.where(settled, seen[1], high)
        fractional = [(at, side) for at, side in fractional if not settled[at]]
    fractional = [(at, side) for at, side in fractional if seen[side][at] != (low, high)[side][at]]
    _whole_ends(solver, fractional, low, high)
    return low, high


def _whole_ends(
    solver: highspy.Highs, fractional: list[tuple[int, int]], low: np.ndarray, high: np.ndarray
) -> None:
    """The ends (columns and sides) that a programme left between whole numbers, in place."""
    for column in range(low.size if fractional else 0):
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for at, side in fractional:
        found = _solve(solver, at, 1.0 if side == 0 else -1.0)
        if found is not None:
            (low, high)[side][at] = np.rint(found[at])


def _narrowed(
    rows: list[tuple[list[int], list[float], int]], least: np.ndarray, most: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What one sum after the other says: a term is no more than the others leave it.

    A few rounds only; what is found is true, if not all that is true.
    """
    low, high = least.copy(), most.copy()
    for _ in range(_ROUNDS):
        before = low.copy(), high.copy()
        for columns, factors, right in rows:
            at, factor = np.array(columns, dtype=np.int64), np.array(factors)
            small = np.where(factor > 0, factor * low[at], factor * high[at])
            great = np.where(factor > 0, factor * high[at], factor * low[at])
            up = right - _others(small)
            down = right - _others(great)
            ends = np.where(factor > 0, down, up) / factor, np.where(factor > 0, up, down) / factor
            np.maximum.at(low, at, np.ceil(ends[0] - _FIT))
            np.minimum.at(high, at, np.floor(ends[1] + _FIT))
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    if (low > high).any():
        raise ValueError("sums")
    return low, high


def _others(terms: np.ndarray) -> np.ndarray:
    """For each term the sum of all others, where some may be infinite."""
    endless = ~np.isfinite(terms)
    whole = np.where(endless, 0.0, terms)
    rest = whole.sum() - whole
    elsewhere = endless.sum() - endless
    return np.where(elsewhere > 0, terms[endless][0] if endless.any() else 0.0, rest)


def _model(
    rows: list[tuple[list[int], list[float], int]], low: np.ndarray, high: np.ndarray
) -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = low.size, len(rows)
    lp.col_cost_ = np.zeros(low.size)
    lp.col_lower_, lp.col_upper_ = low.copy(), high.copy()
    lp.row_lower_ = lp.row_upper_ = np.array([float(row[2]) for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([at for row in rows for at in row[0]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for row in rows for factor in row[1]], dtype=float)
    solver.passModel(lp)
    return solver


def _solve(solver: highspy.Highs, at: int, sign: float) -> np.ndarray | None:
    """All columns where one is least (sign 1) or greatest (-1); None if it has no end."""
    solver.changeColCost(at, sign)
    solver.run()
    status = solver.getModelStatus()
    found = np.array(solver.getSolution().col_value)
    solver.changeColCost(at, 0.0)
    if status in (
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ValueError("sums")
    return found
