"""Steps of restitution: whoever has had one has claimed it, and claims of a case are of its year.

What is left of the claims without one step, or of a year without one case, is a group of few.
"""

from collections.abc import Callable, Mapping

import polars as pl
import pytest

STEPS = ("REQUESTED", "ASSESSED", "DEMANDED", "AWARDED", "PAID")


def _cells(cells: Mapping[str, Callable], counts: Mapping[str, int]) -> list[dict]:
    """A11: victims by the step that they have had."""
    whole = ("total", "TOTAL", None)
    return [
        cells["cell"]("A11", "victims", ("restitution_step", code, None), whole, count)
        | {"adds_up_rows": False}
        for code, count in counts.items()
    ]


@pytest.mark.parametrize(
    "counts",
    [(55, 12, 12, 10, 8, 8, 1), (126, 28, 28, 24, 7, 9, 3), (30, 27, 20, 12, 12, 9, 0)],
)
def test_nobody_reads_off_how_few_lack_a_step(world, cells, counts: tuple[int, ...]) -> None:
    """Twelve claimed restitution and ten were assessed: two were not."""
    wanted = dict(zip(("IN_FILE", "CLAIMED", *STEPS), counts, strict=True))
    world.vintage({2024: _cells(cells, wanted)})
    release = world.release()
    table = pl.read_parquet(world.zones.released(release) / "cells.parquet")
    shown = dict(
        table.filter(pl.col("shown_code") == "published").select("row_code", "value").iter_rows()
    )
    read_off = [
        shown["CLAIMED"] - shown[step] for step in STEPS if {"CLAIMED", step} <= shown.keys()
    ]
    assert any(step in shown for step in STEPS)
    assert not [left for left in read_off if 0 < left < 5]


@pytest.mark.parametrize("of_case", [5, 4])
def test_nobody_reads_off_what_a_year_leaves_beside_one_case(
    world, cells, recovered, of_case: int
) -> None:
    """Nine were awarded in 2024, five of them in one case: so four in others, and how much."""
    steps = dict(zip(("IN_FILE", "CLAIMED", *STEPS), (126, 30, 30, 23, 16, 9, 0), strict=True))
    row, whole = ("amount", "AWARDED", None), ("total", "TOTAL", None)
    money = {"unit_code": "idr", "statistic_code": "sum", "adds_up_rows": False}
    placed = {"counted_year": 2024, "counted_province_code": None}
    annual = cells["cell"]("A11", "amount", row, whole, 9_000_000)
    claims = cells["cell"]("I8", "claims", row, whole, of_case) | {"adds_up_rows": False}
    amount = cells["cell"]("I8", "restitution", row, whole, of_case * 1_000_000)
    awards = pl.DataFrame(
        {
            "restitution_id": list("abcdefghi"),
            "case_id": list("aaaaabcde"),
            "year": [2024] * 9,
            **{f"{step.lower()}_idr": [1_000_000] * 9 for step in STEPS},
        }
    )
    world.vintage(
        {2024: [*_cells(cells, steps), annual | money | {"contributors": 9}]},
        {"a": [claims | placed, amount | money | placed | {"contributors": of_case}]},
        marts={"fct_restitution": awards},
    )
    release = world.release()
    table = pl.read_parquet(world.zones.released(release) / "cells.parquet")
    shown = table.filter(pl.col("row_code") == "AWARDED")["shown_code"]
    assert shown.to_list() == ["published", "published"]
    proposal = world.zones.proposal(world.propose("incidental", "a"))
    shown = pl.read_parquet(proposal / "cells.parquet").filter(shown_code="published")
    assert recovered(shown.height, 2) == 0  # five leave four of others, and four are few themselves
