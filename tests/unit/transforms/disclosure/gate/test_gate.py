"""Joint protection, proof and gate on small worlds, against every world that fits."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.counting.counted import Counted, Quantity, parse
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.protect import Protected
from transforms.disclosure.protection.small_cells import decide
from transforms.disclosure.protection.told import Told, fault_of, told_of

SEXES, FORMS = ("L", "P"), ("SEKSUAL", "KAWIN", "U")
SEX, FORM = "jenis_kelamin", "alasan"
GRIDS = st.lists(st.integers(0, 9), min_size=6, max_size=6)


def _cells(grid: list[int], block: str = "victims", table: str = "A2") -> pl.DataFrame:
    counts = dict(zip(product(FORMS, SEXES), grid, strict=True))
    rows = []
    for row, column in product((*FORMS, "TOTAL"), (*SEXES, "TOTAL")):
        value = sum(
            n for (f, s), n in counts.items() if row in (f, "TOTAL") and column in (s, "TOTAL")
        )
        rows.append(
            {
                "report_year": 2024, "table_code": table, "block_code": block,
                "row_list_code": FORM, "row_code": row, "row_parent_code": None, "row_order": 1,
                "column_list_code": SEX, "column_code": column, "column_parent_code": None,
                "column_order": 1, "unit_code": "victim", "statistic_code": "count",
                "value": Decimal(value), "contributors": value, "adds_up_rows": True,
                "adds_up_columns": True, "value_status_code": "observed",
                "figure_id": f"{table}-{block}-{column}-{row}",
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})


def _told(grid: list[int], **named: str) -> Told:
    decision = decide(_cells(grid, **named), reviewed())
    return told_of(decision.counted, decision.protected, reviewed())


def _worlds(told: Told) -> list[dict[str, int]]:
    """Every grid that fits what is published, by trying all of them."""
    published = dict(told.quantities.filter("is_published").select("quantity", "value").iter_rows())
    found = []
    inner = [_key(form, sex) for form, sex in product(FORMS, SEXES)]
    ranges = [[published[key]] if key in published else range(1, 28) for key in inner]
    total = published.get(_key())
    for world in product(*ranges):
        if total is not None and sum(world) != total:
            continue
        values = dict(zip(product(FORMS, SEXES), world, strict=True))
        whole = {
            _key(f, s): sum(n for (a, b), n in values.items() if f in (a, "") and s in (b, ""))
            for f, s in product((*FORMS, ""), (*SEXES, ""))
        }
        if all(whole[key] == value for key, value in published.items()):
            found.append(whole)
    return found


def _key(form: str = "", sex: str = "") -> str:
    pairs = {(FORM, form), ("sex", sex)} - {(FORM, ""), ("sex", "")}
    return Quantity("victims", 2024, "victim", "count", frozenset(pairs)).key


@given(GRIDS.filter(lambda grid: sum(0 < n < 5 for n in grid) <= 3))
@settings(max_examples=40)
def test_no_primary_has_one_value_in_all_worlds_that_fit(grid) -> None:
    told = _told(grid)
    hidden = told.quantities.filter(~pl.col("is_published"), ~pl.col("is_rest"))
    inner = [_key(f, s) for f, s in product(FORMS, SEXES)]
    if hidden.filter(pl.col("quantity").is_in(inner)).height > 3:
        return  # too many worlds to try
    worlds = _worlds(told)
    assert fault_of(told) is None
    for key in hidden.filter("is_primary")["quantity"]:
        assert len({world[key] for world in worlds}) > 1


@given(GRIDS)
@settings(max_examples=60)
def test_a_release_alone_is_proved_and_passes(grid) -> None:
    told = _told(grid)
    assert fault_of(told) is None
    assert audit("a", {"a": told}, reviewed()).is_safe


@given(GRIDS)
@settings(max_examples=30)
def test_a_published_secret_is_found_by_proof_and_gate(grid) -> None:
    told = _told(grid)
    secret = told.quantities.filter("is_primary", ~pl.col("is_rest"))
    if secret.is_empty():
        return
    leak = told.quantities.with_columns(
        is_published=pl.col("is_published") | (pl.col("quantity") == secret["quantity"][0])
    )
    assert fault_of(Told(leak, told.sums, told.parents, told.proof)) in {"published", "secret"}


def test_what_is_wrong_with_a_proof_is_said() -> None:
    told = _told([3, 20, 30, 8, 12, 40])
    assert fault_of(told) is None
    q, s, p, proof = told.quantities, told.sums, told.parents, told.proof
    one_more = q.with_columns(value=pl.col("value") + (pl.col("quantity") == _key()).cast(pl.Int64))
    assert fault_of(Told(one_more, s, p, proof)) == "sums"
    assert fault_of(Told(q, s, p, proof.clear())) == "secret"
    flipped = proof.with_columns(change=-pl.col("change") * 1000)
    assert fault_of(Told(q, s, p, flipped)) == "floor"
    first = proof.with_row_index().with_columns(
        change=pl.when(pl.col("index") == 0).then(pl.col("change").abs() + 7).otherwise("change")
    )
    assert fault_of(Told(q, s, p, first.drop("index"))) == "witness_sums"
    unknown = proof.with_columns(quantity=pl.lit("nobody"))
    assert fault_of(Told(q, s, p, unknown)) == "published"


def test_a_relabelled_table_is_the_same_quantities() -> None:
    """Other table, other block: what one shows, the other may not hide differently."""
    first = _told([3, 20, 30, 8, 12, 40])
    again = _told([3, 20, 30, 8, 12, 40], table="A5", block="form_sex")
    shared = set(first.quantities["quantity"]) & set(again.quantities["quantity"])
    assert _key() in shared


@pytest.mark.parametrize(("change", "is_safe"), [(0, True), (1, False), (4, False), (9, True)])
def test_versions_may_not_differ_by_few(change: int, *, is_safe: bool) -> None:
    old, new = [30, 20, 30, 18, 12, 40], [30 + change, 20, 30, 18, 12, 40]
    found = audit("b", {"a": _told(old), "b": _told(new)}, reviewed())
    assert found.is_safe is is_safe
    if not is_safe:
        assert {(one.kind, one.earlier) for one in found.findings} == {("versions", "a")}


def test_a_version_is_compared_with_every_earlier_one() -> None:
    """Six up and five down: far from the last release, one from the first."""
    grids = ([30, 20, 30, 18, 12, 40], [36, 20, 30, 18, 12, 40], [31, 20, 30, 18, 12, 40])
    first, second, third = (_told(grid) for grid in grids)
    assert audit("b", {"a": first, "b": second}, reviewed()).is_safe
    assert audit("c", {"b": second, "c": third}, reviewed()).is_safe
    found = audit("c", {"a": first, "b": second, "c": third}, reviewed())
    assert {(one.kind, one.earlier) for one in found.findings} == {("versions", "a")}


def test_a_change_that_is_hidden_but_can_be_worked_out_is_found() -> None:
    """The hidden cell is total less the others in both; so is what happened to it."""
    old, new = _told([30, 20, 30, 18, 12, 40]), _told([33, 20, 37, 18, 12, 40])
    findings = audit("b", {"a": old, "b": new}, reviewed()).findings
    assert _key("SEKSUAL", "L") in {one.variable.quantity for one in findings}


def _shown(counts: dict[str, int]) -> Told:
    """A release that shows a few figures."""
    keys = [Quantity("victims", 2024, "victim", "count", frozenset(
        tuple(pair.split("=")) for pair in told.split("&"))) for told in counts]  # fmt: skip
    values = np.array(list(counts.values()), dtype=np.int64)
    label = _cells([9] * 6).row(0, named=True)
    counted = Counted([], keys, values, values, [label] * len(keys))
    nothing = np.zeros(len(keys), dtype=bool)
    return told_of(counted, Protected(nothing, nothing, []), reviewed())


def test_a_rest_that_was_known_hides_no_other_rest_of_the_same_part() -> None:
    """Girls of 15 to 17 less from all girls, and now from all of that age."""
    first = _shown({"age=15-17&sex=P": 20})
    girls, ages = _shown({"sex=P": 23}), _shown({"age=15-17": 22})
    found = audit("c", {"a": first, "b": girls, "c": ages}, reviewed()).findings
    sets = [(one.kind, one.other.quantity, one.earlier) for one in found if one.other]
    assert sets == [("rest", "victims|2024|victim|count|age=15-17", "a")]
    both = _shown({"sex=P": 23, "age=15-17": 22})
    assert len(audit("b", {"a": first, "b": both}, reviewed()).findings) == 2
    assert audit("c", {"a": first, "b": girls, "c": girls}, reviewed()).is_safe


def test_the_threshold_is_the_strictest_of_all_and_of_now() -> None:
    """Six were enough when the first of two went out."""
    policy = reviewed()
    stricter = replace(policy, thresholds=policy.thresholds | {"default": 8})
    told = {"a": _shown({"age=15-17&sex=P": 20}), "b": _shown({"sex=P": 26})}
    assert audit("b", told, policy).is_safe
    assert [one.kind for one in audit("b", told, stricter).findings] == ["rest"]


def test_what_contradicts_itself_is_no_release() -> None:
    told = _told([3, 20, 30, 8, 12, 40])
    wrong = told.quantities.with_columns(
        value=pl.when(pl.col("quantity") == _key("U")).then(99).otherwise("value")
    )
    with pytest.raises(ValueError, match="sums"):
        audit("a", {"a": Told(wrong, told.sums, told.parents, told.proof.clear())}, reviewed())


@given(
    st.dictionaries(st.sampled_from(["sex", "age", "form"]), st.sampled_from(["a", "15-17", "U"]))
)
def test_a_key_is_read_as_it_was_written(predicates) -> None:
    one = Quantity("victims", 2024, "victim", "count", frozenset(predicates.items()))
    assert parse(one.key) == one
    assert parse(Quantity("x", None, "y", "sum", frozenset()).key).year is None
