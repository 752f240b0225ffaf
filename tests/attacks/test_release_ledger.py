"""Attacks on the ledger by somebody who writes it anew from some place on, head and all."""

import json
import shutil

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import check as release_check
from orchestration.stages.release.public_check import verify_public
from orchestration.stages.release.site import make_site
from warehouse import files
from warehouse.releases import ledger, signing, votes

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
ONE_MORE = COUNTS | {("18-24", "L"): 23}


def _refused(call, *given: object) -> str:
    with pytest.raises(Problem) as found:
        call(*given)
    assert found.value.exit_code == ExitCode.BLOCKED
    assert all("\n" not in found.value.sentence(language) for language in ("id", "en"))
    return found.value.key


def _cut(world, left: int) -> None:
    """Leave so many entries, and write the head to fit."""
    lines = world.zones.ledger.read_bytes().splitlines(keepends=True)[:left]
    world.zones.ledger.write_bytes(b"".join(lines))
    last = json.loads(lines[-1])
    files.write_json(world.zones.ledger_head, {"entries": left, "digest": last["digest"]})


@pytest.mark.parametrize("gone", [1, 3, 4])
def test_a_ledger_that_was_cut_off_lets_nothing_out(world, cells, gone: int) -> None:
    """The publication, the votes, the proposal: what was published is known to its readers."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    _cut(world, len(ledger.read(world.zones)) - gone)
    assert _refused(release_check.verify, world.store) == "release.stray"
    assert _refused(verify_public, world.zones.release) == "release.stray"
    assert _refused(make_site, world.zones) == "site.refused"
    world.vintage({2024: cells["by_age_and_sex"](ONE_MORE)})
    assert _refused(world.propose) == "release.stray"


def test_secrets_of_a_release_that_is_in_no_ledger_are_seen(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.release()
    _cut(world, len(ledger.read(world.zones)) - 4)
    shutil.rmtree(world.zones.released(name))
    shutil.rmtree(world.zones.proposal(name))
    assert _refused(release_check.verify, world.store) == "release.stray"
    assert _refused(world.propose) == "release.stray"


def test_a_copy_holds_no_folder_that_is_being_written(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.release()
    shutil.copytree(world.zones.release_secret(name), world.zones.release / ".writing-1-more")
    assert _refused(verify_public, world.zones.release) == "release.stray"


def test_a_reviewer_who_is_in_no_ledger_is_seen(world) -> None:
    files.write_json(world.zones.reviewer("rudi"), {"name": "rudi", "public": "00" * 32})
    assert _refused(release_check.verify, world.store) == "release.stray"


def test_a_publication_that_was_cut_off_is_made_once_more(world, cells) -> None:
    """Killed after the folder was there and before the ledger told of it."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.release()
    _cut(world, len(ledger.read(world.zones)) - 1)
    assert _refused(release_check.verify, world.store) == "release.stray"
    world.publish(name)
    assert len(release_check.verify(world.store)) == 1


def test_what_a_killed_proposal_left_is_swept(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    for place in (
        world.zones.proposal("annual-2024-1"),
        world.zones.release_secret("annual-2024-1"),
    ):
        half = place.with_name(f".writing-1-{place.name}")
        world.zones.make(half)
        (half / "half.parquet").write_text("half")
    release_check.verify(world.store)
    world.propose()
    assert not [*world.zones.home.rglob(".writing-*")]


def test_a_ledger_without_an_earlier_release_loses_the_votes_after_it(world, cells) -> None:
    """The first release and all that belongs to it are taken out, and the rest is chained anew."""
    world.vintage({2023: cells["by_age_and_sex"](COUNTS), 2024: cells["by_age_and_sex"](COUNTS)})
    first, second = world.release(subject="2023"), world.release()
    kept = [entry for entry in ledger.read(world.zones) if entry.release != first]
    for folder in (world.zones.released, world.zones.proposal, world.zones.release_secret):
        shutil.rmtree(folder(first))
    world.zones.ledger.unlink()
    world.zones.ledger_head.unlink()
    numbers = {}
    for entry in kept:
        facts = dict(entry.facts)
        if entry.kind == "publication":
            facts["votes"] = [numbers[number] for number in facts["votes"]]
        told = {"at": entry.at, "by": entry.by, "release": entry.release}
        numbers[entry.number] = ledger.append(world.zones, entry.kind, **told, facts=facts).number
    assert _refused(release_check.verify, world.store, second) == "release.signature_wrong"
    assert _refused(verify_public, world.zones.release) == "release.signature_wrong"


def test_a_vote_is_not_moved_to_another_place(world, cells) -> None:
    """The same vote on the same files, noted once more after something else."""
    world.vintage({2023: cells["by_age_and_sex"](COUNTS), 2024: cells["by_age_and_sex"](COUNTS)})
    release = world.propose()
    for name in ("budi", "sari"):
        world.review(release, name)
    given = ledger.read(world.zones)[-2:]
    world.propose(subject="2023")
    for vote in given:
        told = {"at": vote.at, "by": vote.by, "release": release}
        ledger.append(world.zones, "review", **told, facts=dict(vote.facts))
    assert _refused(world.publish, release) == "release.votes_missing"


def test_votes_of_before_there_were_anchors_are_counted_and_said_to_be(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.propose()
    world.review(release, "budi")
    facts = {k: v for k, v in ledger.read(world.zones)[-1].facts.items() if k != votes.ANCHOR}
    at = world.now.isoformat()
    message = votes.message_of(release, "sari", at, facts)
    facts["signature"] = signing.sign(world.keys / "sari.json", "sari", message)
    ledger.append(world.zones, "review", at=at, by="sari", release=release, facts=facts)
    world.publish(release)
    assert votes.unanchored(release_check.verify(world.store)) == 1
    assert verify_public(world.zones.release).unanchored == 1
