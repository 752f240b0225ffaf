"""Choosing one value of an attribute where agencies disagree, and keeping the disagreement.

The rules stand in `survivorship.csv`, one row per attribute: the method, the rank of each agency
and the reason. Method `majority` takes the value recorded most often, `priority` the value of the
best source; ties go to the other criterion, then to the latest record, then to the smallest value,
so that the order of rows decides nothing.
"""

from functools import cache
from pathlib import Path

import polars as pl

OBSERVATION_COLUMNS = ("subject_id", "value", "agency_code", "source_rank", "record_date")


@cache
def rules() -> pl.DataFrame:
    """The survivorship table: one row per attribute (attribute_code, method, rule_code, ranks)."""
    return pl.read_csv(Path(__file__).with_name("survivorship.csv"))


def rule(attribute: str) -> dict[str, str | int]:
    """The survivorship rule of one attribute.

    Raises:
        KeyError: No rule stands in the table.
    """
    found = rules().filter(pl.col("attribute_code") == attribute)
    if found.is_empty():
        raise KeyError(attribute)
    return found.row(0, named=True)


def choose(observations: pl.DataFrame, attribute: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose one value per subject.

    Args:
        observations: One row per record that recorded the attribute: subject_id, value (text),
            agency_code, record_date, and source_rank (how good the source is within the agency,
            0 the best). Rows without a value are ignored.
        attribute: Name of the rule in the survivorship table.

    Returns:
        Chosen values, one row per subject (subject_id, value), and conflicts, one row per subject
        with more than one value (subject_id, attribute_code, chosen_value, values_seen, agencies,
        rule_code; several values joined with |).
    """
    applied = rule(attribute)
    ranks = {a: int(applied[a]) for a in ("police", "prosecution", "social", "health")}
    known = observations.filter(pl.col("value").is_not_null()).with_columns(
        agency_rank=pl.col("agency_code").replace_strict(ranks, return_dtype=pl.Int64)
    )
    by_value = known.group_by("subject_id", "value").agg(
        records=pl.len(),
        source_rank=pl.col("source_rank").min(),
        agency_rank=pl.col("agency_rank").min(),
        latest=pl.col("record_date").max(),
    )
    frequent, best = ["records"], ["source_rank", "agency_rank"]
    order = frequent + best if applied["method"] == "majority" else best + frequent
    ranked = by_value.sort(
        ["subject_id", *order, "latest", "value"],
        descending=[False, *(column == "records" for column in order), True, False],
        nulls_last=True,
    )
    chosen = ranked.unique("subject_id", keep="first", maintain_order=True).select(
        "subject_id", "value"
    )
    conflicts = (
        known.group_by("subject_id")
        .agg(
            values_seen=pl.col("value").unique().sort().str.join("|"),
            agencies=pl.col("agency_code").unique().sort().str.join("|"),
            distinct=pl.col("value").n_unique(),
        )
        .filter(pl.col("distinct") > 1)
        .join(chosen.rename({"value": "chosen_value"}), on="subject_id")
        .with_columns(attribute_code=pl.lit(attribute), rule_code=pl.lit(str(applied["rule_code"])))
        .select(
            "subject_id", "attribute_code", "chosen_value", "values_seen", "agencies", "rule_code"
        )
        .sort("subject_id")
    )
    return chosen.sort("subject_id"), conflicts
