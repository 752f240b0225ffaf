"""A regional report on the site: its shelf on the first page, its own page, its files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from contracts.messages import LANGUAGES, text
from warehouse.releases import contents
from warehouse.reports import regional
from warehouse.site.holdings import Holding
from warehouse.site.method import Rules
from warehouse.site.pages import site_files
from warehouse.site.shelf import Shelved

RELEASE = "regional-2024-1"
THRESHOLDS = {"default": 5, "sensitive": 10, "regency": 12, "microdata_public": 11}
RULES = Rules("2026-11", "a" * 64, THRESHOLDS, 0.7, True, 2, 48)


def cells() -> pl.DataFrame:
    shared = {
        "report_year": 2024, "table_code": "R3", "block_code": "sex_age",
        "row_list_code": "wilayah", "row_parent_code": None, "column_list_code": "sex_and_age",
        "column_parent_code": None, "column_code": "TOTAL", "column_order": 999,
        "unit_code": "victim", "statistic_code": "count", "value_status_code": "observed",
        "period_start_date": date(2024, 1, 1), "period_end_date": date(2024, 12, 31),
        "as_of_date": date(2025, 3, 31), "submissions_received": 11, "submissions_owed": 12,
        "shown_code": "rounded",
    }  # fmt: skip
    counts = {"32": 25, "33": 0, "TOTAL": 25}
    return pl.DataFrame([
        shared | {
            "row_code": code, "row_order": at, "value": Decimal(value),
            "figure_id": f"R3-2024-sex_age-TOTAL-{code}",
        }
        for at, (code, value) in enumerate(counts.items())
    ])  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Holding:
    folder: Path = tmp_path_factory.mktemp("release")
    regional.write(cells(), 2024, folder / "reports", ("html", "xlsx"), LANGUAGES, marks=())
    cells().write_parquet(folder / contents.CELLS)
    (folder / "tables").mkdir()
    for name, content in contents.tables(cells()).items():
        (folder / name).write_bytes(content)
    names = [one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()]
    day = date(2026, 11, 4)
    shelved = Shelved(
        RELEASE, "regional", 2024, "2024", day, 2, day, "a" * 64, "v",
        dict.fromkeys(names, "ab" * 32), None, None, "",
    )  # fmt: skip
    return Holding(shelved, folder)


@pytest.mark.parametrize(("language", "top"), [("id", ""), ("en", "en/")])
def test_it_has_a_shelf_with_its_forms_and_a_page_with_its_tables(
    held: Holding, language: str, top: str
) -> None:
    made = site_files([held], RULES)
    title = text("reports.regional.title", language, year=2024)
    first = made[f"{top}index.html"].decode()
    assert f'<h2 id="regions">{text("site.words.regions", language)}</h2>' in first
    assert title in first
    assert f"files/{RELEASE}/reports/laporan-wilayah-2024.{language}.html" in first
    assert text("site.words.none", language) in first  # figures in large print are the annual ones
    page = made[f"{top}releases/{RELEASE}.html"].decode()
    assert f"<h1>{title}</h1>" in page
    assert text("tables.R3.title", language) in page
    assert f"files/{RELEASE}/tables/R3_sex_age.csv" in page
    assert text("site.words.tables_lead", language) in page


def test_a_rounded_figure_says_so_in_its_table(held: Holding) -> None:
    table = (held.folder / "tables/R3_sex_age.csv").read_text("utf-8")
    lines = [line for line in table.splitlines() if ",rounded," in line]
    assert len(lines) == 3


@pytest.mark.parametrize(("language", "top"), [("id", ""), ("en", "en/")])
def test_its_tables_and_the_sign_of_rounding_are_in_the_codebook(language: str, top: str) -> None:
    made = site_files([], RULES)
    codebook = made[f"{top}codebook.html"].decode()
    for code in ("R1", "R2", "R3", "R4", "R5", "R6"):
        assert f'<h3 id="{code}">' in codebook
        assert text(f"tables.{code}.definition", language) in codebook
    assert text("reports.symbols.rounded", language) in codebook
    assert text("reports.symbols.rounded", language) in made[f"{top}methods.html"].decode()
