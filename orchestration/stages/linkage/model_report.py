"""The report of a linkage model: match weights, unlinkable records, calibration by weight.

It is part of the artefact: a model trained here is kept with it, and the one that comes with the
package has its own in `docs/linkage-model.md`.
"""

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from transforms.linkage import Model
    from transforms.linkage.collective import Linkage

_BIN = 4  # width of a bin of match weights
_EDGE = 16  # the outermost bins are open
_FACTS = (
    "model",
    "version",
    "trained_on",
    "instead_of",
    "records",
    "persons",
    "persons_before",
)


def report(model: "Model", found: "Linkage", label: pl.Series | None = None) -> dict[str, Any]:
    """What a model holds and how it does on some records.

    Args:
        model: It.
        found: Records linked with it.
        label: Who is who, by row, where that is known.
    """
    return {
        "model": model.hash,
        "version": model.version,
        "trained_on": model.trained_on,
        "records": found.frame.height,
        "persons": found.clustering.cluster.n_unique(),
        "weights": _weights(model),
        "unlinkable": _unlinkable(found.frame, model),
        "calibration": calibration(found.links, found.clustering.cluster, label),
    }


def _weights(model: "Model") -> list[dict[str, Any]]:
    """log2(m/u) of every level, outside of cases and within."""
    from math import log2

    return [
        {
            "within_case": within,
            "comparison": comparison.name,
            "level": level.label,
            "m": level.m,
            "u": level.u,
            "weight": round(log2(level.m / level.u), 3) if level.m and level.u else None,
        }
        for within, comparisons in ((False, model.comparisons), (True, model.case_comparisons))
        for comparison in comparisons
        for level in comparison.levels
        if not level.is_null
    ]


def _unlinkable(frame: pl.DataFrame, model: "Model") -> dict[str, Any]:
    """Records that say too little to be linked even to themselves."""
    from transforms.linkage.score import score

    alone = frame.select(row_l="row", row_r="row")
    weights = score(frame, alone, model)
    linkable = weights.filter(pl.col("weight") >= model.thresholds.link).height
    return {
        "records": frame.height - linkable,
        "share": round(1 - linkable / frame.height, 4),
        "below_weight": model.thresholds.link,
    }


def calibration(
    links: pl.DataFrame, cluster: pl.Series, label: pl.Series | None
) -> list[dict[str, Any]]:
    """By bin of weight: pairs, what the model expects of them, and how many ended in one person.

    With labels also how many are one person.
    """
    from transforms.linkage.review import probability

    def one(of: pl.Series) -> pl.Series:
        return of.gather(links["row_l"]) == of.gather(links["row_r"])

    joined = one(cluster)
    true = pl.lit(None, pl.Boolean) if label is None else one(label)
    low = (pl.col("weight") / _BIN).floor().clip(-_EDGE // _BIN, _EDGE // _BIN) * _BIN
    return (
        links.with_columns(
            probability("weight"),
            joined.alias("joined"),
            true.alias("true"),
            low.cast(pl.Int64).alias("from_weight"),
        )
        .sort("row_l", "row_r")
        .group_by("from_weight")
        .agg(
            pairs=pl.len(),
            expected=pl.col("probability").mean().round(4),
            joined=pl.col("joined").cast(pl.Float64).mean().round(4),
            true=pl.col("true").cast(pl.Float64).mean().round(4),
        )
        .sort("from_weight")
        .to_dicts()
    )


def page(report: dict[str, Any], language: str) -> str:
    """The report as Markdown, for people."""
    from contracts.messages import number, text

    def say(key: str) -> str:
        return text(f"linkage.train.page.{key}", language)

    def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> list[str]:
        head = [f"| {' | '.join(say(c) for c in columns)} |", "|" + "---|" * len(columns)]
        return head + [
            f"| {' | '.join(_cell(row[c], language) for c in columns)} |" for row in rows
        ]

    facts = [key for key in _FACTS if key in report]
    labelled = [row for row in report["calibration"] if row["true"] is not None]
    bins = ("from_weight", "pairs", "expected", "joined", *(("true",) if labelled else ()))
    lines = [
        f"# {say('title')}",
        "",
        *(f"- {say(key)}: {report[key]}" for key in facts),
        f"- {say('unlinkable')}: {report['unlinkable']['records']} "
        f"({number(report['unlinkable']['share'], '.1%', language)})",
        "",
        f"## {say('calibration')}",
        "",
        *table(bins, report["calibration"]),
    ]
    for within, title in ((False, "weights"), (True, "weights_in_case")):
        rows = [row for row in report["weights"] if row["within_case"] is within]
        columns = ("comparison", "level", "m", "u", "weight")
        lines += ["", f"## {say(title)}", "", *table(columns, rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object, language: str) -> str:
    from contracts.messages import number

    if isinstance(value, float):
        return number(value, "", language)
    return "" if value is None else str(value).replace("|", "\\|")
