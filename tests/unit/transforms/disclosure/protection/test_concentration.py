"""What one case may make up of a figure, on sums worked out by hand."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from transforms.disclosure.counting.counted import Counted, Quantity, parse
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.concentration import dominated, is_by_case, lack

VICTIMS, SUSPECTS = "victims|2024|victim|count|", "suspects|2024|perpetrator|count|"
ASSETS = "assets|2024|idr|sum|"


@pytest.mark.parametrize(
    ("value", "first", "second", "count", "money"),
    [
        (10, 7, 1, 0, 0),  # seven of ten are seven tenths, not more
        (10, 8, 1, 2, 2),  # 8 of 12 would be fewer than seven tenths, 8 of 11 are not
        (100, 50, 50, -28, 5),  # of two cases each knows the other
        (100, 50, 46, -28, 1),  # to whoever knows 46, the other 54 are 50 to within 8 %
        (100, 50, 45, -28, 0),
        (100, 40, 30, -42, -26),
        (100, 100, 0, 43, 43),
    ],
)
def test_by_how_much_a_figure_tells_too_much(value, first, second, count, money) -> None:
    assert lack(value, first, second, reviewed(), "count") == count
    assert lack(value, first, second, reviewed(), "sum") == money


def test_both_rules_can_be_switched_off() -> None:
    off = replace(reviewed(), dominance=1.0, closeness=0.0)
    assert lack(100, 100, 0, off, "sum") == lack(100, 50, 50, off, "sum") == 0


@pytest.mark.parametrize(
    ("key", "is_looked_at"),
    [
        (f"{VICTIMS}event_region=53", True),
        (f"{VICTIMS}destination=SGP&sex=P", True),
        (f"{VICTIMS}sex=P", False),  # of the whole nation
        (f"{SUSPECTS}event_region=53&suspect_stage=TERDAKWA", True),
        (f"{SUSPECTS}suspect_stage=TERDAKWA", False),
        ("police_reports|2024|police_report|count|event_region=53", False),  # each of its own
        (ASSETS, True),
        (f"{ASSETS}jenis_aset=UANG", True),
        (f"{ASSETS}case=k1", False),
        (f"{VICTIMS}case=k1&event_region=53", False),
    ],
)
def test_counts_by_place_and_all_sums_are_looked_at_by_case(
    key: str, *, is_looked_at: bool
) -> None:
    assert is_by_case(parse(key)) is is_looked_at


def _counted(**values: int) -> Counted:
    """Values of seized assets by type, `all` being all of them."""
    return Counted(
        quantities=[parse(ASSETS + (f"jenis_aset={n}" if n != "all" else "")) for n in values],
        values=np.array([*values.values()], dtype=np.int64),
    )


def _units(*rows: tuple[str, str, int]) -> dict:
    """Assets from type, case and value."""
    columns = ("jenis_aset", "case_id", "measure")
    frame = pl.DataFrame(rows, columns, orient="row").with_row_index("unit_id")
    return {("assets", "idr"): frame.with_columns(year=pl.lit(2024, pl.Int64))}


def test_what_one_case_dominates_is_found() -> None:
    units = _units(("UANG", "a", 80), ("UANG", "b", 20), ("LAIN", "b", 90), ("LAIN", "c", 10))
    found = dominated(units, _counted(UANG=100, LAIN=100, all=200), reviewed())
    # of all, b has 110, a 80, and only 10 are neither's
    assert found == {f"{ASSETS}jenis_aset=UANG": 15, f"{ASSETS}jenis_aset=LAIN": 29, ASSETS: 1}


def test_units_that_do_not_add_up_are_taken_to_be_one_case() -> None:
    """A wrong join must not switch the rule off."""
    even = [("UANG", case, 25) for case in "abcd"]
    assert dominated(_units(*even), _counted(UANG=100), reviewed()) == {}
    for units in (_units(*even[:3]), _units(*even, even[0]), {}):
        found = dominated(units, _counted(UANG=100, all=0), reviewed())
        assert found == {f"{ASSETS}jenis_aset=UANG": 43}


def test_a_dimension_that_the_units_lack_is_taken_to_be_one_case() -> None:
    kind: Quantity = parse(f"{ASSETS}basis=TPPU")
    counted = Counted(quantities=[kind], values=np.array([100]))
    units = _units(*[("UANG", case, 25) for case in "abcd"])
    assert dominated(units, counted, reviewed()) == {kind.key: 43}
