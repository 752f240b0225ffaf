"""The site on the disk: made beside the old one, then put in its place."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.site.holdings import Holding
from warehouse.site.links import SUMS, file_place

CATALOGUE = "releases.json"  # every site has one: a folder without it is not ours to replace
_MODE = 0o755


def catalogue(held: Sequence[Holding]) -> bytes:
    """The releases for programs: what stands in `history.html`, with the digest of every file."""
    return files.json_bytes(
        [
            {
                "release": one.release, "report": one.kind, "state": one.state,
                "year": one.year, "years": one.years,
                "published_on": one.published_on.isoformat(), "note": one.note,
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
                "newer": one.newer,
                "files": {file_place(one.release, n): sha for n, sha in one.files.items()},
            }
            for one in (each.shelved for each in held)
        ]
    )  # fmt: skip


def refuse_foreign(place: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        Problem: It does, or it is a file.
    """
    if not place.exists():
        return
    if not place.is_dir() or (any(place.iterdir()) and not (place / CATALOGUE).is_file()):
        raise Problem("site.not_a_site", path=place)


def write(place: Path, made: Mapping[str, bytes], held: Sequence[Holding]) -> None:
    """Write a whole site and put it where the old one was.

    Args:
        place: Its folder; that above it is there.
        made: Pages and lists, by place in the site.
        held: Releases; of each its files are copied.

    Raises:
        Problem: It cannot be written, or a file changed meanwhile.
    """
    # Not named by process as other temporary ones: what a kill left is found by the next.
    beside, aside = (place.with_name(f".{word}-{place.name}") for word in ("writing", "replaced"))
    try:
        for folder in (beside, aside):
            shutil.rmtree(folder, ignore_errors=True)
        beside.mkdir(_MODE)
        for name, content in {**made, CATALOGUE: catalogue(held)}.items():
            _inside(beside, name).write_bytes(content)
        for one in held:
            for name, digest in one.shelved.files.items():
                target = _inside(beside, file_place(one.shelved.release, name))
                shutil.copyfile(one.folder / name, target)
                if files.sha256(target) != digest:  # since it was compared
                    told = {"release": one.shelved.release, "file": name}
                    raise Problem("release.file_changed", exit_code=ExitCode.BLOCKED, **told)
        there = sorted(one for one in beside.rglob("*") if one.is_file())
        listed = (f"{files.sha256(one)}  {one.relative_to(beside).as_posix()}" for one in there)
        (beside / SUMS).write_text("\n".join([*listed, ""]), "utf-8")  # for sha256sum --check
        files.flush(sorted(beside.rglob("*")))
        if place.exists():
            place.rename(aside)
        files.replace(beside, place)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise Problem("storage.folder_unwritable", path=place, why=error.strerror) from error


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(_MODE, parents=True, exist_ok=True)
    return path
