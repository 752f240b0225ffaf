"""Ids over several runs, by hand: minted, joined, merged, split, never renumbered."""

import hashlib
import hmac

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.encoding.keys import SecretKey
from transforms.linkage import crosswalk as ids

KEY = SecretKey("test", "ab" * 32)


def run(before: pl.DataFrame, **clusters: int) -> tuple[dict[str, str], pl.DataFrame, ids.Churn]:
    found, rows, churn = ids.assign(
        before, ids.PERSON, clusters, KEY, run=ids.next_run(before), model_hash="m"
    )
    return found, pl.concat([before, rows]), churn


def minted(member: str) -> str:
    message = f"person|{member}".encode()
    return hmac.new(KEY.hex.encode(), message, hashlib.sha256).hexdigest()[:32]


def test_id_is_founded_on_the_smallest_record() -> None:
    found, rows, churn = run(ids.empty(), b=1, a=1, c=2)
    assert found == {"a": minted("a"), "b": minted("a"), "c": minted("c")}
    assert churn == ids.Churn(minted=2, merged=0, split=0, moved=0)
    assert rows["reason"].to_list() == ["minted"] * 3


def test_a_new_month_joins_without_renumbering() -> None:
    first, rows, _ = run(ids.empty(), b=1, c=2)
    # `a` sorts before the founder and still takes its id
    second, more, churn = run(rows, a=1, b=1, c=2)
    assert second["a"] == first["b"] == second["b"]
    assert churn == ids.Churn(0, 0, 0, 0)
    assert more.tail(more.height - rows.height)["reason"].to_list() == ["joined"]


def test_the_same_again_adds_nothing() -> None:
    _, rows, _ = run(ids.empty(), a=1, b=1, c=2)
    _, more, _ = run(rows, a=5, b=5, c=1)
    assert more.equals(rows)


def test_a_merger_keeps_the_older_id_and_leaves_an_alias() -> None:
    first, rows, _ = run(ids.empty(), b=1)
    second, rows, _ = run(rows, a=2, b=1)
    third, rows, churn = run(rows, a=1, b=1)
    assert third == {"a": first["b"], "b": first["b"]}
    assert churn == ids.Churn(minted=0, merged=1, split=0, moved=1)
    assert ids.resolve(rows, ids.PERSON, second["a"]) == first["b"]
    assert ids.resolve(rows, ids.PERSON, first["b"]) == first["b"]


def test_a_split_keeps_the_id_with_the_larger_part() -> None:
    first, rows, _ = run(ids.empty(), a=1, b=1, c=1)
    second, _, churn = run(rows, a=1, b=2, c=2)
    assert second["b"] == second["c"] == first["a"]
    # the part that left founds on its own smallest record, whose id is taken already
    assert second["a"] not in (first["a"], minted("b"))
    assert churn == ids.Churn(minted=1, merged=0, split=1, moved=1)


def test_of_equal_parts_the_one_with_the_smallest_record_keeps_the_id() -> None:
    first, rows, _ = run(ids.empty(), a=1, b=1)
    second, _, _ = run(rows, a=1, b=2)
    assert second == {"a": first["a"], "b": minted("b")}


def test_a_record_that_comes_back_has_its_id_again() -> None:
    first, rows, _ = run(ids.empty(), a=1, b=2)
    _, rows, _ = run(rows, b=2)
    third, _, _ = run(rows, a=1, b=2)
    assert third == first


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 3)), max_size=5))
def test_one_cluster_one_id_whatever_came_before(runs: list[dict[str, int]]) -> None:
    rows = ids.empty()
    for clusters in runs:
        before = rows
        found, rows, _ = run(rows, **clusters)
        by_cluster: dict[int, set[str]] = {}
        for member, label in clusters.items():
            by_cluster.setdefault(label, set()).add(found[member])
        assert all(len(v) == 1 for v in by_cluster.values())
        assert len(set().union(*by_cluster.values()) if by_cluster else ()) == len(by_cluster)
        assert rows.head(before.height).equals(before)  # only added to
