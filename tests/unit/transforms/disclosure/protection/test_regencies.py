"""Which regencies have a row of their own: by hand, and against every world that looks the same."""

from collections import defaultdict
from collections.abc import Callable
from itertools import product

import polars as pl
import pytest

from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.regencies import coarsened, own_rows
from transforms.disclosure.protection.told import KNOWN, Told, nothing

FIRST, SECOND, THIRD = "92.01", "92.02", "92.03"  # of West Papua, with seven regencies


def _own(*counts: int, known: str = "") -> str:
    """The letters of the regencies with a row of their own."""
    named = dict(zip("abcdefg", counts, strict=False))
    return "".join(sorted(own_rows(named, 10, set(known))))


@pytest.mark.parametrize(
    ("counts", "own"),
    [
        ((20, 15, 6, 4), "ab"),  # ten in two others
        ((20, 15, 6, 3), "a"),  # nine are too few: the next joins
        ((20, 15, 10, 0), "abc"),  # the other is none
        ((20, 0, 0), ""),  # one is all of its province
        ((20, 12, 9), "a"),  # one alone is what is left
        ((20, 12, 9, 9), "a"),  # eighteen in two are nine each
        ((20, 12, 8, 8), "ab"),  # sixteen in two may be nine and seven
        ((20, 12, 12, 3, 0), "a"),  # of two equals none is preferred
        ((12, 12, 3), ""),
        ((4, 3), ""),
        ((30, 20), "ab"),
    ],
)
def test_small_ones_stand_together_until_nobody_can_tell_them_apart(counts, own) -> None:
    assert _own(*counts) == own


def test_a_regency_that_outsiders_know_hides_nobody() -> None:
    assert _own(20, 15, 6, 4) == "ab"
    assert _own(20, 15, 6, 4, known="d") == "a"
    assert _own(20, 15, 6, 5, 5, known="d") == "ab"


def _learned(rule: Callable[[dict[str, int], int], set[str]], size: int, threshold: int) -> int:
    """How many small regencies are told by rule and sum, over all worlds of some regencies."""
    names = "abcd"[:size]
    seen = defaultdict(list)
    for counts in product(range(threshold + 3), repeat=size):
        world = dict(zip(names, counts, strict=True))
        own = tuple((code, world[code]) for code in sorted(rule(world, threshold)))
        seen[own, sum(counts)].append(world)
    found = 0
    for (own, _), worlds in seen.items():
        # of a world at the edge of what is drawn the one beside it may be missing
        if max((count for _, count in own), default=0) > threshold + 1:
            continue
        for code in set(names) - {code for code, _ in own}:
            values = {world[code] for world in worlds}
            found += len(values) == 1 and 0 < values.pop() < threshold
    return found


def _all_that_are_not_small(world: dict[str, int], threshold: int) -> set[str]:
    return {code for code, count in world.items() if count >= threshold}


@pytest.mark.parametrize(("size", "threshold"), list(product((2, 3, 4), (3, 4, 5))))
def test_no_small_regency_is_told_by_rule_and_sum(size: int, threshold: int) -> None:
    assert _learned(_all_that_are_not_small, size, threshold) > 0
    assert _learned(own_rows, size, threshold) == 0


def _cells(**counts: tuple[int, int]) -> pl.DataFrame:
    """A block of regencies by sex; a name `r92_01` is the regency."""
    rows = []
    for order, (name, (men, women)) in enumerate(counts.items()):
        code = name[1:].replace("_", ".")
        for column, value in (("L", men), ("P", women), ("TOTAL", men + women)):
            rows.append(
                {
                    "report_year": 2024, "table_code": "R1", "block_code": "origin",
                    "row_list_code": "region", "row_code": code,
                    "row_parent_code": code[:2] if "." in code else None, "row_order": order,
                    "column_list_code": "jenis_kelamin", "column_code": column,
                    "value": value, "contributors": value, "value_status_code": "observed",
                    "figure_id": f"R1-2024-origin-{column}-{code}",
                }
            )  # fmt: skip
    return pl.DataFrame(rows)


WORLD = {"r92": (10, 27), "r92_01": (10, 10), "r92_02": (0, 6), "r92_03": (0, 11)}


def _shown(both: tuple[pl.DataFrame, pl.DataFrame]) -> dict[str, int]:
    cells, _ = both
    return dict(cells.filter(pl.col("column_code") == "TOTAL").select("row_code", "value").rows())


def _told(*keys: str) -> Told:
    told = nothing()
    rows = [{"quantity": key, "is_rest": False} for key in keys]
    quantities = pl.DataFrame(rows, schema=told.quantities.schema)
    return Told(quantities, told.sums, told.parents, told.proof)


def test_the_others_are_one_row_that_adds_up() -> None:
    found, withheld = both = coarsened(_cells(**WORLD), reviewed(), {})
    assert _shown(both) == {"92": 37, FIRST: 20, "92.other": 17}
    assert withheld.is_empty()
    other = found.filter(pl.col("row_code") == "92.other").sort("column_code")
    assert other.select("column_code", "value", "contributors").rows() == [
        ("L", 0, 0),
        ("P", 17, 17),
        ("TOTAL", 17, 17),
    ]
    assert other["figure_id"].to_list()[0] == "R1-2024-origin-L-92.other"
    assert other["row_parent_code"].unique().to_list() == ["92"]
    assert found.schema == _cells(**WORLD).schema


def test_sexes_are_shown_where_none_becomes_small_by_it() -> None:
    few = WORLD | {"r92": (12, 25), "r92_03": (2, 9)}
    found, withheld = coarsened(_cells(**few), reviewed(), {})
    below = pl.col("row_parent_code").is_not_null()
    assert found.filter(below)["column_code"].unique().to_list() == ["TOTAL"]
    assert sorted(found.filter(~below)["column_code"]) == ["L", "P", "TOTAL"]
    assert sorted(withheld.select("row_code", "column_code").rows()) == [
        (FIRST, "L"), (FIRST, "P"), ("92.other", "L"), ("92.other", "P"),
    ]  # fmt: skip


@pytest.mark.parametrize("last", ["r92_03", "r92_05", "r92_07"])
def test_the_place_of_the_others_says_nothing_of_who_they_are(last: str) -> None:
    """A row in the place of its last regency said that somebody is there, and nobody beyond."""
    cells = _cells(**{"r92": (10, 27), "r92_01": (10, 10), "r92_02": (0, 6), last: (0, 11)})
    moved = cells.with_columns(  # each code has a place of its own, whoever is there
        row_order=pl.col("row_code").str.slice(3).str.to_integer(strict=False).fill_null(0)
    )
    found, _ = coarsened(moved, reviewed(), {})
    places = dict(found.select("row_code", "row_order").iter_rows())
    assert places.keys() == {"92", FIRST, "92.other"}
    assert places["92.other"] == 8  # after seven regencies, where that is not recorded


def test_a_province_of_small_ones_has_no_rows_below_it() -> None:
    found = coarsened(_cells(r92=(8, 4), r92_01=(6, 1), r92_02=(2, 3)), reviewed(), {})
    assert _shown(found) == {"92": 12}


def test_what_had_a_row_keeps_it_and_nothing_else_gets_one() -> None:
    key = f"victims|2024|victim|count|origin_region={FIRST}"
    grown = WORLD | {"r92": (22, 27), "r92_03": (12, 11)}
    anew = coarsened(_cells(**grown), reviewed(), {})
    assert _shown(anew) == {"92": 49, THIRD: 23, "92.other": 26}
    after = coarsened(_cells(**grown), reviewed(), {"regional-2024-1": _told(key)})
    assert _shown(after) == {"92": 49, FIRST: 20, "92.other": 29}
    # another year, another dimension: nothing is kept
    for other in (key.replace("2024", "2023"), key.replace("origin", "event")):
        alone = coarsened(_cells(**grown), reviewed(), {"x": _told(other)})
        assert alone[0].equals(anew[0])


def test_what_outsiders_know_is_no_cover() -> None:
    key = f"victims|2024|victim|count|origin_region={THIRD}"
    few = {"r92": (30, 15), "r92_01": (14, 6), "r92_02": (12, 3), "r92_03": (4, 2),
           "r92_04": (0, 4)}  # fmt: skip
    assert _shown(coarsened(_cells(**few), reviewed(), {})) == {
        "92": 45, FIRST: 20, SECOND: 15, "92.other": 10,
    }  # fmt: skip
    known = coarsened(_cells(**few), reviewed(), {KNOWN: _told(key)})
    assert _shown(known) == {"92": 45, FIRST: 20, "92.other": 25}
