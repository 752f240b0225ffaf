"""The linked zone: which records are one person and one case, across all agencies and months."""

import dagster as dg

from contracts.registry import AGENCIES
from orchestration.metadata import of_linkage
from orchestration.resources import Workspace
from orchestration.stages.linkage.link import link_records


@dg.asset(
    key=["linked", "persons_and_cases"],
    group_name="linked",
    deps=[["pseudonymised", agency] for agency in AGENCIES],
    description="One row per current person record with its person, one row per document with its "
    "case. Unpartitioned: a new record may join a person of any month. Incremental inside.",
)
def linked(workspace: Workspace) -> dg.MaterializeResult:
    """Link the current records; ids are kept in the crosswalk and never computed again."""
    return dg.MaterializeResult(metadata=of_linkage(link_records(workspace.open())))


ALL = (linked,)
