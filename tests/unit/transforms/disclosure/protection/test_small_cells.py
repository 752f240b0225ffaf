"""The small-cell rule on worked tables, on any table, and against a reader who does the sums."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.disclosure.protection.small_cells import protect

_SEXES = ("L", "P", "X")
_AGES = {"ANAK": ("00-05", "15-17"), "DEWASA": ("18-24", "25-29"), "U": ()}
# What a frame of cells cannot tell by itself, where all are null or whole.
_TYPES = {
    "report_year": pl.Int32,
    "row_parent_code": pl.String,
    "column_parent_code": pl.String,
    "value": pl.Decimal(18, 3),
    "contributors": pl.Int64,
}


def _cell(
    block: str, row: tuple, column: tuple, value: int | None, *, contributors=None, **other
) -> dict:
    """A cell; row and column are (list, code, parent)."""
    table = other.pop("table_code", "A2")
    return {
        "report_year": 2024,
        "table_code": table,
        "block_code": block,
        "row_list_code": row[0],
        "row_code": row[1],
        "row_parent_code": row[2],
        "row_order": 999 if row[1] == "TOTAL" else 1,
        "column_list_code": column[0],
        "column_code": column[1],
        "column_parent_code": column[2],
        "column_order": 999 if column[1] == "TOTAL" else 1,
        "unit_code": "victim",
        "statistic_code": "count",
        "value": None if value is None else Decimal(value),
        "contributors": value if contributors is None else contributors,
        "adds_up_rows": True,
        "adds_up_columns": True,
        "value_status_code": "observed",
        "as_of_date": date(2025, 1, 31),
        "figure_id": f"{table}-2024-{block}-{column[1]}-{row[1]}",
        **other,
    }


def _frame(cells: Iterable[dict]) -> pl.DataFrame:
    return pl.DataFrame(list(cells), schema_overrides=_TYPES, infer_schema_length=None)


def _by_age_and_sex(counts: dict[tuple[str, str], int], block: str = "victims") -> list[dict]:
    """Ages with their subtotals down, sexes across, all margins."""
    ages = [("age_rollup", top, None) for top in _AGES]
    ages += [("age_rollup", age, top) for top, below in _AGES.items() for age in below]
    sexes = [("jenis_kelamin", sex, None) for sex in _SEXES]
    total = ("TOTAL", None)
    return [
        _cell(
            block,
            row,
            column,
            sum(
                n
                for (age, sex), n in counts.items()
                if _is_in(age, row[1]) and column[1] in (sex, "TOTAL")
            ),
        )
        for row in [*ages, ("age_rollup", *total)]
        for column in [*sexes, ("jenis_kelamin", *total)]
    ]


def _by_sex_and_age(counts: dict[tuple[str, str], int]) -> list[dict]:
    """The same victims in one row, sex and child or adult in one direction."""
    columns = [("sex_and_age", sex, None) for sex in _SEXES]
    columns += [("sex_and_age", f"{sex}_{top}", sex) for sex in _SEXES for top in _AGES]
    columns.append(("sex_and_age", "TOTAL", None))
    row = ("bentuk_eksploitasi", "TOTAL", None)
    found = []
    for column in columns:
        sex, _, top = column[1].partition("_")
        value = sum(
            n
            for (age, of), n in counts.items()
            if column[1] == "TOTAL" or (sex == of and (not top or _is_in(age, top)))
        )
        found.append(_cell("form_sex", row, column, value, table_code="A5", adds_up_rows=False))
    return found


def _is_in(age: str, code: str) -> bool:
    return code in ("TOTAL", age) or age in _AGES.get(code, ())


def _shown(protected: pl.DataFrame) -> dict[str, str]:
    return dict(protected.select("figure_id", "shown_code").iter_rows())


def _sums(cells: pl.DataFrame) -> list[tuple[str, list[str]]]:
    """Every sum a reader can form, found anew from the cells: figure ids of total and parts."""
    found: dict[tuple, tuple[str, list[str]]] = {}
    for one in cells.to_dicts():
        if one["statistic_code"] not in ("count", "sum"):
            continue
        for side, other in (("row", "column"), ("column", "row")):
            if not one[f"adds_up_{side}s"]:
                continue
            place = (one["table_code"], one["block_code"], side, one[f"{other}_code"])
            code, parent = one[f"{side}_code"], one[f"{side}_parent_code"]
            above = found.setdefault((*place, code), ("", []))
            found[(*place, code)] = (one["figure_id"], above[1])
            if code != "TOTAL":
                found.setdefault((*place, parent or "TOTAL"), ("", []))[1].append(one["figure_id"])
    return [(total, parts) for total, parts in found.values() if total and parts]


_COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["00-05", "15-17", "18-24", "25-29", "U"]), st.sampled_from(_SEXES)),
    st.one_of(st.integers(0, 12), st.integers(0, 400)),
    max_size=15,
)


_ANY_ORDER = st.randoms(use_true_random=False)


@pytest.mark.slow
@given(_COUNTS)
@settings(max_examples=150)
def test_no_small_count_is_seen_and_every_zero_is(counts) -> None:
    protected = protect(_frame(_by_age_and_sex(counts) + _by_sex_and_age(counts)))
    seen = protected.filter(pl.col("shown_code") == "published")
    assert seen.filter(pl.col("value").is_between(1, 4)).is_empty()
    hidden = protected.filter(pl.col("shown_code") != "published")
    assert hidden["value"].is_null().all()
    assert hidden["contributors"].is_null().all()
    zeros = _frame(_by_age_and_sex(counts)).filter(pl.col("value") == 0)["figure_id"]
    assert set(zeros) <= set(seen["figure_id"])


@pytest.mark.slow
@given(_COUNTS)
@settings(max_examples=150)
def test_no_sum_leaves_one_hidden_figure_alone(counts) -> None:
    cells = _frame(_by_age_and_sex(counts) + _by_sex_and_age(counts))
    shown = _shown(protect(cells))
    for total, parts in _sums(cells):
        assert sum(shown[f] != "published" for f in (total, *parts)) != 1


@pytest.mark.slow
@given(_COUNTS)
@settings(max_examples=100)
def test_one_figure_has_one_status_in_all_tables(counts) -> None:
    shown = _shown(protect(_frame(_by_age_and_sex(counts) + _by_sex_and_age(counts))))
    for sex in _SEXES:
        assert shown[f"A5-2024-form_sex-{sex}-TOTAL"] == shown[f"A2-2024-victims-{sex}-TOTAL"]
        for top in _AGES:
            in_two = shown[f"A2-2024-victims-{sex}-{top}"]
            assert shown[f"A5-2024-form_sex-{sex}_{top}-TOTAL"] == in_two


@given(_COUNTS, _ANY_ORDER)
@settings(max_examples=50)
def test_order_of_the_cells_changes_nothing(counts, random) -> None:
    cells = _by_age_and_sex(counts) + _by_sex_and_age(counts)
    shuffled = list(cells)
    random.shuffle(shuffled)
    assert_frame_equal(protect(_frame(cells)), protect(_frame(shuffled)))


@given(_COUNTS, st.integers(0, 3))
@settings(max_examples=50)
def test_sums_of_money_are_protected_by_their_contributors(counts, price) -> None:
    cells = [
        {**cell, "unit_code": "idr", "statistic_code": "sum", "value": cell["value"] * price}
        for cell in _by_age_and_sex(counts)
    ]
    shown = _shown(protect(_frame(cells)))
    for cell in cells:
        if 0 < cell["contributors"] < 5:
            assert shown[cell["figure_id"]] == "withheld"
    for total, parts in _sums(_frame(cells)):
        assert sum(shown[f] != "published" for f in (total, *parts)) != 1


def test_the_smallest_inner_cell_goes_with_a_hidden_one() -> None:
    counts = {("U", "L"): 3, ("U", "P"): 40, ("18-24", "L"): 20, ("18-24", "P"): 30}
    shown = _shown(protect(_frame(_by_age_and_sex(counts))))
    assert shown["A2-2024-victims-L-U"] == "suppressed"
    hidden = {f for f, code in shown.items() if code == "suppressed"}
    assert {"A2-2024-victims-P-U", "A2-2024-victims-L-DEWASA", "A2-2024-victims-L-18-24"} <= hidden
    assert shown["A2-2024-victims-TOTAL-TOTAL"] == "published"
    assert shown["A2-2024-victims-X-U"] == "published"  # a zero


def test_a_subtotal_protects_its_parts() -> None:
    counts = {("00-05", "L"): 2, ("15-17", "L"): 30, ("18-24", "L"): 50, ("25-29", "L"): 60}
    shown = _shown(protect(_frame(_by_age_and_sex(counts))))
    children = [shown[f"A2-2024-victims-L-{code}"] for code in ("ANAK", "00-05", "15-17")]
    assert sum(code != "published" for code in children) >= 2


def test_a_table_of_another_block_does_not_give_it_back() -> None:
    """Sex and age in one list and in two are one figure; hidden in one, it is hidden in both."""
    counts = {("00-05", "L"): 3, ("18-24", "L"): 90, ("00-05", "P"): 60, ("18-24", "P"): 80}
    shown = _shown(protect(_frame(_by_age_and_sex(counts) + _by_sex_and_age(counts))))
    assert shown["A5-2024-form_sex-L_ANAK-TOTAL"] == "suppressed"
    assert shown["A2-2024-victims-L-DEWASA"] == "suppressed"
    assert shown["A5-2024-form_sex-L_DEWASA-TOTAL"] == "suppressed"


def test_two_small_cells_that_their_sum_pins_take_a_third() -> None:
    """Two hidden cells that make 2 are 1 and 1, as no hidden cell is 0; those that make 8 are not
    4 and 4, as no symbol says which cells are below the threshold."""
    for small, may_be_shown in ((4, True), (1, False)):
        counts = {("18-24", "L"): small, ("25-29", "L"): small, ("U", "L"): 33, ("U", "P"): 44}
        rows = [c for c in _by_age_and_sex(counts) if c["column_code"] == "L"]
        shown = _shown(protect(_frame(rows)))
        pinned = [shown[f"A2-2024-victims-L-{code}"] for code in ("18-24", "25-29")]
        assert "published" not in pinned
        assert (shown["A2-2024-victims-L-DEWASA"] == "published") is may_be_shown


def test_medians_and_shares_of_few_are_withheld() -> None:
    row, column = ("funnel", "P21", None), ("total", "TOTAL", None)
    alone = {"adds_up_rows": False, "unit_code": "case", "table_code": "A9"}
    cells = [
        _cell("days", row, column, 90, contributors=4, statistic_code="median", **alone),
        _cell("share", row, column, 0, contributors=40, statistic_code="share", **alone)
        | {"value": Decimal("0.1")},  # 4 of 40
        _cell("share", ("funnel", "SPDP", None), column, 0, contributors=40,
              statistic_code="share", **alone) | {"value": Decimal("0.5")},
        _cell("share", ("funnel", "LIMPAH", None), column, 0, contributors=40,
              statistic_code="share", **alone),
    ]  # fmt: skip
    shown = _shown(protect(_frame(cells)))
    assert shown == {
        "A9-2024-days-TOTAL-P21": "withheld",
        "A9-2024-share-TOTAL-P21": "withheld",
        "A9-2024-share-TOTAL-SPDP": "published",
        "A9-2024-share-TOTAL-LIMPAH": "published",
    }


@pytest.mark.parametrize(
    ("missing", "shown"),
    [(0, "published"), (1, "withheld"), (4, "withheld"), (5, "published"), (155, "withheld")],
)
def test_a_share_is_withheld_where_few_are_left_out_of_it(missing: int, shown: str) -> None:
    """Of 158 records, as another table says, 0.994 have a sex: of one it is not recorded."""
    row, column = ("completeness", "health_visits__jenis_kelamin", None), ("total", "TOTAL", None)
    cell = _cell("completeness", row, column, 0, contributors=158, statistic_code="share",
                 table_code="A19") | {"value": round(Decimal(158 - missing) / 158, 3)}  # fmt: skip
    assert protect(_frame([cell]))["shown_code"].to_list() == [shown]


def test_a_share_goes_with_what_it_is_a_share_of() -> None:
    """A count and its share tell the whole, also where that is hidden."""
    column = ("total", "TOTAL", None)
    alone = {"adds_up_rows": False, "unit_code": "case", "table_code": "A9"}
    cells = [
        _cell("reached", ("funnel", "LP", None), column, 3, **alone),
        _cell("reached", ("funnel", "P21", None), column, 60, **alone),
        _cell("share", ("funnel", "TAHAP2", None), column, 0, contributors=3,
              statistic_code="share", **alone) | {"value": Decimal("0")},
    ]  # fmt: skip
    shown = _shown(protect(_frame(cells)))
    assert shown["A9-2024-reached-TOTAL-LP"] == "suppressed"
    assert shown["A9-2024-share-TOTAL-TAHAP2"] == "withheld"


def test_what_nobody_reported_stays_empty_and_is_no_secret() -> None:
    row, column = ("wilayah", "11", None), ("model_lp", "A", None)
    cells = [_cell("model", row, column, None, contributors=0, value_status_code="not_reported")]
    protected = protect(_frame(cells))
    assert protected["shown_code"].to_list() == ["published"]
    assert protected["value_status_code"].to_list() == ["not_reported"]


def test_counts_of_every_unit_are_protected_but_for_the_case_itself() -> None:
    row, column = ("agency", "police", None), ("total", "TOTAL", None)
    units = ("record", "asset", "episode", "case", "idr")
    cells = [_cell(unit, row, column, 3, unit_code=unit, table_code="A19") for unit in units]
    assert set(_shown(protect(_frame(cells))).values()) == {"suppressed"}
    sent = _frame([_cell("submissions", row, column, 3, unit_code="submission", table_code="A19")])
    assert protect(sent)["shown_code"].to_list() == ["published"]  # as the coverage beside it
    incident = _frame([_cell("place", row, column, 1, unit_code="case", table_code="I1")])
    of_case = incident.rename({"report_year": "case_id"}).cast({"case_id": pl.String})
    of_case = of_case.with_columns(counted_year=None, counted_province_code=None)
    assert protect(of_case)["shown_code"].to_list() == ["published"]


def test_no_cells_are_no_cells() -> None:
    assert protect(_frame([_cell("victims", *[("x", "TOTAL", None)] * 2, 1)]).clear()).is_empty()


@pytest.mark.parametrize(
    ("few", "kept", "instead"),
    [
        (("25-29", "X"), ("TOTAL", "P"), ("TOTAL", "L")),
        (("U", "L"), ("ANAK", "TOTAL"), ("DEWASA", "TOTAL")),
    ],
)
def test_women_and_children_are_hidden_last(few, kept, instead) -> None:
    """Two of another sex, or of unknown age, need a partner: not the one that costs less."""
    counts = {("15-17", "L"): 60, ("15-17", "P"): 50, ("18-24", "L"): 70, ("18-24", "P"): 71}
    cells = protect(_frame(_by_age_and_sex(counts | {few: 2})))
    shown = {
        (row, column): code
        for row, column, code in cells.select("row_code", "column_code", "shown_code").iter_rows()
    }
    assert (shown[kept], shown[instead]) == ("published", "suppressed")
