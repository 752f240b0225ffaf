"""Asset checks of the restricted zone; those of the warehouse are dbt's own tests."""

import dagster as dg

from contracts.registry import AGENCIES
from orchestration.resources import Workspace
from orchestration.stages import ingest, link


def contract_checks() -> list[dg.AssetChecksDefinition]:
    """One check per agency and one over all of them, each named as the statement it proves."""
    return [*(_contract_holds(agency) for agency in AGENCIES), every_row_is_accounted_for]


def _contract_holds(agency: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=["validated", agency],
        name="contract_holds",
        blocking=True,
        description="Every row that was not rejected satisfies the contract of its record type.",
    )
    def contract_holds(workspace: Workspace) -> dg.AssetCheckResult:
        broken = ingest.broken_contracts(workspace.open(), agency)
        return dg.AssetCheckResult(passed=not broken, metadata={"broken": sorted(broken)})

    return contract_holds


@dg.asset_check(
    asset=["linked", "persons_and_cases"],
    name="every_row_is_accounted_for",
    blocking=True,
    description="Withdrawn, superseded, rejected and accepted rows add up to the rows received.",
)
def every_row_is_accounted_for(workspace: Workspace) -> dg.AssetCheckResult:
    """Compare the outcomes with the counts on the receipts, per record type."""
    missing = link.unaccounted(workspace.open())
    return dg.AssetCheckResult(
        passed=not missing, metadata={"record_types": sorted(missing) or ["-"]}
    )
