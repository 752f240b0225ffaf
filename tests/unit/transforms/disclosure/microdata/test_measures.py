"""Microdata: the measures by hand, recoding in order, local suppression, the two files."""

import math
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.microdata.file import (
    licensed,
    make_file,
    public,
    victims,
)
from transforms.disclosure.microdata.measures import measure, violations
from transforms.disclosure.microdata.recoding import (
    Recoding,
    province_groups,
    recode,
    recode_until,
    year_bands,
)
from transforms.disclosure.microdata.suppression import suppress_locally

QUASI = ["region", "sex"]
# Three classes: (a, F) with x x y y, (a, M) with x x z, (b, F) with y y y.
HAND = pl.DataFrame(
    [("a", "F", f) for f in "xxyy"]
    + [("a", "M", f) for f in "xxz"]
    + [("b", "F", f) for f in "yyy"],
    schema=["region", "sex", "form"],
    orient="row",
)


def test_measures_worked_out_by_hand() -> None:
    """The values that pycanon 1.3.6 gives too: k 3, l 1, entropy l 1, t 0.5.

    Shares in the file: x 0.4, y 0.5, z 0.1. Distances: (a, F) 0.1; (a, M) (4/15 + 7/30 + 0.5)/2 =
    0.5; (b, F) (0.4 + 0.5 + 0.1)/2 = 0.5.
    """
    found = measure(HAND, QUASI, "form")
    assert (found.k, found.distinct_l) == (3, 1)
    assert found.entropy_l == pytest.approx(1.0)
    assert found.t == pytest.approx(0.5)


def test_entropy_of_the_worst_class() -> None:
    found = measure(HAND.filter(pl.col("region") == "a"), QUASI, "form")
    entropy = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))
    assert found.distinct_l == 2
    assert found.entropy_l == pytest.approx(math.exp(entropy))


def test_violations_are_of_the_whole_class() -> None:
    small = violations(HAND, QUASI, ["form"], k=4, distinct_l=1)
    assert small.to_list() == [False] * 4 + [True] * 6
    alike = violations(HAND, QUASI, ["form"], k=3, distinct_l=2)
    assert alike.to_list() == [False] * 7 + [True] * 3


def test_only_rare_codes_are_joined() -> None:
    records = pl.DataFrame({"region": ["31", "31", "31", "32", "91"]})
    groups = province_groups(["31", "32", "91"])
    rare = recode(records, Recoding("region", groups, below=2))
    assert rare["region"].to_list() == ["31", "31", "31", "JAWA", "PAPUA"]
    assert set(recode(records, Recoding("region", groups))["region"]) == {"JAWA", "PAPUA"}


def test_bands_begin_at_the_same_year_in_every_file() -> None:
    assert year_bands(["2023", "2024", "U"], 2) == {"2023": "2022-2023", "2024": "2024-2025"}


def test_recodings_stop_when_few_records_are_left_at_risk() -> None:
    steps = [Recoding("sex", {"F": "U", "M": "U"}), Recoding("region", {"a": "c", "b": "c"})]
    limits = {"k": 4, "distinct_l": 1}
    records, used = recode_until(HAND, steps, QUASI, ["form"], tolerated=0.3, **limits)
    assert used == 1
    assert records["region"].n_unique() == 2
    assert recode_until(HAND, steps, QUASI, ["form"], tolerated=0.0, **limits)[1] == 2
    assert recode_until(HAND, steps, QUASI, ["form"], tolerated=0.6, **limits)[1] == 0


def test_the_region_goes_where_it_mends_most() -> None:
    """(b, F) fits nowhere but in (blank, F): 4 records of (a, F) are not touched."""
    records = pl.concat([HAND, pl.DataFrame([("c", "F", "x")], HAND.schema, orient="row")])
    done = suppress_locally(records, QUASI, ["form"], k=3, distinct_l=2)
    assert done.dropped == 0
    assert done.blanked == {"region": 4, "sex": 0}
    assert done.records["region"].to_list() == ["a"] * 7 + [None] * 4


def test_a_file_too_small_loses_all_its_records() -> None:
    done = suppress_locally(HAND.head(2), QUASI, ["form"], k=3, distinct_l=1)
    assert (done.records.height, done.dropped) == (0, 2)


rows = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("FM"), st.sampled_from("xyz")),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60)
@given(rows, st.integers(2, 6), st.integers(1, 3), st.randoms())
def test_every_class_that_is_left_is_large_and_mixed_enough(
    drawn: list[tuple[str, str, str]], k: int, distinct_l: int, random: object
) -> None:
    records = pl.DataFrame(drawn, schema=["region", "sex", "form"], orient="row")
    records = records.with_row_index("person")
    done = suppress_locally(records, QUASI, ["form"], k=k, distinct_l=distinct_l)
    assert done.records.height + done.dropped == records.height
    if not done.records.is_empty():
        found = measure(done.records, QUASI, "form")
        assert found.k >= k
        assert found.distinct_l >= distinct_l
    safe = ~violations(records, QUASI, ["form"], k=k, distinct_l=distinct_l)
    kept = done.records.join(records.filter(safe), on=records.columns, how="semi", nulls_equal=True)
    assert kept.height == safe.sum()  # nobody who was safe loses anything
    order = list(range(records.height))
    random.shuffle(order)
    again = suppress_locally(records[order], QUASI, ["form"], k=k, distinct_l=distinct_l)
    assert again.records.sort("person").equals(done.records)


def _marts() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    people = [
        (f"person{n}", f"case{n % 40}", "PL"[n % 2], ("15-17", "18-24", "60+")[n % 3], n)
        for n in range(240)
    ]
    facts = pl.DataFrame(
        {
            "person_id": [p[0] for p in people],
            "case_id": [p[1] for p in people],
            "sex_code": [p[2] for p in people],
            "age_group_code": [p[3] for p in people],
            "citizenship_code": ["UNK" if p[4] == 7 else "IDN" for p in people],
            "origin_province_code": [("31", "32", "91", None)[p[4] % 4] for p in people],
            "victim_status_code": ["DITOLAK" if p[4] == 9 else "DIDUGA" for p in people],
            "first_recorded_year": [2023 + p[4] % 3 for p in people],
            "first_recorded_date": [date(2023 + p[4] % 3, 5, 1) for p in people],
        }
    )
    forms = facts.select("person_id", "case_id").with_columns(
        exploitation_code=pl.Series([("SEKSUAL", "KERJA_PMI", "U")[n % 3] for n in range(240)])
    )
    forms = pl.concat([forms, forms.head(1).with_columns(exploitation_code=pl.lit("ORGAN"))])
    cases = pl.DataFrame(
        {
            "case_id": [f"case{n}" for n in range(40)],
            "province_code": [("31", "32", "33", "91", "21")[n % 5] for n in range(40)],
        }
    )
    return facts, forms, cases


def test_one_row_a_victim_nobody_who_was_rejected() -> None:
    facts, forms, cases = _marts()
    later = facts.head(1).with_columns(
        case_id=pl.lit("case1"), first_recorded_date=pl.lit(date(2025, 1, 1)), sex_code=pl.lit("U")
    )
    found = victims(pl.concat([later, facts]), forms, cases)
    assert found.height == 239
    first = found.row(by_predicate=pl.col("person_id") == "person0", named=True)
    assert first["form"] == "JAMAK"
    assert (first["sex"], first["province"], first["citizenship"]) == ("P", "31", "WNI")
    assert (
        found.row(by_predicate=pl.col("person_id") == "person7", named=True)["citizenship"] == "U"
    )
    assert found.null_count().sum_horizontal()[0] == 0


@pytest.mark.parametrize("make", [licensed, public])
def test_files_keep_their_promise_whatever_the_order(make) -> None:
    records = victims(*_marts())
    plan = make(records)
    file = make_file(records, plan, b"of this file")
    assert {m.k >= plan.k for m in file.measures.values()} == {True}
    assert {m.distinct_l >= plan.distinct_l for m in file.measures.values()} == {True}
    assert make_file(records[::-1], plan, b"of this file").records.equals(file.records)
    text = file.records.write_csv()
    assert "person" not in text
    assert "case" not in text


def test_no_pseudonym_stands_in_two_files() -> None:
    records = victims(*_marts())
    one = make_file(records, public(records), b"one").records["record"]
    two = make_file(records, public(records), b"two").records["record"]
    assert one.n_unique() == one.len()
    assert set(one).isdisjoint(two)


def test_the_status_is_the_strongest_of_any_case() -> None:
    facts, forms, cases = _marts()
    later = facts.head(1).with_columns(
        case_id=pl.lit("case1"),
        first_recorded_date=pl.lit(date(2025, 1, 1)),
        victim_status_code=pl.lit("TERIDENTIFIKASI"),
    )
    found = victims(pl.concat([facts, later]), forms, cases)
    assert found.filter(pl.col("person_id") == "person0")["status"].to_list() == ["TERIDENTIFIKASI"]
