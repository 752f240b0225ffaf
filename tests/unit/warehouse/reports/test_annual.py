import io
import re
import zipfile

import polars as pl
import pytest

from contracts.messages import text
from transforms.disclosure.protection.small_cells import protect
from warehouse.reports import annual
from warehouse.scanned_pdf import pdf_texts

FORMATS = ("pdf", "html", "xlsx")
LANGUAGES = ("id", "en")
HOSTILE = (
    '<script>alert("1")</script>',
    "</style><img src=x onerror=alert(1)>",
    '#eval("1")$x$\\',
    "=HYPERLINK(1)",
    "{{ 7 * 7 }}",
)


@pytest.fixture(scope="module")
def written(annual_cells, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return annual.write(annual_cells, 2024, out, FORMATS, LANGUAGES)


def everything_in(path):
    """All text of a file, as a search would find it: inflated, unzipped."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return "\n".join(pdf_texts(content))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist())
    return content.decode()


def of(written, ending):
    return next(path for path in written if path.name.endswith(ending))


def test_files_are_named_by_year_language_and_format(written):
    assert [path.name for path in written] == [
        f"laporan-tahunan-2024.{language}.{form}" for language in LANGUAGES for form in FORMATS
    ]


def test_nothing_half_written_stays(written):
    assert sorted(written[0].parent.iterdir()) == sorted(written)


def test_shuffled_cells_give_the_same_bytes(written, annual_cells, tmp_path):
    shuffled = annual_cells.sample(fraction=1, shuffle=True, seed=1)
    again = annual.write(shuffled, 2024, tmp_path, FORMATS, ("id",))
    for second in again:
        assert of(written, second.name).read_bytes() == second.read_bytes(), second.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_table_is_there_with_its_notes(written, annual_cells, form, language):
    shown = everything_in(of(written, f".{language}.{form}"))
    told = re.sub(r"\s+", "", shown.replace("&#39;", "'").replace("&quot;", '"'))
    for table in annual_cells["table_code"].unique():
        for part in ("title",) if form == "pdf" else ("title", "definition", "source", "limits"):
            wording = text(f"tables.{table}.{part}", language)
            assert re.sub(r"\s+", "", wording) in told, (table, part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_draft_says_so(written, language):
    content = of(written, f"{language}.pdf").read_bytes()
    pages = len(re.findall(rb"/Type ?/Page\b", content))
    # a drawing is given raw, then read once with every font
    drafts: list[bool] = []
    for shown in pdf_texts(content):
        if re.search(r"(?m)^BT\b.* Tf\b", shown):
            drafts.append(False)
        elif drafts and "DRAF" in shown:
            drafts[-1] = True
    assert pages > 10
    assert sum(drafts) == pages


def test_page_and_workbook_of_a_draft_say_so(written):
    assert 'class="draft"' in of(written, "id.html").read_text("utf-8")
    with zipfile.ZipFile(of(written, "id.xlsx")) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 13  # contents, eleven tables, all figures
        assert all("DRAF" in packed.read(name).decode() for name in sheets)


def test_a_release_is_no_draft(annual_cells, tmp_path):
    few = annual_cells.filter(pl.col("table_code").is_in(["A2", "A9"]))
    for path in annual.write(few, 2024, tmp_path, FORMATS, ["id"], marks=()):
        assert "DRAF" not in everything_in(path), path.name


def test_a_release_of_fictitious_data_says_so_and_a_draft_of_them_both(annual_cells, tmp_path):
    few = annual_cells.filter(pl.col("table_code").is_in(["A2", "A9"]))
    for marks in (("fictitious",), ("draft", "fictitious")):
        for path in annual.write(few, 2024, tmp_path, ["html", "xlsx"], ["id"], marks=marks):
            shown = everything_in(path)
            assert "DATA FIKTIF" in shown
            assert ("DRAF" in shown) == ("draft" in marks)
            assert "Rilis resmi" not in shown
    (path,) = annual.write(few, 2024, tmp_path, ["pdf"], ["id"], marks=("fictitious",))
    assert "FIKTIF" in everything_in(path)


def test_the_page_fetches_nothing(written):
    page = of(written, "id.html").read_text("utf-8")
    assert not re.search(r"<script|<link|<iframe|<object|@import", page)
    assert set(re.findall(r'(?:src|href)="([^"#][^"]*)', page)) == set()
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_tables_of_the_page_can_be_heard(written):
    page = of(written, "id.html").read_text("utf-8")
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) > 20
    assert all("<caption>" in one and 'scope="col' in one for one in tables)
    assert page.count("<figure") == page.count('<div class="drawing" role="img" aria-label=')


def test_every_figure_can_be_traced(written, annual_cells):
    figures = pl.read_excel(
        of(written, "id.xlsx"), sheet_name="Semua angka", read_options={"header_row": 3}
    )  # the heading stands below the title
    assert set(figures["Nomor angka"]) == set(annual_cells["figure_id"])
    page = of(written, "id.html").read_text("utf-8")
    assert 'data-figure="A2-2024-victims-P-TOTAL"' in page


def test_hidden_figures_are_nowhere(block_cells, tmp_path):
    counts = {
        ("ANAK", "L"): 3, ("ANAK", "P"): 7919, ("ANAK", "TOTAL"): 7922,
        ("DEWASA", "L"): 6007, ("DEWASA", "P"): 8887, ("DEWASA", "TOTAL"): 14894,
        ("TOTAL", "L"): 6010, ("TOTAL", "P"): 16806, ("TOTAL", "TOTAL"): 22816,
    }  # fmt: skip
    few = block_cells(
        {("REQUESTED", "TOTAL"): 987654321}, table_code="A11", block_code="amount",
        row_list_code="amount", column_list_code="total", unit_code="idr",
        statistic_code="sum", contributors=2,
    )  # fmt: skip
    cells = pl.concat([block_cells(counts), few])
    safe = protect(cells)
    hidden = safe.filter(pl.col("shown_code") != "published")
    secret = [
        int(value)
        for value in cells.join(hidden, on="figure_id", how="semi")["value"]
        if value > 100
    ]
    assert 987654321 in secret
    assert len(secret) >= 3
    forms = [f"{value:d}" for value in secret] + [f"{value:,d}" for value in secret]
    forms += [form.replace(",", ".") for form in forms]
    for path in annual.write(safe, 2024, tmp_path, FORMATS, LANGUAGES):
        shown = everything_in(path)
        assert re.search(r"22[.,]?816", shown), path.name
        leaked = [f for f in forms if re.search(rf"(?<![\d.,]){re.escape(f)}(?!\d)", shown)]
        assert leaked == [], path.name


def test_a_hidden_value_left_in_by_mistake_is_not_printed(annual_cells, tmp_path):
    careless = annual_cells.with_columns(
        pl.when(pl.col("shown_code") != "published")
        .then(pl.lit(731_973).cast(pl.Decimal(18, 3)))
        .otherwise("value")
        .alias("value")
    )
    for path in annual.write(careless, 2024, tmp_path, FORMATS, ["id"]):
        assert not re.search(r"731[.,]?973", everything_in(path)), path.name


def test_hostile_codes_stay_text(block_cells, tmp_path):
    values = {(code, "L"): 10 + n for n, code in enumerate(HOSTILE)}
    values |= {("00-05", code): 20 + n for n, code in enumerate(HOSTILE)}
    cells = pl.concat(
        [
            protect(block_cells(values)),
            protect(block_cells(values, table_code="A99", block_code=HOSTILE[1])),
        ]
    )
    pdf, page, workbook = annual.write(cells, 2024, tmp_path, FORMATS, ["id"])
    told = page.read_text("utf-8")
    assert not re.search("<script|<img|>49<", told)
    assert "&lt;script&gt;" in told
    assert "#eval" in everything_in(pdf)
    with zipfile.ZipFile(workbook) as packed:
        assert not any("<f>" in packed.read(name).decode() for name in packed.namelist())


def test_a_table_without_cells_is_left_out(annual_cells, tmp_path):
    few = annual_cells.filter(pl.col("table_code").is_in(["A11", "A13"]))
    (path,) = annual.write(few, 2024, tmp_path, ["html"], ["en"])
    assert 'id="table-A12"' not in path.read_text("utf-8")
    assert 'id="table-A11"' in path.read_text("utf-8")


def test_two_numbers_of_identified_victims_are_told_apart(written):
    """One of the victims of the year, one by the year in which they were identified."""
    for language, told in (("id", "Korban yang diidentifikasi tahun ini"), ("en", "this year")):
        page = of(written, f"{language}.html").read_text("utf-8")
        card = re.search(r'data-figure="A2-2024-identified-TOTAL-TOTAL".*?<span>(.*?)</span>', page)
        assert told in card[1]


def test_on_a_telephone_the_title_is_in_sight_and_a_wide_table_shows_that_it_goes_on(written):
    page = of(written, "id.html").read_text("utf-8")
    narrow = page[page.index("@media (max-width: 60rem)") :]
    assert re.search(r"\n  nav \.inner \{[^}]*max-height: 11rem", narrow)
    assert re.search(r"\n  figure \.drawing, \.scroll \{ /\* a shadow", narrow)
