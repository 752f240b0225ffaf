"""Ages of a form beside its sexes and the sexes of all ages: three tables, and no sum of two."""

from itertools import product

import polars as pl
import pytest

from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import told_of

# by age, sex and form: of F are all women of both ages, of 15-17 eight, which is few of a form
PEOPLE = {
    ("15-17", "P", "F"): 8, ("18-24", "P", "F"): 22,
    ("15-17", "L", "G"): 13, ("18-24", "L", "G"): 17,
}  # fmt: skip
SECRET = "victims|2024|victim|count|age=15-17&form=F"
AGES = {"ANAK": "15-17", "DEWASA": "18-24"}
SEXES, FORMS = ("L", "P", "TOTAL"), ("F", "G", "TOTAL")


def _count(people: dict, age: str, sex: str, form: str) -> int:
    return sum(
        n
        for (of_age, of_sex, of_form), n in people.items()
        if age in (of_age, "TOTAL") or AGES.get(age) == of_age
        if sex in (of_sex, "TOTAL") and form in (of_form, "TOTAL")
    )


@pytest.fixture
def decided(cells):
    """The annual tables of some people, protected."""

    def decide_on(people: dict) -> Decision:
        ages = [("age_rollup", top, None) for top in AGES]
        ages += [("age_rollup", age, top) for top, age in AGES.items()]
        ages.append(("age_rollup", "TOTAL", None))
        rows = [
            cells["cell"]("A2", "victims", age, ("jenis_kelamin", sex, None),
                          _count(people, age[1], sex, "TOTAL"))
            for age, sex in product(ages, SEXES)
        ]  # fmt: skip
        for form in FORMS:
            row = ("bentuk_eksploitasi", form, None)
            found = [
                *(cells["cell"]("A5", "form_age", row, age, _count(people, age[1], "TOTAL", form))
                  for age in ages),
                *(cells["cell"]("A5", "form_sex", row, ("jenis_kelamin", sex, None),
                                _count(people, "TOTAL", sex, form)) for sex in SEXES),
            ]  # fmt: skip
            rows += [one | {"adds_up_rows": False} for one in found]
        overrides = {"value": pl.Decimal(18, 3), "row_parent_code": pl.String,
                     "column_parent_code": pl.String}  # fmt: skip
        frame = pl.DataFrame([row | {"report_year": 2024} for row in rows],
                             schema_overrides=overrides)  # fmt: skip
        return decide(frame, reviewed())

    return decide_on


def _is_learned(decision: Decision) -> bool:
    """By hand: of an age no more than all women, and all of the form are women."""
    shown = {(r["block_code"], r["row_code"], r["column_code"]): int(r["value"])
             for r in decision.cells.filter(shown_code="published").to_dicts()}  # fmt: skip
    total, of_men = shown.get(("form_sex", "F", "TOTAL")), shown.get(("form_sex", "F", "L"))
    women = [shown.get(("victims", age, "P")) for age in AGES.values()]
    return of_men == 0 and None not in (total, *women) and sum(women) == total


def test_the_gate_sees_what_three_tables_tell_together(decided, recovered) -> None:
    decision = decided(PEOPLE)
    hidden = decision.cells.filter(pl.col("quantity") == SECRET)["shown_code"].to_list()
    assert hidden == ["suppressed"]
    assert _is_learned(decision)
    told = told_of(decision.counted, decision.protected, reviewed())
    found = audit("r", {"r": told}, reviewed()).findings
    seen = ("exact", SECRET) in {(one.kind, one.variable.quantity) for one in found}
    assert recovered(not seen, 1) == 0


def test_one_woman_of_another_form_leaves_another_value(decided) -> None:
    decision = decided({**PEOPLE, ("15-17", "P", "G"): 5, ("18-24", "P", "G"): 5})
    told = told_of(decision.counted, decision.protected, reviewed())
    assert audit("r", {"r": told}, reviewed()).is_safe
