"""Comparisons of the context of a record, and the two sets of comparisons of the person model.

Where, when, by whom and in which part a person was recorded is evidence too. Within one case it is
shared by all persons of the case, so pairs of one case have a set of comparisons of their own.
"""

from transforms.linkage.comparisons import (
    BIRTHPLACE,
    HOME_LABELS,
    REGENCY,
    attributes,
    birth,
    birth_in_nik,
    name,
    nothing,
    otherwise,
)
from transforms.linkage.identity_numbers import nik, numbers
from transforms.linkage.specification import Comparison, Level


def context() -> tuple[Comparison, ...]:
    """Where, when and in which part the two records stand; the case they belong to."""
    return (
        Comparison(
            "role",
            "Part played: victim, suspect, witness",
            (
                nothing("role_group_l is null or role_group_r is null"),
                Level("victims", "role_group_l = 'V' and role_group_r = 'V'"),
                Level("suspects", "role_group_l = 'S' and role_group_r = 'S'"),
                otherwise("two parts"),
            ),
        ),
        Comparison(
            "office",
            "Who keeps the records",
            (
                nothing("unit_code_l is null or unit_code_r is null"),
                Level(
                    "one police unit",
                    "agency_code_l = 'police' and agency_code_r = 'police'"
                    " and unit_code_l = unit_code_r",
                ),
                Level("the police", "agency_code_l = 'police' and agency_code_r = 'police'"),
                Level("one office", "agency_code_l = agency_code_r and unit_code_l = unit_code_r"),
                Level("one agency", "agency_code_l = agency_code_r"),
                Level(
                    "police and prosecution",
                    "agency_code_l in ('police', 'prosecution')"
                    " and agency_code_r in ('police', 'prosecution')",
                ),
                otherwise("two agencies"),
            ),
        ),
        Comparison(
            "time",
            "Days between the records",
            (
                nothing("record_day_l is null or record_day_r is null"),
                Level("a week", "abs(record_day_l - record_day_r) <= 7"),
                Level("a month", "abs(record_day_l - record_day_r) <= 31"),
                Level("three months", "abs(record_day_l - record_day_r) <= 92"),
                Level("nine months", "abs(record_day_l - record_day_r) <= 275"),
                Level("eighteen months", "abs(record_day_l - record_day_r) <= 550"),
                otherwise("longer"),
            ),
        ),
        Comparison(
            "place",
            "Province in which the records were made",
            (
                nothing("place_province_code_l is null or place_province_code_r is null"),
                Level("the same province", "place_province_code_l = place_province_code_r"),
                otherwise("another"),
            ),
        ),
        Comparison(
            "neighbours",
            "The same home, recorded in one province within a month: victims travel together, so"
            " home, place and time are not three pieces of evidence",
            (
                nothing(
                    "place_province_code_l is null or place_province_code_r is null"
                    " or record_day_l is null or record_day_r is null"
                ),
                Level(
                    "of one home, in one place and month",
                    f"({REGENCY} or {BIRTHPLACE})"
                    " and place_province_code_l = place_province_code_r"
                    " and abs(record_day_l - record_day_r) <= 31",
                ),
                otherwise("not all three"),
            ),
            joint_of=(
                ("home", HOME_LABELS),
                ("place", ("the same province",)),
                ("time", ("a week", "a month")),
            ),
        ),
        Comparison(
            "case",
            "The cases of the documents, as far as numbers and persons show them",
            (
                nothing("case_row_l is null or case_row_r is null"),
                Level("in another case", "case_row_l <> case_row_r", m=0.05, u=0.98, is_fixed=True),
                Level("in the same case", "ELSE", m=0.95, u=0.02, is_fixed=True),
            ),
        ),
    )


def person_comparisons() -> tuple[Comparison, ...]:
    """All comparisons between records of different or unknown cases."""
    return (name(), birth(), birth_in_nik(), nik(), *numbers(), *attributes(), *context())


def case_comparisons() -> tuple[Comparison, ...]:
    """Comparisons within one case, where persons share home, time and place anyway.

    The number of persons stands for the chance that any one of them is meant: in a case of eight
    victims a victim of another agency is each of the eight with the same right.
    """
    kept = [c for c in person_comparisons() if c.name not in ("place", "case", "neighbours")]
    size = Comparison(
        "case_size",
        "Persons in the case and part, against twenty",
        (
            nothing("case_key_l is null or case_key_r is null"),
            Level(
                "persons of the case",
                "case_key_l = case_key_r",
                m=1.0,
                u=1.0,
                frequency_column="case_key",
                frequency_floor=0.05,
                is_fixed=True,
            ),
            Level("in another part", "ELSE", m=0.05, u=0.2, is_fixed=True),
        ),
    )
    return (*kept, size)
