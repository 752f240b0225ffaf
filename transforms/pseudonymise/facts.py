"""What the row of a person does not say and its document does: date, place, forms, numbers.

One function per agency that keeps documents apart from persons; each works on accepted rows with
record_id, and looks no further than the submission.
"""

import polars as pl

from contracts.encoding.keys import SecretKey
from contracts.rules.keys import normal_key
from transforms.pseudonymise.tokens import (
    document_id,
    lp_tokens,
    number_token,
    register_token,
    token_list,
)
from transforms.standardise.regions import province, regency, to_present

FACTS = {
    "document_id": pl.String,
    "record_date": pl.Date,
    "place_province_code": pl.String,
    "place_regency_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
}


def police_reports(cases: pl.DataFrame, desk: SecretKey) -> pl.DataFrame:
    """One row per submission and LP: submission_id, no_lp (normal), `FACTS`.

    The place is that of the event, else that of the unit.
    """
    place = pl.coalesce("kode_wilayah_kejadian", "kode_wilayah_satker")
    tokens = [*lp_tokens(pl.col("no_lp"), desk), number_token("SPDP", pl.col("no_spdp"), desk)]
    return (
        _placed(cases.with_columns(place=place))
        .with_columns(
            no_lp=normal_key("no_lp"),
            document_id=pl.col("record_id"),
            record_date=pl.col("tgl_lp"),
            exploitation_codes=pl.col("bentuk_eksploitasi"),
            case_tokens=token_list(tokens),
        )
        .sort("submission_id", "no_lp", "row")
        .unique(["submission_id", "no_lp"], keep="first", maintain_order=True)
    )


def defendant_facts(defendants: pl.DataFrame, desk: SecretKey, identity: SecretKey) -> pl.DataFrame:
    """Every defendant row with `FACTS`: its own date and numbers, the document its case file."""
    dates = ["tgl_tahap1", "tgl_spdp_terima", "tgl_p21", "tgl_tahap2", "tgl_limpah", "tgl_putusan"]
    register = normal_key("no_register_perkara")
    tokens = [
        register_token(pl.col("unit_code"), register, desk),
        number_token("SPDP", pl.col("no_spdp"), desk),
        *lp_tokens(pl.col("no_lp"), desk),
        number_token("PN", pl.col("no_perkara_pn"), desk),
    ]
    return _placed(defendants.with_columns(place=pl.col("kode_wilayah_satker"))).with_columns(
        register=register,
        document_id=document_id("prosecution", pl.col("unit_code"), register, identity),
        record_date=pl.coalesce(dates),
        exploitation_codes=pl.lit(None, pl.String),
        case_tokens=token_list(tokens),
    )


def case_files(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts of each submission and case file from its defendants: earliest date, all numbers."""
    return (
        facts.sort("submission_id", "document_id", "record_key")
        .group_by("submission_id", "document_id", maintain_order=True)
        .agg(
            pl.col("agency_code", "unit_code", "period", "revision").first(),
            pl.col("record_date").min(),
            pl.col("place_province_code", "place_regency_code", "exploitation_codes")
            .drop_nulls()
            .first(),
            pl.col("case_tokens").explode().drop_nulls().unique().sort(),
        )
    )


def claim_facts(
    claims: pl.DataFrame, files: pl.DataFrame, desk: SecretKey, identity: SecretKey
) -> pl.DataFrame:
    """Every claim of restitution with the `FACTS` of its case file."""
    register = normal_key("no_register_perkara")
    own = register_token(pl.col("unit_code"), register, desk)
    named = claims.with_columns(
        document_id=document_id("prosecution", pl.col("unit_code"), register, identity),
        own_tokens=token_list([own]),
    )
    facts = files.select("submission_id", *FACTS)
    joined = named.join(
        facts, on=["submission_id", "document_id"], how="left", maintain_order="left"
    )
    return joined.with_columns(case_tokens=pl.coalesce("case_tokens", "own_tokens"))


def client_facts(clients: pl.DataFrame, desk: SecretKey) -> pl.DataFrame:
    """Every client with `FACTS`; the stay is its own document."""
    return _placed(clients.with_columns(place=pl.col("kode_wilayah_lembaga"))).with_columns(
        document_id=pl.col("record_id"),
        record_date=pl.col("tgl_masuk"),
        exploitation_codes=pl.col("bentuk_eksploitasi"),
        case_tokens=token_list(lp_tokens(pl.col("no_lp"), desk)),
    )


def visit_facts(visits: pl.DataFrame) -> pl.DataFrame:
    """Every visit with `FACTS`; it is its own document and quotes no number."""
    return _placed(visits.with_columns(place=pl.col("kode_wilayah_faskes"))).with_columns(
        document_id=pl.col("record_id"),
        record_date=pl.col("tgl_kunjungan"),
        exploitation_codes=pl.lit(None, pl.String),
        case_tokens=pl.lit([], pl.List(pl.String)),
    )


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    today = rows.with_columns(to_present("place"))
    return today.with_columns(
        place_province_code=province(pl.col("place")), place_regency_code=regency(pl.col("place"))
    )
