"""The annual tables of the small world: figures worked out by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

pytestmark = pytest.mark.slow

Cell = Callable[[str, int, str, str, str], dict]

TABLES = {
    "A1": "a01_police_reports",
    "A2": "a02_victims",
    "A4": "a04_victim_origins",
    "A5": "a05_exploitation",
    "A8": "a08_suspects",
    "A9": "a09_attrition",
    "A11": "a11_restitution",
    "A12": "a12_assets",
    "A13": "a13_services",
    "A15": "a15_reconciliation",
    "A19": "a19_data_quality",
}
TOTAL = "TOTAL"


@pytest.fixture(scope="session")
def cells(warehouse: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    every = " union all ".join(
        f"select * from reporting.rpt_annual__{name}" for name in TABLES.values()
    )
    return warehouse.sql(every).pl()


@pytest.fixture(scope="session")
def cell(cells: pl.DataFrame) -> Cell:
    by_place = {
        (r["table_code"], r["report_year"], r["block_code"], r["row_code"], r["column_code"]): r
        for r in cells.iter_rows(named=True)
    }
    return lambda *place: by_place[place]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        # A1: two reports of one event are two reports
        (("A1", 2024, "model", "53", "B"), 2),
        (("A1", 2024, "model", "31", "A"), 1),
        (("A1", 2024, "model", TOTAL, TOTAL), 3),
        (("A1", 2023, "model", "31", "B"), 1),
        (("A1", 2024, "form", "53", "KERJA_PMI"), 2),
        (("A1", 2024, "form", "53", "SEKSUAL"), 1),
        (("A1", 2024, "form", "53", TOTAL), 2),  # not 3: a report with two forms is one
        (("A1", 2024, "form", TOTAL, "SEKSUAL"), 2),
        (("A1", 2024, "recruitment", "53", "CALO"), 1),
        (("A1", 2024, "recruitment", "31", "U"), 1),
        # A2: V1 in two cases of 2024 is one; V5 counts in 2023; V4 in none
        (("A2", 2024, "victims", TOTAL, TOTAL), 5),
        (("A2", 2024, "victims", "15-17", "P"), 1),
        (("A2", 2024, "victims", "ANAK", TOTAL), 1),
        (("A2", 2024, "victims", "DEWASA", TOTAL), 3),
        (("A2", 2024, "victims", "U", "L"), 1),
        (("A2", 2024, "victims", TOTAL, "P"), 3),
        (("A2", 2024, "victims", "12-14", TOTAL), 0),
        (("A2", 2023, "victims", TOTAL, TOTAL), 1),
        (("A2", 2023, "victims", "15-17", "P"), 1),
        (("A2", 2024, "identified", TOTAL, TOTAL), 4),  # V1, V5, V6, V7
        (("A2", 2024, "identified", "15-17", "P"), 2),  # V5 with the age of her first case
        (("A2", 2024, "status", "TERIDENTIFIKASI", TOTAL), 3),
        (("A2", 2023, "status", "TERIDENTIFIKASI", TOTAL), 1),
        (("A2", 2024, "status", "DIDUGA", TOTAL), 2),
        (("A2", 2024, "status", "DITOLAK", TOTAL), 0),
        # A4
        (("A4", 2024, "origin", "53", "P"), 2),
        (("A4", 2024, "origin", "U", "L"), 1),
        (("A4", 2024, "origin", "U", "P"), 1),  # V2: a province that no list knows
        (("A4", 2024, "origin", TOTAL, TOTAL), 5),
        (("A4", 2024, "place", "53", TOTAL), 3),
        (("A4", 2024, "place", "31", TOTAL), 2),
        (("A4", 2024, "destination", "53", "MYS"), 2),
        (("A4", 2024, "destination", "53", TOTAL), 2),  # Malaysia and Singapore, two victims
        (("A4", 2024, "destination", "U", "IDN"), 1),
        (("A4", 2024, "destination", "35", "UNK"), 1),
        # A5
        (("A5", 2024, "form_sex", "SEKSUAL", "P"), 3),
        (("A5", 2024, "form_sex", "SEKSUAL", "P_ANAK"), 1),
        (("A5", 2024, "form_sex", "SEKSUAL", "L_U"), 1),
        (("A5", 2024, "form_sex", "KERJA_PMI", TOTAL), 3),
        (("A5", 2024, "form_sex", "KERJA_LAUT", "L_DEWASA"), 1),
        (("A5", 2024, "form_sex", TOTAL, TOTAL), 5),
        (("A5", 2023, "form_sex", "U", TOTAL), 1),
        (("A5", 2024, "form_age", "SEKSUAL", "15-17"), 1),
        # A8: S4 was merely reported
        (("A8", 2024, "stage", TOTAL, TOTAL), 3),
        (("A8", 2024, "stage", "TERPIDANA", "L"), 1),
        (("A8", 2024, "stage", "TERDAKWA", "P"), 1),
        (("A8", 2024, "stage", "TERSANGKA", "L"), 1),
        (("A8", 2023, "stage", TOTAL, TOTAL), 0),
        (("A8", 2024, "age", "U", "L"), 1),
        (("A8", 2024, "age", "DEWASA", TOTAL), 2),
        (("A8", 2024, "citizenship", "MYS", "L"), 1),
        (("A8", 2024, "role", "PEREKRUT", "L"), 1),
        (("A8", 2024, "role", "PEMODAL", "L"), 1),
        (("A8", 2024, "role", "U", "L"), 1),
        (("A8", 2024, "role", TOTAL, "L"), 2),
        (("A8", 2024, "corporations", "TERDAKWA", TOTAL), 1),
        # A9: the cohort of 2024 is K1 and K2; K4 has no LP
        (("A9", 2024, "reached", "LP", TOTAL), 2),
        (("A9", 2024, "reached", "SIDIK", TOTAL), 2),
        (("A9", 2024, "reached", "SPDP", TOTAL), 1),
        (("A9", 2024, "reached", "INKRACHT", TOTAL), 1),
        (("A9", 2023, "reached", "SIDIK", TOTAL), 0),
        (("A9", 2024, "share", "PUTUSAN", TOTAL), 0.5),
        (("A9", 2024, "days", "SIDIK", TOTAL), 19),
        (("A9", 2024, "days", "SPDP", TOTAL), 9),
        (("A9", 2024, "days", "PUTUSAN", TOTAL), 340),
        (("A9", 2023, "stopped", "SP3", TOTAL), 1),
        # A11: the claim of V7 stands in both halves of the file
        (("A11", 2025, "victims", "IN_FILE", TOTAL), 3),
        (("A11", 2025, "victims", "CLAIMED", TOTAL), 2),
        (("A11", 2025, "victims", "REQUESTED", TOTAL), 2),
        (("A11", 2025, "victims", "AWARDED", TOTAL), 1),
        (("A11", 2025, "amount", "REQUESTED", TOTAL), 40_000_000),
        (("A11", 2025, "amount", "ASSESSED", TOTAL), 25_000_000),
        (("A11", 2025, "amount", "AWARDED", TOTAL), 20_000_000),
        (("A11", 2025, "amount", "PAID", TOTAL), 5_000_000),
        # A12: an asset without a day of seizure counts in the year of its case
        (("A12", 2024, "assets", TOTAL, TOTAL), 4),
        (("A12", 2024, "assets", "UANG", "U"), 1),
        (("A12", 2024, "assets", "GAWAI", "ORANG"), 1),
        (("A12", 2024, "value", "UANG", TOTAL), 50_000_000),
        (("A12", 2024, "value", TOTAL, TOTAL), 172_000_000),
        (("A12", 2024, "value", TOTAL, "KORPORASI"), 120_000_000),
        (("A12", 2024, "status", "DISITA", TOTAL), 2),
        (("A12", 2025, "forfeited", "ORANG", TOTAL), 120_000_000),
        # A13
        (("A13", 2024, "episodes", "SHELTER", "social"), 3),
        (("A13", 2024, "episodes", "KONSELING", TOTAL), 3),
        (("A13", 2024, "episodes", TOTAL, TOTAL), 8),
        (("A13", 2024, "persons", "SHELTER", "social"), 2),
        (("A13", 2024, "persons", "KONSELING", TOTAL), 3),
        (("A13", 2024, "persons", TOTAL, TOTAL), 4),
        (("A13", 2024, "provider", "SHELTER", "RPTC"), 2),
        (("A13", 2024, "provider", "SHELTER", "social"), 2),
        (("A13", 2024, "provider", "KONSELING", "RS_PPT_PKT"), 2),
        (("A13", 2024, "persons_sex", "SHELTER", "P_ANAK"), 1),
        # A15
        (("A15", 2024, "agency", "police", TOTAL), 4),
        (("A15", 2024, "agency", "police", "1"), 1),
        (("A15", 2024, "agency", "police", "3+"), 1),
        (("A15", 2024, "agency", TOTAL, "2"), 2),
        (("A15", 2024, "agency", TOTAL, TOTAL), 5),
        (("A15", 2024, "overlap", "police", "social"), 2),
        (("A15", 2024, "overlap", "social", "police"), 2),
        (("A15", 2024, "overlap", "social", "social"), 3),
        (("A15", 2024, "overlap", "prosecution", "health"), 1),
        (("A15", 2024, "combination", "police", TOTAL), 1),
        (("A15", 2024, "combination", TOTAL, TOTAL), 5),
        (("A15", 2024, "records", "police", "ALONE"), 1),
        (("A15", 2024, "records", "police", TOTAL), 3),
        (("A15", 2025, "records", "prosecution", "LINKED"), 1),
        (("A15", 2024, "range", "victim", "LOW"), 4),
        (("A15", 2024, "range", "victim", "BEST"), 5),
        (("A15", 2024, "range", "victim", "HIGH"), 6),
        (("A15", 2024, "range", "suspect", "HIGH"), 4),
        # A19
        (("A19", 2024, "completeness", "police_persons__age_at_event", TOTAL), "0.667"),
        (("A19", 2024, "completeness", "police_persons__jenis_kelamin", TOTAL), "0.889"),
        (("A19", 2024, "completeness", "police_cases__modus_rekrut", TOTAL), "0.667"),
        (("A19", 2024, "completeness", "social_clients__age_at_event", TOTAL), 1),
        (("A19", 2024, "findings", "V-003", "police"), 2),
        (("A19", 2024, "findings", "V-003", TOTAL), 3),
        (("A19", 2024, "rows", "police", TOTAL), 24),
        (("A19", 2024, "rows", "police", "WITHDRAWN"), 3),
        (("A19", 2024, "rows", "police", "SUPERSEDED"), 5),
        (("A19", 2024, "rows", "police", "REJECTED"), 4),
        (("A19", 2024, "rows", "police", "ACCEPTED"), 12),
        (("A19", 2024, "submissions", "police", "silent"), 18),
        (("A19", 2024, "submissions", "police", "nil"), 1),
        (("A19", 2024, "submissions", "police", "late"), 1),
        (("A19", 2024, "submissions", "police", "withdrawn"), 1),
        (("A19", 2024, "submissions", "police", TOTAL), 23),
    ],
)
def test_figure_is_as_worked_out_by_hand(cell: Cell, place: tuple, value: float | str) -> None:
    assert cell(*place)["value"] == Decimal(str(value))


def test_figure_ids_are_unique_and_legible(cells: pl.DataFrame, cell: Cell) -> None:
    assert cells["figure_id"].is_unique().all()
    assert cell("A2", 2024, "victims", "15-17", "P")["figure_id"] == "A2-2024-victims-P-15_17"
    assert cell("A2", 2024, "victims", "60+", "L")["figure_id"] == "A2-2024-victims-L-60_plus"


def test_every_table_has_a_margin_or_says_that_it_has_none(cells: pl.DataFrame) -> None:
    additive = cells.filter("adds_up_rows", "adds_up_columns")
    for (table, year, block), part in additive.group_by("table_code", "report_year", "block_code"):
        margins = part.filter((pl.col("row_code") == TOTAL) & (pl.col("column_code") == TOTAL))
        assert margins.height == 1, (table, year, block)


def test_counts_stand_on_as_many_units(cells: pl.DataFrame) -> None:
    counts = cells.filter((pl.col("statistic_code") == "count") & pl.col("value").is_not_null())
    assert (counts["value"] == counts["contributors"]).all()


def test_sums_stand_on_the_units_that_have_more_than_nothing(cell: Cell) -> None:
    assert cell("A12", 2024, "value", TOTAL, TOTAL)["contributors"] == 3
    assert cell("A11", 2025, "amount", "AWARDED", TOTAL)["contributors"] == 1  # 20 and 0 million
    assert cell("A9", 2024, "days", "PUTUSAN", TOTAL)["contributors"] == 1


def test_coverage_and_date_stand_beside_every_figure(cell: Cell) -> None:
    victims = cell("A2", 2024, "victims", TOTAL, TOTAL)
    assert (victims["submissions_received"], victims["submissions_owed"]) == (6, 39)
    assert victims["as_of_date"] == date(2024, 8, 31)  # police, social affairs, health
    assert cell("A11", 2025, "amount", "PAID", TOTAL)["as_of_date"] == date(2025, 2, 3)
    assert victims["period_start_date"] == date(2024, 1, 1)
    assert victims["period_end_date"] == date(2024, 12, 31)


def test_silence_is_not_zero(cell: Cell) -> None:
    silent = cell("A1", 2024, "model", "11", "A")  # no office of this province ever reported
    assert (silent["value"], silent["value_status_code"]) == (None, "not_reported")
    nobody = cell("A1", 2024, "model", "31", "B")  # its office did, and had none of that model
    assert (nobody["value"], nobody["value_status_code"]) == (0, "observed")
    empty_year = cell("A2", 2025, "victims", TOTAL, TOTAL)
    assert (empty_year["value"], empty_year["value_status_code"]) == (None, "not_reported")


def test_a_sum_of_nothing_recorded_is_not_recorded(cell: Cell) -> None:
    frozen = cell("A12", 2024, "value", "UANG", "U")  # the one asset has no value
    assert (frozen["value"], frozen["value_status_code"]) == (None, "not_recorded")
    nothing = cell("A12", 2024, "value", "TANAH_BANGUNAN", "ORANG")  # there is no such asset
    assert (nothing["value"], nothing["value_status_code"]) == (0, "observed")


def test_a_median_of_nobody_is_not_applicable(cell: Cell) -> None:
    nobody = cell("A9", 2023, "days", "PUTUSAN", TOTAL)
    assert (nobody["value"], nobody["value_status_code"]) == (None, "not_applicable")
    assert nobody["contributors"] == 0


def test_roll_ups_name_what_is_above(cell: Cell) -> None:
    assert cell("A2", 2024, "victims", "15-17", "P")["row_parent_code"] == "ANAK"
    assert cell("A2", 2024, "victims", "ANAK", "P")["row_parent_code"] is None
    assert cell("A13", 2024, "provider", "SHELTER", "RPTC")["column_parent_code"] == "social"
    assert cell("A13", 2024, "provider", "VISUM", "RS")["column_parent_code"] == "health"
    assert cell("A5", 2024, "form_sex", "SEKSUAL", "P_ANAK")["column_parent_code"] == "P"
