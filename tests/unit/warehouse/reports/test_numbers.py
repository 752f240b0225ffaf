from decimal import Decimal

import pytest

from warehouse.reports.numbers import SYMBOLS, figure_of, written


@pytest.mark.parametrize(
    ("value", "statistic", "indonesian", "english"),
    [
        ("0", "count", "0", "0"),
        ("999", "count", "999", "999"),
        ("1234567.000", "count", "1.234.567", "1,234,567"),
        ("811610000", "sum", "811.610.000", "811,610,000"),
        ("328.5", "median", "328,5", "328.5"),
        ("1234.25", "median", "1.234,3", "1,234.3"),
        ("0.785", "share", "78,5%", "78.5%"),
        ("1", "share", "100,0%", "100.0%"),
        ("0", "share", "0,0%", "0.0%"),
    ],
)
def test_each_language_writes_numbers_its_way(value, statistic, indonesian, english):
    assert written(Decimal(value), statistic, "id") == indonesian
    assert written(Decimal(value), statistic, "en") == english


def row(shown="published", value="7", status="observed"):
    return {
        "shown_code": shown,
        "value": None if value is None else Decimal(value),
        "value_status_code": status,
        "unit_code": "victim",
        "statistic_code": "count",
        "figure_id": "A2-2024-victims-P-TOTAL",
    }


@pytest.mark.parametrize("shown", ["suppressed", "withheld"])
def test_a_hidden_cell_shows_its_sign_whatever_value_it_holds(shown):
    figure = figure_of(row(shown))
    assert figure.value is None
    assert figure.is_hidden
    assert figure.text("id") == SYMBOLS[shown]


@pytest.mark.parametrize("status", ["not_recorded", "not_applicable", "not_reported"])
def test_an_empty_cell_says_why_it_is_empty(status):
    figure = figure_of(row(value=None, status=status))
    assert not figure.is_hidden
    assert figure.text("en") == SYMBOLS[status]


def test_no_two_kinds_of_gap_look_alike_nor_like_a_zero():
    assert len({*SYMBOLS.values(), "0"}) == len(SYMBOLS) + 1
