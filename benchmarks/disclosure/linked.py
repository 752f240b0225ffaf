"""Two tables of one release that share margins: protected together and, for comparison, apart."""

import time
from typing import Any

import polars as pl

K = 5
_JOINT = "|"
_AGE, _FORM = "sex,age,prov>reg", "sex,form,prov>reg"


def linked(path: str, way: str, goal: str) -> dict[str, Any]:
    """Protect both tables `together` or `apart`, then attack what both say together.

    The attacker knows that a quantity is the same in both tables by its labels, every sum of
    either table, and that zeros are shown: hidden is 1 or more. The sums are made from the
    published rows alone, and every hidden quantity has both its ends found in whole numbers.
    """
    from transforms.disclosure.audit.attack import learn
    from transforms.disclosure.suppression.suppress import suppress
    from transforms.disclosure.tables.cube import TableSpec, cube
    from transforms.disclosure.tables.dimensions import parse
    from transforms.disclosure.tables.joint import join

    cells = pl.read_csv(path, infer_schema=False)
    frozen = cube(cells, parse("sex,age,form,prov>reg"))
    specs = [TableSpec("age", parse(_AGE)), TableSpec("form", parse(_FORM))]
    started = time.process_time()
    frames: dict[str, pl.DataFrame] = {}
    unprotected = 0
    for group in [specs] if way == "together" else [[one] for one in specs]:
        joint = join(frozen, group)
        pattern = suppress(joint, k=K, goal=goal, zeros_shown=True)
        unprotected += int(pattern.unprotected.sum())
        frames |= joint.frames(pattern.hidden)
    protected = time.process_time() - started
    tables = join(frozen, specs).tables
    started = time.process_time()
    known, sums = _told(frames, {name: table.pairs for name, table in tables.items()})
    found = learn(known, sums)
    attacked = time.process_time() - started
    exact = pl.col("low") == pl.col("high")
    return {
        "protect": protected,
        "attack": attacked,
        "hidden": sum(int((one["status"] == "suppressed").sum()) for one in frames.values()),
        "attacked": found.height,
        "exact": found.filter(exact).height,
        "below": found.filter(pl.col("high") < K).height,  # hidden and surely small
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
    ends = {"low": pl.lit(1, pl.Int64), "high": pl.lit(None, pl.Int64)}
    return merged.with_columns(**ends), pl.concat(sums)
