"""Taking submissions in: find the revision, check, seal, receipt. Many at once are checked at once.

A batch is stored when all of it is checked; a kill loses the batch under way and nothing that has a
receipt. One refused submission stops no other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.problems import Problem
from contracts.reading.sources import Submission
from contracts.registry import CONTRACT_VERSION
from contracts.validate import Validation, validate
from warehouse.landing import Landing, Placement
from warehouse.offers import Offer
from warehouse.receipts import Receipt, RowCounts, RuleCount, Verdict

BATCH = 800  # submissions checked at once: the cost of a check hardly grows with their number
BATCH_BYTES = 128 << 20  # of files held in memory


@dataclass(frozen=True)
class Refusal:
    """A submission that could not be stored, and why."""

    name: str  # the manifest's line or the submission, never content
    problem: Problem


@dataclass(frozen=True)
class Intake:
    """What became of what was offered, in that order."""

    receipts: tuple[Receipt, ...]
    stored: int  # of them new
    refusals: tuple[Refusal, ...]


Named = tuple[str, Callable[[], Offer]]  # how a refusal names it, and what reads its files


def take_in(landing: Landing, offers: Iterable[Named], advance: Callable[[int], None]) -> Intake:
    """Store many submissions; the caller holds the landing lock.

    Args:
        landing: Where they go.
        offers: A name and a function that reads the files, for each.
        advance: Told how many are through.

    Raises:
        Problem: The zone cannot be written; what has a receipt stays.
    """
    receipts: list[Receipt] = []
    refusals: list[Refusal] = []
    stored = 0
    for batch in _batches(landing, offers, refusals):
        new = [p for p in batch.placements if p.is_new]
        made = landing.store(list(zip(new, verdicts(new), strict=True)))
        known = {receipt.submission_id: receipt for receipt in made}
        stored += len(new)
        receipts += [
            known.get(p.submission_id) or landing.receipt(p.offer.address, p.revision)
            for p in batch.placements
        ]
        advance(batch.offered)
    return Intake(tuple(receipts), stored, tuple(refusals))


def take_one(landing: Landing, offer: Offer) -> tuple[Receipt, Validation]:
    """Store one submission; the caller holds the landing lock.

    Returns:
        Its receipt, the one it had if it was there; and what the checks say of it.

    Raises:
        Problem: The number is there with other content, or the zone cannot be written.
    """
    placement = landing.place(offer)
    if not placement.is_new:
        receipt = landing.receipt(offer.address, placement.revision)
        return receipt, validate([_submission(placement, receipt)])
    validation = validate([_submission(placement)])
    landing.store([(placement, verdict(validation, placement.submission_id))])
    return landing.receipt(offer.address, placement.revision), validation


def verdicts(placements: Sequence[Placement]) -> list[Verdict]:
    """What the checks say of new submissions, all checked at once."""
    if not placements:
        return []
    validation = validate([_submission(p) for p in placements])
    outcomes = {row["submission_id"]: row for row in validation.outcomes.iter_rows(named=True)}
    counts = _by_submission(validation.counts.iter_rows(named=True))
    rules = _by_submission(_rule_counts(validation))
    return [_verdict(outcomes[p.submission_id], counts, rules, p.submission_id) for p in placements]


def verdict(validation: Validation, submission_id: str) -> Verdict:
    """What the checks said of one submission."""
    outcomes = {row["submission_id"]: row for row in validation.outcomes.iter_rows(named=True)}
    counts = _by_submission(validation.counts.iter_rows(named=True))
    rules = _by_submission(_rule_counts(validation))
    return _verdict(outcomes[submission_id], counts, rules, submission_id)


def _verdict(
    outcome: Mapping[str, Any],
    counts: Mapping[str, list[dict[str, Any]]],
    rules: Mapping[str, list[dict[str, Any]]],
    submission_id: str,
) -> Verdict:
    return Verdict(
        status=str(outcome["status"]),
        failed_step_1=bool(outcome["failed_step_1"]),
        records={
            str(c["record_type"]): RowCounts(c["rows"], c["accepted"], c["rejected"])
            for c in counts.get(submission_id, ())
        },
        rules=tuple(
            RuleCount(r["rule"], r["severity"], r["findings"]) for r in rules.get(submission_id, ())
        ),
        contract_version=CONTRACT_VERSION,
    )


def _rule_counts(validation: Validation) -> Iterator[dict[str, Any]]:
    import polars as pl

    by = ("submission_id", "rule", "severity")
    counted = validation.findings.group_by(by).agg(findings=pl.len()).sort(by)
    return counted.iter_rows(named=True)


def _by_submission(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["submission_id"]), []).append(row)
    return found


def _submission(placement: Placement, receipt: Receipt | None = None) -> Submission:
    offer = placement.offer
    return Submission(
        submission_id=placement.submission_id,
        agency=offer.address.agency,
        unit=offer.address.unit,
        period=offer.address.period,
        received_on=receipt.received_on if receipt else offer.received_on,
        is_nil=offer.is_nil,
        files=offer.files,
    )


@dataclass
class _Batch:
    placements: list[Placement]
    offered: int  # refused ones as well
    held: int  # bytes


def _batches(
    landing: Landing, offers: Iterable[Named], refusals: list[Refusal]
) -> Iterator[_Batch]:
    batch = _Batch([], 0, 0)
    for name, read in offers:
        batch.offered += 1
        try:
            placement = landing.place(read())
        except Problem as problem:
            refusals.append(Refusal(name, problem))
            continue
        batch.placements.append(placement)
        batch.held += sum(file.size for file in placement.offer.files)
        if len(batch.placements) >= BATCH or batch.held >= BATCH_BYTES:
            yield batch
            batch = _Batch([], 0, 0)
    if batch.offered:
        yield batch
