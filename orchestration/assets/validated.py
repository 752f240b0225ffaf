"""The validated zone: typed rows and findings, by agency and month."""

import dagster as dg

from contracts.registry import AGENCIES
from orchestration import pictures
from orchestration.metadata import of_validation
from orchestration.partitions import MONTHS
from orchestration.resources import Workspace
from orchestration.stages.ingest import validate_periods


def _validated(agency: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=["validated", agency],
        group_name=f"validated/{agency}",
        partitions_def=MONTHS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[["landing", agency]],
        description=f"One sealed frame per record type of {agency}: every received row, typed, "
        "with its rejection; and the findings.",
    )
    def validated(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:
        summary = validate_periods(workspace.open(), agency, context.partition_keys)
        metadata = of_validation(summary)
        if workspace.draws and summary.findings_by_rule.height:
            metadata["findings_plot"] = pictures.findings(summary.findings_by_rule)
        return dg.MaterializeResult(metadata=metadata)

    return validated


ALL = tuple(_validated(agency) for agency in AGENCIES)
