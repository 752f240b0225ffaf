"""What lies in the folder of a release: plain files by name, looked at without following a link."""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from contracts.problems import ExitCode, Problem
from warehouse import files


def names(folder: Path) -> list[str]:
    """Names of all files under a folder, sorted; none where there is no such folder.

    Raises:
        Problem: It holds, or is, what no release may hold: a link, a hidden file, an empty folder
            (its name may tell something too), or anything else that is no plain file.
    """
    if not os.path.lexists(folder):
        return []
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise _irregular(folder)
    return sorted(path.relative_to(folder).as_posix() for path in _below(folder))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by its name in it.

    Raises:
        Problem: As `names`.
    """
    return {name: files.sha256(folder / name) for name in names(folder)}


def hold(release: str, folder: Path, expected: Iterable[str]) -> None:
    """Ask of a folder that it holds these files and no other.

    Raises:
        Problem: As `names`; or a file is missing or too many.
    """
    other = sorted({*expected} ^ {*names(folder)})
    if other:
        told = {"release": release, "file": other[0], "further": len(other) - 1}
        raise Problem("release.files_other", exit_code=ExitCode.BLOCKED, **told)


def copy(source: Path, target: Path, wanted: Iterable[str]) -> None:
    """Copy these files and nothing else; a link is copied as one, for `names` to refuse."""
    for name in wanted:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, place, follow_symlinks=False)


def _below(folder: Path) -> Iterator[Path]:
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    if not entries:
        raise _irregular(folder)
    for entry in entries:
        path, mode = folder / entry.name, entry.stat(follow_symlinks=False).st_mode
        if entry.name.startswith(".") or not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            raise _irregular(path)
        if stat.S_ISDIR(mode):
            yield from _below(path)
        else:
            yield path


def _irregular(path: Path) -> Problem:
    return Problem("release.irregular", exit_code=ExitCode.BLOCKED, path=path)
