"""Stages of suspects: whoever is convicted in a case is so in the annual report of his year."""

import pytest

from contracts.problems import ExitCode, Problem


@pytest.mark.parametrize(("convicts", "is_refused"), [(27, True), (20, False)])
def test_nobody_reads_off_how_few_convicts_a_year_leaves_beside_one_case(
    world, cells, convicts: int, *, is_refused: bool
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
    if is_refused:
        with pytest.raises(Problem, match="leaves too few") as refused:
            world.propose("incidental", "c1")
        assert refused.value.exit_code == ExitCode.BLOCKED
    else:
        world.propose("incidental", "c1")
