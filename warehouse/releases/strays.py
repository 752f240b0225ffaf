"""Folders that the ledger does not know: a sign that its end was cut off, head and all.

A release that is forgotten is known to its readers all the same, and the next one would be judged
without it. So nothing is proposed, published or found in order beside such a folder. A command
that was killed between the folder and its entry leaves one too; nobody can tell the two apart
from what is there.
"""

from collections.abc import Container, Sequence
from pathlib import Path

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.releases.ledger import Entry
from warehouse.zones import PublicZones, Zones


def refuse(zones: Zones, entries: Sequence[Entry], *, publishing: str | None = None) -> None:
    """Compare the folders of releases with the ledger.

    Args:
        zones: Where they are.
        entries: The ledger.
        publishing: A release whose folder a publication that was cut off may have left.

    Raises:
        Problem: There is a published release, a proposal, a secret of one or a reviewer's key that
            no entry tells of.
    """
    proposed = {entry.release for entry in entries if entry.kind == "proposal"}
    published = {entry.release for entry in entries if entry.kind == "publication"}
    registered = {f"{e.facts['name']}.json" for e in entries if e.kind == "reviewer"}
    folders = {path.name for path in (zones.proposals, zones.reviewers)}
    found = [
        *(p for p in _in(zones.release, {*published, publishing, *folders}) if not _is_file(p)),
        *_in(zones.proposals, proposed),
        *_in(zones.release_secrets, proposed),
        *_in(zones.reviewers, registered),
    ]
    is_copy = isinstance(zones, PublicZones)  # nobody is writing there
    for path in found:
        if is_copy or not files.is_temporary(path):
            raise Problem("release.stray", exit_code=ExitCode.BLOCKED, path=path)


def _in(folder: Path, known: Container[str | None]) -> list[Path]:
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in there if path.name not in known]


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
