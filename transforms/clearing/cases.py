"""One row per case: the event behind one or more LPs, case files, clients and visits."""

from collections.abc import Mapping

import polars as pl

from transforms.clearing.survivorship import choose

_DOCUMENT = (
    "document_id",
    "case_id",
    "agency_code",
    "document_date",
    "is_event_place",
    "region_code",
    "exploitation_codes",
    "destination_country_code",
)


def case_documents(records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per document that makes or belongs to a trafficking case (`_DOCUMENT`).

    Clients of other kinds of case (PMI_BERMASALAH, DEPORTAN, …) and visits for violence alone are
    no trafficking and make no case.
    """
    nothing = pl.lit(None, pl.String)
    reports = records["police_cases"].select(
        "document_id",
        "case_id",
        "agency_code",
        document_date="tgl_lp",
        is_event_place=pl.col("kode_wilayah_kejadian").is_not_null(),
        region_code=pl.coalesce("kode_wilayah_kejadian", "kode_wilayah_satker"),
        exploitation_codes="bentuk_eksploitasi",
        destination_country_code="negara_tujuan",
    )
    files = records["prosecution_defendants"].select(
        "document_id",
        "case_id",
        "agency_code",
        document_date=pl.coalesce("tgl_spdp_terima", "tgl_tahap1", "tgl_p21", "tgl_tahap2"),
        is_event_place=pl.lit(False),
        region_code="kode_wilayah_satker",
        exploitation_codes=nothing,
        destination_country_code=nothing,
    )
    clients = (
        records["social_clients"]
        .filter(pl.col("jenis_kasus") == "TPPO")
        .select(
            "document_id",
            "case_id",
            "agency_code",
            document_date="tgl_masuk",
            is_event_place=pl.lit(False),
            region_code="kode_wilayah_lembaga",
            exploitation_codes="bentuk_eksploitasi",
            destination_country_code=nothing,
        )
    )
    visits = (
        records["health_visits"]
        .filter(pl.col("dugaan").is_in(["TPPO", "KEDUANYA"]))
        .select(
            "document_id",
            "case_id",
            "agency_code",
            document_date="tgl_kunjungan",
            is_event_place=pl.lit(False),
            region_code="kode_wilayah_faskes",
            exploitation_codes=nothing,
            destination_country_code=nothing,
        )
    )
    return (
        pl.concat([frame.select(_DOCUMENT) for frame in (reports, files, clients, visits)])
        .filter(pl.col("case_id").is_not_null())
        .sort("case_id", "document_id", "document_date", "region_code")
    )


def cleared_cases(documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clear the cases.

    Args:
        documents: See `case_documents`.

    Returns:
        One row per case: case_id, first_reported_date (the earliest LP, without one the earliest
        other document), province_code and regency_code (place of the event, without one region of
        the unit that reported, without a report of the office that recorded the case first),
        exploitation_codes and destination_country_codes (joined with |), agencies_count. And one
        row per case whose LPs name different regions of the event: case_id, attribute_code,
        chosen_value, values_seen, agencies, rule_code.
    """
    is_report = pl.col("agency_code") == "police"
    cases = (
        documents.group_by("case_id")
        .agg(
            report_date=pl.col("document_date").filter(is_report).min(),
            other_date=pl.col("document_date").filter(~is_report).min(),
            agencies_count=pl.col("agency_code").n_unique().cast(pl.Int64),
        )
        .with_columns(first_reported_date=pl.coalesce("report_date", "other_date"))
        .drop("report_date", "other_date")
    )
    places = documents.select(
        "agency_code",
        subject_id="case_id",
        value=pl.col("region_code").str.slice(0, 5),
        # the event's place, the unit of a report, then whichever office recorded the case first
        source_rank=pl.when("is_event_place")
        .then(0)
        .when(is_report)
        .then(1)
        .otherwise(2 + pl.col("document_date").rank("dense").over("case_id").cast(pl.Int64)),
        record_date="document_date",
    )
    chosen, _ = choose(places, "case_regency_code")
    _, conflicts = choose(places.filter(pl.col("source_rank") == 0), "case_regency_code")
    place = pl.col("value")
    cleared = (
        cases.join(chosen, left_on="case_id", right_on="subject_id", how="left")
        .with_columns(
            province_code=place.str.slice(0, 2),
            regency_code=pl.when(place.str.len_chars() >= 5).then(place),
        )
        .join(_joined(documents, "exploitation_codes", drop="U"), on="case_id", how="left")
        .join(
            _joined(documents, "destination_country_code", drop="UNK").rename(
                {"destination_country_code": "destination_country_codes"}
            ),
            on="case_id",
            how="left",
        )
        .with_columns(exploitation_codes=pl.col("exploitation_codes").fill_null("U"))
    )
    return cleared.select(
        "case_id",
        "first_reported_date",
        "province_code",
        "regency_code",
        "exploitation_codes",
        "destination_country_codes",
        "agencies_count",
    ).sort("case_id"), conflicts.rename({"subject_id": "case_id"})


def _joined(documents: pl.DataFrame, column: str, drop: str) -> pl.DataFrame:
    """All values of a many-valued column per case, sorted and joined with |."""
    return (
        documents.select("case_id", pl.col(column).str.split("|"))
        .explode(column, empty_as_null=True)
        .filter(pl.col(column).is_not_null() & (pl.col(column) != drop))
        .group_by("case_id")
        .agg(pl.col(column).unique().sort().str.join("|"))
    )
