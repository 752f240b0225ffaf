"""The reviewed policy, and what a policy that is none is told."""

import re
from importlib import resources
from pathlib import Path

import pytest

from contracts.messages import text
from contracts.problems import ExitCode, Problem
from transforms.disclosure.policy import parse, reviewed

SOURCE = (resources.files("transforms.disclosure") / "policy.toml").read_bytes()


@pytest.mark.parametrize(
    ("predicates", "threshold"),
    [
        ({}, 5),
        ({"sex": "P", "age": "15-17"}, 5),
        ({"form": "SEKSUAL", "age": "18-24"}, 5),
        ({"form": "SEKSUAL", "age": "15-17"}, 10),
        ({"form": "ORGAN"}, 10),
        ({"origin_region": "33"}, 5),
        ({"origin_region": "33.29"}, 10),
        ({"origin_region": "33.other", "sex": "P"}, 10),
    ],
)
def test_the_strictest_class_decides(predicates, threshold) -> None:
    assert reviewed().threshold(frozenset(predicates.items())) == threshold


def test_reports_name_the_thresholds_that_hold() -> None:
    """The legends say in words what the policy says in numbers: change both."""
    policy = reviewed()
    assert (policy.threshold(frozenset()), policy.threshold(frozenset({("form", "ORGAN")}))) == (
        5,
        10,
    )
    legend = text("reports.symbols.suppressed", "en")
    assert "one to four" in legend
    assert "one to nine" in legend


def test_what_closes_a_ring_with_other_tables_is_in_no_release() -> None:
    """Forms by province, beside forms by sex and sexes by province."""
    assert ("R4", "form") in reviewed().internal


def test_a_regency_is_crossed_with_sex_alone() -> None:
    policy = reviewed()
    allowed = [
        {"origin_region": "33.29"},
        {"origin_region": "33.29", "sex": "P"},
        {"event_region": "33", "form": "SEKSUAL"},
        {"origin_region": "33", "event_region": "31"},
    ]
    assert policy.is_crossing_allowed(frozenset({("known_to", "police"), ("known_to", "social")}))
    not_allowed = [
        {"origin_region": "33.29", "form": "SEKSUAL"},
        {"event_region": "33.29", "sex": "P", "age": "ANAK"},
        {"origin_region": "33.29", "event_region": "31"},
        {"origin_region": "33.29", "event_region": "31.71"},
    ]
    assert all(policy.is_crossing_allowed(frozenset(one.items())) for one in allowed)
    assert not any(policy.is_crossing_allowed(frozenset(one.items())) for one in not_allowed)


def test_one_list_says_different_things_in_different_blocks() -> None:
    policy = reviewed()
    origin = policy.place("A4", "origin", "wilayah", "jenis_kelamin")
    place = policy.place("A4", "place", "wilayah", "jenis_kelamin")
    assert (origin.rows, place.rows) == (("origin_region",), ("event_region",))
    assert policy.place("A5", "form_sex", "bentuk_eksploitasi", "sex_and_age").columns == (
        "sex",
        "age",
    )
    assert policy.place("A99", "new", "x", "y").population == "A99_new"
    assert not policy.is_planned("A99", "new")


def test_every_published_block_is_in_the_plan() -> None:
    """The blocks of the reporting models, as they are declared there."""
    models = Path(__file__).parents[5] / "models" / "reporting"
    missing = []
    for path in sorted(models.rglob("rpt_*.sql")):
        text = path.read_text("utf-8")
        table = re.search(r'published_cells\("([A-Z0-9]+)"', text)
        blocks = re.findall(r'\b(?:block|which)\(\s*"([a-z_]+)"', text)
        assert table, path.name
        blocks += re.findall(r"'([a-z_]+)' as block_code,\s+'[a-z_]+' as row_list", text)
        missing += [(table[1], b) for b in blocks if not reviewed().is_planned(table[1], b)]
    assert not missing


def test_the_digest_is_that_of_the_file() -> None:
    assert parse(SOURCE).sha256 == reviewed().sha256
    assert parse(SOURCE + b"\n").sha256 != reviewed().sha256


@pytest.mark.parametrize(
    "change",
    [
        (b"default = 5", b"default = 1"),
        (b'goal = "not_exact"', b'goal = "none"'),
        (b"[thresholds]", b"[limits]"),
        (b"version", b"=version"),
    ],
)
def test_what_is_no_policy_is_refused(change) -> None:
    with pytest.raises(Problem) as found:
        parse(SOURCE.replace(*change))
    assert found.value.exit_code == ExitCode.BLOCKED


def test_fewer_than_two_approvals_cannot_be_asked_for() -> None:
    assert parse(SOURCE.replace(b"approvals = 2", b"approvals = 1")).approvals == 2
