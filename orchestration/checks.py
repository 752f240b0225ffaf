"""Asset checks of the restricted zone and of releases; the warehouse's are dbt's own tests."""

import dagster as dg
import polars as pl

from contracts.problems import Problem
from contracts.registry import AGENCIES
from orchestration.resources import Workspace
from orchestration.stages import ingest
from orchestration.stages.linkage import link
from orchestration.stages.linkage import quality as linkage_quality


def contract_checks() -> list[dg.AssetChecksDefinition]:
    """One check per agency and those over all, each named as the statement it proves."""
    of_agencies = [_contract_holds(agency) for agency in AGENCIES]
    return [*of_agencies, every_row_is_accounted_for, no_release_gives_anyone_away]


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


@dg.asset_check(
    asset=["published", "current"],
    name="no_release_gives_anyone_away",
    blocking=True,
    description="The ledger and all releases are what they were, and the latest one, attacked "
    "together with all before it, gives no small figure away.",
)
def no_release_gives_anyone_away(workspace: Workspace) -> dg.AssetCheckResult:
    """Verify every release and attack the latest again; nothing to do before the first."""
    from orchestration.solver import greet_nobody
    from orchestration.stages.release.check import check_latest

    greet_nobody()
    try:
        last, fault = check_latest(workspace.open()), None
    except Problem as problem:
        last, fault = None, problem.sentence("en")
    return dg.AssetCheckResult(
        passed=fault is None, metadata={"last": last or "-", "fault": fault or "-"}
    )


@dg.asset_check(
    asset=["cleared", "linkage_quality"],
    name="linkage_is_good_enough",
    blocking=False,
    description="Precision and recall of the links reach their floors, by labels or as expected.",
)
def linkage_is_good_enough(workspace: Workspace) -> dg.AssetCheckResult:
    """Warn where the linkage falls short, and name the worst group."""
    store = workspace.open()
    found = linkage_quality.standing(pl.read_parquet(store.zones.source("linkage_quality")))
    worst = found.worst or {}
    return dg.AssetCheckResult(
        passed=found.is_good,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "basis": found.basis,
            "precision": found.precision if found.precision is not None else "-",
            "recall": found.recall if found.recall is not None else "-",
            "worst_group": f"{worst['by']}: {worst['value']}" if worst else "-",
            "worst_group_f1": worst.get("f1") or "-",
        },
    )
