"""Attacks on what a release holds by somebody who can write beside its files, and never in them."""

import os
import shutil
from pathlib import Path

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages import approval, release_check
from orchestration.stages.public_check import verify_public
from orchestration.stages.site import make_site
from orchestration.stages.site_check import verify_site
from warehouse.releases import folders, ledger

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
KINDS = ("linked folder", "linked file", "hidden file", "hidden folder", "pipe", "file", "empty")


@pytest.fixture
def approved(world, cells) -> str:
    """A proposal that two approved."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.propose()
    for reviewer in ("budi", "sari"):
        world.review(name, reviewer)
    return name


def _put(folder: Path, kind: str, secret: Path) -> None:
    """Something that was not proposed, with what is secret in it where it can hold that."""
    true_values = secret / "quantities.parquet"
    if kind == "linked folder":
        (folder / "more").symlink_to(secret, target_is_directory=True)
    elif kind == "linked file":
        (folder / "more.parquet").symlink_to(true_values)
    elif kind == "hidden file":
        shutil.copyfile(true_values, folder / ".more.csv")
    elif kind == "hidden folder":
        shutil.copytree(secret, folder / ".more")
    elif kind == "pipe":
        os.mkfifo(folder / "more.csv")
    elif kind == "file":
        shutil.copyfile(true_values, folder / "more.csv")
    else:
        (folder / "Siti, born in 2009").mkdir()


def _refused(call, *given: object) -> str:
    with pytest.raises(Problem) as found:
        call(*given)
    assert found.value.exit_code == ExitCode.BLOCKED
    assert all("\n" not in found.value.sentence(language) for language in ("id", "en"))
    return found.value.key


@pytest.mark.parametrize("place", [".", "tables"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_put_into_a_proposal_does_not_go_out(world, approved, place, kind) -> None:
    secret = world.zones.release_secret(approved)
    _put(world.zones.proposal(approved) / place, kind, secret)
    assert _refused(world.publish, approved).startswith(("release.irregular", "release.files_"))
    assert not world.zones.released(approved).exists()
    assert not list(world.zones.release.glob(".writing-*"))
    assert _refused(release_check.verify, world.store, approved)
    assert ledger.read(world.zones)[-1].kind == "review"


def test_a_proposal_that_is_itself_a_link_is_refused(world, approved) -> None:
    folder = world.zones.proposal(approved)
    folder.rename(world.keys / "elsewhere")
    folder.symlink_to(world.keys / "elsewhere", target_is_directory=True)
    assert _refused(world.publish, approved) == "release.irregular"


def test_nobody_votes_on_what_was_not_proposed(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.propose()
    (world.zones.proposal(name) / "description.en.md").write_text("The boy of 00-05 is Siti's son.")
    assert _refused(world.review, name, "budi") == "release.files_other"


@pytest.mark.parametrize("place", [".", "tables", "reports"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_added_to_a_published_folder_is_seen(world, approved, place, kind) -> None:
    target = world.publish(approved)
    copy = world.keys / "copy"
    shutil.copytree(world.zones.release, copy)
    verify_public(copy)
    for folder in (target, copy / approved):
        _put(folder / place, kind, world.zones.release_secret(approved))
    assert _refused(release_check.verify, world.store)
    assert _refused(verify_public, copy)


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


@pytest.mark.pipeline
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_added_to_a_site_is_seen(world, approved, kind) -> None:
    world.publish(approved)
    site = make_site(world.zones).path
    assert verify_site(site).releases == (approved,)
    _put(site / "files" / approved, kind, world.zones.release_secret(approved))
    assert _refused(verify_site, site) in ("release.irregular", "release.files_other")


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
