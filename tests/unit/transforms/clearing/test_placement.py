"""Places of cases that only an office tells."""

from datetime import date

import polars as pl
import pytest

from transforms.clearing.placement import placed, together

DAY = date(2024, 3, 1)
CASES = pl.DataFrame(
    [("k1", "53"), ("k2", "53"), ("s1", "31"), ("s2", "53")],
    schema=["case_id", "province_code"],
    orient="row",
)
# shelters of province 31 that joined a report saw half of its victims come from 53
DOCUMENTS = pl.DataFrame(
    [
        ("k1", "police", "53.71"),
        ("k2", "police", "53.71"),
        *[("k1", "social", "31.74")] * 5,
        ("s1", "social", "31.74"),
        ("s2", "health", "53.71"),
    ],
    schema=["case_id", "agency_code", "region_code"],
    orient="row",
)


def roles(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["person_id", "case_id"], orient="row").with_columns(
        role_code=pl.lit("victim"), first_recorded_date=pl.lit(DAY)
    )


def shares(found: pl.DataFrame) -> dict[tuple[str, str, bool], float]:
    rows = found.select("person_id", "province_code", "is_counted", "share").iter_rows()
    return {(person, place, counted): share for person, place, counted, share in rows}


def test_a_police_report_places_surely() -> None:
    assert shares(placed(roles(("a", "k1")), DOCUMENTS, CASES)) == {("a", "53", True): 1.0}


def test_an_office_alone_places_by_half_of_what_others_of_its_kind_show() -> None:
    # five records joined a report in 53, none at home: half the share unknown, nothing stays
    found = shares(placed(roles(("a", "s1")), DOCUMENTS, CASES))
    assert found["a", "31", True] == pytest.approx(0.5)
    assert found["a", "53", False] == pytest.approx(0.5)
    assert sum(found.values()) == pytest.approx(1.0)


def test_who_has_a_report_elsewhere_moves_nowhere_else() -> None:
    found = shares(placed(roles(("a", "k1"), ("a", "s1")), DOCUMENTS, CASES))
    assert found == {("a", "53", True): 1.0, ("a", "31", True): 0.5}


def test_victims_of_one_event_count_as_the_average_person_sees_it() -> None:
    # three of four persons stand in a case of three, one alone: (3² + 1²) / 4
    several = roles(("a", "k1"), ("b", "k1"), ("c", "k1"), ("d", "k2"), ("e", "s1"))
    assert together(several, DOCUMENTS).rows() == [("victim", 2.5)]
