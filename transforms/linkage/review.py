"""Clerical review: which links a person should look at, and the decisions that came back.

The queue holds the pairs of the middle band and the strong links that a conflict refused, those
first whose answer changes the headline counts most. It shows agreement by field, never a name:
the two offices look their own records up. Decisions are replayed on every run and win over the
model; where they contradict each other the later counts and the contradiction is reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.linkage.cases import Groups
from transforms.linkage.collective import Linkage
from transforms.linkage.score import score
from transforms.linkage.specification import Comparison, Model

DECISIONS = {
    "record_id_l": pl.String,
    "record_id_r": pl.String,
    "decision": pl.String,
    "decided_by": pl.String,
    "decided_on": pl.Date,
    "reason": pl.String,
}
"""decision is `same` or `different`."""

_MIDDLE = 0.5


@dataclass(frozen=True)
class Replay:
    """Decisions as pairs of rows.

    Attributes:
        pinned: Pairs joined.
        forbidden: Pairs kept apart.
        contradictions: record_id_l, record_id_r, contradiction (changed: decided both ways, the
            later counts; overruled: kept apart, but joined through other decisions).
    """

    pinned: list[tuple[int, int]]
    forbidden: list[tuple[int, int]]
    contradictions: pl.DataFrame


def replay(decisions: pl.DataFrame | None, record_ids: pl.Series) -> Replay:
    """The decisions that concern records of this run.

    Args:
        decisions: All decisions ever made (DECISIONS), or None.
        record_ids: record_id by row.
    """
    row_of = {record: row for row, record in enumerate(record_ids.to_list())}
    latest: dict[tuple[int, int], str] = {}
    contradictions: list[tuple[str, str, str]] = []
    ordered = _ordered(pl.DataFrame(schema=DECISIONS) if decisions is None else decisions)
    for left, right, decision in ordered.select(
        "record_id_l", "record_id_r", "decision"
    ).iter_rows():
        if left not in row_of or right not in row_of or left == right:
            continue
        pair = (min(row_of[left], row_of[right]), max(row_of[left], row_of[right]))
        if latest.get(pair, decision) != decision:
            contradictions.append((left, right, "changed"))
        latest[pair] = decision
    pinned = sorted(pair for pair, decision in latest.items() if decision == "same")
    groups = Groups(len(row_of))
    for left, right in pinned:
        groups.join(left, right)
    forbidden = []
    for left, right in sorted(pair for pair, d in latest.items() if d == "different"):
        if groups.root(left) == groups.root(right):
            contradictions.append((record_ids[left], record_ids[right], "overruled"))
        else:
            forbidden.append((left, right))
    schema = {"record_id_l": pl.String, "record_id_r": pl.String, "contradiction": pl.String}
    return Replay(
        pinned,
        forbidden,
        pl.DataFrame(contradictions, schema=schema, orient="row")
        .unique()
        .sort("record_id_l", "record_id_r", "contradiction"),
    )


def _ordered(decisions: pl.DataFrame) -> pl.DataFrame:
    """From the first to the last word on a pair, whichever way round it was asked.

    Of one day the number of the decision says which came later; where there is none, or a tie, to
    keep apart comes last: a wrong merger is worse than a missed one.
    """
    taken = [c for c in ("number",) if c in decisions.columns]
    low = pl.min_horizontal("record_id_l", "record_id_r")
    high = pl.max_horizontal("record_id_l", "record_id_r")
    by = ["decided_on", *taken, "record_id_l", "record_id_r", "decision"]
    return decisions.with_columns(record_id_l=low, record_id_r=high).sort(
        by, descending=[column == "decision" for column in by]
    )


def queue(found: Linkage, model: Model, decided: Replay) -> pl.DataFrame:
    """The pairs to review, the most consequential first.

    Returns:
        rank, record_id_l, record_id_r, agency and unit of both, probability, cause (middle,
        below, conflict: <what>), effect (persons by which a headline count would change, weighted
        by the doubt), person_l and person_r (rows that stand for the clusters), and
        `agreement_<field>` in words.
    """
    cluster = found.clustering.cluster
    links = found.links.filter(pl.col("weight") >= model.thresholds.review)
    refused = found.clustering.refused.select("row_l", "row_r", pl.col("reason").alias("conflict"))
    doubtful = (
        links.join(refused, on=["row_l", "row_r"], how="left")
        .with_columns(
            cluster.gather(links["row_l"]).alias("person_l"),
            cluster.gather(links["row_r"]).alias("person_r"),
            probability("weight"),
        )
        .filter(
            (pl.col("person_l") != pl.col("person_r")) | (pl.col("weight") < model.thresholds.core)
        )
    )
    done = pl.DataFrame(
        sorted({*decided.pinned, *decided.forbidden}),
        schema={"row_l": pl.Int64, "row_r": pl.Int64},
        orient="row",
    )
    doubtful = doubtful.join(done, on=["row_l", "row_r"], how="anti")
    part = found.frame["role_group"]
    counts = part.gather(doubtful["row_l"]).is_in(["V", "S"]) & part.gather(
        doubtful["row_r"]
    ).is_in(["V", "S"])
    doubtful = doubtful.with_columns(
        pl.when(pl.col("conflict").is_not_null())
        .then(pl.format("conflict: {}", "conflict"))
        .when(pl.col("person_l") == pl.col("person_r"))
        .then(pl.lit("linked, in doubt"))
        .otherwise(pl.lit("not linked, in doubt"))
        .alias("cause"),
        counts.alias("counts"),
    ).with_columns(
        (
            pl.col("counts").cast(pl.Float64)
            * pl.when(pl.col("person_l") == pl.col("person_r"))
            .then(1 - pl.col("probability"))
            .otherwise("probability")
        )
        .round(6)
        .alias("effect")
    )
    # one question for each pair of clusters: the strongest link asks it
    doubtful = doubtful.sort(
        ["effect", "probability", "row_l", "row_r"], descending=[True, True, False, False]
    )
    across = doubtful.filter(pl.col("person_l") != pl.col("person_r")).unique(
        ["person_l", "person_r"], keep="first", maintain_order=True
    )
    within = doubtful.filter(pl.col("person_l") == pl.col("person_r"))
    asked = pl.concat([across, within])
    return _described(found, model, asked)


def probability(weight: str) -> pl.Expr:
    """The probability that a match weight (log2 odds) stands for, rounded to 1e-6."""
    odds = pl.lit(2.0).pow(pl.col(weight).clip(-60, 60))
    return (odds / (1 + odds)).round(6).alias("probability")


def _described(found: Linkage, model: Model, asked: pl.DataFrame) -> pl.DataFrame:
    labels = {c.name: _labels(c) for c in (*model.case_comparisons, *model.comparisons)}
    levels = score(found.frame, asked.select("row_l", "row_r"), model, with_levels=True)
    known = [c for c in levels.columns if c.startswith("gamma_")]
    levels = levels.select(
        "row_l",
        "row_r",
        *(
            pl.col(c)
            .fill_null(-1)
            .cast(pl.Int64)
            .replace_strict(labels[c.removeprefix("gamma_")], default="")
            .alias(c.replace("gamma_", "agreement_"))
            for c in known
        ),
    )
    about = found.frame.select(pl.col("row"), "record_id", "agency_code", "unit_code")
    return (
        asked.join(levels, on=["row_l", "row_r"], how="left")
        .join(about.rename(lambda c: f"{c}_l"), on="row_l", how="left")
        .join(about.rename(lambda c: f"{c}_r"), on="row_r", how="left")
        .sort(
            ["effect", "probability", "record_id_l", "record_id_r"],
            descending=[True, True, False, False],
        )
        .with_row_index("rank", offset=1)
        .select(
            pl.col("rank").cast(pl.Int64),
            "record_id_l",
            "record_id_r",
            "agency_code_l",
            "unit_code_l",
            "agency_code_r",
            "unit_code_r",
            "probability",
            "cause",
            "effect",
            *sorted(c.replace("gamma_", "agreement_") for c in known),
        )
    )


def _labels(comparison: Comparison) -> Mapping[int, str]:
    graded = [v for v in comparison.levels if not v.is_null]
    found = {len(graded) - 1 - i: v.label for i, v in enumerate(graded)}
    return {-1: "nothing to compare", **found}
