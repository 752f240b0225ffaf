"""Cleared counts whose interval can be worked out by hand."""

from datetime import date

import polars as pl
import pytest

from transforms.clearing.counts import cleared_counts
from transforms.clearing.doubts import doubts

DAY = date(2024, 3, 1)
NOBODY = {
    "person_id": pl.String,
    "case_id": pl.String,
    "first_recorded_date": pl.Date,
    "stage_code": pl.String,
    "is_corporation": pl.Boolean,
}


class World:
    """Persons by id with their records, each a victim in a case of province 53."""

    def __init__(self, persons: dict[str, list[str]], **documents: str) -> None:
        held = [(r, p) for p, records in persons.items() for r in records]
        self.links = pl.DataFrame(held, schema=["record_id", "person_id"], orient="row")
        self.parts = self.links.select(
            "record_id",
            document_id=pl.col("record_id").replace(documents),
            role_code=pl.lit("KORBAN"),
        )
        self.documents = pl.DataFrame(
            {"case_id": ["c1"], "agency_code": ["police"], "region_code": ["53.71"]}
        )
        self.cleared = {
            "cleared_victims": pl.DataFrame(
                {
                    "person_id": list(persons),
                    "case_id": ["c1"] * len(persons),
                    "first_recorded_date": [DAY] * len(persons),
                    "victim_status_code": ["DIDUGA"] * len(persons),
                }
            ),
            "cleared_perpetrators": pl.DataFrame(schema=NOBODY),
            "cleared_cases": pl.DataFrame({"case_id": ["c1"], "province_code": ["53"]}),
        }

    def counts(self, pairs: pl.DataFrame, **unseen: float) -> pl.DataFrame:
        return cleared_counts(self.cleared, self.links, pairs, self.parts, self.documents, unseen)

    def nation(self, pairs: pl.DataFrame, **unseen: float) -> tuple[int, int, int, int]:
        row = self.counts(pairs, **unseen).filter(
            pl.col("province_code").is_null() & pl.col("year").is_null()
        )
        return row.select("linked_count", "low_count", "best_count", "high_count").row(0)


def pairs(*rows: tuple[str, str, float], nik: str = "unknown") -> pl.DataFrame:
    schema = {"record_id_l": pl.String, "record_id_r": pl.String, "probability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(nik=pl.lit(nik))


def test_certain_links_leave_no_interval() -> None:
    world = World({"a": ["r1", "r2"], "b": ["r3"]})
    assert world.nation(pairs(("r1", "r2", 1.0), ("r1", "r3", 1e-6))) == (2, 2, 2, 2)


def test_doubtful_link_within_a_person_may_be_two() -> None:
    # expected 1.5, standard error .5: 0.52 to 2.48, and no half persons
    assert World({"a": ["r1", "r2"]}).nation(pairs(("r1", "r2", 0.5))) == (1, 0, 2, 3)


def test_pairs_left_apart_may_be_one_person() -> None:
    persons = {f"p{i:02}": [f"r{i:02}"] for i in range(20)}
    scored = pairs(*((f"r{i:02}", f"r{i + 1:02}", 0.5) for i in range(0, 20, 2)))
    # 20 − 10 × .5 = 15; variance 10 × .25 + (.25 × 5)² = 4.06, error 2.02: 11 to 19, and as linked
    assert World(persons).nation(scored) == (20, 11, 15, 20)


def test_pairs_that_no_comparison_saw_lower_the_count() -> None:
    persons = {f"p{i:02}": [f"r{i:02}", f"s{i:02}"] for i in range(20)}
    found = [(f"r{i:02}", f"s{i:02}", 1.0) for i in range(20)]
    # 20 matches were found of 25: five more persons are counted twice
    assert World(persons).nation(pairs(*found), victim=0.2)[2] == 15
    assert World(persons).nation(pairs(*found, nik="known"), victim=0.2)[2] == 20


def test_only_forest_links_count() -> None:
    # three records of one person: the weakest of three links can be lost without a split
    world = World({"a": ["r1", "r2", "r3"]})
    scored = pairs(("r1", "r2", 1.0), ("r2", "r3", 1.0), ("r1", "r3", 0.5))
    assert world.nation(scored)[2] == 1


def test_two_rows_of_one_report_are_never_one_person() -> None:
    apart = World({"a": ["r1"], "b": ["r2"]}, r1="lp", r2="lp")
    assert doubts(apart.links, pairs(("r1", "r2", 0.9)), apart.parts).is_empty()
    # and so are persons that hold such rows through others
    chained = World({"a": ["r1", "x"], "b": ["r2"]}, r1="lp", r2="lp")
    found = doubts(chained.links, pairs(("r1", "x", 0.99), ("r2", "x", 0.4)), chained.parts)
    assert found.select("one", "other").rows() == [("a", "a")]


def test_a_record_is_at_most_one_of_the_co_victims() -> None:
    # even odds with each of three rows of one report: one in four each, not one in two
    world = World({c: [c] for c in "abcx"}, a="lp", b="lp", c="lp")
    found = doubts(
        world.links, pairs(("a", "x", 0.5), ("b", "x", 0.5), ("c", "x", 0.5)), world.parts
    )
    assert found["probability"].to_list() == [0.25, 0.25, 0.25]


@pytest.mark.parametrize("seed", range(3))
def test_order_of_rows_decides_nothing(seed: int) -> None:
    world = World({"a": ["r1", "r2"], "b": ["r3"], "c": ["r4"]})
    scored = pairs(("r1", "r2", 0.9), ("r2", "r3", 0.4), ("r3", "r4", 0.4), ("r1", "r4", 0.4))
    before = world.counts(scored)
    world.links = world.links.sample(fraction=1, shuffle=True, seed=seed)
    world.parts = world.parts.sample(fraction=1, shuffle=True, seed=seed)
    assert world.counts(scored.sample(fraction=1, shuffle=True, seed=seed)).equals(before)


def test_province_and_nation_are_counted_by_year_and_in_all() -> None:
    counts = World({"a": ["r1"], "b": ["r2"]}).counts(pairs())
    assert counts.select("role_code", "year", "province_code", "best_count").rows() == [
        ("victim", 2024, "53", 2),
        ("victim", 2024, None, 2),
        ("victim", None, "53", 2),
        ("victim", None, None, 2),
    ]
