"""Forms by province beside forms by sex: who has a form is inside of a sex, and so in few."""

from itertools import product

import polars as pl
import pytest

from transforms.disclosure.gate.gate import audit
from transforms.disclosure.gate.public import certificate
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.rounded import apart, rounded, with_rounded
from transforms.disclosure.protection.small_cells import decide
from transforms.disclosure.protection.told import told_of

# by province, sex and forms (`FG` both); F is what no man suffers
PEOPLE = {
    ("31", "P", "F"): 4, ("31", "P", "G"): 3, ("31", "P", "H"): 3,
    ("31", "L", "G"): 11, ("31", "L", "H"): 9,
    ("32", "P", "F"): 8, ("32", "P", "FG"): 5, ("32", "P", "FH"): 5,
    ("32", "L", "G"): 7, ("32", "L", "H"): 13,
}  # fmt: skip
PLACES, SEXES, FORMS = ("31", "32", "TOTAL"), ("L", "P", "TOTAL"), ("F", "G", "H", "TOTAL")
POLICY = reviewed()


def _count(place: str, sex: str, form: str) -> int:
    return sum(
        n
        for (of_place, of_sex, of_forms), n in PEOPLE.items()
        if place in (of_place, "TOTAL") and sex in (of_sex, "TOTAL")
        if form == "TOTAL" or form in of_forms
    )


@pytest.fixture
def frames(cells) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The annual report and the regional one."""

    def frame(rows: list[dict]) -> pl.DataFrame:
        overrides = {"value": pl.Decimal(18, 3), "row_parent_code": pl.String,
                     "column_parent_code": pl.String}  # fmt: skip
        return pl.DataFrame(
            [row | {"report_year": 2024} for row in rows], schema_overrides=overrides
        )

    def places(table: str) -> list[dict]:
        return [
            cells["cell"](table, "place", ("wilayah", place, None), ("jenis_kelamin", sex, None),
                          _count(place, sex, "TOTAL"))
            for place, sex in product(PLACES, SEXES)
        ]  # fmt: skip

    by_sex = [
        cells["cell"]("A5", "form_sex", ("bentuk_eksploitasi", form, None),
                      ("jenis_kelamin", sex, None), _count("TOTAL", sex, form))
        | {"adds_up_rows": False}
        for form, sex in product(FORMS, SEXES)
    ]  # fmt: skip
    by_place = [
        cells["cell"]("R4", "form", ("wilayah", place, None),
                      ("bentuk_eksploitasi", form, None), _count(place, "TOTAL", form))
        | {"adds_up_columns": False}
        for place, form in product(PLACES, FORMS)
    ]  # fmt: skip
    return frame([*places("A4"), *by_sex]), frame([*places("R2"), *by_place])


def _least(cells: pl.DataFrame) -> int:
    """Of 31 with F, by what everybody sees: no man has F, and 32 has so many women."""
    seen = {(r["table_code"], r["row_code"], r["column_code"]): int(r["value"])
            for r in cells.filter(shown_code="published").to_dicts()}  # fmt: skip
    assert seen["A5", "F", "L"] == 0
    return seen["A5", "F", "TOTAL"] - seen["A4", "32", "P"]


def test_a_form_of_one_sex_is_not_told_by_the_sexes_of_provinces(frames, recovered) -> None:
    """22 women have F, 18 women are in 32: 4 or more in 31, and 0 rounded is 4 at most."""
    annual, regional = frames
    first = decide(annual, POLICY)
    told = told_of(first.counted, first.protected, POLICY)
    exact, fine = apart(regional, POLICY)
    pins = told.quantities.filter(~pl.col("is_rest"))
    decision = decide(exact, POLICY, earlier=pins)
    learned, tried = 0, 0
    for number in range(40):
        seen = rounded(fine, POLICY, bytes([number]), {})
        shown = int(seen.filter(row_code="31", column_code="F")["value"].item())
        if _least(first.cells) < shown + 4:  # another value is left
            continue
        tried += 1
        own = told_of(decision.counted, decision.protected, POLICY)
        cells = pl.concat([decision.cells, seen.select(decision.cells.columns)])
        new = with_rounded(own, fine, seen, POLICY)
        is_safe = audit("r", {"a": told, "r": new}, POLICY).is_safe
        proof = certificate({"a": first.cells, "r": cells}, POLICY)
        learned += is_safe and not proof.told
        if tried == 2:
            break
    assert tried
    assert recovered(learned, tried) == 0
