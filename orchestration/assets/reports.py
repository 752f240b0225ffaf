"""The reports as assets: annual and regional by year, incidental by case; the public site."""

import dagster as dg

from orchestration.partitions import INCIDENTS, YEARS
from orchestration.resources import Workspace
from orchestration.stages.release.reports import annual_report, incidental_report, regional_report
from orchestration.stages.release.site import make_site

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
    key=["reports", "regional"],
    group_name="reports",
    partitions_def=YEARS,
    deps=[["published", "current"]],
    description="The regional report of a year for all provinces: PDF, page and workbook.",
)
def regional(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:
    """Write the regional report of the partition's year."""
    files = regional_report(workspace.open(), int(context.partition_key), FORMATS, LANGUAGES)
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


@dg.asset(
    key=["site"],
    group_name="reports",
    description="The public site, from the releases of the ledger alone: no run changes it.",
)
def site(workspace: Workspace) -> dg.MaterializeResult:
    """Make the public site anew, as publication and withdrawal do."""
    made = make_site(workspace.settings().zones)
    facts = {"files": made.files, "releases": made.releases, "bytes": made.size}
    return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(made.path), **facts})


ALL = (annual, regional, incidental, site)
