"""The dbt models as assets, with their tests as checks."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.resources import Workspace
from orchestration.stages.publish import remember_warehouse
from orchestration.translator import WarehouseTranslator
from warehouse import dbt


def warehouse_assets(manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """All models of a dbt manifest as one multi-asset.

    Args:
        manifest: What `dbt parse` wrote; passed in, so that nothing is read at import.
    """
    translator = WarehouseTranslator()

    @dbt_assets(
        manifest=manifest,
        name="warehouse",
        dagster_dbt_translator=translator,
        pool="warehouse",  # DuckDB has one writer
    )
    def warehouse(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[Any]:
        results: list[DbtCoreCliEventMessage] = []

        def heard(event: Mapping[str, Any]) -> None:
            results.append(DbtCoreCliEventMessage(dict(event), event_history_metadata={}))

        # unit tests belong to the test suite: they test the code, not the data
        build = dbt.build(workspace.settings().zones, _selected(context, manifest), heard=heard)
        for result in results:
            yield from result.to_default_asset_events(manifest, translator, context)
        if not build.is_whole:
            raise dg.Failure("; ".join(build.sentences("en")))
        if not context.is_subset:
            remember_warehouse(workspace.open())

    return warehouse


def reference_files(manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """Code lists and regions: files that nobody materialises and models begin with."""
    return [
        dg.AssetSpec(
            source["config"]["meta"]["dagster"]["asset_key"],
            group_name="codelists",
            description=source["description"],
        )
        for source in manifest["sources"].values()
        if source["source_name"] == "reference"
    ]


def _selected(context: dg.AssetExecutionContext, manifest: Mapping[str, Any]) -> list[str] | None:
    """Names of the nodes to build where not all are."""
    if not context.is_subset:
        return None
    nodes = manifest["nodes"].values()
    keys = {key.path[-1] for key in context.selected_asset_keys}
    return sorted(node["name"] for node in nodes if node["name"] in keys)
