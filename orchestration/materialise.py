"""One in-process Dagster run over a part of the graph, with its progress told step by step."""

import logging
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout

import dagster as dg
from dagster._core.instance.ref import InstanceRef  # the public way reads DAGSTER_HOME only

from contracts.registry import AGENCIES
from orchestration.definitions import build_defs
from orchestration.history import RunHistory
from orchestration.home import dagster_home
from orchestration.partitions import month_range
from orchestration.plan import Plan, Progress, RunResult
from orchestration.store import Store
from warehouse.settings import Settings, set_variables

_QUIET = "kliring.dagster"
_JOB = "materialise_what_is_stale"
_EVENTS_AT_ONCE = "1000"
_ZONES = ("linked", "cleared", "warehouse", "published")  # in the order they are built


def materialise(
    settings: Settings, store: Store, plan: Plan, progress: Progress | None
) -> RunResult:
    """Build what the plan names, in this process, and say how it went.

    A step that fails stops what depends on it and nothing else; a blocking check likewise.
    """
    job = dg.define_asset_job(_JOB, selection=_selection(plan))  # the checks of assets come along
    defs = build_defs(settings, loggers={"progress": _progress_logger(progress)}, more_jobs=[job])
    months = sorted({month for periods in plan.periods.values() for month in periods})
    with (
        store.zones.make(store.zones.logs).joinpath("dbt.log").open("a", encoding="utf-8") as log,
        redirect_stdout(log),  # dbt's own words: cleared tables hold no identifier
        redirect_stderr(log),
    ):
        result = defs.resolve_job_def(_JOB).execute_in_process(
            instance=_instance(store),
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


def _selection(plan: Plan) -> dg.AssetSelection:
    """What to build: agencies with stale months, then every zone from the first stale one on."""
    stale = [
        [zone, agency]
        for zone in ("validated", "pseudonymised")
        for agency in AGENCIES
        if plan.periods.get(agency)
    ]
    selection = dg.AssetSelection.assets(*stale) if stale else dg.AssetSelection.assets()
    if plan.from_zone is None:
        return selection
    zones = _ZONES[_ZONES.index(plan.from_zone) :]
    return selection | dg.AssetSelection.key_prefixes(*([zone] for zone in zones))


def _instance(store: Store) -> dg.DagsterInstance:
    """The run history of this data root: what `dagster dev` shows too."""
    # Dagster hands the events that belong together over at once only if it is told so here
    set_variables({"DAGSTER_EVENT_BATCH_SIZE": _EVENTS_AT_ONCE})
    home = dagster_home(store.zones)
    kept = {
        "module": RunHistory.__module__,
        "class": RunHistory.__name__,
        "config": {"base_dir": str(home / "history" / "runs")},  # Dagster's own place for it
    }
    reference = InstanceRef.from_dir(str(home), overrides={"event_log_storage": kept})
    return dg.DagsterInstance.from_ref(reference)


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
