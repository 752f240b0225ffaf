"""The pseudonymised zone: records without identifiers, and the linkage envelopes."""

import dagster as dg

from contracts.registry import AGENCIES
from orchestration.partitions import MONTHS
from orchestration.resources import Workspace
from orchestration.stages.pseudonymise import pseudonymise_periods


def _pseudonymised(agency: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=["pseudonymised", agency],
        group_name=f"pseudonymised/{agency}",
        partitions_def=MONTHS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[["validated", agency]],
        description=f"One frame per record type of {agency} without direct identifiers and local "
        "numbers, and one row per person record with its keyed encodings.",
    )
    def pseudonymised(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult:
        rows = pseudonymise_periods(workspace.open(), agency, context.partition_keys)
        return dg.MaterializeResult(metadata=dict(rows))

    return pseudonymised


ALL = tuple(_pseudonymised(agency) for agency in AGENCIES)
