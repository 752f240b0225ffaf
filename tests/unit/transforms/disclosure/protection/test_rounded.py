"""Sex and age by province, rounded beside exact totals: against every world that looks the same."""

from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.audit.outside import check
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.gate.public import certificate
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.rounded import apart, ends_of, rounded, with_rounded
from transforms.disclosure.protection.small_cells import decide
from transforms.disclosure.protection.told import Told, fault_of, told_of

KEY = b"a key of tests"
PROVINCES, SEXES, AGES = ("31", "32"), ("L", "P"), ("ANAK", "DEWASA")
INNER = tuple(product(PROVINCES, SEXES, AGES))
COLUMNS = [
    *((f"{sex}_{age}", sex) for sex in SEXES for age in AGES),
    *((sex, None) for sex in SEXES),
    ("TOTAL", None),
]
Counts = dict[tuple[str, str, str], int]


def _cells(counts: Counts) -> pl.DataFrame:
    """Victims by province and sex, exact; by sex and age too, to be rounded."""
    rows = []
    for table, block, columns in (
        ("R2", "place", [(c, None) for c, above in COLUMNS if above is None]),
        ("R3", "sex_age", COLUMNS),
    ):
        for row, (column, above) in product((*PROVINCES, "TOTAL"), columns):
            value = sum(
                n
                for (province, sex, age), n in counts.items()
                if row in (province, "TOTAL") and column in (sex, f"{sex}_{age}", "TOTAL")
            )
            rows.append(_cell((table, block), row, column, above, value))
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})


def _cell(
    table_and_block: tuple[str, str], row: str, column: str, above: str | None, value: int
) -> dict[str, object]:
    table, block = table_and_block
    return {
        "report_year": 2024, "table_code": table, "block_code": block,
        "row_list_code": "wilayah", "row_code": row, "row_parent_code": None,
        "row_order": 9 if row == "TOTAL" else 1,
        "column_list_code": "jenis_kelamin" if table == "R2" else "sex_and_age",
        "column_code": column, "column_parent_code": above,
        "column_order": 9 if column == "TOTAL" else 1,
        "unit_code": "victim", "statistic_code": "count",
        "value": Decimal(value), "contributors": value,
        "adds_up_rows": True, "adds_up_columns": True, "value_status_code": "observed",
        "period_start_date": date(2024, 1, 1), "period_end_date": date(2024, 12, 31),
        "as_of_date": date(2025, 6, 30), "submissions_received": 9, "submissions_owed": 10,
        "figure_id": f"{table}-2024-{block}-{column}-{row}",
    }  # fmt: skip


def _released(
    counts: Counts, key: bytes = KEY, earlier: dict[str, Told] | None = None
) -> tuple[pl.DataFrame, Told]:
    """What is seen, and what is told."""
    exact, fine = apart(_cells(counts), reviewed())
    decision = decide(exact, reviewed())
    seen = rounded(fine, reviewed(), key, earlier or {})
    told = told_of(decision.counted, decision.protected, reviewed())
    cells = pl.concat([decision.cells, seen.select(decision.cells.columns)])
    return cells, with_rounded(told, fine, seen, reviewed())


def _learned(seen: pl.DataFrame, counts: Counts) -> set[tuple[str, str, str]]:
    """Small counts, of provinces and of the nation, with one value in all worlds that fit."""
    shown = {
        (row["row_code"], *row["column_code"].split("_")): (
            ends_of(row, 5) if row["shown_code"] == "rounded" else (0, 0)
        )
        for row in seen.filter(pl.col("table_code") == "R3").to_dicts()
        if row["row_code"] != "TOTAL" and "_" in row["column_code"]
    }
    of_nation = {  # somebody, and no more than the base away, unless nobody is shown
        row["column_code"]: (
            ends_of(row, 5, is_margin=True) if row["shown_code"] == "rounded" else (0, 0)
        )
        for row in seen.filter(pl.col("table_code") == "R3", row_code="TOTAL").to_dicts()
    }
    found = set()
    for sex in SEXES:  # of each, province by province, the sum is known
        whole = {p: sum(counts[p, sex, age] for age in AGES) for p in PROVINCES}
        worlds = [
            children
            for children in product(*(range(whole[p] + 1) for p in PROVINCES))
            if all(
                low <= n <= high
                for p, child in zip(PROVINCES, children, strict=True)
                for age, n in (("ANAK", child), ("DEWASA", whole[p] - child))
                for low, high in [shown[p, sex, age]]
            )
            and all(
                low <= n <= high
                for age, n in (
                    ("ANAK", sum(children)),
                    ("DEWASA", sum(whole.values()) - sum(children)),
                )
                for low, high in [of_nation[f"{sex}_{age}"]]
            )
        ]
        of_adults = [[whole[p] - n for p, n in zip(PROVINCES, w, strict=True)] for w in worlds]
        for age, made in (("ANAK", worlds), ("DEWASA", of_adults)):
            true = [counts[p, sex, age] for p in PROVINCES]
            for place, true_count, values in (
                *zip(PROVINCES, true, map(set, zip(*made, strict=True)), strict=True),
                ("TOTAL", sum(true), set(map(sum, made))),
            ):
                assert true_count in values
                if len(values) == 1 and 0 < true_count < 5:
                    found.add((place, sex, age))
    return found


# No total is small, so that all of them are shown.
PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: sum(pair) >= 5)
WORLDS = st.lists(PAIRS, min_size=4, max_size=4).map(
    lambda pairs: dict(zip(INNER, (n for pair in pairs for n in pair), strict=True))
)


@pytest.mark.slow
@settings(max_examples=60)
@given(WORLDS, st.integers(0, 3))
def test_the_gate_learns_what_enumeration_learns(counts: Counts, attempt: int) -> None:
    seen, told = _released(counts, KEY + bytes([attempt]))
    is_safe = audit("r", {"r": told}, reviewed()).is_safe
    assert is_safe == (not _learned(seen, counts))
    if is_safe:
        assert fault_of(told) is None
        proof = certificate({"r": seen}, reviewed())
        assert proof.told == ()
        assert check({"r": seen}, proof.worlds, proof.claim) is None


WORLD: Counts = dict(zip(INNER, (2, 11, 1, 7, 9, 3, 4, 12), strict=True))


def test_a_rounded_count_that_one_case_makes_up_is_a_secret_too() -> None:
    """Of the eleven nobody may learn that they are eleven, though eleven are not few."""
    exact, fine = apart(_cells(WORLD), reviewed())
    decision = decide(exact, reviewed())
    seen = rounded(fine, reviewed(), KEY, {})
    told = told_of(decision.counted, decision.protected, reviewed())
    key = "victims|2024|victim|count|age=DEWASA&event_region=31&sex=L"
    for dominated in ([], [key]):
        made = with_rounded(told, fine, seen, reviewed(), dominated).quantities
        of = made.filter(pl.col("quantity") == key).select("value", "is_primary").row(0)
        assert of == (11, bool(dominated))


def test_a_count_left_as_it_is_gives_the_rest_away() -> None:
    """Rounding small counts alone: of thirteen eleven are shown, so two are left."""
    _, told = _released(WORLD)
    assert audit("r", {"r": told}, reviewed()).is_safe
    is_great = pl.col("quantity").str.contains("age=DEWASA&event_region=31&sex=L")
    as_it_is = [
        pl.when(is_great).then(11).otherwise(end).alias(end) for end in ("least", "most")
    ]  # fmt: skip
    naive = told.quantities.with_columns(as_it_is)
    found = audit("r", {"r": Told(naive, told.sums, told.parents, told.proof)}, reviewed())
    learned = {one.variable.quantity for one in found.findings if one.kind == "exact"}
    assert "victims|2024|victim|count|age=ANAK&event_region=31&sex=L" in learned


def test_every_shown_count_is_a_near_multiple_and_margins_are_sums() -> None:
    seen, _ = _released(WORLD)
    fine = seen.filter(pl.col("shown_code") == "rounded")
    shown = {
        (row["row_code"], row["column_code"]): int(row["value"]) for row in fine.to_dicts()
    }  # fmt: skip
    for (province, sex, age), count in WORLD.items():
        assert abs(shown[province, f"{sex}_{age}"] - count) < 5
        assert shown[province, f"{sex}_{age}"] % 5 == 0
    for row in (*PROVINCES, "TOTAL"):
        assert shown[row, "TOTAL"] == shown[row, "L"] + shown[row, "P"]
        assert shown[row, "L"] == shown[row, "L_ANAK"] + shown[row, "L_DEWASA"]
    for column, _ in COLUMNS:
        assert shown["TOTAL", column] == sum(shown[p, column] for p in PROVINCES)
    assert fine["contributors"].null_count() == fine.height


def test_the_order_of_rows_changes_nothing() -> None:
    cells = _cells(WORLD)
    _, fine = apart(cells, reviewed())
    first = rounded(fine, reviewed(), KEY, {}).sort("figure_id")
    again = rounded(fine.sample(fraction=1, shuffle=True, seed=3), reviewed(), KEY, {})
    assert again.sort("figure_id").equals(first)


def test_a_count_that_did_not_change_is_rounded_as_it_was() -> None:
    before, told = _released(WORLD)
    corrected = WORLD | {("31", "L", "DEWASA"): 19, ("32", "P", "DEWASA"): 18}
    after, _ = _released(corrected, b"another key", {"regional-2024-1": told})
    same = [
        f"R3-2024-sex_age-{sex}_{age}-{province}"
        for province, sex, age in INNER
        if WORLD[province, sex, age] == corrected[province, sex, age]
    ]

    def values(cells: pl.DataFrame) -> list[Decimal]:
        chosen = cells.filter(pl.col("figure_id").is_in(same))
        return chosen.sort("figure_id")["value"].to_list()

    assert values(after) == values(before)
    others = [_released(corrected, bytes([key]))[0] for key in range(9)]
    assert any(values(one) != values(before) for one in others)


def test_nobody_is_shown_as_nobody() -> None:
    nobody = WORLD | {("31", "P", "ANAK"): 0, ("31", "P", "DEWASA"): 0}
    seen, told = _released(nobody)
    of = seen.filter(pl.col("table_code") == "R3", pl.col("row_code") == "31")
    shown = dict(of.select("column_code", "shown_code").rows())
    assert {shown[c] for c in ("P", "P_ANAK", "P_DEWASA")} == {"published"}
    assert {shown[c] for c in ("L", "L_ANAK", "TOTAL")} == {"rounded"}
    assert audit("r", {"r": told}, reviewed()).is_safe


@pytest.mark.parametrize("amount", [-30, 30])
def test_a_world_outside_of_what_is_shown_is_no_proof(amount: int) -> None:
    seen, _ = _released(WORLD)
    proof = certificate({"r": seen}, reviewed())
    assert check({"r": seen}, proof.worlds, proof.claim) is None
    one = pl.col("figure_id").str.starts_with("R3-2024-sex_age-L_")
    moved = proof.worlds.with_columns(
        pl.when(one).then(pl.col("world_1") + amount).otherwise("world_1").alias("world_1")
    )
    assert check({"r": seen}, moved, proof.claim) == "cells"
    other = proof.claim | {"base": 2}
    assert check({"r": seen}, proof.worlds, other) == "cells"


@pytest.mark.parametrize(
    ("figure", "column", "told"),
    [
        ("L-31", "value", Decimal(13)),  # the true sum, which the inner ones do not tell
        ("TOTAL-TOTAL", "value", Decimal(55)),  # a multiple, but of no sum
        ("L_ANAK-TOTAL", "value", None),
        ("L_ANAK-31", "value", Decimal(3)),  # near enough, and no multiple
        ("L_ANAK-31", "contributors", 2),
    ],
)
def test_a_rounded_cell_that_tells_more_passes_no_check(figure, column, told) -> None:
    seen, _ = _released(WORLD)
    proof = certificate({"r": seen}, reviewed())
    is_it = pl.col("figure_id") == f"R3-2024-sex_age-{figure}"
    own = pl.lit(told, seen.schema[column])
    other = seen.with_columns(pl.when(is_it).then(own).otherwise(column).alias(column))
    assert not other.equals(seen)
    assert check({"r": other}, proof.worlds, proof.claim) == "cells"


def test_another_base_than_that_of_the_cells_passes_no_check() -> None:
    """A greater one would let worlds through that no reader takes for possible."""
    seen, _ = _released(WORLD)
    proof = certificate({"r": seen}, reviewed())
    for base in (6, 50, 1000):
        assert check({"r": seen}, proof.worlds, proof.claim | {"base": base}) == "cells"
