"""One world of a few records, cleared; every expected row worked out by hand."""

from datetime import date

import polars as pl
import pytest

from contracts.registry import record_types
from contracts.schemas.columns import Sensitivity
from transforms.clearing.clear import clear

BASE = {
    "record_id": pl.String,
    "parent_record_id": pl.String,
    "document_id": pl.String,
    "person_id": pl.String,
    "case_id": pl.String,
    "agency_code": pl.String,
    "unit_code": pl.String,
    "birth_month": pl.String,
    "birth_year": pl.Int32,
    "birth_precision": pl.String,
    "birth_is_estimated": pl.Boolean,
}


def frame(record_type: str, *rows: dict) -> pl.DataFrame:
    described = record_types()[record_type]
    kept = {
        c.name: c.dtype
        for c in described.columns
        if c.sensitivity not in (Sensitivity.DIRECT, Sensitivity.LOCAL)
    }
    schema = BASE | kept
    agency = described.agency
    return pl.DataFrame(
        [dict.fromkeys(schema) | {"agency_code": agency, "unit_code": "X"} | r for r in rows],
        schema=schema,
    )


@pytest.fixture
def world() -> dict[str, pl.DataFrame]:
    """Ani: victim known to police, shelter and hospital. Budi: suspect, then convicted."""
    report = {
        "record_id": "lp1",
        "document_id": "lp1",
        "case_id": "c1",
        "tgl_lp": date(2024, 3, 1),
        "tgl_kejadian_mulai": date(2023, 12, 5),
        "kode_wilayah_satker": "21.71",
        "kode_wilayah_kejadian": "21.01",
        "bentuk_eksploitasi": "SEKSUAL|U",
        "negara_tujuan": "MYS",
    }
    in_lp = {"parent_record_id": "lp1", "document_id": "lp1", "case_id": "c1"}
    persons = frame(
        "police_persons",
        in_lp
        | {
            "record_id": "r1",
            "person_id": "ani",
            "peran": "KORBAN",
            "jenis_subjek": "ORANG",
            "status_korban": "DIDUGA",
            "jenis_kelamin": "P",
            "kewarganegaraan": "IDN",
            "kode_wilayah_asal": "53",
            "birth_month": "2006-12",
            "birth_year": 2006,
            "birth_is_estimated": False,
        },
        in_lp
        | {
            "record_id": "r2",
            "person_id": "budi",
            "peran": "TERSANGKA",
            "jenis_subjek": "ORANG",
            "status_pelaku": "TERSANGKA",
            "jenis_kelamin": "L",
            "umur": 40,
        },
        in_lp | {"record_id": "r3", "person_id": "cok", "peran": "SAKSI", "jenis_subjek": "ORANG"},
    )
    clients = frame(
        "social_clients",
        {
            "record_id": "k1",
            "document_id": "k1",
            "case_id": "c1",
            "person_id": "ani",
            "jenis_kasus": "TPPO",
            "status_korban": "TERIDENTIFIKASI",
            "tgl_masuk": date(2024, 2, 20),
            "kode_wilayah_lembaga": "31.71",
            "kode_wilayah_asal": "53.71",
            "jenis_kelamin": "P",
            "bentuk_eksploitasi": "KERJA_DN",
        },
        {
            "record_id": "k2",
            "document_id": "k2",
            "case_id": "c9",
            "person_id": "dewi",
            "jenis_kasus": "DEPORTAN",
            "tgl_masuk": date(2024, 2, 21),
            "kode_wilayah_lembaga": "31.71",
        },
    )
    defendants = frame(
        "prosecution_defendants",
        {
            "record_id": "d1",
            "document_id": "reg1",
            "case_id": "c1",
            "person_id": "budi",
            "jenis_subjek": "ORANG",
            "jenis_kelamin": "P",
            "kode_wilayah_satker": "21.71",
            "tgl_tahap1": date(2024, 5, 1),
            "amar": "PIDANA",
        },
    )
    visits = frame(
        "health_visits",
        {
            "record_id": "v1",
            "document_id": "v1",
            "case_id": "c1",
            "person_id": "ani",
            "dugaan": "TPPO",
            "tgl_kunjungan": date(2024, 2, 18),
            "kode_wilayah_faskes": "31.72",
            "jenis_kelamin": "U",
        },
    )
    return {name: frame(name) for name in record_types()} | {
        "police_cases": frame("police_cases", report),
        "police_persons": persons,
        "social_clients": clients,
        "prosecution_defendants": defendants,
        "health_visits": visits,
    }


def test_victim_is_one_row_with_the_strongest_status(world: dict[str, pl.DataFrame]) -> None:
    victims = clear(world)["cleared_victims"]
    assert victims.to_dicts() == [
        {
            "person_id": "ani",
            "case_id": "c1",
            "sex_code": "P",
            "age_at_event": 17,  # born 2006-12, exploited from 2023-12: the birthday counts as past
            "citizenship_code": "IDN",
            "origin_province_code": "53",
            "origin_regency_code": "53.71",
            "victim_status_code": "TERIDENTIFIKASI",
            "first_recorded_date": date(2024, 2, 18),
            "identified_date": date(2024, 2, 20),
            "known_to_police": True,
            "known_to_prosecution": False,
            "known_to_social": True,
            "known_to_health": True,
        }
    ]


def test_perpetrator_has_the_furthest_stage(world: dict[str, pl.DataFrame]) -> None:
    (budi,) = clear(world)["cleared_perpetrators"].to_dicts()
    assert budi["stage_code"] == "TERPIDANA"
    assert budi["is_convicted"] is True
    assert budi["first_recorded_date"] == date(2024, 3, 1)
    assert (budi["known_to_police"], budi["known_to_prosecution"]) == (True, True)
    assert budi["sex_code"] == "L"  # one record each way: the police inspect identity papers
    assert budi["age_at_event"] == 40


def test_case_takes_the_place_of_the_event_and_the_first_report(
    world: dict[str, pl.DataFrame],
) -> None:
    assert clear(world)["cleared_cases"].to_dicts() == [
        {
            "case_id": "c1",
            "first_reported_date": date(2024, 3, 1),
            "province_code": "21",
            "regency_code": "21.01",
            "exploitation_codes": "KERJA_DN|SEKSUAL",
            "destination_country_codes": "MYS",
            "agencies_count": 4,
        }
    ]


def test_forms_of_a_victim_are_those_of_reports_and_shelters(
    world: dict[str, pl.DataFrame],
) -> None:
    forms = clear(world)["cleared_victim_exploitation"]["exploitation_code"].to_list()
    assert forms == ["KERJA_DN", "SEKSUAL"]


def test_disagreements_are_kept_with_their_values(world: dict[str, pl.DataFrame]) -> None:
    conflicts = clear(world)["cleared_conflicts"]
    seen = {
        (r["subject_code"], r["attribute_code"]): (r["chosen_value"], r["values_seen"])
        for r in conflicts.to_dicts()
    }
    assert seen == {
        ("PERSON", "sex_code"): ("L", "L|P"),
        ("VICTIM", "victim_status_code"): ("TERIDENTIFIKASI", "DIDUGA|TERIDENTIFIKASI"),
    }


def test_every_person_record_has_an_outcome(world: dict[str, pl.DataFrame]) -> None:
    records = clear(world)["cleared_records"]
    outcomes = dict(records.select("record_id", "outcome_code").iter_rows())
    assert outcomes == {
        "r1": "CONFLICT",
        "r2": "CONFLICT",
        "r3": "ALONE",
        "k1": "CONFLICT",
        "k2": "ALONE",
        "d1": "CONFLICT",
        "v1": "CONFLICT",
    }
    # a deportee of no trafficking case keeps the person and has no case
    assert records.filter(pl.col("record_id") == "k2")["case_id"].to_list() == [None]


def test_person_only_ever_rejected_keeps_a_row_without_a_first_date(
    world: dict[str, pl.DataFrame],
) -> None:
    rejected = world["police_persons"].with_columns(status_korban=pl.lit("DITOLAK"))
    nobody = {name: world[name].clear() for name in ("social_clients", "health_visits")}
    (ani,) = clear(world | nobody | {"police_persons": rejected})["cleared_victims"].to_dicts()
    assert ani["victim_status_code"] == "DITOLAK"
    assert ani["first_recorded_date"] is None
    assert ani["age_at_event"] == 17


def test_order_of_rows_decides_nothing(world: dict[str, pl.DataFrame]) -> None:
    expected = clear(world)
    shuffled = clear({n: f.sample(fraction=1, shuffle=True, seed=5) for n, f in world.items()})
    for name, table in expected.items():
        assert shuffled[name].equals(table), name
