"""The record that a record refers to: its date, and whether any of its rows stands.

Looked up once for every row, because keys are long and a lookup costs more than any check.
"""

from collections.abc import Mapping

import polars as pl

from contracts.registry import Column, RecordType
from contracts.rules.keys import KEY_AT_HAND, normal_key, record_key

FROM, TO = "dated_from", "dated_to"
# True if all rows of the parent were rejected, null if there is none.
PARENT_REJECTED = "parent_is_rejected"

_OWN_DATES: Mapping[str, tuple[str, ...]] = {
    "police_cases": ("tgl_lp",),
    # None of these is required; the record is dated between the first and the last.
    "prosecution_defendants": (
        "tgl_spdp_terima",
        "tgl_tahap1",
        "tgl_p21",
        "tgl_tahap2",
        "tgl_limpah",
        "tgl_putusan",
        "tgl_inkracht",
    ),
    "social_clients": ("tgl_masuk",),
    "social_services": ("tgl_mulai",),
    "social_referrals": ("tgl_rujuk",),
    "health_visits": ("tgl_kunjungan",),
    "health_facilities": ("tgl_berlaku",),
}


def with_key_and_parent(
    frame: pl.DataFrame, record_type: RecordType, parents: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The rows with `record_key`, `dated_from`, `dated_to` and `parent_is_rejected`.

    A record is dated by its own dates, else by those of the record it refers to, else by the
    first day of its period.

    Args:
        frame: Typed rows, with `submission` (number) and `period_start`.
        record_type: Whose rows they are.
        parents: Checked frames of the record types before it.
    """
    column = next((c for c in record_type.columns if c.refers_to), None)
    if column is None:
        keyed = frame.with_columns(record_key(record_type).alias("record_key"))
        keyed = _without_parents(keyed)
    else:
        runs, run_of_row = _runs(frame, column.name)
        runs = _looked_up(runs, column, parents.get(column.refers_to or ""))
        expanded = runs.select(KEY_AT_HAND, FROM, TO, PARENT_REJECTED)[run_of_row]
        keyed = frame.hstack(expanded)
        keyed = keyed.with_columns(record_key(record_type, column.name).alias("record_key"))
        keyed = keyed.drop(KEY_AT_HAND)
    own, start = _OWN_DATES.get(record_type.name), pl.col("period_start")
    first = pl.min_horizontal(own) if own else pl.col(FROM)
    last = pl.max_horizontal(own) if own else pl.col(TO)
    return keyed.with_columns(
        pl.coalesce(first, start).alias(FROM), pl.coalesce(last, start).alias(TO)
    )


def _runs(frame: pl.DataFrame, column: str) -> tuple[pl.DataFrame, pl.Series]:
    """The first row of each run of rows with the same reference, and the run of each row.

    Rows of one case mostly stand together, so a run is looked up for all of them.
    """
    if frame.is_empty():
        return frame.select("submission", pl.col(column).alias(KEY_AT_HAND)), pl.Series(
            [], dtype=pl.UInt32
        )
    changes = frame.select(
        pl.col("submission").ne_missing(pl.col("submission").shift())
        | pl.col(column).ne_missing(pl.col(column).shift())
        | (pl.int_range(pl.len()) == 0)
    ).to_series()
    firsts = frame.select("submission", column)[changes.arg_true()]
    runs = firsts.select("submission", normal_key(column).alias(KEY_AT_HAND))
    return runs, changes.cast(pl.UInt32).cum_sum() - 1


def _without_parents(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(None, dtype=pl.Date).alias(FROM),
        pl.lit(None, dtype=pl.Date).alias(TO),
        pl.lit(None, dtype=pl.Boolean).alias(PARENT_REJECTED),
    )


def _looked_up(runs: pl.DataFrame, column: Column, parent: pl.DataFrame | None) -> pl.DataFrame:
    if parent is None or parent.is_empty() or runs.is_empty():
        return _without_parents(runs)
    known = parent.select(
        "submission",
        normal_key(column.name).alias(KEY_AT_HAND),
        FROM,
        TO,
        pl.col("is_rejected").alias(PARENT_REJECTED),
    )
    # A key of two columns costs more; one submission needs but one.
    key = [KEY_AT_HAND]
    if runs["submission"].n_unique() > 1 or known["submission"].n_unique() > 1:
        key.append("submission")
    else:
        known = known.filter(pl.col("submission") == runs["submission"].first()).drop("submission")
    if known.select(pl.struct(key).hash().n_unique() < pl.len()).item():
        dates = pl.col(FROM).min(), pl.col(TO).max(), pl.col(PARENT_REJECTED).all()
        known = known.group_by(key).agg(dates)
    return runs.join(known, on=key, how="left", maintain_order="left")
