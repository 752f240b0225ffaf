"""The cheap looks at a cell say nothing that the thorough ones deny."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from contracts.parsing.patterns import (
    NIK_SHAPE,
    is_empty_word,
    is_nik,
    is_plain_text,
    is_sheet_error,
    stripped,
)

CELL = pl.col("cell")


def cells(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"cell": texts}, schema={"cell": pl.String})


@given(st.lists(st.text(st.sampled_from('aZ09 ~!"#-\t\x85\xa0\u3000é\x00\x7f/NA'), max_size=5)))
def test_what_is_plain_is_changed_by_nothing(texts: list[str]) -> None:
    plain = cells(texts).filter(is_plain_text(CELL))
    assert plain.filter(stripped(CELL).ne_missing(CELL)).is_empty()
    assert plain.filter(is_empty_word(CELL) | is_sheet_error(CELL)).is_empty()


def test_usual_texts_are_plain() -> None:
    assert (
        cells(["Budi", "LP/A/1/I/2023", "Jl. Melati 1"]).select(is_plain_text(CELL))["cell"].all()
    )


@given(st.lists(st.text(st.sampled_from("0123456789+-_. ０"), min_size=15, max_size=17)))
def test_a_nik_is_what_the_shape_says(texts: list[str]) -> None:
    both = cells(texts).select(cheap=is_nik(CELL), thorough=CELL.str.contains(NIK_SHAPE))
    assert both["cheap"].equals(both["thorough"])


def test_sixteen_digits_are_a_nik_and_a_sign_is_not() -> None:
    found = cells(["3171044107900001", "+171044107900001", "9" * 17]).select(is_nik(CELL))
    assert found["cell"].to_list() == [True, False, False]
