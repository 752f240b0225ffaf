"""Readers who know what courts and press say already."""

from html import unescape

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import check as release_check
from warehouse import files
from warehouse.releases import ledger

CASE = "c" * 32
PROVINCES = {"31": 11, "32": 40, "53": 25}
LINE = f"victims|2024|victim|count|case={CASE},{{value}},Tempo,2024-11-02\n"


@pytest.fixture
def told_in_the_press(world, cells):
    """Eleven victims in a province; what the press says of one case in it."""
    world.vintage({2024: cells["by_place"](PROVINCES)}, cases=[(CASE, 2024, "31")])

    def write(value: object) -> None:
        path = world.zones.knowledge
        world.zones.make(path.parent)
        files.write_bytes(path, f"quantity,value,source,since\n{LINE.format(value=value)}".encode())

    return write


def _hidden(world, release: str) -> set[str]:
    cells = pl.read_parquet(world.zones.released(release) / "cells.parquet")
    return set(cells.filter(pl.col("shown_code") != "published")["row_code"])


def test_ten_of_eleven_in_the_press_leave_nobody_alone(world, told_in_the_press) -> None:
    told_in_the_press(10)
    release = world.release()
    assert "31" in _hidden(world, release)
    release_check.verify(world.store)
    release_check.check_latest(world.store)
    facts = next(e for e in ledger.read(world.zones) if e.kind == "proposal").facts
    assert facts["knowledge"] == files.sha256(world.zones.knowledge)
    assert facts["attacked_with"] == ["knowledge.csv"]
    dossier = unescape((world.zones.proposal(release) / "dossier.en.html").read_text("utf-8"))
    assert f"case={CASE}&event_region=31 (Tempo, since " in dossier
    left = [p for p in world.zones.released(release).rglob("*") if p.is_file()]
    assert left
    assert not any(CASE.encode() in path.read_bytes() for path in left)
    quantities = pl.read_parquet(world.zones.released(release) / "quantities.parquet")
    assert quantities.filter(pl.col("quantity").str.contains("case=")).is_empty()


def test_what_the_press_says_later_takes_nothing_back(world, told_in_the_press) -> None:
    """The eleventh is known through what was published: to publish it again tells no more."""
    assert _hidden(world, world.release()) == set()
    told_in_the_press(10)
    assert release_check.check_latest(world.store) == "annual-2024-1"
    assert _hidden(world, world.release()) == set()


def test_a_proposal_waits_for_no_article_that_came_after_it(world, told_in_the_press) -> None:
    release = world.propose()
    for reviewer in ("budi", "sari"):
        world.review(release, reviewer)
    told_in_the_press(10)
    with pytest.raises(Problem) as refused:
        world.publish(release)
    assert (refused.value.key, refused.value.exit_code) == (
        "release.knowledge.changed",
        ExitCode.BLOCKED,
    )


@pytest.mark.parametrize(("value", "kind"), [("ten", "value"), (12, "differs")])
def test_a_line_that_cannot_be_so_lets_nothing_out(
    world, told_in_the_press, value: object, kind: str
) -> None:
    told_in_the_press(value)
    with pytest.raises(Problem) as refused:
        world.propose()
    assert refused.value.key == f"release.knowledge.{kind}"
    assert "line 2" in refused.value.sentence("en")
    assert not [e for e in ledger.read(world.zones) if e.kind == "proposal"]
