"""Documents: reports, case files, stays and visits, with the numbers they bear and quote."""

from collections.abc import Mapping

import polars as pl

from contracts.encoding.keys import SecretKey
from transforms.pseudonymise.facts import (
    case_files,
    client_facts,
    defendant_facts,
    police_reports,
    visit_facts,
)

DOCUMENTS = {
    "document_id": pl.String,
    "document_type": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "submission_id": pl.String,
    "document_date": pl.Date,
    "place_province_code": pl.String,
    "place_regency_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
}
"""One row per document and submission: LP, CASE_FILE, CLIENT or VISIT."""


def documents_of(
    agency: str, accepted: Mapping[str, pl.DataFrame], *, desk: SecretKey, identity: SecretKey
) -> pl.DataFrame:
    """The documents of one agency, tokens keyed at the desk.

    Args:
        agency: Whose rows.
        accepted: Its rows that were not rejected, with record_id.
        desk: Key of the quoted numbers' tokens.
        identity: Key of document_id.

    Returns:
        `DOCUMENTS`, sorted by submission and document.
    """
    if agency == "police":
        kind, found = "LP", police_reports(accepted["police_cases"], desk)
    elif agency == "prosecution":
        rows = accepted["prosecution_defendants"]
        kind, found = "CASE_FILE", case_files(defendant_facts(rows, desk, identity))
    elif agency == "social":
        kind, found = "CLIENT", client_facts(accepted["social_clients"], desk)
    else:
        kind, found = "VISIT", visit_facts(accepted["health_visits"])
    named = found.with_columns(document_type=pl.lit(kind), document_date=pl.col("record_date"))
    typed = named.select(pl.col(name).cast(dtype) for name, dtype in DOCUMENTS.items())
    return typed.unique(["submission_id", "document_id"], keep="first", maintain_order=True).sort(
        "submission_id", "document_id"
    )
