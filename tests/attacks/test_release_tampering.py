"""Attacks on releases by somebody who can write the files: what was changed is seen."""

import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import check as release_check
from warehouse.releases import ledger

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
LEDGER = "home/release/ledger.jsonl"


@pytest.mark.parametrize(
    "name",
    [
        LEDGER,
        "home/release/head.json",
        "home/release/reviewers/budi.json",
        "home/release/annual-2024-1/tables/A2_victims.csv",
        "home/release/annual-2024-1/cells.parquet",
        "home/release/annual-2024-1/reports/laporan-tahunan-2024.en.html",
        "home/restricted/releases/annual-2024-1/proof.parquet",
        "home/restricted/releases/annual-2024-1/quantities.parquet",
    ],
)
def test_one_changed_byte_is_seen(world, cells, name: str) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    release_check.verify(world.store)
    path = world.keys / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(Problem) as found:
        release_check.verify(world.store)
    assert found.value.exit_code == ExitCode.BLOCKED
    assert "\n" not in found.value.sentence("id")


def test_every_byte_of_the_ledger_counts(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    path = world.keys / LEDGER
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Problem):
            release_check.verify(world.store)
    lines = whole.splitlines(keepends=True)
    for fewer in (lines[:-1], lines[1:], lines[:3] + lines[4:], [*lines[:2], *lines]):
        path.write_bytes(b"".join(fewer))
        with pytest.raises(Problem):
            release_check.verify(world.store)
    path.write_bytes(whole)
    release_check.verify(world.store)


def test_a_forged_vote_is_seen(world, cells) -> None:
    """A ledger written anew from the start with a vote nobody signed."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.propose()
    world.review(release, "budi")
    facts = dict(ledger.read(world.zones)[-1].facts)
    at = world.now.isoformat()
    ledger.append(world.zones, "review", at=at, by="sari", release=release, facts=facts)
    with pytest.raises(Problem) as refused:
        world.publish(release)
    assert refused.value.key == "release.votes_missing"
    assert refused.value.exit_code == ExitCode.BLOCKED
