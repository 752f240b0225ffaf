"""The incidental tables of the small world: one case, figures worked out by hand."""

import duckdb
import polars as pl
import pytest

pytestmark = pytest.mark.slow

TABLES = (
    "facts",
    "chronology",
    "victims",
    "suspects",
    "exploitation",
    "services",
    "agencies",
    "assets",
    "gaps",
    "links",
)
TOTAL = "TOTAL"


@pytest.fixture(scope="session")
def case_cells(warehouse: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    every = " union all ".join(f"select * from reporting.rpt_incidental__{name}" for name in TABLES)
    return warehouse.sql(every).pl()


def value(cells: pl.DataFrame, place: tuple[str, str, str, str, str]) -> object:
    case, table, block, row, column = place
    found = cells.filter(
        case_id=case, table_code=table, block_code=block, row_code=row, column_code=column
    )
    return found["value"].item() if found.height else None


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("K1", "I1", "documents", "LP", TOTAL), 2),
        (("K1", "I1", "documents", "CASE_FILE", TOTAL), 2),
        (("K1", "I1", "documents", TOTAL, TOTAL), 7),
        (("K1", "I1", "place", "53", TOTAL), 1),
        (("K1", "I1", "destination", "SGP", TOTAL), 1),
        (("K2", "I1", "destination", "IDN", TOTAL), 1),
        (("K1", "I1", "form", "KERJA_PMI", TOTAL), 1),
        (("K1", "I2", "chronology", "LP", "2024-02"), 1),
        (("K1", "I2", "chronology", "PUTUSAN", "2025-01"), 1),
        (("K1", "I2", "chronology", "P19", "U"), 1),  # known, but not when
        (("K1", "I3", "victims", "15-17", "P"), 1),
        (("K1", "I3", "victims", TOTAL, TOTAL), 3),
        (("K1", "I3", "status", "TERIDENTIFIKASI", "P"), 2),
        (("K2", "I3", "citizenship", "MMR", "P"), 1),
        (("K3", "I3", "victims", TOTAL, TOTAL), 1),  # V4 was rejected
        (("K1", "I4", "stage", "TERPIDANA", "L"), 1),
        (("K1", "I4", "corporations", "TERDAKWA", TOTAL), 1),
        (("K2", "I4", "stage", "TERLAPOR", "L"), 1),
        (("K1", "I5", "means", "PENIPUAN", TOTAL), 1),
        (("K1", "I5", "act", "PEREKRUTAN", TOTAL), 2),
        (("K1", "I6", "episodes", "SHELTER", "social"), 3),
        (("K1", "I6", "persons", "SHELTER", "social"), 2),
        (("K1", "I7", "victims", "social", TOTAL), 2),
        (("K1", "I8", "value", TOTAL, TOTAL), 170_000_000),
        (("K1", "I8", "restitution", "REQUESTED", TOTAL), 40_000_000),
        (("K1", "I8", "claims", "AWARDED", TOTAL), 1),
        (("K2", "I9", "victims", "AGE", TOTAL), 1),
        (("K2", "I9", "victims", "ORIGIN", TOTAL), 1),  # of a foreigner none is expected
        (("K2", "I9", "suspects", "AGE", TOTAL), 1),
        # the first LP was reported by the public; K4 began with a client whom nobody referred
        (("K1", "I1", "trigger", "LP", "B"), 1),
        (("K2", "I1", "trigger", "LP", "A"), 1),
        (("K4", "I1", "trigger", "CLIENT", "U"), 1),
        (("K1", "I1", "scope", "ANTARNEGARA", TOTAL), 1),
        # one of three defendants has a final verdict: the case stands there
        (("K1", "I2", "current", "INKRACHT", "2025-01"), 1),
        (("K1", "I2", "next", "EKSEKUSI", "M0"), 1),
        (("K2", "I2", "next", "SPDP", "M6"), 1),
        (("K3", "I2", "next", "STOPPED", "NONE"), 1),
        (("K4", "I2", "next", "LP", "U"), 1),
        (("K1", "I2", "deadline", "SPDP", "SENT"), 1),
        (("K2", "I2", "deadline", "SPDP", "OPEN"), 1),
        (("K1", "I2", "deadline", "DETENTION", "HELD"), 1),
        (("K2", "I2", "deadline", "DETENTION", "U"), 1),
        (("K1", "I4", "detained", "Y", "L"), 1),
        (("K1", "I4", "detained", "T", "P"), 1),
        (("K1", "I6", "needs", "NO_SERVICE", TOTAL), 1),  # V2
        (("K1", "I6", "needs", "RUNNING", TOTAL), 2),  # V1 and V7, however many services
        (("K1", "I6", "needs", "REFERRAL_OPEN", TOTAL), 1),  # V7
        (("K1", "I6", "needs", "NO_CLAIM", TOTAL), 1),  # V1
        (("K1", "I6", "needs", "UNPAID", TOTAL), 1),  # V7; to V2 nothing was awarded
        # S1 recruits in K1 and is reported again in K2, V1 is a victim of both
        (("K1", "I10", "cases", "K2", "RECRUITER_LATER"), 1),
        (("K2", "I10", "cases", "K1", "RECRUITER_EARLIER"), 1),
        (("K2", "I10", "cases", "K1", "VICTIM_EARLIER"), 1),
        (("K2", "I10", "cases", "K3", "VICTIM_EARLIER"), 1),
        (("K4", "I10", "cases", "NONE", "NONE"), 1),
    ],
)
def test_figure_is_as_worked_out_by_hand(
    case_cells: pl.DataFrame, place: tuple, expected: int
) -> None:
    assert value(case_cells, place) == expected


@pytest.mark.parametrize(
    ("place", "year", "province"),
    [
        (("K1", "I3", "victims", TOTAL, TOTAL), 2024, "53"),
        (("K2", "I3", "victims", "15-17", "P"), 2024, "53"),  # V1 is counted in K1
        (("K2", "I3", "victims", TOTAL, TOTAL), None, None),  # and V5 in 2023
        (("K2", "I3", "status", "DIDUGA", "P"), None, "53"),  # V1 again: identified in K1
        (("K1", "I4", "stage", "TERPIDANA", "L"), 2024, None),
        (("K2", "I4", "stage", "TERLAPOR", "L"), None, None),  # no suspect of the headline
        (("K1", "I5", "recruitment", "CALO", TOTAL), 2024, "53"),
        (("K1", "I6", "persons", "SHELTER", "social"), 2024, None),
        (("K1", "I8", "assets", TOTAL, TOTAL), 2024, None),
        (("K1", "I8", "claims", "REQUESTED", TOTAL), 2025, None),
        (("K1", "I8", "restitution", "REQUESTED", TOTAL), 2025, None),
        (("K1", "I1", "documents", TOTAL, TOTAL), None, None),
    ],
)
def test_cell_says_where_the_annual_report_counts_its_units(
    case_cells: pl.DataFrame, place: tuple, year: int | None, province: str | None
) -> None:
    case, table, block, row, column = place
    found = case_cells.filter(
        case_id=case, table_code=table, block_code=block, row_code=row, column_code=column
    )
    assert found.select("counted_year", "counted_province_code").rows() == [(year, province)]


def test_no_cell_holds_a_place_finer_than_a_province(case_cells: pl.DataFrame) -> None:
    assert not case_cells["row_code"].str.contains(r"^\d\d\.\d\d").any()
    assert not case_cells["column_code"].str.contains(r"^\d\d\.\d\d").any()


def test_no_cell_holds_a_day(case_cells: pl.DataFrame) -> None:
    assert not case_cells["column_code"].str.contains(r"^\d{4}-\d\d-\d\d").any()


def test_figure_ids_are_unique(case_cells: pl.DataFrame) -> None:
    assert case_cells["figure_id"].is_unique().all()
