"""A fault in the cleared tables fails the test that stands guard over it, and says which."""

from pathlib import Path

import polars as pl
import pytest

from warehouse import dbt
from warehouse.zones import Zones

pytestmark = pytest.mark.pipeline

GUARDS = {
    "assert_no_victim_is_lost",
    "assert_bridges_reconcile",
    "assert_no_row_is_lost",
    "unique_and_present_stg_clearing__persons_person_id",
    "unique_combination_stg_submissions__submissions_agency_code__unit_code__period__revision",
}


@pytest.fixture(scope="module")
def faulty(zones: Zones, tmp_path_factory: pytest.TempPathFactory) -> dbt.Build:
    home = tmp_path_factory.mktemp("dbt_world_faulty")
    wrong = Zones(home, home / "restricted")
    wrong.make(wrong.sources)
    for source in zones.sources.glob("*.parquet"):
        spoiled(source).write_parquet(wrong.source(source.stem))
    return dbt.build(wrong, [f"+{name}" for name in sorted(GUARDS)])


def spoiled(source: Path) -> pl.DataFrame:
    """One fault in each of four tables; the others as they are."""
    frame = pl.read_parquet(source)
    match source.stem:
        case "cleared_victims":  # a victim of the records is missing
            return frame.filter(pl.col("person_id") != "V6")
        case "cleared_persons":  # a key is empty
            return frame.with_columns(
                person_id=pl.when(pl.col("person_id") != "S4").then("person_id")
            )
        case "submissions":  # a submission stands twice
            return pl.concat([frame, frame.head(1)])
        case "submission_rows":  # a row received is nowhere
            return frame.with_columns(pl.col("rows_received") + (pl.col("period") == "2023-12"))
        case _:
            return frame


def test_every_fault_is_found_by_its_guard(faulty: dbt.Build) -> None:
    found = {f.name for f in faulty.failures if f.kind == "test"}
    assert {name for name in GUARDS if any(f.startswith(name) for f in found)} == GUARDS


def test_a_fault_is_one_sentence_without_a_person(faulty: dbt.Build) -> None:
    for sentence in faulty.sentences("id"):
        assert "\n" not in sentence
        assert "V6" not in sentence
