"""Rounded tables against whoever knows how they are rounded, though not the key."""

from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import polars as pl
import pytest

from contracts.problems import Problem
from transforms.disclosure import rounding
from transforms.disclosure.audit.outside import check
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.gate.public import certificate
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.rounded import apart, rounded, with_rounded
from transforms.disclosure.protection.small_cells import decide
from transforms.disclosure.protection.told import Told, told_of

Counts = tuple[int, ...]  # province by province, per column
POLICY = reviewed()


def _cell(table: str, row: str, column: str, value: int) -> dict[str, object]:
    """One cell of a block of stages; in A8 these are rows."""
    lists = ("suspect_stage", "jenis_kelamin") if table == "A8" else ("wilayah", "suspect_stage")
    return {
        "report_year": 2024, "table_code": table, "block_code": "stage",
        "row_list_code": lists[0], "row_code": row, "row_parent_code": None,
        "row_order": 9 if row == "TOTAL" else 1,
        "column_list_code": lists[1], "column_code": column, "column_parent_code": None,
        "column_order": 9 if column == "TOTAL" else 1,
        "unit_code": "perpetrator", "statistic_code": "count",
        "value": Decimal(value), "contributors": value,
        "adds_up_rows": True, "adds_up_columns": True, "value_status_code": "observed",
        "period_start_date": date(2024, 1, 1), "period_end_date": date(2024, 12, 31),
        "as_of_date": date(2025, 6, 30), "submissions_received": 9, "submissions_owed": 10,
        "figure_id": f"{table}-2024-stage-{column}-{row}",
    }  # fmt: skip


def _suspects(counts: Counts, columns: int) -> pl.DataFrame:
    """Suspects by province and stage, to be rounded; of the nation by stage, exact."""
    provinces = [f"3{n}" for n in range(1, len(counts) // columns + 1)]
    stages = [f"S{n}" for n in range(columns)]
    named = dict(zip(product(provinces, stages), counts, strict=True))
    rows = []
    for row, column in product((*provinces, "TOTAL"), (*stages, "TOTAL")):
        n = sum(v for (p, s), v in named.items() if row in (p, "TOTAL") and column in (s, "TOTAL"))
        rows.append(_cell("R5", row, column, n))
        if row == "TOTAL":
            rows.append(_cell("A8", column, "TOTAL", n))
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})


def _seen(counts: Counts, columns: int, key: bytes) -> tuple[Counts, pl.DataFrame, Told]:
    """What the inner counts are shown as, all cells and what is told."""
    exact, fine = apart(_suspects(counts, columns), POLICY)
    decision = decide(exact, POLICY)
    seen = rounded(fine, POLICY, key, {})
    told = told_of(decision.counted, decision.protected, POLICY)
    inner = seen.filter(pl.col("row_code") != "TOTAL", pl.col("column_code") != "TOTAL")
    shown = tuple(int(n or 0) for n in inner.sort("row_code", "column_code")["value"])
    cells = pl.concat([decision.cells, seen.select(decision.cells.columns)])
    return shown, cells, with_rounded(told, fine, seen, POLICY)


def _published(counts: Counts, columns: int, wanted: Counts) -> tuple[pl.DataFrame, Told]:
    """The first release of some keys that shows the counts so."""
    for number in range(200):
        shown, cells, told = _seen(counts, columns, bytes([number]))
        if shown == wanted:
            return cells, told
    raise AssertionError(wanted)


def test_a_total_within_the_base_tells_who_is_in_it() -> None:
    """11 and 15 in the nation; 0, 0 and 15, 15 by province: of 26 no more than 5 are not in one.

    By the inner counts alone the first province has 1 to 4 of the second stage. But 30 are shown
    of the other, so that there are 25 or more, and at most 1 is left.
    """
    cells, told = _published((0, 1, 11, 14), 2, (0, 0, 15, 15))
    found = audit("r", {"r": told}, POLICY).findings
    assert any("event_region=31&suspect_stage=S1" in one.variable.quantity for one in found)
    assert certificate({"r": cells}, POLICY).told


def test_totals_of_a_world_are_within_the_base() -> None:
    cells, told = _published((6, 9, 8, 7, 12, 4), 2, (5, 10, 10, 5, 10, 5))
    assert audit("r", {"r": told}, POLICY).is_safe
    proof = certificate({"r": cells}, POLICY)
    assert check({"r": cells}, proof.worlds, proof.claim) is None
    # of the first province 16 are too few or 20 at most: what is further off is no world
    total = pl.col("figure_id") == "R5-2024-stage-TOTAL-31"
    far = proof.worlds.with_columns(pl.when(total).then(21).otherwise("world_1").alias("world_1"))
    assert check({"r": cells}, far, proof.claim) == "cells"


@pytest.mark.parametrize("counts", [(6, 5, 9, 2, 9, 2), (7, 4, 7, 4, 10, 1), (7, 4, 7, 4, 7, 4)])
def test_no_start_ends_further_off_than_the_base(
    counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one did, its table came from one world alone: others would have been changed further.

    24 and 9 in the nation, 11 in each of three provinces: of 15 worlds that fit the counts 10, 5,
    5, 5, 5 and 5 by their ends only 6, 5, 9, 2, 9 and 2 ended there.
    """
    drawn = rounding._draws
    _, fine = apart(_suspects(counts, 2), POLICY)
    free = [n for n in counts if n % 5]
    refused = 0
    for ups in product((0, 1), repeat=len(free)):
        start = np.where(np.array(ups), 0.0, 0.999)

        def told(cells: pl.DataFrame, key: bytes, start=start) -> tuple[np.ndarray, np.ndarray]:
            return drawn(cells, key)[0], np.repeat(start[:, None], 12, axis=1)

        monkeypatch.setattr(rounding, "_draws", told)
        try:
            seen = rounded(fine, POLICY, b"key", {})
        except Problem:
            refused += 1
            continue
        both = seen.join(fine.select("figure_id", true="value"), on="figure_id")
        assert both.select((pl.col("value") - pl.col("true")).abs().max()).item() <= 5
    assert refused < 2 ** len(free) / 4
