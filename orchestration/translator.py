"""How dbt's models appear in Dagster: keys by layer, one group a layer and subject."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings


class WarehouseTranslator(DagsterDbtTranslator):
    """Models as `warehouse/<model>`; groups as `warehouse/<layer>`.

    Sources carry the key of the asset that writes them, or of the files they are, in their own
    YAML, so that lineage runs unbroken from extract and code list to report.
    """

    def __init__(self) -> None:
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The key of a model or source."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey(["warehouse", dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: staging, intermediate, marts, reporting."""
        return f"warehouse/{dbt_resource_props['fqn'][1]}"
