"""Step 3: every check that looks at one row, and the old region codes of step 2 (V-103)."""

from collections.abc import Mapping

import polars as pl

from contracts import regions
from contracts.parsing.kinds import MANY
from contracts.registry import RecordType
from contracts.rules import faults
from contracts.rules.identity import check_identity
from contracts.rules.parents import FROM
from contracts.schemas.columns import Kind


def check_old_regions(
    frame: pl.DataFrame, record_type: RecordType, known: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """Codes from before a split in records dated after their last day.

    Args:
        frame: Typed rows with their record dates.
        record_type: Whose rows they are.
        known: The different values of every column of regions.
    """
    found = []
    for column in record_type.columns:
        if column.kind not in (Kind.REGION, Kind.REGIONS):
            continue
        ends = {value: end for value in known[column.name] if (end := _last_day(value)) is not None}
        if not ends:
            continue
        last = pl.col(column.name).replace_strict(ends, default=None, return_dtype=pl.Date)
        found.append(faults.where(frame, {(column.name, "V-103"): pl.col(FROM) > last}))
    return faults.stack(found)


def _last_day(value: str) -> object:
    """The last day of the first old code in a cell; None if all its codes are of today."""
    old = regions.old_regions()
    ends = [
        old[code[:5]].last_day
        for code in value.split(MANY)
        if code[:5] in old and code not in regions.current_codes()
    ]
    return min(ends, default=None)


def check_rows(
    frame: pl.DataFrame, record_type: RecordType, known: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """Warnings about one row: identity and amounts.

    Args:
        frame: Typed rows, bad cells empty, with their record dates.
        record_type: Whose rows they are.
        known: The different values of birth dates and regions, perhaps with some more.
    """
    found = []
    if record_type.describes_persons:
        found.append(check_identity(frame, known))
    if record_type.name == "prosecution_restitution":
        mask = pl.col("dibayar_rp") > pl.col("diputus_rp")
        found.append(faults.where(frame, {("dibayar_rp", "R-106"): mask}))
    return faults.stack(found)
