import json
from datetime import date

import duckdb
import polars as pl

from orchestration.overview import obligations, rows_of_receipts
from warehouse.address import Address
from warehouse.published import publish
from warehouse.receipts import Receipt, RowCounts, Tombstone, Verdict
from warehouse.settings import Settings


def receipt(
    unit, period, revision=1, *, at="2025-02-01", nil=False, status="accepted", rows=(3, 2, 1)
):
    records = {} if nil else {"police_cases": RowCounts(*rows)}
    verdict = Verdict(status, failed_step_1=False, records=records)
    return Receipt(Address("police", unit, period), revision, "R", "sha", at, nil, 1, verdict)


def stone(unit, period, through):
    return Tombstone("police", unit, period, through, (through,), "x", "2025-03-01")


def statuses(stored, stones=()):
    return {(o.address.unit, o.address.period): o.status for o in obligations(stored, stones)}


def test_a_unit_owes_from_its_first_period_to_the_latest_of_anyone():
    early = receipt("A", "2024-12", at="2025-01-05")
    found = statuses([early, receipt("B", "2025-01"), receipt("B", "2025-02")])
    assert found == {
        ("A", "2024-12"): "received", ("A", "2025-01"): "silent", ("A", "2025-02"): "silent",
        ("B", "2025-01"): "received", ("B", "2025-02"): "received",
    }  # fmt: skip


def test_late_is_after_the_end_of_the_following_month_by_the_first_revision():
    last_day = receipt("A", "2024-12", at="2025-01-31T23:59:00+07:00")
    one_later = receipt("B", "2024-12", at="2025-02-01")
    corrected = receipt("A", "2024-12", 2, at="2025-09-01")
    assert statuses([last_day, corrected, one_later]) == {
        ("A", "2024-12"): "received", ("B", "2024-12"): "late",
    }  # fmt: skip


def test_the_first_that_applies_of_withdrawn_nil_late_received():
    late_nil = receipt("A", "2024-01", nil=True)
    assert statuses([late_nil]) == {("A", "2024-01"): "nil"}
    assert statuses([late_nil], [stone("A", "2024-01", 1)]) == {("A", "2024-01"): "withdrawn"}
    again = receipt("A", "2024-01", 2, at="2024-02-01")
    assert statuses([late_nil, again], [stone("A", "2024-01", 1)]) == {("A", "2024-01"): "late"}


def test_what_came_and_was_rejected_whole_is_neither_received_nor_silent():
    assert statuses([receipt("A", "2025-01", status="rejected")]) == {("A", "2025-01"): "rejected"}


def test_rows_of_receipts_add_up():
    stored = [
        receipt("A", "2025-01", 1, rows=(5, 4, 1)), receipt("A", "2025-01", 2, rows=(6, 6, 0)),
        receipt("A", "2025-01", 3, rows=(2, 0, 2), status="rejected"), receipt("B", "2025-01"),
    ]  # fmt: skip
    assert rows_of_receipts(stored, [stone("B", "2025-01", 1)]) == {
        "police_cases": {
            "received": 16, "withdrawn": 3, "superseded": 5, "rejected": 2, "accepted": 6,
        }
    }  # fmt: skip


def test_status_shows_units_by_month_in_marks(kliring, cases):
    where = ("--agency", "police", "--unit", "PLD33")
    kliring("submit", cases("LP/1"), *where, "--period", "2025-01", "--received-at", "2025-02-01")
    kliring("submit", *where, "--period", "2025-03", "--nil", "--received-at", "2025-04-01")
    said = kliring("status")
    assert said.code == 0
    assert "PLD33 ●·○" in said.out
    document = kliring("status", "--json").document
    assert document["missing"] == [{"agency": "police", "unit": "PLD33", "period": "2025-02"}]
    assert (document["rows_from"], document["last_run"], document["published"]) == (
        "receipts",
        None,
        None,
    )


def test_rows_are_those_of_the_run_while_it_saw_these_submissions(kliring, cases):
    where = ("--agency", "police", "--unit", "A", "--period", "2025-01")
    sent = kliring("submit", cases("LP/1", "LP/2"), *where, "--json").document
    zones = Settings.load().zones
    zones.make(zones.sources)
    of = {"agency_code": "police", "unit_code": "A", "period": "2025-01", "revision": 1}
    pl.DataFrame([of | {"sha256": sent["sha256"], "is_withdrawn": False}]).write_parquet(
        zones.source("submissions")
    )
    counts = {"received": 2, "withdrawn": 0, "superseded": 1, "rejected": 0, "accepted": 1}
    rows = of | {"record_type": "police_cases"} | {f"rows_{n}": v for n, v in counts.items()}
    pl.DataFrame([rows]).write_parquet(zones.source("submission_rows"))
    document = kliring("status", "--json").document
    assert (document["rows_from"], document["rows"]) == ("run", {"police_cases": counts})
    kliring("submit", cases("LP/3"), *where)
    assert kliring("status", "--json").document["rows_from"] == "receipts"


def test_a_query_answers_as_table_csv_and_json(kliring):
    zones = Settings.load().zones
    zones.make(zones.database.parent)
    with duckdb.connect(str(zones.database)) as connection:
        connection.execute("create schema marts; create table marts.t as select '=1' as a, 2 as n")
    publish(zones, date(2026, 3, 1), {})
    assert kliring("query", "from t", "--format", "csv").out == "a,n\n'=1,2\n"
    assert json.loads(kliring("query", "from t", "--format", "json").out) == [{"a": "=1", "n": 2}]
    table = kliring("query", "from t")
    assert "=1" in table.out
    assert "1 baris" in table.err
    broken = kliring("query", "select nothing from t")
    assert (broken.code, broken.out, broken.err.count("\n")) == (2, "", 1)
    wide = "select " + ", ".join(f"repeat('{n}', 32) as identity_{n}" for n in range(9)) + " from t"
    told = kliring("query", wide).out
    assert "…" not in told
    assert all(f"identity_{n}  {str(n) * 32}\n" in told for n in range(9))
