"""Receipts and tombstones: what the landing zone says about a submission. No identifier in either.

A receipt is proof for the sender that this content arrived then; its number follows from what it is
proof of, so that the same submission has the same receipt in any data root.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.problems import Problem
from warehouse.address import Address

if TYPE_CHECKING:
    from warehouse.offers import Offer

RECEIPT_VERSION = 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read over a telephone
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True)
class RowCounts:
    """Rows of one record type in one submission, as the checks left them."""

    rows: int
    accepted: int
    rejected: int


@dataclass(frozen=True)
class RuleCount:
    """How often one rule found something in one submission."""

    rule: str
    severity: str
    findings: int


@dataclass(frozen=True)
class Verdict:
    """What the checks said of a submission."""

    status: str  # rejected, partly_accepted, accepted_with_notes, accepted
    failed_step_1: bool
    records: Mapping[str, RowCounts] = field(default_factory=dict)
    rules: tuple[RuleCount, ...] = ()
    contract_version: str = ""


@dataclass(frozen=True)
class Receipt:
    """One stored submission."""

    address: Address
    revision: int
    number: str
    sha256: str
    received_at: str
    is_nil: bool
    files: int
    verdict: Verdict

    @property
    def submission_id(self) -> str:
        """`agency/unit/period/rN`."""
        return self.address.submission_id(self.revision)

    @property
    def received_on(self) -> date:
        """Day of receipt."""
        return date.fromisoformat(self.received_at[:10])

    def document(self) -> dict[str, Any]:
        """As it is kept in `receipt.json`."""
        verdict = self.verdict
        return {
            "version": RECEIPT_VERSION,
            "receipt": self.number,
            "agency": self.address.agency,
            "unit": self.address.unit,
            "period": self.address.period,
            "revision": self.revision,
            "sha256": self.sha256,
            "received_at": self.received_at,
            "is_nil": self.is_nil,
            "files": self.files,
            "status": verdict.status,
            "failed_step_1": verdict.failed_step_1,
            "contract_version": verdict.contract_version,
            "records": {n: vars(c) for n, c in sorted(verdict.records.items())},
            "rules": [vars(r) for r in verdict.rules],
        }

    @classmethod
    def read(cls, path: Path) -> "Receipt":
        """The receipt kept in a file.

        Raises:
            Problem: It is damaged or stands in another's place.
        """
        kept = _document(path)
        try:
            verdict = Verdict(
                kept["status"],
                kept["failed_step_1"],
                {n: RowCounts(**c) for n, c in kept["records"].items()},
                tuple(RuleCount(**r) for r in kept["rules"]),
                kept["contract_version"],
            )
            receipt = cls(
                Address(kept["agency"], kept["unit"], kept["period"]),
                kept["revision"],
                kept["receipt"],
                kept["sha256"],
                kept["received_at"],
                kept["is_nil"],
                kept["files"],
                verdict,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise Problem("storage.file_damaged", path=path) from error
        if Path(receipt.submission_id).parts != path.parent.parts[-4:]:
            raise Problem("storage.file_damaged", path=path)
        return receipt


@dataclass(frozen=True)
class Tombstone:
    """A withdrawal: it covers every revision up to `through`, a late lower one as well."""

    agency: str
    unit: str
    period: str
    through: int
    revisions: tuple[int, ...]  # there when it was withdrawn
    reason: str
    withdrawn_at: str

    @property
    def address(self) -> Address:
        """What was withdrawn."""
        return Address(self.agency, self.unit, self.period)

    def document(self) -> dict[str, Any]:
        """As it is kept in the withdrawals folder."""
        return {**vars(self), "revisions": list(self.revisions)}

    @classmethod
    def read(cls, path: Path) -> "Tombstone":
        """The tombstone kept in a file.

        Raises:
            Problem: It is damaged.
        """
        kept = _document(path)
        try:
            return cls(**{**kept, "revisions": tuple(kept["revisions"])})
        except (KeyError, TypeError) as error:
            raise Problem("storage.file_damaged", path=path) from error


def receipt_of(offer: "Offer", revision: int, verdict: Verdict) -> Receipt:
    """The receipt of an offer under its revision."""
    return Receipt(
        offer.address,
        revision,
        receipt_number(offer.address.submission_id(revision), offer.sha256),
        offer.sha256,
        offer.received_at,
        offer.is_nil,
        len(offer.files),
        verdict,
    )


def receipt_number(submission_id: str, sha256: str) -> str:
    """Twelve characters in groups of four that follow from the submission and its content."""
    value = int.from_bytes(hashlib.sha256(f"{submission_id}|{sha256}".encode()).digest()[:8])
    letters = [_ALPHABET[value >> 5 * n & 31] for n in range(_GROUPS * _GROUP)]
    groups = ["".join(letters[n : n + _GROUP]) for n in range(0, len(letters), _GROUP)]
    return "-".join(groups)


def _document(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Problem("storage.file_damaged", path=path) from error
    if not isinstance(kept, dict):
        raise Problem("storage.file_damaged", path=path)
    return kept
