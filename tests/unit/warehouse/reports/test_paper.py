"""A workbook as it is printed: whole blocks on a page, headings again, columns that hold words."""

import re
import zipfile

import pytest
from xlsxwriter import Workbook

from warehouse.reports import annual, incidental, paper
from warehouse.reports.cells import tables_of

POINTS = 487  # between the margins of A4 on its side
PIXELS = 1026


@pytest.fixture(scope="module")
def sheets(annual_cells, tmp_path_factory):
    """The sheets of the annual workbook, contents first, all figures last."""
    (path,) = annual.write(
        annual_cells, 2024, tmp_path_factory.mktemp("reports"), ("xlsx",), ("id",)
    )
    return _sheets(path)


def test_every_sheet_is_as_wide_as_a_page_of_a4_on_its_side(sheets):
    for sheet in sheets:
        assert re.search(r'<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"', sheet)


def test_a_page_ends_before_a_block_that_does_not_fit(sheets, tmp_path):
    with Workbook(tmp_path / "x.xlsx") as workbook:
        sheet = workbook.add_worksheet("A1")
        parts = [paper.Part(n * 40, n * 40 + 1, n * 40 + 39, 40 * paper.LINE) for n in range(3)]
        paper.lay_out(sheet, (30, *(12,) * 10), 150, parts)
    (sheet,) = _sheets(tmp_path / "x.xlsx")
    assert re.findall(r'<brk id="(\d+)"', sheet) == ["40", "80"]
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        area = re.search(r"\$A\$1:\$([A-Z]+)\$119", packed.read("xl/workbook.xml").decode())
    assert area is not None  # empty columns beside it make 750 points fit on a page
    columns = sum(26**n * (ord(c) - 64) for n, c in enumerate(reversed(area[1])))
    pixels = 30 * 7 + 5 + 10 * (12 * 7 + 5) + (columns - 11) * 64
    assert POINTS * pixels / PIXELS >= 750
    assert sum("<rowBreaks" in sheet for sheet in sheets) >= 2


def test_a_sheet_of_one_block_repeats_its_heading(tmp_path):
    with Workbook(tmp_path / "x.xlsx") as workbook:
        sheet = workbook.add_worksheet("R1")
        paper.lay_out(sheet, (30, 12, 110), 150, [paper.Part(9, 10, 90, 80 * paper.LINE)])
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        assert "R1!$10:$11" in packed.read("xl/workbook.xml").decode().replace("'", "")


def test_no_heading_and_no_label_is_cut_off(annual_cells):
    for table in tables_of(annual_cells, {}, "id").values():
        widths = paper.widths(table, "id")
        for block in table.blocks:
            labels = max(len(row.label) for row in block.rows)
            assert widths[0] > min(labels, 58)
            for width, head in zip(widths[1:], paper.headings(block), strict=False):
                assert width > min(max(map(len, head.split())), 20)


def test_pages_of_a_case_say_for_whom_they_are(incidental_cells, tmp_path):
    case = incidental_cells["case_id"][0]
    (path,) = incidental.write(incidental_cells, case, tmp_path, ("xlsx",), ("id",), marks=())
    assert all("RAHASIA" in re.search("<oddHeader>.*</oddHeader>", s)[0] for s in _sheets(path))


def _sheets(path):
    with zipfile.ZipFile(path) as packed:
        names = [n for n in packed.namelist() if n.startswith("xl/worksheets/sheet")]
        return [packed.read(name).decode() for name in names]
