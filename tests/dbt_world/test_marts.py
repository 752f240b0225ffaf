"""The marts of the small world, row by row."""

from datetime import date

import duckdb
import pytest

from warehouse import dbt

pytestmark = pytest.mark.slow

UNIT_TESTS = {
    "a_person_counts_once_in_the_year_of_the_earliest_record",
    "a_case_has_reached_what_lies_before_its_furthest_stage",
    "the_same_claim_in_a_split_file_is_one_claim",
    "silence_is_not_a_nil_return",
    "who_is_under_18_is_a_child_and_an_unknown_age_is_neither",
}


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return warehouse.sql(sql).fetchall()


def test_everything_is_built_and_tested(built: dbt.Build) -> None:
    assert built.is_whole, "\n".join(built.sentences("en"))
    assert set(built.done) >= UNIT_TESTS
    assert len([name for name in built.done if name.startswith("assert_")]) >= 6


def test_victims_keep_one_row_per_person_and_case(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select person_id, case_id, age_group_code, is_child, victim_status_code,"
        " first_recorded_year, identified_year from marts.fct_victims order by all",
    )
    assert found == [
        ("V1", "K1", "15-17", True, "TERIDENTIFIKASI", 2024, 2024),
        ("V1", "K2", "15-17", True, "DIDUGA", 2024, None),
        ("V2", "K1", "30-39", False, "DIDUGA", 2024, None),
        ("V3", "K2", "U", None, "DIDUGA", 2024, None),
        ("V4", "K3", "12-14", True, "DITOLAK", None, None),
        ("V5", "K2", "18-24", False, "TERIDENTIFIKASI", 2024, 2024),
        ("V5", "K3", "15-17", True, "DIDUGA", 2023, None),
        ("V6", "K4", "40-49", False, "TERIDENTIFIKASI", 2024, 2024),
        ("V7", "K1", "25-29", False, "TERIDENTIFIKASI", 2024, 2024),
    ]


def test_perpetrators_keep_the_furthest_stage(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select person_id, case_id, stage_code, is_convicted, is_corporation, first_recorded_year"
        " from marts.fct_perpetrators order by all",
    )
    assert found == [
        ("S1", "K1", "TERPIDANA", True, False, 2024),
        ("S1", "K2", "TERLAPOR", False, False, 2024),
        ("S2", "K1", "TERDAKWA", False, False, 2024),
        ("S3", "K2", "TERSANGKA", False, False, 2024),
        ("S4", "K3", "TERLAPOR", False, False, 2023),
        ("S5", "K1", "TERDAKWA", False, True, 2024),
    ]


def test_cases_count_victims_that_were_not_rejected(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select case_id, first_reported_year, province_code, agencies_count, victims_count,"
        " perpetrators_count from marts.dim_cases order by case_id",
    )
    assert found == [
        ("K1", 2024, "53", 4, 3, 3),
        ("K2", 2024, "31", 2, 3, 2),
        ("K3", 2023, "31", 1, 1, 1),
        ("K4", 2024, "31", 1, 1, 0),
    ]


def test_stages_have_their_earliest_day(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select stage_code, stage_date, agency_code from marts.fct_case_stages"
        " where case_id = 'K1' order by stage_date nulls last, stage_code",
    )
    assert found == [
        ("LP", date(2024, 2, 10), "police"),
        ("LIDIK", date(2024, 2, 14), "police"),
        ("SPDP", date(2024, 2, 19), "police"),
        ("TAHAP1", date(2024, 3, 1), "prosecution"),
        ("P21", date(2024, 5, 1), "police"),
        ("TAHAP2", date(2024, 5, 10), "prosecution"),
        ("LIMPAH", date(2024, 6, 1), "prosecution"),
        ("PUTUSAN", date(2025, 1, 15), "prosecution"),
        ("INKRACHT", date(2025, 1, 23), "prosecution"),
        ("P19", None, "prosecution"),
    ]
    assert rows(warehouse, "select stage_code from marts.fct_case_stages where case_id = 'K3'"
                " order by 1") == [("LP",), ("STOP",)]  # fmt: skip


def test_outcomes_are_verdicts(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select case_id, person_id, verdict_code, verdict_date, prison_days, fine_idr"
        " from marts.fct_outcomes order by person_id",
    )
    assert found == [
        ("K1", "S1", "PIDANA", date(2025, 1, 15), 1080, 120_000_000),
        ("K1", "S2", "BEBAS", date(2025, 1, 20), None, None),
    ]


def test_restitution_is_once_per_victim_and_case(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select person_id, requested_idr, assessed_idr, demanded_idr, awarded_idr, paid_idr, year"
        " from marts.fct_restitution order by person_id",
    )
    assert found == [
        ("V2", 10_000_000, None, None, 0, None, 2025),
        ("V7", 30_000_000, 25_000_000, 25_000_000, 20_000_000, 5_000_000, 2025),
    ]


def test_services_and_referrals_are_those_of_victims(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select person_id, agency_code, service_code, service_status_code, started_date, year"
        " from marts.fct_services order by person_id, started_date, service_code",
    )
    assert found == [
        ("V1", "social", "SHELTER", "SELESAI", date(2024, 3, 4), 2024),
        ("V1", "social", "KONSELING", "BERJALAN", date(2024, 3, 6), 2024),
        ("V3", "health", "KONSELING", None, date(2024, 7, 3), 2024),
        ("V3", "health", "VISUM", None, date(2024, 7, 3), 2024),
        ("V6", "social", "PEMULANGAN", "SELESAI", date(2024, 3, 20), 2024),
        ("V7", "social", "SHELTER", "BERJALAN", date(2024, 3, 5), 2024),
        ("V7", "health", "KONSELING", None, date(2024, 3, 11), 2024),
        ("V7", "social", "SHELTER", "BERJALAN", date(2024, 5, 5), 2024),
    ]
    assert rows(
        warehouse,
        "select person_id, from_agency_code, to_agency_code, answered_date, referral_status_code"
        " from marts.fct_referrals order by person_id",
    ) == [
        ("V1", "POLRI", "KEMENSOS", date(2024, 3, 4), "DITERIMA"),
        ("V7", "KEMENSOS", "KEMENKES", None, "DIKIRIM"),
    ]


def test_assets_keep_a_missing_value_missing(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select asset_id, case_id, asset_type_code, owner_type_code, value_idr, asset_status_code,"
        " seized_year from marts.fct_assets order by asset_id",
    )
    assert found == [
        ("a1", "K1", "UANG", "ORANG", 50_000_000, "DISITA", 2024),
        ("a2", "K1", "KENDARAAN", "KORPORASI", 120_000_000, "DIRAMPAS", 2024),
        ("a3", "K1", "UANG", None, None, "DIBLOKIR", 2024),
        ("a4", "K2", "GAWAI", "ORANG", 2_000_000, "DISITA", None),
    ]


def test_forfeitures_are_those_of_verdicts(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select forfeiture_id, case_id, subject_type_code, forfeited_idr, year, verdict_date"
        " from marts.fct_forfeitures",
    )
    assert found == [("d1", "K1", "ORANG", 120_000_000, 2025, date(2025, 1, 15))]


def test_a_domestic_case_has_its_destination_here(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(warehouse, "select * from marts.bridge_case_destination order by 1, 2")
    assert found == [("K1", "MYS"), ("K1", "SGP"), ("K2", "IDN"), ("K3", "IDN")]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024-01", None),  # before its first period nothing is owed
        ("2024-02", ("late", 2, 7, 0)),  # revision 1 came two days late; revision 2 counts
        ("2024-03", ("nil", 1, 0, 0)),
        ("2024-04", ("silent", None, None, None)),
        ("2024-05", ("withdrawn", 1, 0, 0)),
        ("2024-06", ("received", 1, 0, 2)),  # nothing in it was accepted, yet it came
        ("2024-07", ("silent", None, None, None)),
        ("2025-01", ("silent", None, None, None)),  # the latest period received from anyone
        ("2025-02", None),
    ],
)
def test_every_month_owed_has_one_status(
    warehouse: duckdb.DuckDBPyConnection, period: str, expected: tuple | None
) -> None:
    found = rows(
        warehouse,
        "select status_code, revision, rows_accepted, rows_rejected from marts.fct_submissions"
        f" where unit_code = 'POLRES-A' and period = '{period}'",
    )
    assert found == ([] if expected is None else [expected])


def test_a_month_received_on_the_last_day_is_on_time(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select due_date, status_code from marts.fct_submissions"
        " where unit_code = 'POLDA-B' and period = '2024-07'",
    ) == [(date(2024, 8, 31), "received")]


def test_interface_columns_have_their_types(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select column_name, data_type from information_schema.columns where table_schema = 'marts'"
        " and (column_name like 'is\\_%' escape '\\' or column_name like 'known_to%'"
        " or column_name like '%\\_date' escape '\\' or column_name like '%\\_idr' escape '\\'"
        " or column_name like '%\\_days' escape '\\' or column_name like '%year'"
        " or column_name like '%\\_count' escape '\\' or column_name like '%\\_code' escape '\\')",
    )
    wanted = {
        "is": "BOOLEAN",
        "known": "BOOLEAN",
        "date": "DATE",
        "idr": "BIGINT",
        "days": "BIGINT",
        "year": "INTEGER",
        "count": "BIGINT",
        "code": "VARCHAR",
    }
    assert len(found) > 60
    for column, dtype in found:
        parts = column.split("_")
        kind = parts[0] if parts[0] in ("is", "known") else parts[-1]
        assert wanted[kind] == dtype, column
