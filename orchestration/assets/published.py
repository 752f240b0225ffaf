"""The published vintage: the open zone is searched for identifiers first, then it is swapped in."""

import dagster as dg

from orchestration.metadata import of_vintage
from orchestration.resources import Workspace
from orchestration.stages.publish import publish, search_open_zone

NO_IDENTIFIERS = dg.AssetCheckSpec(
    "no_direct_identifiers",
    asset=["published", "searched"],
    blocking=True,
    description="No identifier of any submitted person stands in any file of the open zone.",
)


def published_assets(marts: list[dg.AssetKey]) -> tuple[dg.AssetsDefinition, ...]:
    """The search of the open zone, and the vintage people open.

    Args:
        marts: Keys of the models that are published.
    """

    @dg.asset(
        key=["published", "searched"],
        group_name="published",
        deps=marts,
        check_specs=[NO_IDENTIFIERS],
        description="Every file of the open zone, searched for the identifiers submitted.",
    )
    def searched(workspace: Workspace) -> dg.MaterializeResult:
        leaks = search_open_zone(workspace.open())
        found = {"leaks": len(leaks), "places": "\n".join(leaks[:50]) or "-"}
        return dg.MaterializeResult(
            metadata=found,
            check_results=[dg.AssetCheckResult(passed=not leaks, metadata=found)],
        )

    @dg.asset(
        key=["published", "current"],
        group_name="published",
        deps=[searched],
        description="The vintage people open: read-only DuckDB file and Parquet, replaced in one "
        "step while they read the one before.",
    )
    def current(workspace: Workspace) -> dg.MaterializeResult:
        vintage = publish(workspace.open())
        rows = {f"rows/{table.name}": table.rows for table in vintage.tables}
        plots = of_vintage(workspace.open()) if workspace.draws else {}
        return dg.MaterializeResult(metadata={"vintage": vintage.vintage, **rows, **plots})

    return searched, current
