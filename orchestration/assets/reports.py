"""The reports as assets: the annual one by year, the incidental one by case."""

import dagster as dg

from orchestration.partitions import INCIDENTS, YEARS
from orchestration.resources import Workspace
from orchestration.stages.reports import annual_report, incidental_report

FORMATS = ("pdf", "html", "xlsx")
LANGUAGES = ("id", "en")


@dg.asset(
    key=["reports", "annual"],
    group_name="reports",
    partitions_def=YEARS,
    deps=[["published", "current"]],
    description="The annual report of a year: PDF, page and workbook, in Indonesian and English.",
)
def annual(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:
    """Write the annual report of the partition's year."""
    files = annual_report(workspace.open(), int(context.partition_key), FORMATS, LANGUAGES)
    return dg.MaterializeResult(metadata={"files": [str(path) for path in files]})


@dg.asset(
    key=["reports", "incidental"],
    group_name="reports",
    partitions_def=INCIDENTS,
    deps=[["published", "current"]],
    description="The incidental report of one case: PDF, page and workbook.",
)
def incidental(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:
    """Write the incidental report of the partition's case."""
    files = incidental_report(workspace.open(), context.partition_key, FORMATS, LANGUAGES)
    return dg.MaterializeResult(metadata={"files": [str(path) for path in files]})


ALL = (annual, incidental)
