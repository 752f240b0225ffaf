import json

import polars as pl
import pytest

from contracts.messages import LANGUAGES, subject_texts
from contracts.problems import Problem
from contracts.workbook.listing import Listing, content
from orchestration.stages.linkage.review_book import pair_code, returned
from transforms.linkage import shipped_model
from transforms.linkage.specification import to_json

LEFT, RIGHT, THIRD = "a" * 32, "b" * 32, "c" * 32
CURRENT = frozenset({LEFT, RIGHT, THIRD})
HEADING = {
    "id": ("kode", "keputusan", "oleh", "alasan"),
    "en": ("code", "decision", "by", "reason"),
}


@pytest.fixture
def book(tmp_path):
    def write(*rows, language="id"):
        path = tmp_path / "back.xlsx"
        path.write_bytes(content([Listing("Antrean", HEADING[language], rows)]))
        return path

    return write


def row(left=LEFT, right=RIGHT, decision="sama", by="Uji", reason="dilihat"):
    return (pair_code(left, right), decision, by, reason)


def test_both_languages_are_read_and_a_pair_has_no_direction(book):
    path = book(row(RIGHT, LEFT, " Different "), language="en")
    found = returned(path, CURRENT, "id")
    assert not found.faults
    assert [(d.left, d.right, d.decision) for d in found.decisions] == [(LEFT, RIGHT, "different")]


def test_rows_left_empty_are_no_decisions(book):
    assert returned(book(row(decision=None, by=None, reason=None)), CURRENT, "id").decisions == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"decision": "ya"}, "keputusan"),
        ({"decision": None}, "keputusan"),
        ({"by": None}, "oleh"),
        ({"reason": " "}, "alasan"),
        ({"right": "f" * 32}, "kode"),
        ({"right": LEFT}, "kode"),
    ],
)
def test_each_fault_is_one_sentence_with_its_row(book, wrong, told):
    found = returned(book(row(), row(**wrong)), CURRENT, "id")
    assert len(found.faults) == 1
    assert "baris 3" in found.faults[0]
    assert told in found.faults[0]


def test_two_decisions_on_one_pair_in_one_file_are_refused(book):
    found = returned(book(row(), row(RIGHT, LEFT, "beda")), CURRENT, "en")
    assert len(found.faults) == 1
    assert "row 2 decides otherwise" in found.faults[0]


def test_what_is_no_review_workbook_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK no workbook")
    with pytest.raises(Problem, match="cannot be read"):
        returned(path, CURRENT, "en")
    path.write_bytes(content([Listing("A", ("code",), [("x",)])]))
    with pytest.raises(Problem, match="has no sheet"):
        returned(path, CURRENT, "en")


def test_a_cell_that_a_spreadsheet_would_run_stays_text(book):
    path = book(row(reason='=HYPERLINK("http://x")'))
    found = pl.read_excel(path, sheet_name="Antrean")
    assert found["alasan"].item(0) == '=HYPERLINK("http://x")'


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_of_agreement_has_its_words(language):
    model = json.loads(to_json(shipped_model()))
    levels = {level["label"] for one in model["comparisons"] for level in one["levels"]}
    assert levels <= set(subject_texts("agreement", language))
