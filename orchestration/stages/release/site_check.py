"""What anybody can check of a copy of the public site, which holds no ledger: files and proofs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.public_check import PublicCheck, add_up, counted
from warehouse import files
from warehouse.releases import contents, folders, proof
from warehouse.site.links import FILES, SUMS, file_place
from warehouse.site.output import CATALOGUE


def is_site(folder: Path) -> bool:
    """Whether a folder is a public site."""
    return (folder / CATALOGUE).is_file()


def verify_site(folder: Path, release: str | None = None) -> PublicCheck:
    """Check the files of a site by its own lists, and add up the proofs.

    The pages too, as they show figures. Who can write a site can write its lists as well: what was
    published is told by the ledger, from which `kliring site` makes the same site anew.

    A proof that rests on a report since withdrawn cannot be checked here, as its files are gone.

    Args:
        folder: The site.
        release: Only this one; None for all that it offers.

    Raises:
        Problem: There is no such release, a file is not what the list says, one is offered that
            the list does not know, a link or a hidden file is anywhere, a proof does not hold, or
            a page was changed, added or lost.
    """
    there = folders.names(folder)
    try:
        listed = json.loads((folder / CATALOGUE).read_bytes())
        offered = {one["release"]: dict(one["files"]) for one in listed if one["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise _changed(release or "-", CATALOGUE) from error
    if release is not None and release not in offered:
        raise Problem("release.unknown", release=release)
    chosen = list(offered) if release is None else [release]
    _nothing_else(there, offered)
    for name, digests in offered.items():  # of all, as a proof rests on several
        for file, digest in digests.items():
            if not (folder / file).is_file() or files.sha256(folder / file) != digest:
                raise _changed(name, file)
    found = counted(chosen, [_proof(folder, name, offered) for name in chosen])
    _as_listed(folder, there)
    return found


def _as_listed(folder: Path, there: Sequence[str]) -> None:
    """Every file of the site is as its list of digests says, and no other is there."""
    place = folder / SUMS
    lines = place.read_text("utf-8").splitlines() if place.is_file() else []
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    names = set(there) - {SUMS}
    other = names ^ listed.keys()
    other |= {name for name in names - other if files.sha256(folder / name) != listed[name]}
    if other:
        first, *further = sorted(other)
        told = {"file": first if lines else SUMS, "further": len(further)}
        raise Problem("release.site_changed", exit_code=ExitCode.BLOCKED, **told)


def _nothing_else(there: Sequence[str], offered: Mapping[str, Mapping[str, str]]) -> None:
    """Of what is there to be downloaded everything is of a release, or its list."""
    known = {name for digests in offered.values() for name in digests}
    known |= {file_place(release, SUMS) for release in offered}
    if other := [n for n in there if n.startswith(f"{FILES}/") and n not in known]:
        raise Problem(
            "release.files_other", exit_code=ExitCode.BLOCKED,
            release=FILES, file=other[0], further=len(other) - 1,
        )  # fmt: skip


def _proof(folder: Path, release: str, offered: dict[str, dict[str, str]]) -> dict[str, int] | None:
    if file_place(release, proof.CLAIM) not in offered[release]:
        return None
    own = folder / file_place(release, "")
    try:
        rests_on = json.loads((own / proof.CLAIM).read_bytes())["releases"]
    except (ValueError, KeyError, TypeError) as error:
        raise _changed(release, proof.CLAIM) from error
    if not offered.keys() >= set(rests_on) or rests_on[-1] != release:
        return None
    cells = {n: pl.read_parquet(folder / file_place(n, contents.CELLS)) for n in rests_on}
    return add_up(own, release, cells)


def _changed(release: str, file: str) -> Problem:
    told = {"release": release, "file": file}
    return Problem("release.file_changed", exit_code=ExitCode.BLOCKED, **told)
