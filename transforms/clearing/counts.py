"""Cleared counts with their uncertainty: persons as linked, and low, best and high about the truth.

Linked is the number of persons as the tables count them. Best is the number expected to be real:
linked, plus the expected splits of links that may be wrong, less the expected mergers of pairs that
were left apart (`doubts.py`) and of pairs that no comparison saw (`transforms.linkage.coverage`),
and in a province the persons whom only an office places there taken by their share
(`placement.py`). Each is a sum of Bernoulli events with the probabilities of the Fellegi–Sunter
model, as Ding and Fienberg (1994) correct a count for linkage error:
E = linked + Σ(1 − p) − Σ q over forest links, with variance Σ p(1 − p) + Σ q(1 − q).

Low and high are 1.96 standard errors about best. Beside that variance the error has two parts
that do not average out: the probabilities of all links may be off together (`CALIBRATION_ERROR`
of the expected mergers), and the share of office-placed cases that the police have is unknown.
The persons as linked are always within: they are what is true if no pair left apart is one person.

Limits: the model judges itself; persons in no record at all are in no figure.
"""

from collections.abc import Mapping

import polars as pl

from transforms.clearing.doubts import doubts
from transforms.clearing.placement import ELSEWHERE_VARIANCE, placed, together

Z_95 = 1.96
CALIBRATION_ERROR = 0.25
"""Standard error of the expected mergers as a share of them: on generated draws of development the
mergers that were real were 0.75 to 1.2 times those expected."""
_DOMAIN = ("role_code", "year", "province_code")


def cleared_counts(  # noqa: PLR0917 - the seam of the run: what was cleared, what was linked
    cleared: Mapping[str, pl.DataFrame],
    persons: pl.DataFrame,
    pairs: pl.DataFrame,
    parts: pl.DataFrame,
    documents: pl.DataFrame,
    unseen: Mapping[str, float],
) -> pl.DataFrame:
    """Count distinct victims and suspects with their uncertainty.

    Args:
        cleared: cleared_victims, cleared_perpetrators and cleared_cases.
        persons: Linkage result: record_id, person_id.
        pairs: Scored pairs: record_id_l, record_id_r, probability, nik.
        parts: record_id, document_id, role_code of the person records.
        documents: Documents of the cases: case_id, agency_code, region_code.
        unseen: By role_code the share of the matches without a NIK on both sides that no
            comparison saw.

    Returns:
        One row per role_code (victim, suspect), year of the first record (null: all years) and
        province_code of the case (null: the nation), with linked_count, low_count, best_count,
        high_count; natural persons, without victims only ever rejected and without persons merely
        reported.
    """
    members = _members(cleared, documents)
    forest = doubts(persons, pairs, parts)
    present = members.filter("is_counted").select("person_id", *_DOMAIN, "share")
    within = forest.filter(pl.col("one") == pl.col("other")).join(
        present, left_on="one", right_on="person_id"
    )
    splits = within.with_columns(event=(1 - pl.col("probability")) * pl.col("share"))
    found = within.filter(~pl.col("has_niks")).with_columns(
        event=pl.col("probability") * pl.col("share")
    )
    mergers = (
        forest.filter(pl.col("one") != pl.col("other"))
        .join(present, left_on="one", right_on="person_id")
        .join(present.rename({"person_id": "other"}), on=["other", *_DOMAIN], nulls_equal=True)
        .with_columns(event=pl.col("probability") * pl.col("share") * pl.col("share_right"))
    )
    counted = _counted(members)
    for name, events in (("splits", splits), ("mergers", mergers), ("found", found)):
        counted = counted.join(_summed(events, name), on=_DOMAIN, how="left", nulls_equal=True)
    counted = counted.with_columns(pl.col(r"^(splits|mergers|found).*$").fill_null(0.0))
    missed = pl.col("role_code").replace_strict(unseen, default=0.0, return_dtype=pl.Float64)
    counted = counted.with_columns(unseen=pl.col("found") * missed / (1 - missed))
    best = pl.col("expected") + pl.col("splits") - pl.col("mergers") - pl.col("unseen")
    error = (
        pl.col("variance")
        + pl.col("splits_variance")
        + pl.col("mergers_variance")
        + pl.col("unseen")
        + (CALIBRATION_ERROR * (pl.col("mergers") + pl.col("unseen"))).pow(2)
        + pl.col("elsewhere_variance")
    ).sqrt()
    return (
        counted.with_columns(
            # a hundredth of a person decides nothing, nor does the last digit of a sum
            low_count=(best - Z_95 * error).round(2).floor().clip(0).cast(pl.Int64),
            best_count=best.round(2).round(0).cast(pl.Int64),
            high_count=(best + Z_95 * error).round(2).ceil().cast(pl.Int64),
        )
        .with_columns(
            pl.min_horizontal("low_count", "linked_count").alias("low_count"),
            pl.max_horizontal("high_count", "linked_count").alias("high_count"),
        )
        .filter((pl.col("linked_count") > 0) | (pl.col("best_count") > 0))
        .select(*_DOMAIN, "linked_count", "low_count", "best_count", "high_count")
        .sort(_DOMAIN, nulls_last=True)
    )


def _counted(members: pl.DataFrame) -> pl.DataFrame:
    """Persons as linked, expected persons and the variance of their places, by domain."""
    by_origin = members.group_by(*_DOMAIN, "origin_code").agg(slope=pl.col("slope").sort().sum())
    elsewhere = by_origin.group_by(_DOMAIN).agg(
        elsewhere_variance=ELSEWHERE_VARIANCE * pl.col("slope").pow(2).sort().sum()
    )
    return (
        members.group_by(_DOMAIN)
        .agg(
            linked_count=pl.col("is_counted").sum().cast(pl.Int64),
            expected=pl.col("share").sort().sum(),
            variance=(pl.col("share") * (1 - pl.col("share")) * pl.col("together").fill_null(1.0))
            .sort()
            .sum(),
        )
        .join(elsewhere, on=_DOMAIN, how="left", nulls_equal=True)
    )


def _summed(events: pl.DataFrame, name: str) -> pl.DataFrame:
    """The expected number of events and its variance, by domain."""
    return events.group_by(_DOMAIN).agg(
        pl.col("event").sort().sum().alias(name),
        (pl.col("event") * (1 - pl.col("event"))).sort().sum().alias(f"{name}_variance"),
    )


def _members(cleared: Mapping[str, pl.DataFrame], documents: pl.DataFrame) -> pl.DataFrame:
    """One row per person and domain: nation and province, each year and all years.

    Returns:
        person_id, the domain, is_counted, share, slope, origin_code (see `placement.placed`) and
        together (see `placement.together`).
    """
    victims = cleared["cleared_victims"].filter(pl.col("victim_status_code") != "DITOLAK")
    suspects = cleared["cleared_perpetrators"].filter(
        (pl.col("stage_code") != "TERLAPOR") & ~pl.col("is_corporation")
    )
    roles = pl.concat(
        [
            frame.select("person_id", "case_id", "first_recorded_date", role_code=pl.lit(role))
            for role, frame in (("victim", victims), ("suspect", suspects))
        ]
    )
    nation = roles.group_by("person_id", "role_code").agg(
        day=pl.col("first_recorded_date").min(),
        province_code=pl.lit(None, pl.String),
        is_counted=pl.lit(value=True),
        share=pl.lit(1.0),
        slope=pl.lit(0.0),
        origin_code=pl.lit(None, pl.String),
    )
    provinces = placed(roles, documents, cleared["cleared_cases"])
    columns = [
        "person_id",
        "role_code",
        "province_code",
        "is_counted",
        "share",
        "slope",
        "origin_code",
    ]
    parts = [
        frame.select(*columns, year=pl.col("day").dt.year().cast(pl.Int64))
        for frame in (nation, provinces)
    ]
    by_year = pl.concat(parts).join(together(roles, documents), on="role_code", how="left")
    ever = by_year.with_columns(year=pl.lit(None, pl.Int64))
    return pl.concat([by_year.filter(pl.col("year").is_not_null()), ever])
