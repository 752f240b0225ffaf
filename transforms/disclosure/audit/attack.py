"""What an attacker who knows the rules learns from a published table and nothing else.

Its own matrix, from the published rows; it shares no code with what protects the table.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.disclosure.audit.ends import ends

_JOINT = "\x1f"
_TOTAL = "Total"


class NotWholeError(ValueError):
    """A published table that is none: `cells` (one is missing, or twice) or `status`."""


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

    `below_goal` counts the cells whose interval falls short of the promise. An attacker knows no
    primaries, and a promise is made for counts of 1 to k-1 only: of an interval such as [2..8]
    nobody can say that the count is small, for a cell of 7 that was hidden to protect others looks
    the same and may be known to be over 2. One that ends below k never holds k. So under `contains`
    those count, under `not_exact` those of them that are exact; a masked zero that is known to be
    zero is no small count. Whether [0..3] hides a count or a zero nobody can say, and it counts:
    what hides together and adds up to 3 is not all zero.

    Raises:
        NotWholeError: A cell is missing or stands twice, or a value and its status contradict.
        ValueError: The published sums contradict each other.
    """
    _refuse_parts(published, pairs, names)
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
    small = (high >= 1) & (high < k)
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
    terms_of: dict[int, dict[int, int]] = {one: {} for one in right["sum"]}
    open_terms = terms.filter(pl.col("column").is_not_null(), pl.col("factor") != 0)
    for one, column, factor in open_terms.select("sum", "column", "factor").iter_rows():
        terms_of[one][column] = factor
    least = hidden["low"].to_numpy().astype(float)
    most = hidden["high"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    asked = hidden["quantity"].is_in(list(settle or ())).to_numpy() if settle is not None else None
    low, high = ends(zip(terms_of.values(), right["right"], strict=True), least, most, asked)
    found = hidden.select("quantity", low=pl.Series(low), high=pl.Series(high))
    return found.with_columns(
        pl.when(pl.col(end).is_finite()).then(pl.col(end)).cast(pl.Int64) for end in ("low", "high")
    )


def _refuse_parts(published: pl.DataFrame, pairs: pl.DataFrame, names: list[str]) -> None:
    """Refuse a table that does not hold every cell once: what it tells cannot be added up."""
    size = 1
    for name in names:
        size *= len({_TOTAL, *pairs.filter(pl.col("dimension") == name)["child"]})
    if published.height != size or published.select(names).is_duplicated().any():
        raise NotWholeError("cells")
    if ((published["status"] == "suppressed") != published["value"].is_null()).any():
        raise NotWholeError("status")


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
