"""The ledger of releases: JSON lines, each holding the digest of the one before it.

Nothing in it is ever changed: what is withdrawn was published, and whoever read it knows it. The
head (number of entries and last digest) stands in a file of its own, so that a ledger from which
the end was cut is seen too.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.zones import Zones

KINDS = ("reviewer", "vouch", "proposal", "review", "publication", "withdrawal")
_FIRST = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes:
        number: Place in the ledger, from 1.
        kind: Of `KINDS`.
        at: When, ISO with offset.
        by: Who.
        release: Of which release; None of a reviewer, or of who vouches for one.
        facts: What was done, by kind.
        previous: Digest of the entry before.
        digest: SHA-256 of this entry without it.
    """

    number: int
    kind: str
    at: str
    by: str
    release: str | None
    facts: Mapping[str, Any]
    previous: str
    digest: str


def append(
    zones: Zones, kind: str, *, at: str, by: str, release: str | None, facts: Mapping[str, Any]
) -> Entry:
    """Add an entry; whoever calls holds the release lock.

    Raises:
        Problem: The ledger is damaged, or cannot be written.
    """
    entries = read(zones)
    previous = entries[-1].digest if entries else _FIRST
    told = {
        "number": len(entries) + 1, "kind": kind, "at": at, "by": by, "release": release,
        "facts": dict(facts), "previous": previous,
    }  # fmt: skip
    digest = hashlib.sha256(_canonical(told)).hexdigest()
    line = _canonical(told | {"digest": digest}) + b"\n"
    zones.make(zones.release)
    try:
        descriptor = os.open(zones.ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        files.write_json(zones.ledger_head, {"entries": len(entries) + 1, "digest": digest})
    except OSError as error:
        path, why = zones.ledger, error.strerror
        raise Problem("storage.folder_unwritable", path=path, why=why) from error
    return _entry(told | {"digest": digest})


def read(zones: Zones) -> list[Entry]:
    """All entries, each checked against the one before and all against the head.

    Raises:
        Problem: An entry was changed, added, left out or cut off; the exit code is that of a
            blocking check.
    """
    try:
        content = zones.ledger.read_bytes()
    except FileNotFoundError:
        if zones.ledger_head.exists():
            raise _damaged(zones, 0) from None
        return []
    entries: list[Entry] = []
    previous = _FIRST
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        entry = _checked(line, number, previous)
        if entry is None:
            raise _damaged(zones, number)
        entries.append(entry)
        previous = entry.digest
    if not content.endswith(b"\n") or not _is_head(zones, entries):
        raise _damaged(zones, len(entries))
    return entries


def of_release(entries: Sequence[Entry], release: str) -> list[Entry]:
    """The entries of one release, in order.

    Raises:
        Problem: There are none.
    """
    found = [entry for entry in entries if entry.release == release]
    if not found:
        raise Problem("release.unknown", release=release)
    return found


def _checked(line: bytes, number: int, previous: str) -> Entry | None:
    try:
        told = json.loads(line)
        digest = told.pop("digest")
        whole = _canonical(told | {"digest": digest}) == line
        fits = told["number"] == number and told["previous"] == previous
        fits &= digest == hashlib.sha256(_canonical(told)).hexdigest() and told["kind"] in KINDS
        return _entry(told | {"digest": digest}) if whole and fits else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _is_head(zones: Zones, entries: Sequence[Entry]) -> bool:
    """Whether the head knows the last entry; one that a kill left unnoted counts as known."""
    try:
        head = json.loads(zones.ledger_head.read_bytes())
        noted = int(head["entries"])
        if not len(entries) - 1 <= noted <= len(entries):
            return False
        return noted == 0 or entries[noted - 1].digest == head["digest"]
    except FileNotFoundError:
        return len(entries) <= 1
    except (ValueError, KeyError, TypeError):
        return False


def _canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(**told)


def _damaged(zones: Zones, number: int) -> Problem:
    blocked = ExitCode.BLOCKED
    return Problem("release.ledger_damaged", exit_code=blocked, path=zones.ledger, entry=number)
