"""Records without identifiers: what stays is decided by the sensitivity class of a column alone."""

from collections.abc import Mapping

import polars as pl

from contracts.encoding.envelope import birth_columns, nik_birth_date
from contracts.encoding.keys import SecretKey
from contracts.registry import RecordType, record_types
from contracts.rules.keys import normal_key
from contracts.schemas.columns import Sensitivity
from transforms.pseudonymise.tokens import record_id

ADDRESS = {
    "record_id": pl.String,
    "submission_id": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "row": pl.Int64,
    "is_rejected": pl.Boolean,
    "parent_record_id": pl.String,
}
"""Columns before those of the record type."""

BIRTH = ("birth_month", "birth_year", "birth_precision", "birth_is_estimated")
HIDDEN = (Sensitivity.DIRECT, Sensitivity.LOCAL)


def strip(
    rows: pl.DataFrame,
    record_type: RecordType,
    agency_rows: Mapping[str, pl.DataFrame],
    key: SecretKey,
) -> pl.DataFrame:
    """Take out every column of class D and L.

    Args:
        rows: Validated rows with record_id (`tokens.with_record_ids`).
        record_type: What they are.
        agency_rows: All record types of the agency, to find the row that a row refers to.
        key: The identity key.

    Returns:
        `ADDRESS`, the columns of class P, S and Q, and for persons birth_month (YYYY-MM),
        birth_year, birth_precision (day, month, year, none), birth_is_estimated; sorted by
        submission and row.
    """
    kept = [c.name for c in record_type.columns if c.sensitivity not in HIDDEN]
    births: dict[str, pl.Expr] = {}
    if record_type.describes_persons:
        births = {
            name: value
            for name, value in birth_columns(nik_birth_date(pl.col("nik"))).items()
            if name in BIRTH
        }
    return (
        _with_parents(rows, record_type, agency_rows, key)
        .with_columns(**births)
        .select(*(pl.col(n).cast(t) for n, t in ADDRESS.items()), *kept, *births)
        .sort("submission_id", "row")
    )


def _with_parents(
    rows: pl.DataFrame,
    record_type: RecordType,
    agency_rows: Mapping[str, pl.DataFrame],
    key: SecretKey,
) -> pl.DataFrame:
    """Add parent_record_id: the record_id of the row that a row refers to, null without one.

    Where several rows carry the value (the defendants of one case file), the first accepted one in
    the order of the keys is meant.
    """
    reference = next((c for c in record_type.columns if c.refers_to), None)
    if reference is None or reference.refers_to is None:
        return rows.with_columns(parent_record_id=pl.lit(None, pl.String))
    value = normal_key(reference.name)
    if record_types()[reference.refers_to].key == (reference.name,):
        parent = record_id(record_type.agency, reference.refers_to, pl.col("unit_code"), value, key)
        return rows.with_columns(parent_record_id=parent)
    parents = agency_rows.get(reference.refers_to)
    if parents is None:
        return rows.with_columns(parent_record_id=pl.lit(None, pl.String))
    first = (
        parents.filter(~pl.col("is_rejected"))
        .select("submission_id", value.alias("value"), "record_key", parent_record_id="record_id")
        .sort("submission_id", "value", "record_key")
        .unique(["submission_id", "value"], keep="first", maintain_order=True)
        .drop("record_key")
    )
    return (
        rows.with_columns(value=value)
        .join(first, on=["submission_id", "value"], how="left", maintain_order="left")
        .drop("value")
    )
