"""Rows that describe a person or corporation, one shape for all agencies, ready to be encoded."""

from collections.abc import Mapping

import polars as pl

from contracts.encoding.envelope import BIRTH_SCHEMA, IDENTITY, NAME_SCHEMA, NUMBER_SCHEMA
from contracts.encoding.keys import SecretKey
from contracts.rules.keys import normal_key
from transforms.pseudonymise.facts import (
    FACTS,
    case_files,
    claim_facts,
    client_facts,
    defendant_facts,
    police_reports,
    visit_facts,
)
from transforms.pseudonymise.tokens import lp_tokens, record_id, token_list
from transforms.standardise.regions import province, regency, to_present

_ADDRESS = {
    "record_id": pl.String,
    "record_type": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "submission_id": pl.String,
    "role_code": pl.String,
    "is_corporation": pl.Boolean,
}
_ATTRIBUTES = {
    "age": pl.Int32,
    "sex_code": pl.String,
    "citizenship_code": pl.String,
    "origin_province_code": pl.String,
    "origin_regency_code": pl.String,
}
_CLEAR = _ADDRESS | {k: v for k, v in FACTS.items() if k != "place_regency_code"} | _ATTRIBUTES
PERSONS = (
    _CLEAR
    | NAME_SCHEMA
    | NUMBER_SCHEMA
    | BIRTH_SCHEMA
    | {"normaliser_version": pl.String, "key_id": pl.String}
)
"""Columns of the linkage envelope in the pseudonymised zone, in order."""


def persons_of(
    agency: str, accepted: Mapping[str, pl.DataFrame], *, desk: SecretKey, identity: SecretKey
) -> pl.DataFrame:
    """The persons of one agency, identifiers still in clear.

    Args:
        agency: Whose rows.
        accepted: Its rows that were not rejected, with record_id.
        desk: Key of the quoted numbers' tokens.
        identity: Key of document_id.

    Returns:
        The clear columns of `PERSONS` and the identity columns, to be given to `encode_persons`.
    """
    frames = _OF_AGENCY[agency](accepted, desk, identity)
    shaped = [_shaped(frame, name, role) for name, frame, role in frames]
    return pl.concat(shaped).sort("submission_id", "record_type", "record_id")


_Found = list[tuple[str, pl.DataFrame, pl.Expr]]


def _police(accepted: Mapping[str, pl.DataFrame], desk: SecretKey, identity: SecretKey) -> _Found:
    reports = police_reports(accepted["police_cases"], desk)
    persons = accepted["police_persons"].with_columns(no_lp=normal_key("no_lp"))
    facts = reports.select("submission_id", "no_lp", *FACTS)
    own = record_id("police", "police_cases", pl.col("unit_code"), pl.col("no_lp"), identity)
    joined = persons.join(
        facts, on=["submission_id", "no_lp"], how="left", maintain_order="left"
    ).with_columns(
        document_id=pl.coalesce("document_id", own),
        case_tokens=pl.coalesce("case_tokens", token_list(lp_tokens(pl.col("no_lp"), desk))),
    )
    return [("police_persons", joined, pl.col("peran"))]


def _prosecution(
    accepted: Mapping[str, pl.DataFrame], desk: SecretKey, identity: SecretKey
) -> _Found:
    rows = accepted["prosecution_defendants"]
    defendants = defendant_facts(rows, desk, identity)
    claims = claim_facts(
        accepted["prosecution_restitution"], case_files(defendants), desk, identity
    )
    return [
        ("prosecution_defendants", defendants, pl.lit("DEFENDANT")),
        ("prosecution_restitution", claims, pl.lit("RESTITUTION")),
    ]


def _social(accepted: Mapping[str, pl.DataFrame], desk: SecretKey, _: SecretKey) -> _Found:
    clients = client_facts(accepted["social_clients"], desk)
    return [("social_clients", clients, pl.lit("CLIENT"))]


def _health(accepted: Mapping[str, pl.DataFrame], _: SecretKey, __: SecretKey) -> _Found:
    visits = visit_facts(accepted["health_visits"])
    # the patient file is one only within its facility
    file = pl.concat_str("unit_code", normal_key("no_rm"), separator="|")
    return [("health_visits", visits.with_columns(local_person=file), pl.lit("PATIENT"))]


_OF_AGENCY = {
    "police": _police,
    "prosecution": _prosecution,
    "social": _social,
    "health": _health,
}


def _shaped(frame: pl.DataFrame, record_type: str, role: pl.Expr) -> pl.DataFrame:
    corporation = (
        (pl.col("jenis_subjek") == "KORPORASI").fill_null(False)
        if "jenis_subjek" in frame.columns
        else pl.lit(False)
    )
    frame = frame.with_columns(to_present("kode_wilayah_asal"))
    origin = pl.col("kode_wilayah_asal")
    missing = [pl.lit(None, pl.String).alias(c) for c in IDENTITY if c not in frame.columns]
    return frame.with_columns(
        *missing,
        record_type=pl.lit(record_type),
        role_code=role,
        is_corporation=corporation,
        age=pl.col("umur"),
        sex_code=pl.col("jenis_kelamin"),
        citizenship_code=pl.col("kewarganegaraan"),
        origin_province_code=province(origin),
        origin_regency_code=regency(origin),
    ).select(*(pl.col(n).cast(t) for n, t in _CLEAR.items()), *IDENTITY)
