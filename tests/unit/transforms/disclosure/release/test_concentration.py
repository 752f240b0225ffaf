"""One raid is one case: the largest case behind a count, on victims worked out by hand."""

from datetime import date

import polars as pl

from transforms.disclosure.release.concentration import largest_case, victims_by_case
from transforms.disclosure.release.counted import Quantity


def _quantity(**predicates: str) -> Quantity:
    return Quantity("victims", 2024, "victim", "count", frozenset(predicates.items()))


def _units() -> pl.DataFrame:
    rows = [(f"p{n}", "raid", "15-17", True, "33") for n in range(6)]
    rows += [("p6", "other", "18-24", False, "33"), ("p7", "other", "U", None, "35")]
    victims = pl.DataFrame(
        [
            {
                "person_id": person, "case_id": case, "sex_code": "P", "age_group_code": age,
                "is_child": child, "origin_province_code": home,
                "victim_status_code": "TERIDENTIFIKASI", "first_recorded_year": 2024,
                "first_recorded_date": date(2024, 3, 1),
            }
            for person, case, age, child, home in rows
        ]
    )  # fmt: skip
    again = victims.head(1).with_columns(
        case_id=pl.lit("later"), first_recorded_date=pl.lit(date(2024, 9, 1))
    )
    rejected = victims.head(1).with_columns(
        person_id=pl.lit("p8"), victim_status_code=pl.lit("DITOLAK")
    )
    cases = pl.DataFrame(
        {
            "case_id": ["raid", "other", "later"],
            "province_code": ["53", "31", "31"],
            "destination_country_codes": ["MYS|SGP", None, None],
        }
    )
    forms = pl.DataFrame(
        {
            "person_id": ["p0", "p0"],
            "case_id": ["raid", "raid"],
            "exploitation_code": ["SEKSUAL", "ANAK"],
        }
    )
    return victims_by_case(pl.concat([victims, again, rejected]), cases, forms)


def test_the_largest_case_of_each_count_by_place() -> None:
    wanted = [
        _quantity(origin_region="33"),
        _quantity(origin_region="35"),
        _quantity(event_region="53", age="ANAK"),
        _quantity(event_region="53", age="15-17"),
        _quantity(destination="SGP"),
        _quantity(sex="P"),  # of the whole nation: no matter of this rule
    ]
    found = largest_case(_units(), wanted)
    assert [found.get(one.key) for one in wanted] == [6, 1, 6, 6, 6, None]


def test_several_answers_are_one_person() -> None:
    assert largest_case(_units(), [_quantity(event_region="53", form="ANAK")]) == {
        _quantity(event_region="53", form="ANAK").key: 1
    }
    assert _units()["person_id"].n_unique() == 8
