"""Wordings as people get them: numbers with the decimal sign of the language."""

from decimal import Decimal

import pytest

from contracts.messages import number, text


@pytest.mark.parametrize(("language", "sign"), [("id", ","), ("en", ".")])
def test_numbers_have_the_decimal_sign_of_the_language(language: str, sign: str) -> None:
    assert number(0.5, ".2f", language) == f"0{sign}50"
    assert number(Decimal("1234.5"), "", language) == f"1234{sign}5"
    assert f"2{sign}5" in text("release.epsilon", language, value=Decimal("2.5"), least="0.01")


def test_what_is_no_number_is_left_as_it_is() -> None:
    told = text("release.policy_damaged", "id", why="policy.toml 1.2.3")
    assert "policy.toml 1.2.3" in told
