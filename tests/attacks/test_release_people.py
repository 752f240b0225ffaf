"""Attacks on the two people: one person who passes for two, and keys that change hands."""

import json

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.cli.app import answer
from orchestration.stages.release import approval
from orchestration.stages.release import check as release_check
from orchestration.stages.release.propose import Wanted, propose
from orchestration.stages.release.public_check import verify_public
from warehouse import files
from warehouse.releases import ledger, reviewers, signing, votes

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}


@pytest.fixture
def proposed(world, cells) -> str:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    return world.propose()


def _refused(call, *given: object) -> str:
    with pytest.raises(Problem) as found:
        call(*given)
    assert all("\n" not in found.value.sentence(language) for language in ("id", "en"))
    return found.value.key


def _forge(world, name: str, public: str) -> None:
    """Register a key by hand, as somebody can who writes the files."""
    facts = {"name": name, "public": public}
    files.write_json(world.zones.reviewers / f"{name}.json", facts)
    at = world.now.isoformat()
    ledger.append(world.zones, "reviewer", at=at, by="x", release=None, facts=facts)


def _vote_by_hand(world, release: str, name: str, key_of: str) -> None:
    """A vote that the command would refuse, rightly signed with the key in hand."""
    entries = ledger.read(world.zones)
    given = [e for e in entries if e.kind == "review" and e.release == release]
    facts = {
        "verdict": "approve", "reason": "r", "content": given[0].facts["content"],
        votes.ANCHOR: entries[-1].digest,
    }  # fmt: skip
    at = world.now.isoformat()
    document = json.loads((world.keys / f"{key_of}.json").read_text())
    copy = world.keys / "in_hand.json"
    files.write_json(copy, {**document, "name": name}, mode=0o600)
    message = votes.message_of(release, name, at, facts)
    facts["signature"] = signing.sign(copy, name, message)
    ledger.append(world.zones, "review", at=at, by=name, release=release, facts=facts)


@pytest.mark.parametrize("name", ["budi ", " budi", "budi\t"])
def test_a_proposer_does_not_vote_under_his_name_with_a_blank(world, cells, name) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = propose(world.store, Wanted("annual", "2024", name, world.now)).release
    assert _refused(world.review, release, "budi") == "release.self_review"
    world.review(release, "sari")
    assert _refused(world.publish, release) == "release.votes_missing"


@pytest.mark.parametrize("name", ["Budi", "BUDI", "bu di", "budi.", ""])
def test_nobody_proposes_under_a_name_that_no_reviewer_could_have(world, cells, name) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    wanted = Wanted("annual", "2024", name, world.now)
    assert _refused(propose, world.store, wanted) == "release.name_malformed"


def test_a_name_in_another_shape_is_the_same_person(world, proposed) -> None:
    world.review(proposed, "budi")
    for name in ("Budi", "budi ", "bu di", "RATNA"):
        _vote_by_hand(world, proposed, name, name.replace(" ", "").lower())
    assert _refused(world.publish, proposed) == "release.votes_missing"


def test_one_person_does_not_register_two(world, proposed) -> None:
    for name in ("x1", "x2"):
        world.register(name, by="ratna")
        assert _refused(world.review, proposed, name) == "release.reviewer_waits"
    world.review(proposed, "budi")
    for name in ("x1", "x2"):
        _vote_by_hand(world, proposed, name, name)
    assert _refused(world.publish, proposed) == "release.votes_missing"


def test_who_holds_one_key_makes_no_second_person_of_himself(world, proposed) -> None:
    world.register("x1", by="budi")
    world.vouch("x1", "budi")
    assert _refused(world.vouch, "x1", "budi") == "release.vouched_already"
    assert _refused(world.vouch, "x1", "x1") == "release.reviewer_waits"
    world.review(proposed, "budi")
    assert _refused(world.review, proposed, "x1") == "release.reviewer_waits"
    _vote_by_hand(world, proposed, "x1", "x1")
    assert _refused(world.publish, proposed) == "release.votes_missing"


def test_one_key_under_two_names_is_one_vote(world, proposed) -> None:
    public = json.loads((world.keys / "budi.json").read_text())["public"]
    at = world.now.isoformat()
    assert _refused(reviewers.enter, world.zones, "budi2", public, at, "x") == "release.key_known"
    world.review(proposed, "budi")
    for name, written in (("budi2", public), ("budi3", public.upper())):
        _forge(world, name, written)
        _vote_by_hand(world, proposed, name, "budi")
    assert _refused(world.publish, proposed) == "release.votes_missing"


def test_a_second_key_for_a_name_is_no_key_of_it(world, proposed) -> None:
    """Somebody who writes the files gives both reviewers keys of his own."""
    for name in ("budi", "sari"):
        own = world.keys / f"own_{name}.json"
        _forge(world, name, signing.make(name, own))
        world.now = world.now.replace(second=world.now.second + 1)
        vote = approval.Vote(proposed, name, own, "approve", "r", world.now)
        assert _refused(approval.review, world.store, vote) == "release.key_not_registered"
    assert _refused(release_check.verify, world.store) == "release.reviewer_changed"
    assert _refused(world.register, "budi") == "release.reviewer_known"


def test_a_publication_by_one_person_is_seen_afterwards(world, proposed) -> None:
    """Noted in the ledger by a programme that does not ask who voted."""
    world.review(proposed, "budi")
    _forge(world, "budi2", json.loads((world.keys / "budi.json").read_text())["public"])
    world.review(proposed, "sari")
    world.publish(proposed)
    release_check.verify(world.store)
    lines = world.zones.ledger.read_bytes().splitlines(keepends=True)
    publication = ledger.read(world.zones)[-1]
    world.zones.ledger.write_bytes(b"".join(lines[:-2]))
    last = json.loads(lines[-3])
    files.write_json(world.zones.ledger_head, {"entries": last["number"], "digest": last["digest"]})
    _vote_by_hand(world, proposed, "budi2", "budi")
    ledger.append(
        world.zones, "publication", at=publication.at, by="x", release=proposed,
        facts=dict(publication.facts),
    )  # fmt: skip
    assert _refused(release_check.verify, world.store) == "release.signature_wrong"
    assert _refused(verify_public, world.zones.release) == "release.signature_wrong"


def test_the_command_lets_a_third_person_in(world, proposed, monkeypatch, capsys) -> None:
    monkeypatch.setenv("KLIRING_KEYS", str(world.keys / "keys.json"))

    def run(*given: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = answer(["--home", str(world.zones.home), "--lang", "en", "release", *given])
        said = capsys.readouterr()
        return code, said.out, said.err

    key = str(world.keys / "dewi.json")
    code, _, err = run("key", "--as", "dewi", "--out", key)
    public = json.loads((world.keys / "dewi.json").read_text())["public"]
    assert code == 0
    assert public in err
    assert "when 2 reviewers have vouched" in err
    vote = ("review", proposed, "--as", "dewi", "--key", key, "--approve", "--reason", "r")
    code, out, err = run(*vote)
    assert (code, out, err.count("\n")) == (ExitCode.BLOCKED, "", 1)
    assert "kliring release vouch dewi" in err
    for by, left in (("budi", "1 more"), ("sari", "0 more")):
        code, out, _ = run("vouch", "dewi", "--as", by, "--key", str(world.keys / f"{by}.json"))
        assert (code, public in out, left in out) == (0, True, True)
    assert run(*vote)[0] == 0
    code, _, err = run("propose", "annual", "--year", "2024", "--as", "Dewi")
    assert (code, err.count("\n")) == (ExitCode.WRONG_USE, 1)
    assert "--as" in err
