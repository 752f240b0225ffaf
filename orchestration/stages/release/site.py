"""From the ledger to the public site: everything is checked first, then the whole site is made."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from contracts.problems import Problem
from orchestration.stages.release.public_check import check_files
from transforms.disclosure.policy import reviewed
from warehouse.locks import locked
from warehouse.releases import ledger, reviewers, strays
from warehouse.releases.standing import standing
from warehouse.reports.marks import marks_of
from warehouse.site import output, pages
from warehouse.site.holdings import Holding
from warehouse.site.method import Rules
from warehouse.site.shelf import shelved
from warehouse.zones import Zones


@dataclass(frozen=True)
class Made:
    """A site: its folder, how many releases offer their files, how many files and bytes it has."""

    path: Path
    releases: int
    files: int
    size: int


def make_site(zones: Zones, out: Path | None = None) -> Made:
    """Make the public site anew from the published releases.

    Args:
        zones: The data root; nothing restricted is read, no key needed.
        out: Another folder, outside the data root.

    Raises:
        Problem: Ledger, signature or a file of a release is not what it was, or there is a release
            that the ledger does not know; or the folder is not
            one for a site. No site is made then, and that of the data root is taken away: it may
            offer what no longer stands.
    """
    place = zones.site if out is None else out.absolute()
    if out is not None:
        _refuse_inside(zones, place)
    output.refuse_foreign(place)
    zones.make(zones.home)
    zones.make(place.parent)
    with locked(zones.release_lock, waiting=lambda: None):
        try:
            held = _checked(zones)
        except Problem as problem:
            raise _refused(place, problem, is_own=out is None) from problem
        marks = marks_of(zones, is_draft=False)
        output.write(place, pages.site_files(held, _rules(), marks=marks), held)
    paths = [path for path in place.rglob("*") if path.is_file()]
    offered = sum(1 for one in held if one.shelved.files)
    return Made(place, offered, len(paths), sum(path.stat().st_size for path in paths))


def _checked(zones: Zones) -> list[Holding]:
    """All releases for everybody, the files of those that stand being what the ledger says."""
    entries = ledger.read(zones)
    strays.refuse(zones, entries)
    reviewers.check_registered(zones)
    found = shelved(entries)
    for one in found:
        if one.files:
            check_files(zones, standing(entries, one.release))
    return [Holding(one, zones.released(one.release)) for one in found]


def _refused(place: Path, why: Problem, *, is_own: bool) -> Problem:
    is_gone = is_own and place.exists()
    if is_gone:
        shutil.rmtree(place)
    key = "site.refused_and_gone" if is_gone else "site.refused"
    return Problem(key, exit_code=why.exit_code, why=why)


def _refuse_inside(zones: Zones, place: Path) -> None:
    """A site anywhere in the data root but its own place could be searched, swept or served."""
    resolved = place.resolve()
    if resolved.is_relative_to(zones.home.resolve()) or zones.is_restricted(resolved):
        raise Problem("site.inside", path=place, home=zones.site)


def _rules() -> Rules:
    policy = reviewed()
    return Rules(
        version=policy.version,
        sha256=policy.sha256,
        thresholds=policy.thresholds,
        dominance=policy.dominance,
        zeros_shown=policy.zeros_shown,
        approvals=policy.approvals,
        embargo_hours=policy.embargo_hours,
    )
