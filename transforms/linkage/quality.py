"""Quality of the linkage without a truth: what the model expects of its own links, by group.

Every scored pair has a probability. Of the linked pairs the sum of it is the expected number of
right ones, of the others the expected number of missed ones: precision and recall as far as the
candidates go, by pair and, as B-cubed (Bagga and Baldwin 1998), by record. Pairs that blocking
never brought together are not in it, so the recall is an upper bound; `coverage.py` estimates
them (`unseen_share`), and what all this is worth against a truth stands in the linkage report.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms.linkage import crosswalk as ids

GROUPS = ("agency_pair", "sex", "age_band", "origin_known", "nik", "birth_date")
AGE_BANDS = (18, 30, 45)
SCHEMA = {
    "measure_code": pl.String,
    "group_by_code": pl.String,
    "group_code": pl.String,
    "value": pl.Float64,
}
CALIBRATION_BIN, CALIBRATION_LAST = 4, 16
"""Width of a bin of match weights; the outermost bins are open."""
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
        # a band of ages has a hyphen of its own
        between = "/" if name == "age_band" else "-"
        found.append(
            both.select(
                joined.otherwise(pl.concat_str(low, high, separator=between)).alias(name)
            ).to_series()
        )
    return found


def linkage_quality(
    persons: pl.DataFrame,
    cases: pl.DataFrame,
    pairs: pl.DataFrame,
    crosswalk: pl.DataFrame,
    unseen: Mapping[str, float],
) -> pl.DataFrame:
    """Expected quality of the links in all and by group.

    Args:
        persons: record_id, person_id.
        cases: document_id, case_id.
        pairs: Scored pairs with `is_linked`, `weight`, `probability` and the groups.
        crosswalk: All ids so far (`crosswalk.SCHEMA`).
        unseen: Share of matches that no comparison saw, by role (`coverage.unseen_shares`).

    Returns:
        measure_code, group_by_code, group_code, value; ordered. By pair: expected_precision,
        expected_recall, linked_pairs, doubtful_pairs, of all and by GROUPS. For all: records,
        persons, documents, cases, expected_bcubed_precision, expected_bcubed_recall. By weight
        (lower bound of the bin, log2 odds): calibration_expected (mean probability) and
        calibration_linked (share in one person). By role: unseen_share. By kind of id: ids_minted,
        ids_joined, ids_merged, ids_split (members that got an id so in the last run that changed
        any).
    """
    counted = [
        ("records", persons.height),
        ("persons", persons["person_id"].n_unique()),
        ("documents", cases.height),
        ("cases", cases["case_id"].n_unique()),
        *_expected_bcubed(persons, pairs),
    ]
    rows: list[tuple[str, str, str, float]] = [
        (measure, "all", "all", float(value)) for measure, value in counted
    ]
    rows += [("unseen_share", "role", role, share) for role, share in sorted(unseen.items())]
    rows += _churn(crosswalk)
    parts = [pl.DataFrame(rows, schema=SCHEMA, orient="row"), _calibration(pairs)]
    parts += [_measured(pairs.with_columns(pl.lit("all").alias("all")), "all")]
    parts += [_measured(pairs, name) for name in GROUPS if name in pairs.columns]
    return pl.concat(parts).sort("measure_code", "group_by_code", "group_code")


def evaluated(answer: Mapping[str, Any]) -> pl.DataFrame:
    """What an evaluation against labels found, as measures (SCHEMA).

    Args:
        answer: See `evaluate.evaluate`.
    """
    scores = ("precision", "recall", "f1")
    rows = [(name, "all", "all", float(answer["pairwise"][name])) for name in scores]
    rows += [(f"bcubed_{name}", "all", "all", float(answer["bcubed"][name])) for name in scores]
    rows += [("labelled_records", "all", "all", float(answer["records"]))]
    for group in answer["groups"]:
        rows += [(name, group["by"], group["value"], float(group[name])) for name in scores]
        rows += [("pairs", group["by"], group["value"], float(group["true_pairs"]))]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def worst_group(
    quality: pl.DataFrame, prefix: str = "expected_", fewest: int = 30
) -> dict[str, Any] | None:
    """The group of the lowest F1 among those with enough pairs to tell.

    Args:
        quality: See `linkage_quality` and `evaluated`.
        prefix: `expected_` for what the model expects, nothing for what labels show.
        fewest: Pairs that are enough.

    Returns:
        by, value, precision, recall, f1; None without a group.
    """
    pairs = "linked_pairs" if prefix else "pairs"
    names = [f"{prefix}precision", f"{prefix}recall", pairs]
    wide = quality.filter(
        pl.col("group_by_code").is_in(GROUPS) & pl.col("measure_code").is_in(names)
    ).pivot("measure_code", index=["group_by_code", "group_code"], values="value")
    if not set(names) <= set(wide.columns):
        return None
    p, r = pl.col(names[0]), pl.col(names[1])
    told = (
        wide.filter(pl.col(pairs) >= fewest)
        .select(
            by="group_by_code",
            value="group_code",
            precision=names[0],
            recall=names[1],
            f1=(2 * p * r / (p + r)).round(4),
        )
        .sort("f1", "by", "value", nulls_last=True)
    )
    return None if told.is_empty() else told.row(0, named=True)


def _expected_bcubed(persons: pl.DataFrame, pairs: pl.DataFrame) -> list[tuple[str, float]]:
    """Expected share of a record's cluster that is right, and of its person that is in it.

    A pair of one cluster that was not scored holds by the weakest link that was.
    """
    size = persons.select("record_id", "person_id", size=pl.len().over("person_id"))
    ends = pl.concat(
        [
            pairs.select("probability", "is_linked", record_id=f"record_id_{end}")
            for end in ("l", "r")
        ]
    )
    per_record = ends.group_by("record_id").agg(
        inside=pl.col("probability").filter("is_linked").sort().sum(),
        outside=pl.col("probability").filter(~pl.col("is_linked")).sort().sum(),
        scored=pl.col("is_linked").sum(),
        weakest=pl.col("probability").filter("is_linked").min(),
    )
    joined = size.join(per_record, on="record_id", how="left").with_columns(
        pl.col("inside", "outside", "weakest").fill_null(0.0), pl.col("scored").fill_null(0)
    )
    right = 1 + pl.col("inside") + (pl.col("size") - 1 - pl.col("scored")) * pl.col("weakest")
    shares = joined.select(
        precision=(right / pl.col("size")).round(9).sort(),
        recall=(right / (right + pl.col("outside"))).round(9).sort(),
    )
    means = shares.select(pl.all().mean().round(4)).row(0)
    return [
        (f"expected_bcubed_{name}", mean)
        for name, mean in zip(shares.columns, means, strict=True)
        if mean is not None
    ]


def _calibration(pairs: pl.DataFrame) -> pl.DataFrame:
    """By bin of match weights what the model expects, and the share that ended in one person."""
    width, last = CALIBRATION_BIN, CALIBRATION_LAST
    low = (pl.col("weight") / width).floor().clip(-last // width, last // width) * width
    return (
        pairs.sort("record_id_l", "record_id_r")
        .group_by(group_code=low.cast(pl.Int64).cast(pl.String))
        .agg(
            calibration_expected=pl.col("probability").mean().round(4),
            calibration_linked=pl.col("is_linked").cast(pl.Float64).mean().round(4),
        )
        .unpivot(index="group_code", variable_name="measure_code")
        .select("measure_code", pl.lit("weight").alias("group_by_code"), "group_code", "value")
    )


def _churn(crosswalk: pl.DataFrame) -> list[tuple[str, str, str, float]]:
    """How the members got their ids in the last run that changed any."""
    kinds = crosswalk.filter(pl.col("kind").is_in([ids.PERSON, ids.CASE]))
    last = kinds.filter(pl.col("run") == pl.col("run").max())
    counted = {
        (kind, reason): number
        for kind, reason, number in last.group_by("kind", "reason").len().iter_rows()
    }
    return [
        (f"ids_{reason}", "kind", kind, float(counted.get((kind, reason), 0)))
        for kind in (ids.PERSON, ids.CASE)
        for reason in ("minted", "joined", "merged", "split")
    ]


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
