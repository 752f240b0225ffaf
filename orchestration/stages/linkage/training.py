"""Training the linkage model on the current records: an event of its own, never part of a run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from contracts.problems import Problem
from orchestration.stages.linkage import link, model_report, models
from orchestration.store import Store
from warehouse.reports.prose import prose_page

if TYPE_CHECKING:
    from transforms.linkage import Model

_FEWEST_MATCHES = 50  # pairs with one NIK: EM learns from them what a match looks like


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
    report = model_report.report(model, again) | {
        "instead_of": before.hash,
        "persons_before": found.clustering.cluster.n_unique(),
    }
    page = prose_page(model_report.page(report, language), language)
    kept = models.keep(store, model, report, page)
    return Trained(model, report, kept)
