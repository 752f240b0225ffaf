"""The one entry of clearing: linked records in, cleared tables out.

The shapes are declared in `contracts.cleared`; this module only puts the parts together.
"""

from collections.abc import Mapping

import polars as pl

from transforms.clearing.cases import case_documents, cleared_cases
from transforms.clearing.observations import person_observations
from transforms.clearing.persons import cleared_persons
from transforms.clearing.records import with_age
from transforms.clearing.roles import (
    cleared_perpetrators,
    cleared_victim_exploitation,
    cleared_victims,
    status_conflicts,
)

_CONFLICT = (
    "conflict_id",
    "subject_code",
    "person_id",
    "case_id",
    "attribute_code",
    "chosen_value",
    "values_seen",
    "agencies",
    "rule_code",
)


def clear(records: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Clear what the agencies recorded.

    Args:
        records: Current accepted records by record type, with document_id, person_id and case_id
            (see `identities.attach`).

    Returns:
        cleared_persons, cleared_victims, cleared_victim_exploitation, cleared_perpetrators,
        cleared_cases, cleared_records, cleared_conflicts and record_<record_type> (the records
        with ids and ages), each sorted by its key.
    """
    documents = case_documents(records)
    in_cases = documents.select("case_id").unique()
    observations = person_observations(records).filter(pl.col("person_id").is_not_null())
    # a document that is no trafficking case keeps its persons but lends them no case
    observations = observations.join(
        in_cases.with_columns(is_case=pl.lit(True)), on="case_id", how="left"
    ).with_columns(case_id=pl.when("is_case").then("case_id"))
    persons, person_conflicts = cleared_persons(observations)
    victims = cleared_victims(observations, persons)
    cases, case_conflicts = cleared_cases(documents)
    conflicts = _conflicts(person_conflicts, status_conflicts(observations), case_conflicts)
    return {
        "cleared_persons": persons,
        "cleared_victims": victims,
        "cleared_victim_exploitation": cleared_victim_exploitation(observations, victims),
        "cleared_perpetrators": cleared_perpetrators(observations, persons),
        "cleared_cases": cases,
        "cleared_records": cleared_records(observations, conflicts),
        "cleared_conflicts": conflicts,
        **{f"record_{name}": frame for name, frame in with_age(records, observations).items()},
    }


def cleared_records(observations: pl.DataFrame, conflicts: pl.DataFrame) -> pl.DataFrame:
    """One row per current person record and what became of it.

    Returns:
        record_id, record_type, agency_code, unit_code, person_id, case_id, outcome_code (ALONE: no
        other record of the person; LINKED: others, all agreeing; CONFLICT: others, with a
        disagreement) and conflict_count (attributes of the person in disagreement).
    """
    per_person = conflicts.group_by("person_id").agg(conflict_count=pl.len().cast(pl.Int64))
    return (
        observations.with_columns(records=pl.len().over("person_id"))
        .join(per_person, on="person_id", how="left")
        .with_columns(pl.col("conflict_count").fill_null(0))
        .with_columns(
            outcome_code=pl.when(pl.col("records") == 1)
            .then(pl.lit("ALONE"))
            .when(pl.col("conflict_count") > 0)
            .then(pl.lit("CONFLICT"))
            .otherwise(pl.lit("LINKED"))
        )
        .select(
            "record_id",
            "record_type",
            "agency_code",
            "unit_code",
            "person_id",
            "case_id",
            "outcome_code",
            "conflict_count",
        )
        .sort("record_id")
    )


def _conflicts(persons: pl.DataFrame, statuses: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """All disagreements in one table; conflict_id is the subject and the attribute."""
    nothing = pl.lit(None, pl.String)
    every = pl.concat(
        [
            persons.with_columns(subject_code=pl.lit("PERSON"), case_id=nothing),
            statuses.with_columns(subject_code=pl.lit("VICTIM")),
            cases.with_columns(subject_code=pl.lit("CASE"), person_id=nothing),
        ],
        how="diagonal",
    )
    subject = pl.concat_str("person_id", "case_id", separator="-", ignore_nulls=True)
    return (
        every.with_columns(conflict_id=pl.concat_str(subject, "attribute_code", separator=":"))
        .select(_CONFLICT)
        .sort("conflict_id")
    )
