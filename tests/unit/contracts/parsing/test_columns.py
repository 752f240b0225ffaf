"""Cells to typed values, by examples and by properties that hold for any cell."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.parsing.columns import parse_columns
from contracts.registry import Column, record_types
from contracts.schemas.columns import Kind


def column(kind: Kind) -> Column:
    """Some column of that kind."""
    return next(c for r in record_types().values() for c in r.columns if c.kind is kind)


def parse(kind: Kind, *cells: str | None) -> tuple[list[Any], list[tuple[int, str]]]:
    one = column(kind)
    parsed = parse_columns(pl.DataFrame({one.name: pl.Series(cells, dtype=pl.String)}), [one])
    assert parsed.frame[one.name].dtype == one.dtype
    return parsed.frame[one.name].to_list(), parsed.faults.select("index", "rule").rows()


EXAMPLES: list[tuple[Kind, str | None, Any, str | None]] = [
    (Kind.TEXT, "  Budi ", "Budi", None),
    (Kind.TEXT, " \t ", None, None),
    (Kind.TEXT, "=HYPERLINK(1)", "=HYPERLINK(1)", None),
    (Kind.TEXT, "-", None, "V-101"),
    (Kind.TEXT, " N/A ", None, "V-101"),
    (Kind.TEXT, "TIDAK diketahui", None, "V-101"),
    (Kind.TEXT, "#DIV/0!", None, "V-013"),
    (Kind.TEXT, "x" * 32_767, "x" * 32_767, None),
    (Kind.TEXT, "x" * 32_768, None, "V-012"),
    (Kind.TEXTS, "Asep | Ujang|Asep||", "Asep|Ujang", None),
    (Kind.CODE, "a", "A", None),
    (Kind.CODES, "Pekerja Migran Indonesia|SEKSUAL", "Pekerja Migran Indonesia|SEKSUAL", None),
    (Kind.CODES, " seksual |Kerja_PMI|SEKSUAL", "SEKSUAL|KERJA_PMI", None),
    (Kind.CODES, "kerja pmi", "KERJA_PMI", None),
    (Kind.COUNTRY, "malaysia", "MYS", None),
    (Kind.COUNTRY, "-", "-", None),
    (Kind.REGION, "5371", "53.71", None),
    (Kind.REGION, " 53 ", "53", None),
    (Kind.REGION, "537101", "53.71.01", None),
    (Kind.REGION, "53.71.01", "53.71.01", None),
    (Kind.REGION, "537", "537", None),
    (Kind.REGIONS, "5371| 53.01 |53.71", "53.71|53.01", None),
    (Kind.NIK, "3201010101900001", "3201010101900001", None),
    (Kind.NIK, " 3201010101900001", "3201010101900001", None),
    (Kind.NIK, "32.01.01-010190 0001", "3201010101900001", "V-102"),
    (Kind.NIK, "n/a", None, "V-101"),
    (Kind.DATE, "2025-03-09", date(2025, 3, 9), None),
    (Kind.DATE, "09/03/2025", date(2025, 3, 9), None),
    (Kind.DATE, "9-3-2025", date(2025, 3, 9), None),
    (Kind.DATE, "2025-03-09 00:00:00", date(2025, 3, 9), None),
    (Kind.DATE, "03/13/2025", None, "V-003"),
    (Kind.DATE, "2025-02-29", None, "V-003"),
    (Kind.DATE, "45000", None, "V-003"),
    (Kind.DATE, "2025-03", None, "V-003"),
    (Kind.DATE, "0025-03-09", None, "V-003"),
    (Kind.PARTIAL_DATE, "1990", "1990", None),
    (Kind.PARTIAL_DATE, "1990-02", "1990-02", None),
    (Kind.PARTIAL_DATE, "31/12/1990", "1990-12-31", None),
    (Kind.PARTIAL_DATE, "1990-13", None, "V-003"),
    (Kind.PARTIAL_DATE, "31/11/1990", None, "V-003"),
    (Kind.AGE, "17", 17, None),
    (Kind.AGE, "17.0", 17, None),
    (Kind.AGE, "17,5", None, "V-005"),
    (Kind.AGE, "17 tahun", None, "V-005"),
    (Kind.AGE, "1.000", None, "V-005"),
    (Kind.COUNT, "-3", -3, None),
    (Kind.COUNT, "9" * 19, None, "V-005"),
    (Kind.MONEY, "7.500.000", 7_500_000, None),
    (Kind.MONEY, "7500000", 7_500_000, None),
    (Kind.MONEY, "0", 0, None),
    (Kind.MONEY, "7.500.00", None, "V-007"),
    (Kind.MONEY, "7,500,000", None, "V-007"),
    (Kind.MONEY, "tidak diketahui", None, "V-101"),
    (Kind.YES_NO, " ya", True, None),
    (Kind.YES_NO, "T", False, None),
    (Kind.YES_NO, "x", None, "V-011"),
]


@pytest.mark.parametrize(("kind", "cell", "value", "rule"), EXAMPLES)
def test_examples(kind: Kind, cell: str | None, value: Any, rule: str | None) -> None:
    values, faults = parse(kind, None, cell, None)
    assert values == [None, value, None]
    assert faults == ([(1, rule)] if rule else [])


def test_examples_cover_every_kind() -> None:
    assert {example[0] for example in EXAMPLES} == set(Kind)


@given(st.sampled_from(list(Kind)), st.lists(st.none() | st.text(max_size=20), max_size=8))
def test_nothing_raises_and_no_row_is_lost(kind: Kind, cells: list[str | None]) -> None:
    values, faults = parse(kind, *cells)
    assert len(values) == len(cells)
    assert all(0 <= index < len(cells) for index, _ in faults)


@given(
    st.sampled_from(list(Kind)), st.lists(st.text("0123456789./-| YTya#", max_size=12), max_size=8)
)
def test_a_cell_means_the_same_wherever_it_stands(kind: Kind, cells: list[str]) -> None:
    together, _ = parse(kind, *cells)
    assert together == [parse(kind, cell)[0][0] for cell in cells]


@given(st.text("0123456789", min_size=16, max_size=16))
def test_leading_zeros_survive(digits: str) -> None:
    assert parse(Kind.NIK, digits)[0] == [digits]
    assert parse(Kind.TEXT, digits)[0] == [digits]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_dates_come_back(day: date) -> None:
    forms = (
        f"{day:%Y-%m-%d}",
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day.day}/{day.month}/{day:%Y}",
    )
    assert parse(Kind.DATE, *forms) == ([day] * 4, [])
    assert parse(Kind.PARTIAL_DATE, *forms) == ([day.isoformat()] * 4, [])


@given(st.integers(0, 10**15))
def test_money_comes_back(amount: int) -> None:
    pointed = f"{amount:,}".replace(",", ".")
    assert parse(Kind.MONEY, str(amount), pointed) == ([amount, amount], [])


def test_a_lazy_frame_is_refused() -> None:
    with pytest.raises(TypeError):
        parse_columns(pl.LazyFrame({"nama": ["x"]}), [])  # pyright: ignore[reportArgumentType]
