"""Kinds of providers belong to agencies: whoever a shelter served, social affairs served."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl
import pytest

from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.small_cells import decide

AGENCY_OF = {"RPTC": "social", "SENTRA": "social", "PUSKESMAS": "health", "RS": "health"}
Pattern = frozenset[str]  # the kinds that served a person
K = reviewed().thresholds["default"]


def _counts(pattern: Pattern, column: str) -> bool:
    return column == "TOTAL" or column in pattern | {AGENCY_OF[kind] for kind in pattern}


@pytest.fixture
def table(cells: dict[str, Callable]) -> Callable[[Mapping[Pattern, int]], pl.DataFrame]:
    """Persons with one service, by agency and by kind of provider."""

    def make(world: Mapping[Pattern, int]) -> pl.DataFrame:
        agencies = ("social", "health", "TOTAL")
        columns = [("persons", "serving_agency", code, None) for code in agencies]
        columns += [("provider", "provider", code, None) for code in agencies]
        columns += [("provider", "provider", kind, of) for kind, of in AGENCY_OF.items()]
        rows = [
            cells["cell"](
                "A13", block, ("service", "TOTAL", None), (list_, code, above),
                sum(n for pattern, n in world.items() if _counts(pattern, code)),
            )
            | {"report_year": 2024, "unit_code": "person"}
            | {"adds_up_rows": False, "adds_up_columns": False}
            for block, list_, code, above in columns
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    return make


def _read_off(shown: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """What any reader subtracts: an agency without a kind, and kinds beyond their agency."""
    for agency in {"social", "health"} & shown.keys():
        kinds = [kind for kind, of in AGENCY_OF.items() if of == agency and kind in shown]
        yield from ((f"{agency} without {kind}", shown[agency] - shown[kind]) for kind in kinds)
        if len(kinds) == list(AGENCY_OF.values()).count(agency):
            yield f"several of {agency}", sum(shown[kind] for kind in kinds) - shown[agency]


@pytest.mark.parametrize(
    "world",
    [
        {("RPTC",): 70, ("SENTRA",): 64, ("PUSKESMAS",): 74, ("RS",): 44, ("PUSKESMAS", "RS"): 1},
        {("RPTC",): 40, ("RPTC", "SENTRA"): 8, ("SENTRA",): 3, ("PUSKESMAS",): 9, ("RS",): 12},
        {("RPTC",): 3, ("PUSKESMAS",): 30, ("RS",): 20, ("RPTC", "RS"): 9},
    ],
    ids=["one at two kinds", "three at one kind alone", "all at one kind"],
)
def test_nobody_reads_off_how_few_a_kind_of_provider_served(
    table: Callable, world: Mapping[tuple[str, ...], int]
) -> None:
    cells = decide(table({frozenset(kinds): n for kinds, n in world.items()}), reviewed()).cells
    assert cells["quantity"].n_unique() == cells["column_code"].n_unique()  # one figure, two blocks
    shown: dict[str, int] = {}
    for code, value, status in cells.select("column_code", "value", "shown_code").iter_rows():
        if status == "published":
            shown[code] = int(value)
    assert shown
    assert [one for one in _read_off(shown) if 0 < one[1] < K] == []
