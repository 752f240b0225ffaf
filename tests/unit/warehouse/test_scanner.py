"""Identifiers planted in every kind of file are found, and nothing else is."""

import gzip
import io
import json
import zipfile
from datetime import date

import duckdb
import polars as pl
import pytest

from contracts.registry import AGENCIES
from contracts.synthetic import canaries
from contracts.validate import SourceFile, Submission, validate
from warehouse.scanner import Identifiers, Leak, scan

NAME = canaries.VICTIM.name
NIK = canaries.VICTIM.nik


@pytest.fixture(scope="module")
def identifiers():
    sent = []
    for agency in AGENCIES:
        files = tuple(
            SourceFile(f"{table}.csv", frame.write_csv().encode())
            for table, frame in canaries.tables(agency).items()
        )
        name = f"{agency}/KENARI01/{canaries.PERIOD}/r1"
        received = date(2024, 10, 5)
        sent.append(
            Submission(
                name, agency, "KENARI01", canaries.PERIOD, received, is_nil=False, files=files
            )
        )
    return Identifiers.from_frames(validate(sent).rows)


def kinds(root, identifiers):
    return {leak.kind for leak in scan(root, identifiers)}


def _bare(marker):
    return sum(c.isalnum() for c in marker)


def told(marker):
    """Whether a marker is of the kind that the scanner promises to find."""
    words = len("".join(c if c.isalnum() else " " for c in marker).split())
    has_letter = any(c.isalpha() for c in marker)
    return (
        _bare(marker) >= 8
        and (words > 1 or any(c.isdigit() for c in marker))
        and (has_letter or len(marker) >= 12)
    )


@pytest.mark.parametrize("marker", [m for m in canaries.markers() if told(m)])
@pytest.mark.parametrize("change", [str, str.lower, str.upper], ids=["as it is", "lower", "upper"])
def test_every_canary_is_found_in_text(tmp_path, identifiers, marker, change):
    (tmp_path / "log.jsonl").write_text(json.dumps({"event": f"row of {change(marker)}, kept"}))
    assert kinds(tmp_path, identifiers)


@pytest.mark.parametrize(
    "text",
    [
        NIK,
        f"{NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}",
        f"{NIK[:6]}.{NIK[6:12]}.{NIK[12:]}",
        "z9990001",
        "Z 9990001",
        canaries.LP.replace("/", " "),
        canaries.LP.replace("/", "").replace(" ", ""),
        NAME.replace(" ", "\n"),
        NAME.replace(" ", "_"),
        "PT. KENARIMAS QUXINDO SANGKARUTAMA",
    ],
)
def test_other_ways_of_writing_are_found(tmp_path, identifiers, text):
    (tmp_path / "notes.md").write_text(f"see {text} there")
    assert kinds(tmp_path, identifiers)


@pytest.mark.parametrize(
    "text",
    [
        "Kota Kupang, Provinsi Nusa Tenggara Timur",
        "0.3201011702900001 12.5371014507990001",
        '{"id": "5371014507990001abcdef5371014507", "n": 17640000000000001}',
        "2024-09-01T10:00:00 LP LP/B 12 of 3,000,000,000,000 rupiah",
        "5371014513990001",  # no month 13
        "Siti Aminah",
    ],
)
def test_what_is_no_identifier_passes(tmp_path, identifiers, text):
    (tmp_path / "report.html").write_text(f"<p>{text}</p>")
    assert scan(tmp_path, identifiers) == []


def test_any_number_that_reads_as_a_nik_is_a_leak(tmp_path):
    (tmp_path / "a.csv").write_text("id\n3201011702900001\n")
    assert scan(tmp_path, Identifiers()) == [Leak("a.csv", "text", "nik")]


def test_tables_say_where(tmp_path, identifiers):
    frame = pl.DataFrame(
        {
            "clean": ["a", "b"],
            "name": [None, NAME.lower()],
            "many": [["x"], [NIK]],
            "number": [1, int(NIK)],
            "inner": [{"v": "x"}, {"v": canaries.VISIT}],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    with duckdb.connect(str(tmp_path / "k.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.t as select ? as note, 1 as n", [NAME])
        connection.execute("create table gone as select 1 as n")
        connection.execute(f"create view marts.v as select n from gone where '{NAME}' <> ''")
        connection.execute("drop table gone")  # what a view reads need not stand any more
    assert [str(leak) for leak in scan(tmp_path, identifiers)] == [
        "k.duckdb (marts.t.note): phrase",
        "k.duckdb (marts.v): phrase",
        "t.parquet (inner): number",
        "t.parquet (inner): phrase",
        "t.parquet (many): nik",
        "t.parquet (many): number",
        "t.parquet (name): phrase",
        "t.parquet (number): nik",
        "t.parquet (number): number",
    ]


def test_archives_markup_and_packed_files(tmp_path, identifiers):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet("data").write_row(0, 0, ["x", NAME, 12])
    first, *rest = NAME.split()
    (tmp_path / "page.html").write_text(f"<td><b>{first}</b> {' '.join(rest)}</td>")
    (tmp_path / "map.svg").write_text(f"<text>{NAME.replace('u', '&#117;')}</text>")
    (tmp_path / "log.gz").write_bytes(gzip.compress(NAME.encode()))
    (tmp_path / "wide.txt").write_bytes(NAME.encode("utf-16"))
    (tmp_path / "raw.bin").write_bytes(b"\x00\xff" + NAME.encode() + b"\x00\x80")
    (tmp_path / "noext").write_text(NAME)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/a.json", json.dumps([NAME]))
    (tmp_path / "bundle.dat").write_bytes(packed.getvalue())
    leaks = scan(tmp_path, identifiers)
    assert {leak.kind for leak in leaks} == {"phrase"}
    assert {leak.file for leak in leaks} == {path.name for path in tmp_path.iterdir()}
    assert Leak("bundle.dat", "inner/a.json", "phrase") in leaks


@pytest.mark.parametrize("text", [NAME, NIK, canaries.LP, canaries.VICTIM.address])
def test_a_pdf_is_read_as_its_reader_sees_it(tmp_path, identifiers, text):
    import typst

    source = f"#set document(date: none)\n= Laporan\n#table(columns: 2, [Korban], [*{text}*])"
    (tmp_path / "source").mkdir()
    typed = tmp_path / "source" / "a.typ"
    typed.write_text(source)
    (tmp_path / "open").mkdir()
    typst.compile(str(typed), output=str(tmp_path / "open" / "a.pdf"))
    assert text.encode() not in (tmp_path / "open" / "a.pdf").read_bytes()
    assert kinds(tmp_path / "open", identifiers)


def test_what_crosses_a_block_is_found(tmp_path, identifiers):
    for shift in (5, 14, 25):
        text = "x " * ((1 << 19) - shift // 2) + NAME
        (tmp_path / f"{shift}.log").write_text(text)
    assert len(scan(tmp_path, identifiers)) == 3


def test_what_cannot_be_read_is_no_clean_file(tmp_path, identifiers):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 cut")
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8bno")
    found = scan(tmp_path, identifiers)
    assert [(leak.file, leak.kind) for leak in found] == [
        ("a.parquet", "unreadable"),
        ("b.gz", "unreadable"),
    ]


def test_what_stands_in_files_alike_is_told_of_all(tmp_path, identifiers):
    for name in ("release.csv", "site.csv", "page.html"):
        (tmp_path / name).write_text(f"<td>{NAME}</td>")
    (tmp_path / "clean.csv").write_text("-")
    found = [str(leak) for leak in scan(tmp_path, identifiers)]
    assert found == [f"{n} (text): phrase" for n in ("page.html", "release.csv", "site.csv")]


def test_the_restricted_zone_is_skipped(tmp_path, identifiers):
    closed = tmp_path / "restricted" / "landing"
    closed.mkdir(parents=True)
    (closed / "x.csv").write_text(NAME)
    assert scan(tmp_path, identifiers, skip=[tmp_path / "restricted"]) == []
    assert scan(tmp_path, identifiers) != []


def test_neither_leak_nor_identifiers_show_a_value(tmp_path, identifiers):
    (tmp_path / "a.txt").write_text(f"{NAME} {NIK} {canaries.LP}")
    shown = repr(scan(tmp_path, identifiers)) + repr(identifiers) + str(identifiers)
    assert all(marker.lower() not in shown.lower() for marker in canaries.markers())


def test_a_region_in_an_address_is_no_identifier(tmp_path):
    found = Identifiers()
    found.add_all(["Kota Bandar Lampung", "Kabupaten Aceh Selatan", "Jl. Quxindra No. 7"])
    (tmp_path / "dim.csv").write_text("18.71,Kota Bandar Lampung\n11.01,Kabupaten Aceh Selatan\n")
    assert scan(tmp_path, found) == []
    (tmp_path / "leak.csv").write_text("JL QUXINDRA NO 7")
    assert [leak.file for leak in scan(tmp_path, found)] == ["leak.csv"]
