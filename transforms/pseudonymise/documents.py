"""Documents: LPs, case files, clients and visits, with the case numbers they carry and quote."""

from collections.abc import Mapping

import polars as pl

from contracts.encoding.keys import SecretKey
from contracts.encoding.numbers import lp_core, lp_number, plain_number
from transforms.pseudonymise.tokens import case_file_id, case_token

SCHEMA = {
    "document_id": pl.String,
    "document_type": pl.String,
    "submission_id": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "document_date": pl.Date,
    "place_province_code": pl.String,
    "place_regency_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
}


def documents_of(
    agency: str,
    rows: Mapping[str, pl.DataFrame],
    *,
    desk: SecretKey,
    linkage: SecretKey,
    identity: SecretKey,
) -> pl.DataFrame:
    """The documents of an agency.

    Args:
        agency: Its code.
        rows: Accepted rows by record type, with provenance and record_id.
        desk: Key of the encodings.
        linkage: Key of the linkage zone.
        identity: Key of the ids.

    Returns:
        `SCHEMA`, one row per document and submission, sorted by document_id, period and revision.
    """
    numbered = with_case_numbers(agency, rows, desk=desk, linkage=linkage, identity=identity)
    nothing = pl.lit(None, pl.String)
    if agency == "police":
        place = pl.coalesce("kode_wilayah_kejadian", "kode_wilayah_satker")
        found = numbered["police_cases"].with_columns(
            document_id="record_id",
            document_type=pl.lit("LP"),
            document_date="tgl_lp",
            place=place,
            exploitation_codes="bentuk_eksploitasi",
        )
    elif agency == "prosecution":
        found = case_files(numbered["prosecution_defendants"]).with_columns(
            document_type=pl.lit("CASE_FILE"),
            document_date="record_date",
            place="kode_wilayah_satker",
            exploitation_codes=nothing,
        )
    elif agency == "social":
        found = numbered["social_clients"].with_columns(
            document_id="record_id",
            document_type=pl.lit("CLIENT"),
            document_date="tgl_masuk",
            place="kode_wilayah_lembaga",
            exploitation_codes="bentuk_eksploitasi",
        )
    else:
        found = numbered["health_visits"].with_columns(
            document_id="record_id",
            document_type=pl.lit("VISIT"),
            document_date="tgl_kunjungan",
            place="kode_wilayah_faskes",
            exploitation_codes=nothing,
            case_tokens=pl.lit([], pl.List(pl.String)),
        )
    placed = found.with_columns(
        place_province_code=pl.col("place").str.slice(0, 2),
        place_regency_code=pl.when(pl.col("place").str.len_chars() >= 5).then(
            pl.col("place").str.slice(0, 5)
        ),
    )
    return (
        placed.select(pl.col(c).cast(t) for c, t in SCHEMA.items())
        .filter(pl.col("document_id").is_not_null())
        .sort("document_id", "period", "revision")
    )


def with_case_numbers(
    agency: str,
    rows: Mapping[str, pl.DataFrame],
    *,
    desk: SecretKey,
    linkage: SecretKey,
    identity: SecretKey,
) -> dict[str, pl.DataFrame]:
    """Add `case_tokens` (own and quoted numbers) and, for case files, `document_id`."""

    def token(kind: str, number: pl.Expr) -> pl.Expr:
        return case_token(number, kind, desk, linkage)

    lp = [token("LP", lp_number(pl.col("no_lp"))), token("LPC", lp_core(pl.col("no_lp")))]
    spdp = token("SPDP", plain_number(pl.col("no_spdp")))
    found = dict(rows)
    if agency == "police":
        found["police_cases"] = rows["police_cases"].with_columns(case_tokens=_joined(*lp, spdp))
    elif agency == "social":
        found["social_clients"] = rows["social_clients"].with_columns(case_tokens=_joined(*lp))
    elif agency == "prosecution":
        register = plain_number(pl.col("no_register_perkara"))
        own = pl.concat_str([pl.col("unit_code"), register], separator="|")
        court = token("PN", plain_number(pl.col("no_perkara_pn")))
        tokens = _joined(token("REG", own), spdp, *lp, court)
        named = case_file_id(register, identity)
        found["prosecution_defendants"] = rows["prosecution_defendants"].with_columns(
            case_tokens=tokens,
            document_id=named,
            record_date=pl.coalesce("tgl_tahap1", "tgl_spdp_terima"),
            place_province_code=pl.col("kode_wilayah_satker").str.slice(0, 2),
        )
        found["prosecution_restitution"] = rows["prosecution_restitution"].with_columns(
            document_id=named
        )
    return found


def case_files(defendants: pl.DataFrame) -> pl.DataFrame:
    """One row per case file and submission: the earliest date and all numbers of its defendants."""
    return (
        defendants.sort("document_id", "record_key")
        .group_by("submission_id", "document_id", maintain_order=True)
        .agg(
            pl.col(
                "agency_code",
                "unit_code",
                "period",
                "revision",
                "kode_wilayah_satker",
                "place_province_code",
            ).first(),
            pl.col("record_date").min(),
            pl.col("case_tokens").explode(empty_as_null=True).drop_nulls().unique().sort(),
        )
    )


def facts_of_reports(reports: pl.DataFrame) -> pl.DataFrame:
    """What the persons of an LP share: its day, place, forms and numbers."""
    place = pl.coalesce("kode_wilayah_kejadian", "kode_wilayah_satker")
    return reports.select(
        "submission_id",
        "case_tokens",
        parent_record_id="record_id",
        record_date="tgl_lp",
        place_province_code=place.str.slice(0, 2),
        exploitation_codes="bentuk_eksploitasi",
    )


def _joined(*tokens: pl.Expr) -> pl.Expr:
    return pl.concat_list(*tokens).list.drop_nulls().list.unique().list.sort()
