"""The register of reviewers: two found it, and every later one has two who vouch."""

from pathlib import Path

import pytest

from contracts.problems import Problem
from warehouse.releases import ledger, names, reviewers, signing
from warehouse.zones import Zones

AT = "2026-11-24T09:00:00+07:00"


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    made = Zones(tmp_path / "home", tmp_path / "home" / "restricted")
    made.make(made.home)
    return made


def _members(zones: Zones) -> set[str]:
    return set(reviewers.register(ledger.read(zones)).members)


def _refused(call, *given: object) -> str:
    with pytest.raises(Problem) as found:
        call(*given)
    assert "\n" not in found.value.sentence("id")
    return found.value.key


def test_a_key_is_made_once_and_lies_outside(zones, tmp_path) -> None:
    public = reviewers.make_key(zones, "budi", tmp_path / "budi.json", AT, "root")
    assert reviewers.register(ledger.read(zones)).members == {"budi": public}
    assert (tmp_path / "budi.json").stat().st_mode & 0o077 == 0
    for name, out in (("budi", "b.json"), ("sari", "home/s.json"), ("sari", "budi.json")):
        assert _refused(reviewers.make_key, zones, name, tmp_path / out, AT, "root")
    assert not (tmp_path / "b.json").exists()


def test_a_signature_is_of_one_key_and_one_message(zones, tmp_path) -> None:
    one = reviewers.make_key(zones, "budi", tmp_path / "budi.json", AT, "root")
    two = reviewers.make_key(zones, "sari", tmp_path / "sari.json", AT, "root")
    signature = signing.sign(tmp_path / "budi.json", "budi", b"yes")
    assert signing.is_signed(one, signature, b"yes")
    assert not signing.is_signed(one, signature, b"no")
    assert not signing.is_signed(two, signature, b"yes")
    assert not signing.is_signed("", "zz", b"yes")
    (tmp_path / "budi.json").chmod(0o644)
    assert _refused(signing.sign, tmp_path / "budi.json", "budi", b"yes") == "release.key_open"


def test_two_found_the_register_and_vouch_for_the_third(zones, tmp_path) -> None:
    def key(name: str) -> Path:
        return tmp_path / f"{name}.json"

    for name in ("budi", "sari", "ratna", "dewi"):
        reviewers.make_key(zones, name, key(name), AT, "root")
    assert _members(zones) == {"budi", "sari"}
    vouch = reviewers.vouch
    assert _refused(vouch, zones, "ratna", "ratna", key("ratna"), AT) == "release.reviewer_waits"
    assert _refused(vouch, zones, "ratna", "dewi", key("dewi"), AT) == "release.reviewer_waits"
    assert _refused(vouch, zones, "rudi", "budi", key("budi"), AT) == "release.reviewer_unknown"
    assert vouch(zones, "ratna", "budi", key("budi"), AT).missing("ratna") == 1
    assert _members(zones) == {"budi", "sari"}
    assert _refused(vouch, zones, "ratna", "budi", key("budi"), AT) == "release.vouched_already"
    assert vouch(zones, "ratna", "sari", key("sari"), AT).missing("ratna") == 0
    assert _members(zones) == {"budi", "sari", "ratna"}
    assert _refused(vouch, zones, "ratna", "sari", key("sari"), AT) == "release.reviewer_stands"
    vouch(zones, "dewi", "ratna", key("ratna"), AT)
    assert "dewi" in vouch(zones, "dewi", "budi", key("budi"), AT).members
    reviewers.check_registered(zones)


def test_a_vouch_without_the_signature_counts_for_nothing(zones, tmp_path) -> None:
    for name in ("budi", "sari", "ratna"):
        reviewers.make_key(zones, name, tmp_path / f"{name}.json", AT, "root")
    public = reviewers.register(ledger.read(zones)).waiting["ratna"]
    reviewers.vouch(zones, "ratna", "budi", tmp_path / "budi.json", AT)
    given = dict(ledger.read(zones)[-1].facts)
    for facts in ({"name": "ratna", "public": public}, {**given, "signature": "00"}, given):
        ledger.append(zones, "vouch", at=AT, by="sari", release=None, facts=facts)
    ledger.append(zones, "vouch", at=AT, by="budi", release=None, facts=given)  # said again
    assert _members(zones) == {"budi", "sari"}


def test_a_name_keeps_its_first_key_and_a_key_its_first_name(zones, tmp_path) -> None:
    first = reviewers.make_key(zones, "budi", tmp_path / "budi.json", AT, "root")
    other = signing.make("x", tmp_path / "x.json")
    assert _refused(reviewers.enter, zones, "budi", other, AT, "x") == "release.reviewer_known"
    assert _refused(reviewers.enter, zones, "budi2", first, AT, "x") == "release.key_known"
    assert _refused(reviewers.enter, zones, "b2", first.upper(), AT, "x") == "release.key_known"
    assert _refused(reviewers.enter, zones, "b2", "no key", AT, "x") == "release.key_malformed"
    for name, public in (("budi", other), (" Budi", other), ("b2", first), ("b3", first.upper())):
        facts = {"name": name, "public": public}
        ledger.append(zones, "reviewer", at=AT, by="x", release=None, facts=facts)
    assert reviewers.register(ledger.read(zones)).keys == {"budi": first}


def test_names_are_written_one_way_and_compared_without_case_and_blanks() -> None:
    assert names.checked(" budi ") == "budi"
    for name in ("Budi", "bu di", "", "budi\n sari", "býdi", "budi."):
        assert _refused(names.checked, name) == "release.name_malformed"
    assert names.folded(" Bu di\t") == "budi"
