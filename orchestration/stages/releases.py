"""From the published vintage to a proposed release: protected, proved, attacked, written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.fingerprints import code_version
from orchestration.stages import dossier
from orchestration.stages.protection import must_be_planned, protected, told_before
from orchestration.store import Store
from transforms.disclosure.release.gate import Audit, Finding, audit
from transforms.disclosure.release.policy import Policy, reviewed
from transforms.disclosure.release.small_cells import Decision
from transforms.disclosure.release.told import Told, fault_of, told_of
from warehouse import published
from warehouse.locks import locked
from warehouse.releases import contents, ledger
from warehouse.releases.ledger import Entry
from warehouse.releases.standing import standings
from warehouse.reports import labels

_CODE = ("contracts", "transforms", "warehouse")


@dataclass(frozen=True)
class Wanted:
    """What is to be released.

    Attributes:
        kind: `annual` or `incidental`.
        subject: The year, or the case.
        by: Who proposes.
        at: Now.
        embargo: Not before this moment; None for at once.
    """

    kind: str
    subject: str
    by: str
    at: datetime
    embargo: datetime | None = None


@dataclass(frozen=True)
class Proposed:
    """A proposal: its id, what was decided and what the attack found."""

    release: str
    decision: Decision
    audit: Audit


def propose(store: Store, wanted: Wanted) -> Proposed:
    """Protect, prove and attack a report, and write it down for its reviewers.

    Raises:
        Problem: There is nothing to report; or the plan does not allow it, a secret cannot be
            protected, or would be learned together with an earlier release. Nothing is written.
    """
    policy = reviewed()
    zones = store.zones
    zones.make(zones.home)
    with locked(zones.release_lock, waiting=lambda: None):
        entries = ledger.read(zones)
        earlier = told_before(store, entries)
        decision = protected(store, (wanted.kind, wanted.subject), policy, earlier, is_draft=False)
        must_be_planned(decision, policy)
        told = told_of(decision.counted, decision.protected, policy)
        name = _name(entries, wanted)
        found = attacked(name, told, earlier, policy)
        vintage = published.current_vintage(zones)
        secret = {part: getattr(told, part) for part in contents.SECRET}
        about = dossier.About(name, wanted, decision, told, found, policy, earlier)
        pages = {
            f"dossier.{language}.md": dossier.page(about, language) for language in ("id", "en")
        }
        seen, hidden = contents.write_proposal(
            zones,
            name,
            {contents.CELLS: decision.cells, contents.QUANTITIES: _made_known(told)},
            secret,
            pages,
        )
        facts = {
            "report": wanted.kind,
            "subject": wanted.subject,
            "embargo": wanted.embargo.isoformat() if wanted.embargo else None,
            "vintage": vintage.vintage if vintage else None,
            "cube": hidden["quantities.parquet"],
            "certificate": hidden["proof.parquet"],
            "policy": policy.sha256,
            "code": code_version(*_CODE),
            "attacked_with": list(earlier),
            "files": seen,
            "secret": hidden,
            "content": contents.content_digest(name, seen, hidden),
        }
        at = wanted.at.isoformat()
        ledger.append(zones, "proposal", at=at, by=wanted.by, release=name, facts=facts)
    return Proposed(name, decision, found)


def attacked(name: str, told: Told, earlier: Mapping[str, Told], policy: Policy) -> Audit:
    """What anybody learns from a release and all earlier ones, if it is nothing.

    Raises:
        Problem: The proof does not hold, or a secret is learned: table, cell and earlier release
            are named.
    """
    blocked = ExitCode.BLOCKED
    try:
        found = audit(name, {**earlier, name: told}, policy)
    except ValueError as error:
        raise Problem("release.contradiction", exit_code=blocked, release=name) from error
    if not found.is_safe:
        raise refusal(found.findings)
    if fault := fault_of(told, policy.reach):
        raise Problem("release.unproved", exit_code=blocked, fault=fault, release=name)
    return found


def refusal(findings: Sequence[Finding]) -> Problem:
    """The sentence of a refusal: the first secret, and how many there are."""
    first = findings[0]
    key = f"release.refused.{first.kind}" + ("" if first.earlier else "_alone")
    return Problem(
        key,
        exit_code=ExitCode.BLOCKED,
        earlier=first.earlier,
        further=len(findings) - 1,
        **_cell(first),
    )


def _cell(finding: Finding) -> dict[str, str]:
    """Table, block and the words of row and column of the figure, and of the set of a rest."""
    told = {}
    for prefix, variable in (("", finding.variable), ("other_", finding.other or finding.variable)):
        at = variable.label
        told[f"{prefix}table"] = at["table_code"]
        told[f"{prefix}block"] = at["block_code"]
        for side in ("row", "column"):
            code = at[f"{side}_code"]
            told[f"{prefix}{side}"] = (
                f"{labels.label(at[f'{side}_list_code'], code, 'id')} ({code})"
            )
        told[f"{prefix}figure"] = at["figure_id"]
    return told


def _made_known(told: Told) -> pl.DataFrame:
    """Each quantity with how it is shown; the value only where it is."""
    shown = pl.col("is_published")
    return (
        told.quantities.filter(~pl.col("is_rest"))
        .select(
            "quantity",
            pl.when(shown).then("value").alias("value"),
            pl.when(shown).then(pl.lit("published")).otherwise(pl.lit("suppressed"))
            .alias("shown_code"),
            "figure_id",
        )
        .sort("quantity")
    )  # fmt: skip


def _name(entries: Sequence[Entry], wanted: Wanted) -> str:
    same = [s for s in standings(entries) if (s.kind, s.subject) == (wanted.kind, wanted.subject)]
    return f"{wanted.kind}-{wanted.subject[:12]}-{len(same) + 1}"
