"""The manifest: parsed once for each version of the project's files, the same for every root."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse import manifest


@pytest.fixture
def parses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders parsed into, in another place than the checkout's."""
    made: list[Path] = []

    def parse(folder: Path) -> None:
        made.append(folder)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(f'{{"nodes": {{}}, "parse": {len(made)}}}')

    monkeypatch.setattr(manifest, "_KEPT", tmp_path)
    monkeypatch.setattr(manifest, "_parse", parse)
    return made


def test_a_version_is_parsed_once(parses: list[Path]) -> None:
    assert manifest.read()["parse"] == 1
    assert manifest.read()["parse"] == 1
    assert len(parses) == 1


@pytest.mark.usefixtures("parses")
def test_another_version_is_parsed_anew_and_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest.read()
    (tmp_path / ".parsing").mkdir()  # killed on the way
    monkeypatch.setattr(manifest, "fingerprint", lambda: "another version")
    assert manifest.read()["parse"] == 2
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "another version"}


def test_two_that_need_it_at_once_parse_it_once(parses: list[Path]) -> None:
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda _: manifest.read()["parse"], range(8)))
    assert read == [1] * 8
    assert len(parses) == 1


def test_nothing_in_it_depends_on_a_data_root() -> None:
    places = {
        source["meta"]["external_location"].partition("(")[2]
        for source in manifest.read()["sources"].values()
    }
    assert {place.partition("'")[2].partition("'")[0] for place in places} == {
        "{name}.parquet",
        "codelists/*.csv",
        "regions/wilayah.csv",
    }


def test_every_model_is_described() -> None:
    described = manifest.descriptions()
    assert described["fct_victims"][""].startswith("One row per")
    assert all(all(words.values()) for words in described.values())
