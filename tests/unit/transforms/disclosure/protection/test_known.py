"""What outsiders know: how its lines are read, and what a report hides because of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.known import CaseOf, lines_of, told_of_lines
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import KNOWN, Told, fault_of, told_of

CASE = "c" * 32
CASES = {CASE: CaseOf(2024, "31")}
HEAD = "quantity,value,source,since\n"
OF_CASE = f"victims|2024|victim|count|case={CASE}"
COURT = "PN Jakarta 12/Pid.Sus/2024,2024-11-02"


def _known(*lines: str) -> Told:
    return told_of_lines(
        lines_of((HEAD + "\n".join(lines)).encode(), reviewed(), CASES), reviewed()
    )


def _by_place(counts: Mapping[str, int], known: Told | None = None) -> Decision:
    whole = {**counts, "TOTAL": sum(counts.values())}
    rows = [
        {
            "report_year": 2024, "table_code": "A4", "block_code": "place",
            "row_list_code": "wilayah", "row_code": code, "row_parent_code": None, "row_order": 1,
            "column_list_code": "jenis_kelamin", "column_code": "TOTAL",
            "column_parent_code": None, "column_order": 1, "unit_code": "victim",
            "statistic_code": "count", "value": Decimal(n), "contributors": n,
            "adds_up_rows": True, "adds_up_columns": True, "value_status_code": "observed",
            "figure_id": f"A4-{code}",
        }
        for code, n in whole.items()
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(18, 3)})
    return decide(frame, reviewed(), known=known)


def _told(decision: Decision) -> Told:
    return told_of(decision.counted, decision.protected, reviewed())


def _hidden(decision: Decision) -> set[str]:
    return set(decision.cells.filter(pl.col("shown_code") != "published")["row_code"])


def test_a_line_is_read_and_a_case_stands_where_it_was() -> None:
    content = HEAD + f"victims||victim|count|case={CASE},10,{COURT}\n"
    (line,) = lines_of(content.encode(), reviewed(), CASES)
    assert (line.number, line.value, line.since) == (2, 10, date(2024, 11, 2))
    assert line.quantity.key == f"{OF_CASE}&event_region=31"


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        ("quantity,value\n", "head", 1),
        (b"\xff\xfe", "head", 1),
        (f"{HEAD}{OF_CASE},10,{COURT}\n{OF_CASE},10\n", "head", 3),
        (f"{HEAD}eleven victims,10,{COURT}\n", "quantity", 2),
        (f"{HEAD}victims|2024|idr|sum|sex=P,10,{COURT}\n", "quantity", 2),
        (f"{HEAD}people|2024|victim|count|sex=P,10,{COURT}\n", "quantity", 2),
        (f"{HEAD}{OF_CASE},ten,{COURT}\n", "value", 2),
        (f"{HEAD}{OF_CASE},-1,{COURT}\n", "value", 2),
        (f"{HEAD}{OF_CASE},10,,2024-11-02\n", "source", 2),
        (f"{HEAD}{OF_CASE},10,court,November\n", "since", 2),
        (f"{HEAD}{OF_CASE},10,{COURT}\n\n{OF_CASE},11,{COURT}\n", "twice", 4),
        (f"{HEAD}victims|2024|victim|count|,9,{COURT}\n{OF_CASE},10,{COURT}\n", "more", 3),
    ],
)
def test_what_cannot_be_read_stops_everything(content: str | bytes, kind: str, line: int) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(Problem) as found:
        lines_of(raw, reviewed(), CASES)
    assert (found.value.key, found.value.exit_code) == (
        f"release.knowledge.{kind}",
        ExitCode.BLOCKED,
    )
    for language in ("id", "en"):
        assert f" {line}" in found.value.sentence(language)


@pytest.mark.parametrize(
    ("line", "agrees"),
    [
        (f"victims|2024|victim|count|event_region=31,11,{COURT}", True),
        (f"victims|2024|victim|count|event_region=31,12,{COURT}", False),
        (f"{OF_CASE},11,{COURT}", True),
        (f"{OF_CASE},12,{COURT}", False),  # more than its province holds
    ],
)
def test_a_line_that_is_not_so_stops_everything(line: str, *, agrees: bool) -> None:
    known = _known(line)
    if agrees:
        assert _by_place({"31": 11, "32": 40, "53": 25}, known)
        return
    with pytest.raises(Problem) as found:
        _by_place({"31": 11, "32": 40, "53": 25}, known)
    assert found.value.key == "release.knowledge.differs"
    assert "11" not in found.value.sentence("en")


@pytest.mark.parametrize(("victims", "is_hidden"), [(11, True), (14, True), (15, False)])
def test_a_province_less_a_case_in_the_press(victims: int, *, is_hidden: bool) -> None:
    """Ten victims of the case are in the press; fewer than five others may not be read off."""
    known = _known(f"{OF_CASE},10,{COURT}")
    counts = {"31": victims, "32": 40, "53": 25}
    unaware, aware = _by_place(counts), _by_place(counts, known)
    assert _hidden(unaware) == set()
    assert ("31" in _hidden(aware)) == is_hidden
    assert fault_of(_told(aware)) is None
    assert audit("a", {KNOWN: known, "a": _told(aware)}, reviewed()).is_safe
    found = audit("a", {KNOWN: known, "a": _told(unaware)}, reviewed()).findings
    assert [(one.kind, one.earlier) for one in found] == [("rest", KNOWN)] * is_hidden


def test_what_a_known_count_gives_away_is_hidden_with_it() -> None:
    """Two small provinces hide each other, until one of them stands in the press."""
    counts = {"31": 3, "32": 4, "53": 25, "64": 30}
    known = _known(f"victims|2024|victim|count|event_region=31,3,{COURT}")
    unaware, aware = _by_place(counts), _by_place(counts, known)
    assert _hidden(unaware) == {"31", "32"}
    assert _hidden(aware) > {"31", "32"}
    assert audit("a", {KNOWN: known, "a": _told(aware)}, reviewed()).is_safe
    found = audit("a", {KNOWN: known, "a": _told(unaware)}, reviewed()).findings
    assert [(one.kind, one.variable.label["row_code"]) for one in found] == [("exact", "32")]
