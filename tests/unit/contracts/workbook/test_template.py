"""The workbook to fill in: what an office sees of it, and what the reader finds in it."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import fastexcel
import pytest

from contracts import codelists
from contracts.problems import Problem
from contracts.reading.read import read_submission
from contracts.reading.sources import SourceFile, Submission
from contracts.reading.tables import stacked
from contracts.registry import AGENCIES, CONTRACT_VERSION, of_agency, record_types
from contracts.schemas.columns import Kind
from contracts.workbook.template import write_template


@pytest.fixture(scope="module", params=AGENCIES)
def agency(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def path(agency: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp(agency) / "isian.xlsx"
    write_template(agency, out, "UNIT-01", "2025-03")
    return out


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def _sheet_xml(path: Path, agency: str, record_type: str) -> str:
    at = [t.name for t in of_agency(agency)].index(record_type)
    return _part(path, f"xl/worksheets/sheet{at + 2}.xml")  # after the instructions


def _cells(path: Path, sheet: str) -> list[list[str | None]]:
    loaded = fastexcel.read_excel(path).load_sheet(
        sheet, header_row=None, skip_rows=0, dtypes="string"
    )
    return [list(row) for row in loaded.to_polars().rows()]


def _submission(agency: str, path: Path) -> Submission:
    file = SourceFile(path.name, path)
    return Submission("s", agency, "UNIT-01", "2025-03", date(2025, 4, 1), False, (file,))


def test_one_sheet_a_record_type_with_the_columns_of_the_contract(agency: str, path: Path) -> None:
    names = [t.name for t in of_agency(agency)]
    assert fastexcel.read_excel(path).sheet_names == ["Petunjuk", *names, "Kode"]
    for record_type in of_agency(agency):
        assert _cells(path, record_type.name) == [[c.name for c in record_type.columns]]


def test_it_is_small_and_the_same_every_time(agency: str, path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_template(agency, again, "UNIT-01", "2025-03")
    assert again.read_bytes() == path.read_bytes()
    assert path.stat().st_size < 300_000
    assert [p.name for p in tmp_path.iterdir()] == ["again.xlsx"]


def test_the_reader_knows_its_version(agency: str, path: Path) -> None:
    assert f'name="kliring_template_version">"{CONTRACT_VERSION}"<' in _part(
        path, "xl/workbook.xml"
    )
    properties = _part(path, "docProps/custom.xml")
    assert f'name="kliring_contract"><vt:lpwstr>{CONTRACT_VERSION}<' in properties
    assert f'name="kliring_agency"><vt:lpwstr>{agency}<' in properties
    reading = read_submission(_submission(agency, path))
    assert reading.refusal is not None
    assert reading.refusal.rule == "F-015"  # no row yet: nothing else is wrong with it
    assert [t.record_type for t in reading.tables] == [t.name for t in of_agency(agency)]


def test_a_row_typed_in_is_read_as_it_was_typed(agency: str, path: Path, tmp_path: Path) -> None:
    record_type = of_agency(agency)[0]
    typed = [f"0{at:015d}" for at in range(len(record_type.columns))]
    row = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in typed)
    filled = tmp_path / "filled.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(filled, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            if part == "xl/worksheets/sheet2.xml":
                content = content.replace("</sheetData>", f'<row r="2">{row}</row></sheetData>')
            new.writestr(part, content)
    reading = read_submission(_submission(agency, filled))
    assert reading.refusal is None
    first = reading.tables[0]
    assert stacked([first]).row(0) == (2, *typed)
    assert reading.notes == ()  # Petunjuk and Kode are its own


def test_a_sheet_of_notes_in_a_template_is_still_noted(
    agency: str, path: Path, tmp_path: Path
) -> None:
    noted = tmp_path / "noted.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(noted, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml":
                content = content.replace(b'name="Petunjuk"', b'name="Catatan"')
            new.writestr(part, content)
    submission = replace(_submission(agency, noted), is_nil=True)
    assert [note.rule for note in read_submission(submission).notes] == ["F-102"]


def test_data_under_the_name_of_a_help_sheet_are_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "wrong.xlsx"
    write_template("health", out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(tmp_path / "renamed.xlsx", "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml":
                content = content.replace(b'sheet name="Petunjuk"', b'sheet name="Semula"')
                content = content.replace(b'sheet name="health_visits"', b'sheet name="Petunjuk"')
            new.writestr(part, content)
    reading = read_submission(_submission("health", tmp_path / "renamed.xlsx"))
    assert reading.refusal is not None
    assert reading.refusal.rule == "F-009"


def test_every_cell_below_the_headings_is_text(agency: str, path: Path) -> None:
    styles = _part(path, "xl/styles.xml")
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1].split("</cellXfs")[0])
    for record_type in of_agency(agency):
        xml = _sheet_xml(path, agency, record_type.name)
        columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="[\d.]+" style="(\d+)"', xml)
        covered = {n for low, high, _ in columns for n in range(int(low), int(high) + 1)}
        assert covered == set(range(1, len(record_type.columns) + 1))
        assert {formats[int(style)] for *_, style in columns} == {"49"}  # 49 is `@`, text


def test_headings_are_frozen_and_carry_a_comment(agency: str, path: Path) -> None:
    for at, record_type in enumerate(of_agency(agency), 1):
        assert 'ySplit="1"' in _sheet_xml(path, agency, record_type.name)
        comments = _part(path, f"xl/comments{at}.xml")
        assert comments.count("<comment ref=") == len(record_type.columns)
        for column in record_type.columns:
            assert column.label_id.replace("&", "&amp;") in comments


def test_code_columns_have_a_drop_down_of_their_list(agency: str, path: Path) -> None:
    workbook = _part(path, "xl/workbook.xml")
    legend = _cells(path, "Kode")
    for record_type in of_agency(agency):
        rules = re.findall(
            r"<dataValidation [^>]*/>|<dataValidation [^>]*>.*?</dataValidation>",
            _sheet_xml(path, agency, record_type.name),
        )
        assert len(rules) == len(record_type.columns)
        for column, rule in zip(record_type.columns, rules, strict=True):
            name = "negara" if column.kind is Kind.COUNTRY else column.code_list
            if column.kind is Kind.YES_NO:
                assert '<formula1>"Y,T"</formula1>' in rule
            elif name is None:
                assert "formula1" not in rule
            else:
                assert f"<formula1>kode_{name}</formula1>" in rule
                area = re.search(rf'"kode_{name}">\'?Kode\'?!\$C\$(\d+):\$C\$(\d+)<', workbook)
                assert area is not None
                rows = legend[int(area[1]) - 1 : int(area[2])]
                assert [row[2] for row in rows] == list(codelists.codes(name))
                assert {row[0] for row in rows} == {name}


def test_the_legend_lists_every_region(path: Path) -> None:
    regions = [row[2] for row in _cells(path, "Kode") if row[0] == "wilayah"]
    assert len(regions) == 38 + 514
    assert "53.71" in regions


def test_instructions_tell_unit_period_and_rules(path: Path) -> None:
    said = "\n".join(cell for row in _cells(path, "Petunjuk") for cell in row if cell)
    for words in ("UNIT-01", "2025-03", "TTTT-BB-HH", "nihil", "16 angka", CONTRACT_VERSION):
        assert words in said
    assert "{" not in said


def test_english_changes_words_not_sheets_or_headings(tmp_path: Path) -> None:
    out = tmp_path / "en.xlsx"
    write_template("health", out, language="en")
    assert fastexcel.read_excel(out).sheet_names == [
        "Petunjuk",
        "health_visits",
        "health_facilities",
        "Kode",
    ]
    headings = [c.name for c in record_types()["health_visits"].columns]
    assert _cells(out, "health_visits") == [headings]
    assert "Outpatient care" in str(_cells(out, "Kode"))


def test_a_unit_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    out = tmp_path / "evil.xlsx"
    write_template("health", out, unit='=HYPERLINK("http://x")', period="=1+1")
    with zipfile.ZipFile(out) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in package.read(name) for name in sheets)
        assert not any(b"hyperlink" in package.read(name) for name in sheets)


def test_an_unknown_agency_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        write_template("polisi", tmp_path / "x.xlsx")
    assert "police" in caught.value.sentence("id")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        write_template("police", tmp_path / "no" / "x.xlsx")
    assert "x.xlsx" in caught.value.sentence("id")


def test_a_folder_in_its_place_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(Problem):
        write_template("police", tmp_path / "x.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]


def test_every_printed_page_has_the_headings_of_its_sheet(tmp_path):
    write_template("police", tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        book = packed.read("xl/workbook.xml").decode()
    titles = re.findall(r'Print_Titles" localSheetId="(\d)">[^!]*!\$(\d+):', book)
    assert sorted(sheet for sheet, _ in titles) == ["0", "1", "2", "3", "4"]
    assert {row for sheet, row in titles if sheet != "0"} == {"1"}


def test_a_workbook_that_was_filled_in_is_left_alone(tmp_path):
    path = tmp_path / "x.xlsx"
    write_template("police", path)
    write_template("police", path)  # the same again
    filled = path.read_bytes() + b"filled in"
    path.write_bytes(filled)
    with pytest.raises(Problem) as refused:
        write_template("police", path)
    assert refused.value.key == "workbook.there_already"
    assert path.read_bytes() == filled
