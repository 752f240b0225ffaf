"""Which releases the public sees, by small ledgers made by hand."""

from datetime import date

from warehouse.releases.ledger import Entry
from warehouse.site.shelf import shelved

FILES = {"tables/A2_victims.csv": "ab" * 32}


class Ledger:
    """Entries in order, a minute apart."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, kind: str, release: str, by: str = "ratna", **facts: object) -> int:
        number = len(self.entries) + 1
        at = f"2026-11-{number:02}T23:30:00+07:00"
        self.entries.append(Entry(number, kind, at, by, release, facts, "", ""))
        return number

    def published(self, release: str, report: str, subject: str) -> None:
        self.add("proposal", release, report=report, subject=subject, vintage="20260630-a")
        votes = [
            self.add("review", release, by, verdict="approve", content="c", reason="seen")
            for by in ("budi", "sari")
        ]
        self.add("publication", release, files=FILES, policy="p" * 64, votes=votes)


def test_a_release_says_when_and_by_how_many_not_by_whom() -> None:
    ledger = Ledger()
    ledger.published("annual-2024-1", "annual", "2024")
    (one,) = shelved(ledger.entries)
    assert (one.kind, one.year, one.approvals, one.state) == ("annual", 2024, 2, "standing")
    assert (one.approved_on, one.published_on) == (date(2026, 11, 3), date(2026, 11, 4))
    assert one.files == FILES
    assert not any(name in repr(one) for name in ("ratna", "budi", "sari", "seen"))


def test_reports_on_cases_licensed_files_and_proposals_are_not_named() -> None:
    ledger = Ledger()
    ledger.published("incidental-0123456789ab-1", "incidental", "0123456789abcdef")
    ledger.published("microdata-2024-licensed-1", "microdata", "2024-licensed")
    ledger.add("proposal", "annual-2023-1", report="annual", subject="2023", vintage="v")
    assert shelved(ledger.entries) == []
    ledger.published("microdata-2024-public-1", "microdata", "2024-public")
    (one,) = shelved(ledger.entries)
    assert (one.release, one.kind, one.year) == ("microdata-2024-public-1", "microdata", 2024)
    ledger.published("microdata-2023-2025-public-1", "microdata", "2023-2025-public")
    assert [(found.year, found.years) for found in shelved(ledger.entries)] == [
        (2025, "2023-2025"),
        (2024, "2024"),
    ]
    ledger.published("synthetic-2024-1", "synthetic", "2024")
    assert [found.kind for found in shelved(ledger.entries)] == ["synthetic"] + ["microdata"] * 2


def test_a_regional_report_is_for_everybody() -> None:
    ledger = Ledger()
    ledger.published("regional-2024-1", "regional", "2024")
    (one,) = shelved(ledger.entries)
    assert (one.kind, one.year, one.state) == ("regional", 2024, "standing")


def test_the_latest_that_stands_takes_the_place_of_the_others() -> None:
    ledger = Ledger()
    ledger.published("annual-2024-1", "annual", "2024")
    ledger.published("annual-2023-1", "annual", "2023")
    ledger.published("annual-2024-2", "annual", "2024")
    found = {one.release: (one.state, one.newer) for one in shelved(ledger.entries)}
    assert found == {
        "annual-2024-2": ("standing", None),
        "annual-2023-1": ("standing", None),
        "annual-2024-1": ("replaced", "annual-2024-2"),
    }
    assert list(found) == ["annual-2024-2", "annual-2023-1", "annual-2024-1"]


def test_a_withdrawn_release_keeps_its_note_and_no_file() -> None:
    ledger = Ledger()
    ledger.published("annual-2024-1", "annual", "2024")
    ledger.published("annual-2024-2", "annual", "2024")
    ledger.add("withdrawal", "annual-2024-2", note="counted twice", file="d" * 64)
    last, first = shelved(ledger.entries)
    assert (last.state, last.note, dict(last.files)) == ("withdrawn", "counted twice", {})
    assert last.withdrawn_on == date(2026, 11, 9)
    assert (first.state, first.newer) == ("standing", None)
