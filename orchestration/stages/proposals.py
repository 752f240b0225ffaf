"""What is wanted for release, and what was made ready of it before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from transforms.disclosure.release.gate import Audit
from transforms.disclosure.release.told import Told

LICENCES = ("licensed", "public")


@dataclass(frozen=True)
class Wanted:
    """What is to be released.

    Attributes:
        kind: `annual`, `incidental` or `microdata`.
        subject: The year, the case, or year and licence (`2024-public`).
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
class Prepared:
    """A release that the attack let through.

    Attributes:
        told: What it tells and keeps.
        audit: What the attack found.
        seen: Frames by file name: what leaves.
        files: Contents by name of further files: tables as CSV, the dossier and other pages.
        facts: What the command says of it.
    """

    told: Told
    audit: Audit
    seen: Mapping[str, pl.DataFrame]
    files: Mapping[str, bytes]
    facts: Mapping[str, object]
