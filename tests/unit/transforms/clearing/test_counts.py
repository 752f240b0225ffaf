"""Cleared counts whose interval can be worked out by hand."""

from datetime import date

import polars as pl
import pytest

from transforms.clearing.counts import cleared_counts

DAY = date(2024, 3, 1)


def world(persons: dict[str, list[str]]) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Persons by id with their records, each a victim in case c1 of province 53."""
    victims = pl.DataFrame(
        {
            "person_id": list(persons),
            "case_id": ["c1"] * len(persons),
            "first_recorded_date": [DAY] * len(persons),
            "victim_status_code": ["DIDUGA"] * len(persons),
        }
    )
    cleared = {
        "cleared_victims": victims,
        "cleared_perpetrators": pl.DataFrame(
            schema={
                "person_id": pl.String,
                "case_id": pl.String,
                "first_recorded_date": pl.Date,
                "stage_code": pl.String,
                "is_corporation": pl.Boolean,
            }
        ),
        "cleared_cases": pl.DataFrame({"case_id": ["c1"], "province_code": ["53"]}),
    }
    links = [(r, p) for p, records in persons.items() for r in records]
    return cleared, pl.DataFrame(links, schema=["record_id", "person_id"], orient="row")


def pairs(*rows: tuple[str, str, float]) -> pl.DataFrame:
    schema = {"record_id_l": pl.String, "record_id_r": pl.String, "probability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def nation(counts: pl.DataFrame) -> tuple[int, int, int]:
    row = counts.filter(pl.col("province_code").is_null() & pl.col("year").is_null())
    return row.select("low_count", "best_count", "high_count").row(0)


def test_certain_links_leave_no_interval() -> None:
    cleared, links = world({"a": ["r1", "r2"], "b": ["r3"]})
    counts = cleared_counts(cleared, links, pairs(("r1", "r2", 0.99999), ("r1", "r3", 1e-6)))
    assert nation(counts) == (2, 2, 2)


def test_doubtful_link_within_a_person_may_be_two() -> None:
    # expected 1.5, standard deviation .5; one link can make one person two and no more
    cleared, links = world({"a": ["r1", "r2"]})
    assert nation(cleared_counts(cleared, links, pairs(("r1", "r2", 0.5)))) == (1, 1, 2)


def test_pair_left_apart_may_be_one_person() -> None:
    # expected 1.8, standard deviation .4: one person at the least, two at the most
    cleared, links = world({"a": ["r1"], "b": ["r2"]})
    assert nation(cleared_counts(cleared, links, pairs(("r1", "r2", 0.2)))) == (1, 2, 2)


def test_only_forest_links_count() -> None:
    # three records of one person: the weakest of three links can be lost without a split
    cleared, links = world({"a": ["r1", "r2", "r3"]})
    scored = pairs(("r1", "r2", 0.99999), ("r2", "r3", 0.99999), ("r1", "r3", 0.5))
    assert nation(cleared_counts(cleared, links, scored)) == (1, 1, 1)


@pytest.mark.parametrize("seed", range(3))
def test_order_of_rows_decides_nothing(seed: int) -> None:
    cleared, links = world({"a": ["r1", "r2"], "b": ["r3"], "c": ["r4"]})
    scored = pairs(("r1", "r2", 0.9), ("r2", "r3", 0.4), ("r3", "r4", 0.4), ("r1", "r4", 0.4))
    shuffled = [f.sample(fraction=1, shuffle=True, seed=seed) for f in (links, scored)]
    assert cleared_counts(cleared, *shuffled).equals(cleared_counts(cleared, links, scored))


def test_province_and_nation_are_counted_by_year_and_in_all() -> None:
    cleared, links = world({"a": ["r1"], "b": ["r2"]})
    counts = cleared_counts(cleared, links, pairs())
    assert counts.select("role_code", "year", "province_code", "best_count").rows() == [
        ("victim", 2024, "53", 2),
        ("victim", 2024, None, 2),
        ("victim", None, "53", 2),
        ("victim", None, None, 2),
    ]
