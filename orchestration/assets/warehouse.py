"""The dbt models as assets, with their tests as checks."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.resources import Workspace
from orchestration.translator import WarehouseTranslator
from warehouse.dbt import target


def warehouse_assets(manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """All models and code lists of a dbt manifest as one multi-asset.

    Args:
        manifest: What `dbt parse` wrote; passed in, so that nothing is read at import.
    """

    @dbt_assets(
        manifest=manifest,
        name="warehouse",
        dagster_dbt_translator=WarehouseTranslator(),
        pool="warehouse",  # DuckDB has one writer
    )
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace
    ) -> Iterator[Any]:
        # unit tests belong to the test suite: they test the code, not the data. Never --quiet: the
        # events that become materialisations and checks are dbt's own output.
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        folder = target(workspace.settings().zones)
        yield from dbt.cli(arguments, context=context, target_path=folder).stream()

    return warehouse
