"""`kliring run`: what is out of date, materialised by Dagster in this one process."""

from dataclasses import replace

from orchestration.plan import Plan, Progress, RunResult
from orchestration.stages import publish
from orchestration.store import Store
from warehouse import files
from warehouse.keys import Keys
from warehouse.locks import locked
from warehouse.settings import Settings


def run(
    settings: Settings, keys: Keys, *, full: bool = False, progress: Progress | None = None
) -> RunResult:
    """Materialise what is out of date, all of it with `full`.

    Args:
        settings: The data root.
        keys: Its keys.
        full: Build everything anew, whatever the fingerprints say.
        progress: Called after each step.

    Raises:
        Problem: Nothing was ever submitted.
    """
    store = Store(settings.zones, keys)
    with locked(settings.zones.run_lock):
        for folder in settings.zones.derived:
            files.sweep(folder)
        plan = Plan.full(store) if full else Plan.of(store)
        if plan.is_empty:
            return RunResult(vintage=publish.current(store))
        from orchestration.materialise import materialise

        made = materialise(settings, store, plan, progress)
        return replace(made, vintage=publish.current(store))
