"""One in-process Dagster run over a part of the graph, with its progress told step by step."""

import logging
from collections.abc import Callable, Sequence

import dagster as dg
from dagster._core.instance.ref import InstanceRef  # the public way reads DAGSTER_HOME only

from contracts.registry import AGENCIES
from orchestration.definitions import build_defs
from orchestration.home import dagster_home
from orchestration.partitions import month_range
from orchestration.plan import Plan, Progress, RunResult
from orchestration.resources import Workspace, dbt_resource
from orchestration.store import Store
from warehouse.settings import Settings

_QUIET = "kliring.dagster"
_ZONES = ("linked", "cleared", "warehouse", "published")  # in the order they are built


def materialise(
    settings: Settings, store: Store, plan: Plan, progress: Progress | None
) -> RunResult:
    """Build what the plan names, in this process, and say how it went.

    A step that fails stops what depends on it and nothing else; a blocking check likewise.
    """
    defs = build_defs(
        {"workspace": Workspace.of(settings), "dbt": dbt_resource(settings)},
        loggers={"progress": _progress_logger(progress)},
    )
    job = defs.resolve_implicit_global_asset_job_def()
    keys = _selection(defs, plan)
    months = sorted({month for periods in plan.periods.values() for month in periods})
    result = job.execute_in_process(
        instance=_instance(store),
        asset_selection=keys,
        tags=month_range(months[0], months[-1]) if months else {},
        run_config={"loggers": {"progress": {}}},
        raise_on_error=False,
    )
    failed = tuple(
        f"{event.step_key}: {_reason(event)}"
        for event in result.all_events
        if event.is_step_failure
    )
    blocked = tuple(
        f"{check.asset_key.to_user_string()}: {check.check_name}"
        for check in result.get_asset_check_evaluations()
        if check.blocking and not check.passed
    )
    done = tuple(
        sorted(
            {
                event.asset_key.to_user_string()
                for event in result.get_asset_materialization_events()
                if event.asset_key
            }
        )
    )
    return RunResult(materialised=done, blocked_by=blocked, failures=failed)


def _selection(defs: dg.Definitions, plan: Plan) -> list[dg.AssetKey]:
    """Keys to build: agencies with stale months, then every zone from the first stale one on."""
    agencies = [agency for agency in AGENCIES if plan.periods.get(agency)]
    partitioned = [
        dg.AssetKey([zone, agency])
        for zone in ("validated", "pseudonymised")
        for agency in agencies
    ]
    if plan.from_zone is None:
        return partitioned
    zones = {*_ZONES[_ZONES.index(plan.from_zone) :]}
    if "warehouse" in zones:
        zones.add("codelists")
    graph = defs.resolve_asset_graph()
    return partitioned + sorted(
        key for key in graph.materializable_asset_keys if key.path[0] in zones
    )


def _instance(store: Store) -> dg.DagsterInstance:
    """The run history of this data root: what `dagster dev` shows too."""
    home = dagster_home(store.zones)
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home)))


def _reason(event: dg.DagsterEvent) -> str:
    """The kind of error only: its text could quote a row."""
    error = event.step_failure_data.error
    while error and error.cause:
        error = error.cause
    return (error.cls_name if error else None) or "failed"


class _Steps(logging.Handler):
    """Tells the progress of every step that ended."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", None) or {}
        event = meta.get("dagster_event") if isinstance(meta, dict) else None
        if event is not None and event.event_type_value in {"STEP_START", "STEP_SUCCESS"}:
            self._tell(f"{event.event_type_value} {event.step_key}")


def _progress_logger(progress: Progress | None) -> dg.LoggerDefinition:
    def tell(message: str) -> None:
        if progress is not None:
            kind, step = message.split(" ", 1)
            progress(step, kind == "STEP_SUCCESS")

    @dg.logger
    def steps(_: dg.InitLoggerContext) -> logging.Logger:
        logger = logging.getLogger(_QUIET)
        logger.setLevel(logging.DEBUG)
        logger.handlers = [_Steps(tell)]
        logger.propagate = False
        return logger

    return steps


def steps_of(plan: Plan) -> Sequence[str]:
    """Zones a plan goes through, for the progress bar."""
    ingest = ["validated", "pseudonymised"] if any(plan.periods.values()) else []
    following = list(_ZONES[_ZONES.index(plan.from_zone) :]) if plan.from_zone else []
    return [*ingest, *following]
