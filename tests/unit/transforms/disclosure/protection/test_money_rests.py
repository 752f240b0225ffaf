"""What is left of a sum of money without a published part of it, against plain linear algebra."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import Policy, reviewed
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import Told, fault_of, told_of

KINDS, OWNERS, FEW = ("CASH", "LAND", "SHIP"), ("L", "P"), 5
CASE, TOTAL = "c" * 32, "TOTAL"
Payment = tuple[str, str, bool, int]  # kind, owner, whether of the case, amount
Cell = tuple[str, str, str]  # kind, owner, `all` or `case`
PAYMENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(OWNERS), st.booleans(), st.integers(0, 9)),
    max_size=26,
)
LISTED = st.sampled_from([KINDS, KINDS[:2], KINDS[:1], ()])


def _inside(payments: Iterable[Payment], cell: Cell) -> list[int]:
    """The amounts behind a cell."""
    kind, owner, of = cell
    return [
        amount
        for its_kind, its_owner, is_of_case, amount in payments
        if kind in (its_kind, TOTAL) and owner in (its_owner, TOTAL) and (of == "all" or is_of_case)
    ]


def _row(cell: Cell, amounts: Sequence[int], *, is_whole: bool) -> dict:
    kind, owner, of = cell
    placed = {"case_id": CASE, "counted_year": 2024, "counted_province_code": "31"}
    at = {"report_year": 2024} if of == "all" else placed
    table = "A12" if of == "all" else "I8"
    return at | {
        "table_code": table, "block_code": "value",
        "row_list_code": "jenis_aset", "row_code": kind, "row_parent_code": None, "row_order": 1,
        "column_list_code": "jenis_subjek", "column_code": owner, "column_parent_code": None,
        "column_order": 1, "unit_code": "idr", "statistic_code": "sum",
        "value": Decimal(sum(amounts)), "contributors": len(amounts), "adds_up_rows": is_whole,
        "adds_up_columns": True, "value_status_code": "observed",
        "figure_id": f"{table}-value-{owner}-{kind}",
    }  # fmt: skip


def _cells_of(listed: Sequence[str]) -> list[Cell]:
    return [(kind, owner, "all") for kind, owner in product((*listed, TOTAL), (*OWNERS, TOTAL))]


def _decided(
    payments: Sequence[Payment],
    cells: Sequence[Cell],
    *,
    is_whole: bool,
    policy: Policy | None = None,
    earlier: pl.DataFrame | None = None,
) -> Decision:
    rows = [_row(cell, _inside(payments, cell), is_whole=is_whole) for cell in cells]
    frame = pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})
    return decide(frame, policy or reviewed(), earlier=earlier)


def _told(decision: Decision) -> Told:
    return told_of(decision.counted, decision.protected, reviewed())


def _shown(decision: Decision, of: str) -> dict[Cell, bool]:
    rows = decision.cells.select("row_code", "column_code", "shown_code").iter_rows()
    return {(kind, owner, of): shown == "published" for kind, owner, shown in rows}


def _learned(
    payments: Sequence[Payment], shown: dict[Cell, bool], listed: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    """Secrets that follow from what is published: their vector is a combination of the known."""
    cells = list(shown)
    people = {cell: len(_inside(payments, cell)) for cell in cells}

    def vector(*terms: tuple[Cell, int]) -> list[int]:
        given = dict(terms)
        return [given.get(cell, 0) for cell in cells]

    known = [vector((cell, 1)) for cell in cells if shown[cell] or not people[cell]]
    known += [
        vector(((kind, TOTAL, "all"), -1), *(((kind, owner, "all"), 1) for owner in OWNERS))
        for kind in (*listed, TOTAL)
    ]
    if listed == KINDS:
        known += [
            vector(((TOTAL, owner, "all"), -1), *(((kind, owner, "all"), 1) for kind in KINDS))
            for owner in (*OWNERS, TOTAL)
        ]
    secrets = {(cell,): vector((cell, 1)) for cell in cells if 0 < people[cell] < FEW}
    for set_, part in product(cells, cells):
        is_part = all(a in (b, TOTAL, "all") for a, b in zip(set_, part, strict=True))
        if set_ == part or not is_part or not people[part]:
            continue
        left, rest = people[set_] - people[part], vector((set_, 1), (part, -1))
        if left == 0:
            known.append(rest)
        elif left < FEW:
            secrets[set_, part] = rest
    rank = np.linalg.matrix_rank(np.array(known))
    for name, secret in secrets.items():
        if np.linalg.matrix_rank(np.array([*known, secret])) == rank:
            yield name


@given(PAYMENTS, LISTED)
@settings(max_examples=60)
def test_no_sum_of_few_follows_from_a_table(payments, listed) -> None:
    decision = _decided(payments, _cells_of(listed), is_whole=listed == KINDS)
    assert decision.protected.unprotected == []
    assert list(_learned(payments, _shown(decision, "all"), listed)) == []
    assert fault_of(_told(decision)) is None


@given(PAYMENTS, LISTED)
@settings(max_examples=60)
def test_the_gate_refuses_a_case_exactly_where_a_sum_of_few_follows(payments, listed) -> None:
    if not _inside(payments, (TOTAL, TOTAL, "case")):
        return
    year = _decided(payments, _cells_of(listed), is_whole=listed == KINDS)
    case = _decided(payments, [(TOTAL, TOTAL, "case")], is_whole=False)
    shown = _shown(year, "all") | _shown(case, "case")
    found = audit("b", {"a": _told(year), "b": _told(case)}, reviewed())
    assert found.is_safe == (not list(_learned(payments, shown, listed)))


def _paid(*groups: tuple[str, int, int]) -> list[Payment]:
    """Kind, how many and how much each."""
    return [(kind, "L", False, amount) for kind, people, amount in groups for _ in range(people)]


@pytest.mark.parametrize(
    ("sixth", "shown"),
    [
        (_paid(("LAND", 1, 90)), 1),  # all less cash is what the sixth got
        (_paid(("LAND", 1, 0)), 1),  # that it is nothing is told of somebody, too
        (_paid(("LAND", 4, 90)), 1),
        (_paid(("LAND", 5, 90)), 2),
        ([], 2),
    ],
)
def test_five_of_six_payments(sixth: list[Payment], shown: int) -> None:
    """Cash and all kinds, of one owner; other kinds are not listed."""
    decision = _decided(
        _paid(("CASH", 5, 100)) + sixth,
        [("CASH", TOTAL, "all"), (TOTAL, TOTAL, "all")],
        is_whole=False,
    )
    assert decision.cells.filter(pl.col("shown_code") == "published").height == shown
    assert fault_of(_told(decision)) is None


@pytest.mark.parametrize(("others", "is_safe"), [(1, False), (4, False), (5, True), (0, True)])
def test_a_case_in_a_year(others: int, *, is_safe: bool) -> None:
    """Five payments of the case; as many others as given in its year."""
    payments = [("CASH", "L", True, 100)] * 5 + _paid(("CASH", others, 90))
    year = _told(_decided(payments, [(TOTAL, TOTAL, "all")], is_whole=False))
    case = _told(_decided(payments, [(TOTAL, TOTAL, "case")], is_whole=False))
    for new, earlier in (("case", "year"), ("year", "case")):
        told: dict[str, Told] = {"year": year, "case": case}
        found = audit(new, {earlier: told[earlier], new: told[new]}, reviewed())
        assert [(one.kind, one.earlier) for one in found.findings] == (
            [] if is_safe else [("rest", earlier)]
        )


def test_what_was_read_off_before_the_rule_is_told_again() -> None:
    """Both sums were shown: to hide one now takes nothing back, and the report may go out again."""
    payments = _paid(("CASH", 5, 100), ("LAND", 1, 90))
    cells = [("CASH", TOTAL, "all"), (TOTAL, TOTAL, "all")]
    old = replace(reviewed(), is_subset_protected=False)
    first = _decided(payments, cells, is_whole=False, policy=old)
    before = _told(first).quantities
    again = _decided(payments, cells, is_whole=False, earlier=before)
    assert before["is_published"].all()
    assert set(again.cells["shown_code"]) == {"published"}
    assert fault_of(_told(again)) is None
    assert audit("b", {"a": _told(first), "b": _told(again)}, reviewed()).is_safe
