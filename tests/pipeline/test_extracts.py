"""The extracts of a real round, if they lie beside the checkout: submission to both reports."""

from pathlib import Path

import polars as pl
import pytest

EXTRACTS = Path(__file__).parents[2].parent / "shared" / "extracts"

pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.extracts,
    pytest.mark.skipif(not EXTRACTS.is_dir(), reason="no extracts beside the checkout"),
]


@pytest.fixture(scope="module")
def round_of_extracts(world, tmp_path_factory):
    made = world.another(tmp_path_factory.mktemp("extracts"))
    made.kliring("submit", "--manifest", EXTRACTS / "manifest.csv")
    made.kliring("run")
    made.kliring("report", "annual", "--year", "2024", "--format", "pdf,html,xlsx")
    return made


def test_every_submission_is_stored(round_of_extracts) -> None:
    manifest = pl.read_csv(EXTRACTS / "manifest.csv", infer_schema=False)
    receipts = (round_of_extracts.home / "restricted" / "landing").rglob("receipt.json")
    assert len(list(receipts)) == manifest.height


def test_no_row_is_unaccounted_for(round_of_extracts) -> None:
    for counts in round_of_extracts.status()["rows"].values():
        parts = ("withdrawn", "superseded", "rejected", "accepted")
        assert counts["received"] == sum(counts[part] for part in parts)


def test_the_annual_report_is_there_in_every_form(round_of_extracts) -> None:
    kinds = {path.suffix for path in (round_of_extracts.home / "reports").rglob("*.*")}
    assert {".pdf", ".html", ".xlsx"} <= kinds


def test_the_incidental_report_names_the_case_and_no_number_of_an_agency(
    round_of_extracts,
) -> None:
    cases = round_of_extracts.marts("dim_cases").sort("victims_count", descending=True)
    case_id = cases["case_id"][0]
    made = round_of_extracts.kliring("report", "incidental", "--case", case_id, "--format", "html")
    page = Path(made.split()[-1]).read_text("utf-8")
    assert case_id[:12] in page
    assert "LP/" not in page


def test_agencies_overlap_and_persons_are_fewer_than_records(round_of_extracts) -> None:
    victims = round_of_extracts.marts("fct_victims")
    assert victims.filter(pl.col("known_to_police") & pl.col("known_to_social")).height > 100
    clearing = round_of_extracts.marts("fct_clearing")
    assert 2000 < clearing["person_id"].n_unique() < 2700 < clearing.height
