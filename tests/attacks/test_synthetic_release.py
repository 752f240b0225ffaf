"""The synthetic file as a release: what it costs, and that it holds nobody."""

import json
import sys
from decimal import Decimal

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from orchestration.cli.app import answer
from orchestration.stages.release import approval
from orchestration.stages.release import check as release_check
from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.domain import COLUMNS
from warehouse import files
from warehouse.releases import ledger
from warehouse.releases.budget import spent
from warehouse.releases.standing import standing

pytestmark = pytest.mark.slow  # seconds a release

COUNTS = {("15-17", "P"): 31, ("18-24", "L"): 40, ("18-24", "P"): 52, ("25-29", "L"): 33}
CANARY = ("00-05", "X")  # nobody else is like that
BUDGET = reviewed().synthetic.budget


def _marts() -> dict[str, pl.DataFrame]:
    people = [*(key for key, n in COUNTS.items() for _ in range(n)), CANARY]
    size = len(people)
    keys = {
        "person_id": [f"person{n:03}" for n in range(size)],
        "case_id": [f"case{n % 9}" for n in range(size)],
    }
    return {
        "fct_victims": pl.DataFrame(
            {
                **keys,
                "sex_code": [sex for _, sex in people],
                "age_group_code": [age for age, _ in people],
                "is_child": [age in ("00-05", "15-17") for age, _ in people],
                "citizenship_code": ["IDN"] * size,
                "origin_province_code": ["31"] * size,
                "victim_status_code": ["DIDUGA"] * size,
                "first_recorded_year": [2024] * size,
                "first_recorded_date": ["2024-03-01"] * size,
            }
        ),
        "bridge_victim_exploitation": pl.DataFrame(
            {**keys, "exploitation_code": [*["KERJA_PMI"] * (size - 1), "ORGAN"]}
        ),
        "dim_cases": pl.DataFrame(
            {
                "case_id": [f"case{n}" for n in range(9)],
                "province_code": ["31"] * 9,
                "first_reported_year": [2024] * 9,
                "destination_country_codes": pl.Series([None] * 9, dtype=pl.String),
            }
        ),
    }


@pytest.fixture
def vintage(world, cells):
    """The world with its persons and a table that does not show the canary."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)}, marts=_marts())
    return world


def test_the_file_goes_out_as_it_was_signed_and_holds_nobody(vintage) -> None:
    vintage.release()
    name = vintage.propose("synthetic")
    signed = files.sha256(vintage.zones.proposal(name) / "tables" / "synthetic_2024.csv")
    for reviewer in ("budi", "sari"):
        vintage.review(name, reviewer)
    folder = vintage.publish(name)
    assert name == "synthetic-2024-1"
    assert files.sha256(folder / "tables" / "synthetic_2024.csv") == signed
    records = pl.read_csv(folder / "tables" / "synthetic_2024.csv")
    assert records.columns == ["record", *COLUMNS]
    for column, codes in COLUMNS.items():
        assert set(records[column]) <= set(codes)
    told = json.loads((folder / "release.json").read_bytes())["privacy"]
    assert (told["epsilon"], told["spent"], told["mechanism"]) == ("1.0", "1.0", "discrete_laplace")
    text = "".join(p.read_text("utf-8") for p in folder.rglob("*.*") if p.suffix != ".parquet")
    assert "person0" not in text
    assert "Not for official totals" in (folder / "description.en.html").read_text("utf-8")
    assert "Bukan untuk angka resmi" in (folder / "description.id.html").read_text("utf-8")
    secret = vintage.zones.release_secret(name)  # no true count is kept, not even there
    assert all(pl.read_parquet(one).is_empty() for one in secret.glob("*.parquet"))
    assert len(release_check.verify(vintage.store)) == 2
    assert release_check.check_latest(vintage.store) == name


def test_what_is_drawn_is_spent_whatever_becomes_of_it(vintage) -> None:
    """Published, withdrawn, rejected and never voted on: then nothing is left for the year."""
    vintage.review(vintage.propose("synthetic"), "budi", "reject")
    out = vintage.release("synthetic")
    approval.withdraw(vintage.store, out, "ratna", "a mistake", vintage.now)
    vintage.propose("synthetic", epsilon=BUDGET - Decimal("2.5"))
    before = ledger.read(vintage.zones)
    assert spent(before, "2024") == BUDGET - Decimal("0.5")
    with pytest.raises(Problem) as refused:
        vintage.propose("synthetic")
    assert refused.value.exit_code == ExitCode.BLOCKED
    sentence = refused.value.sentence("en")
    assert "of the budget of 4.0 for synthetic files of 2024, 3.5 is spent and 0.5 left" in sentence
    assert ledger.read(vintage.zones) == before
    assert not vintage.zones.proposal("synthetic-2024-4").exists()
    last = vintage.propose("synthetic", epsilon=Decimal("0.5"))
    assert spent(ledger.read(vintage.zones), "2024") == BUDGET
    assert spent(ledger.read(vintage.zones), "2023") == 0
    facts = standing(ledger.read(vintage.zones), last).proposal.facts["privacy"]
    assert (facts["scale"], facts["unit"]) == (pytest.approx(6), "person")


def test_a_report_after_it_shows_what_it_would_without(vintage) -> None:
    alone = vintage.propose()
    vintage.release("synthetic")
    after = vintage.propose()
    one, other = (
        pl.read_parquet(vintage.zones.proposal(name) / "cells.parquet") for name in (alone, after)
    )
    assert one.equals(other)


def test_the_command_names_the_cost(vintage, monkeypatch, capsys) -> None:
    monkeypatch.setenv("KLIRING_KEYS", str(vintage.keys / "keys.json"))
    propose = ["--home", str(vintage.zones.home), "--lang", "en", "release", "propose", "synthetic"]
    propose += ["--year", "2024", "--as", "ratna"]
    assert answer([*propose, "--epsilon", "0,25", "--json"]) == 0  # as Indonesian pages write it
    told = json.loads(capsys.readouterr().out)
    assert (told["release"], told["epsilon"], told["spent"]) == ("synthetic-2024-1", 0.25, 0.25)
    for language, cost in (("id", "0,25 dari 4,0"), ("en", "0.25 of 4.0")):
        path = vintage.zones.proposal("synthetic-2024-1") / f"dossier.{language}.html"
        page = path.read_text("utf-8")
        assert "synthetic_file." not in page  # no message without its words
        assert page.count(cost) == 2
    for wrong in ("little", "0", "-1", "nan", "inf"):
        assert answer([*propose, "--epsilon", wrong]) in (ExitCode.WRONG_USE, ExitCode.BLOCKED)
        assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setitem(sys.modules, "opendp.domains", None)
    assert answer(propose) == ExitCode.WRONG_USE
    assert "kliring[synthetic]" in capsys.readouterr().err
    assert spent(ledger.read(vintage.zones), "2024") == Decimal("0.25")
