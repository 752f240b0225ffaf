"""One case behind most of a sum of money: what is published must not tell its amount, nor roughly.

The attack is a linear programme over the printed table alone: sums of rows and columns, no amount
below nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.audit.attack import learn
from transforms.disclosure.counting.counted import counted_of
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.concentration import dominated
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import fault_of, told_of

TYPES, OWNERS, TOTAL = ("CASH", "LAND", "SHIP"), ("L", "P"), "TOTAL"
Asset = tuple[str, str, str, int]  # type, owner, case, value
Place = tuple[str, str]  # row and column
ASSETS = st.lists(
    st.tuples(
        st.sampled_from(TYPES), st.sampled_from(OWNERS), st.sampled_from("abcdefgh"),
        st.integers(1, 60).map(lambda root: root**2),
    ),
    min_size=1,
    max_size=40,
)  # fmt: skip


def _in(place: Place, asset: Asset) -> bool:
    return all(code in (TOTAL, own) for code, own in zip(place, asset[:2], strict=True))


def _cells(assets: Sequence[Asset]) -> pl.DataFrame:
    """Values by type and owner, with all margins."""
    rows = []
    for place in product((*TYPES, TOTAL), (*OWNERS, TOTAL)):
        values = [a[3] for a in assets if _in(place, a)]
        rows.append({
            "report_year": 2024, "table_code": "A12", "block_code": "value",
            "row_list_code": "jenis_aset", "row_code": place[0], "row_parent_code": None,
            "row_order": 1, "column_list_code": "jenis_subjek", "column_code": place[1],
            "column_parent_code": None, "column_order": 1, "unit_code": "idr",
            "statistic_code": "sum", "value": Decimal(sum(values)), "contributors": len(values),
            "adds_up_rows": True, "adds_up_columns": True, "value_status_code": "observed",
            "figure_id": f"A12-value-{place[1]}-{place[0]}",
        })  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})


def _lacks(assets: Sequence[Asset], cells: pl.DataFrame) -> dict[str, int]:
    columns = ("jenis_aset", "jenis_subjek", "case_id", "measure")
    units = pl.DataFrame(assets, columns, orient="row").with_row_index("unit_id")
    of_year = units.with_columns(year=pl.lit(2024, pl.Int64))
    counted = counted_of(cells.to_dicts(), reviewed())
    return dominated({("assets", "idr"): of_year}, counted, reviewed())


def _protected(assets: Sequence[Asset]) -> tuple[Decision, dict[str, int]]:
    cells = _cells(assets)
    lacks = _lacks(assets, cells)
    return decide(cells, reviewed(), dominated=lacks), lacks


def _shown(decision: Decision) -> dict[Place, int | None]:
    """What is printed; nothing where a figure is hidden."""
    cells = decision.cells.select("row_code", "column_code", "value").iter_rows()
    return {(row, column): None if n is None else int(n) for row, column, n in cells}


def _learned(shown: Mapping[Place, int | None]) -> dict[Place, tuple[int, int | None]]:
    """Least and greatest value of each hidden figure."""
    known = pl.DataFrame(
        [("|".join(place), value, 0) for place, value in shown.items()],
        schema={"quantity": pl.String, "value": pl.Int64, "low": pl.Int64},
        orient="row",
    ).with_columns(high=pl.lit(None, pl.Int64))
    lines = [[(row, column) for column in (*OWNERS, TOTAL)] for row in (*TYPES, TOTAL)]
    lines += [[(row, column) for row in (*TYPES, TOTAL)] for column in (*OWNERS, TOTAL)]
    terms = [
        (number, "|".join(place), -1 if place == line[-1] else 1)
        for number, line in enumerate(lines)
        for place in line
    ]
    schema = {"sum": pl.Int64, "quantity": pl.String, "factor": pl.Int64}
    found = learn(known, pl.DataFrame(terms, schema=schema, orient="row"))
    ends = found.select("quantity", "low", "high").iter_rows()
    return {tuple(name.split("|")): (low, high) for name, low, high in ends}


def _place(key: str) -> Place:
    codes = dict(one.split("=") for one in key.rsplit("|", 1)[1].split("&") if one)
    return codes.get("jenis_aset", TOTAL), codes.get("jenis_subjek", TOTAL)


@pytest.fixture
def raid() -> list[Asset]:
    """One case has 900 of the 940 that men's ships are worth; nothing else is of few cases."""
    even = [
        (kind, owner, case, 10)
        for kind, owner, case in product(TYPES, OWNERS, "bcdefg")
        if (kind, owner) != ("SHIP", "L")
    ]
    large = [("LAND", owner, case, 300) for owner, case in product(OWNERS, "bcdefg")]
    return [*even, *large, ("SHIP", "L", "a", 900), *[("SHIP", "L", case, 10) for case in "bcde"]]


def test_a_dominated_sum_is_learned_where_it_is_hidden_alone(raid, recovered: Callable) -> None:
    """Dominated are men's ships, and all ships: who hides just those prints them all the same."""
    decision, lacks = _protected(raid)
    dominated_places = {_place(key) for key in lacks}
    assert dominated_places == {("SHIP", "L"), ("SHIP", TOTAL)}
    truth = {place: sum(a[3] for a in raid if _in(place, a)) for place in _shown(decision)}
    naive = {place: None if place in dominated_places else n for place, n in truth.items()}
    assert _learned(naive) == {place: (truth[place],) * 2 for place in dominated_places}
    ours = _learned(_shown(decision))
    exact = [place for place in dominated_places if ours[place][0] == ours[place][1]]
    recovered(len(exact), len(dominated_places))
    assert not exact


def test_not_exact_alone_tells_the_amount_roughly(raid) -> None:
    """Another value is not enough: the case must possibly have less than seven tenths."""
    cells = _cells(raid)
    lacks = _lacks(raid, cells)
    weak = decide(cells, reviewed(), dominated=dict.fromkeys(lacks, 1))
    strong = decide(cells, reviewed(), dominated=lacks)
    short = [
        {
            key
            for key, lack in lacks.items()
            for low, high in [_learned(_shown(decision))[_place(key)]]
            if high is not None and high < _value(raid, key) + lack
        }
        for decision in (weak, strong)
    ]
    assert short[0]
    assert not short[1]


def _value(assets: Sequence[Asset], key: str) -> int:
    return sum(a[3] for a in assets if _in(_place(key), a))


@pytest.mark.slow
@given(ASSETS)
@settings(max_examples=60, deadline=None)
def test_every_dominated_sum_may_be_as_much_more_as_it_lacks(assets: list[Asset]) -> None:
    decision, lacks = _protected(assets)
    assert decision.protected.unprotected == []
    told = told_of(decision.counted, decision.protected, reviewed())
    assert fault_of(told) is None
    assert audit("a", {"a": told}, reviewed()).is_safe
    ends = _learned(_shown(decision))
    for key, lack in lacks.items():
        low, high = ends[_place(key)]
        assert high is None or high >= _value(assets, key) + lack
        assert low <= _value(assets, key)


def test_what_was_published_before_the_rule_is_told_again(raid) -> None:
    """It is known to everybody: to hide it now takes nothing back, nor stops the next report."""
    cells = _cells(raid)
    lacks = _lacks(raid, cells)
    first = decide(cells, reviewed())
    before = told_of(first.counted, first.protected, reviewed())
    pins = before.quantities
    again = decide(cells, reviewed(), dominated=lacks, earlier=pins)
    assert set(again.cells["shown_code"]) == {"published"}
    told = told_of(again.counted, again.protected, reviewed())
    assert audit("b", {"a": before, "b": told}, reviewed()).is_safe


def test_what_was_hidden_as_dominated_stays_secret_at_the_gate(raid) -> None:
    """A second report that shows what went with it gives it away: it is refused."""
    decision, _ = _protected(raid)
    first = told_of(decision.counted, decision.protected, reviewed())
    dominated_places = pl.struct("row_code", "column_code").is_in(
        [{"row_code": "SHIP", "column_code": column} for column in ("L", TOTAL)]
    )
    second = decide(_cells(raid).filter(~dominated_places), reviewed())
    assert set(second.cells["shown_code"]) == {"published"}
    told = told_of(second.counted, second.protected, reviewed())
    found = audit("b", {"a": first, "b": told}, reviewed())
    assert {(one.kind, one.variable.value) for one in found.findings} == {
        ("exact", 940), ("exact", 1000),
    }  # fmt: skip
