"""Quality of the linkage without a truth: what the model expects of its own links, by group.

Every scored pair has a probability. Of the linked pairs the sum of it is the expected number of
right ones, of the others the expected number of missed ones: precision and recall as far as the
candidates go. Pairs that blocking never brought together are not in it, so the recall is an upper
bound; what it is worth against a truth stands in the linkage report.
"""

import polars as pl

GROUPS = ("agency_pair", "sex", "age_band", "origin_known", "nik", "birth_date")
AGE_BANDS = (18, 30, 45)
SCHEMA = {
    "measure_code": pl.String,
    "group_by_code": pl.String,
    "group_code": pl.String,
    "value": pl.Float64,
}
_MEASURES = ("expected_precision", "expected_recall", "linked_pairs", "doubtful_pairs")


def record_groups(frame: pl.DataFrame) -> pl.DataFrame:
    """The group of each record by every attribute that quality is reported by, in row order."""
    age = pl.col("record_day").cast(pl.Date).dt.year() - pl.col("birth_year")
    low, middle, high = AGE_BANDS
    return frame.select(
        pl.col("agency_code").alias("agency_pair"),
        pl.col("sex_code").fill_null("U").alias("sex"),
        pl.when(age.is_null())
        .then(pl.lit("U"))
        .when(age < low)
        .then(pl.lit(f"00-{low - 1}"))
        .when(age < middle)
        .then(pl.lit(f"{low}-{middle - 1}"))
        .when(age < high)
        .then(pl.lit(f"{middle}-{high - 1}"))
        .otherwise(pl.lit(f"{high}+"))
        .alias("age_band"),
        _known(pl.col("origin_province_code").is_not_null()).alias("origin_known"),
        _known(pl.col("nik_hash").is_not_null()).alias("nik"),
        pl.when("birth_is_exact")
        .then(pl.lit("exact"))
        .when("birth_is_vague")
        .then(pl.lit("vague"))
        .otherwise(pl.lit("none"))
        .alias("birth_date"),
    )


def pair_groups(frame: pl.DataFrame, pairs: pl.DataFrame) -> list[pl.Series]:
    """The group of each pair: the two values where they differ, in order, else the one."""
    records = record_groups(frame)
    left, right = records[pairs["row_l"]], records[pairs["row_r"]]
    found: list[pl.Series] = []
    for name in GROUPS:
        both = pl.DataFrame({"l": left[name], "r": right[name]})
        low, high = pl.min_horizontal("l", "r"), pl.max_horizontal("l", "r")
        joined = pl.when((low == high) & pl.lit(name != "agency_pair")).then(low)
        found.append(
            both.select(joined.otherwise(pl.format("{}-{}", low, high)).alias(name)).to_series()
        )
    return found


def linkage_quality(
    persons: pl.DataFrame, cases: pl.DataFrame, pairs: pl.DataFrame
) -> pl.DataFrame:
    """Expected quality of the links in all and by group.

    Args:
        persons: record_id, person_id.
        cases: document_id, case_id.
        pairs: Scored pairs with `is_linked`, `probability` and the groups.

    Returns:
        measure_code (expected_precision, expected_recall, linked_pairs, doubtful_pairs; for all
        also records, persons, documents, cases), group_by_code (`all` or one of GROUPS),
        group_code, value; ordered.
    """
    counted = [
        ("records", persons.height),
        ("persons", persons["person_id"].n_unique()),
        ("documents", cases.height),
        ("cases", cases["case_id"].n_unique()),
    ]
    rows = pl.DataFrame(
        [(measure, "all", "all", float(value)) for measure, value in counted],
        schema=SCHEMA,
        orient="row",
    )
    parts = [rows, _measured(pairs.with_columns(pl.lit("all").alias("all")), "all")]
    parts += [_measured(pairs, name) for name in GROUPS if name in pairs.columns]
    return pl.concat(parts).sort("measure_code", "group_by_code", "group_code")


def _known(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit("known")).otherwise(pl.lit("unknown"))


def _measured(pairs: pl.DataFrame, group: str) -> pl.DataFrame:
    linked = pl.col("probability").filter(pl.col("is_linked"))
    doubt = pl.col("probability").is_between(0.05, 0.95).sum()
    summed = (
        pairs.sort("record_id_l", "record_id_r")
        .group_by(group)
        .agg(
            linked.sum().alias("right"),
            pl.col("probability").sum().alias("all_right"),
            pl.col("is_linked").sum().cast(pl.Float64).alias("linked_pairs"),
            doubt.cast(pl.Float64).alias("doubtful_pairs"),
        )
        .with_columns(
            (pl.col("right") / pl.col("linked_pairs")).round(4).alias("expected_precision"),
            (pl.col("right") / pl.col("all_right")).round(4).alias("expected_recall"),
        )
    )
    return (
        summed.unpivot(_MEASURES, index=group, variable_name="measure_code")
        .filter(pl.col("value").is_finite())
        .select(
            "measure_code",
            pl.lit(group).alias("group_by_code"),
            pl.col(group).alias("group_code"),
            "value",
        )
    )
