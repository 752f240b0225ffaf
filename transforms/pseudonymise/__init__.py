"""Identifiers end here: records go on without them, persons as keyed encodings.

Pure: keys are arguments, frames come in and go out. What comes out is still restricted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from contracts.encoding.envelope import encode_persons, refuse_foreign
from contracts.encoding.keys import SecretKey
from contracts.registry import of_agency
from transforms.pseudonymise.documents import DOCUMENTS, documents_of
from transforms.pseudonymise.persons import PERSONS, persons_of
from transforms.pseudonymise.strip import strip
from transforms.pseudonymise.tokens import no_rows, rekey, with_record_ids

__all__ = ["DOCUMENTS", "PERSONS", "Pseudonymised", "pseudonymise"]


@dataclass(frozen=True)
class Pseudonymised:
    """What goes on from the validated rows of one agency. Restricted.

    Attributes:
        records: By record type, every row without columns of class D and L (`strip.strip`).
        persons: `PERSONS`, one row per row that describes a person or corporation and was not
            rejected: the linkage envelope, re-keyed.
        documents: `DOCUMENTS`, one row per document and submission.
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
    """Encode and strip the validated rows of one agency.

    Args:
        agency: Whose rows.
        rows: By record type, as `contracts.validate` returns them; types may be missing.
        submissions: submission_id, unit_code, period, revision of every submission with rows.
        desk: Key with which identifiers are encoded.
        linkage: Key with which the encodings are keyed again on entry to the linkage zone.
        identity: Key from which record_id and document_id are made.

    Returns:
        The same, whatever the order of rows.
    """
    types = {t.name: t for t in of_agency(agency)}
    identified = {
        name: with_record_ids(rows[name], record_type, submissions, identity)
        if name in rows
        else no_rows(record_type)
        for name, record_type in types.items()
    }
    records = {
        name: strip(frame, types[name], identified, identity) for name, frame in identified.items()
    }
    accepted = {name: frame.filter(~pl.col("is_rejected")) for name, frame in identified.items()}
    persons = encode_persons(persons_of(agency, accepted, desk=desk, identity=identity), desk)
    refuse_foreign(persons, [desk.key_id])
    documents = documents_of(agency, accepted, desk=desk, identity=identity)
    return Pseudonymised(
        records,
        _ordered(rekey(persons, linkage), PERSONS, "record_id"),
        _ordered(rekey(documents, linkage), DOCUMENTS, "document_id"),
    )


def _ordered(frame: pl.DataFrame, schema: Mapping[str, Any], key: str) -> pl.DataFrame:
    typed = frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    return typed.sort(key, "submission_id")
