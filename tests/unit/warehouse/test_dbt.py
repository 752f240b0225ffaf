"""dbt in this process: environment, what a failure looks like."""

import os
from pathlib import Path

import pytest

from contracts.messages import LANGUAGES
from warehouse import dbt
from warehouse.dbt import Build, Failure
from warehouse.zones import Zones


@pytest.fixture
def zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Zones:
    for name in ("KLIRING_WAREHOUSE_DB", "KLIRING_SEARCH_PATH", "DBT_TARGET_PATH", "DBT_LOG_PATH"):
        monkeypatch.setenv(name, "elsewhere")
    return Zones(tmp_path, tmp_path / "restricted")


def test_environment_points_into_the_data_root(zones: Zones) -> None:
    dbt.export_environment(zones)
    assert os.environ["KLIRING_WAREHOUSE_DB"] == str(zones.database)
    cleared, codes = os.environ["KLIRING_SEARCH_PATH"].split(",")
    assert cleared == str(zones.sources)
    assert (Path(codes) / "codelists" / "amar.csv").exists()
    for name in ("DBT_TARGET_PATH", "DBT_LOG_PATH"):
        assert Path(os.environ[name]).is_relative_to(zones.home)
        assert not zones.is_restricted(Path(os.environ[name]))
    assert os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_is_one_sentence_that_says_what_and_where(language: str) -> None:
    failures = (
        Failure("model", "fct_victims", None, "a column is missing"),
        Failure("rules", "fct_assets", 4, "unique asset_id: 1; case_id in dim_cases: 3"),
        Failure("test", "assert_no_row_is_lost", 3, "got 3 results"),
        Failure("unit_test", "silence_is_not_a_nil_return", None, "actual differs from expected"),
        Failure("project", "", None, "a macro is missing"),
    )
    build = Build((), (), failures)
    assert not build.is_whole
    sentences = build.sentences(language)
    assert all("\n" not in s and "{" not in s for s in sentences)
    assert "fct_victims" in sentences[0]
    assert all(what in sentences[1] for what in ("fct_assets", "case_id in dim_cases: 3"))
    assert "3" in sentences[2]
    assert "assert_no_row_is_lost" in sentences[2]


def test_missing_sources_are_a_failure_and_no_traceback(zones: Zones) -> None:
    build = dbt.build(zones, ["stg_clearing__counts"])
    assert [f.name for f in build.failures] == ["stg_clearing__counts"]
    assert "cleared_counts.parquet" in build.sentences("en")[0]


def test_what_is_skipped_is_not_whole() -> None:
    assert not Build(("a",), ("b",), ()).is_whole
    assert Build(("a",), (), ()).is_whole
