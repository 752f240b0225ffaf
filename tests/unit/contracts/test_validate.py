"""The one entry of the checks: what stands, what falls, and that order changes nothing."""

import random
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from contracts.findings import SCHEMA, as_documents
from contracts.registry import record_types
from contracts.rules.values import NotAFrameError, check_values
from contracts.validate import Submission, Validation, validate

LP2 = {"no_lp": "LP/A/2/III/2025/SPKT"}


def test_a_bad_value_cannot_slip_through_in_a_lazy_frame() -> None:
    record_type = record_types()["social_referrals"]
    frame = pl.DataFrame(
        {c.name: pl.Series([None], dtype=c.dtype) for c in record_type.columns}
    ).with_columns(arah=pl.lit("SAMPING"), received_on=pl.lit("2025-01-01").str.to_date())
    assert ("arah", "V-002") in check_values(frame, record_type).select("column", "rule").rows()
    with pytest.raises(NotAFrameError):
        check_values(frame.lazy(), record_type)  # pyright: ignore[reportArgumentType]


def test_checks_are_on_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, check: Any, table: Any
) -> None:
    from pandera.config import CONFIG, ValidationDepth

    monkeypatch.setattr(CONFIG, "validation_enabled", False)
    monkeypatch.setattr(CONFIG, "validation_depth", ValidationDepth.SCHEMA_ONLY)
    validation = check({"police_cases.csv": table("police_cases", {"tahap": "X"}, LP2)})
    assert validation.findings["rule"].to_list() == ["V-002"]


def test_one_bad_cell_does_not_make_a_victim_vanish(check: Any, table: Any, status: Any) -> None:
    bad = {"nik": "12", "umur": "200", "tgl_lahir": "x", "kewarganegaraan": "Z", "nama": "Ani"}
    validation = check({"health_visits.csv": table("health_visits", bad)}, "health")
    assert status(validation) == "partly_accepted"
    row = validation.rows["health_visits"].row(0, named=True)
    assert not row["is_rejected"]
    assert [row[name] for name in bad] == [None, None, None, None, "Ani"]


@pytest.mark.parametrize(
    ("change", "is_rejected"),
    [
        ({"status_korban": "ENTAH"}, True),
        ({"status_korban": "ENTAH", "peran": "SAKSI"}, False),
        ({"peran": "TERSANGKA", "status_pelaku": "x"}, True),
        ({"no_urut": "-"}, True),
        ({"pekerjaan": "x"}, False),
    ],
)
def test_errors_reject_where_the_row_cannot_do_without(
    change: dict[str, str], is_rejected: bool, check: Any, table: Any
) -> None:
    files = {
        "police_cases.csv": table("police_cases"),
        "police_persons.csv": table("police_persons", change),
    }
    rows = check(files).rows["police_persons"]
    assert rows["is_rejected"].item() is is_rejected
    assert (rows["rejected_by"].item() is not None) is is_rejected


def test_statuses(check: Any, table: Any, status: Any) -> None:
    assert status(check({"police_cases.csv": table("police_cases")})) == "accepted"
    noted = table("police_cases", {"no_spdp": "-"})
    assert status(check({"police_cases.csv": noted})) == "accepted_with_notes"
    part = table("police_cases", {"negara_tujuan": "?"})
    assert status(check({"police_cases.csv": part})) == "partly_accepted"
    assert status(check({"police_cases.csv": table("police_cases", {"tahap": ""})})) == "rejected"


def test_the_first_row_of_a_key_stands(check: Any, table: Any) -> None:
    rows = ({}, {"no_lp": "  lp/a/1/iii/2025/spkt"}, LP2, {})
    validation = check({"police_cases.csv": table("police_cases", *rows)})
    assert validation.rows["police_cases"]["rejected_by"].to_list() == [
        None,
        "B-001",
        None,
        "B-001",
    ]
    first = {d["message"].partition(".")[0] for d in as_documents(validation.findings, "en")}
    assert first == {"The same key stands in row 2 already"}


def test_references_need_one_accepted_row_and_ignore_case(check: Any, table: Any) -> None:
    defendants = table("prosecution_defendants", {"jenis_subjek": "x"}, {"no_urut": "2"})
    claims = table("prosecution_restitution", {"no_register_perkara": "pdm-1/2025 "})
    files = {"prosecution_defendants.csv": defendants, "prosecution_restitution.csv": claims}
    assert check(files, "prosecution").counts["accepted"].to_list() == [1, 1]


def test_an_asset_names_a_person_of_its_own_case(check: Any, table: Any) -> None:
    files = {
        "police_cases.csv": table("police_cases", {}, LP2),
        "police_persons.csv": table("police_persons", {}, LP2 | {"no_urut": "2"}),
        "police_assets.csv": table(
            "police_assets", {"no_urut_orang": "1"}, {"no_urut_aset": "2", "no_urut_orang": "2"}
        ),
    }
    validation = check(files)
    assert validation.rows["police_assets"]["rejected_by"].to_list() == [None, "B-002"]
    assert validation.findings["column"].to_list() == ["no_urut_orang"]
    alone = {k: v for k, v in files.items() if "persons" not in k}
    assert check(alone).rows["police_assets"]["rejected_by"].to_list() == ["B-002", "B-002"]


@pytest.mark.parametrize(
    ("dates", "at_fault"),
    [
        ({"tgl_spdp": "2025-03-09"}, ["tgl_spdp"]),
        ({"tgl_kejadian_mulai": "2025-03-11"}, ["tgl_kejadian_mulai"]),
        (
            {"tgl_kejadian_mulai": "2025-03-02", "tgl_kejadian_selesai": "2025-03-01"},
            ["tgl_kejadian_selesai"],
        ),
        ({"tgl_kejadian_mulai": "2025-03-10", "tgl_spdp": "2025-03-10"}, []),
    ],
)
def test_of_two_dates_out_of_order(
    dates: dict[str, str], at_fault: list[str], check: Any, table: Any
) -> None:
    validation = check({"police_cases.csv": table("police_cases", dates)})
    assert validation.findings["column"].to_list() == at_fault
    row = validation.rows["police_cases"].row(0, named=True)
    assert not row["is_rejected"]
    assert all(row[name] is None for name in at_fault)


def test_old_region_codes_hold_until_the_split(check: Any, table: Any) -> None:
    old = {"kode_wilayah_satker": "91.01"}
    before = table(
        "police_cases", old | {"tgl_lp": "2022-07-24"}, LP2 | old | {"tgl_lp": "2022-07-25"}
    )
    validation = check({"police_cases.csv": before})
    assert validation.findings.select("rule", "row").rows() == [("V-103", 3)]
    assert validation.rows["police_cases"]["kode_wilayah_satker"].to_list() == ["91.01"] * 2


def test_dates_of_birth_after_receipt_are_errors(check: Any, table: Any) -> None:
    births = ("2025", "2025-06", "2025-06-30", "2025-07", "2026", "2025-07-01")
    rows = [{"no_kunjungan": f"V-{b}", "tgl_lahir": b} for b in births]
    validation = check({"health_visits.csv": table("health_visits", *rows)}, "health")
    assert validation.findings.select("rule", "row").rows() == [("V-004", r) for r in (5, 6, 7)]


def _many(submission: Callable[..., Submission], table: Any) -> list[Submission]:
    return [
        submission(
            {
                "police_cases.csv": table("police_cases", {"no_lp": f"LP-{unit}"}, {"tahap": "x"}),
                "police_persons.csv": table(
                    "police_persons", {"no_lp": f"LP-{unit}"}, {"nik": "1"}
                ),
            },
            unit=unit,
            period=period,
        )
        for unit in "ABC"
        for period in ("2025-01", "2025-02")
    ] + [submission({"police_cases.csv": ""}, unit="D"), submission({}, unit="E", is_nil=True)]


def test_the_order_of_submissions_and_files_changes_nothing(submission: Any, table: Any) -> None:
    submissions = _many(submission, table)
    first = validate(submissions)
    assert first.outcomes.height == len(submissions)
    for seed in range(3):
        shuffled = [
            Submission(**{**vars(s), "files": tuple(reversed(s.files))}) for s in submissions
        ]
        random.Random(seed).shuffle(shuffled)
        _same(validate(shuffled), first)


def test_submissions_are_checked_apart_though_together(submission: Any, table: Any) -> None:
    submissions = _many(submission, table)
    together = validate(submissions)
    for one in submissions:
        alone, mine = validate([one]), pl.col("submission_id") == one.submission_id
        assert together.findings.filter(mine).equals(alone.findings)
        assert together.outcomes.filter(mine).equals(alone.outcomes)
        assert together.counts.filter(mine).equals(alone.counts)
        for name, rows in alone.rows.items():
            assert together.rows[name].filter(mine).equals(rows)


def test_nothing_at_all_is_an_empty_answer() -> None:
    validation = validate([])
    assert validation.findings.schema == SCHEMA
    assert validation.outcomes.is_empty()
    assert validation.counts.is_empty()


def test_rows_have_the_types_of_the_contract(check: Any, table: Any) -> None:
    rows = check({"health_visits.csv": table("health_visits")}, "health").rows["health_visits"]
    for column in record_types()["health_visits"].columns:
        assert rows[column.name].dtype == column.dtype


def _same(one: Validation, other: Validation) -> None:
    assert one.findings.equals(other.findings)
    assert one.outcomes.equals(other.outcomes)
    assert one.counts.equals(other.counts)
    assert all(one.rows[name].equals(frame) for name, frame in other.rows.items())
