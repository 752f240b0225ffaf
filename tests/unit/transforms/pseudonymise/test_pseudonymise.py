"""From validated rows to records, persons and documents: one small police month by hand."""

import hashlib
import hmac
from datetime import date

import polars as pl
import pytest

from contracts.registry import AGENCIES, of_agency, record_types
from contracts.synthetic import canaries
from transforms.pseudonymise import DOCUMENTS, PERSONS, pseudonymise

LP = "LP/B/188/IV/2023/SPKT/POLRES KOTA KUPANG/POLDA NTT"
FILE = "PDM-9/KPG/Eku.2/06/2023"


def _id(*parts):
    message = "|".join(["record", *parts]).encode()
    return hmac.new(("f3" * 32).encode(), message, hashlib.sha256).hexdigest()[:32]


def test_a_police_month(police, submissions, keys):
    found = pseudonymise("police", police, submissions, **keys)
    report = _id("police", "NTT", "police_cases", LP)
    cases, persons, assets = (
        found.records[n] for n in ("police_cases", "police_persons", "police_assets")
    )
    assert cases["record_id"].to_list() == [report]
    assert persons["parent_record_id"].to_list() == [report, report]
    assert assets["parent_record_id"].to_list() == [report]
    assert persons["birth_month"].to_list() == ["1999-07", None]
    assert persons["birth_precision"].to_list() == ["day", "none"]
    victim = found.persons.row(by_predicate=pl.col("role_code") == "KORBAN", named=True)
    assert victim["record_id"] == _id("police", "NTT", "police_persons", f"{LP}|1")
    assert victim["document_id"] == report
    assert victim["record_date"] == date(2023, 4, 2)
    assert victim["place_province_code"] == "96"  # 92.01 is 96.01 since 2022
    assert (victim["origin_province_code"], victim["origin_regency_code"]) == ("93", "93.01")
    assert victim["exploitation_codes"] == "KERJA_PMI|SCAM"
    assert (victim["age"], victim["sex_code"]) == (24, "P")
    assert [t.split(":")[0] for t in victim["case_tokens"]] == ["LP", "LPC", "SPDP"]
    company = found.persons.row(by_predicate=pl.col("is_corporation"), named=True)
    assert company["company_hash"] is not None
    assert company["nib_hash"] is not None
    assert company["name_hash"] is None
    document = found.documents.row(0, named=True)
    assert (document["document_id"], document["document_type"]) == (report, "LP")
    assert document["place_regency_code"] == "96.01"
    assert document["case_tokens"] == victim["case_tokens"]


def test_offices_that_quote_one_number_share_its_tokens(police, rows, submissions, keys):
    quoted = {
        "no_register_perkara": FILE,
        "no_urut": "1",
        "kode_satker": "KJR",
        "kode_wilayah_satker": "53.71",
        "jenis_subjek": "ORANG",
        "nama": "Budi",
    }
    short = quoted | {"no_urut": "2", "no_lp": "LP B/188/IV/2023", "nama": "Joko"}
    whole = quoted | {"no_lp": LP.lower(), "no_spdp": "spdp/64/iv/res.1.16/2023/pld12"}
    claim = {"no_register_perkara": FILE.lower(), "no_urut_korban": "1", "nama": "S. A."}
    kept = {"submission": "prosecution/KJR/2024-03/r1"}
    court = {
        "prosecution_defendants": rows("prosecution_defendants", whole, short, **kept),
        "prosecution_restitution": rows("prosecution_restitution", claim, **kept),
    }
    reports = pseudonymise("police", police, submissions, **keys)
    files = pseudonymise("prosecution", court, submissions, **keys)
    of_report = set(reports.documents["case_tokens"][0])
    of_file = set(files.documents["case_tokens"][0])
    assert of_report < of_file
    assert {t.split(":")[0] for t in of_file - of_report} == {"REG"}
    by_number = files.persons.filter(pl.col("record_type") == "prosecution_defendants")
    one, two = (set(t) & of_report for t in by_number.sort("name_hash")["case_tokens"])
    assert {len(one), len(two)} == {1, 3}  # the short quotation shares the core alone
    claimant = files.persons.row(by_predicate=pl.col("role_code") == "RESTITUTION", named=True)
    assert set(claimant["case_tokens"]) == of_file
    assert claimant["is_initials"]
    assert files.persons["document_id"].n_unique() == 1
    parent = files.records["prosecution_restitution"]["parent_record_id"][0]
    assert parent == _id("prosecution", "KJR", "prosecution_defendants", f"{FILE.upper()}|1")


def test_a_record_sent_again_keeps_its_id(police, submissions, keys):
    again = {
        name: frame.with_columns(submission_id=pl.lit("police/NTT/2024-04/r1"))
        for name, frame in police.items()
    }
    first = pseudonymise("police", police, submissions, **keys)
    later = pseudonymise("police", again, submissions, **keys)
    for name, frame in first.records.items():
        assert frame["record_id"].to_list() == later.records[name]["record_id"].to_list()
    assert later.persons["period"].unique().to_list() == ["2024-04"]


def test_rejected_rows_stay_rows_and_are_no_persons(police, submissions, keys):
    spoilt = police | {
        "police_persons": police["police_persons"].with_columns(
            is_rejected=pl.col("no_urut") == "1"
        )
    }
    found = pseudonymise("police", spoilt, submissions, **keys)
    assert found.records["police_persons"]["is_rejected"].to_list() == [True, False]
    assert found.persons["role_code"].to_list() == ["TERSANGKA"]


def test_order_of_rows_and_tables_changes_nothing(police, submissions, keys):
    found = pseudonymise("police", police, submissions, **keys)
    backward = {name: police[name].reverse() for name in reversed(police)}
    other = pseudonymise("police", backward, submissions.reverse(), **keys)
    assert other.persons.equals(found.persons)
    assert other.documents.equals(found.documents)
    assert all(other.records[name].equals(frame) for name, frame in found.records.items())


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_direct_or_local_column_survives(agency, submissions, keys):
    found = pseudonymise(agency, {}, submissions, **keys)
    assert list(found.records) == [t.name for t in of_agency(agency)]
    for name, frame in found.records.items():
        for column in record_types()[name].columns:
            is_hidden = column.sensitivity in ("D", "L")
            assert (column.name in frame.columns) != is_hidden, column.name
    assert dict(found.persons.schema) == PERSONS
    assert dict(found.documents.schema) == DOCUMENTS


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_canary_survives(agency, keys):
    from contracts.validate import SourceFile, Submission, validate

    name = f"{agency}/KENARI01/{canaries.PERIOD}/r1"
    files = tuple(
        SourceFile(f"{table}.csv", frame.write_csv().encode())
        for table, frame in canaries.tables(agency).items()
    )
    sent = Submission(
        name, agency, "KENARI01", canaries.PERIOD, date(2024, 10, 5), is_nil=False, files=files
    )
    rows = validate([sent]).rows
    told = pl.DataFrame(
        {
            "submission_id": [name],
            "unit_code": ["KENARI01"],
            "period": [canaries.PERIOD],
            "revision": [1],
        }
    )
    found = pseudonymise(agency, rows, told, **keys)
    assert found.persons.height > 0
    frames = [*found.records.values(), found.persons, found.documents]
    text = "\n".join(frame.write_json() for frame in frames).lower()
    for marker in canaries.markers():
        assert marker.lower() not in text
        assert "".join(c for c in marker.lower() if c.isalnum()) not in text


def test_a_row_of_no_submission_is_refused(police, submissions, keys):
    with pytest.raises(ValueError, match="police_cases belong to no submission"):
        pseudonymise("police", police, submissions.tail(1), **keys)
