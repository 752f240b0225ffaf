"""A fault in the cleared tables fails the test that stands guard over it, and says which."""

from pathlib import Path

import polars as pl
import pytest

from warehouse import dbt
from warehouse.zones import Zones

pytestmark = pytest.mark.slow

GUARDS = {
    "assert_no_victim_is_lost",
    "assert_bridges_reconcile",
    "assert_no_row_is_lost",
    "stg_clearing__persons_holds",
    "stg_submissions__submissions_holds",
    "fct_assets_holds",
}
RULES = {
    "stg_clearing__persons": "person_id is not null: 1",
    "stg_submissions__submissions": "unique agency_code, unit_code, period, revision: 1",
    "fct_assets": "asset_type_code in jenis_aset: 1",
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
    """One fault in each of five tables; the others as they are."""
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
        case "record_police_assets":  # a code of no list
            return frame.with_columns(
                jenis_aset=pl.when(pl.col("record_id") != "a4")
                .then("jenis_aset")
                .otherwise(pl.lit("?"))
            )
        case _:
            return frame


def test_every_fault_is_found_by_its_guard(faulty: dbt.Build) -> None:
    found = {f.name for f in faulty.failures if f.kind == "test"}
    assert found == {name for name in GUARDS if name.startswith("assert_")}


def test_a_broken_rule_is_named_with_the_rows_that_break_it(faulty: dbt.Build) -> None:
    assert {f.name: f.why for f in faulty.failures if f.kind == "rules"} == RULES
    for failure in faulty.failures:
        assert failure.name in failure.sentence("en")
        assert failure.kind == "test" or failure.why in failure.sentence("en")


def test_a_fault_is_one_sentence_without_a_person(faulty: dbt.Build) -> None:
    for sentence in faulty.sentences("id"):
        assert "\n" not in sentence
        assert "V6" not in sentence


def test_a_column_of_another_type_breaks_the_contract(
    zones: Zones, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("dbt_world_retyped")
    retyped = Zones(home, home / "restricted")
    retyped.make(retyped.sources)
    for source in zones.sources.glob("*.parquet"):
        frame = pl.read_parquet(source)
        if source.stem == "record_police_assets":
            frame = frame.with_columns(pl.col("nilai_rp").cast(pl.String))
        frame.write_parquet(retyped.source(source.stem))
    build = dbt.build(retyped, ["+fct_assets"])
    assert [(f.kind, f.name) for f in build.failures] == [("model", "fct_assets")]
    assert "value_idr" in build.sentences("en")[0]
    assert "fct_assets_holds" in build.skipped
