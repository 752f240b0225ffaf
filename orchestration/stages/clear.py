"""Linked to cleared: the tables that dbt reads. From here on nothing is restricted."""

from pathlib import Path

import polars as pl

from contracts.cleared import TABLES
from contracts.registry import AGENCIES, Sensitivity, record_types
from orchestration.fingerprints import code_version, fingerprint
from orchestration.stages import ingest
from orchestration.stages.linkage import link, models
from orchestration.stages.linkage import quality as linkage_quality_stage
from orchestration.store import Store

ADDRESS = ("agency_code", "unit_code", "period", "revision")


def is_stale(store: Store) -> bool:
    """Whether the linked zone changed since it was cleared."""
    return store.fingerprint(done(store)) != stamp(store)


def clear_records(store: Store) -> dict[str, int]:
    """Clear and write every source table of the warehouse.

    Returns:
        Rows written, by table.
    """
    now = stamp(store)
    tables = cleared_tables(store)
    written: dict[str, int] = {}
    for name, table in TABLES.items():
        frame = table.conform(tables[name])
        store.write(store.zones.source(name), frame)
        written[name] = frame.height
    store.remember(done(store), now, as_of=str(tables["submissions"]["received_date"].max()))
    return written


def cleared_tables(store: Store) -> dict[str, pl.DataFrame]:
    """Every source table, before it is cast to its declared shape."""
    from transforms.clearing.cases import case_documents
    from transforms.clearing.clear import clear
    from transforms.clearing.counts import cleared_counts
    from transforms.clearing.identities import attach
    from transforms.linkage.coverage import unseen_shares
    from transforms.linkage.features import persons as features
    from transforms.linkage.quality import linkage_quality

    accounted = link.read(store, "accounting")
    persons, cases, pairs, crosswalk = (
        link.read(store, n) for n in ("persons", "cases", "pairs", "crosswalk")
    )
    if accounted is None or persons is None or cases is None or pairs is None or crosswalk is None:
        raise RuntimeError("the linked zone is not complete")
    current = {
        name: _present_regions(name, frame)
        for name, frame in current_records(store, accounted).items()
    }
    envelope = link.current_persons(store, accounted)
    attached = attach(current, envelope, persons, cases)
    tables = clear(attached)
    unseen = unseen_shares(features(envelope), pairs, cases, models.in_use(store).blocking)
    tables["cleared_counts"] = cleared_counts(
        tables, persons, pairs, envelope, case_documents(attached), unseen
    )
    tables["linkage_quality"] = pl.concat(
        [
            linkage_quality(persons, cases, pairs, crosswalk, unseen),
            linkage_quality_stage.evaluation(store),
        ]
    )
    return tables | submission_tables(store, accounted)


def current_records(store: Store, accounted: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows that count, by record type."""
    from transforms.accounting import ACCEPTED

    keys = ["record_id", "submission_id"]
    accepted = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(keys)
    found: dict[str, pl.DataFrame] = {}
    for record_type in record_types().values():
        rows = link.records(store, record_type.agency, record_type.name)
        if rows is not None:
            found[record_type.name] = rows.filter(~pl.col("is_rejected")).join(
                accepted, on=keys, how="semi"
            )
    return found


def submission_tables(store: Store, accounted: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What arrived and what became of it: submissions, submission_rows, findings_by_rule."""
    from transforms.accounting import current_submissions, summary

    submissions = current_submissions(link.submissions(store))
    of_submission = submissions.select("submission_id", *ADDRESS)
    findings = pl.concat(
        [
            frame
            for agency in AGENCIES
            if (
                frame := ingest.validated(
                    store, agency, sorted(ingest.received(store, agency)), "findings"
                )
            )
            is not None
        ]
    )
    by_rule = (
        findings.group_by("submission_id", "record_type", "rule", "severity")
        .agg(findings=pl.len())
        .join(of_submission, on="submission_id")
    )
    return {
        "submissions": submissions,
        "submission_rows": summary(accounted),
        "findings_by_rule": by_rule,
    }


def stamp(store: Store) -> str:
    """Fingerprint of what clearing reads."""
    return fingerprint(
        store.fingerprint(link.done(store)),
        code_version("transforms.clearing", "contracts"),
    )


def done(store: Store) -> Path:
    """Where the cleared tables say that they are complete."""
    return store.zones.source("submissions").with_name("done.json")


def _present_regions(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Region codes of the record type as they stand today."""
    from transforms.standardise.regions import to_present

    regions = [
        c.name
        for c in record_types()[name].columns
        if c.kind in ("region", "regions") and c.sensitivity is not Sensitivity.DIRECT
    ]
    return frame.with_columns(to_present(column) for column in regions)
