"""A file before the gate: of every set it shows, the figures of tables are no less."""

from collections.abc import Sequence

import polars as pl
import pytest

from transforms.disclosure.gate.gate import Audit, audit
from transforms.disclosure.microdata.file import (
    MicrodataFile,
    codes_of,
    licensed,
    make_file,
    public,
)
from transforms.disclosure.microdata.told import told_of_file
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.told import DRAWN, LEFT_OUT, Told, fault_of

# Children and adults of one province; three boys are too few for a class of their own.
GROUPS = {("L", "18-24"): 12, ("L", "15-17"): 3, ("P", "18-24"): 15, ("P", "15-17"): 12}
BOYS = "victims|2024|victim|count|age=15-17&sex=L"


def _records(year: str = "2024", province: str = "31") -> pl.DataFrame:
    rows = [
        (f"{year}{province}{sex}{age}{n}", sex, age, province, year, ("SEKSUAL", "SCAM")[n % 2])
        for (sex, age), size in GROUPS.items()
        for n in range(size)
    ]
    names = ["person_id", "sex", "age", "province", "year", "form"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        origin=pl.lit("31"),
        citizenship=pl.lit("WNI"),
        status=pl.lit("DIDUGA"),
        forms=pl.concat_list("form"),
    )


def _file(records: pl.DataFrame, left_out: Sequence[str] = (), plan=public) -> MicrodataFile:
    some = records.filter(~pl.col("person_id").is_in(list(left_out)))
    return make_file(some, plan(some), b"of this file")


def _by_key(told: Told) -> dict[str, dict]:
    return {row["quantity"]: row for row in told.quantities.to_dicts()}


def _tables(cells: dict[str, int], hidden: Sequence[str], sums: dict[str, Sequence[str]]) -> Told:
    """Some figures of victims of tables and the sums between them."""
    key = "victims|2024|victim|count|{}".format
    rows = [
        {
            "quantity": key(cell),
            "value": n,
            "contributors": n,
            "threshold": 5,
            "least": 1,
            "most": None,
            "is_primary": n < 5,
            "is_published": cell not in hidden,
            "is_rest": False,
            **dict.fromkeys(("table_code", "block_code", "row_list_code", "row_code"), "A2"),
            **dict.fromkeys(("column_list_code", "column_code", "figure_id"), "A2"),
        }
        for cell, n in cells.items()
    ]
    terms = [
        {"sum": at, "quantity": key(cell), "factor": factor}
        for at, (total, parts) in enumerate(sums.items())
        for cell, factor in [(total, -1), *((part, 1) for part in parts)]
    ]
    empty = {"dimension": pl.String, "code": pl.String, "parent": pl.String}
    proof = {"witness": pl.Int64, "quantity": pl.String, "change": pl.Int64}
    return Told(
        pl.DataFrame(rows),
        pl.DataFrame(terms, schema={"sum": pl.Int64, "quantity": pl.String, "factor": pl.Int64}),
        pl.DataFrame(schema=empty),
        pl.DataFrame(schema=proof),
    )


def _by_sex_and_age() -> Told:
    """Both margins shown, the inner cells hidden."""
    cells = {f"age={age}&sex={sex}": n for (sex, age), n in GROUPS.items()}
    sums = {}
    for age in ("15-17", "18-24"):
        sums[f"age={age}"] = [f"age={age}&sex={sex}" for sex in "LP"]
    for sex in "LP":
        sums[f"sex={sex}"] = [f"age={age}&sex={sex}" for age in ("15-17", "18-24")]
    margins = {total: sum(cells[part] for part in parts) for total, parts in sums.items()}
    return _tables(cells | margins, list(cells), sums)


def _attack(table: Told, file: MicrodataFile, records: pl.DataFrame) -> Audit:
    told = told_of_file(file, records, reviewed())
    assert fault_of(told) is None
    return audit("file", {"table": table, "file": told}, reviewed())


@pytest.mark.parametrize("plan", [public, licensed])
def test_all_sums_hold_and_nothing_that_is_left_out_is_told(plan) -> None:
    records = pl.concat([_records("2024"), _records("2025", "32"), _records("2024", "51")])
    told = told_of_file(_file(records, records["person_id"][::7], plan), records, reviewed())
    terms = told.sums.join(told.quantities, on="quantity")
    assert terms.height == told.sums.height
    sums = terms.group_by("sum").agg((pl.col("factor") * pl.col("value")).sum())
    assert set(sums["factor"]) == {0}
    assert fault_of(told) is None
    left = told.quantities.filter(pl.col("quantity").str.contains(f"|{LEFT_OUT}|", literal=True))
    assert not left["is_published"].any()
    assert left["value"].min() >= 0


def test_alone_the_file_gives_nobody_away() -> None:
    told = told_of_file(_file(_records()), _records(), reviewed())
    assert _by_key(told)[BOYS]["is_primary"]
    assert audit("file", {"file": told}, reviewed()).is_safe


def test_a_code_of_a_group_is_the_sum_of_its_members() -> None:
    """Bali and Nusa Tenggara are shown as one: no fewer than 38 of 42 of each in both together."""
    records = pl.concat([_records(province="51"), _records(province="52")])
    file = _file(records, [r for r in records["person_id"] if r.endswith(("10", "11"))])
    assert file.codes["province"] == {"BALI_NUSA_TENGGARA": ("51", "52")}
    told = told_of_file(file, records, reviewed())
    members = {f"victims|2024|victim|count|event_region={p}&sex=P" for p in ("51", "52")}
    shared = [
        dict(zip(s["quantity"], s["factor"], strict=True))
        for (_,), s in told.sums.group_by("sum")
        if members < set(s["quantity"])
    ]
    assert len(shared) == 1
    (rest,) = {key for key in shared[0] if LEFT_OUT in key}
    assert _by_key(told)[rest]["value"] == 2 * (2 + 2)


def test_a_group_holds_also_what_nobody_drawn_has() -> None:
    """A reader knows the groups: who is shown in Bali and Nusa Tenggara may be of any of them."""
    records = pl.concat([_records(province="51"), _records(province="52")])
    some = records.filter(pl.col("province") == "51")
    file = make_file(some, public(some), b"of this file")
    assert file.codes["province"] == {"BALI_NUSA_TENGGARA": ("51",)}
    assert codes_of(file, records)["province"] == {"BALI_NUSA_TENGGARA": ("51", "52")}


def test_beside_a_table_a_lucky_draw_gives_somebody_away() -> None:
    """One boy, everybody else drawn: the 12 girls of the file leave 1 of 13 children for boys."""
    records = _records().filter(~pl.col("person_id").is_in(["202431L15-171", "202431L15-172"]))
    cells = {"age=15-17&sex=L": 1, "age=15-17&sex=P": 12, "age=15-17": 13}
    table = _tables(cells, list(cells)[:2], {"age=15-17": list(cells)[:2]})
    assert not _attack(table, _file(records), records).is_safe
    assert _attack(table, _file(records, ["202431P15-170"]), records).is_safe


def test_with_all_of_four_cells_the_boys_are_known_with_two_left_out_they_are_not() -> None:
    records = _records()
    assert not _attack(_by_sex_and_age(), _file(records), records).is_safe
    fewer = _file(records, ["202431P15-170", "202431P18-240"])
    assert _attack(_by_sex_and_age(), fewer, records).is_safe


def test_a_form_shown_bounds_the_other_forms_from_above() -> None:
    """Of 12 girls 11 are shown with one form alone: the other form has 1 victim, not 1 to 12."""
    rare = pl.col("person_id") == "202431P15-170"
    form = pl.when(rare).then(pl.lit("SCAM")).otherwise(pl.lit("SEKSUAL"))
    records = _records().with_columns(form=form, forms=pl.concat_list(form))
    cells = {"age=ANAK&form=SCAM&sex=P": 1, "age=ANAK&form=SEKSUAL&sex=P": 11,
             "age=ANAK&sex=P": 12}  # fmt: skip
    table = _tables(cells, list(cells)[:1], {})
    shown = _attack(table, _file(records, plan=licensed), records)
    assert {one.variable.quantity for one in shown.findings} == {
        "victims|2024|victim|count|age=ANAK&form=SCAM&sex=P"
    }
    fewer = _file(records, ["202431P15-171", "202431P15-172"], licensed)
    assert _attack(table, fewer, records).is_safe


def test_in_a_band_each_record_is_of_one_of_its_years() -> None:
    """Who is shown in 2024-2025 is of 2024 as far as a table of 2025 leaves no room."""
    records = pl.concat([_records("2024"), _records("2025")])
    some = records.filter(~pl.col("person_id").str.starts_with("202531L15"))
    file = make_file(some, public(some), b"x")
    assert file.codes["year"] == {"2024-2025": ("2024", "2025")}
    told = told_of_file(file, records, reviewed())
    parts = {k: row["value"] for k, row in _by_key(told).items() if "may_be=" in k}
    assert {key.split("may_be=")[1][:4] for key in parts} == {"2024", "2025"}
    assert sum(parts.values()) == file.records.height
    assert fault_of(told) is None
    assert audit("file", {"file": told}, reviewed()).is_safe


def test_a_later_file_may_not_differ_by_few() -> None:
    """Two more girls who were drawn: whoever has both files sees them come."""
    before = _records()
    girls = before.filter(pl.col("person_id").str.starts_with("202431P15")).head(2)
    after = pl.concat([before, girls.with_columns(pl.col("person_id") + "new")])
    first = told_of_file(_file(before), before, reviewed())
    second = told_of_file(_file(after), after, reviewed())
    found = audit("second", {"first": first, "second": second}, reviewed())
    assert {(one.kind, one.variable.quantity.split("|")[2]) for one in found.findings} >= {
        ("versions", DRAWN)
    }
    same = told_of_file(_file(before, plan=licensed), before, reviewed())
    assert audit("same", {"first": first, "same": same}, reviewed()).is_safe


def test_order_of_records_does_not_matter() -> None:
    told = told_of_file(_file(_records()), _records(), reviewed())
    again = told_of_file(_file(_records()), _records()[::-1], reviewed())
    assert again.quantities.equals(told.quantities)
    assert again.sums.equals(told.sums)
