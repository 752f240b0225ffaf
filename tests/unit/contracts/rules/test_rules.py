"""Every rule has a fault that triggers exactly it, at the right place, in both languages."""

from typing import Any

import pytest

from contracts.findings import as_documents
from contracts.messages import LANGUAGES, subject_texts
from contracts.rules import Severity, rules

type_of_case = tuple[str, dict[str, tuple[dict[str, str | None], ...]], str, int, str]

LP2 = {"no_lp": "LP/A/2/III/2025/SPKT"}
CASE = {"police_cases": ({},)}
VICTIM_NIK = {"nik": "6102014503900001", "jenis_kelamin": "P"}
# rule → agency, record types with their rows, then where the finding stands
CASES: dict[str, type_of_case] = {
    "V-001": (
        "health",
        {"health_visits": ({"dugaan": None}, {"no_kunjungan": "V-2"})},
        "health_visits",
        2,
        "dugaan",
    ),
    "V-002": (
        "police",
        {"police_cases": ({"jenis_lokasi": "BULAN"},)},
        "police_cases",
        2,
        "jenis_lokasi",
    ),
    "V-003": (
        "police",
        {"police_cases": ({"tgl_tahap": "2025-02-30"},)},
        "police_cases",
        2,
        "tgl_tahap",
    ),
    "V-004": (
        "police",
        {"police_cases": ({"tgl_tahap": "2025-07-01"},)},
        "police_cases",
        2,
        "tgl_tahap",
    ),
    "V-005": (
        "prosecution",
        {"prosecution_defendants": ({"pidana_hari": "dua"},)},
        "prosecution_defendants",
        2,
        "pidana_hari",
    ),
    "V-006": ("social", {"social_clients": ({"umur": "111"},)}, "social_clients", 2, "umur"),
    "V-007": (
        "prosecution",
        {"prosecution_defendants": ({"denda_rp": "Rp 5 juta"},)},
        "prosecution_defendants",
        2,
        "denda_rp",
    ),
    "V-008": (
        "prosecution",
        {"prosecution_defendants": ({"denda_rp": "-5"},)},
        "prosecution_defendants",
        2,
        "denda_rp",
    ),
    "V-009": (
        "police",
        {"police_cases": ({"kode_wilayah_kejadian": "99.01"},)},
        "police_cases",
        2,
        "kode_wilayah_kejadian",
    ),
    "V-010": (
        "police",
        {"police_cases": ({"negara_tujuan": "XQX"},)},
        "police_cases",
        2,
        "negara_tujuan",
    ),
    "V-011": ("health", {"health_visits": ({"visum": "mungkin"},)}, "health_visits", 2, "visum"),
    "V-012": ("health", {"health_visits": ({"nama": "x" * 32_768},)}, "health_visits", 2, "nama"),
    "V-013": ("health", {"health_visits": ({"nama": "#REF!"},)}, "health_visits", 2, "nama"),
    "V-101": (
        "health",
        {"health_visits": ({"nama": "Tidak Diketahui"},)},
        "health_visits",
        2,
        "nama",
    ),
    "V-102": (
        "health",
        {"health_visits": ({"nik": "61.0201.450390.0001"},)},
        "health_visits",
        2,
        "nik",
    ),
    "V-103": (
        "police",
        {"police_cases": ({"kode_wilayah_kejadian": "91.01"},)},
        "police_cases",
        2,
        "kode_wilayah_kejadian",
    ),
    "R-001": (
        "police",
        {"police_cases": ({"tgl_kejadian_mulai": "2025-03-11"},)},
        "police_cases",
        2,
        "tgl_kejadian_mulai",
    ),
    "R-002": (
        "police",
        CASE | {"police_persons": ({"status_korban": None},)},
        "police_persons",
        2,
        "status_korban",
    ),
    "R-003": (
        "police",
        CASE | {"police_persons": ({"peran": "TERSANGKA"},)},
        "police_persons",
        2,
        "status_pelaku",
    ),
    "R-004": (
        "police",
        CASE | {"police_persons": ({"jenis_subjek": "KORPORASI"},)},
        "police_persons",
        2,
        "nama_badan",
    ),
    "R-005": ("police", {"police_cases": ({"tahap": "STOP"},)}, "police_cases", 2, "alasan_henti"),
    "R-006": (
        "health",
        {"health_visits": ({"nik": "610201450390001"},)},
        "health_visits",
        2,
        "nik",
    ),
    "R-101": (
        "health",
        {"health_visits": ({"umur": "20", "tgl_lahir": "2002"},)},
        "health_visits",
        2,
        "umur",
    ),
    "R-102": (
        "health",
        {"health_visits": ({"nik": "6102013002900001"},)},
        "health_visits",
        2,
        "nik",
    ),
    "R-103": (
        "health",
        {"health_visits": (VICTIM_NIK | {"tgl_lahir": "1990-03-06"},)},
        "health_visits",
        2,
        "nik",
    ),
    "R-104": (
        "health",
        {"health_visits": (VICTIM_NIK | {"jenis_kelamin": "L"},)},
        "health_visits",
        2,
        "nik",
    ),
    "R-105": (
        "health",
        {"health_visits": (VICTIM_NIK | {"kode_wilayah_asal": "53.71"},)},
        "health_visits",
        2,
        "nik",
    ),
    "R-106": (
        "prosecution",
        {
            "prosecution_defendants": ({},),
            "prosecution_restitution": ({"diputus_rp": "5", "dibayar_rp": "6"},),
        },
        "prosecution_restitution",
        2,
        "dibayar_rp",
    ),
    "B-001": (
        "health",
        {"health_visits": ({}, {"no_kunjungan": " v-1 "})},
        "health_visits",
        3,
        "no_kunjungan",
    ),
    "B-002": ("police", CASE | {"police_persons": ({}, LP2)}, "police_persons", 3, "no_lp"),
    "B-101": (
        "health",
        {
            "health_visits": (
                VICTIM_NIK | {"nama": "Siti Aminah"},
                VICTIM_NIK | {"no_kunjungan": "V-2", "nama": "Dewi Rahayu"},
            )
        },
        "health_visits",
        3,
        "nik",
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_fault_triggers_exactly_its_rule(rule: str, check: Any, table: Any) -> None:
    agency, types, name, row, column = CASES[rule]
    files = {f"{n}.csv": table(n, *changes) for n, changes in types.items()}
    findings = check(files, agency).findings
    assert findings.select("rule", "record_type", "row", "column").rows() == [
        (rule, name, row, column)
    ]
    was_sent = column in files[f"{name}.csv"].partition("\n")[0].split(",")
    cell = findings["cell"].item()
    assert cell.endswith(str(row)) if was_sent else cell is None


def test_a_row_that_refers_to_a_rejected_one_is_rejected(check: Any, table: Any, told: Any) -> None:
    validation = check(
        {
            "police_cases.csv": table("police_cases", {"tgl_lp": "kemarin"}, LP2),
            "police_persons.csv": table("police_persons", {}, LP2),
            "police_assets.csv": table("police_assets", {"no_urut_orang": "1"}),
        }
    )
    assert told(validation) == [
        ("V-003", "police_cases", 2, "tgl_lp", "B2"),
        ("B-003", "police_persons", 2, "no_lp", "A2"),
        ("B-003", "police_assets", 2, "no_lp", "A2"),
    ]
    assert validation.counts.select("accepted", "rejected").rows() == [(1, 1), (1, 1), (0, 1)]


def test_every_rule_is_tried_or_a_fault_of_files() -> None:
    tried = {*CASES, "B-003"}
    assert {rule for rule in rules() if not rule.startswith("F-")} == tried


def test_the_table_of_rules_agrees_with_its_ids() -> None:
    for rule in rules().values():
        number = int(rule.rule[2:])
        assert (rule.severity is Severity.ERROR) == (number < 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_sentence(language: str) -> None:
    texts = subject_texts("rules", language)
    assert set(texts) == {*rules(), "allowed", "closest"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", CASES)
def test_sentences_are_filled_and_tell_no_identifier(
    rule: str, language: str, check: Any, table: Any
) -> None:
    agency, types, name, *_ = CASES[rule]
    files = {f"{n}.csv": table(n, *changes) for n, changes in types.items()}
    for finding in as_documents(check(files, agency).findings, language):
        sentence = finding["message"]
        assert sentence.endswith((".", ")"))
        assert "{" not in sentence
        for change in types[name]:
            for column in ("nik", "nama", "tgl_lahir"):
                assert not change.get(column) or change[column] not in sentence


def test_an_unknown_code_is_answered_with_the_list_and_the_closest(check: Any, table: Any) -> None:
    files = {"police_cases.csv": table("police_cases", {"tahap": "LIDIKK"})}
    [finding] = as_documents(check(files).findings, "en")
    assert "LIDIK, SIDIK" in finding["message"]
    assert finding["message"].endswith("Perhaps LIDIK was meant.")
