import polars as pl
import pytest

from transforms.disclosure.protection.small_cells import protect
from warehouse.reports.cells import tables_of
from warehouse.reports.summary import cards, sentences

VICTIMS = {"label": "victims", "table": "A2", "block": "victims", "row": "TOTAL", "column": "TOTAL"}
BETWEEN = [["A15", "range", "victim", "LOW"], ["A15", "range", "victim", "HIGH"]]


@pytest.fixture
def tables(block_cells):
    cells = [
        block_cells(
            {("ANAK", "TOTAL"): 3, ("DEWASA", "TOTAL"): 1300, ("TOTAL", "TOTAL"): 1303},
            column_list_code="total",
        ),
        block_cells(
            {("victim", "LOW"): 1290, ("victim", "HIGH"): 1310},
            table_code="A15", block_code="range", row_list_code="role",
            column_list_code="count_range", unit_code="person", adds_up_rows=False,
            adds_up_columns=False,
        ),
        block_cells(
            {
                ("32", "TOTAL"): 40, ("33", "TOTAL"): 900, ("35", "TOTAL"): 40, ("U", "TOTAL"): 950,
                ("11", "TOTAL"): 7, ("TOTAL", "TOTAL"): 1937,
            },
            table_code="A4", block_code="origin", row_list_code="wilayah",
            column_list_code="total", unit_code="victim",
        ),
    ]  # fmt: skip
    return tables_of(protect(pl.concat(cells)), {}, "id")


def test_a_headline_has_its_range_and_leads_to_its_table(tables):
    (card,) = cards([VICTIMS | {"between": BETWEEN}], tables, "id")
    assert (card["text"], card["between"]) == ("1.303", "antara 1.290 dan 1.310")
    assert card["id"] == "A2-2024-victims-TOTAL-TOTAL"


def test_without_a_range_there_is_none(tables):
    gone = [["A15", "range", "suspect", "LOW"], ["A15", "range", "suspect", "HIGH"]]
    assert cards([VICTIMS | {"between": gone}], tables, "en")[0]["between"] == ""


def test_a_figure_that_no_table_has_is_left_out(tables):
    assert cards([VICTIMS | {"table": "A8"}], tables, "en") == []


def test_a_sentence_is_filled_with_figures(tables):
    wanted = {"text": "reports", "table": "A2", "figures": {"reports": BETWEEN[0]}}
    (told,) = sentences([wanted], tables, "id", {"year": 2024})
    assert told["text"] == "1.290 laporan polisi (LP) TPPO diterima pada 2024."
    assert told["id"] == "A15-2024-range-LOW-victim"


def test_a_sentence_with_a_hidden_figure_is_left_out(tables):
    wanted = {
        "text": "children",
        "table": "A2",
        "figures": {
            "children": ["A2", "victims", "ANAK", "TOTAL"],
            "adults": ["A2", "victims", "DEWASA", "TOTAL"],
        },
    }
    assert sentences([wanted], tables, "en", {"year": 2024}) == []


def test_the_largest_are_named_with_their_figures_in_order(tables):
    wanted = {"text": "origins", "table": "A4", "block": "origin", "most": "rows"}
    (told,) = sentences([wanted], tables, "id", {"year": 2024})
    assert told["text"].endswith("Jawa Tengah (900), Jawa Barat (40), Jawa Timur (40).")


def test_the_smallest_come_first_where_they_are_asked_for(tables):
    wanted = {"text": "incomplete", "table": "A4", "block": "origin", "least": "rows"}
    (told,) = sentences([wanted], tables, "en", {"year": 2024})
    assert "Aceh (7), Jawa Barat (40), Jawa Timur (40)" in told["text"]


def test_a_headline_without_a_figure_says_why_in_words(tables):
    hidden = VICTIMS | {"row": "ANAK"}
    assert cards([hidden], tables, "id")[0]["text"] == "disembunyikan (…)"
    assert cards([hidden], tables, "en")[0]["text"] == "hidden (…)"
