"""Blocks too fine for exact counts: rounded, and what a reader knows of a figure by that.

Every count becomes one of the two nearest multiples of the base and every margin is the sum of what
is shown (`transforms.disclosure.rounding`). Exact figures of the same units stand in other tables:
so a rounded count is one more figure that nobody knows, less than the base away from what is shown,
and protection is proved with all sums, as for one that is hidden.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import polars as pl

from contracts.problems import ExitCode, Problem
from transforms.disclosure.counting.answers import with_answers
from transforms.disclosure.counting.counted import ANSWERS, TOTAL, Counted, counted_of, wider
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.other_worlds import proof_of
from transforms.disclosure.protection.told import LABELS, Told
from transforms.disclosure.rounding import round_cube
from transforms.disclosure.tables.cube import TableSpec, cube
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.joint import join

ROUNDED = "rounded"
_DIMENSIONS = parse("row,above>column")
_BLOCK = ("table_code", "block_code")
_IS_WHOLE = ~pl.col("adds_up_columns") & (pl.col("column_code") == TOTAL)


def apart(cells: pl.DataFrame, policy: Policy) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells that are shown exactly or not at all, and those of blocks that are rounded.

    Where columns do not add up, what they are columns of is no sum of rounded counts: such a cell
    is among both.
    """
    marked = [dict(zip(_BLOCK, one, strict=True)) for one in sorted(policy.rounded)]
    is_fine = pl.struct(_BLOCK).is_in(marked)
    return cells.filter(~is_fine | _IS_WHOLE), cells.filter(is_fine)


def rounded(
    fine: pl.DataFrame, policy: Policy, key: bytes, earlier: Mapping[str, Told]
) -> pl.DataFrame:
    """Round every count of some blocks.

    Args:
        fine: Cells as `apart` returns them; rows add up, columns may not.
        policy: With the base.
        key: Secret; another key may round otherwise.
        earlier: What was ever published: an inner figure at the same count is rounded as before.

    Returns:
        The cells as `small_cells.decide` returns them: `value` rounded and `shown_code` `rounded`;
        margins of nobody, and what is in them, are shown as they are.

    Raises:
        Problem: A margin is further off than the base: how the counts are rounded would tell which
            ones do so.
    """
    if fine.is_empty():
        return fine
    before = _before(earlier, policy.base)
    parts = [
        _block(of, policy, key, before)
        for _, of in fine.group_by(*_BLOCK, maintain_order=True)
    ]  # fmt: skip
    return pl.concat(parts)


def with_rounded(
    told: Told,
    fine: pl.DataFrame,
    seen: pl.DataFrame,
    policy: Policy,
    dominated: Collection[str] = (),
) -> Told:
    """What a release tells with rounded blocks beside the others.

    Args:
        told: What it tells without them.
        fine: Cells with their true counts.
        seen: The same as `rounded` returns them.
        policy: The rules.
        dominated: Keys of figures that one case makes up: they must not be learned either.

    Returns:
        With all figures of those blocks, of inner ones with their ends, and worlds that fit
        everything in the place of changes.

    Raises:
        ValueError: The figures contradict one another.
    """
    if fine.is_empty():
        return told
    rows = fine.to_dicts()
    counted = with_answers(counted_of(rows, policy), rows)
    ends = _ends(told, counted, seen, policy)
    known = set(told.quantities["quantity"])
    exact = set(seen.filter(pl.col("shown_code") != ROUNDED)["quantity"])
    new = []
    for at, (key, quantity) in enumerate(zip(counted.keys, counted.quantities, strict=True)):
        if key in known:
            continue
        value, threshold = int(counted.values[at]), policy.threshold(quantity.predicates)
        is_group = not quantity.unit.endswith(ANSWERS)
        new.append(
            {
                "quantity": key,
                "value": value,
                "contributors": value,
                "threshold": threshold,
                "least": ends[key][0],
                "most": ends[key][1],
                "is_primary": is_group and (0 < value < threshold or key in dominated),
                "is_published": key in exact,
                "is_rest": False,
                **{name: counted.labels[at][name] for name in LABELS},
            }
        )
    first = max(told.sums["sum"].to_list(), default=0) + 1
    terms = [
        (number, counted.keys[at], factor)
        for number, (total, parts) in enumerate(counted.equations, first)
        for at, factor in [(total, -1), *((part, 1) for part in parts.tolist())]
    ]
    of_margins = pl.DataFrame(
        [(key, *ends[key]) for key in counted.keys if key in known - exact],
        schema={"quantity": pl.String, "low": pl.Int64, "high": pl.Int64},
        orient="row",
    )
    hidden = ~pl.col("is_published")
    before = (
        told.quantities.join(of_margins, on="quantity", how="left", maintain_order="left")
        .with_columns(
            least=pl.when(hidden).then(pl.max_horizontal("least", "low")).otherwise("least"),
            most=pl.when(hidden).then(pl.min_horizontal("most", "high")).otherwise("most"),
        )
        .select(told.quantities.columns)
    )
    quantities = pl.concat([before, pl.DataFrame(new, schema=told.quantities.schema)])
    sums = pl.concat([told.sums, pl.DataFrame(terms, schema=told.sums.schema, orient="row")])
    both = Told(quantities.sort("quantity"), sums, told.parents, told.proof)
    return Told(both.quantities, sums, told.parents, proof_of(both, policy))


def ends_of(cell: Mapping[str, Any], base: int, *, is_margin: bool = False) -> tuple[int, int]:
    """What a figure can be that is shown rounded.

    An inner one is less than the base away, a margin no more, and somebody is in it.
    """
    shown = int(cell["value"])
    if is_margin:
        return max(1, shown - base), shown + base
    return max(0, shown - base + 1), shown + base - 1


def _ends(
    told: Told, counted: Counted, seen: pl.DataFrame, policy: Policy
) -> dict[str, tuple[int, int | None]]:
    """What each figure of rounded blocks is at least and at most.

    By what it is shown as, and no more than a wider set that is shown. Answers of a row are a
    margin too, of which no cell is.
    """
    marked = seen.with_columns(is_inner=is_inner()).filter(pl.col("shown_code") == ROUNDED)
    own = {
        row["quantity"]: ends_of(row, policy.base, is_margin=not row["is_inner"])
        for row in marked.to_dicts()
    }
    value = dict(seen.select("quantity", pl.col("value").fill_null(0).cast(pl.Int64)).iter_rows())
    for total, parts in counted.equations:
        if counted.quantities[total].unit.endswith(ANSWERS):
            keys = [counted.keys[part] for part in parts]
            if value.keys() >= set(keys):
                row = {"value": sum(value[key] for key in keys)}
                own[counted.keys[total]] = ends_of(row, policy.base, is_margin=True)
    shown = dict(told.quantities.filter("is_published").select("quantity", "value").iter_rows())
    found: dict[str, tuple[int, int | None]] = {}
    for key, quantity in zip(counted.keys, counted.quantities, strict=True):
        if key not in own:
            found[key] = int(policy.zeros_shown and not quantity.is_unseen), None
            continue
        low, high = own[key]
        sets = (shown.get(set_.key, high) for set_ in wider(quantity, counted.parents))
        found[key] = low, high if quantity.is_unseen else min([high, *sets])
    return found


def is_inner() -> pl.Expr:
    """Whether no other cell of its block is a part of this one (bool)."""
    inner = pl.lit(value=True)
    for side in ("row", "column"):
        code, above = f"{side}_code", pl.col(f"{side}_parent_code").implode().over(_BLOCK)
        inner &= (pl.col(code) != TOTAL) & ~pl.col(code).is_in(above)
    return inner


def _block(
    of: pl.DataFrame, policy: Policy, key: bytes, before: Mapping[tuple[str, int], int]
) -> pl.DataFrame:  # fmt: skip
    counted = counted_of(of.to_dicts(), policy)
    named = of.with_columns(quantity=pl.Series([counted.keys[at] for at in counted.of_cell]))
    inner = named.filter(is_inner()).select(
        "quantity",
        row="row_code",
        # a code without one above it stands below itself, under another name
        above=pl.coalesce("column_parent_code", pl.lit("only ") + pl.col("column_code")),
        column="column_code",
        n=pl.col("value").fill_null(0).cast(pl.Int64),
    )
    decided = [before.get(one) for one in inner.select("quantity", "n").iter_rows()]
    pinned = inner.with_columns(rounded=pl.Series(decided, dtype=pl.Int64)).drop_nulls("rounded")
    frozen = cube(inner.drop("quantity"), _DIMENSIONS)
    made = round_cube(
        join(frozen, [TableSpec("block", _DIMENSIONS)]),
        base=policy.base,
        key=key,
        pinned=pinned.drop("quantity"),
        every=True,
    )
    if np.abs(made.deviations).max(initial=0) > policy.base:
        told = dict(zip(("table", "block"), of.select(_BLOCK).row(0), strict=True))
        raise Problem("release.rounded_far", exit_code=ExitCode.BLOCKED, **told)
    sums = (
        made.cells.with_columns(
            row_code=pl.concat_list("row", pl.lit(TOTAL)),
            column_code=pl.concat_list("column", "above", pl.lit(TOTAL)),
        )
        .explode("row_code")
        .explode("column_code")
        .group_by("row_code", "column_code")
        .agg(shown=pl.col("rounded").sum())
    )
    is_told = ~_is_of_nobody(named)
    return (
        named.with_columns(is_told=is_told)
        .filter(~_IS_WHOLE)
        .join(sums, on=["row_code", "column_code"], how="left", maintain_order="left")
        .with_columns(
            value=pl.when("is_told")
            .then(pl.col("shown").fill_null(0).cast(of.schema["value"]))
            .otherwise("value"),
            contributors=pl.when(~pl.col("is_told")).then("contributors"),
            shown_code=pl.when("is_told").then(pl.lit(ROUNDED)).otherwise(pl.lit("published")),
        )
        .select(*of.columns, "shown_code", "quantity")
    )


def _is_of_nobody(of: pl.DataFrame) -> pl.Series:
    """Whether a cell is a margin in which nobody is counted, or is in one."""
    rows = of.select("row_code", "column_code", "column_parent_code", "value", inner=is_inner())
    is_zero = ~pl.col("inner") & (pl.col("value").fill_null(0) == 0)
    zeros = set(rows.filter(is_zero).select("row_code", "column_code").iter_rows())
    return pl.Series(
        [
            any((r, c) in zeros for r in (row, TOTAL) for c in (column, above, TOTAL))
            if inner
            else (row, column) in zeros
            for row, column, above, _, inner in rows.iter_rows()
        ],
        dtype=pl.Boolean,
    )


def _before(earlier: Mapping[str, Told], base: int) -> dict[tuple[str, int], int]:
    """What figures at their counts were rounded to in earlier releases."""
    return {
        (quantity, value): least + base - 1 if least else 0  # the ends of a multiple of the base
        for told in earlier.values()
        for quantity, value, least in told.quantities.drop_nulls("most")
        .select("quantity", "value", "least")
        .iter_rows()
    }
