import pytest

from contracts.problems import ExitCode, Problem
from warehouse.settings import Settings
from warehouse.zones import Address, Zones


@pytest.mark.parametrize("unit", ["PLD33", "a", "0.1-x_Y", "RSUD.33.74"])
def test_a_unit_is_letters_digits_and_three_marks(unit):
    assert Address("police", unit, "2025-03").submission_id(2) == f"police/{unit}/2025-03/r2"


@pytest.mark.parametrize(
    "unit", ["", ".", "..", "../x", "a/b", "-x", "_x", "a b", "é", "x" * 65, "a\n"]
)
def test_another_unit_is_wrong_use(unit):
    with pytest.raises(Problem) as refused:
        Address("police", unit, "2025-03")
    assert refused.value.exit_code == ExitCode.WRONG_USE


@pytest.mark.parametrize(
    "period", ["", "2025", "2025-13", "2025-00", "25-01", "2025-1", "2025-01-01", "２０２５-01"]
)
def test_another_period_is_wrong_use(period):
    with pytest.raises(Problem, match="YYYY-MM"):
        Address("police", "A", period)


def test_an_unknown_agency_is_named_with_those_known():
    with pytest.raises(Problem, match="police, prosecution, social, health"):
        Address("polisi", "A", "2025-03")


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
