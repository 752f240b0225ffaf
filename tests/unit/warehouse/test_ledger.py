"""The chain of the ledger: every entry holds the digest of the one before it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.problems import ExitCode, Problem
from warehouse.releases import ledger
from warehouse.releases.standing import known_to_readers, latest, standing, standings
from warehouse.zones import Zones


def _zones(folder: Path) -> Zones:
    zones = Zones(folder / "home", folder / "home" / "restricted")
    zones.make(zones.home)
    return zones


def _add(zones: Zones, kind: str, release: str = "annual-2024-1", by: str = "ratna", **facts):
    return ledger.append(zones, kind, at="2026-11-24T09:00:00+07:00", by=by, release=release,
                         facts=facts)  # fmt: skip


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    return _zones(tmp_path)


def test_an_empty_ledger_is_none(zones) -> None:
    assert ledger.read(zones) == []


def test_entries_are_read_as_they_were_written(zones) -> None:
    first = _add(zones, "proposal", report="annual", subject="2024", note="Ubi – ü")
    second = _add(zones, "publication", files={"a": "b"})
    assert ledger.read(zones) == [first, second]
    assert second.previous == first.digest


@given(st.integers(0, 10_000), st.integers(1, 255))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_is_seen(tmp_path_factory, place: int, flip: int) -> None:
    zones = _zones(tmp_path_factory.mktemp("ledger"))
    for _ in range(3):
        _add(zones, "proposal", report="annual", subject="2024")
    content = bytearray(zones.ledger.read_bytes())
    content[place % len(content)] ^= flip
    zones.ledger.write_bytes(content)
    with pytest.raises(Problem) as found:
        ledger.read(zones)
    assert found.value.exit_code == ExitCode.BLOCKED


def test_a_lost_ledger_is_no_empty_one(zones) -> None:
    _add(zones, "proposal", report="annual", subject="2024")
    zones.ledger.unlink()
    with pytest.raises(Problem):
        ledger.read(zones)


def test_an_entry_whose_head_a_kill_left_unnoted_counts(zones) -> None:
    _add(zones, "proposal", report="annual", subject="2024")
    head = zones.ledger.with_name("head.json").read_bytes()
    _add(zones, "review", by="budi", verdict="approve", content="x")
    zones.ledger.with_name("head.json").write_bytes(head)
    assert len(ledger.read(zones)) == 2


def test_where_a_release_stands(zones) -> None:
    _add(zones, "proposal", report="annual", subject="2024")
    _add(zones, "review", by="budi", verdict="approve", content="old")
    _add(zones, "review", by="budi", verdict="approve", content="new")
    one = standing(ledger.read(zones), "annual-2024-1")
    assert one.state == "proposed"
    assert [vote.facts["content"] for vote in one.votes] == ["new"]  # the last of each
    _add(zones, "publication", files={})
    assert latest(ledger.read(zones), "annual", "2024") is not None
    _add(zones, "withdrawal", note="wrong")
    entries = ledger.read(zones)
    assert [s.state for s in standings(entries)] == ["withdrawn"]
    assert [s.release for s in known_to_readers(entries)] == ["annual-2024-1"]
    assert latest(entries, "annual", "2024") is None
    with pytest.raises(Problem):
        standing(entries, "annual-2023-1")
