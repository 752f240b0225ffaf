"""Persons and cases together: each gives evidence for the other, until nothing changes.

Numbers link documents into cases; persons in one case are compared with that evidence; persons
that link with near certainty link further documents. Only near-certain persons count, and a service
record that followed its person into a case says nothing about that person, so no link
feeds on itself.
"""

from dataclasses import dataclass

import polars as pl

from transforms.linkage.blocking import candidates
from transforms.linkage.cases import Cases, link_documents
from transforms.linkage.clusters import Clustering, cluster
from transforms.linkage.kept import Kept, Memory
from transforms.linkage.specification import Model

MOST_ROUNDS = 4
_CASE_OF = 20
_EVIDENCE = ("number", "core", "persons")


@dataclass(frozen=True)
class Linkage:
    """Where the rounds ended.

    Attributes:
        frame: Features with the case columns of the last round.
        links: Every scored pair: row_l, row_r, weight.
        clustering: Records by person.
        cases: Documents by case.
        blocking: Report of the blocking keys in the last round.
        rounds: How many it took.
        kept: Comparisons for the next run.
        compared: Pairs that had to be compared, in all rounds.
    """

    frame: pl.DataFrame
    links: pl.DataFrame
    clustering: Clustering
    cases: Cases
    blocking: pl.DataFrame
    rounds: int
    kept: Kept
    compared: int


def link_all(
    frame: pl.DataFrame,
    documents: pl.DataFrame,
    model: Model,
    *,
    pinned: list[tuple[int, int]] | None = None,
    forbidden: list[tuple[int, int]] | None = None,
    before: Kept | None = None,
) -> Linkage:
    """Link persons and documents in turn until neither changes.

    Args:
        frame: Features of the natural persons.
        documents: `documents` of the pseudonymised zone.
        model: A trained model.
        pinned: Pairs of rows that a reviewer joined.
        forbidden: Pairs of rows that a reviewer keeps apart.
        before: Comparisons that the run before kept.
    """
    pinned, forbidden = pinned or [], forbidden or []
    memory = Memory(frame, model, before)
    cases = link_documents(documents)
    seen: pl.DataFrame | None = None
    turn = 0
    while True:
        turn += 1
        evidence = with_cases(frame, cases)
        found = candidates(evidence, model.blocking)
        links = memory.score(evidence, found.pairs)
        sure = cluster(
            evidence,
            links,
            link=model.thresholds.case_link,
            core=model.thresholds.core,
            pinned=pinned,
            forbidden=forbidden,
        )
        cases = link_documents(documents, members_of(evidence, sure))
        keys = with_cases(frame, cases).select("case_key")
        if turn == MOST_ROUNDS or (seen is not None and keys.equals(seen)):
            break
        seen = keys
    clustering = cluster(
        evidence,
        links,
        link=model.thresholds.link,
        core=model.thresholds.core,
        pinned=pinned,
        forbidden=forbidden,
    )
    cases = link_documents(documents, members_of(evidence, clustering))
    return Linkage(
        evidence, links, clustering, cases, found.report, turn, memory.kept(), memory.compared
    )


def members_of(frame: pl.DataFrame, clustering: Clustering) -> pl.DataFrame:
    """Who stands in which document: document_id, cluster, role_group."""
    return frame.select("document_id", clustering.cluster.alias("cluster"), "role_group")


def with_cases(frame: pl.DataFrame, cases: Cases) -> pl.DataFrame:
    """Add case_row, case_key (case and part) and tf_case_key (its size against twenty persons).

    In a case of eight victims one of another agency is any of the eight: the share says so.
    """
    known = cases.documents.select(
        "document_id",
        pl.when(pl.col("reason").is_in(_EVIDENCE)).then("case_row").alias("case_row"),
    )
    part = pl.col("role_group").replace_strict({"V": 0, "S": 1, "W": 2}, return_dtype=pl.Int64)
    keyed = frame.join(known, on="document_id", how="left").with_columns(
        (pl.col("case_row") * 4 + part).alias("case_key")
    )
    size = keyed.drop_nulls("case_key").group_by("case_key").len("members")
    return (
        keyed.join(size, on="case_key", how="left")
        .with_columns(
            (pl.col("members").cast(pl.Float64) / _CASE_OF).clip(0.0, 1.0).alias("tf_case_key")
        )
        .drop("members")
        .sort("row")
    )
