"""The record that a record refers to: its date, and whether any of its rows stands.

Looked up once for every row, because keys are long and a lookup costs more than any check.
"""

from collections.abc import Mapping

import polars as pl

from contracts.registry import RecordType
from contracts.rules.keys import normal_key

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


def with_parents(
    frame: pl.DataFrame, record_type: RecordType, parents: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The rows with `dated_from`, `dated_to` (Date) and `parent_is_rejected` (Boolean).

    A record is dated by its own dates, else by those of the record it refers to, else by the
    first day of its period.

    Args:
        frame: Typed rows, with `submission` (number) and `period_start`.
        record_type: Whose rows they are.
        parents: Checked frames of the record types before it.
    """
    frame = _looked_up(frame, record_type, parents)
    own, start = _OWN_DATES.get(record_type.name), pl.col("period_start")
    first = pl.min_horizontal(own) if own else pl.col(FROM)
    last = pl.max_horizontal(own) if own else pl.col(TO)
    return frame.with_columns(
        pl.coalesce(first, start).alias(FROM), pl.coalesce(last, start).alias(TO)
    )


def _looked_up(
    frame: pl.DataFrame, record_type: RecordType, parents: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    column = next((c for c in record_type.columns if c.refers_to), None)
    parent = parents.get(column.refers_to or "") if column else None
    if column is None or parent is None or parent.is_empty():
        return frame.with_columns(
            pl.lit(None, dtype=pl.Date).alias(FROM),
            pl.lit(None, dtype=pl.Date).alias(TO),
            pl.lit(None, dtype=pl.Boolean).alias(PARENT_REJECTED),
        )
    key = ["_key"] if parent["submission"].n_unique() == 1 else ["submission", "_key"]
    if len(key) == 1:  # rows of other submissions find nothing in the only one with parents
        only = parent["submission"][0]
        own_key = pl.when(pl.col("submission") == only).then(normal_key(column.name))
    else:
        own_key = normal_key(column.name)
    known = (
        parent.select(*key[:-1], normal_key(column.name).alias("_key"), FROM, TO, "is_rejected")
        .group_by(key)
        .agg(pl.col(FROM).min(), pl.col(TO).max(), pl.col("is_rejected").all())
        .rename({"is_rejected": PARENT_REJECTED})
    )
    joined = frame.with_columns(own_key.alias("_key")).join(
        known, on=key, how="left", maintain_order="left"
    )
    return joined.drop("_key")
