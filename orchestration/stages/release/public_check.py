"""What anybody can check of published releases: chain, files, signatures and the public proof.

Nothing restricted, no key and no solver is needed, nor imported.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from contracts.problems import ExitCode, Problem
from transforms.disclosure.audit.outside import check
from warehouse import files
from warehouse.releases import contents, folders, ledger, proof, reviewers, strays, votes
from warehouse.releases.standing import Standing, known_to_readers
from warehouse.site.shelf import is_public
from warehouse.zones import PublicZones, Zones

NEEDED = 2  # approvals by others than the proposer, whatever the policy of the day says


@dataclass(frozen=True)
class PublicCheck:
    """What an outsider has checked.

    Attributes:
        releases: Whose chain, files and signatures hold.
        with_proof: How many of them carry a proof.
        hidden: Figures that those hide.
        proved: Hidden figures of which the worlds show two values or more.
        unanchored: Votes of before a vote was bound to its place in the ledger.
    """

    releases: tuple[str, ...]
    with_proof: int
    hidden: int
    proved: int
    unanchored: int = 0


def verify_public(folder: Path, release: str | None = None) -> PublicCheck:
    """Check a copy of the release folder by itself: nothing restricted, no key, no solver.

    Args:
        folder: With the ledger, its head and the published releases.
        release: Only this one; None for all that are for everybody, and others that are there.

    Raises:
        Problem: There is no ledger, no such release, or anything is not as it was published.
    """
    zones = PublicZones(folder, folder / "restricted")
    entries = ledger.read(zones)
    if not entries:
        raise Problem("release.nothing_public", path=folder)
    strays.refuse(zones, entries)
    known = known_to_readers(entries)
    chosen = [one for one in known if release == one.release]
    if release is None:  # what goes to named readers need not be there
        chosen = [o for o in known if is_public(o) or zones.released(o.release).exists()]
    if release is not None and not chosen:
        raise Problem("release.unknown", release=release)
    proofs = []
    for one in chosen:
        check_files(zones, one)
        proofs.append(check_proof(zones, one, known))
    done = counted([one.release for one in chosen], proofs)
    return replace(done, unanchored=votes.unanchored(chosen))


def counted(releases: Sequence[str], proofs: Sequence[Mapping[str, int] | None]) -> PublicCheck:
    """What was checked in all, of releases that carry a proof or (None) do not."""
    held = [counts for counts in proofs if counts is not None]
    hidden, proved = (sum(counts[name] for counts in held) for name in ("hidden", "proved"))
    return PublicCheck(tuple(releases), len(held), hidden, proved)


def check_files(zones: Zones, one: Standing) -> None:
    """Check signatures and files of a release by the ledger alone, without what is secret.

    Raises:
        Problem: A signature is not valid, fewer than two others approved these very files, or one
            was changed, added or taken away, or is neither of the proposal nor of publication.
    """
    _signatures(zones, one)
    if one.publication is None:
        return
    expected = dict(one.publication.facts["files"])
    if one.withdrawal is not None:
        expected[contents.NOTE] = one.withdrawal.facts["file"]
    found = folders.digests(zones.released(one.release))
    compare(one, expected, found)
    proposed = one.proposal.facts["files"]
    made = contents.made_by_machine(proposed)
    compare(one, made, {name: digest for name, digest in expected.items() if name in made})
    further = {*one.publication.facts["files"]} - {n for n in proposed if contents.leaves(n)}
    if foreign := sorted(n for n in further if not contents.is_made_at_publication(n)):
        told = {"release": one.release, "file": foreign[0], "further": len(foreign) - 1}
        raise Problem("release.files_other", exit_code=ExitCode.BLOCKED, **told)


def _signatures(zones: Zones, one: Standing) -> None:
    """Every vote is signed by who it is said to be of; enough were given, on these very files."""
    known = reviewers.register(ledger.read(zones))
    for vote in one.votes:
        if not votes.is_valid(one.release, vote, known):
            blocked = ExitCode.BLOCKED
            raise Problem(
                "release.signature_wrong", exit_code=blocked, name=vote.by, release=one.release
            )
    if one.publication is None:
        return
    noted = one.publication.facts["votes"]
    good = [v for v in votes.approving(one, known, _content(one)) if v.number in noted]
    if len(good) < NEEDED:
        raise Problem("release.votes_wrong", exit_code=ExitCode.BLOCKED, release=one.release)


def _content(one: Standing) -> str | None:
    """What the votes of a publication have to be about; None of one that did not keep its pages."""
    facts = one.publication.facts if one.publication else {}
    if "pages" not in facts:
        return None
    proposed = one.proposal.facts
    seen = contents.made_by_machine(proposed["files"]) | facts["pages"]
    return contents.content_digest(one.release, seen, proposed["secret"])


def check_proof(zones: Zones, one: Standing, known: Sequence[Standing]) -> dict[str, int] | None:
    """Add up the worlds of a published report with the cells of it and of annual ones before.

    Args:
        zones: Where they are; nothing restricted is read.
        one: The release.
        known: All that were published, in order.

    Returns:
        How many figures it hides, and of how many that is proved; None where it carries no proof.

    Raises:
        Problem: The proof does not hold, or a table is not what the proof is about.
    """
    if one.publication is None or proof.CLAIM not in one.publication.facts["files"]:
        return None
    last = one.publication.number
    before = [s for s in known if s.publication and s.publication.number < last and is_public(s)]
    cells = published_cells(zones, [*before, one])
    return add_up(zones.released(one.release), one.release, cells)


def add_up(folder: Path, release: str, cells: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Add up the worlds of a report.

    Args:
        folder: Its files.
        release: Its id.
        cells: By release its cells and those that its proof rests on, itself the last.

    Returns:
        How many figures it hides, and of how many two values are shown.

    Raises:
        Problem: A sum does not hold, too little is shown, or a table is not that of the cells.
    """
    try:
        worlds, claim = proof.read(folder)
        fault, file = check(cells, worlds, claim), proof.WORLDS
        if fault is None and (other := _other_table(folder, cells[release])):
            fault, file = "tables", other
    except (OSError, ValueError):
        fault, file, claim = "cells", proof.WORLDS, {}
    if fault is not None:
        told = {"release": release, "file": file, "fault": fault}
        raise Problem("release.proof_wrong", exit_code=ExitCode.BLOCKED, **told)
    return {"hidden": claim["hidden"], "proved": claim["proved"]}


def published_cells(zones: Zones, known: Sequence[Standing]) -> dict[str, pl.DataFrame]:
    """Published cells of reports, each as the ledger knows it."""
    found = {}
    for one in known:
        expected = one.publication.facts["files"].get(contents.CELLS) if one.publication else None
        if expected is None:  # a file of records
            continue
        path = zones.released(one.release) / contents.CELLS
        if not path.is_file() or files.sha256(path) != expected:
            blocked, told = ExitCode.BLOCKED, {"release": one.release, "file": contents.CELLS}
            raise Problem("release.file_changed", exit_code=blocked, **told)
        found[one.release] = pl.read_parquet(path)
    return found


def _other_table(folder: Path, cells: pl.DataFrame) -> str | None:
    """A CSV that tells another figure than the cells that the proof is about."""
    for (table, block), rows in cells.group_by("table_code", "block_code", maintain_order=True):
        name = f"tables/{table}_{block}.csv"
        told = csv.DictReader((folder / name).read_text("utf-8").splitlines())
        read = [(row["figure_id"], row["value"], row["status"]) for row in told]
        own = [
            (row["figure_id"], contents.number(row["value"]), contents.status_of(row))
            for row in rows.to_dicts()
        ]
        if sorted(read) != sorted(own):
            return name
    return None


def compare(one: Standing, expected: dict[str, str], found: dict[str, str]) -> None:
    """Compare digests by name.

    Raises:
        Problem: One differs, is missing or too many.
    """
    wrong = sorted(n for n in {*expected, *found} if expected.get(n) != found.get(n))
    if wrong:
        raise Problem(
            "release.file_changed",
            exit_code=ExitCode.BLOCKED,
            release=one.release,
            file=wrong[0],
            further=len(wrong) - 1,
        )
