"""Merging worked out by hand: order, refusals, decisions."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.linkage.clusters import cluster

SCHEMA = {
    "document_id": pl.String,
    "role_group": pl.String,
    "nik_hash": pl.Int64,
    "nik_masked_hashes": pl.List(pl.Int64),
    "sex_code": pl.String,
    "birth_is_exact": pl.Boolean,
    "birth_low": pl.Int32,
    "birth_day_month_hash": pl.Int64,
    "name_key": pl.Int64,
}


def frame(*rows: dict) -> pl.DataFrame:
    blank = dict.fromkeys(SCHEMA) | {"role_group": "V", "birth_is_exact": False}
    filled = [{**blank, "document_id": f"d{i}", **row} for i, row in enumerate(rows)]
    return pl.DataFrame(filled, schema=SCHEMA)


def links(*rows: tuple[int, int, float]) -> pl.DataFrame:
    schema = {"row_l": pl.Int64, "row_r": pl.Int64, "weight": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def found(frame: pl.DataFrame, links: pl.DataFrame, **kwargs) -> list[int]:
    return cluster(frame, links, link=3.0, core=9.0, **kwargs).cluster.to_list()


def test_links_below_the_threshold_join_nothing() -> None:
    assert found(frame({}, {}), links((0, 1, 2.9))) == [0, 1]


def test_two_rows_of_one_document_in_one_part_never_meet() -> None:
    # 0 and 1 are co-victims of one report; 2 is closest to 0, so 1 stays alone
    rows = frame({"document_id": "lp"}, {"document_id": "lp"}, {})
    result = cluster(rows, links((0, 2, 12.0), (1, 2, 11.0)), link=3.0, core=9.0)
    assert result.cluster.to_list() == [0, 1, 0]
    assert result.refused.rows() == [(1, 2, 11.0, "same_document")]


def test_victim_and_witness_of_one_report_may_be_one() -> None:
    rows = frame({"document_id": "lp"}, {"document_id": "lp", "role_group": "W"})
    assert found(rows, links((0, 1, 12.0))) == [0, 0]


def test_two_identity_numbers_refuse_unless_near_or_outweighed() -> None:
    far = frame(
        {"nik_hash": 1, "nik_masked_hashes": [11]}, {"nik_hash": 2, "nik_masked_hashes": [22]}
    )
    near = frame(
        {"nik_hash": 1, "nik_masked_hashes": [11]}, {"nik_hash": 2, "nik_masked_hashes": [11]}
    )
    assert found(far, links((0, 1, 5.0))) == [0, 1]
    assert found(far, links((0, 1, 30.0))) == [0, 0]  # the weight has paid for the other number
    assert found(near, links((0, 1, 5.0))) == [0, 0]


def test_conflict_is_seen_through_a_third_record() -> None:
    # 0 and 2 have two numbers; 1 has none and may join one of them only
    rows = frame(
        {"nik_hash": 1, "nik_masked_hashes": [11]},
        {},
        {"nik_hash": 2, "nik_masked_hashes": [22]},
    )
    assert found(rows, links((0, 1, 12.0), (1, 2, 11.0))) == [0, 0, 2]


@pytest.mark.parametrize(
    ("one", "two", "weight", "merged"),
    [
        ({"sex_code": "L"}, {"sex_code": "P"}, 5.0, False),
        ({"sex_code": "L"}, {"sex_code": "P"}, 9.5, True),  # near certain: the sex is an error
        ({"sex_code": "L", "nik_hash": 1}, {"sex_code": "P", "nik_hash": 1}, 5.0, True),
        ({"sex_code": None}, {"sex_code": "P"}, 5.0, True),
        ({"birth_is_exact": True, "birth_low": 2001}, {"birth_is_exact": True, "birth_low": 2004},
         5.0, False),
        ({"birth_is_exact": False, "birth_low": 2001}, {"birth_is_exact": True, "birth_low": 2004},
         5.0, True),
        # a forged age: another year, but name, day and month agree
        ({"birth_is_exact": True, "birth_low": 2001, "birth_day_month_hash": 7, "name_key": 9},
         {"birth_is_exact": True, "birth_low": 2004, "birth_day_month_hash": 7, "name_key": 9},
         5.0, True),
    ],
)  # fmt: skip
def test_sex_and_birth_year_refuse_weak_links(one, two, weight, merged) -> None:
    rows = frame(one, two)
    assert found(rows, links((0, 1, weight))) == ([0, 0] if merged else [0, 1])


def test_decisions_win_over_the_model() -> None:
    rows = frame({}, {}, {}, {})
    strong = links((0, 1, 20.0), (1, 2, 15.0))
    assert found(rows, strong, forbidden=[(0, 2)]) == [0, 0, 2, 3]
    assert found(rows, strong, pinned=[(2, 3)], forbidden=[(0, 3)]) == [0, 0, 2, 2]


def test_a_link_pays_for_what_the_other_records_say() -> None:
    # 0 and 1 are one, 2 and 3 another; the link between them stands alone: three pairs not scored
    rows = frame({}, {}, {}, {})
    persons = [(0, 1, 20.0), (2, 3, 20.0)]
    alone = cluster(rows, links(*persons, (1, 2, 4.0)), link=3.0, core=9.0)
    assert alone.cluster.to_list() == [0, 0, 2, 2]
    assert alone.refused.rows() == [(1, 2, 4.0, "other_records")]
    # the mean is (w - 3 * 6) / 4, of which the link pays half: 4.67 is enough
    assert found(rows, links(*persons, (1, 2, 4.6))) == [0, 0, 2, 2]
    assert found(rows, links(*persons, (1, 2, 4.7))) == [0, 0, 0, 0]
    # weak agreement elsewhere is no evidence against
    agreed = [(0, 2, 2.0), (0, 3, 2.0), (1, 3, 2.0)]
    assert found(rows, links(*persons, (1, 2, 4.0), *agreed)) == [0, 0, 0, 0]


@settings(max_examples=60)
@given(st.data())
def test_order_of_links_changes_nothing(data) -> None:
    size = data.draw(st.integers(2, 9))
    rows = frame(
        *(
            {
                "document_id": f"d{data.draw(st.integers(0, 3))}",
                "sex_code": data.draw(st.sampled_from(["L", "P", None])),
            }
            for _ in range(size)
        )
    )
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True))
    weighted = [(a, b, float(data.draw(st.integers(1, 12)))) for a, b in chosen]
    shuffled = data.draw(st.permutations(weighted))
    one, two = found(rows, links(*weighted)), found(rows, links(*shuffled))
    assert one == two
    parts = rows.with_columns(pl.Series("cluster", one))
    victims = parts.group_by("cluster", "document_id").len()
    assert victims["len"].max() == 1  # never two co-victims in one person
