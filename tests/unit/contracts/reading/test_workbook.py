"""Workbooks as people send them, and as attackers make them."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.reading import package_guard
from contracts.reading.sources import RefusedFileError, SourceFile
from contracts.reading.workbook import Workbook, read_workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> Workbook:
    return read_workbook(SourceFile("f.xlsx", content))


def rebuilt(
    content: bytes, change: Callable[[str, bytes], bytes], *, deflate: bool = True
) -> bytes:
    """The workbook with its parts changed."""
    buffer = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", how) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def with_rows(content: bytes, rows: str) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        head, _, rest = part.partition(b"<sheetData>")
        return (
            head + b"<sheetData>" + rows.encode() + b"</sheetData>" + rest.split(b"</sheetData>")[1]
        )

    return rebuilt(content, change)


def refused(content: bytes) -> str:
    with pytest.raises(RefusedFileError) as error:
        read(content)
    return error.value.rule


def test_rows_and_letters_are_those_of_the_spreadsheet(workbook: Any) -> None:
    rows = [[], [], [None, None, "a", "b"], [], [None, None, "1", None], [None, None, None, "x"]]
    [grid] = read(workbook({"s": rows})).grids
    assert grid.header == ("a", "b")
    assert grid.first_column == 2
    assert grid.rows.to_list() == [5, 6]
    assert grid.body.rows() == [("1", None), (None, "x")]


def test_cells_come_as_text(workbook: Any) -> None:
    rows = [["a"], ["0012"], [3201234567890123], [date(2024, 5, 6)], [53.71], [7500000], ["=1+1"]]
    [grid] = read(workbook({"s": rows})).grids
    assert grid.body["0"].to_list() == [
        "0012",
        "3201234567890123",
        "2024-05-06 00:00:00",
        "53.71",
        "7500000",
        "=1+1",
    ]


@pytest.mark.parametrize("is_1904", [False, True])
def test_date_cells_in_both_date_systems(workbook: Any, is_1904: bool) -> None:
    content = workbook({"s": [["a"], [date(2024, 5, 6)]]}, date_1904=is_1904)
    [grid] = read(content).grids
    assert grid.body["0"].item() == "2024-05-06 00:00:00"
    assert grid.is_1904 is is_1904


def test_stored_values_of_formulas_and_errors_are_shown(workbook: Any) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><f>3+4</f><v>7</v></c></row>'
        '<row r="3"><c r="A3" t="e"><f>NA()</f><v>#N/A</v></c></row>'
        '<row r="4" hidden="1"><c r="A4" t="str"><f>"x"</f><v>x</v></c></row>'
    )
    [grid] = read(with_rows(workbook({"s": [["a"]]}), rows)).grids
    assert grid.body["0"].to_list() == ["7", "#N/A", "x"]


def test_empty_and_hidden_sheets_are_seen(workbook: Any) -> None:
    content = workbook({"kosong": [], "b": [["a"]]})
    assert [(g.name, g.header) for g in read(content).grids] == [("kosong", ()), ("b", ("a",))]


def test_versions_of_the_template_are_found() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("s")
        book.define_name("kliring_template_version", '="9.9"')
        book.set_custom_property("kliring_contract", "1.0")
    assert read(buffer.getvalue()).versions == ("9.9", "1.0")


def test_protected_old_and_foreign_files_are_told_apart(workbook: Any) -> None:
    assert refused(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == "F-002"
    assert refused(b"") == "F-004"
    assert refused(b"a,b\n1,2\n") == "F-003"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refused(buffer.getvalue()) == "F-003"
    content = workbook({"s": [["a"]]})
    assert refused(content[: len(content) // 2]) == "F-001"
    assert refused(content[:40] + b"\xff" * 200 + content[240:]) == "F-001"


@pytest.mark.parametrize(
    "broken", [b"", b"<worksheet", b"<worksheet><sheetData><row r='x'>", b"\0\1"]
)
def test_broken_parts_are_refused_or_read(workbook: Any, broken: bytes) -> None:
    content = workbook({"s": [["a"]]})
    for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"):
        changed = rebuilt(content, lambda name, old, part=part: broken if name == part else old)
        with contextlib.suppress(RefusedFileError):  # nothing else may come out
            read(changed)


def test_a_bomb_is_refused(workbook: Any) -> None:
    bomb = rebuilt(workbook({"s": [["a"]]}), lambda _, part: part + b" " * 3_000_000)
    assert refused(bomb) == "F-005"


@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_entities_are_refused(workbook: Any, encoding: str) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'.encode(encoding)
    content = workbook({"s": [["a"]]})
    hostile = rebuilt(content, lambda n, part: declared + part if n == SHEET else part)
    assert refused(hostile) == "F-006"


def test_a_long_text_in_many_cells_is_refused(workbook: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(package_guard, "MAX_TEXT", 3_000_000)
    content = workbook({"s": [["a"], ["".join(chr(48 + i % 70) for i in range(30_000))]]})
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>1</v></c></row>' for r in range(1, 200))
    assert refused(with_rows(content, cells)) == "F-005"


def test_a_filled_cell_in_the_far_corner_is_refused(workbook: Any) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    for place in ("XFD1048576", "XFD0001048576"):
        far = f'<row r="1048576"><c s="0" r="{place}"><v>1</v></c></row>'
        assert refused(with_rows(workbook({"s": [["a"]]}), near + far)) == "F-016"


def test_a_million_empty_rows_cost_nothing(workbook: Any) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    [grid] = read(with_rows(workbook({"s": [["a"]]}), rows)).grids
    assert grid.rows.to_list() == [2]
