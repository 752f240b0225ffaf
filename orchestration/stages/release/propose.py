"""From the published vintage to a proposed release: protected, proved, attacked, written down."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from contracts.messages import LANGUAGES
from contracts.problems import ExitCode, Problem
from orchestration.fingerprints import release_code
from orchestration.stages.release import outside
from orchestration.stages.release.dossier import report as dossier
from orchestration.stages.release.gatekeeping import attacked
from orchestration.stages.release.proposals import SYNTHETIC, Prepared, Wanted, releases_of
from orchestration.stages.release.protection import (
    first_safe,
    must_be_planned,
    told_before,
    told_by,
)
from orchestration.stages.release.public_proof import prove
from orchestration.stages.release.records import microdata, synthetic
from orchestration.store import Store
from transforms.disclosure.gate.gate import Audit
from transforms.disclosure.gate.public import Certificate
from transforms.disclosure.policy import Policy, reviewed
from transforms.disclosure.protection.rounded import ROUNDED
from transforms.disclosure.protection.small_cells import Decision
from transforms.disclosure.protection.told import MICRODATA, Told
from warehouse import files, published
from warehouse.locks import locked
from warehouse.releases import contents, ledger, names, strays
from warehouse.releases.ledger import Entry
from warehouse.releases.standing import known_to_readers, standings
from warehouse.reports.marks import marks_of
from warehouse.reports.preview import preview

_PREPARE = {MICRODATA: microdata.prepared, SYNTHETIC: synthetic.prepared}


@dataclass(frozen=True)
class Proposed:
    """A proposal: its id, what the attack found, and what the command says of it."""

    release: str
    audit: Audit
    facts: Mapping[str, object]


def propose(store: Store, wanted: Wanted) -> Proposed:
    """Protect, prove and attack a report or a file of records, and write it down for reviewers.

    Raises:
        Problem: There is nothing to release, or the name of who proposes is malformed; or the plan
            does not allow it, a secret cannot be protected, or would be learned together with an
            earlier release, or the ledger does not know one. Nothing is written.
    """
    policy, wanted = reviewed(), replace(wanted, by=names.checked(wanted.by))
    zones = store.zones
    zones.make(zones.home)
    with locked(zones.release_lock, waiting=lambda: None):
        entries = ledger.read(zones)
        strays.refuse(zones, entries)
        for folder in (zones.release, zones.release_secrets):
            files.sweep(folder)  # what a proposal left that was cut off
        earlier = told_before(store, entries)
        _must_follow_the_annual(entries, wanted)
        name = _name(entries, wanted)
        prepare = _PREPARE.get(wanted.kind, _report)
        made = prepare(store, wanted, policy, earlier, name)
        vintage = published.current_vintage(zones)
        secret = {part: getattr(made.told, part) for part in contents.SECRET}
        seen, hidden = contents.write_proposal(zones, name, made.seen, secret, made.files)
        facts = {
            "report": wanted.kind,
            "subject": wanted.subject,
            "embargo": wanted.embargo.isoformat() if wanted.embargo else None,
            "vintage": vintage.vintage if vintage else None,
            "cube": hidden["quantities.parquet"],
            "certificate": hidden["proof.parquet"],
            "policy": policy.sha256,
            "code": release_code(),
            "attacked_with": list(earlier),
            "knowledge": outside.digest(zones),
            "files": seen,
            "secret": hidden,
            "content": contents.content_digest(name, seen, hidden),
            **made.noted,
        }
        at = wanted.at.isoformat()
        for path, page in made.previews.items():
            zones.make(path.parent)
            files.write_bytes(path, page)
        ledger.append(zones, "proposal", at=at, by=wanted.by, release=name, facts=facts)
    return Proposed(name, made.audit, {**made.facts, "earlier": len(releases_of(earlier))})


def _must_follow_the_annual(entries: Sequence[Entry], wanted: Wanted) -> None:
    """Provinces come after the nation: what they show first, its tables could not hide any more.

    Raises:
        Problem: A regional report is wanted of a year without an annual one.
    """
    known = {(one.kind, one.subject) for one in known_to_readers(entries)}
    if wanted.kind == "regional" and ("annual", wanted.subject) not in known:
        raise Problem("release.annual_first", exit_code=ExitCode.BLOCKED, year=wanted.subject)


def _report(
    store: Store, wanted: Wanted, policy: Policy, earlier: Mapping[str, Told], name: str
) -> Prepared:
    """A report: its protected cells."""
    decision, told, found, proved = _safe(store, wanted, policy, earlier, name)
    cells = decision.cells
    known = outside.mattered(outside.lines(store), told, earlier)
    drafts = {one: _draft_page(store, name, one) for one in LANGUAGES}
    marks = marks_of(store.zones, is_draft=True)
    seen_from = store.zones.proposal(name)
    about = dossier.About(
        name, wanted, decision, told, found, proved, policy, earlier, known,
        {one: os.path.relpath(path, seen_from) for one, path in drafts.items()},
    )  # fmt: skip
    shown = int((cells["shown_code"] == "published").sum())
    return Prepared(
        told=told,
        audit=found,
        seen={contents.CELLS: cells, contents.QUANTITIES: _made_known(told, cells)},
        files=contents.tables(cells) | dossier.pages(about),
        facts={"cells": cells.height, "shown": shown, "hidden": cells.height - shown},
        previews={
            path: preview(cells, wanted.kind, wanted.subject, one, marks)
            for one, path in drafts.items()
        },
    )


def _safe(
    store: Store, wanted: Wanted, policy: Policy, earlier: Mapping[str, Told], name: str
) -> tuple[Decision, Told, Audit, Certificate]:
    """The cells of a report, what they tell, what the attack found, and the public proof.

    Raises:
        Problem: A secret is learned.
    """
    entries = ledger.read(store.zones)

    def then(decision: Decision) -> tuple[Decision, Told, Audit, Certificate]:
        must_be_planned(decision, policy)
        told = told_by(decision, policy, name)
        found = attacked(name, told, earlier, policy)
        return decision, told, found, prove(store.zones, name, decision.cells, entries, policy)

    report = (wanted.kind, wanted.subject)
    return first_safe(store, report, policy, earlier, is_draft=False, then=then)


def _draft_page(store: Store, name: str, language: str) -> Path:
    return store.zones.draft_reports / f"{name}.{language}.html"


def _made_known(told: Told, cells: pl.DataFrame) -> pl.DataFrame:
    """Each quantity of the cells with how it is shown; the value only where it is exact."""
    shown = pl.col("is_published")
    is_rounded = pl.col("figure_id").is_in(
        cells.filter(pl.col("shown_code") == ROUNDED)["figure_id"].to_list()
    )
    return (
        told.quantities.join(cells.select("quantity"), on="quantity", how="semi")
        .select(
            "quantity",
            pl.when(shown).then("value").alias("value"),
            pl.when(shown).then(pl.lit("published"))
            .when(is_rounded).then(pl.lit(ROUNDED))
            .otherwise(pl.lit("suppressed"))
            .alias("shown_code"),
            "figure_id",
        )
        .sort("quantity")
    )  # fmt: skip


def _name(entries: Sequence[Entry], wanted: Wanted) -> str:
    """Kind, subject (of a case its first digits) and a running number."""
    same = [s for s in standings(entries) if (s.kind, s.subject) == (wanted.kind, wanted.subject)]
    subject = wanted.subject[:12] if wanted.kind == "incidental" else wanted.subject
    return f"{wanted.kind}-{subject}-{len(same) + 1}"
