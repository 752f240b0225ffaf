"""Step 3, dates in order (R-001): of two dates out of order, which cell is in error.

The one that is not required, or else the later in the order: an event that must be known is
believed before one that need not be.
"""

import itertools
from collections.abc import Mapping

import polars as pl

from contracts.registry import RecordType
from contracts.rules import faults

RULE = "R-001"
ORDERS: Mapping[str, tuple[str, ...]] = {
    "police_cases": ("tgl_kejadian_mulai", "tgl_kejadian_selesai", "tgl_lp", "tgl_spdp"),
    "prosecution_defendants": (
        "tgl_spdp_terima",
        "tgl_p21",
        "tgl_tahap2",
        "tgl_putusan",
        "tgl_inkracht",
    ),
    "social_clients": ("tgl_masuk", "tgl_keluar"),
    "social_referrals": ("tgl_rujuk", "tgl_jawab"),
}


def check_date_order(frame: pl.DataFrame, record_type: RecordType) -> pl.DataFrame:
    """Cells that are in error because two dates of their row are out of order, each once."""
    found = []
    for earlier, later in itertools.combinations(ORDERS.get(record_type.name, ()), 2):
        wrong = frame.select((pl.col(earlier) > pl.col(later)).fill_null(value=False)).to_series()
        if wrong.any():
            at_fault, other = _at_fault(record_type, earlier, later)
            text = f'{{"earlier": "{earlier}", "later": "{later}", "other": "{other}"}}'
            found.append(
                faults.at(wrong.arg_true(), at_fault, RULE).with_columns(
                    pl.lit(text).alias("values")
                )
            )
    return faults.stack(found).unique(["index", "column"], keep="first", maintain_order=True)


def _at_fault(record_type: RecordType, earlier: str, later: str) -> tuple[str, str]:
    """The column in error, then the other one."""
    if record_type.column(later).required and not record_type.column(earlier).required:
        return earlier, later
    return later, earlier
