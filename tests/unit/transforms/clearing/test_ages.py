"""Age at the event, worked out by hand for each kind of evidence."""

from datetime import date

import polars as pl
import pytest

from transforms.clearing.ages import age_at, age_evidence

NOTHING = {
    "person_id": "p",
    "record_date": date(2024, 6, 10),
    "agency_rank": 0,
    "birth_month": None,
    "birth_year": None,
    "birth_is_estimated": False,
    "age": None,
    "age_source_code": None,
}
SCHEMA = {
    "person_id": pl.String,
    "record_date": pl.Date,
    "agency_rank": pl.Int64,
    "birth_month": pl.String,
    "birth_year": pl.Int32,
    "birth_is_estimated": pl.Boolean,
    "age": pl.Int64,
    "age_source_code": pl.String,
}


def age(event: date | None, *records: dict) -> int | None:
    frame = pl.DataFrame([NOTHING | r for r in records], schema=SCHEMA)
    evidence = age_evidence(frame).with_columns(event=pl.lit(event, pl.Date))
    return evidence.select(age_at("event")).item()


@pytest.mark.parametrize(
    ("birth_month", "event", "expected"),
    [
        ("2006-05", date(2024, 4, 30), 17),
        ("2006-05", date(2024, 5, 1), 18),  # the birthday of the month counts as past
        ("2006-05", date(2024, 6, 1), 18),
        ("2024-05", date(2024, 5, 1), 0),
    ],
)
def test_from_birth_month(birth_month: str, event: date, expected: int) -> None:
    assert age(event, {"birth_month": birth_month, "birth_year": int(birth_month[:4])}) == expected


def test_from_birth_year_takes_the_first_of_july() -> None:
    assert age(date(2024, 6, 30), {"birth_year": 2006}) == 17
    assert age(date(2024, 7, 1), {"birth_year": 2006}) == 18


def test_from_recorded_age_goes_back_to_the_event() -> None:
    assert age(date(2024, 6, 10), {"age": 18}) == 18
    assert age(date(2023, 6, 10), {"age": 18}) == 17
    assert age(date(2024, 3, 10), {"age": 18}) == 18  # within the half year on average


def test_certificate_beats_estimate_and_month_beats_age() -> None:
    certificate = {"birth_month": "2008-01", "birth_year": 2008, "age_source_code": "AKTA"}
    passport = {"birth_month": "2003-01", "birth_year": 2003, "age_source_code": "PASPOR"}
    assert age(date(2024, 6, 1), passport, certificate) == 16
    assert age(date(2024, 6, 1), {"age": 30, "age_source_code": "AKTA"}, passport) == 21


def test_estimated_birth_month_is_no_better_than_a_year() -> None:
    estimated = {"birth_month": "1990-01", "birth_year": 1990, "birth_is_estimated": True}
    exact = {"birth_month": "1992-03", "birth_year": 1992, "age_source_code": "TAKSIRAN_PETUGAS"}
    assert age(date(2024, 6, 1), estimated, exact) == 32


def test_unknown_stays_unknown() -> None:
    assert age(date(2024, 6, 1), {"birth_month": "1860-01", "birth_year": 1860}) is None
    assert age(None, {"birth_month": "2000-01", "birth_year": 2000}) is None
