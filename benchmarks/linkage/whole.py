"""Rows about whole draws: final clusters, and cleared counts against the truth.

The peers are the figures of the linkage note on another draw of such extracts, and for the counts
what an office does without linkage: it adds up what each agency counts.
"""

from pathlib import Path

import polars as pl

from benchmarks.linkage.draws import Draw, drawn
from benchmarks.linkage.measures import Row, Scores, say

EXTRACTS_CASES = 450  # events of a draw of the size of a real round
LEAST = 100  # persons of a province that is judged
_NOTE = "note: Splink clear P .990 R .902 F1 .944; supervised F1 .961"
_AGENCIES = {"victim": ("police", "social", "health"), "suspect": ("police", "prosecution")}


def draw_rows(work: Path, seeds: list[int]) -> list[Row]:
    """Final clusters of draws of the size of a real round, each with the worst of its groups."""
    rows = []
    for seed in seeds:
        judged = drawn(work, EXTRACTS_CASES, seed).judged
        found = Scores(judged["pairwise"]["precision"], judged["pairwise"]["recall"])
        say(f"draw {seed}: {found}; persons {judged['persons']}")
        met = found.precision >= 0.99 and found.f1 >= 0.961
        what = f"extracts-like draw {seed}, final clusters"
        rows.append(Row(what, str(found), _NOTE, "P ≥ .99, F1 ≥ .961, aim .970", met))
    return rows


def count_rows(work: Path, cases: int, seed: int) -> list[Row]:
    """Cleared victims and suspects of a draw with several large provinces."""
    draw = drawn(work, cases, seed)
    counts = against_truth(draw)
    say(counts.write_csv())
    rows = []
    for role in ("victim", "suspect"):
        of_role = counts.filter(pl.col("role_code") == role)
        nation = of_role.filter(pl.col("province_code").is_null()).row(0, named=True)
        truth, summed = nation["truth"], _added_up(draw, role)
        off = nation["best_count"] / truth - 1
        rows.append(
            Row(
                f"cleared {role}s, draw {seed} of {cases:,} events, nation",
                f"{nation['best_count']:,} ({nation['low_count']:,}–{nation['high_count']:,}) for "
                f"{truth:,}: {off:+.1%}; as linked {nation['linked_count'] / truth - 1:+.1%}",
                f"sum of agency counts {summed / truth - 1:+.1%}",
                "within 2 %",
                abs(off) <= 0.02,
            )
        )
    large = counts.filter(pl.col("province_code").is_not_null() & (pl.col("truth") >= LEAST))
    inside = large.filter(pl.col("truth").is_between("low_count", "high_count")).height
    shares = [
        f"{role}s {part.filter(pl.col('truth').is_between('low_count', 'high_count')).height}"
        f" of {part.height}"
        for role in ("victim", "suspect")
        if (part := large.filter(pl.col("role_code") == role)).height
    ]
    width = large.select(
        ((pl.col("high_count") - pl.col("low_count")) / pl.col("truth")).median()
    ).item()
    rows.append(
        Row(
            f"truth within low–high, provinces with ≥ {LEAST}",
            f"{', '.join(shares)}; median width {width:.0%}",
            "–",
            "≥ 90 %",
            inside >= 0.9 * large.height,
        )
    )
    return rows


def against_truth(draw: Draw) -> pl.DataFrame:
    """Cleared counts of all years beside the truth, by role and province (null: the nation)."""
    truth = (
        pl.read_csv(draw.truth / "counts.csv", infer_schema=False)
        .filter(pl.col("year").fill_null("") == "")
        .select(
            role_code="role",
            province_code=pl.when(pl.col("province_code").fill_null("") != "").then(
                "province_code"
            ),
            truth=pl.col("persons").cast(pl.Int64),
        )
    )
    counts = draw.cleared["cleared_counts"].filter(pl.col("year").is_null()).drop("year")
    keys = ["role_code", "province_code"]
    return (
        truth.join(counts, on=keys, how="left", nulls_equal=True)
        .filter(pl.col("role_code").is_in(list(_AGENCIES)))
        .with_columns(pl.col("linked_count", "low_count", "best_count", "high_count").fill_null(0))
        .sort(*keys, nulls_last=True)
    )


def _added_up(draw: Draw, role: str) -> int:
    """What the agencies count, each its own persons, added up."""
    cleared = draw.cleared
    if role == "victim":
        persons = cleared["cleared_victims"].filter(pl.col("victim_status_code") != "DITOLAK")
    else:
        persons = cleared["cleared_perpetrators"].filter(
            (pl.col("stage_code") != "TERLAPOR") & ~pl.col("is_corporation")
        )
    return sum(
        persons.filter(pl.col(f"known_to_{agency}"))["person_id"].n_unique()
        for agency in _AGENCIES[role]
    )
