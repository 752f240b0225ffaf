"""One agency's validated rows to records, linkage envelopes and documents."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from contracts.encoding.keys import SecretKey
from contracts.registry import RecordType, of_agency
from transforms.pseudonymise.documents import documents_of
from transforms.pseudonymise.persons import persons_of
from transforms.pseudonymise.strip import strip
from transforms.pseudonymise.tokens import record_id

_SUBMISSION = ("submission_id", "agency_code", "unit_code", "period", "revision")


@dataclass(frozen=True)
class Pseudonymised:
    """What goes on from an agency's validated rows.

    Attributes:
        records: By record type: every row without identifiers (see `strip`).
        persons: One row per accepted record of a person or corporation: the linkage envelope.
        documents: One row per LP, case file, client or visit, period and revision.
    """

    records: dict[str, pl.DataFrame]
    persons: pl.DataFrame
    documents: pl.DataFrame


def pseudonymise(
    agency: str,
    rows: Mapping[str, pl.DataFrame],
    submissions: pl.DataFrame,
    *,
    desk: SecretKey,
    linkage: SecretKey,
    identity: SecretKey,
) -> Pseudonymised:
    """Strip, encode and re-key the rows of one agency.

    Args:
        agency: Its code.
        rows: Validated rows by record type (`contracts.validate.Validation.rows`); a type that
            never arrived may be missing.
        submissions: submission_id, agency_code, unit_code, period, revision of all of them.
        desk: Key of the encodings.
        linkage: Key of the linkage zone.
        identity: Key of the ids.
    """
    named = {
        record_type.name: _named(_rows(rows, record_type), record_type, submissions, identity)
        for record_type in of_agency(agency)
    }
    whole = {
        record_type.name: _with_parent(named, record_type) for record_type in of_agency(agency)
    }
    accepted = {name: frame.filter(~pl.col("is_rejected")) for name, frame in whole.items()}
    return Pseudonymised(
        records={r.name: strip(whole[r.name], r) for r in of_agency(agency)},
        persons=persons_of(agency, accepted, desk=desk, linkage=linkage, identity=identity),
        documents=documents_of(agency, accepted, desk=desk, linkage=linkage, identity=identity),
    )


def _rows(rows: Mapping[str, pl.DataFrame], record_type: RecordType) -> pl.DataFrame:
    if record_type.name in rows:
        return rows[record_type.name]
    schema = {c.name: c.dtype for c in record_type.columns}
    return pl.DataFrame(
        schema={"submission_id": pl.String, "row": pl.Int64}
        | schema
        | {"record_key": pl.String, "is_rejected": pl.Boolean, "rejected_by": pl.String}
    )


def _named(
    rows: pl.DataFrame, record_type: RecordType, submissions: pl.DataFrame, identity: SecretKey
) -> pl.DataFrame:
    """Join the submission and name the record."""
    joined = rows.join(submissions.select(_SUBMISSION), on="submission_id", how="inner")
    return joined.with_columns(
        record_id=record_id(record_type.agency, record_type.name, identity)
    ).sort("submission_id", "row")


def _with_parent(named: Mapping[str, pl.DataFrame], record_type: RecordType) -> pl.DataFrame:
    """Add parent_record_id: the accepted row of the same submission that a row refers to.

    A claim of restitution refers to a case file, which is several rows, one a defendant: the first
    of them stands for all.
    """
    rows = named[record_type.name]
    reference = next((c for c in record_type.columns if c.refers_to in named), None)
    if reference is None or reference.refers_to is None:
        return rows.with_columns(parent_record_id=pl.lit(None, pl.String))
    key = pl.col(reference.name).str.strip_chars().str.to_uppercase()
    parents = (
        named[reference.refers_to]
        .filter(~pl.col("is_rejected"))
        .select("submission_id", parent_key=key, parent_record_id="record_id", order="record_key")
        .sort("submission_id", "parent_key", "order")
        .unique(["submission_id", "parent_key"], keep="first", maintain_order=True)
        .drop("order")
    )
    return (
        rows.with_columns(parent_key=key)
        .join(parents, on=["submission_id", "parent_key"], how="left", maintain_order="left")
        .drop("parent_key")
    )
