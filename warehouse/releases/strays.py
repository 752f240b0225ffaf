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
from warehouse.zones import Zones


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
    _only(zones.release, {*published, publishing, *folders}, of_folders=True)
    _only(zones.proposals, proposed)
    _only(zones.release_secrets, proposed)
    _only(zones.reviewers, registered)


def _only(folder: Path, known: Container[str | None], *, of_folders: bool = False) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        is_asked = not of_folders or path.is_symlink() or path.is_dir()
        if is_asked and path.name not in known and not files.is_temporary(path):
            raise Problem("release.stray", exit_code=ExitCode.BLOCKED, path=path)
