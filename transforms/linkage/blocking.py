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
_SHIFT = 32
"""A pair travels as one integer: the smaller row in the upper half, the larger in the lower."""


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
    found = pl.Series("pair", [], dtype=pl.Int64)
    report: list[dict[str, object]] = []
    wanted = None if new_rows is None else new_rows.cast(pl.Int32).unique().sort()
    for key in keys:
        if not set(key.columns) <= set(frame.columns):
            continue
        pairs, line = _pairs_of(frame, key, wanted)
        report.append({"key": key.name, "pairs": len(pairs), **line})
        found = pl.concat([found, pairs]).unique()
    codes = found.sort().to_numpy()
    pairs = pl.DataFrame(
        {
            "row_l": (codes >> _SHIFT).astype(np.int32),
            "row_r": (codes & ((1 << _SHIFT) - 1)).astype(np.int32),
        }
    )
    return Candidates(
        _without_own_document(frame, pairs), pl.DataFrame(report, schema=REPORT_SCHEMA)
    )


def _pairs_of(
    frame: pl.DataFrame, key: BlockingKey, wanted: pl.Series | None
) -> tuple[pl.Series, dict[str, int]]:
    columns = [*key.columns, *([key.band] if key.band else [])]
    extra = [c for c in (*key.refine, key.where) if c and c not in columns]
    table = frame.select(pl.col("row").cast(pl.Int32), *columns, *extra)
    # nulls go first: exploding them costs a row each
    table = table.drop_nulls(columns)
    for column in key.columns:
        if isinstance(table.schema[column], pl.List):
            table = table.explode(column).drop_nulls(column)
    if wanted is not None:
        table = _touched(table, columns, key, wanted)
    found: list[pl.Series] = []
    line = {"groups_refined": 0, "groups_left_out": 0, "records_left_out": 0}
    for refine in (*key.refine, None):
        keyed = table.with_columns(_hash(columns).alias("key"))
        size = keyed.group_by("key").len("size")
        rest = keyed.join(size.filter(pl.col("size") > key.largest_group), on="key", how="semi")
        fits = size.filter(pl.col("size") <= key.largest_group)
        if key.band is None:
            fits = fits.filter(pl.col("size") > 1)
        fits = keyed.join(fits, on="key", how="semi")
        found.append(_join(fits, columns, key, wanted))
        if rest.is_empty():
            break
        if refine is None:
            line["groups_left_out"] = rest["key"].n_unique()
            line["records_left_out"] += rest["row"].n_unique()
            break
        line["groups_refined"] += rest["key"].n_unique()
        columns = [*columns, refine]
        table = rest.drop("key").drop_nulls(refine)
        line["records_left_out"] += rest["row"].n_unique() - table["row"].n_unique()
        if isinstance(table.schema[refine], pl.List):
            table = table.explode(refine).drop_nulls(refine)
    return pl.concat(found).unique(), line


def _hash(columns: list[str]) -> pl.Expr:
    """One integer for a key: a join on it is much cheaper than on its columns.

    Two keys of one hash would only bring together a pair that is then compared like any other.
    """
    return pl.struct(columns).hash(seed=1)


def _touched(
    table: pl.DataFrame, columns: list[str], key: BlockingKey, wanted: pl.Series
) -> pl.DataFrame:
    """Only rows whose key a wanted row has, within the band."""
    new = table.filter(pl.col("row").is_in(wanted.implode())).select(columns).unique()
    if key.band:
        steps = range(-key.band_width, key.band_width + 1)
        new = pl.concat([new.with_columns(pl.col(key.band) + s) for s in steps]).unique()
    return table.join(new, on=columns, how="semi")


def _join(
    table: pl.DataFrame, columns: list[str], key: BlockingKey, wanted: pl.Series | None
) -> pl.Series:
    where = [key.where] if key.where else []
    left = table.select("row", "key", *where)
    sides = [left]
    if key.band is not None:
        earlier = (pl.col(key.band) - step for step in range(1, key.band_width + 1))
        sides += [
            table.with_columns(year.alias(key.band)).select(
                "row", _hash(columns).alias("key"), *where
            )
            for year in earlier
        ]
    joined: list[pl.Series] = []
    for step, right in enumerate(sides):
        other = pl.col("row_right")
        pairs = left.lazy().join(right.lazy(), on="key", suffix="_right")
        pairs = pairs.filter(pl.col("row") < other if step == 0 else pl.col("row") != other)
        if key.where:
            pairs = pairs.filter(pl.col(key.where) | pl.col(f"{key.where}_right"))
        if wanted is not None:
            new = wanted.implode()
            pairs = pairs.filter(pl.col("row").is_in(new) | other.is_in(new))
        low, high = pl.min_horizontal("row", other), pl.max_horizontal("row", other)
        code = low.cast(pl.Int64) * (1 << _SHIFT) + high
        joined.append(pairs.select(code.alias("pair")).collect().to_series())
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
