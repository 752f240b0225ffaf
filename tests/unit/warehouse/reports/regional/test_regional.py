import re
import zipfile

import polars as pl
import pytest

from contracts.messages import LANGUAGES, text
from contracts.problems import Problem
from warehouse.reports import labels, regional
from warehouse.reports.cells import tables_of
from warehouse.reports.preview import preview
from warehouse.scanned_pdf import pdf_texts

FORMATS = ("pdf", "html", "xlsx")
WEST_JAVA, SILENT = "32", "94"


@pytest.fixture(scope="module")
def national(regional_cells, tmp_path_factory):
    out = tmp_path_factory.mktemp("national")
    return regional.write(regional_cells, 2024, out, FORMATS, LANGUAGES)


@pytest.fixture(scope="module")
def profile(regional_cells, tmp_path_factory):
    out = tmp_path_factory.mktemp("profile")
    return regional.write(
        regional_cells, 2024, out, FORMATS, LANGUAGES, marks=(), province=WEST_JAVA
    )


def of(written, ending):
    return next(path for path in written if path.name.endswith(ending))


def page_of(written, language):
    return of(written, f"{language}.html").read_text("utf-8")


def statuses(page):
    return re.findall(r'data-figure="([^"]+)" data-status="(\w+)"', page)


def pages_in(path):
    return len(re.findall(rb"/Type ?/Page\b", path.read_bytes()))


def test_files_are_named_by_year_province_language_and_format(national, profile):
    ends = [f"{language}.{form}" for language in LANGUAGES for form in FORMATS]
    assert [path.name for path in national] == [f"laporan-wilayah-2024.{end}" for end in ends]
    assert [path.name for path in profile] == [f"laporan-wilayah-2024-32.{end}" for end in ends]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_provinces_stand_in_chapters_with_the_notes_of_each_table(national, language):
    page = page_of(national, language)
    for code in ("R1", "R2", "R3", "R4", "R5", "R6"):
        for part in ("title", "definition", "source", "limits"):
            assert text(f"tables.{code}.{part}", language) in page, (code, part)
    assert re.findall(r'id="chapter-(\w+)"', page) == ["victims_by_region", "suspects_and_reports"]
    assert page.count('<figure class="map">') == 4  # on top, R1, R5, R6


@pytest.mark.parametrize("language", LANGUAGES)
def test_regencies_stand_below_their_province_and_the_rest_is_named(national, language):
    page = page_of(national, language)
    table = re.search(r'<table id="R1-origin">.*?</table>', page, re.DOTALL).group()
    rows = re.findall(r'<tr(?: class="(\w+)")?><th scope="row">([^<]*)</th>', table)
    start = rows.index(("", "Jawa Barat"))
    assert rows[start + 1 : start + 6] == [
        ("below", "Kabupaten Bandung"),
        ("below", "Kabupaten Indramayu"),
        ("below", "Kota Bandung"),
        ("below", text("tables.region.other", language, province="Jawa Barat")),
        ("below", text("tables.region.unknown", language)),
    ]
    assert rows[start + 6] == ("", "Jawa Tengah")
    assert [name for _, name in rows[-2:]] == [
        labels.label("region", "U", language),
        labels.label("region", "TOTAL", language),
    ]


def test_a_province_that_sent_nothing_is_named_and_has_no_row(national):
    page = page_of(national, "id")
    assert f"-{SILENT}" not in re.sub(r'aria-label="[^"]*"', "", page)
    assert page.count("bukan nol: Papua Tengah.") == 6


def test_the_rounded_table_is_rounded_everywhere_and_no_other_is(national):
    found = statuses(page_of(national, "en"))
    assert {status for figure, status in found if figure.startswith("R3-")} == {"rounded"}
    assert "rounded" not in {status for figure, status in found if not figure.startswith("R3-")}


def test_columns_that_all_reporting_provinces_leave_empty_are_named_not_printed(national):
    page = page_of(national, "en")
    assert "Columns of ≈0 only are not printed: Other." in page
    assert "R3-2024-sex_age-X-TOTAL" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_names_provinces_and_regencies_apart(national, language):
    page = page_of(national, language)
    sentence = text("reports.summary.regencies", language, names="")[:20]
    (told,) = re.findall(rf"{re.escape(sentence)}[^<]*", page)
    assert "Kabupaten" in told.removeprefix(sentence)
    assert labels.label("region", "32.other", language) not in told
    places = re.findall(r'<li data-figure="R2-2024-place-TOTAL-([\w.]+) ', page)
    assert places
    assert all("." not in one for one in places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_has_the_name_and_the_rows_of_its_province_alone(
    profile, regional_cells, language
):
    page = page_of(profile, language)
    title = text("reports.regional_profile.title", language, province="Jawa Barat", year=2024)
    assert f"<h1>{title}</h1>" in page
    own = regional_cells.filter(pl.col("row_code").str.starts_with(WEST_JAVA))
    assert {figure for figure, _ in statuses(page)} == set(own["figure_id"])
    assert pages_in(of(profile, f"{language}.pdf")) <= 2
    drawn = "\n".join(pdf_texts(of(profile, f"{language}.pdf").read_bytes()))
    assert "Kabupaten Indramayu" in drawn
    assert "Jawa Tengah" not in drawn
    with zipfile.ZipFile(of(profile, f"{language}.xlsx")) as packed:
        words = packed.read("xl/sharedStrings.xml").decode()
    assert "Jawa Tengah" not in words
    assert title in words


def test_a_row_that_is_left_alone_is_turned_and_regencies_are_not(profile):
    page = page_of(profile, "en")
    form = re.search(r'<table id="R4-form">.*?</table>', page, re.DOTALL).group()
    assert re.findall(r'<th scope="col">([^<]*)</th>', form) == ["Jawa Barat"]
    assert len(re.findall(r'<th scope="row">', form)) > 10
    ages = re.search(r'<table id="R3-sex_age">.*?</table>', page, re.DOTALL).group()
    assert '<tr class="below"><th scope="row">Children</th>' in ages
    origin = re.search(r'<table id="R1-origin">.*?</table>', page, re.DOTALL).group()
    assert len(re.findall(r'<th scope="col">', origin)) == 5


def test_headlines_of_a_profile_are_those_of_its_province(profile):
    cards = re.findall(r'<li title="([^"]+)"', page_of(profile, "en"))
    assert cards == [
        "R1-2024-origin-TOTAL-32", "R2-2024-place-TOTAL-32", "R5-2024-stage-TOTAL-32",
        "R6-2024-model-TOTAL-32",
    ]  # fmt: skip


def test_a_province_that_sent_nothing_has_a_profile_that_says_so(regional_cells, tmp_path):
    (path,) = regional.write(regional_cells, 2024, tmp_path, ["html"], ["en"], province=SILENT)
    page = path.read_text("utf-8")
    assert {status for _, status in statuses(page)} == {"not_reported"}
    assert text("reports.signs.not_reported", "en") in page


@pytest.mark.parametrize("code", ["00", "3", "32.04", "TOTAL", "U", "../32"])
def test_a_code_that_no_province_has_is_refused(regional_cells, tmp_path, code):
    with pytest.raises(Problem) as refused:
        regional.write(regional_cells, 2024, tmp_path, ["html"], ["id"], province=code)
    assert code in refused.value.sentence("id")
    assert list(tmp_path.iterdir()) == []


def test_reviewers_see_it_without_drawings(regional_cells):
    page = preview(regional_cells, "regional", "2024", "id", ("draft",)).decode()
    assert 'class="draft"' in page
    assert "<svg" not in page
    assert text("reports.regional.title", "id", year=2024) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_a_province_is_called_by_its_name(language):
    assert labels.label("region", "32.04", language) == "Kabupaten Bandung"
    other = {"id": "Kabupaten/kota lain di Aceh", "en": "Other regencies of Aceh"}
    assert labels.label("region", "11.other", language) == other[language]
    assert labels.label("region", "99.other", language) == "99.other"


def test_shuffled_cells_give_the_same_tables(regional_cells):
    shuffled = regional_cells.sample(fraction=1, shuffle=True, seed=1)
    assert tables_of(shuffled, {}, "id") == tables_of(regional_cells, {}, "id")
