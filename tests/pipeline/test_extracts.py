"""The extracts of a real round, if they lie beside the checkout: submission to both reports."""

from pathlib import Path

import polars as pl
import pytest

from contracts.encoding.keys import SecretKey
from orchestration.stages.linkage.link import RECORD, current_documents
from transforms.accounting import ACCEPTED
from transforms.linkage import link, shipped_model
from transforms.linkage.kept import Kept

EXTRACTS = Path(__file__).parents[2].parent / "shared" / "extracts"

pytestmark = [
    pytest.mark.slow,
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


def test_fed_year_by_year_they_end_in_the_same_persons_and_cases(round_of_extracts) -> None:
    restricted = round_of_extracts.home / "restricted"
    accounted = pl.read_parquet(restricted / "linked" / "accounting.parquet")
    current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(RECORD)
    months = restricted / "pseudonymised" / "*" / "*"
    persons = pl.read_parquet(months / "persons.parquet").join(current, on=RECORD, how="semi")
    documents = current_documents(pl.read_parquet(months / "documents.parquet"), persons, current)
    key, model = SecretKey("test", "33" * 32), shipped_model()
    at_once = link(persons, documents, None, None, model, key)
    years = persons["period"].str.slice(0, 4)
    crosswalk = kept = fed = None
    for year in years.unique().sort():
        so_far = pl.col("period").str.slice(0, 4) <= year
        fed = link(
            persons.filter(so_far), documents.filter(so_far), crosswalk, None, model, key, kept
        )
        crosswalk, kept = fed.crosswalk, Kept(fed.kept_records, fed.kept_pairs)
    assert fed is not None
    for frame, item, group in (
        ("persons", "record_id", "person_id"),
        ("cases", "document_id", "case_id"),
    ):
        # ids may differ, as one that was minted stays; who is with whom may not
        one, two = (
            getattr(found, frame)
            .sort(item)
            .select(item, pl.col(item).min().over(group).alias("with"))
            for found in (at_once, fed)
        )
        assert one.equals(two), frame
