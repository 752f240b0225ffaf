"""Candidates by hand: exploded keys, bands, frequent keys refined and counted."""

import polars as pl

from transforms.linkage.blocking import candidates
from transforms.linkage.key_index import KeyIndex
from transforms.linkage.specification import BlockingKey


def frame(**columns) -> pl.DataFrame:
    size = len(next(iter(columns.values())))
    return pl.DataFrame({"row": list(range(size)), **columns})


def pairs(table: pl.DataFrame, *keys: BlockingKey) -> list[tuple[int, int]]:
    return candidates(table, keys).pairs.rows()


def test_list_keys_are_exploded_and_pairs_come_once() -> None:
    table = frame(tokens=[[1, 2], [2, 1], [3], [2, 3]])
    assert pairs(table, BlockingKey("token", ("tokens",))) == [(0, 1), (0, 3), (1, 3), (2, 3)]


def test_nothing_meets_on_an_empty_key() -> None:
    table = frame(a=[None, None, 1, 1], b=[1, 1, 2, None])
    assert pairs(table, BlockingKey("both", ("a", "b"))) == []


def test_a_band_reaches_both_ways_and_no_further() -> None:
    table = frame(name=[1, 1, 1, 2], year=[2000, 2002, 2003, 2000])
    key = BlockingKey("name_year", ("name",), band="year", band_width=2)
    assert pairs(table, key) == [(0, 1), (1, 2)]


def test_a_frequent_key_is_refined_and_what_stays_too_frequent_is_counted() -> None:
    table = frame(name=[1] * 5 + [2] * 2, place=["x", "x", "y", "y", "y", None, None])
    key = BlockingKey("name", ("name",), largest_group=2, refine=("place",))
    found = candidates(table, (key,))
    assert found.pairs.rows() == [(0, 1), (5, 6)]
    assert found.report.row(0, named=True) == {
        "key": "name",
        "pairs": 2,
        "groups_refined": 1,
        "groups_left_out": 1,
        "records_left_out": 3,
    }


def test_two_rows_of_one_document_in_one_part_are_no_candidates() -> None:
    table = frame(a=[1, 1, 1], document_id=["d", "d", "d"], role_group=["V", "V", "W"])
    assert pairs(table, BlockingKey("a", ("a",))) == [(0, 2), (1, 2)]


def test_new_rows_meet_all_and_old_rows_not_each_other() -> None:
    table = frame(a=[1, 1, 1])
    found = candidates(table, (BlockingKey("a", ("a",)),), pl.Series([2]))
    assert found.pairs.rows() == [(0, 2), (1, 2)]


def test_an_index_that_was_kept_finds_what_going_through_all_finds() -> None:
    table = frame(
        name=[1, 1, 2, 2, 1, 3, 1, None],
        year=[2000, 2001, 2000, 2000, 2005, 2000, 2002, 2000],
        tokens=[[1, 2], [2], [3], None, [4, 1], [5], [2, 4], [3]],
        place=["x", "x", "y", "y", "x", None, "x", "y"],
    ).with_columns(pl.col("row").cast(pl.Int64))
    keys = (
        BlockingKey("name_year", ("name",), band="year", band_width=2, largest_group=3),
        BlockingKey("token", ("tokens",), largest_group=2, refine=("place",)),
        BlockingKey("absent", ("absent",)),
    )
    new = pl.Series([6, 7])
    index = KeyIndex(table.head(6), keys)
    found = candidates(table, keys, new, index)
    whole = candidates(table, keys, new)
    assert found.pairs.rows() == whole.pairs.rows() == [(0, 6), (1, 6), (2, 7), (4, 6)]
    assert found.report.equals(whole.report)
