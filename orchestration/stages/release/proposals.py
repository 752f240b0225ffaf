"""What is wanted for release, and what was made ready of it before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from transforms.disclosure.gate.gate import Audit
from transforms.disclosure.protection.told import KNOWN, Told

LICENCES = ("licensed", "public")
SYNTHETIC = "synthetic"
LEAST_EPSILON = Decimal("0.01")  # of a synthetic file; less is noise alone


@dataclass(frozen=True)
class Wanted:
    """What is to be released.

    Attributes:
        kind: `annual`, `regional`, `incidental`, `microdata` or `synthetic`.
        subject: The year, the case, or year and licence (`2024-public`).
        by: Who proposes.
        at: Now.
        embargo: Not before this moment; None for at once.
        epsilon: What a synthetic file may cost; None for what the policy says.
    """

    kind: str
    subject: str
    by: str
    at: datetime
    embargo: datetime | None = None
    epsilon: Decimal | None = None


@dataclass(frozen=True)
class Prepared:
    """A release that the attack let through.

    Attributes:
        told: What it tells and keeps.
        audit: What the attack found.
        seen: Frames by file name: what leaves.
        files: Contents by name of further files: tables as CSV, the dossier and other pages.
        facts: What the command says of it.
        noted: What the ledger notes of it, beside what it notes of every release.
        previews: Drafts of a report, printed of the same cells; no part of what is voted on.
    """

    told: Told
    audit: Audit
    seen: Mapping[str, pl.DataFrame]
    files: Mapping[str, bytes]
    facts: Mapping[str, object]
    noted: Mapping[str, object] = field(default_factory=dict)
    previews: Mapping[Path, bytes] = field(default_factory=dict)


def releases_of(earlier: Mapping[str, Told]) -> tuple[str, ...]:
    """Of all that anybody can know the releases, which are what a proposal is said to be with."""
    return tuple(name for name in earlier if name != KNOWN)
