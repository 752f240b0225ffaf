"""Steps of restitution: whoever has had one has claimed it, so what is left is a group of few."""

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
