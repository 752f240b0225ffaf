"""Step 1: what makes a submission, what refuses it, what is only noted."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.findings import as_documents
from contracts.reading.read import read_submission
from contracts.reading.sources import SourceFile, Submission

HEADER = "no_lp,tgl_lp,kode_satker,kode_wilayah_satker,bentuk_eksploitasi,tahap\n"


def refusal(validation: Any) -> str:
    """The one reason of a submission that failed step 1."""
    assert validation.outcomes["failed_step_1"].item()
    assert validation.outcomes["status"].item() == "rejected"
    return validation.findings["rule"].item()


def test_three_forms_of_the_same_rows_are_the_same(check: Any, table: Any, workbook: Any) -> None:
    text = table("police_cases", {"wilayah_transit": "5371 | 53", "no_lp": "007"})
    frame = pl.read_csv(text.encode(), infer_schema=False)
    parquet = io.BytesIO()
    frame.with_columns(pl.col("tgl_lp").str.to_date()).write_parquet(parquet)
    sheets = {"police_cases": [frame.columns, *frame.rows()]}
    read = [
        check({"a__police_cases.csv": text}),
        check({"POLICE_CASES.csv": text.replace(",", ";")}),
        check({"police_cases.parquet": parquet.getvalue()}),
        check({"Data TPPO.xlsx": workbook(sheets)}),
    ]
    for validation in read:
        assert validation.findings.is_empty()
        assert validation.rows["police_cases"].equals(read[0].rows["police_cases"])
    assert read[0].rows["police_cases"]["wilayah_transit"].item() == "53.71|53"
    assert read[0].rows["police_cases"]["record_key"].item() == "007"


def test_cells_are_those_of_the_spreadsheet(check: Any, workbook: Any, told: Any) -> None:
    rows = [
        [],
        [None, *HEADER.strip().split(",")],
        [],
        [None, "1", "x", "S", "61.02", "SCAM", "LP"],
    ]
    assert told(check({"a.xlsx": workbook({"police_cases": rows})})) == [
        ("V-003", "police_cases", 4, "tgl_lp", "C4")
    ]


@pytest.mark.parametrize("is_1904", [False, True])
def test_serial_numbers_are_dates_in_workbooks_only(
    check: Any, workbook: Any, is_1904: bool
) -> None:
    serial = (date(2025, 3, 1) - (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))).days
    rows = [HEADER.strip().split(","), ["1", serial, "S", "61.02", "SCAM", "LP"]]
    content = workbook({"police_cases": rows}, date_1904=is_1904)
    assert check({"a.xlsx": content}).rows["police_cases"]["tgl_lp"].item() == date(2025, 3, 1)
    text = HEADER + f"1,{serial},S,61.02,SCAM,LP\n"
    assert check({"police_cases.csv": text}).findings["rule"].to_list() == ["V-003"]


def test_refusals_of_a_table(check: Any, table: Any, workbook: Any) -> None:
    cases = table("police_cases")
    header = HEADER.strip().split(",")
    assert refusal(check({"health_visits.csv": table("health_visits")})) == "F-008"
    assert refusal(check({"police_cases (1).csv": cases})) == "F-009"
    assert refusal(check({"a.xlsx": workbook({"Sheet1": [header]})})) == "F-009"
    assert refusal(check({"police_cases.csv": cases, "b__police_cases.csv": cases})) == "F-010"
    assert refusal(check({"police_cases.csv": cases.replace("no_lp", "tahap")})) == "F-011"
    assert refusal(check({"police_cases.csv": cases.replace("tgl_lp", "tanggal")})) == "F-012"
    assert refusal(check({"police_cases.csv": HEADER})) == "F-015"
    assert refusal(check({"police_cases.csv": ""})) == "F-004"
    assert refusal(check({})) == "F-015"


def test_rows_that_could_be_read_are_counted(check: Any, table: Any) -> None:
    rows = table("police_cases", {}, {"no_lp": "2"})
    validation = check({"police_cases.csv": rows.replace("tgl_lp", "tanggal")})
    assert validation.counts.select("rows", "accepted", "rejected").rows() == [(2, 0, 2)]


def test_unknown_versions_of_the_template_are_refused(check: Any) -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("police_cases").write_row(0, 0, HEADER.strip().split(","))
        book.set_custom_property("kliring_contract", "0.1")
    assert refusal(check({"a.xlsx": buffer.getvalue()})) == "F-013"


def test_nil_returns(check: Any, table: Any, status: Any) -> None:
    assert status(check({"NIHIL.txt": "nihil"}, is_nil=True)) == "accepted"
    assert status(check({}, is_nil=True)) == "accepted"
    assert status(check({"police_cases.csv": HEADER}, is_nil=True)) == "accepted"
    assert refusal(check({"police_cases.csv": table("police_cases")}, is_nil=True)) == "F-014"


def test_what_is_only_noted(check: Any, workbook: Any, told: Any, status: Any) -> None:
    header = [*HEADER.strip().split(","), "Catatan"]
    rows = [header, ["1", "2025-03-01", "S", "61.02", "SCAM", "LP", "c", "lepas"]]
    sheets = {"police_cases": rows, "Legenda": [["kode", "arti"], ["LP", "x"]], "kosong": []}
    validation = check({"a.xlsx": workbook(sheets), "NIHIL.txt": "", "notes.csv": "x,y\n"})
    assert sorted(told(validation), key=str) == [
        ("F-101", "police_cases", None, "Catatan", None),
        ("F-102", None, None, None, None),
        ("F-102", None, None, None, None),
        ("F-103", None, None, None, None),
        ("F-103", None, None, None, None),
        ("F-104", "police_cases", 2, None, "H2"),
    ]
    assert status(validation) == "accepted_with_notes"
    for language in ("id", "en"):
        assert all(d["message"] for d in as_documents(validation.findings, language))


def test_files_under_a_wrong_ending_are_refused(check: Any, table: Any, workbook: Any) -> None:
    cases, book = table("police_cases"), workbook({"police_cases": [["no_lp"]]})
    assert refusal(check({"police_cases.csv": book})) == "F-003"
    assert refusal(check({"police_cases.xlsx": cases})) == "F-003"
    assert refusal(check({"police_cases.parquet": cases})) == "F-003"
    assert refusal(check({"police_cases.txt": cases})) == "F-003"
    assert refusal(check({"police_cases.bak": book})) == "F-003"
    assert refusal(check({"police_cases.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 99})) == "F-002"


def test_parquet_is_read_as_text(check: Any, table: Any) -> None:
    frame = pl.read_csv(table("health_visits").encode(), infer_schema=False).with_columns(
        umur=pl.Series([17.0]), visum=pl.Series([True]), tgl_lahir=pl.Series([date(2008, 1, 2)])
    )
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    row = check({"health_visits.parquet": buffer.getvalue()}, "health").rows["health_visits"]
    assert row.select("umur", "visum", "tgl_lahir").row(0) == (17, True, "2008-01-02")
    broken = buffer.getvalue()[:-9]
    assert refusal(check({"health_visits.parquet": broken}, "health")) == "F-001"
    nested = io.BytesIO()
    frame.with_columns(alias=pl.Series([["a", "b"]])).write_parquet(nested)
    assert refusal(check({"health_visits.parquet": nested.getvalue()}, "health")) == "F-001"


def test_too_many_cells_in_a_few_bytes_of_parquet_are_refused(check: Any) -> None:
    buffer = io.BytesIO()
    column = pa.nulls(8_000_000, pa.string())
    pq.write_table(pa.table({str(i): column for i in range(8)}), buffer)
    assert len(buffer.getvalue()) < 1_000_000
    assert refusal(check({"police_cases.parquet": buffer.getvalue()})) == "F-005"


def test_one_long_text_in_many_cells_of_parquet_is_refused(check: Any) -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000), pa.array(["x" * 30_000]))
    buffer = io.BytesIO()
    pq.write_table(pa.table({"kode_satker": column}), buffer)
    assert len(buffer.getvalue()) < 100_000
    assert refusal(check({"police_cases.parquet": buffer.getvalue()})) == "F-005"


def test_a_file_that_has_gone_is_a_refusal(tmp_path: Path) -> None:
    source = SourceFile("police_cases.csv", tmp_path / "gone.csv")
    submission = Submission(
        "police/X/2025-01/r1", "police", "X", "2025-01", date(2025, 2, 1), False, (source,)
    )
    found = read_submission(submission).refusal
    assert found is not None
    assert found.rule == "F-001"
