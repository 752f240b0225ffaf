"""The agencies' person records side by side: one shape for all record types that describe a person.

Here the Indonesian column names of the extracts end; everything after is English.
"""

from collections.abc import Mapping

import polars as pl

VICTIM, PERPETRATOR, OTHER = "victim", "perpetrator", "other"

_IDENTITY = {
    "jenis_kelamin": "sex_code",
    "kewarganegaraan": "citizenship_code",
    "kode_wilayah_asal": "origin_regency_code",
    "umur": "age",
    "sumber_umur": "age_source_code",
}
_KEPT = (
    "record_id",
    "record_type",
    "agency_code",
    "unit_code",
    "person_id",
    "case_id",
    "role_code",
    "status_code",
    "is_corporation",
    "record_date",
    "reported_date",
    "event_date",
    "sex_code",
    "citizenship_code",
    "origin_regency_code",
    "age",
    "age_source_code",
    "birth_month",
    "birth_year",
    "birth_is_estimated",
    "exploitation_codes",
    "stage_code",
)


def person_observations(records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per current record of a person or corporation, of any agency.

    Args:
        records: Current accepted records by record type, with person_id, case_id and
            parent_record_id (see `identities.attach`).

    Returns:
        Columns of `_KEPT`, sorted by record_id. role_code is victim, perpetrator or other;
        status_code is the victim status for victims; record_date the day the record speaks of;
        reported_date the date that counts for `first_recorded_date` (tgl_lp, tgl_masuk,
        tgl_kunjungan; for defendants tgl_tahap1); event_date the start of the exploitation where
        the record's LP tells it; stage_code the furthest stage that the record alone shows for a
        perpetrator.
    """
    frames = [
        _police(records["police_persons"], records["police_cases"]),
        _defendants(records["prosecution_defendants"]),
        _claimants(records["prosecution_restitution"], records["prosecution_defendants"]),
        _clients(records["social_clients"]),
        _patients(records["health_visits"]),
    ]
    return pl.concat([frame.select(_KEPT) for frame in frames]).sort("record_id")


def _identity(frame: pl.DataFrame, record_type: str) -> pl.DataFrame:
    return frame.rename(_IDENTITY).with_columns(
        record_type=pl.lit(record_type),
        # "not known" is no observation: it must not outvote or contradict one
        sex_code=pl.when(pl.col("sex_code") != "U").then("sex_code"),
        citizenship_code=pl.when(pl.col("citizenship_code") != "UNK").then("citizenship_code"),
    )


def _police(persons: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    reports = cases.select(
        parent_record_id="record_id",
        reported_date="tgl_lp",
        event_date="tgl_kejadian_mulai",
        exploitation_codes="bentuk_eksploitasi",
    )
    is_suspect = (pl.col("peran") == "TERSANGKA") | pl.col("status_pelaku").is_in(
        ["TERSANGKA", "DPO"]
    )
    role = (
        pl.when(pl.col("peran") == "KORBAN")
        .then(pl.lit(VICTIM))
        .when(pl.col("peran").is_in(["TERLAPOR", "TERSANGKA"]))
        .then(pl.lit(PERPETRATOR))
        .otherwise(pl.lit(OTHER))
    )
    return (
        _identity(persons, "police_persons")
        .join(reports, on="parent_record_id", how="left", maintain_order="left")
        .with_columns(
            role_code=role,
            status_code=pl.when(pl.col("peran") == "KORBAN").then("status_korban"),
            is_corporation=pl.col("jenis_subjek") == "KORPORASI",
            record_date=pl.col("reported_date"),
            stage_code=pl.when(role == PERPETRATOR).then(
                pl.when(is_suspect).then(pl.lit("TERSANGKA")).otherwise(pl.lit("TERLAPOR"))
            ),
        )
    )


def _defendants(defendants: pl.DataFrame) -> pl.DataFrame:
    first_known = pl.coalesce(
        "tgl_tahap1", "tgl_spdp_terima", "tgl_p21", "tgl_tahap2", "tgl_limpah", "tgl_putusan"
    )
    return _identity(defendants, "prosecution_defendants").with_columns(
        role_code=pl.lit(PERPETRATOR),
        status_code=pl.lit(None, pl.String),
        is_corporation=pl.col("jenis_subjek") == "KORPORASI",
        record_date=first_known,
        reported_date=pl.col("tgl_tahap1"),
        event_date=pl.lit(None, pl.Date),
        exploitation_codes=pl.lit(None, pl.String),
        stage_code=pl.when(pl.col("amar") == "PIDANA")
        .then(pl.lit("TERPIDANA"))
        .otherwise(pl.lit("TERDAKWA")),
    )


def _claimants(claims: pl.DataFrame, defendants: pl.DataFrame) -> pl.DataFrame:
    # parent_record_id is a defendant of the same case file: its dates date the claim
    dates = defendants.select(parent_record_id="record_id", file_date="tgl_tahap1")
    return (
        _identity(claims, "prosecution_restitution")
        .join(dates, on="parent_record_id", how="left", maintain_order="left")
        .with_columns(
            role_code=pl.lit(VICTIM),
            status_code=pl.lit(None, pl.String),
            is_corporation=pl.lit(False),
            record_date=pl.col("file_date"),
            reported_date=pl.lit(None, pl.Date),
            event_date=pl.lit(None, pl.Date),
            exploitation_codes=pl.lit(None, pl.String),
            stage_code=pl.lit(None, pl.String),
        )
    )


def _clients(clients: pl.DataFrame) -> pl.DataFrame:
    is_victim = pl.col("jenis_kasus") == "TPPO"
    return _identity(clients, "social_clients").with_columns(
        role_code=pl.when(is_victim).then(pl.lit(VICTIM)).otherwise(pl.lit(OTHER)),
        status_code=pl.when(is_victim).then(pl.col("status_korban").fill_null("DIDUGA")),
        is_corporation=pl.lit(False),
        record_date=pl.col("tgl_masuk"),
        reported_date=pl.col("tgl_masuk"),
        event_date=pl.lit(None, pl.Date),
        exploitation_codes=pl.col("bentuk_eksploitasi"),
        stage_code=pl.lit(None, pl.String),
    )


def _patients(visits: pl.DataFrame) -> pl.DataFrame:
    is_victim = pl.col("dugaan").is_in(["TPPO", "KEDUANYA"])
    return _identity(visits, "health_visits").with_columns(
        role_code=pl.when(is_victim).then(pl.lit(VICTIM)).otherwise(pl.lit(OTHER)),
        status_code=pl.when(is_victim).then(pl.lit("DIDUGA")),
        is_corporation=pl.lit(False),
        record_date=pl.col("tgl_kunjungan"),
        reported_date=pl.col("tgl_kunjungan"),
        event_date=pl.lit(None, pl.Date),
        exploitation_codes=pl.lit(None, pl.String),
        stage_code=pl.lit(None, pl.String),
    )
