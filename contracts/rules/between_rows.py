"""Step 4: natural keys are unique, references resolve within the submission."""

from collections.abc import Mapping

import polars as pl

from contracts.registry import RecordType
from contracts.rules import faults
from contracts.rules.keys import normal_key
from contracts.rules.parents import PARENT_REJECTED

DUPLICATE, UNRESOLVED, TO_REJECTED = "B-001", "B-002", "B-003"


def check_keys(frame: pl.DataFrame, record_type: RecordType) -> pl.DataFrame:
    """Rows whose natural key stood in an earlier row of the submission (B-001).

    Args:
        frame: Rows in the order of their submission, with `record_key`.
        record_type: Whose rows they are; the finding stands at the last column of its key.
    """
    if frame["record_key"].hash().n_unique() == frame.height:
        return faults.none()  # different hashes, different keys
    parts = [normal_key(name) for name in record_type.key]
    complete = frame.select(
        "submission",
        "row",
        "record_key",
        pl.all_horizontal(pl.col(n).is_not_null() for n in record_type.key).alias("complete"),
        *(part.alias(f"_{place}") for place, part in enumerate(parts)),
    ).with_row_index("index")
    key = ["submission", *(f"_{place}" for place in range(len(parts)))]
    later = (
        complete.filter("complete")
        .filter(pl.col("record_key").is_duplicated())
        .with_columns(pl.col("row").first().over(key, order_by="index").alias("first"))
        .filter(pl.int_range(pl.len()).over(key, order_by="index") > 0)
        .sort("index")
    )
    return later.select(
        "index",
        pl.lit(record_type.key[-1]).alias("column"),
        pl.lit(DUPLICATE).alias("rule"),
        pl.concat_str(pl.lit('{"first": '), "first", pl.lit("}")).alias("values"),
    )


def check_references(
    frame: pl.DataFrame, record_type: RecordType, parents: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """References that no accepted row carries: none has the value, or only rejected ones.

    Args:
        frame: Typed rows with `submission` and `parent_is_rejected`.
        record_type: Whose rows they are.
        parents: Finished frames of the record types before it, with `is_rejected`.
    """
    column = next((c for c in record_type.columns if c.refers_to), None)
    if column is None:
        return faults.none()
    found = _to_parent(frame, column.name)
    if record_type.name != "police_assets":
        return found
    persons = _to_person(frame, parents.get("police_persons"))
    known = persons.join(found, on="index", how="anti", maintain_order="left")
    return faults.stack([found, known])


def _to_parent(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    is_rejected, is_given = pl.col(PARENT_REJECTED), pl.col(column).is_not_null()
    return faults.where(
        frame,
        {
            (column, UNRESOLVED): is_given & is_rejected.is_null(),
            (column, TO_REJECTED): is_given & is_rejected,
        },
    )


def _to_person(frame: pl.DataFrame, persons: pl.DataFrame | None) -> pl.DataFrame:
    """The person of the same laporan polisi whom an asset names."""
    key = ["submission", "_case", "_person"]
    named = (
        frame.with_row_index("index")
        .select(
            "index",
            "submission",
            normal_key("no_lp").alias("_case"),
            normal_key("no_urut_orang").alias("_person"),
        )
        .filter(pl.col("_case").is_not_null() & pl.col("_person").is_not_null())
    )
    known = persons if persons is not None else frame.clear().with_columns(no_urut=pl.lit(""))
    if "is_rejected" not in known.columns:
        known = known.with_columns(pl.lit(value=True).alias("is_rejected"))
    standing = (
        known.select(
            "submission",
            normal_key("no_lp").alias("_case"),
            normal_key("no_urut").alias("_person"),
            "is_rejected",
        )
        .group_by(key)
        .agg(pl.col("is_rejected").all())
    )
    joined = named.join(standing, on=key, how="left", maintain_order="left")
    is_rejected = pl.col("is_rejected")
    return faults.stack(
        [
            faults.at(joined.filter(is_rejected.is_null())["index"], "no_urut_orang", UNRESOLVED),
            faults.at(joined.filter(is_rejected)["index"], "no_urut_orang", TO_REJECTED),
        ]
    )
