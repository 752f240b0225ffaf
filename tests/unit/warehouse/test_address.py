import pytest

from contracts.problems import ExitCode, Problem
from warehouse.address import Address


@pytest.mark.parametrize("unit", ["PLD33", "a", "0.1-x_Y", "RSUD.33.74"])
def test_a_unit_is_letters_digits_and_three_marks(unit):
    assert Address("police", unit, "2025-03").submission_id(2) == f"police/{unit}/2025-03/r2"


@pytest.mark.parametrize(
    "unit", ["", ".", "..", "../x", "a/b", "-x", "_x", "a b", "é", "x" * 65, "a\n"]
)
def test_another_unit_is_wrong_use(unit):
    with pytest.raises(Problem) as refused:
        Address("police", unit, "2025-03")
    assert refused.value.exit_code == ExitCode.WRONG_USE


@pytest.mark.parametrize(
    "period", ["", "2025", "2025-13", "2025-00", "25-01", "2025-1", "2025-01-01", "２０２５-01"]
)
def test_another_period_is_wrong_use(period):
    with pytest.raises(Problem, match="YYYY-MM"):
        Address("police", "A", period)


def test_an_unknown_agency_is_named_with_those_known():
    with pytest.raises(Problem, match="police, prosecution, social, health"):
        Address("polisi", "A", "2025-03")
