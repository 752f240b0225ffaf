"""Cleared counts with their uncertainty: low, best and high from the probabilities of the links.

Best is the number of persons as linked. Every link that holds a person together may be wrong, every
pair that was left apart may be one person. Each is taken as one Bernoulli event along a maximum
spanning forest (a split or a merge changes the count by one, and only forest edges can do that
independently): the expected count is best + Σ(1 − p) over forest links within persons − Σ q over
forest links between persons, its variance Σ p(1 − p) + Σ q(1 − q). Low and high are 1.96 standard
deviations about the expectation, widened to contain best and no further than all doubtful links
together could move it.

Limits: pairs that blocking never compared have no probability and are not in the interval, and the
probabilities are as good as the calibration of the model (see the linkage report).
"""

from collections.abc import Mapping

import polars as pl

Z_95 = 1.96
LEAST_DOUBT = 1e-3  # links more certain than this on either side change no count by a person
_DOMAIN = ("role_code", "year", "province_code")


def cleared_counts(
    cleared: Mapping[str, pl.DataFrame], persons: pl.DataFrame, pairs: pl.DataFrame
) -> pl.DataFrame:
    """Count distinct victims and suspects with their uncertainty.

    Args:
        cleared: cleared_victims, cleared_perpetrators and cleared_cases.
        persons: Linkage result: record_id, person_id.
        pairs: Scored pairs: record_id_l, record_id_r, probability.

    Returns:
        One row per role_code (victim, suspect), year of the first record (null: all years) and
        province_code of the case (null: the nation), with low_count, best_count, high_count;
        natural persons, without victims only ever rejected and without persons merely reported.
    """
    members = _members(cleared)
    domains = members.select("person_id", *_DOMAIN).unique()
    best = domains.group_by(_DOMAIN).agg(best_count=pl.len().cast(pl.Int64))
    doubts = _doubts(persons, pairs)
    within = (
        doubts.filter(pl.col("one") == pl.col("other"))
        .join(domains, left_on="one", right_on="person_id")
        .with_columns(shift=1 - pl.col("probability"))
    )
    between = (
        doubts.filter(pl.col("one") != pl.col("other"))
        .join(domains, left_on="one", right_on="person_id")
        .join(
            domains.rename({"person_id": "other"}),
            on=["other", *_DOMAIN],
            how="semi",
            nulls_equal=True,
        )
        .with_columns(shift=-pl.col("probability"))
    )
    spread = (
        pl.concat([within, between])
        .sort(*_DOMAIN, "one", "other", "probability", nulls_last=True)
        .group_by(_DOMAIN, maintain_order=True)
        .agg(
            shift=pl.col("shift").sum(),
            variance=(pl.col("probability") * (1 - pl.col("probability"))).sum(),
            merges=(pl.col("shift") < 0).sum().cast(pl.Int64),
            splits=(pl.col("shift") > 0).sum().cast(pl.Int64),
        )
    )
    expected = pl.col("best_count") + pl.col("shift").fill_null(0.0)
    margin = Z_95 * pl.col("variance").fill_null(0.0).sqrt()
    return (
        best.join(spread, on=_DOMAIN, how="left", nulls_equal=True)
        .with_columns(
            # rounded before floor and ceil, so that a last digit of a sum decides nothing
            low_count=(expected - margin).round(6).floor().cast(pl.Int64),
            high_count=(expected + margin).round(6).ceil().cast(pl.Int64),
            fewest=pl.col("best_count") - pl.col("merges").fill_null(0),
            most=pl.col("best_count") + pl.col("splits").fill_null(0),
        )
        .with_columns(
            low_count=pl.col("low_count").clip("fewest", "best_count"),
            high_count=pl.col("high_count").clip("best_count", "most"),
        )
        .select(*_DOMAIN, "low_count", "best_count", "high_count")
        .sort(_DOMAIN, nulls_last=True)
    )


def _members(cleared: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per person and domain it counts in: nation and province, each year and all years."""
    victims = cleared["cleared_victims"].filter(pl.col("victim_status_code") != "DITOLAK")
    suspects = cleared["cleared_perpetrators"].filter(
        (pl.col("stage_code") != "TERLAPOR") & ~pl.col("is_corporation")
    )
    roles = pl.concat(
        [
            frame.select("person_id", "case_id", "first_recorded_date", role_code=pl.lit(role))
            for role, frame in (("victim", victims), ("suspect", suspects))
        ]
    ).join(cleared["cleared_cases"].select("case_id", "province_code"), on="case_id", how="left")
    nothing = pl.lit(None, pl.String)
    parts = []
    for province in (pl.col("province_code"), nothing):
        placed = roles.with_columns(province_code=province)
        first = placed.group_by("person_id", "role_code", "province_code").agg(
            year=pl.col("first_recorded_date").min().dt.year().cast(pl.Int64)
        )
        if province is not nothing:
            first = first.filter(pl.col("province_code").is_not_null())
        parts += [
            first.filter(pl.col("year").is_not_null()),
            first.with_columns(year=pl.lit(None, pl.Int64)),
        ]
    return pl.concat(parts)


def _doubts(persons: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Forest links that are in doubt: one, other (person ids, the same for a link within)."""
    person_of = persons.select("record_id", "person_id")
    named = (
        pairs.select("record_id_l", "record_id_r", "probability")
        .join(person_of.rename({"record_id": "record_id_l", "person_id": "l"}), on="record_id_l")
        .join(person_of.rename({"record_id": "record_id_r", "person_id": "r"}), on="record_id_r")
    )
    inside = named.filter(pl.col("l") == pl.col("r")).select(
        "record_id_l", "record_id_r", "probability", one="l", other="r"
    )
    outside = (
        named.filter(pl.col("l") != pl.col("r"))
        .select(
            "probability",
            one=pl.min_horizontal("l", "r"),
            other=pl.max_horizontal("l", "r"),
        )
        .group_by("one", "other")
        .agg(pl.col("probability").max())
        .with_columns(record_id_l="one", record_id_r="other")
    )
    columns = ["record_id_l", "record_id_r", "one", "other", "probability"]
    forest = pl.concat([_forest(inside.select(columns)), _forest(outside.select(columns))])
    doubtful = pl.col("probability").is_between(LEAST_DOUBT, 1 - LEAST_DOUBT)
    return forest.filter(doubtful).select("one", "other", "probability")


def _forest(links: pl.DataFrame) -> pl.DataFrame:
    """The maximum spanning forest of weighted links (Kruskal; ties by the ids)."""
    ordered = links.sort(
        "probability", "record_id_l", "record_id_r", descending=[True, False, False]
    )
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while (above := parent.get(node, node)) != node:
            parent[node] = parent.get(above, above)
            node = above
        return node

    kept = []
    for left, right in ordered.select("record_id_l", "record_id_r").iter_rows():
        a, b = root(left), root(right)
        kept.append(a != b)
        if a != b:
            parent[b] = a
    return ordered.filter(pl.Series(kept, dtype=pl.Boolean))
