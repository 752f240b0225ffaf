"""All of it put together, explicitly: what `dagster dev` loads and what `kliring run` reuses."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration import jobs, schedules, sensors
from orchestration.assets import cleared, landing, linked, pseudonymised, reports, validated
from orchestration.assets.published import published_assets
from orchestration.assets.warehouse import warehouse_assets
from orchestration.checks import contract_checks
from orchestration.resources import default_resources, manifest

PUBLISHED_LAYERS = ("marts", "reporting")


def build_defs(
    overrides: Mapping[str, Any] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """Assemble assets, checks, jobs, schedules, sensors and resources.

    Args:
        overrides: Resources to use in place of the default ones, by name (`workspace`, `dbt`), so
            that tests and the command run the production wiring on another home.
        loggers: Loggers by name, in place of Dagster's console.
    """
    models = manifest()
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
            warehouse_assets(models),
            *published_assets(published),
            *reports.ALL,
        ],
        asset_checks=contract_checks(),
        jobs=jobs.ALL,
        schedules=schedules.ALL,
        sensors=sensors.ALL,
        resources={**default_resources(), **(overrides or {})},
        loggers=dict(loggers) if loggers else None,
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` loads."""
    return build_defs()
