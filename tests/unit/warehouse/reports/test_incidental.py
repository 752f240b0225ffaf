import re
import zipfile

import pytest

from contracts.messages import text
from warehouse.reports import incidental
from warehouse.reports.numbers import SYMBOLS
from warehouse.scanned_pdf import pdf_texts

CASE = "3ff335466bbdd24d6f4b99d39b0e3fde"
FORMATS = ("pdf", "html", "xlsx")


@pytest.fixture(scope="module")
def written(incidental_cells, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return incidental.write(incidental_cells, CASE, out, FORMATS, ["id", "en"])


def page_of(written, language):
    path = next(path for path in written if path.name.endswith(f".{language}.html"))
    return path.read_text("utf-8")


def test_files_carry_the_start_of_the_case(written):
    assert [path.name for path in written][:3] == [
        f"laporan-insidentil-3ff335466bbd.id.{form}" for form in FORMATS
    ]


def test_it_fits_two_pages_and_both_say_draft(written):
    content = written[0].read_bytes()
    assert len(re.findall(rb"/Type ?/Page\b", content)) <= 2
    drawn = "\n".join(pdf_texts(content))
    assert drawn.count("DRAF") >= 4
    assert text("reports.incidental.classification", "id") in drawn.replace("\n", " ")


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_says_who_may_read_it(written, language):
    page = page_of(written, language)
    assert text("reports.incidental.classification", language) in page
    assert text("reports.words.distribution", language) in page
    assert CASE in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_table_is_there(written, incidental_cells, language):
    page = page_of(written, language)
    for table in incidental_cells["table_code"].unique():
        assert text(f"tables.{table}.title", language) in page


def test_the_chronology_says_months_and_counts_nobody(block_cells, tmp_path):
    cells = block_cells(
        {("LP", "2024-01"): 1, ("LP", "2024-05"): 0, ("P21", "2024-01"): 0, ("P21", "2024-05"): 1},
        case_id=CASE, table_code="I2", block_code="chronology", row_list_code="stage_case",
        column_list_code="month", unit_code="case",
    )  # fmt: skip
    from transforms.disclosure.protection.small_cells import protect

    (path,) = incidental.write(protect(cells), CASE, tmp_path, ["html"], ["en"])
    told = re.findall(r"<dd data-figure[^>]*>([^<]*)</dd>", path.read_text("utf-8"))
    assert told == ["Jan 2024", "May 2024"]


def test_small_numbers_of_people_are_not_shown(block_cells, tmp_path):
    from transforms.disclosure.protection.small_cells import protect

    cells = block_cells(
        {("ANAK", "L"): 2, ("ANAK", "TOTAL"): 2, ("TOTAL", "L"): 2, ("TOTAL", "TOTAL"): 2},
        case_id=CASE, table_code="I3",
    )  # fmt: skip
    (path,) = incidental.write(protect(cells), CASE, tmp_path, ["html"], ["en"])
    told = re.findall(r"<d[dt][^>]*data-figure[^>]*>([^<]*)</d", path.read_text("utf-8"))
    assert told == [f"Children (under 18) ({SYMBOLS['suppressed']})"]


def test_a_block_of_which_something_is_shown_stays_a_table(block_cells, tmp_path):
    from transforms.disclosure.protection.small_cells import protect

    cells = block_cells(
        {("ANAK", "L"): 12, ("ANAK", "P"): 9, ("DEWASA", "L"): 20, ("DEWASA", "P"): 8},
        case_id=CASE, table_code="I3",
    )  # fmt: skip
    (path,) = incidental.write(protect(cells), CASE, tmp_path, ["html"], ["en"])
    told = re.findall(r"<td[^>]*data-figure[^>]*>([^<]*)</td>", path.read_text("utf-8"))
    assert told == ["12", "9", "20", "8"]


def test_same_cells_same_bytes(written, incidental_cells, tmp_path):
    shuffled = incidental_cells.sample(fraction=1, shuffle=True, seed=7)
    again = incidental.write(shuffled, CASE, tmp_path, FORMATS, ["id", "en"])
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]


def test_the_workbook_holds_no_formula(written):
    with zipfile.ZipFile(written[2]) as packed:
        assert not any("<f>" in packed.read(name).decode() for name in packed.namelist())
