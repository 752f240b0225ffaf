"""What the pipeline publishes: the tables others rely on, and that nothing is lost on the way."""

import json

import duckdb
import polars as pl
import pytest

from contracts.registry import record_types
from warehouse.scanned_text import texts_of

pytestmark = pytest.mark.slow

# interface: tables people open, and the columns outside checks rely on
COLUMNS = {
    "fct_victims": "person_id case_id sex_code is_child age_group_code citizenship_code "
    "origin_province_code origin_regency_code victim_status_code first_recorded_date "
    "first_recorded_year identified_date identified_year known_to_police known_to_prosecution "
    "known_to_social known_to_health",
    "bridge_victim_exploitation": "person_id case_id exploitation_code",
    "fct_perpetrators": "person_id case_id is_corporation sex_code citizenship_code stage_code "
    "is_convicted first_recorded_year known_to_police known_to_prosecution",
    "fct_case_stages": "case_id stage_code stage_date agency_code",
    "fct_outcomes": "case_id person_id verdict_code verdict_date prison_days fine_idr",
    "fct_restitution": "case_id requested_idr assessed_idr demanded_idr awarded_idr paid_idr year",
    "fct_assets": "case_id asset_type_code owner_type_code value_idr asset_status_code seized_year",
    "fct_services": "person_id agency_code service_code service_status_code started_date year",
    "fct_referrals": "person_id from_agency_code to_agency_code referred_date answered_date "
    "referral_status_code",
    "fct_submissions": "agency_code unit_code period revision status_code rows_accepted "
    "rows_rejected",
    "fct_clearing": "record_id agency_code person_id case_id outcome_code conflict_count",
    "dim_cases": "case_id first_reported_date first_reported_year province_code "
    "exploitation_codes agencies_count victims_count perpetrators_count",
}


def _expected(column: str) -> pl.DataType:
    if column.startswith(("is_", "known_to_")):
        return pl.Boolean()
    if column.endswith("_date"):
        return pl.Date()
    if column.endswith("_year") or column == "year":
        return pl.Int32()
    if column.endswith(("_idr", "_days", "_count")) or column in (
        "revision",
        "rows_accepted",
        "rows_rejected",
    ):
        return pl.Int64()
    return pl.String()


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_others_rely_on_have_their_types(world, table) -> None:
    schema = world.marts(table).schema
    for column in COLUMNS[table].split():
        assert schema[column] == _expected(column), column


def test_duckdb_file_and_parquet_hold_the_same(world) -> None:
    with duckdb.connect(
        str(world.home / "published" / "current" / "kliring.duckdb"), read_only=True
    ) as connection:
        for table in COLUMNS:
            rows = connection.execute(f"select count(*) from marts.{table}").fetchone()
            assert rows == (world.marts(table).height,), table


def test_a_second_run_builds_nothing(world) -> None:
    assert json.loads(world.kliring("run", "--json"))["steps"] == 0


def test_every_row_is_accounted_for(world) -> None:
    rows = world.status()["rows"]
    assert set(rows) == set(record_types())
    for counts in rows.values():
        parts = ("withdrawn", "superseded", "rejected", "accepted")
        assert counts["received"] == sum(counts[part] for part in parts)
    assert rows["police_persons"]["received"] > 100


def test_marts_hold_every_accepted_person_record(world) -> None:
    rows = world.status()["rows"]
    described = [r.name for r in record_types().values() if r.describes_persons]
    accepted = sum(rows[name]["accepted"] for name in described)
    assert world.marts("fct_clearing").height == accepted


def test_linking_makes_fewer_persons_than_records(world) -> None:
    clearing = world.marts("fct_clearing")
    persons = clearing["person_id"].n_unique()
    assert 0.5 * clearing.height < persons < clearing.height
    assert set(clearing["outcome_code"]) == {"ALONE", "LINKED", "CONFLICT"}


def test_a_person_can_be_known_to_several_agencies(world) -> None:
    known = world.marts("fct_victims").select(pl.col("^known_to_.*$").cast(pl.Int8))
    assert known.sum_horizontal().max() >= 2


def test_cleared_counts_hold_best_between_low_and_high(world) -> None:
    counts = world.marts("fct_cleared_counts")
    assert counts.filter(
        (pl.col("low_count") > pl.col("best_count")) | (pl.col("best_count") > pl.col("high_count"))
    ).is_empty()


def test_headlines_agree_with_the_rows_below(world) -> None:
    victims = world.marts("fct_victims").filter(pl.col("victim_status_code") != "DITOLAK")
    counts = world.marts("fct_cleared_counts").filter(
        (pl.col("role_code") == "victim") & pl.col("province_code").is_null()
    )
    assert (
        victims["person_id"].n_unique()
        == counts.filter(pl.col("year").is_null())["linked_count"].item()
    )


def test_silence_is_not_zero(world) -> None:
    status = set(world.marts("fct_submissions")["status_code"])
    assert {"received", "nil", "silent"} <= status


def test_published_descriptions_stand_in_the_database(world) -> None:
    path = world.home / "published" / "current" / "kliring.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        bare = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' "
            "and (comment is null or not comment like 'One row per%')"
        ).fetchall()
    assert bare == []


def test_query_reads_and_nothing_else(world) -> None:
    answer = world.kliring("query", "select count(*) as n from marts.dim_cases", "--format", "csv")
    assert answer.splitlines()[0] == "n"
    world.kliring("query", "create table marts.x as select 1", expect=2)


def test_scanner_reads_every_kind_of_file_of_the_open_zone(world) -> None:
    kinds = {path.suffix for path in world.home.rglob("*") if path.is_file()}
    assert {".parquet", ".duckdb", ".pdf", ".html", ".xlsx"} <= kinds
    report = next((world.home / "reports").rglob("*.pdf"))
    assert any(text for _, texts in texts_of(report) for text in texts)
