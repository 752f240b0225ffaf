"""Who stands in files of records: once and for all, about the share that is asked for."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.disclosure.microdata.drawing import drawn

PEOPLE = pl.DataFrame({"person_id": [f"person{n}" for n in range(2000)]})


@given(st.sets(st.integers(0, 1999), max_size=30))
def test_nobody_is_in_or_out_because_of_others(chosen: set[int]) -> None:
    """So another file, of other years or of a later vintage, holds the same persons."""
    all_drawn = set(drawn(PEOPLE, 0.7, b"key")["person_id"])
    some = PEOPLE[sorted(chosen)]
    assert set(drawn(some, 0.7, b"key")["person_id"]) == all_drawn & set(some["person_id"])


def test_about_the_share_by_a_key() -> None:
    found = drawn(PEOPLE, 0.7, b"key")
    assert 1340 < found.height < 1460
    assert set(found["person_id"]) != set(drawn(PEOPLE, 0.7, b"other")["person_id"])
    assert set(drawn(PEOPLE, 0.5, b"key")["person_id"]) < set(found["person_id"])
    assert drawn(PEOPLE[::-1], 0.7, b"key").equals(found[::-1])
