"""Stages of suspects: whoever is convicted in a case is so in the annual report of his year."""

import polars as pl
import pytest


@pytest.mark.parametrize(("convicts", "is_few"), [(27, True), (20, False)])
def test_nobody_reads_off_how_few_convicts_a_year_leaves_beside_one_case(
    world, cells, recovered, convicts: int, *, is_few: bool
) -> None:
    """Of 29 convicts of 2024 one case has 27: two are of others."""
    whole = ("jenis_kelamin", "TOTAL", None)

    def stages(table: str, list_: str, counts: dict[str, int]) -> list[dict]:
        return [
            cells["cell"](table, "stage", (list_, code, None), whole, count)
            | {"unit_code": "perpetrator"}
            for code, count in counts.items()
        ]

    annual = stages("A8", "suspect_stage", {"TERDAKWA": 44, "TERPIDANA": 29, "TOTAL": 73})
    of_case = stages("I4", "stage_perpetrator", {"TERPIDANA": convicts, "TOTAL": convicts})
    placed = {"counted_year": 2024, "counted_province_code": None}
    world.vintage({2024: annual}, {"c1": [row | placed for row in of_case]})
    world.release()
    proposal = world.zones.proposal(world.propose("incidental", "c1"))
    shown = pl.read_parquet(proposal / "cells.parquet").filter(shown_code="published")
    assert (shown.height == 0) == is_few  # the total of the case would tell it as well
    assert recovered(is_few and shown.height, 1) == 0
