"""Attacks on releases by readers who subtract what was published before, or anywhere else."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from orchestration.stages.release import approval, reports
from orchestration.stages.release import check as release_check
from orchestration.stages.release.protection import PREFIX, reporting_cells, told_before
from transforms.disclosure.audit.attack import learn
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.small_cells import decide
from transforms.disclosure.protection.told import Told, told_of
from warehouse import files
from warehouse.releases import ledger

COUNTS = {
    ("00-05", "L"): 3, ("00-05", "P"): 9, ("15-17", "L"): 12, ("15-17", "P"): 31,
    ("18-24", "L"): 22, ("18-24", "P"): 40, ("25-29", "L"): 14, ("25-29", "P"): 17,
    ("U", "P"): 6, ("00-05", "U"): 1,
}  # fmt: skip
CANARY = "A2-victims-U-00-05"  # the only person of that age and sex
CASE = "c" * 32


def _refused(key: str) -> pytest.RaisesExc:
    def is_it(problem: Problem) -> bool:
        return problem.key == key and problem.exit_code == ExitCode.BLOCKED

    return pytest.RaisesExc(Problem, check=is_it)


def _told(cells: list[dict], schema_of: Callable) -> Told:
    frame = schema_of(cells)
    decision = decide(frame, reviewed())
    return told_of(decision.counted, decision.protected, reviewed())


def _frame(cells: list[dict]) -> pl.DataFrame:
    made = pl.DataFrame([c | {"report_year": 2024} for c in cells], infer_schema_length=None)
    return made.with_columns(pl.col("value").cast(pl.Decimal(18, 3)))


def test_nothing_small_is_reconstructed_from_what_left(world, cells, recovered) -> None:
    """From the published CSV alone: rows, columns and subtotals, by linear programming."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    folder = world.zones.released(world.release())
    table = pl.read_csv(folder / "tables" / "A2_victims.csv")
    known = table.select(
        pl.concat_str("row_code", "column_code", separator="|").alias("quantity"),
        pl.col("value").cast(pl.Int64),
        low=pl.lit(1, pl.Int64),
        high=pl.lit(None, pl.Int64),
    )
    above = {"00-05": "ANAK", "15-17": "ANAK", "18-24": "DEWASA", "25-29": "DEWASA"}
    terms = []
    for row, column in table.select("row_code", "column_code").iter_rows():
        if row != "TOTAL":
            terms.append((f"{above.get(row, 'TOTAL')}/{column}", f"{row}|{column}", 1))
        if column != "TOTAL":
            terms.append((f"row {row}", f"{row}|{column}", 1))
    for name in dict.fromkeys(name for name, _, _ in terms):
        row, _, column = name.partition("/")
        total = f"{row}|{column}" if column else f"{name.removeprefix('row ')}|TOTAL"
        terms.append((name, total, -1))
    learned = learn(known, pl.DataFrame(terms, ["sum", "quantity", "factor"], orient="row"))
    assert learned.height > 0
    exact = learned.filter(pl.col("low") == pl.col("high"))
    assert recovered(exact.height, learned.height) == 0


def test_a_canary_is_in_no_file_that_left(world, cells, recovered) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    folder = world.zones.released(world.release())
    told = pl.read_csv(folder / "tables" / "A2_victims.csv").filter(pl.col("figure_id") == CANARY)
    assert told.select("value", "status").rows() == [(None, "suppressed")]
    quantities = pl.read_parquet(folder / "quantities.parquet")
    hidden = quantities.filter(pl.col("figure_id") == CANARY)
    assert hidden["value"].to_list() == [None]
    assert quantities.filter(pl.col("value").is_between(1, 4)).is_empty()
    cells_shown = pl.read_parquet(folder / "cells.parquet")
    assert cells_shown.filter(pl.col("figure_id") == CANARY)["contributors"].to_list() == [None]
    pages = [p.read_text("utf-8") for p in (world.zones.release / "proposals").rglob("*.html")]
    assert pages
    assert recovered(sum(CANARY in page for page in pages), 1) == 0


def test_no_report_is_printed_of_cells_that_were_changed(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    path = world.zones.released(world.release()) / "cells.parquet"
    found = reports.released_cells(world.store, "annual", "2024")
    assert found is not None
    more = found.with_columns(pl.col("value") + 1)
    path.chmod(0o600)
    more.write_parquet(path)
    with _refused("release.file_changed"):
        reports.released_cells(world.store, "annual", "2024")


def test_two_tables_that_are_safe_apart_are_refused_together(cells) -> None:
    """Victims by age and sex, and children by sex less two: each safe, their difference is two."""
    policy = reviewed()
    first = _told(cells["by_age_and_sex"](COUNTS), _frame)
    form = [
        cells["cell"]("A5", "form_sex", ("bentuk_eksploitasi", code, None),
                      ("sex_and_age", "P_DEWASA", "P"), n)
        for code, n in (("SEKSUAL", 55), ("KAWIN", 30))
    ]  # fmt: skip
    apart = _told([f | {"adds_up_rows": False} for f in form], _frame)
    assert audit("b", {"b": apart}, policy).is_safe
    found = audit("b", {"a": first, "b": apart}, policy)
    assert [(one.kind, one.earlier) for one in found.findings] == [("rest", "a")]
    assert found.findings[0].variable.label["row_code"] == "SEKSUAL"
    assert found.findings[0].other is not None
    assert found.findings[0].other.label["row_code"] == "DEWASA"


def test_two_safe_patterns_of_one_table_are_refused_together(cells) -> None:
    """Each hides enough; what one hides the other shows."""
    counts = {(age, sex): 20 for age in ("15-17", "18-24", "U") for sex in ("L", "P")}
    counts |= {("15-17", "L"): 3}
    table = cells["by_age_and_sex"](counts)
    policy = reviewed()
    first = _told(table, _frame)
    hidden = first.quantities.filter(~pl.col("is_published"), ~pl.col("is_rest"))
    second_hides = [key for key in hidden["quantity"] if "age=15-17" in key or "age=ANAK" in key]
    shown = pl.col("quantity").is_in(second_hides) | pl.col("is_rest")
    other = Told(
        first.quantities.with_columns(is_published=~shown), first.sums, first.parents,
        first.proof.clear(),
    )  # fmt: skip
    found = audit("b", {"a": first, "b": other}, policy)
    assert not found.is_safe


def test_a_correction_of_one_person_is_refused(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first = world.release()
    world.vintage({2024: cells["by_age_and_sex"](COUNTS | {("18-24", "P"): 41})})
    with _refused("release.refused.versions") as refused:
        world.propose()
    assert refused.value.values["earlier"] == first
    assert refused.value.values["table"] == "A2"
    assert {"row", "column"} <= refused.value.values.keys()
    assert first in refused.value.sentence("id")
    assert not world.zones.proposal("annual-2024-2").exists()


def test_a_correction_of_many_is_published(world, cells) -> None:
    many = {key: n + 10 for key, n in COUNTS.items()}
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    world.vintage({2024: cells["by_age_and_sex"](many)})
    world.release()
    assert len(release_check.verify(world.store)) == 2


def test_corrections_wait_until_enough_have_come_together(world, cells) -> None:
    """One more, refused; six more by then, and they go out as one correction."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    world.vintage({2024: cells["by_age_and_sex"](COUNTS | {("18-24", "P"): 41})})
    with _refused("release.refused.versions"):
        world.propose()
    world.vintage({2024: cells["by_age_and_sex"](COUNTS | {("18-24", "P"): 46})})
    assert world.release() == "annual-2024-2"


def test_the_same_figures_again_are_shown_and_hidden_alike(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first, second = world.release(), world.release()
    read = [
        (world.zones.released(name) / "tables" / "A2_victims.csv").read_bytes()
        for name in (first, second)
    ]
    assert read[0] == read[1]


def test_a_withdrawn_release_is_still_known(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first = world.release()
    approval.withdraw(world.store, first, "ratna", "counted twice", world.now)
    world.vintage({2024: cells["by_age_and_sex"](COUNTS | {("18-24", "P"): 41})})
    with _refused("release.refused.versions"):
        world.propose()


def test_an_incidental_report_that_leaves_one_hides_it(world, cells, recovered) -> None:
    """Eleven victims in a province, ten of them in the case: the eleventh stands alone.

    Decided without regard to the annual report it is refused, with table and earlier release.
    """
    case = [
        cells["cell"]("I3", "victims", ("age_rollup", "TOTAL", None),
                      ("jenis_kelamin", "TOTAL", None), 10)
    ]  # fmt: skip
    world.vintage(
        {2024: cells["by_place"]({"31": 11, "32": 40, "53": 25})},
        {CASE: case},
        [(CASE, 2024, "31")],
    )
    first = world.release()
    earlier = told_before(world.store, ledger.read(world.zones))
    alone = decide(reporting_cells(world.store, PREFIX["incidental"], pl.lit(True)), reviewed())
    told = told_of(alone.counted, alone.protected, reviewed())
    (found,) = audit("alone", {**earlier, "alone": told}, reviewed()).findings
    assert found.other is not None
    assert (found.kind, found.earlier, found.other.label["table_code"]) == ("rest", first, "A4")
    proposed = world.propose("incidental", CASE)
    assert recovered(_shown(world, proposed), 1) == 0
    page = (world.zones.proposal(proposed) / "dossier.en.html").read_text("utf-8")
    assert "No earlier release holds any of these figures." in page


def _shown(world, proposal: str) -> int:
    cells = pl.read_parquet(world.zones.proposal(proposal) / "cells.parquet")
    return cells.filter(shown_code="published").height


@pytest.mark.parametrize(("counted", "is_hidden"), [(2025, True), (2024, False), (None, False)])
def test_services_of_a_case_stand_in_the_year_in_which_they_began(
    world, cells, counted: int | None, *, is_hidden: bool
) -> None:
    """Five of the nine persons served in 2025 are of a case of 2024: four are left.

    Where all five were served in 2024, or some in each year, nothing is known of those four.
    """
    place = ("service", "PKSA", None), ("serving_agency", "social", None)
    person = {"unit_code": "person"}
    case = cells["cell"]("I6", "persons", *place, 5) | person | {"counted_year": counted}
    world.vintage(
        {2025: [cells["cell"]("A13", "persons", *place, 9) | person]},
        {CASE: [case | {"counted_province_code": None}]},
        [(CASE, 2024, "31")],
    )
    world.release("annual", "2025")
    assert _shown(world, world.propose("incidental", CASE)) == (0 if is_hidden else 1)


def _seized(cells, table: str, amounts: list[int]) -> list[dict]:
    """The value of all assets, in one cell: nothing but the year and the case take it apart."""
    kind, owner = ("jenis_aset", "TOTAL", None), ("jenis_subjek", "TOTAL", None)
    money = {"unit_code": "idr", "statistic_code": "sum", "contributors": len(amounts)}
    return [cells["cell"](table, "value", kind, owner, sum(amounts)) | money]


def _assets(amounts: list[tuple[str, int]]) -> pl.DataFrame:
    """The mart of assets seized in 2024, from case and value each."""
    return pl.DataFrame(
        [
            {
                "asset_id": str(number), "case_id": case, "value_idr": amount, "seized_year": 2024,
                "asset_type_code": "UANG", "owner_type_code": "ORANG",
                "asset_status_code": "DISITA",
            }
            for number, (case, amount) in enumerate(amounts)
        ]
    )  # fmt: skip


YEAR_AND_CASE = (("annual", "2024"), ("incidental", CASE))


@pytest.mark.parametrize(("first", "second"), [YEAR_AND_CASE, YEAR_AND_CASE[::-1]])
@pytest.mark.parametrize("others", [3, 5])
def test_money_of_a_case_and_of_its_year_may_not_leave_few_assets(
    world, cells, first: tuple[str, str], second: tuple[str, str], others: int
) -> None:
    """Five assets in the case, eight in its year: whichever comes second hides its sum."""
    case = [700, 80, 9, 30, 5]
    more = [410] * others
    year = _seized(cells, "A12", [*case, *more])
    names = [f"{at}" * 32 for at in range(others)]
    assets = [*((CASE, amount) for amount in case), *zip(names, more, strict=True)]
    world.vintage(
        {2024: year},
        {CASE: _seized(cells, "I8", case)},
        [(name, 2024, "31") for name in (CASE, *names)],
        marts={"fct_assets": _assets(assets)},
    )
    released = pl.read_parquet(world.zones.released(world.release(*first)) / "cells.parquet")
    assert released["shown_code"].to_list() == ["published"]
    assert _shown(world, world.propose(*second)) == (1 if others == 5 else 0)


def test_nothing_leaves_without_the_restricted_zone(world, cells) -> None:
    """What is needed to judge is lost: nothing can be said, so nothing goes out."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first = world.release()
    Path(world.zones.release_secret(first) / "quantities.parquet").unlink()
    with _refused("release.secret_damaged"):
        world.propose()


def test_no_digest_lets_hidden_figures_be_guessed(world, cells) -> None:
    """Two worlds with the same figures: what the open ledger says of the true values differs."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first, second = world.propose(), world.propose()
    entries = [e for e in ledger.read(world.zones) if e.kind == "proposal"]
    assert [e.release for e in entries] == [first, second]
    one, two = (e.facts["secret"] for e in entries)
    assert one.keys() == two.keys()
    assert not set(one.values()) & set(two.values())
    plain = files.sha256(world.zones.release_secret(first) / "quantities.parquet")
    assert plain not in world.zones.ledger.read_text("utf-8")
