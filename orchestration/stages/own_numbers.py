"""The numbers by which offices know their own records, for the restricted files that need them.

They are opened from the sealed, validated zone and kept nowhere.
"""

import polars as pl

from contracts.registry import record_types
from orchestration.stages import ingest
from orchestration.store import Store

SCHEMA = {
    "record_id": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "record_type": pl.String,
    "row": pl.Int64,
    "own_number": pl.String,
}


def own_numbers(store: Store, accounted: pl.DataFrame) -> pl.DataFrame:
    """The own number of each record, its natural key joined with `|`.

    Args:
        store: The data root.
        accounted: Rows of the accounting (record_id, record_type, submission_id, agency_code,
            unit_code, period, row): the records asked for.

    Returns:
        SCHEMA, one row per row asked for that could be opened, sorted by record_id.
    """
    found = [pl.DataFrame(schema=SCHEMA)]
    for (name, agency), part in accounted.partition_by(
        "record_type", "agency_code", as_dict=True, maintain_order=True
    ).items():
        if name not in record_types():
            continue
        periods = sorted(part["period"].unique())
        rows = ingest.validated(store, agency, periods, str(name))
        if rows is not None:
            keys = rows.select("submission_id", "row", own_number="record_key")
            joined = part.join(keys, on=["submission_id", "row"])
            found.append(joined.select(SCHEMA.keys()).cast(SCHEMA))  # pyright: ignore[reportArgumentType]
    return pl.concat(found).sort("record_id", "period")
