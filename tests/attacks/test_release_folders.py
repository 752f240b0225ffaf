"""Attacks on what a release holds by somebody who can write beside its files, and never in them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import approval
from orchestration.stages.release import check as release_check
from orchestration.stages.release.public_check import verify_public
from orchestration.stages.release.site import make_site
from orchestration.stages.release.site_check import verify_site
from warehouse.releases import folders, ledger

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
NAMES = {
    "linked folder": "more", "linked file": "more.parquet", "hidden file": ".more.csv",
    "hidden folder": ".more", "pipe": "more.csv", "file": "more.csv",
    "empty folder": "Siti, born in 2009",
}  # fmt: skip


@pytest.fixture
def approved(world, cells) -> str:
    """A proposal that two approved."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.propose()
    for reviewer in ("budi", "sari"):
        world.review(name, reviewer)
    return name


@contextmanager
def _put(folder: Path, kind: str, secret: Path) -> Iterator[None]:
    """Something that was not proposed, with what is secret in it where it can hold that."""
    true_values, place = secret / "quantities.parquet", folder / NAMES[kind]
    if kind == "linked folder":
        place.symlink_to(secret, target_is_directory=True)
    elif kind == "linked file":
        place.symlink_to(true_values)
    elif kind == "hidden folder":
        shutil.copytree(secret, place)
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "empty folder":
        place.mkdir()
    else:
        shutil.copyfile(true_values, place)
    yield
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def _refused(call, *given: object) -> str:
    with pytest.raises(Problem) as found:
        call(*given)
    assert found.value.exit_code == ExitCode.BLOCKED
    assert all("\n" not in found.value.sentence(language) for language in ("id", "en"))
    return found.value.key


@pytest.mark.parametrize("place", [".", "tables"])
def test_what_is_put_into_a_proposal_does_not_go_out(world, approved, place) -> None:
    folder, secret = world.zones.proposal(approved) / place, world.zones.release_secret(approved)
    for kind in NAMES:
        with _put(folder, kind, secret):
            refused = _refused(world.publish, approved)
            assert refused in ("release.irregular", "release.files_other"), kind
            assert _refused(release_check.verify, world.store, approved) == refused
        assert not world.zones.released(approved).exists()
        assert not list(world.zones.release.glob(".writing-*"))
    assert ledger.read(world.zones)[-1].kind == "review"
    world.publish(approved)


def test_a_proposal_that_is_itself_a_link_is_refused(world, approved) -> None:
    folder = world.zones.proposal(approved)
    folder.rename(world.keys / "elsewhere")
    folder.symlink_to(world.keys / "elsewhere", target_is_directory=True)
    assert _refused(world.publish, approved) == "release.irregular"


def test_nobody_votes_on_what_was_not_proposed(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.propose()
    (world.zones.proposal(name) / "description.en.html").write_text(
        "The boy of 00-05 is Siti's son."
    )
    assert _refused(world.review, name, "budi") == "release.files_other"


def test_what_is_added_to_a_published_folder_is_seen(world, approved) -> None:
    target = world.publish(approved)
    copy = world.keys / "copy"
    shutil.copytree(world.zones.release, copy)
    for place, kind in product((".", "tables", "reports"), NAMES):
        secret = world.zones.release_secret(approved)
        with _put(target / place, kind, secret), _put(copy / approved / place, kind, secret):
            assert _refused(release_check.verify, world.store), (place, kind)
            assert _refused(verify_public, copy), (place, kind)
    release_check.verify(world.store)
    verify_public(copy)


def test_a_ledger_does_not_make_a_further_file_one_of_the_release(world, approved) -> None:
    """Published by a programme that notes in the ledger whatever lies there."""
    target = world.publish(approved)
    (target / "tables" / "x").mkdir()
    secret = world.zones.release_secret(approved)
    shutil.copyfile(secret / "nonce", target / "tables" / "x" / "nonce")
    entry = ledger.read(world.zones)[-1]
    lines = world.zones.ledger.read_bytes().splitlines(keepends=True)
    world.zones.ledger.write_bytes(b"".join(lines[:-1]))
    facts = {**entry.facts, "files": folders.digests(target)}
    world.zones.ledger_head.unlink()
    head = world.zones.ledger_head
    head.write_text(f'{{"entries": {entry.number - 1}, "digest": "{entry.previous}"}}')
    ledger.append(
        world.zones, "publication", at=entry.at, by=entry.by, release=approved, facts=facts
    )
    assert _refused(release_check.verify, world.store) == "release.files_other"
    assert _refused(verify_public, world.zones.release) == "release.files_other"


@pytest.mark.slow
def test_what_is_added_to_a_site_is_seen(world, approved) -> None:
    world.publish(approved)
    site = make_site(world.zones).path
    for kind in NAMES:
        with _put(site / "files" / approved, kind, world.zones.release_secret(approved)):
            assert _refused(verify_site, site) in ("release.irregular", "release.files_other"), kind
    assert verify_site(site).releases == (approved,)
    page = site / "index.html"
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"2024", b"2042", 1))
    assert _refused(verify_site, site) == "release.site_changed"
    page.write_bytes(whole)
    (site / "more.html").write_text("more")
    assert _refused(verify_site, site) == "release.site_changed"


def test_what_is_approved_goes_out_whatever_happens_meanwhile(world, approved, monkeypatch) -> None:
    """Somebody writes the true value over a sign while the last attack runs."""
    real = approval.attacked
    table = world.zones.proposal(approved) / "tables" / "A2_victims.csv"
    approved_bytes = table.read_bytes()

    def while_it_runs(*given):
        table.write_bytes(approved_bytes.replace(b",,suppressed", b",2,published"))
        return real(*given)

    monkeypatch.setattr(approval, "attacked", while_it_runs)
    target = world.publish(approved)
    assert (target / "tables" / "A2_victims.csv").read_bytes() == approved_bytes
    assert len(release_check.verify(world.store)) == 1


def test_a_copy_changed_meanwhile_does_not_go_out(world, approved, monkeypatch) -> None:
    """Nor does it help to find the copy that is being published."""
    real = approval.attacked

    def while_it_runs(*given):
        for table in world.zones.release.glob(".writing-*/tables/A2_victims.csv"):
            table.write_bytes(table.read_bytes().replace(b",,suppressed", b",2,published"))
        return real(*given)

    monkeypatch.setattr(approval, "attacked", while_it_runs)
    assert _refused(world.publish, approved) == "release.figures_changed"
    assert not world.zones.released(approved).exists()
