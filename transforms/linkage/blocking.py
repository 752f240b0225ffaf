"""Candidate pairs: equi-joins on exploded keys, with frequent keys refined instead of dropped.

A key that many records share costs pairs by the square and says little. Such a group is joined
again with one more column in the key; what is still too large after the last refinement is left
out and counted in the report, so that nobody takes silence for completeness. A key is one 64-bit
number; records are sorted by it, so that those who share it stand together (`key_groups.py`).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.key_groups import Groups, distinct, mixed, shared
from transforms.linkage.key_index import KeyIndex
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

_NONE = np.empty(0, dtype=np.int64)


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
    frame: pl.DataFrame,
    keys: tuple[BlockingKey, ...],
    new_rows: pl.Series | None = None,
    index: KeyIndex | None = None,
) -> Candidates:
    """Every pair of records that agrees on at least one blocking key.

    Args:
        frame: Features, one row per record, with `row` (0…n−1, in order).
        keys: The blocking keys of the model; a key whose columns are absent is skipped.
        new_rows: Only pairs with at least one of these rows, for incremental linkage.
        index: Keys of all other rows, where they were kept; without it all rows are gone through.

    Returns:
        The pairs without two rows of one document in the same part, and the report.
    """
    found: list[np.ndarray] = []
    report: list[dict[str, object]] = []
    is_new, arrivals = None, frame
    if new_rows is not None:
        is_new = np.zeros(frame.height, dtype=bool)
        is_new[new_rows.to_numpy()] = True
        arrivals = frame[new_rows]
    for key in keys:
        if not set(key.columns) <= set(frame.columns):
            continue
        near = None if index is None else index.near(arrivals, key)
        codes, line = _pairs_of(frame, key, is_new, near)
        report.append({"key": key.name, "pairs": len(codes), **line})
        found.append(codes)
    codes = distinct(np.concatenate([_NONE, *found]))
    del found
    left, right = codes >> _SHIFT, codes & ((1 << _SHIFT) - 1)
    apart = _of_two_documents(frame, left, right)
    pairs = pl.DataFrame(
        {"row_l": left[apart].astype(np.int32), "row_r": right[apart].astype(np.int32)}
    )
    return Candidates(pairs, pl.DataFrame(report, schema=REPORT_SCHEMA))


def _pairs_of(
    frame: pl.DataFrame,
    key: BlockingKey,
    is_new: np.ndarray | None,
    near: np.ndarray | None = None,
) -> tuple[np.ndarray, dict[str, int]]:
    columns = list(key.columns)
    bounds = [key.band] if key.band else []
    extra = [c for c in (*key.refine, key.where) if c and c not in columns + bounds]
    table = frame.select(pl.col("row").cast(pl.Int32), *columns, *bounds, *extra)
    table = table if near is None else table[near]
    # nulls go first: exploding them costs a row each
    table = _exploded(table.drop_nulls([*columns, *bounds]), columns)
    found: list[np.ndarray] = []
    line = {"groups_refined": 0, "groups_left_out": 0, "records_left_out": 0}
    for refine in (*key.refine, None):
        code = mixed(table, columns)
        places = shared(code, None if is_new is None else is_new[table["row"].to_numpy()])
        table, code = table[places], code[places]
        rows = table["row"].to_numpy()
        band = table[key.band].to_numpy().astype(np.int64) if key.band else None
        groups = Groups(code, band, key.largest_group)
        found.append(_met(groups, table, rows, key, is_new))
        rest = groups.too_large
        if not len(rest):
            break
        if refine is None:
            line["groups_left_out"] = groups.number_too_large
            line["records_left_out"] += len(distinct(rows[rest]))
            break
        line["groups_refined"] += groups.number_too_large
        columns = [*columns, refine]
        table = table[rest].drop_nulls(refine)
        line["records_left_out"] += len(distinct(rows[rest])) - table["row"].n_unique()
        table = _exploded(table, [refine])
    return distinct(np.concatenate([_NONE, *found])), line


def _exploded(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    for column in columns:
        if table.schema[column] == pl.List:
            table = table.explode(column).drop_nulls(column)
    return table


def _met(
    groups: Groups,
    table: pl.DataFrame,
    rows: np.ndarray,
    key: BlockingKey,
    is_new: np.ndarray | None,
) -> np.ndarray:
    """The pairs of the groups that are small enough, as one integer each."""
    where = table[key.where].fill_null(value=False).to_numpy() if key.where else None
    wanted = None if is_new is None else is_new[rows]
    found: list[np.ndarray] = []
    for one, two in groups.pairs(key.band_width):
        left, right = rows[one], rows[two]
        kept = left != right
        if where is not None:
            kept &= where[one] | where[two]
        if wanted is not None:
            kept &= wanted[one] | wanted[two]
        low, high = np.minimum(left, right)[kept], np.maximum(left, right)[kept]
        found.append((low.astype(np.int64) << _SHIFT) | high)
    return distinct(np.concatenate([_NONE, *found]))


def _of_two_documents(frame: pl.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where two rows are not of one document in the same part: those are two persons."""
    if "document_id" not in frame.columns:
        return np.ones(len(left), dtype=bool)
    if len(left) < frame.height // 4:
        rows = distinct(np.concatenate([left, right]))
        frame = frame["document_id", "role_group"][rows]
        left, right = np.searchsorted(rows, left), np.searchsorted(rows, right)
    part = mixed(frame, ["document_id", "role_group"])
    return part[left] != part[right]
