"""Two people: who may vote, on what, with which key, and when a release goes out."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import approval
from orchestration.stages.release import check as release_check
from transforms.disclosure.policy import reviewed
from warehouse.releases import ledger
from warehouse.releases.standing import standing

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}


@pytest.fixture
def proposed(world, cells) -> str:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    return world.propose()


def _problem(call, *given: object, **named: object) -> Problem:
    with pytest.raises(Problem) as found:
        call(*given, **named)
    return found.value


def test_one_approval_is_not_enough(world, proposed) -> None:
    assert _problem(world.publish, proposed).key == "release.votes_missing"
    counted = world.review(proposed, "budi")
    assert (counted.approvals, counted.needed) == (1, 1)
    world.review(proposed, "budi", reason="again")  # the same person counts once
    problem = _problem(world.publish, proposed)
    assert (problem.key, problem.exit_code) == ("release.votes_missing", ExitCode.BLOCKED)
    assert not world.zones.released(proposed).exists()


def test_the_proposer_may_not_review(world, proposed) -> None:
    problem = _problem(world.review, proposed, "ratna")
    assert (problem.key, problem.exit_code) == ("release.self_review", ExitCode.BLOCKED)


def test_a_key_signs_for_its_owner_only(world, proposed) -> None:
    (world.keys / "sari.json").write_bytes((world.keys / "budi.json").read_bytes())
    assert _problem(world.review, proposed, "sari").key == "release.key_of_another"
    made = (world.keys / "budi.json").read_text().replace('"budi"', '"sari"')
    (world.keys / "sari.json").write_text(made)
    assert _problem(world.review, proposed, "sari").key == "release.key_not_registered"


def test_a_vote_needs_a_reason(world, proposed) -> None:
    assert _problem(world.review, proposed, "budi", reason=" ").key == "release.no_reason"


def test_a_changed_page_resets_the_votes(world, proposed) -> None:
    world.review(proposed, "budi")
    page = world.zones.proposal(proposed) / "dossier.en.html"
    page.write_text(page.read_text() + "\nA remark.\n")
    counted = world.review(proposed, "sari")
    assert counted.reset == ("budi",)
    assert _problem(world.publish, proposed).key == "release.votes_reset"
    world.review(proposed, "budi", reason="read again")
    world.publish(proposed)
    assert [one.release for one in release_check.verify(world.store)] == [proposed]


def test_a_figure_changed_by_hand_is_refused(world, proposed) -> None:
    table = world.zones.proposal(proposed) / "tables" / "A2_victims.csv"
    whole = table.read_text()
    one_more = re.sub(r",([0-9]+),published", r",1\1,published", whole, count=1)
    table.write_text(one_more)
    assert _problem(world.review, proposed, "budi").key == "release.figures_changed"
    table.write_text(whole)
    for name in ("budi", "sari"):
        world.review(proposed, name)
    table.write_text(one_more)
    assert _problem(world.publish, proposed).key == "release.figures_changed"


def test_a_rejection_is_final(world, proposed) -> None:
    world.review(proposed, "budi", "reject", "numbers of the press contradict")
    assert _problem(world.review, proposed, "sari").key == "release.final"
    assert _problem(world.publish, proposed).key == "release.final"
    one = standing(ledger.read(world.zones), proposed)
    assert [vote.facts["reason"] for vote in one.votes] == ["numbers of the press contradict"]


def test_what_is_published_can_only_be_withdrawn(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.release()
    assert _problem(world.publish, release).key == "release.final"
    assert _problem(world.review, release, "budi").key == "release.final"
    none = _problem(approval.withdraw, world.store, release, "ratna", " ", world.now)
    assert none.key == "release.no_note"
    approval.withdraw(world.store, release, "ratna", "wrong year", world.now)
    again = _problem(approval.withdraw, world.store, release, "ratna", "again", world.now)
    assert again.key == "release.not_published"
    assert [one.state for one in release_check.verify(world.store)] == ["withdrawn"]


def test_an_embargo_stands(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.propose(embargo=world.now + timedelta(days=2))
    for name in ("budi", "sari"):
        world.review(release, name)
    assert _problem(world.publish, release).key == "release.embargo"
    world.now += timedelta(days=2)
    world.publish(release)


def test_a_block_outside_the_plan_is_refused(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS, "A99", "new")})
    problem = _problem(world.propose)
    assert (problem.key, problem.exit_code) == ("release.not_planned", ExitCode.BLOCKED)


def test_what_a_killed_publication_left_is_replaced(world, proposed) -> None:
    for name in ("budi", "sari"):
        world.review(proposed, name)
    left = world.zones.released(proposed) / "tables"
    left.mkdir(parents=True)
    (left / "old.csv").write_text("half")
    world.publish(proposed)
    assert not (left / "old.csv").exists()
    release_check.verify(world.store)


@pytest.mark.slow
def test_ten_releases_are_audited_together(world, cells) -> None:
    """Each year once, then again: the last one looks at what it touches only."""
    years = {2015 + n: cells["by_age_and_sex"](COUNTS) for n in range(5)}
    world.vintage(years)
    for subject in [*map(str, years), *map(str, years)]:
        world.release("annual", subject)
    assert len(release_check.verify(world.store)) == 10


def test_a_policy_changed_since_the_proposal_is_seen(world, proposed, monkeypatch) -> None:
    for name in ("budi", "sari"):
        world.review(proposed, name)
    stricter = replace(reviewed(), sha256="another")
    monkeypatch.setattr(approval, "reviewed", lambda: stricter)
    assert _problem(world.publish, proposed).key == "release.policy_changed"


def test_a_publication_tells_by_which_code_it_was_made(world, proposed, monkeypatch) -> None:
    """Tables by that of the proposal; the last attack, proof and print by that of the day."""
    for name in ("budi", "sari"):
        world.review(proposed, name)
    monkeypatch.setattr(approval, "release_code", lambda: "newer")
    about = json.loads((world.publish(proposed) / "release.json").read_text())
    entries = ledger.read(world.zones)
    before = next(e.facts["code"] for e in entries if e.kind == "proposal")
    for told in (about, entries[-1].facts):
        assert (told["code"], told["code_at_publication"]) == (before, "newer")


def test_the_check_of_releases_holds_each_to_the_policy_of_its_time(world, cells) -> None:
    assert release_check.check_latest(world.store) is None
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.release()
    assert release_check.check_latest(world.store) == release
    world.zones.ledger.write_bytes(world.zones.ledger.read_bytes()[:-2] + b"\n")
    assert _problem(release_check.check_latest, world.store).key == "release.ledger_damaged"
