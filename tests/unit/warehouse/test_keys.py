import json
from datetime import date

import pytest

from contracts.problems import Problem
from warehouse.keys import load, load_or_create, rotate, show
from warehouse.zones import Zones

DAY = date(2026, 3, 1)
LATER = date(2026, 4, 1)


def test_keys_are_made_once_and_the_file_is_for_its_owner_alone(zones, key_file):
    made, is_new = load_or_create(key_file, zones, DAY)
    again, is_newer = load_or_create(key_file, zones, LATER)
    assert (is_new, is_newer) == (True, False)
    assert made == again
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert len({k.hex for k in (made.desk, made.linkage, made.identity, made.storage)}) == 4
    assert all(len(k.hex) == 64 for k in (made.desk, made.linkage, made.identity, made.storage))


def test_a_key_shows_in_no_text(keys, key_file, zones):
    hexes = [e["hex"] for e in json.loads(key_file.read_text())["keys"]]
    shown = f"{keys!r} {keys} {keys.storage!r} {show(key_file, zones)!r}"
    assert not any(h in shown for h in hexes)


@pytest.mark.parametrize("place", ["keys.json", "restricted/keys.json", "a/b/../keys.json"])
def test_a_key_file_in_the_data_root_is_refused(zones, place):
    with pytest.raises(Problem, match="inside the data folder"):
        load_or_create(zones.home / place, zones, DAY)


def test_a_link_into_the_data_root_is_refused_as_well(zones, tmp_path):
    zones.make(zones.home)
    (tmp_path / "link").symlink_to(zones.home)
    with pytest.raises(Problem, match="inside the data folder"):
        load_or_create(tmp_path / "link" / "keys.json", zones, DAY)


def test_a_key_file_in_a_restricted_root_elsewhere_is_refused(tmp_path):
    zones = Zones(tmp_path / "data", tmp_path / "apart")
    with pytest.raises(Problem, match="inside the data folder"):
        load_or_create(tmp_path / "apart" / "keys.json", zones, DAY)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_others_can_read_is_refused(key_file, zones, mode):
    key_file.chmod(mode)
    with pytest.raises(Problem, match="chmod 600"):
        load(key_file, zones)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"keys": []}', '{"keys": [{"purpose": "desk"}]}', '{"keys": [3]}']
)
def test_a_damaged_key_file_is_one_sentence_that_quotes_nothing(key_file, zones, text):
    key_file.write_text(text)
    with pytest.raises(Problem, match="damaged") as refused:
        load(key_file, zones)
    assert refused.value.__cause__ is None


@pytest.mark.usefixtures("keys")
def test_a_missing_key_file_is_said_but_never_replaced_where_data_are_sealed(key_file, zones):
    key_file.unlink()
    with pytest.raises(Problem, match="missing"):
        load(key_file, zones)
    with pytest.raises(Problem, match="restore the key file"):
        load_or_create(key_file, zones, DAY)
    assert not key_file.exists()


@pytest.mark.usefixtures("keys")
def test_another_key_file_is_refused_where_data_have_their_ids(zones, tmp_path):
    elsewhere = Zones(tmp_path / "other", tmp_path / "other" / "restricted")
    load_or_create(tmp_path / "wrong.json", elsewhere, DAY)
    with pytest.raises(Problem, match="identity key"):
        load(tmp_path / "wrong.json", zones)


def test_rotation_replaces_what_is_named_and_keeps_the_old_storage_key(keys, key_file, zones):
    rotate(key_file, zones, ["storage"], LATER)
    rotated = load(key_file, zones)
    assert rotated.storage != keys.storage
    assert rotated.storage_key(keys.storage.key_id) == keys.storage
    assert (rotated.desk, rotated.linkage, rotated.identity) == (
        keys.desk,
        keys.linkage,
        keys.identity,
    )
    notes = [(n.purpose, n.created, n.retired) for n in show(key_file, zones)]
    assert notes == [
        ("desk", "2026-03-01", None),
        ("linkage", "2026-03-01", None),
        ("identity", "2026-03-01", None),
        ("storage", "2026-03-01", "2026-04-01"),
        ("storage", "2026-04-01", None),
    ]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("purpose", ["identity", "other"])
def test_the_identity_key_is_never_rotated(key_file, zones, purpose):
    before = key_file.read_bytes()
    with pytest.raises(Problem, match="cannot be rotated"):
        rotate(key_file, zones, ["desk", purpose], LATER)
    assert key_file.read_bytes() == before
