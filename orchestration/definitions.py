"""All of it put together, explicitly: what `dagster dev` loads and what `kliring run` reuses."""

from collections.abc import Mapping, Sequence

import dagster as dg

from orchestration import jobs, schedules, sensors
from orchestration.assets import cleared, landing, linked, pseudonymised, reports, validated
from orchestration.assets.published import published_assets
from orchestration.assets.warehouse import reference_files, warehouse_assets
from orchestration.checks import contract_checks
from orchestration.resources import resources_of
from warehouse import manifest
from warehouse.settings import Settings

PUBLISHED_LAYERS = ("marts", "reporting")


def build_defs(
    settings: Settings | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    more_jobs: Sequence[jobs.Job] = (),
) -> dg.Definitions:
    """Assemble assets, checks, jobs, schedules, sensors and resources.

    Args:
        settings: The data root to work on, so that tests and the command run the production wiring
            on another one; without it that of the environment.
        loggers: Loggers by name, in place of Dagster's console.
        more_jobs: Jobs beside the standing ones, for one run.
    """
    chosen = settings or Settings.load()
    models = manifest.read()
    published = [
        dg.AssetKey(["warehouse", node["name"]])
        for node in models["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] in PUBLISHED_LAYERS
    ]
    return dg.Definitions(
        assets=[
            *landing.ALL,
            *validated.ALL,
            *pseudonymised.ALL,
            *linked.ALL,
            *cleared.ALL,
            *reference_files(models),
            warehouse_assets(models),
            *published_assets(published),
            *reports.ALL,
        ],
        asset_checks=contract_checks(),
        jobs=[*jobs.ALL, *more_jobs],
        schedules=schedules.ALL,
        sensors=sensors.ALL,
        resources=resources_of(chosen, draws=settings is None),
        loggers=dict(loggers) if loggers else None,
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` loads."""
    return build_defs()
