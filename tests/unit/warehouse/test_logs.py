import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.logs import REDACTED, _safe, event, failure, logging_to

IDENTIFIERS = [
    "3171044107900001", "31.71.04.410790.0001", "3171 0441 0790 0001", "A1234567", "Siti Aminah",
    "LP/B/12/III/2025/SPKT/POLRESTA", "lp/a/1", "1990-07-01", "Jl. Melati No. 3", "SPDP/12/IV/2025",
    "C1234567890", "budi@example.com", "B/12/XI/2024",
]  # fmt: skip


def lines(zones):
    return [json.loads(line) for line in zones.log.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_no_identifier_reaches_the_log_by_any_way(zones, identifier):
    with logging_to(zones) as log:
        event("submit.done", unit=identifier, parts=[identifier], more={identifier: identifier})
        log.info(identifier)
        log.warning("read %s", identifier)
        try:
            {}[identifier]
        except KeyError as error:
            failure(error)
            log.exception("failed on %s", identifier)
    assert identifier not in zones.log.read_text("utf-8")
    assert len(lines(zones)) == 5


def test_events_numbers_and_codes_do(zones):
    with logging_to(zones):
        event(
            "submit.done", submission="police/PLD33/2025-03/r2", status="accepted", rows=12, ok=True
        )
    (line,) = lines(zones)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info", "event": "submit.done", "submission": "police/PLD33/2025-03/r2",
        "status": "accepted", "rows": 12, "ok": True,
    }  # fmt: skip


def test_a_failure_is_kept_by_kind_and_place(zones):
    with logging_to(zones):
        try:
            int("3171044107900001x")
        except ValueError as error:
            failure(error)
    (line,) = lines(zones)
    assert line["error"] == "ValueError"
    assert line["places"][0].startswith("test_logs.py:")


@given(st.integers(10**15, 10**16 - 1))
def test_a_nik_is_redacted_as_number_and_as_text(nik):
    assert _safe(nik) == REDACTED
    assert _safe(float(nik)) == REDACTED
    assert _safe(str(nik)) == REDACTED
    assert _safe(f"row-{nik}") == REDACTED
