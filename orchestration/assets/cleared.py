"""The cleared tables: what dbt reads. No identifier, no local number, no token passes here."""

from collections.abc import Iterator

import dagster as dg

from contracts.cleared import TABLES
from orchestration.resources import Workspace
from orchestration.stages.clear import clear_records

LINKED = ["linked", "persons_and_cases"]


@dg.multi_asset(
    name="cleared",
    specs=[
        dg.AssetSpec(
            ["cleared", name], deps=[LINKED], group_name="cleared", description=table.description
        )
        for name, table in TABLES.items()
    ],
)
def cleared(workspace: Workspace) -> Iterator[dg.MaterializeResult]:
    """Clear the linked records into the source tables of the warehouse."""
    for name, rows in clear_records(workspace.open()).items():
        yield dg.MaterializeResult(
            asset_key=["cleared", name], metadata={"dagster/row_count": rows}
        )


ALL = (cleared,)
