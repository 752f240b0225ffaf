"""The linkage envelopes of an agency: one row per accepted record of a person or corporation."""

from collections.abc import Mapping

import polars as pl

from contracts.encoding.envelope import ENCODINGS, encode_persons, refuse_foreign
from contracts.encoding.keys import SecretKey
from contracts.encoding.numbers import plain_number
from contracts.registry import record_types
from transforms.pseudonymise.documents import case_files, facts_of_reports, with_case_numbers
from transforms.pseudonymise.tokens import rekey

ABOUT = {
    "record_id": pl.String,
    "record_type": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "submission_id": pl.String,
    "role_code": pl.String,
    "is_corporation": pl.Boolean,
    "document_id": pl.String,
    "record_date": pl.Date,
    "place_province_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
    "age": pl.Int32,
    "sex_code": pl.String,
    "citizenship_code": pl.String,
    "origin_province_code": pl.String,
    "origin_regency_code": pl.String,
}
"""What stands in an envelope beside the encodings: which record it is, and its case context."""

_SHARED = ("record_id", "agency_code", "unit_code", "period", "revision", "submission_id")


def persons_of(
    agency: str,
    rows: Mapping[str, pl.DataFrame],
    *,
    desk: SecretKey,
    linkage: SecretKey,
    identity: SecretKey,
) -> pl.DataFrame:
    """Encode the persons of an agency and re-key the encodings.

    Args:
        agency: Its code.
        rows: Accepted rows by record type, with provenance and record_id.
        desk: Key of the encodings.
        linkage: Key of the linkage zone.
        identity: Key of the ids.

    Returns:
        `ABOUT`, then `ENCODINGS`; sorted by record_id, period and revision.
    """
    numbered = with_case_numbers(agency, rows, desk=desk, linkage=linkage, identity=identity)
    parts = {
        "police": _police,
        "prosecution": _prosecution,
        "social": _social,
        "health": _health,
    }[agency](numbered)
    encoded = [
        encode_persons(part.with_columns(record_type=pl.lit(name)), desk)
        for name, part in parts.items()
    ]
    found = pl.concat(encoded)
    refuse_foreign(found, [desk.key_id])
    rekeyed = rekey(found, linkage)
    return (
        rekeyed.select(pl.col(c).cast(t) for c, t in (ABOUT | ENCODINGS).items())
        .filter(pl.col("record_id").is_not_null())
        .sort("record_id", "period", "revision")
    )


def _police(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    facts = facts_of_reports(rows["police_cases"])
    persons = rows["police_persons"].join(
        facts, on=["submission_id", "parent_record_id"], how="left", maintain_order="left"
    )
    return {
        "police_persons": _described(
            persons.with_columns(document_id="parent_record_id"),
            "police_persons",
            role=pl.col("peran"),
            is_corporation=pl.col("jenis_subjek") == "KORPORASI",
        )
    }


def _prosecution(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    files = case_files(rows["prosecution_defendants"]).select(
        "submission_id", "document_id", "record_date", "place_province_code", "case_tokens"
    )
    claims = rows["prosecution_restitution"].join(
        files, on=["submission_id", "document_id"], how="left", maintain_order="left"
    )
    nothing = pl.lit(None, pl.String)
    defendants = rows["prosecution_defendants"].with_columns(exploitation_codes=nothing)
    return {
        "prosecution_defendants": _described(
            defendants,
            "prosecution_defendants",
            role=pl.lit("DEFENDANT"),
            is_corporation=pl.col("jenis_subjek") == "KORPORASI",
        ),
        "prosecution_restitution": _described(
            claims.with_columns(exploitation_codes=nothing),
            "prosecution_restitution",
            role=pl.lit("RESTITUTION"),
            is_corporation=pl.lit(False),
        ),
    }


def _social(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    clients = rows["social_clients"].with_columns(
        document_id="record_id",
        record_date="tgl_masuk",
        place_province_code=pl.col("kode_wilayah_lembaga").str.slice(0, 2),
        exploitation_codes="bentuk_eksploitasi",
    )
    return {
        "social_clients": _described(
            clients, "social_clients", role=pl.lit("CLIENT"), is_corporation=pl.lit(False)
        )
    }


def _health(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    # a medical record number is one person's within the facility, whatever the name on the day
    record_number = plain_number(pl.col("no_rm"))
    visits = rows["health_visits"].with_columns(
        document_id="record_id",
        record_date="tgl_kunjungan",
        place_province_code=pl.col("kode_wilayah_faskes").str.slice(0, 2),
        exploitation_codes=pl.lit(None, pl.String),
        case_tokens=pl.lit([], pl.List(pl.String)),
        local_person=pl.concat_str([pl.col("unit_code"), record_number], separator="|"),
    )
    return {
        "health_visits": _described(
            visits, "health_visits", role=pl.lit("PATIENT"), is_corporation=pl.lit(False)
        )
    }


def _described(
    rows: pl.DataFrame, record_type: str, *, role: pl.Expr, is_corporation: pl.Expr
) -> pl.DataFrame:
    """The columns of `ABOUT` but record_type, and the identity columns to encode."""
    origin = pl.col("kode_wilayah_asal")
    identity = [
        column.name
        for column in record_types()[record_type].columns
        if column.name
        in (
            "nama",
            "alias",
            "nik",
            "no_paspor",
            "tempat_lahir",
            "tgl_lahir",
            "sumber_umur",
            "nama_badan",
            "nib",
        )
    ]
    local = ["local_person"] if "local_person" in rows.columns else []
    return rows.select(
        *_SHARED,
        "document_id",
        "record_date",
        "place_province_code",
        "exploitation_codes",
        pl.col("case_tokens").fill_null([]),
        *identity,
        *local,
        role_code=role,
        is_corporation=is_corporation,
        age=pl.col("umur").cast(pl.Int32),
        sex_code=pl.col("jenis_kelamin").fill_null("U"),
        citizenship_code="kewarganegaraan",
        origin_province_code=origin.str.slice(0, 2),
        origin_regency_code=pl.when(origin.str.len_chars() >= 5).then(origin.str.slice(0, 5)),
    )
