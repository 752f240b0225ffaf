"""A microdata file before the gate: alone it is safe, beside a table it gives a child away."""

import polars as pl
import pytest

from transforms.disclosure.microdata.file import MicrodataFile, make_file, public
from transforms.disclosure.microdata.told import told_of_file
from transforms.disclosure.release.gate import audit
from transforms.disclosure.release.policy import reviewed
from transforms.disclosure.release.told import Told, fault_of

# Three boys are too few for a class; with the girls, their sex blanked, they are eleven.
GROUPS = {("L", "18-24"): 12, ("L", "15-17"): 3, ("P", "18-24"): 15, ("P", "15-17"): 8}


def _records(year: str = "2024") -> pl.DataFrame:
    rows = [
        (f"{sex}{age}{n}", sex, age, "31", year, ("SEKSUAL", "KERJA_PMI")[n % 2])
        for (sex, age), size in GROUPS.items()
        for n in range(size)
    ]
    names = ["person_id", "sex", "age", "province", "year", "form"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        origin=pl.lit("31"), citizenship=pl.lit("WNI"), status=pl.lit("DIDUGA")
    )


@pytest.fixture(scope="module")
def file() -> MicrodataFile:
    return make_file(_records(), public(_records()), b"of this file")


@pytest.fixture(scope="module")
def told(file: MicrodataFile) -> Told:
    return told_of_file(file, _records(), reviewed())


def _by_key(told: Told) -> dict[str, dict]:
    return {row["quantity"]: row for row in told.quantities.to_dicts()}


def _table() -> Told:
    """Sex by age group of 2024, both margins shown, the inner cells hidden."""
    ages = {"ANAK": "15-17", "DEWASA": "18-24"}
    cells = {(s, a): GROUPS[s, of] for s in "LP" for a, of in ages.items()}
    cells |= {(s, ""): cells[s, "ANAK"] + cells[s, "DEWASA"] for s in "LP"}
    cells |= {("", a): cells["L", a] + cells["P", a] for a in ages}
    cells["", ""] = sum(GROUPS.values())

    def key(sex: str, age: str) -> str:
        told = "&".join(f"{d}={c}" for d, c in (("age", age), ("sex", sex)) if c)
        return f"victims|2024|victim|count|{told}"

    rows = [
        {
            "quantity": key(*cell),
            "value": n,
            "contributors": n,
            "threshold": 5,
            "least": 1,
            "is_primary": n < 5,
            "is_published": "" in cell,
            "is_rest": False,
            **dict.fromkeys(("table_code", "block_code", "row_list_code", "row_code"), "A2"),
            **dict.fromkeys(("column_list_code", "column_code", "figure_id"), "A2"),
        }
        for cell, n in cells.items()
    ]
    sums = [(key(s, ""), [key(s, a) for a in ages]) for s in ("L", "P", "")]
    sums += [(key("", a), [key(s, a) for s in "LP"]) for a in (*ages, "")]
    terms = [
        {"sum": at, "quantity": quantity, "factor": factor}
        for at, (total, parts) in enumerate(sums)
        for quantity, factor in [(total, -1), *((part, 1) for part in parts)]
    ]
    empty = {"dimension": pl.String, "code": pl.String, "parent": pl.String}
    proof = {"witness": pl.Int64, "quantity": pl.String, "change": pl.Int64}
    return Told(
        pl.DataFrame(rows),
        pl.DataFrame(terms),
        pl.DataFrame(schema=empty),
        pl.DataFrame(schema=proof),
    )


def test_the_file_blanks_the_sex_of_children(file: MicrodataFile) -> None:
    assert file.dropped == 0
    assert file.blanked == {"province": 0, "age": 0, "sex": 11}


def test_exact_where_nobody_blanked_may_belong(told: Told) -> None:
    found = _by_key(told)
    adults = found["victims|2024|victim|count|age=DEWASA&sex=L"]
    assert (adults["value"], adults["is_published"]) == (12, True)
    men = found["victims|2024|victim|count|sex=L"]
    assert (men["value"], men["is_published"], men["least"]) == (15, False, 12)
    boys = found["victims|2024|victim|count|age=ANAK&sex=L"]
    assert (boys["is_primary"], boys["is_published"], boys["least"]) == (True, False, 0)


def test_all_sums_hold(told: Told) -> None:
    terms = told.sums.join(told.quantities, on="quantity")
    assert terms.height == told.sums.height
    sums = terms.group_by("sum").agg((pl.col("factor") * pl.col("value")).sum())
    assert set(sums["factor"]) == {0}


def test_every_secret_is_proved_by_somebody_who_may_be_another(told: Told) -> None:
    """The boys: one of the eleven children may as well be a girl."""
    assert fault_of(told) is None
    changed = told.proof.filter(pl.col("quantity") == "victims|2024|victim|count|age=ANAK&sex=L")
    assert set(changed["change"]) <= {-1, 1}
    assert changed.height


def test_alone_the_file_gives_nobody_away(told: Told) -> None:
    assert audit("file", {"file": told}, reviewed()).is_safe


def test_beside_a_table_it_gives_the_boys_away(told: Told) -> None:
    table = _table()
    assert audit("table", {"table": table}, reviewed()).is_safe
    found = audit("file", {"table": table, "file": told}, reviewed())
    assert not found.is_safe
    assert "victims|2024|victim|count|age=ANAK&sex=L" in {
        f.variable.quantity for f in found.findings
    }


def test_a_band_is_the_sum_of_its_years() -> None:
    records = pl.concat(
        [_records("2024"), _records("2025").with_columns(pl.col("person_id") + "later")]
    )
    told = told_of_file(make_file(records, public(records), b"x"), records, reviewed())
    found = _by_key(told)
    band = "victims_2024+2025||victim|count|"
    assert found[band]["value"] == 76
    assert not found["victims|2024|victim|count|"]["is_published"]
    own = told.sums.filter((pl.col("quantity") == band) & (pl.col("factor") == -1))["sum"]
    parts = told.sums.filter(pl.col("sum").is_in(own.implode()), pl.col("factor") == 1)["quantity"]
    assert {"victims|2024|victim|count|", "victims|2025|victim|count|"} <= set(parts)
    assert fault_of(told) is None
    assert audit("file", {"file": told}, reviewed()).is_safe


def test_order_of_records_does_not_matter(file: MicrodataFile, told: Told) -> None:
    again = told_of_file(file, _records()[::-1], reviewed())
    assert again.quantities.equals(told.quantities)
    assert again.sums.equals(told.sums)
