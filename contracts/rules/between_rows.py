"""Step 4: natural keys are unique, references resolve within the submission."""

from collections.abc import Mapping

import polars as pl

from contracts.registry import RecordType
from contracts.rules import faults
from contracts.rules.keys import normal_key

DUPLICATE, UNRESOLVED, TO_REJECTED = "B-001", "B-002", "B-003"


def check_keys(frame: pl.DataFrame, record_type: RecordType) -> pl.DataFrame:
    """Rows whose natural key stood in an earlier row of the submission (B-001).

    Args:
        frame: Rows in the order of their submission, with `record_key`.
        record_type: Whose rows they are; the finding stands at the last column of its key.
    """
    if frame["record_key"].n_unique() == frame.height:
        return faults.none()
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
        frame: Typed rows with `submission`.
        record_type: Whose rows they are.
        parents: Finished frames of the record types before it, with `is_rejected`.
    """
    found = []
    for column in record_type.columns:
        if column.refers_to is not None:
            parent = parents.get(column.refers_to)
            found.append(_unresolved(frame, parent, (column.name,), (column.name,)))
    if record_type.name == "police_assets":
        same = ("no_lp", "no_urut_orang"), ("no_lp", "no_urut")
        persons = _unresolved(frame, parents.get("police_persons"), *same)
        found.append(persons.filter(~pl.col("index").is_in(_indices(found).implode())))
    return faults.stack(found)


def _indices(found: list[pl.DataFrame]) -> pl.Series:
    return faults.stack(found)["index"].unique()


def _unresolved(
    frame: pl.DataFrame,
    parent: pl.DataFrame | None,
    columns: tuple[str, ...],
    targets: tuple[str, ...],
) -> pl.DataFrame:
    """Rows whose values in `columns` stand in no accepted row of the parent's `targets`."""
    names = ["submission", *(f"_{place}" for place in range(len(columns)))]
    keyed = frame.select(
        "submission", *(normal_key(c).alias(n) for c, n in zip(columns, names[1:], strict=True))
    ).with_row_index("index")
    keyed = keyed.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in names))
    if parent is None or parent.is_empty():
        rules = keyed.with_columns(pl.lit(UNRESOLVED).alias("rule"))
    else:
        known = (
            parent.select(
                "submission",
                *(normal_key(c).alias(n) for c, n in zip(targets, names[1:], strict=True)),
                "is_rejected",
            )
            .group_by(names)
            .agg(pl.col("is_rejected").all())
        )
        joined = keyed.join(known, on=names, how="left", maintain_order="left")
        rules = joined.filter(pl.col("is_rejected").fill_null(value=True)).with_columns(
            pl.when(pl.col("is_rejected").is_null())
            .then(pl.lit(UNRESOLVED))
            .otherwise(pl.lit(TO_REJECTED))
            .alias("rule")
        )
    return rules.select(
        "index",
        pl.lit(columns[-1]).alias("column"),
        "rule",
        pl.lit(None, dtype=pl.String).alias("values"),
    )
