"""Candidate pairs: equi-joins on exploded keys, with frequent keys refined instead of dropped.

A key that many records share costs pairs by the square and says little. Such a group is joined
again with one more column in the key; what is still too large after the last refinement is left
out and counted in the report, so that nobody takes silence for completeness.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.specification import BlockingKey

REPORT_SCHEMA = {
    "key": pl.String,
    "pairs": pl.Int64,
    "groups_refined": pl.Int64,
    "groups_left_out": pl.Int64,
    "records_left_out": pl.Int64,
}


@dataclass(frozen=True)
class Candidates:
    """Pairs to compare and how they came about.

    Attributes:
        pairs: `row_l`, `row_r` (row_l < row_r), each pair once, ordered.
        report: One row per blocking key: pairs, and what was too frequent.
    """

    pairs: pl.DataFrame
    report: pl.DataFrame


def candidates(
    frame: pl.DataFrame, keys: tuple[BlockingKey, ...], new_rows: pl.Series | None = None
) -> Candidates:
    """Every pair of records that agrees on at least one blocking key.

    Args:
        frame: Features, one row per record, with `row`.
        keys: The blocking keys of the model; a key whose columns are absent is skipped.
        new_rows: Only pairs with at least one of these rows, for incremental linkage.

    Returns:
        The pairs without two rows of one document in the same part, and the report.
    """
    found: list[pl.DataFrame] = []
    report: list[dict[str, object]] = []
    wanted = None if new_rows is None else new_rows.cast(pl.Int64).unique()
    for key in keys:
        if not set(key.columns) <= set(frame.columns):
            continue
        pairs, line = _pairs_of(frame, key, wanted)
        found.append(pairs)
        report.append({"key": key.name, "pairs": pairs.height, **line})
    empty = pl.DataFrame(schema={"row_l": pl.Int32, "row_r": pl.Int32})
    pairs = pl.concat(found).unique() if found else empty
    return Candidates(
        _without_own_document(frame, pairs).sort("row_l", "row_r"),
        pl.DataFrame(report, schema=REPORT_SCHEMA),
    )


def _pairs_of(
    frame: pl.DataFrame, key: BlockingKey, wanted: pl.Series | None
) -> tuple[pl.DataFrame, dict[str, int]]:
    columns = [*key.columns]
    table = frame.select(
        pl.col("row").cast(pl.Int32),
        *columns,
        *(c for c in (*key.refine, key.band, key.where) if c and c not in columns),
    )
    for column in columns:
        if isinstance(table.schema[column], pl.List):
            table = table.explode(column)
    table = table.drop_nulls([*columns, *([key.band] if key.band else [])]).unique()
    found: list[pl.DataFrame] = []
    line = {"groups_refined": 0, "groups_left_out": 0, "records_left_out": 0}
    for refine in (*key.refine, None):
        group = [*columns, *([key.band] if key.band else [])]
        size = pl.len().over(group)
        fits = table.filter(size <= key.largest_group)
        rest = table.filter(size > key.largest_group)
        found.append(_join(fits, columns, key, wanted))
        if rest.is_empty():
            break
        groups = rest.select(group).unique().height
        if refine is None:
            line["groups_left_out"] = groups
            line["records_left_out"] = rest["row"].n_unique()
            break
        line["groups_refined"] += groups
        columns = [*columns, refine]
        table = rest.drop_nulls(refine)
    return pl.concat(found).unique(), line


def _join(
    table: pl.DataFrame, columns: list[str], key: BlockingKey, wanted: pl.Series | None
) -> pl.DataFrame:
    left = table.select("row", *columns, *(c for c in (key.band, key.where) if c))
    sides = (
        [left]
        if key.band is None
        else [left.with_columns(pl.col(key.band) - step) for step in range(key.band_width + 1)]
    )
    on = [*columns, *([key.band] if key.band else [])]
    joined: list[pl.DataFrame] = []
    for step, right in enumerate(sides):
        pairs = left.lazy().join(right.lazy(), on=on, suffix="_r")
        same_side = step == 0
        pairs = pairs.filter(
            pl.col("row") < pl.col("row_r") if same_side else pl.col("row") != pl.col("row_r")
        )
        if key.where:
            pairs = pairs.filter(pl.col(key.where) | pl.col(f"{key.where}_r"))
        if wanted is not None:
            pairs = pairs.filter(
                pl.col("row").is_in(wanted.implode()) | pl.col("row_r").is_in(wanted.implode())
            )
        joined.append(
            pairs.select(
                pl.min_horizontal("row", "row_r").alias("row_l"),
                pl.max_horizontal("row", "row_r").alias("row_r"),
            ).collect()
        )
    return pl.concat(joined)


def _without_own_document(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Two rows of one document in the same part are two persons: never compared."""
    if "document_id" not in frame.columns:
        return pairs
    part = frame.select(
        pl.struct("document_id", "role_group").rank("dense").cast(pl.Int64).alias("part")
    )["part"].to_numpy()
    left, right = pairs["row_l"].to_numpy(), pairs["row_r"].to_numpy()
    return pairs.filter(pl.Series(np.not_equal(part[left], part[right])))
