"""CSV as it comes out of spreadsheets, and row numbers to the line."""

import csv
import io
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.reading import csv_text
from contracts.reading.csv_text import read_csv
from contracts.reading.sources import Grid, RefusedFileError, SourceFile


def read(content: bytes | str) -> Grid:
    raw = content.encode() if isinstance(content, str) else content
    return read_csv(SourceFile("f.csv", raw), "f")


@pytest.fixture(params=["patient", "fast"])
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of reading must understand the same."""
    if request.param == "fast":
        monkeypatch.setattr(csv_text, "_FAST_FROM", 1)
        monkeypatch.setattr(csv_text, "_read_patiently", None)
    return request.param


@pytest.mark.usefixtures("way")
def test_rows_are_numbered_by_the_line_they_start_on() -> None:
    grid = read('\n\na,b\n1,"x\ny\nz"\n\n,\n2,q\n"3\n",r\n4,s')
    assert grid.header == ("a", "b")
    assert grid.rows.to_list() == [4, 9, 10, 12]
    assert grid.body["0"].to_list() == ["1", "2", "3\n", "4"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_delimiters_marks_and_line_ends(delimiter: str, mark: bytes, end: bytes) -> None:
    line = delimiter.encode()
    grid = read(mark + line.join([b"a", b"b"]) + end + line.join([b"007", "é".encode()]) + end)
    assert grid.header == ("a", "b")
    assert grid.body.rows() == [("007", "é")]
    assert grid.rows.to_list() == [2]


def test_windows_1252_is_understood() -> None:
    assert read("a,b\nCaf\xe9 \x96,2\n".encode("latin-1")).body["0"].item() == "Café –"


@pytest.mark.usefixtures("way")
def test_windows_1252_is_understood_both_ways() -> None:
    assert read(b"a,b\nCaf\xe9,2\n").body.rows() == [("Café", "2")]


def test_a_hint_of_the_separator_is_no_header() -> None:
    grid = read("sep=;\na;b\n1;2\n")
    assert grid.header == ("a", "b")
    assert grid.rows.to_list() == [3]


def test_more_cells_than_columns_are_kept_apart() -> None:
    grid = read("a,b\n1,2\n3,4,5\n")
    assert grid.body["2"].to_list() == [None, "5"]


def test_quotes_inside_a_cell_stay() -> None:
    assert read('a,b\n5" pipa,x\n1,y "z" w\n').body["0"].to_list() == ['5" pipa', "1"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "F-004"),
        (b" \n\n", "F-004"),
        (b"PK\x03\x04aaaa", "F-003"),
        (b"PAR1aaaa", "F-003"),
        ("a,b\n1,2\n".encode("utf-16"), "F-007"),
        (b"a,b\n\0,2\n", "F-007"),
        (b"a,b\n\x81\x8d,2\n", "F-007"),
        (b'a,b\n1,"cut off in the', "F-001"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, rule: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        read(content)
    assert refused.value.rule == rule


def test_a_huge_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MAX_BYTES", 10)
    with pytest.raises(RefusedFileError) as refused:
        read(b"a,b\n1,2\n3,4\n")
    assert refused.value.rule == "F-005"


CELLS = st.text(st.sampled_from('ab ,;"\n0é'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from(",;"))
def test_both_ways_read_what_was_written(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    content = buffer.getvalue().encode()
    patient = csv_text._read_patiently(content.decode(), "f")
    fast = csv_text._read_fast(content, content, "f")
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert [list(row) for row in patient.body.rows()] == wanted
    assert patient.rows.to_list() == _starts(rows)
    if fast is not None:
        assert fast.rows.equals(patient.rows)
        same = patient.body.with_columns(pl.all().replace({"": None}))
        assert fast.body.with_columns(pl.all().replace({"": None})).equals(same) or not wanted


def _starts(rows: list[list[str]]) -> list[int]:
    starts, line = [], 2
    for row in rows:
        if any(cell.strip() for cell in row):
            starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return starts
