"""The units behind the figures, on marts worked out by hand; each figure by its two largest cases.

That they are counted as the reporting models count them is tested on a published vintage.
"""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from transforms.disclosure.counting.units import TABLES, Kind, units_of
from transforms.disclosure.protection.concentration import by_case

MARCH, SEPTEMBER = date(2024, 3, 1), date(2024, 9, 1)
VICTIMS, SUSPECTS = ("victims", "victim"), ("suspects", "perpetrator")


def _person(person: str, case: str, **more: object) -> dict:
    return {
        "person_id": person, "case_id": case, "sex_code": "P", "age_group_code": "15-17",
        "is_child": True, "first_recorded_year": 2024, "first_recorded_date": MARCH,
    } | more  # fmt: skip


def _victim(person: str, case: str, **more: object) -> dict:
    known = {"origin_province_code": "33", "origin_regency_code": "33.29"}
    return _person(person, case, victim_status_code="TERIDENTIFIKASI") | known | more


def _suspect(person: str, case: str, stage: str, **more: object) -> dict:
    known = {"is_corporation": False, "citizenship_code": "IDN", "stage_code": stage}
    adult = {"sex_code": "L", "age_group_code": "30-39", "is_child": False}
    return _person(person, case) | known | adult | more


def _asset(number: str, case: str, kind: str, value: int | None, year: int | None = 2024) -> dict:
    return {
        "asset_id": number, "case_id": case, "asset_type_code": kind, "owner_type_code": None,
        "asset_status_code": "DISITA", "value_idr": value, "seized_year": year,
    }  # fmt: skip


def _marts() -> dict[str, pl.DataFrame]:
    grown = {"age_group_code": "18-24", "is_child": False}
    unknown = {"age_group_code": "U", "is_child": None, "origin_province_code": "35"}
    claims = {"requested_idr": 90, "assessed_idr": None, "demanded_idr": 0, "awarded_idr": 70}
    rows: Mapping[str, list[dict]] = {
        "fct_victims": [
            *(_victim(f"p{n}", "raid") for n in range(6)),
            _victim("p6", "other", **grown),
            _victim("p7", "other", **unknown),
            _victim("p0", "later", first_recorded_date=SEPTEMBER),
            _victim("p8", "raid", victim_status_code="DITOLAK"),
        ],
        "fct_perpetrators": [
            *(_suspect(f"s{n}", "raid", "TERSANGKA") for n in range(3)),
            _suspect("s0", "later", "TERPIDANA", first_recorded_date=SEPTEMBER),
            _suspect("s3", "other", "TERDAKWA", citizenship_code=None, sex_code=None),
            _suspect("s4", "raid", "TERLAPOR"),
            _suspect("s5", "raid", "TERDAKWA", is_corporation=True),
            _suspect("s6", "raid", "TERDAKWA", first_recorded_year=None),
        ],
        "dim_cases": [
            {"case_id": case, "province_code": province, "regency_code": None,
             "first_reported_year": 2023}
            for case, province in (("raid", "53"), ("other", "31"), ("later", "31"))
        ],
        "bridge_victim_exploitation": [
            {"person_id": "p0", "case_id": "raid", "exploitation_code": form}
            for form in ("SEKSUAL", "ANAK")
        ],
        "bridge_case_destination": [
            {"case_id": "raid", "destination_code": country} for country in ("MYS", "SGP")
        ] + [{"case_id": "other", "destination_code": "IDN"}],
        "fct_restitution": [
            {"restitution_id": person, "case_id": case, "year": 2024, "paid_idr": None} | claims
            for person, case in (("p0", "raid"), ("p1", "raid"), ("p6", "other"))
        ],
        "fct_assets": [
            _asset("a1", "raid", "UANG", 50), _asset("a2", "raid", "GAWAI", 2),
            _asset("a3", "other", "UANG", 9), _asset("a4", "other", "UANG", None),
            _asset("a5", "other", "UANG", 7, year=None),
        ],
        "fct_forfeitures": [
            {"forfeiture_id": record, "case_id": "raid", "year": 2024, "forfeited_idr": amount,
             "subject_type_code": "ORANG"}
            for record, amount in (("d1", 30), ("d2", 30))
        ],
    }  # fmt: skip
    made = {name: pl.DataFrame(of, infer_schema_length=None) for name, of in rows.items()}
    made["dim_cases"] = made["dim_cases"].cast({"regency_code": pl.String})
    return made


def _shares(
    kind: Kind, year: int = 2024, own: Collection[str] = (), **codes: str
) -> tuple[int, int, int] | None:
    dimensions = tuple(sorted(codes))
    found = by_case(units_of(_marts())[kind], dimensions, own)
    return found.get((year, *(codes[name] for name in dimensions)))


def test_a_victim_counts_once_in_the_first_case() -> None:
    assert _shares(VICTIMS) == (8, 6, 2)
    assert _shares(VICTIMS, origin_region="33") == (7, 6, 1)
    assert _shares(VICTIMS, event_region="53", age="ANAK") == (6, 6, 0)
    assert _shares(VICTIMS, event_region="53", age="15-17") == (6, 6, 0)
    assert _shares(VICTIMS, event_region="31", age="U") == (1, 1, 0)


def test_regencies_without_a_row_stand_together() -> None:
    """One of 35 is recorded as of 33.29, which says no more than the province."""
    own = ("33.29", "35.unknown")
    assert _shares(VICTIMS, own=own, origin_region="33.29") == (7, 6, 1)
    assert _shares(VICTIMS, own=own, origin_region="35.unknown") == (1, 1, 0)
    assert _shares(VICTIMS, origin_region="33.other") == (7, 6, 1)
    assert _shares(VICTIMS, event_region="53.other", sex="P") == (6, 6, 0)
    assert _shares(SUSPECTS, event_region="53.other") == (3, 3, 0)


def test_several_answers_are_one_person() -> None:
    assert _shares(VICTIMS, form="SEKSUAL", event_region="53") == (1, 1, 0)
    assert _shares(VICTIMS, form="U", event_region="53") == (5, 5, 0)
    assert _shares(VICTIMS, destination="SGP") == (6, 6, 0)
    assert _shares(VICTIMS, destination="IDN", origin_region="33") == (1, 1, 0)


def test_a_suspect_counts_once_in_the_first_case_at_the_furthest_stage() -> None:
    assert _shares(SUSPECTS) == (4, 3, 1)
    assert _shares(SUSPECTS, event_region="53") == (3, 3, 0)
    assert _shares(SUSPECTS, event_region="53", suspect_stage="TERPIDANA") == (1, 1, 0)
    assert _shares(SUSPECTS, event_region="53", suspect_stage="TERSANGKA") == (2, 2, 0)
    assert _shares(SUSPECTS, event_region="31", sex="U", age="DEWASA") == (1, 1, 0)
    assert _shares(SUSPECTS, citizenship="UNK") == (1, 1, 0)


def test_money_stands_with_its_case() -> None:
    claims, assets = ("victims_of_case_files", "idr"), ("assets", "idr")
    assert _shares(claims, amount="REQUESTED") == (270, 180, 90)
    assert _shares(claims, amount="DEMANDED") == (0, 0, 0)
    assert _shares(claims, amount="ASSESSED") is None
    assert _shares(assets) == (61, 52, 9)
    assert _shares(assets, jenis_aset="UANG", jenis_subjek="U") == (59, 50, 9)
    assert _shares(assets, 2023, status_aset="DISITA") == (7, 7, 0)
    assert _shares(("verdicts", "idr"), jenis_subjek="ORANG") == (60, 60, 0)  # 30 twice


def test_kinds_without_their_tables_are_left_out() -> None:
    marts = _marts()
    assert marts.keys() == set(TABLES)
    del marts["fct_assets"]
    assert units_of(_marts()).keys() - units_of(marts).keys() == {("assets", "idr")}
