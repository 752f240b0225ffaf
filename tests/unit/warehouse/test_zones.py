import pytest

from contracts.problems import Problem
from warehouse.address import Address
from warehouse.settings import Settings
from warehouse.zones import Zones


def test_folders_of_the_restricted_root_are_for_their_owner_alone(tmp_path):
    zones = Zones(tmp_path / "data", tmp_path / "apart")
    folder = zones.make(zones.revision(Address("police", "A", "2025-03"), 1))
    inside = [folder, *(p for p in folder.parents if p.is_relative_to(zones.restricted))]
    assert {p.stat().st_mode & 0o777 for p in inside} == {0o700}
    assert zones.make(zones.published).stat().st_mode & 0o700 == 0o700


def test_every_open_place_is_outside_the_restricted_root(tmp_path):
    zones = Zones(tmp_path / "data", tmp_path / "data" / "restricted")
    opened = (
        zones.sources,
        zones.database,
        zones.published,
        zones.reports,
        zones.logs,
        zones.release,
    )
    assert not any(zones.is_restricted(p) for p in opened)
    kept = (zones.landing, zones.validated("police", "2025-03", "findings"), zones.linked("pairs"))
    assert all(zones.is_restricted(p) for p in kept)


def test_a_table_name_builds_no_path(tmp_path):
    with pytest.raises(Problem, match="malformed"):
        Zones(tmp_path, tmp_path).source("../x")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    zones = Zones(tmp_path / "file" / "data", tmp_path / "file" / "restricted")
    with pytest.raises(Problem, match="cannot be written"):
        zones.make(zones.landing)


def test_arguments_come_before_the_environment_and_that_before_the_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.load(environment={}).zones.home == tmp_path / "data"
    given = {
        "KLIRING_HOME": str(tmp_path / "env"),
        "KLIRING_RESTRICTED": str(tmp_path / "apart"),
        "KLIRING_KEYS": str(tmp_path / "k.json"),
        "KLIRING_LANG": "en",
    }
    settings = Settings.load(environment=given)
    assert settings.zones == Zones(tmp_path / "env", tmp_path / "apart")
    assert (settings.key_file, settings.language) == (tmp_path / "k.json", "en")
    chosen = Settings.load(home=tmp_path / "arg", language="id", environment=given)
    assert (chosen.zones.home, chosen.language) == (tmp_path / "arg", "id")
    with pytest.raises(Problem, match="not available"):
        Settings.load(language="fr", environment={})
