"""The wiring as a whole: what Dagster is told, compared with what is promised."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from contracts.registry import AGENCIES
from orchestration.definitions import build_defs
from orchestration.resources import Workspace
from orchestration.sensors import submission_arrived
from warehouse.keys import load_or_create
from warehouse.settings import Settings
from warehouse.zones import Zones


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    folder = tmp_path_factory.mktemp("root")
    zones = Zones(folder / "data", folder / "data" / "restricted")
    made = Settings(zones, folder / "config" / "keys.json", "id")
    load_or_create(made.key_file, zones, datetime.now(tz=UTC).date())
    return made


@pytest.fixture(scope="module")
def defs(settings) -> dg.Definitions:
    return build_defs(settings)


def test_definitions_hold_together(defs) -> None:
    dg.Definitions.validate_loadable(defs)


def test_lineage_is_unbroken_from_extract_to_report(defs) -> None:
    graph = defs.resolve_asset_graph()
    keys, waiting = set(), [dg.AssetKey(["reports", "annual"])]
    while waiting:
        key = waiting.pop()
        if key.to_user_string() not in keys:
            keys.add(key.to_user_string())
            waiting += graph.get(key).parent_keys
    for agency in AGENCIES:
        assert {f"{z}/{agency}" for z in ("landing", "validated", "pseudonymised")} <= keys
    assert {"cleared/cleared_victims", "warehouse/fct_victims", "published/current"} <= keys


def test_groups_name_zone_and_agency(defs) -> None:
    graph = defs.resolve_asset_graph()
    groups = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert {f"validated/{agency}" for agency in AGENCIES} <= groups
    assert {"linked", "cleared", "warehouse/marts", "published", "reports"} <= groups


def test_months_run_in_one_backfill(defs) -> None:
    graph = defs.resolve_asset_graph()
    node = graph.get(dg.AssetKey(["validated", "police"]))
    assert node.backfill_policy == dg.BackfillPolicy.single_run()
    assert "2025-03" in node.partitions_def.get_partition_keys()


def test_what_must_block_blocks(defs) -> None:
    graph = defs.resolve_asset_graph()
    blocking = {
        (key.asset_key.to_user_string(), key.name)
        for key in graph.asset_check_keys
        if graph.get_check_spec(key).blocking
    }
    assert ("published/searched", "no_direct_identifiers") in blocking
    assert ("linked/persons_and_cases", "every_row_is_accounted_for") in blocking
    assert {(f"validated/{agency}", "contract_holds") for agency in AGENCIES} <= blocking


def test_schedules_keep_the_time_of_jakarta(defs) -> None:
    schedules = {s.name: s for s in defs.schedules or ()}
    assert set(schedules) == {"clear_cases_monthly", "write_annual_report_yearly"}
    assert {s.execution_timezone for s in schedules.values()} == {"Asia/Jakarta"}


def test_sensor_waits_while_nothing_arrives(settings) -> None:
    workspace = Workspace.of(settings)
    context = dg.build_sensor_context(resources={"workspace": workspace})
    result = submission_arrived.evaluate_tick(context)
    assert result.run_requests == []
    assert result.skip_message
