"""When a record is dated: the day at which its ages hold and its region codes were in force.

Some record types carry their date, others take that of the record they refer to. The prosecution's
have several and none is required, so a record there is dated between its first and its last.
"""

from collections.abc import Mapping

import polars as pl

from contracts.rules.keys import normal_key

FROM, TO = "dated_from", "dated_to"

_OWN_DATES: Mapping[str, tuple[str, ...]] = {
    "police_cases": ("tgl_lp",),
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
_FROM_PARENT: Mapping[str, tuple[str, str]] = {
    "police_persons": ("police_cases", "no_lp"),
    "police_assets": ("police_cases", "no_lp"),
    "prosecution_restitution": ("prosecution_defendants", "no_register_perkara"),
}


def with_record_dates(
    name: str, frame: pl.DataFrame, parents: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The rows of a record type with `dated_from` and `dated_to` (Date).

    Args:
        name: The record type.
        frame: Its rows, typed, with `submission` (number) and `period_start`.
        parents: Frames of the record types before it, with their dates.
    """
    start = pl.col("period_start")
    own = _OWN_DATES.get(name)
    if own is not None:
        return frame.with_columns(
            pl.coalesce(pl.min_horizontal(own), start).alias(FROM),
            pl.coalesce(pl.max_horizontal(own), start).alias(TO),
        )
    parent_name, column = _FROM_PARENT[name]
    parent = parents.get(parent_name)
    if parent is None or parent.is_empty():
        return frame.with_columns(start.alias(FROM), start.alias(TO))
    dates = parent.group_by("submission", normal_key(column).alias("_key")).agg(
        pl.col(FROM).min(), pl.col(TO).max()
    )
    joined = frame.with_columns(normal_key(column).alias("_key")).join(
        dates, on=["submission", "_key"], how="left", maintain_order="left"
    )
    return joined.drop("_key").with_columns(
        pl.coalesce(FROM, start).alias(FROM), pl.coalesce(TO, start).alias(TO)
    )
