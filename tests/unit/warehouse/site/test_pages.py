"""Pages made without any release: links between languages, codebook, thresholds."""

import re
from datetime import date

import pytest

from contracts.messages import LANGUAGES, subject_texts, text
from warehouse.releases.contents import COLUMNS
from warehouse.reports.numbers import SYMBOLS
from warehouse.site.holdings import Holding
from warehouse.site.links import Here
from warehouse.site.method import Rules, codebook
from warehouse.site.pages import site_files
from warehouse.site.shelf import Shelved

THRESHOLDS = {"default": 5, "sensitive": 10, "regency": 12, "microdata_public": 11}
RULES = Rules("2026-11", "a" * 64, THRESHOLDS, 0.7, True, 2, 48)


def test_links_are_relative_and_lead_between_the_languages() -> None:
    page = Here("en", "releases/annual-2024-1.html")
    assert page.page("index.html") == "../../en/index.html"
    assert page.page(page.path, "id") == "../../releases/annual-2024-1.html"
    assert page.file("annual-2024-1", "tables/A2.csv") == "../../files/annual-2024-1/tables/A2.csv"
    first = Here("id", "index.html")
    assert first.page("index.html") == "index.html"
    assert first.page("index.html", first.other.language) == "en/index.html"


def test_an_empty_shelf_makes_all_pages_in_both_languages() -> None:
    made = site_files([], RULES)
    names = {"index.html", "history.html", "methods.html", "codebook.html"}
    assert made.keys() == names | {f"en/{name}" for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codebook_knows_every_column_and_every_status(language: str) -> None:
    told = codebook(Here(language, "codebook.html"))
    columns, statuses = told["tables"]
    assert [name for name, _ in columns["rows"]] == list(COLUMNS)
    assert subject_texts("site", language)["columns"].keys() == set(COLUMNS)
    signs = {code: sign for code, sign, _ in statuses["rows"]}
    assert {code: sign for code, sign in signs.items() if sign} == SYMBOLS
    assert signs.keys() - SYMBOLS.keys() == {"published"}


@pytest.mark.parametrize("place", ["methods.html", "en/methods.html"])
def test_the_page_on_method_tells_the_policy_in_force(place: str) -> None:
    page = site_files([], RULES)[place].decode()
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th><td>([^<]*)</td></tr>', page)
    values = [value for _, value in rows][-8:]
    assert values[:5] == ["5", "10", "12", "11", "70%"]
    assert values[6:] == ["2", "48"]
    assert "a" * 64 in page


def test_a_site_of_fictitious_data_says_so_on_every_page() -> None:
    made = site_files([], RULES, marks=("fictitious",))
    assert all(b"FICTITIOUS DATA" in page or b"DATA FIKTIF" in page for page in made.values())
    assert not any(b"DATA FIKTIF" in page for page in site_files([], RULES).values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "caution"),
    [("synthetic", "synthetic_file.warning"), ("microdata", "microdata.counts_text")],
)
def test_the_page_of_a_file_of_records_says_first_what_it_is_not(
    tmp_path, language: str, kind: str, caution: str
) -> None:
    day = date(2026, 3, 1)
    release = f"{kind}-2024-1"
    one = Shelved(release, kind, 2024, "2024", day, 2, day, "a" * 64, "v", {}, None, None, "")
    place = f"releases/{release}.html" if language == "id" else f"en/releases/{release}.html"
    page = site_files([Holding(one, tmp_path)], RULES)[place].decode()
    assert text(caution, language) in page[: page.index('<h2 id="facts">')]
