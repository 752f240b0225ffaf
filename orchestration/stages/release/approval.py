"""Two people: reviews, publication after them, withdrawal. Every step is an entry in the ledger."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.fingerprints import release_code
from orchestration.stages.release import outside
from orchestration.stages.release.gatekeeping import attacked
from orchestration.stages.release.protection import PREFIX, told_before
from orchestration.stages.release.public_proof import prove
from orchestration.stages.release.reports import print_release
from orchestration.store import Store
from transforms.disclosure.gate.public import Certificate
from transforms.disclosure.policy import Policy, reviewed
from transforms.disclosure.protection.told import Told
from warehouse import files
from warehouse.locks import locked
from warehouse.releases import (
    contents,
    folders,
    ledger,
    names,
    proof,
    reviewers,
    signing,
    strays,
    votes,
)
from warehouse.releases.budget import PRIVACY
from warehouse.releases.ledger import Entry
from warehouse.releases.names import folded
from warehouse.releases.reviewers import Register
from warehouse.releases.standing import Standing, standing
from warehouse.zones import OPEN_MODE, RESTRICTED_MODE, Zones

FORMATS = ("pdf", "html", "xlsx")
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Vote:
    """What a reviewer says of a release, and with which key."""

    release: str
    by: str
    key_file: Path
    verdict: str  # approve, reject
    reason: str
    at: datetime


@dataclass(frozen=True)
class Counted:
    """Where a release stands after a vote.

    Attributes:
        state: As `Standing` has it.
        approvals: Of the files as they are.
        needed: How many more are needed.
        reset: Who voted on other files: those votes no longer count.
    """

    state: str
    approvals: int
    needed: int
    reset: tuple[str, ...]


def review(store: Store, vote: Vote) -> Counted:
    """Sign and note a vote.

    Raises:
        Problem: There is no such open proposal, or it holds what was not proposed; the reviewer is
            not known or not vouched for, proposed it, gives no reason, or the key is another's;
            the figures to approve are not those that were proposed.
    """
    zones, by = store.zones, names.checked(vote.by)
    if not vote.reason.strip():
        raise Problem("release.no_reason")
    with locked(zones.release_lock, waiting=lambda: None):
        entries = ledger.read(zones)
        one = standing(entries, vote.release)
        _open(one)
        if folded(by) == folded(one.proposal.by):
            raise Problem("release.self_review", exit_code=ExitCode.BLOCKED, name=by)
        known = reviewers.register(entries)
        public = reviewers.member(known, by)
        seen, content = contents.current(zones, vote.release, one.proposal.facts["files"])
        if vote.verdict == "approve":
            _hold_figures(one, seen)
        at = vote.at.isoformat()
        facts = {
            "verdict": vote.verdict, "reason": vote.reason, "content": content,
            votes.ANCHOR: entries[-1].digest,
        }  # fmt: skip
        message = votes.message_of(vote.release, by, at, facts)
        signature = signing.sign(vote.key_file, by, message)
        if not signing.is_signed(public, signature, message):
            raise Problem("release.key_not_registered", name=by, path=vote.key_file)
        facts["signature"] = signature
        entry = ledger.append(zones, "review", at=at, by=by, release=vote.release, facts=facts)
        after = standing([*entries, entry], vote.release)
    approvals = votes.approving(after, known, content)
    reset = tuple(v.by for v in after.votes if v.facts["content"] != content)
    needed = reviewed().approvals
    return Counted(after.state, len(approvals), max(0, needed - len(approvals)), reset)


def publish(store: Store, release: str, by: str, at: datetime) -> Path:
    """Publish a release that two others approved, after a last attack.

    Returns:
        Its folder.

    Raises:
        Problem: It is not open, votes are missing or were given to other files, figures were
            changed by hand or something was put beside them, the embargo stands, or a secret
            would be learned; what is published leaves a small count one value; or policy or
            knowledge of outsiders changed since, or the ledger does not know a release.
    """
    zones, policy, by = store.zones, reviewed(), names.checked(by)
    with locked(zones.release_lock, waiting=lambda: None):
        entries = ledger.read(zones)
        one = standing(entries, release)
        _open(one)
        strays.refuse(zones, entries, publishing=release)
        target = zones.released(release)
        files.sweep(zones.release)  # what a publication left that was cut off
        with _copied(zones, one) as copy:
            proposed = one.proposal.facts
            seen, content = contents.current(zones, release, proposed["files"], copy)
            known = reviewers.register(entries)
            counted = _votes(one, known, seen, content, policy.approvals)
            _embargo(one, counted, policy.embargo_hours, at)
            _same_rules(zones, one, policy)
            told = Told(**contents.read_secret(zones, release, proposed["secret"]))
            attacked(release, told, told_before(store, entries), policy)
            # Anew, as others may have been published since it was proposed.
            proved = _proved(store, one, copy, entries, policy)
            held = _complete(zones, one, copy, proved)
            shutil.rmtree(target, ignore_errors=True)  # left by a publication that was cut off
            files.replace(copy, target)
        ledger.append(
            zones, "publication", at=at.isoformat(), by=by, release=release,
            facts={
                "files": held, "policy": policy.sha256,
                "cube": proposed["cube"], "certificate": proposed["certificate"],
                "code": proposed["code"], "code_at_publication": release_code(),
                "votes": [vote.number for vote in counted], "pages": contents.pages(seen),
            },
        )  # fmt: skip
    return target


def withdraw(store: Store, release: str, by: str, note: str, at: datetime) -> None:
    """Withdraw a published release; its note is public, and what was read stays known.

    Raises:
        Problem: It is not published, or no note is given.
    """
    zones, by = store.zones, names.checked(by)
    if not note.strip():
        raise Problem("release.no_note")
    with locked(zones.release_lock, waiting=lambda: None):
        one = standing(ledger.read(zones), release)
        if one.state != "published":
            raise Problem("release.not_published", release=release, state=one.state)
        document = {"release": release, "withdrawn_at": at.isoformat(), "note": note}
        path = zones.released(release) / contents.NOTE
        files.write_json(path, document)
        facts = {"note": note, "file": files.sha256(path)}
        ledger.append(zones, "withdrawal", at=at.isoformat(), by=by, release=release, facts=facts)


def _open(one: Standing) -> None:
    if one.state != "proposed":
        raise Problem("release.final", release=one.release, state=one.state)


@contextmanager
def _copied(zones: Zones, one: Standing) -> Iterator[Path]:
    """A copy of a proposal that no other knows, gone afterwards unless it was published.

    Votes are held against it and it is what goes out, so that nothing put into the folder of the
    proposal meanwhile goes out too.
    """
    copy = files.temporary(zones.released(one.release))
    copy.mkdir(mode=RESTRICTED_MODE)
    try:
        wanted, source = one.proposal.facts["files"], zones.proposal(one.release)
        folders.hold(one.release, source, wanted)
        folders.copy(source, copy, wanted)
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _votes(
    one: Standing, known: Register, seen: Mapping[str, str], content: str, needed: int
) -> Sequence[Entry]:
    """The signed approvals of exactly these files.

    Raises:
        Problem: There are too few, or the figures are not those that were proposed.
    """
    _hold_figures(one, seen)
    signed = votes.approving(one, known, content)
    if len(signed) < needed:
        changed = any(vote.facts["content"] != content for vote in one.votes)
        key = "release.votes_reset" if changed else "release.votes_missing"
        values = {"release": one.release, "found": len(signed), "needed": needed}
        raise Problem(key, exit_code=ExitCode.BLOCKED, **values)
    return signed


def _hold_figures(one: Standing, seen: Mapping[str, str]) -> None:
    made = contents.made_by_machine
    if made(seen) != made(one.proposal.facts["files"]):
        raise Problem("release.figures_changed", exit_code=ExitCode.BLOCKED, release=one.release)


def _embargo(one: Standing, counted: Sequence[Entry], hours: int, at: datetime) -> None:
    last = max(datetime.fromisoformat(vote.at) for vote in counted)
    until = last + timedelta(hours=hours)
    if one.proposal.facts["embargo"]:
        until = max(until, datetime.fromisoformat(one.proposal.facts["embargo"]))
    if at < until:
        told = until.isoformat()
        raise Problem(
            "release.embargo", exit_code=ExitCode.BLOCKED, until=told, release=one.release
        )


def _same_rules(zones: Zones, one: Standing, policy: Policy) -> None:
    """What was proposed under other rules, or with less known outside, is to be proposed again."""
    blocked, facts = ExitCode.BLOCKED, one.proposal.facts
    if facts["policy"] != policy.sha256:
        raise Problem("release.policy_changed", exit_code=blocked, release=one.release)
    if facts.get("knowledge") != outside.digest(zones):
        raise Problem("release.knowledge.changed", exit_code=blocked, release=one.release)


def _proved(
    store: Store, one: Standing, copy: Path, entries: Sequence[Entry], policy: Policy
) -> Certificate | None:
    """The public proof of a report; a file of records hides no figure."""
    if one.kind not in PREFIX:
        return None
    return prove(store.zones, one.release, pl.read_parquet(copy / contents.CELLS), entries, policy)


def _complete(
    zones: Zones, one: Standing, copy: Path, proved: Certificate | None
) -> dict[str, str]:
    """Make of the copy what goes out: no dossier, but proof, reports printed of it, and a note.

    Returns:
        The digest of each of its files.

    Raises:
        Problem: Its figures are not those any more that were proposed.
    """
    proposed = one.proposal.facts["files"]
    for name in proposed:
        if not contents.leaves(name):
            (copy / name).unlink()
    if proved is not None:
        proof.write(copy, proved.worlds, proved.claim, zones)
        print_release(zones, one, copy, FORMATS, LANGUAGES)
    keys = ("report", "subject", "vintage", "cube", "policy", "code", "certificate")
    facts = {key: one.proposal.facts[key] for key in keys}
    facts["code_at_publication"] = release_code()  # attacked, proved and printed by this one
    if PRIVACY in one.proposal.facts:
        facts[PRIVACY] = one.proposal.facts[PRIVACY]
    files.write_json(copy / contents.ABOUT, {"release": one.release, **facts})
    held = folders.digests(copy)
    made = contents.made_by_machine(proposed)
    if any(held.get(name) != digest for name, digest in made.items()):
        raise Problem("release.figures_changed", exit_code=ExitCode.BLOCKED, release=one.release)
    copy.chmod(OPEN_MODE)
    files.flush(list(copy.rglob("*")))
    return held
