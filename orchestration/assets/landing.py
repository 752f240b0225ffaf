"""The landing zone: what arrived, by agency and month; `kliring submit` writes it."""

import dagster as dg

from contracts.registry import AGENCIES
from orchestration.partitions import MONTHS
from orchestration.resources import Workspace
from orchestration.stages.ingest import received


def _landing(agency: str) -> dg.SourceAsset:
    @dg.observable_source_asset(
        key=["landing", agency],
        group_name=f"landing/{agency}",
        partitions_def=MONTHS,
        description=f"One sealed object per submission of {agency}, unit, period and revision.",
    )
    def observe(workspace: Workspace) -> dg.DataVersionsByPartition:
        return dg.DataVersionsByPartition(dict(received(workspace.open(), agency)))

    return observe


ALL = tuple(_landing(agency) for agency in AGENCIES)
