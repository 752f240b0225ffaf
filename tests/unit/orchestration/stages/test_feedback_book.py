"""The discrepancy workbook from a feedback written by hand."""

from datetime import date
from io import BytesIO

import fastexcel
import polars as pl
import pytest

from contracts.findings import SCHEMA
from contracts.messages import LANGUAGES, text
from orchestration.stages.feedback import Feedback
from orchestration.stages.feedback_book import workbook
from warehouse.address import Address

ROWS = pl.DataFrame(
    {
        "record_type": ["police_persons"],
        "received": [3],
        "accepted": [2],
        "rejected": [1],
        "superseded": [0],
        "withdrawn": [0],
    }
)
PAIRS = {
    "record_type": pl.String,
    "row": pl.Int64,
    "own_number": pl.String,
    "record_type_other": pl.String,
    "row_other": pl.Int64,
    "own_number_other": pl.String,
    "period_other": pl.String,
    "probability": pl.Float64,
    "is_joined": pl.Boolean,
}
DIFFERENCES = {
    "record_type": pl.String,
    "row": pl.Int64,
    "own_number": pl.String,
    "column": pl.String,
}


def feedback(pairs=(), differences=()):
    return Feedback(
        address=Address("police", "PLD33", "2025-01"),
        revision=2,
        received_on=date(2025, 2, 3),
        due_on=date(2025, 2, 28),
        rows=ROWS,
        persons=2,
        known_to_others=1,
        findings=pl.DataFrame(schema=SCHEMA),
        duplicates=pl.DataFrame(list(pairs), schema=PAIRS, orient="row"),
        disagreements=pl.DataFrame(list(differences), schema=DIFFERENCES, orient="row"),
    )


def sheets(content: bytes) -> dict[str, list[tuple]]:
    book = fastexcel.read_excel(content)
    return {
        name: book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        for name in book.sheet_names
    }


DOUBLE = (
    "police_persons",
    4,
    "LP/A/1|2",
    "police_persons",
    9,
    "LP/A/7|1",
    "2024-12",
    0.98765,
    True,
)
LIKELY = (*DOUBLE[:7], 0.61, False)
DIFFERS = ("police_persons", 4, "LP/A/1|2", "tgl_lahir")


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_sheets_say_what_to_do_in_both_languages(language):
    found = sheets(workbook(feedback([DOUBLE, LIKELY], [DIFFERS]), language))
    names = [
        text(f"linkage.feedback.sheet.{sheet}", language)
        for sheet in ("summary", "corrections", "duplicates", "differences", "legend")
    ]
    assert list(found) == names
    summary = {row[0]: row[1] for row in found[names[0]]}
    assert "PLD33" in summary.values()
    assert summary[text("linkage.feedback.summary.known_to_others", language)] == "1"
    (joined, apart) = found[names[2]][1:]
    assert "0.988" in joined
    assert text("linkage.feedback.joined", language) in joined
    assert text("linkage.feedback.apart", language) in apart
    (differs,) = found[names[3]][1:]
    assert {"LP/A/1|2", "tgl_lahir"} <= set(differs)


def test_nothing_to_say_is_said():
    found = sheets(workbook(feedback(), "id"))
    none = text("linkage.feedback.none", "id")
    for sheet in ("corrections", "duplicates", "differences"):
        assert found[text(f"linkage.feedback.sheet.{sheet}", "id")][1][0] == none


def test_the_same_feedback_gives_the_same_bytes():
    assert workbook(feedback([DOUBLE]), "en") == workbook(feedback([DOUBLE]), "en")
    assert BytesIO(workbook(feedback(), "en")).getvalue()[:2] == b"PK"
