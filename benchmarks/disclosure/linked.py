"""Two tables of one release that share margins: protected together and, for comparison, apart."""

import os
import time
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import polars as pl

_JOINT = "|"
_OBJECTIVES = 30
_DIFFERS = 1 - 1e-6  # two whole numbers are at least so far apart
_MOST = 1e5  # no count comes near
_AGE, _FORM = "sex,age,prov>reg", "sex,form,prov>reg"


def linked(path: str, way: str) -> dict[str, Any]:
    """Protect both tables `together` or `apart`, then attack what both say together.

    The attacker knows that a quantity is the same in both tables by its labels, and every sum of
    either table; the matrix is made from the published rows alone.
    """
    from transforms.disclosure.suppression.suppress import suppress
    from transforms.disclosure.tables.cube import TableSpec, cube
    from transforms.disclosure.tables.dimensions import parse
    from transforms.disclosure.tables.joint import join

    cells = pl.read_csv(path, infer_schema=False)
    frozen = cube(cells, parse("sex,age,form,prov>reg"))
    specs = [TableSpec("age", parse(_AGE)), TableSpec("form", parse(_FORM))]
    kept = _silence()
    started = time.process_time()
    frames: dict[str, pl.DataFrame] = {}
    unprotected = 0
    tables = join(frozen, specs).tables
    for group in [specs] if way == "together" else [[one] for one in specs]:
        joint = join(frozen, group)
        pattern = suppress(joint, k=5, goal="not_exact", zeros_shown=True)
        unprotected += int(pattern.unprotected.sum())
        frames |= joint.frames(pattern.hidden)
    protected = time.process_time() - started
    known, sums = _told(frames, {name: table.pairs for name, table in tables.items()})
    hidden_in_all = known.filter(pl.col("value").is_null()).height
    exact = exactly_known(known, sums)
    _speak(kept)
    hidden = {name: int((frame["status"] == "suppressed").sum()) for name, frame in frames.items()}
    return {
        "seconds": protected,
        "hidden": sum(hidden.values()),
        **{f"hidden_{name}": count for name, count in hidden.items()},
        "attacked": hidden_in_all,
        "exact": exact,
        "unprotected": unprotected,
    }


def _told(
    frames: dict[str, pl.DataFrame], pairs: dict[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is known of each quantity, named by its labels, and the sums of each table."""
    known, sums = [], []
    for name, frame in frames.items():
        names = [n for n in ("sex", "age", "form", "reg") if n in frame.columns]
        label = pl.concat_str(
            [pl.col(n) if n in names else pl.lit("Total") for n in ("sex", "age", "form", "reg")],
            separator=_JOINT,
        )
        cells = frame.with_columns(label.alias("quantity"))
        known.append(cells.select("quantity", "value"))
        for axis in names:
            own = pairs[name].filter(pl.col("dimension") == axis)
            others = [n for n in names if n != axis]
            up = own.select("level", "parent").unique()
            terms = pl.concat(
                [
                    own.select("level", "parent", code="child", factor=pl.lit(1, pl.Int64)),
                    up.select("level", "parent", code="parent", factor=pl.lit(-1, pl.Int64)),
                ]
            )
            equation = [pl.lit(f"{name} {axis}"), "level", "parent", *others]
            sums.append(
                cells.join(terms, left_on=axis, right_on="code").select(
                    pl.concat_str(equation, separator=_JOINT).alias("sum"), "quantity", "factor"
                )
            )
    # published in one of the tables is known in both
    merged = pl.concat(known).group_by("quantity").agg(pl.col("value").max()).sort("quantity")
    return merged, pl.concat(sums)


def exactly_known(known: pl.DataFrame, sums: pl.DataFrame) -> int:
    """How many hidden quantities have one value only, by linear programmes.

    The attacker knows that zeros are shown: hidden is 1 or more. Some random objectives show most
    quantities at two values; the others are each made least and greatest. (An interval may be wider
    than what whole numbers allow, so this is a least count, as in the note.)
    """
    hidden = known.filter(pl.col("value").is_null()).with_row_index("column")
    terms = sums.join(known, on="quantity").join(
        hidden.select("quantity", "column"), on="quantity", how="left"
    )
    right = terms.group_by("sum").agg(
        right=-(pl.col("factor") * pl.col("value")).sum(), open=pl.col("column").count()
    )
    right = right.filter(pl.col("open") > 0).sort("sum").with_row_index("row")
    places = (
        terms.drop_nulls("column")
        .join(right.select("sum", "row", "right"), on="sum")
        .sort("row", "column")
    )
    solver = _model(places, right["right"].to_numpy(), hidden.height)
    draw = np.random.default_rng(7)
    low, high = np.full(hidden.height, np.inf), np.full(hidden.height, -np.inf)
    for _ in range(_OBJECTIVES):
        _look(solver, draw.normal(size=hidden.height), low, high)
    exact = 0
    for column in range(hidden.height):
        for sign in (1.0, -1.0):
            if high[column] - low[column] < _DIFFERS:
                cost = np.zeros(hidden.height)
                cost[column] = sign
                _look(solver, cost, low, high)
        exact += bool(high[column] - low[column] < _DIFFERS)
    return exact


def _model(places: pl.DataFrame, right: np.ndarray, size: int) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, right.size
    lp.col_cost_ = np.zeros(size)
    lp.col_lower_, lp.col_upper_ = np.ones(size), np.full(size, _MOST)
    lp.row_lower_ = lp.row_upper_ = right.astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    counts = np.bincount(places["row"].to_numpy(), minlength=right.size)
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lp.a_matrix_.index_ = places["column"].to_numpy().astype(np.int32)
    lp.a_matrix_.value_ = places["factor"].to_numpy().astype(float)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    return solver


def _look(solver: highspy.Highs, cost: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    size = cost.size
    solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("what is published contradicts itself")
    found = np.array(solver.getSolution().col_value)
    np.minimum(low, found, out=low)
    np.maximum(high, found, out=high)


def _silence() -> int:
    """The solver greets on stdout, which holds the answer alone."""
    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return kept


def _speak(kept: int) -> None:
    os.dup2(kept, 1)
    os.close(kept)
