"""Training the linkage model on the current records: an event of its own, never part of a run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from contracts.problems import Problem
from orchestration.stages import link, models
from orchestration.store import Store

if TYPE_CHECKING:
    from transforms.linkage import Model

_FEWEST_MATCHES = 50  # pairs with one NIK: EM learns from them what a match looks like
_BIN = 4  # width of a bin of match weights
_EDGE = 16  # the outermost bins are open


@dataclass(frozen=True)
class Trained:
    """A model that was trained, not yet in use.

    Attributes:
        model: It.
        report: What it learned and how it does on the records it learned from.
        page: Where the report to read is.
    """

    model: "Model"
    report: dict[str, Any]
    page: Path


def train_model(store: Store, language: str) -> Trained:
    """Train on every current record and keep the model with its report.

    Raises:
        Problem: Nothing is linked yet, or too few records share a NIK.
    """
    from transforms.accounting import ACCEPTED
    from transforms.linkage import ModelError, features
    from transforms.linkage.collective import link_all
    from transforms.linkage.person_model import untrained
    from transforms.linkage.train import train

    accounted = link.read(store, "accounting")
    if accounted is None:
        raise Problem("linkage.not_linked")
    persons = link.current_persons(store, accounted)
    current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(link.RECORD)
    documents = link.current_documents(link.everything(store, "documents"), persons, current)
    frame = features.persons(persons)
    matches = frame.drop_nulls("nik_hash").group_by("nik_hash").len()
    pairs = int(matches.select((pl.col("len") * (pl.col("len") - 1) // 2).sum()).item())
    if pairs < _FEWEST_MATCHES:
        raise Problem("linkage.train.too_few", pairs=pairs, needed=_FEWEST_MATCHES)
    before = models.in_use(store)
    found = link_all(frame, documents, before)  # for who stands in which case
    version = f"{before.version.split('+')[0]}+{len(models.trained(store)) + 1}"
    try:
        model = train(
            found.frame,
            untrained(),
            version=version,
            trained_on=f"{frame.height} current records, {pairs} pairs with one NIK",
        )
    except ModelError as error:
        raise Problem("linkage.train.untrained", why=error) from error
    again = link_all(frame, documents, model)
    report = {
        "model": model.hash,
        "version": model.version,
        "trained_on": model.trained_on,
        "instead_of": before.hash,
        "records": frame.height,
        "persons": again.clustering.cluster.n_unique(),
        "persons_before": found.clustering.cluster.n_unique(),
        "weights": _weights(model),
        "unlinkable": _unlinkable(again.frame, model),
        "calibration": _calibration(again.links, again.clustering.cluster),
    }
    return Trained(model, report, models.keep(store, model, report, _page(report, language)))


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


def _calibration(links: pl.DataFrame, cluster: pl.Series) -> list[dict[str, Any]]:
    """By bin of weight: pairs, what the model expects of them, and how many ended in one person."""
    from transforms.linkage.review import probability

    joined = cluster.gather(links["row_l"]) == cluster.gather(links["row_r"])
    low = (pl.col("weight") / _BIN).floor().clip(-_EDGE // _BIN, _EDGE // _BIN) * _BIN
    return (
        links.with_columns(probability("weight"), joined.alias("joined"), low.alias("from_weight"))
        .sort("row_l", "row_r")
        .group_by("from_weight")
        .agg(
            pairs=pl.len(),
            expected=pl.col("probability").mean().round(4),
            joined=pl.col("joined").cast(pl.Float64).mean().round(4),
        )
        .sort("from_weight")
        .to_dicts()
    )


def _page(report: dict[str, Any], language: str) -> str:
    from contracts.messages import text

    def say(key: str) -> str:
        return text(f"linkage.train.page.{key}", language)

    def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> list[str]:
        head = [f"| {' | '.join(say(c) for c in columns)} |", "|" + "---|" * len(columns)]
        return head + [f"| {' | '.join(_cell(row[c]) for c in columns)} |" for row in rows]

    facts = ("model", "version", "trained_on", "instead_of", "records", "persons", "persons_before")
    lines = [
        f"# {say('title')}",
        "",
        *(f"- {say(key)}: {report[key]}" for key in facts),
        f"- {say('unlinkable')}: {report['unlinkable']['records']} "
        f"({report['unlinkable']['share']:.1%})",
        "",
        f"## {say('calibration')}",
        "",
        *table(("from_weight", "pairs", "expected", "joined"), report["calibration"]),
    ]
    for within, title in ((False, "weights"), (True, "weights_in_case")):
        rows = [row for row in report["weights"] if row["within_case"] is within]
        columns = ("comparison", "level", "m", "u", "weight")
        lines += ["", f"## {say(title)}", "", *table(columns, rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|")
