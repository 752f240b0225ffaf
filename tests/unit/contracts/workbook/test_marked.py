"""The marked-up copy: the sender's cells in their places, the faulty ones coloured."""

import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from contracts import findings as wording
from contracts.problems import Problem
from contracts.reading.read import read_submission
from contracts.reading.sources import SourceFile, Submission
from contracts.reading.tables import stacked
from contracts.registry import record_types
from contracts.workbook import marked
from contracts.workbook.marked import write_marked

RED, AMBER, BLUE = "FFF8B4B4", "FFFFE08A", "FFCFE2F3"
FRAMES = {
    "police_persons": pl.DataFrame(
        {"row": [2, 3], "no_lp": ["LP/1", "LP/9"], "nik": ["0012", "-12"]}
    ),
    "police_cases": pl.DataFrame(
        {
            "row": [6, 4],
            "no_lp": ["=1+1", "LP/1"],
            "tgl_lp": ["99/99/2025", "2025-03-01"],
            "tahap": ["LP", None],
        }
    ),
}
LETTERS = {"police_cases": {"no_lp": "B", "tgl_lp": "D", "tahap": "E"}}


def _findings(*rows: dict[str, object]) -> pl.DataFrame:
    given = {"submission_id": "s", "step": "value", "file": "kirim.xlsx", "values": "{}"}
    return pl.DataFrame([{**given, **row} for row in rows], schema=wording.SCHEMA)


def _at(rule: str, severity: str, record_type: str, column: str | None, cell: str):
    row = int(cell[1:])
    return {
        "rule": rule, "severity": severity, "record_type": record_type, "row": row,
        "column": column, "cell": cell if column else None,
    }  # fmt: skip


FINDINGS = _findings(
    _at("V-002", "error", "police_cases", "tahap", "E6"),
    _at("V-003", "error", "police_cases", "tgl_lp", "D6"),
    _at("V-101", "note", "police_cases", "tgl_lp", "D6"),
    _at("R-101", "warning", "police_persons", "nik", "C3"),
    {"rule": "F-102", "severity": "note", "values": '{"sheet": "=cmd()"}'},
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("marked") / "perbaikan.xlsx"
    write_marked(FRAMES, FINDINGS, out, letters=LETTERS)
    return out


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def _cells(path: Path, sheet: str) -> list[list[str | None]]:
    """As text; the reader leaves out columns that are empty on the left."""
    loaded = fastexcel.read_excel(path).load_sheet(
        sheet, header_row=None, skip_rows=0, dtypes="string"
    )
    return [list(row) for row in loaded.to_polars().rows()]


def _colours(path: Path, sheet: int) -> dict[str, str]:
    """Fill colour by address, of the cells that have one of ours."""
    styles = _part(path, "xl/styles.xml")
    fills = re.findall(r"<fill>.*?</fill>", styles)
    used = re.findall(r'<xf [^>]*fillId="(\d+)"', styles.split("<cellXfs")[1])
    found = {}
    for address, style in re.findall(
        r'<c r="([A-Z]+\d+)" s="(\d+)"', _part(path, f"xl/worksheets/sheet{sheet}.xml")
    ):
        colour = re.search(r'fgColor rgb="(\w+)"', fills[int(used[int(style)])])
        if colour and colour[1] in {RED, AMBER, BLUE}:
            found[address] = colour[1]
    return found


def test_sheets_are_the_list_and_the_record_types_in_their_order(path: Path) -> None:
    names = fastexcel.read_excel(path).sheet_names
    assert names == ["Perbaikan", "police_cases", "police_persons"]


def test_every_cell_stands_where_it_stood(path: Path) -> None:
    assert '<c r="B6"' in _part(path, "xl/worksheets/sheet2.xml")
    rows = _cells(path, "police_cases")
    assert rows[2] == ["no_lp", None, "tgl_lp", "tahap"]
    assert rows[3] == ["LP/1", None, "2025-03-01", None]
    assert rows[4] == [None] * 4
    assert rows[5] == ["=1+1", None, "99/99/2025", "LP"]
    assert _cells(path, "police_persons")[1:] == [["LP/1", "0012"], ["LP/9", "-12"]]


def test_corrected_in_place_it_can_be_sent_again(path: Path) -> None:
    file = SourceFile(path.name, path)
    again = Submission("s", "police", "U", "2025-03", date(2025, 4, 1), False, (file,))
    reading = read_submission(again)
    assert reading.refusal is not None
    assert reading.refusal.rule == "F-012"  # the columns that were missing still are
    assert {table.record_type: stacked([table]).to_dicts() for table in reading.tables} == {
        name: frame.sort("row").to_dicts() for name, frame in FRAMES.items()
    }


def test_faulty_cells_have_the_colour_of_the_worst_finding(path: Path) -> None:
    assert _colours(path, 2) == {"E6": RED, "D6": RED}
    assert _colours(path, 3) == {"B3": AMBER}


def test_faulty_cells_carry_every_sentence(path: Path) -> None:
    comments = _part(path, "xl/comments1.xml")
    assert re.findall(r'<comment ref="(\w+)"', comments) == ["D6", "E6"]
    for finding in FINDINGS.filter(pl.col("row") == 6).iter_rows(named=True):
        sentence = wording.message(finding, "id")
        assert sentence.split(";")[0].replace("&", "&amp;").replace('"', "&quot;")[:20] in comments


def test_the_list_has_one_row_a_finding_errors_first(path: Path) -> None:
    head, *rows = _cells(path, "Perbaikan")
    assert head == ["nomor", "lembar", "baris", "sel", "kolom", "tingkat", "pesan"]
    assert [row[:6] for row in rows] == [
        ["1", "police_cases", "6", "D6", "tgl_lp", "Kesalahan"],
        ["2", "police_cases", "6", "E6", "tahap", "Kesalahan"],
        ["3", "police_persons", "3", "C3", "nik", "Peringatan"],
        ["4", "kirim.xlsx", None, None, None, "Catatan"],
        ["5", "police_cases", "6", "D6", "tgl_lp", "Catatan"],
    ]
    assert all(row[6] for row in rows)


def test_the_list_leads_to_the_cell_in_the_copy(path: Path) -> None:
    links = re.findall(r'location="([^"]+)"', _part(path, "xl/worksheets/sheet1.xml"))
    assert links == [
        "'police_cases'!D6",
        "'police_cases'!E6",
        "'police_persons'!B3",  # its own place, for want of a letter
        "'police_cases'!D6",
    ]


def test_nothing_in_it_runs(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert b"<f>" not in package.read(name)
            assert b"externalLink" not in package.read(name)
    styles = _part(path, "xl/styles.xml")
    assert 'quotePrefix="1"' in styles


def test_the_same_input_in_any_order_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    shuffled = {name: frame.reverse() for name, frame in reversed(FRAMES.items())}
    write_marked(shuffled, FINDINGS.reverse(), again, letters=LETTERS)
    assert again.read_bytes() == path.read_bytes()


def test_identifiers_pass_through_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = tmp_path / "forbidden"
    forbidden.mkdir(mode=0o500)
    monkeypatch.setattr(tempfile, "tempdir", str(forbidden / "missing"))
    write_marked(FRAMES, FINDINGS, tmp_path / "x.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["forbidden", "x.xlsx"]


def test_a_finding_without_a_column_stands_at_the_first_cell_of_its_row(tmp_path: Path) -> None:
    out = tmp_path / "row.xlsx"
    finding = _at("B-001", "error", "police_cases", None, "B4")
    write_marked(FRAMES, _findings({**finding, "values": '{"first": 2}'}), out, letters=LETTERS)
    assert _colours(out, 2) == {"B4": RED}
    assert _cells(out, "Perbaikan")[1][3] == "B4"


def test_nothing_wrong_says_so(tmp_path: Path) -> None:
    for language, said in (("id", "Tidak ada"), ("en", "Nothing")):
        out = tmp_path / f"{language}.xlsx"
        write_marked(FRAMES, _findings(), out, language)
        assert str(_cells(out, "Perbaikan")[1][-1]).startswith(said)


def test_nothing_sent_still_gives_a_list(tmp_path: Path) -> None:
    out = tmp_path / "empty.xlsx"
    frames = {"police_cases": pl.DataFrame(schema={"row": pl.Int64, "no_lp": pl.String})}
    write_marked(frames, _findings(), out)
    assert _cells(out, "police_cases") == [["no_lp"]]
    write_marked({}, _findings(), out)
    assert fastexcel.read_excel(out).sheet_names == ["Perbaikan"]


def test_of_very_many_rows_only_the_faulty_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "_COPIED_WHOLE", 1)
    out = tmp_path / "many.xlsx"
    write_marked(FRAMES, FINDINGS, out, letters=LETTERS)
    assert [row[0] for row in _cells(out, "police_cases") if any(row)] == ["no_lp", "=1+1"]
    remarks = [str(row[6]) for row in _cells(out, "Perbaikan")[6:]]
    assert ["police_cases memuat 2 baris" in remarks[0], "police_persons" in remarks[1]] == [
        True,
        True,
    ]


def test_a_cell_longer_than_the_format_allows_is_cut(tmp_path: Path) -> None:
    out = tmp_path / "long.xlsx"
    frames = {"police_cases": pl.DataFrame({"row": [2], "no_lp": ["x" * 40_000]})}
    write_marked(frames, _findings(), out)
    assert len(str(_cells(out, "police_cases")[1][0])) == 32_767


def test_a_folder_that_is_missing_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        write_marked(FRAMES, FINDINGS, tmp_path / "no" / "x.xlsx")
    sentence = caught.value.sentence("id")
    assert "x.xlsx" in sentence
    assert "LP/1" not in sentence


def test_columns_without_letters_follow_the_contract(tmp_path: Path) -> None:
    out = tmp_path / "plain.xlsx"
    write_marked(FRAMES, FINDINGS, out)
    order = [c.name for c in record_types()["police_cases"].columns]
    sent = sorted(["tahap", "tgl_lp", "no_lp"], key=order.index)
    assert _cells(out, "police_cases")[2] == sent


def test_the_copy_shows_what_was_typed_whole_and_prints_its_headings_on_every_page(tmp_path):
    nik = "3201014102990012"
    frames = {"police_persons": pl.DataFrame({"row": [5], "no_lp": ["LP/1"], "nik": [nik]})}
    write_marked(frames, _findings(), tmp_path / "periksa.xlsx")
    with zipfile.ZipFile(tmp_path / "periksa.xlsx") as packed:
        sheets = [packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
        book = packed.read("xl/workbook.xml").decode()
    (width,) = re.findall(r'<col min="2" max="2" width="([\d.]+)"', sheets[1])
    assert float(width) > len(nik)
    assert re.findall(r"Print_Titles[^>]*>(?:[^!]*)!([^<]*)<", book) == ["$1:$1", "$4:$4"]
    assert all("&amp;P / &amp;N" in sheet for sheet in sheets)
