"""Comparisons of numbers that are one person's: NIK, passport, an office's own.

What chance does is fixed here: that two persons share such a number is so rare that a random sample
shows only undetected matches.
"""

from transforms.linkage.comparisons import nothing
from transforms.linkage.specification import Comparison, Level

_NIK_PLACE = "nik_place_hash_l = nik_place_hash_r"
_NIK_DATE = "nik_birth_hash_l = nik_birth_hash_r"


def nik() -> Comparison:
    """The identity number; what chance does is fixed, a sample cannot show it."""
    return Comparison(
        "nik",
        "Identity number: whole, or all but one digit",
        (
            nothing("nik_hash_l is null or nik_hash_r is null"),
            Level("the same", "nik_hash_l = nik_hash_r", m=0.97, u=1e-6, is_fixed=True),
            Level(
                "one digit apart",
                # one digit of sixteen leaves the place or the date, and is cheap to look for first
                f"({_NIK_PLACE} or {_NIK_DATE})"
                " and list_has_any(nik_masked_hashes_l, nik_masked_hashes_r)",
                m=0.006,
                u=4e-6,
                is_fixed=True,
            ),
            Level(
                "the same place and birth date",
                f"{_NIK_PLACE} and {_NIK_DATE}",
                m=0.004,
                u=4e-6,
                is_fixed=True,
            ),
            Level(
                "the same place or birth date",
                f"{_NIK_PLACE} or {_NIK_DATE}",
                m=0.008,
                u=1.3e-3,
                is_fixed=True,
            ),
            Level("another", "ELSE", m=0.012, u=0.9987, is_fixed=True),
        ),
    )


def numbers() -> tuple[Comparison, Comparison]:
    """Passport, and the number under which one office keeps a person."""
    return (
        Comparison(
            "passport",
            "Passport number",
            (
                nothing("passport_hash_l is null or passport_hash_r is null"),
                Level("the same", "passport_hash_l = passport_hash_r", 0.93, 1e-6, is_fixed=True),
                Level("another", "ELSE", 0.07, 0.999999, is_fixed=True),
            ),
        ),
        Comparison(
            "local_number",
            "Number under which one office keeps a person, compared within that office",
            (
                nothing(
                    "local_person_hash_l is null or local_person_hash_r is null"
                    " or unit_code_l <> unit_code_r"
                ),
                Level(
                    "the same",
                    "local_person_hash_l = local_person_hash_r",
                    0.95,
                    1e-5,
                    is_fixed=True,
                ),
                Level("another", "ELSE", 0.05, 0.99999, is_fixed=True),
            ),
        ),
    )
