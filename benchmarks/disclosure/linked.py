"""Two tables of one release that share margins: protected together and, for comparison, apart."""

import os
import time
from pathlib import Path
from typing import Any

import polars as pl

_JOINT = "|"
_AGE, _FORM = "sex,age,prov>reg", "sex,form,prov>reg"


def linked(path: str, way: str) -> dict[str, Any]:
    """Protect both tables `together` or `apart`, then attack what both say together.

    The attacker knows that a quantity is the same in both tables by its labels, and every sum of
    either table; the matrix is made from the published rows alone.
    """
    from transforms.disclosure.attack import learn
    from transforms.disclosure.cube import TableSpec, cube
    from transforms.disclosure.dimensions import parse
    from transforms.disclosure.joint import join
    from transforms.disclosure.suppress import suppress

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
        pattern = suppress(joint, k=5, goal="contains", zeros_shown=True)
        unprotected += int(pattern.unprotected.sum())
        frames |= joint.frames(pattern.hidden)
    protected = time.process_time() - started
    known, sums = _told(frames, {name: table.pairs for name, table in tables.items()})
    found = learn(known, sums)
    _speak(kept)
    hidden = {name: int((frame["status"] == "suppressed").sum()) for name, frame in frames.items()}
    return {
        "seconds": protected,
        "hidden": sum(hidden.values()),
        **{f"hidden_{name}": count for name, count in hidden.items()},
        "attacked": found.height,
        "exact": found.filter(pl.col("low") == pl.col("high")).height,
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
    merged = pl.concat(known).group_by("quantity").agg(pl.col("value").max())
    bounds = merged.with_columns(low=pl.lit(1, pl.Int64), high=pl.lit(None, pl.Int64))
    return bounds, pl.concat(sums).with_columns(pl.col("sum").rank("dense").cast(pl.Int64))


def _silence() -> int:
    """The solver greets on stdout, which holds the answer alone."""
    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return kept


def _speak(kept: int) -> None:
    os.dup2(kept, 1)
    os.close(kept)
