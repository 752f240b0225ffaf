"""The same input gives the same bytes; a run killed anywhere ends in the same state."""

import hashlib
import random
import signal
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def _hashes(folder: Path, *suffixes: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in suffixes
    }


def _published(world) -> dict[str, str]:
    return _hashes(world.home / "published" / "current", ".parquet")


def test_run_again_changes_nothing(world) -> None:
    before = _published(world)
    world.kliring("run")
    assert _published(world) == before


def test_full_run_and_report_give_the_same_bytes(world) -> None:
    published = _published(world)
    reports = _hashes(world.home / "reports", ".pdf", ".xlsx", ".html")
    assert published
    assert reports
    world.kliring("run", "--full")
    world.kliring("report", "annual", "--year", "2024", "--lang", "id,en")
    assert _published(world) == published
    assert _hashes(world.home / "reports", ".pdf", ".xlsx", ".html") == reports


def test_submitting_again_is_the_same_submission(world, extracts) -> None:
    before = world.status()["rows"]
    world.kliring("submit", "--manifest", extracts / "manifest.csv")
    assert world.status()["rows"] == before


def test_order_of_arrival_changes_nothing(world, extracts, tmp_path) -> None:
    lines = (extracts / "manifest.csv").read_text("utf-8").splitlines()
    rows = lines[1:]
    random.Random(3).shuffle(rows)
    shuffled = extracts / "shuffled.csv"
    shuffled.write_text("\n".join([lines[0], *rows]) + "\n", "utf-8")
    other = world.another(tmp_path)
    other.kliring("submit", "--manifest", shuffled)
    other.kliring("run")
    assert _published(other) == _published(world)


def test_killed_at_any_moment_it_ends_in_the_same_state(world, extracts, tmp_path) -> None:
    other = world.another(tmp_path)
    other.kliring("submit", "--manifest", extracts / "manifest.csv")
    pauses = random.Random(7)
    for _ in range(6):
        process = other.start("run")
        time.sleep(pauses.uniform(1.0, 14.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    other.kliring("run")
    assert _published(other) == _published(world)


def test_new_submission_renumbers_nobody(world, extracts, tmp_path) -> None:
    """Half a year later more arrives: every id that stood still stands."""
    lines = (extracts / "manifest.csv").read_text("utf-8").splitlines()
    column = lines[0].split(",").index("period")
    early = [line for line in lines[1:] if line.split(",")[column] < "2025-07"]
    first = extracts / "first.csv"
    first.write_text("\n".join([lines[0], *early]) + "\n", "utf-8")
    other = world.another(tmp_path)
    other.kliring("submit", "--manifest", first)
    other.kliring("run")
    before = dict(other.marts("fct_clearing").select("record_id", "person_id").iter_rows())
    other.kliring("submit", "--manifest", extracts / "manifest.csv")
    other.kliring("run")
    after = dict(other.marts("fct_clearing").select("record_id", "person_id").iter_rows())
    both = before.keys() & after.keys()
    moved = [record for record in both if before[record] != after[record]]
    assert len(both) > 100
    assert len(moved) <= 0.02 * len(both)  # merges and splits that new evidence brings
