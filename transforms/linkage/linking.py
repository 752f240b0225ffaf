"""The one entry of linkage: current records in, persons and cases with their ids out."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from contracts.encoding.keys import SecretKey
from transforms.linkage import crosswalk as ids
from transforms.linkage import features
from transforms.linkage.collective import Linkage, link_all
from transforms.linkage.corporations import link_corporations
from transforms.linkage.kept import Kept
from transforms.linkage.quality import pair_groups
from transforms.linkage.review import probability, queue, replay
from transforms.linkage.specification import Model

_DOCUMENT_TYPES = {
    "police_persons": "LP",
    "prosecution_defendants": "CASE_FILE",
    "prosecution_restitution": "CASE_FILE",
    "social_clients": "CLIENT",
    "health_visits": "VISIT",
}
_CASE_PROBABILITY = {"number": 0.999, "core": 0.97, "persons": 0.95, "service": 0.9, "alone": 1.0}


@dataclass(frozen=True)
class Linked:
    """What linkage found.

    Attributes:
        persons: record_id, person_id, probability, reason; one row per person or corporation row.
        cases: document_id, case_id, probability, reason; one row per document.
        crosswalk: All rows so far and those of this run (`crosswalk.SCHEMA`).
        pairs: record_id_l, record_id_r, weight, probability, is_linked and the groups of
            `quality.pair_groups`; every scored pair above the candidate threshold.
        review: The queue (`review.queue`).
        blocking: What each blocking key brought, and what it had to leave out.
        contradictions: Decisions that contradict each other.
        churn: kind, minted, merged, split, moved.
        kept_records, kept_pairs: Comparisons for the next run (`kept.RECORDS`, `kept.PAIRS`).
        compared: Pairs that had to be compared.
    """

    persons: pl.DataFrame
    cases: pl.DataFrame
    crosswalk: pl.DataFrame
    pairs: pl.DataFrame
    review: pl.DataFrame
    blocking: pl.DataFrame
    contradictions: pl.DataFrame
    churn: pl.DataFrame
    kept_records: pl.DataFrame
    kept_pairs: pl.DataFrame
    compared: int


def link(  # noqa: PLR0917 - the seam of the run, in the order of its zones
    persons: pl.DataFrame,
    documents: pl.DataFrame,
    crosswalk: pl.DataFrame | None,
    decisions: pl.DataFrame | None,
    model: Model,
    identity_key: SecretKey,
    kept: Kept | None = None,
) -> Linked:
    """Link the current accepted records and give every person and case its id.

    Args:
        persons: `persons` of the pseudonymised zone, current records only.
        documents: `documents` of the pseudonymised zone.
        crosswalk: As the last run left it; None before the first.
        decisions: What reviewers decided (`review.DECISIONS`); None without any.
        model: A trained model.
        identity_key: From which ids are minted.
        kept: Comparisons of the run before: only pairs with a new or changed record are compared
            then, with the same outcome.
    """
    before = ids.empty() if crosswalk is None else crosswalk.select(ids.SCHEMA.keys())
    run = ids.next_run(before)
    documents = _with_missing_documents(documents, persons)
    frame = features.persons(persons)
    decided = replay(decisions, frame["record_id"])
    found = link_all(
        frame,
        documents,
        model,
        pinned=decided.pinned,
        forbidden=decided.forbidden,
        before=kept,
    )
    corporations = link_corporations(persons, found.cases.documents)
    labels = dict(
        zip(frame["record_id"].to_list(), found.clustering.cluster.to_list(), strict=True)
    ) | {r: frame.height + c for r, c in corporations.select("record_id", "cluster").iter_rows()}
    person_ids, person_rows, person_churn = ids.assign(
        before, ids.PERSON, labels, identity_key, run=run, model_hash=model.hash
    )
    documents_by_case = dict(found.cases.documents.select("document_id", "case_row").iter_rows())
    case_ids, case_rows, case_churn = ids.assign(
        before, ids.CASE, documents_by_case, identity_key, run=run, model_hash=model.hash
    )
    churn = [
        {"kind": k, **c.__dict__} for k, c in ((ids.PERSON, person_churn), (ids.CASE, case_churn))
    ]
    return Linked(
        persons=_persons(found, corporations, person_ids),
        cases=_cases(found, case_ids),
        crosswalk=pl.concat([before, person_rows, case_rows]),
        pairs=_pairs(found),
        review=queue(found, model, decided),
        blocking=found.blocking,
        contradictions=decided.contradictions,
        churn=pl.DataFrame(churn),
        kept_records=found.kept.records,
        kept_pairs=found.kept.pairs,
        compared=found.compared,
    )


def _with_missing_documents(documents: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Add the documents that only their persons tell of, so that each stands in a case."""
    missing = (
        persons.join(documents, on="document_id", how="anti")
        .sort("document_id", "record_id")
        .unique("document_id", keep="first", maintain_order=True)
        .with_columns(
            pl.col("record_type")
            .replace_strict(_DOCUMENT_TYPES, default="LP")
            .alias("document_type"),
            pl.col("record_date").alias("document_date"),
        )
    )
    wanted = [
        "document_id",
        "document_type",
        "document_date",
        "place_province_code",
        "exploitation_codes",
        "case_tokens",
    ]
    return pl.concat([documents.select(wanted), missing.select(wanted)]).sort("document_id")


def _persons(
    found: Linkage, corporations: pl.DataFrame, person_ids: dict[str, str]
) -> pl.DataFrame:
    natural = found.frame.select(
        "record_id",
        _strongest(found),
        _reasons(found),
    )
    legal = corporations.select("record_id", pl.lit(1.0).alias("probability"), pl.col("reason"))
    rows = pl.concat([natural, legal])
    return rows.select(
        "record_id",
        pl.col("record_id").replace_strict(person_ids, return_dtype=pl.String).alias("person_id"),
        "probability",
        "reason",
    ).sort("record_id")


def _strongest(found: Linkage) -> pl.Series:
    """Probability of the link by which a record joined; 1 for a record alone."""
    weight = pl.DataFrame({"weight": found.clustering.weight})
    return (
        weight.select(
            pl.when(pl.col("weight").is_null()).then(1.0).otherwise(probability("weight"))
        )
        .to_series()
        .alias("probability")
    )


def _reasons(found: Linkage) -> pl.Series:
    """What the strongest link of a record within its person agrees in."""
    frame, cluster = found.frame, found.clustering.cluster.to_numpy()
    left, right = found.links["row_l"].to_numpy(), found.links["row_r"].to_numpy()
    inside = found.links.filter(pl.Series(cluster[left] == cluster[right]))
    both = pl.concat(
        [
            inside.select(pl.col("row_l").alias("row"), pl.col("row_r").alias("other"), "weight"),
            inside.select(pl.col("row_r").alias("row"), pl.col("row_l").alias("other"), "weight"),
        ]
    ).sort(["row", "weight", "other"], descending=[False, True, False])
    best = both.unique("row", keep="first", maintain_order=True)
    rows, others = best["row"].to_numpy(), best["other"].to_numpy()

    def agrees(column: str) -> np.ndarray:
        values = frame[column].to_physical() if frame[column].dtype == pl.Date else frame[column]
        same = (values.gather(rows) == values.gather(others)).fill_null(value=False)
        return same.to_numpy()

    named = agrees("name_key") | agrees("name_hash")
    reason = np.full(frame.height, "alone", dtype=object)
    reason[found.clustering.weight.is_not_null().to_numpy()] = "decision"
    reason[rows] = np.select(
        [
            agrees("nik_hash"),
            agrees("passport_hash") | agrees("local_person_hash"),
            named & agrees("birth_own_hash"),
            agrees("case_row") & ~named,
            named & agrees("case_row"),
            named,
        ],
        ["nik", "number", "name_and_birth", "case", "name_and_case", "name"],
        default="attributes",
    )
    return pl.Series("reason", reason.astype(str))


def _cases(found: Linkage, case_ids: dict[str, str]) -> pl.DataFrame:
    return found.cases.documents.select(
        "document_id",
        pl.col("document_id").replace_strict(case_ids, return_dtype=pl.String).alias("case_id"),
        pl.col("reason")
        .replace_strict(_CASE_PROBABILITY, return_dtype=pl.Float64)
        .alias("probability"),
        "reason",
    ).sort("document_id")


def _pairs(found: Linkage) -> pl.DataFrame:
    cluster = found.clustering.cluster
    record = found.frame["record_id"]
    links = found.links
    return links.select(
        record.gather(links["row_l"]).alias("record_id_l"),
        record.gather(links["row_r"]).alias("record_id_r"),
        "weight",
        probability("weight"),
        (cluster.gather(links["row_l"]) == cluster.gather(links["row_r"])).alias("is_linked"),
        *pair_groups(found.frame, links),
    ).sort("record_id_l", "record_id_r")
