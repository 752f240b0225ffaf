"""What a refusal says, from findings made by hand."""

import pytest

from orchestration.stages.release.refusal import Refusal
from transforms.disclosure.gate.gate import Finding
from transforms.disclosure.gate.variables import Variable
from transforms.disclosure.protection.told import MICRODATA

A2 = {
    "table_code": "A2", "block_code": "victims", "figure_id": "A2-2024-victims",
    "row_list_code": "age_rollup", "column_list_code": "jenis_kelamin", "column_code": "P",
}  # fmt: skip
A19 = {
    "table_code": "A19", "block_code": "rows", "figure_id": "A19-2024-rows",
    "row_list_code": "agency", "column_list_code": "total", "column_code": "TOTAL",
}  # fmt: skip
FILE = {"table_code": MICRODATA, "block_code": MICRODATA, "figure_id": "x"}


def _finding(kind: str, quantity: str, label: dict, *, earlier: str | None = "annual-2024-1"):
    variable = Variable(
        name=quantity, quantity=quantity, value=3, contributors=3, known=None, threshold=5,
        least=1, is_secret=True, label=label,
    )  # fmt: skip
    return Finding(kind, variable, None, earlier)


def _corrections() -> list[Finding]:
    rows = [
        _finding("versions", f"rows_received|2024|record|count|agency={n}", A19 | {"row_code": n})
        for n in ("police", "social", "health")
    ]
    ages = ("00-05", "15-17", "18-24", "25-29")
    victims = [
        _finding("versions", f"victims|2024|victim|count|age={age}&sex=P", A2 | {"row_code": age})
        for age in ages
    ]
    return [*rows, *victims, _finding("versions", "victims|2024|victim|count|sex=P",
                                      A2 | {"row_code": "TOTAL"})]  # fmt: skip


@pytest.mark.parametrize(("language", "more"), [("id", "dan 3 lagi"), ("en", "and 3 more")])
def test_corrections_of_persons_stand_first_and_by_their_titles(language, more) -> None:
    refusal = Refusal(_corrections())
    listed = refusal.details(language)
    assert len(listed) == 6
    assert listed[0].startswith(("tabel A2 (Korban ", "table A2 (Victims "))
    assert {"id": "“Jumlah”", "en": "“Total”"}[language] in listed[0]
    assert not any("A19" in line for line in listed)
    assert listed[-1].startswith(more)
    assert not any("victims" in line.split("(")[1].split(" ")[0] for line in listed[:-1])
    told = refusal.document(language)
    assert "--json" not in str(told["sentence"])
    assert "\n" not in str(told["sentence"])
    assert len(told["findings"]) == 8


def test_a_file_is_not_said_to_hold_what_it_gives_away() -> None:
    quantity = "victims|2024|victim|count|age=25-29&sex=P"
    told = Refusal([_finding("exact", quantity, FILE)], is_file=True).sentence("id")
    assert "tidak memuat angka berikut" in told
    assert "bersama annual-2024-1" in told
    assert "2024: 25–29 tahun, Perempuan" in told
    assert "age=" not in told
    assert MICRODATA not in told


def test_a_cell_of_a_table_is_named_before_what_no_table_shows() -> None:
    quantity = "victims|2024|victim|count|age=25-29&sex=P"
    own = _finding("exact", quantity, FILE)
    cell = _finding("exact", f"{quantity}&form=ORGAN", A2 | {"row_code": "25-29"}, earlier=None)
    refusal = Refusal([own, cell], is_file=True)
    assert refusal.key == "release.refused.file_alone"
    assert "tabel A2 (Korban menurut tahun catatan pertama)" in refusal.sentence("id")
