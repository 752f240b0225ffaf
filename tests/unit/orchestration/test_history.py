"""The run history keeps what Dagster's own storage keeps, events that come together included."""

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from orchestration.history import RunHistory

MONTHS = dg.MonthlyPartitionsDefinition(start_date="2024-01", end_date="2024-06", fmt="%Y-%m")
KEY = dg.AssetKey("arrived")
CHECK = dg.AssetCheckKey(KEY, "is_whole")


@dg.asset(
    partitions_def=MONTHS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    check_specs=[dg.AssetCheckSpec("is_whole", asset="arrived")],
)
def arrived():
    check = dg.AssetCheckResult(passed=True, check_name="is_whole", metadata={"rows": 3})
    return dg.MaterializeResult(metadata={"rows": 3}, check_results=[check])


@dg.asset(deps=[arrived])
def summed():
    return dg.MaterializeResult(metadata={"rows": 1}, tags={"kind": "sum"})


def instance(home, history):
    """A run history below a folder."""
    kept = {
        "module": history.__module__,
        "class": history.__name__,
        "config": {"base_dir": str(home / "runs")},
    }
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    reference = InstanceRef.from_dir(str(home), overrides={"event_log_storage": kept})
    return dg.DagsterInstance.from_ref(reference)


def remembered(home, history):
    """What is known of two runs: events, and what the index says of assets and checks."""
    home.mkdir()
    told = []
    with instance(home, history) as found:
        for _ in range(2):
            result = dg.materialize(
                [arrived, summed],
                instance=found,
                tags={
                    "dagster/asset_partition_range_start": "2024-02",
                    "dagster/asset_partition_range_end": "2024-04",
                },
            )
            told.append([e.dagster_event_type for e in found.all_logs(result.run_id)])
        for key in (KEY, dg.AssetKey("summed")):
            records = found.fetch_materializations(key, limit=50).records
            told.append([(r.storage_id, r.partition_key) for r in records])
            entry = found.get_asset_records([key])[0].asset_entry
            told.append((entry.last_materialization_storage_id, entry.last_run_id == result.run_id))
        told.append(found.get_materialized_partitions(KEY))
        checks = found.event_log_storage.get_asset_check_execution_history(CHECK, limit=9)
        told.append([(c.id, c.status, c.event.dagster_event_type) for c in checks])
    return told


@pytest.mark.slow
def test_events_are_kept_as_dagster_keeps_them(tmp_path, monkeypatch):
    from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "2")  # of three months: two at once, and a rest
    ours = remembered(tmp_path / "ours", RunHistory)
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    assert ours == remembered(tmp_path / "theirs", SqliteEventLogStorage)
