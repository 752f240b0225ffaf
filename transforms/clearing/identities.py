"""Putting person_id, case_id and document_id on every current record."""

from collections.abc import Mapping

import polars as pl

# The record type whose rows are documents of their own; all others stand in a parent's document.
DOCUMENT_TYPES = ("police_cases", "social_clients", "health_visits")


def attach(
    records: Mapping[str, pl.DataFrame],
    envelope: pl.DataFrame,
    persons: pl.DataFrame,
    cases: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Join the linkage result to the records.

    Args:
        records: Current accepted records by record type (record_id, parent_record_id, …).
        envelope: One row per person record: record_id, document_id.
        persons: Linkage result: record_id, person_id.
        cases: Linkage result: document_id, case_id.

    Returns:
        The same frames with document_id, case_id and person_id (null where the record is no person
        or stands in no case), sorted by record_id.
    """
    document_of = envelope.select("record_id", "document_id")
    person_of = persons.select("record_id", "person_id")
    case_of = cases.select("document_id", "case_id")
    with_documents: dict[str, pl.DataFrame] = {}
    for name, frame in records.items():
        with_documents[name] = _with_document(name, frame, document_of, records, with_documents)
    return {
        name: frame.join(person_of, on="record_id", how="left")
        .join(case_of, on="document_id", how="left")
        .sort("record_id")
        for name, frame in with_documents.items()
    }


def _with_document(
    name: str,
    frame: pl.DataFrame,
    document_of: pl.DataFrame,
    records: Mapping[str, pl.DataFrame],
    done: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    if name in DOCUMENT_TYPES:
        return frame.with_columns(document_id=pl.col("record_id"))
    if name == "health_facilities":
        return frame.with_columns(document_id=pl.lit(None, pl.String))
    found = frame.join(document_of, on="record_id", how="left")
    parents = [
        done[parent].select(parent_record_id="record_id", parent_document_id="document_id")
        for parent in records
        if parent in done
    ]
    if not parents:
        return found
    return (
        found.join(pl.concat(parents), on="parent_record_id", how="left")
        .with_columns(document_id=pl.coalesce("document_id", "parent_document_id"))
        .drop("parent_document_id")
    )
