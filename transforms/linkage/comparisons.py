"""Comparisons of persons: levels of agreement as SQL on the encodings.

Each comparison is one attribute of a person (`contexts.py` has those of the record). Levels
go from the strongest agreement to none, the first that holds counts. What agreement is worth
comes from training (`train.py`), except where a sample cannot tell: that two persons share a NIK
is so rare that a random sample shows only undetected matches.
"""

from transforms.linkage.specification import Comparison, Level

DICE = (
    "(2.0 * ("
    + " + ".join(f"cast(bit_count(bloom_{i}_l & bloom_{i}_r) as integer)" for i in range(8))
    + ") / nullif(bloom_count_l + bloom_count_r, 0))"
)
"""Dice coefficient of two 512-bit name filters held as eight signed integers."""

_PLACE_DICE = (
    "(2.0 * (cast(bit_count(birthplace_bloom_0_l & birthplace_bloom_0_r) as integer)"
    " + cast(bit_count(birthplace_bloom_1_l & birthplace_bloom_1_r) as integer))"
    " / nullif(cast(bit_count(birthplace_bloom_0_l) as integer)"
    " + cast(bit_count(birthplace_bloom_1_l) as integer)"
    " + cast(bit_count(birthplace_bloom_0_r) as integer)"
    " + cast(bit_count(birthplace_bloom_1_r) as integer), 0))"
)
BIRTHPLACE = (
    "(birthplace_phonetic_hash_l = birthplace_phonetic_hash_r"
    f" or coalesce({_PLACE_DICE}, 0) >= 0.75)"
)
_OTHER_BIRTHPLACE = "birthplace_hash_l is not null and birthplace_hash_r is not null"
REGENCY = "origin_regency_code_l = origin_regency_code_r"
_OTHER_REGENCY = "origin_regency_code_l is not null and origin_regency_code_r is not null"
HOME_LABELS = (
    "the same regency and birthplace",
    "the same regency, another birthplace",
    "the same regency",
    "the same birthplace, another regency",
    "the same birthplace",
)
"""Levels of `home` in which regency or birthplace agree."""
_PROVINCE = "origin_province_code_l = origin_province_code_r"
_SLOTS = (1, 2, 3, 4)


def _in_other(token: str, side: str = "r") -> str:
    others = ", ".join(f"token_{i}_{side}" for i in _SLOTS)
    return f"coalesce({token} in ({others}), false)"


def _any_token(rarity: str | None = None) -> str:
    """A token of both sides; the rarest stand first, so a count says which of them are rare."""
    within = "" if rarity is None else " and {rarity}_count_l >= {i}"
    found = (f"({_in_other(f'token_{i}_l')}{within.format(rarity=rarity, i=i)})" for i in _SLOTS)
    return f"({' or '.join(found)})"


_SHARED = "(" + " + ".join(f"cast({_in_other(f'token_{i}_l')} as integer)" for i in _SLOTS) + ")"
_SHORTER = "least(token_count_l, token_count_r)"
_VAGUE = "not (birth_is_exact_l and birth_is_exact_r)"
_ALIAS = " or ".join(
    f"{_in_other(f'alias_{i}_l')} or {_in_other(f'alias_{i}_r', 'l')}" for i in (1, 2)
)
_INITIALS = "initials_hash_l = initials_hash_r"
_ONLY_COMMON = f"({_any_token()} and not {_any_token('uncommon')})"
"""Muhammad and Siti fill half of a filter: similarity beside them says less."""


def nothing(sql: str) -> Level:
    """The level of pairs that cannot be compared: it counts neither way."""
    return Level("nothing to compare", sql, is_null=True)


def _within(rarity: str | None = None) -> str:
    return f"{_SHORTER} = 1 and {_any_token(rarity)}"


def otherwise(label: str = "no agreement") -> Level:
    """The last level, of pairs in which no other holds."""
    return Level(label, "ELSE")


def name() -> Comparison:
    """Names by tokens, sound, similarity and initials; the rarer, the stronger."""
    return Comparison(
        "name",
        "Name tokens, their sound, and the similarity of the whole as a keyed filter",
        (
            nothing("initials_hash_l is null or initials_hash_r is null"),
            Level(
                "the same tokens",
                "name_hash_l = name_hash_r and token_count_l > 1",
                frequency_column="name_key",
                frequency_floor=4e-6,
            ),
            Level(
                "the same one word",
                "name_hash_l = name_hash_r",
                frequency_column="name_key",
                frequency_floor=4e-6,
            ),
            Level(
                "tokens of the same sound",
                "name_key_l = name_key_r",
                frequency_column="name_key",
                frequency_floor=1e-5,
            ),
            Level(
                "two or more tokens within the longer",
                f"{_SHORTER} >= 2 and {_SHARED} = {_SHORTER}",
            ),
            Level("similarity .85", f"{DICE} >= 0.85 and not {_ONLY_COMMON}"),
            Level("similarity .85 with a common token", f"{DICE} >= 0.85"),
            Level(
                "a token and all initials",
                f"{_INITIALS} and name_token_count_l > 1 and {_any_token('uncommon')}",
            ),
            Level(
                "a common token and all initials",
                f"{_INITIALS} and name_token_count_l > 1 and {_any_token()}",
            ),
            Level(
                "all initials, one side only initials",
                f"{_INITIALS} and (is_initials_l or is_initials_r) and name_token_count_l > 1",
                only_in_case=True,
            ),
            Level(
                "the one initial",
                f"{_INITIALS} and (is_initials_l or is_initials_r)",
                only_in_case=True,
            ),
            Level("only initials, and others", "is_initials_l or is_initials_r"),
            Level("a rare token within the longer", _within("rare")),
            Level("similarity .70", f"{DICE} >= 0.70 and not {_ONLY_COMMON}"),
            Level("an uncommon token within the longer", _within("uncommon")),
            Level("a common token within the longer", _within()),
            Level("an alias", _ALIAS),
            Level("similarity .70 with a common token", f"{DICE} >= 0.70"),
            Level("a rare token", _any_token("rare")),
            Level("similarity .50", f"{DICE} >= 0.50 and not {_ONLY_COMMON}"),
            Level("a token", _any_token()),
            otherwise(),
        ),
    )


def birth() -> Comparison:
    """Birth date, or the year as far as it is known."""
    return Comparison(
        "birth",
        "Birth date as hash; the interval of the birth year where the date is vague",
        (
            nothing("birth_low_l is null or birth_low_r is null"),
            Level("the same date", "birth_own_hash_l = birth_own_hash_r"),
            Level(
                "day and month swapped",
                "birth_own_hash_l = birth_swap_hash_r or birth_own_hash_r = birth_swap_hash_l",
            ),
            Level(
                "the same day and month, another year",
                "birth_day_month_hash_l = birth_day_month_hash_r",
            ),
            Level(
                "the same month, one without a day",
                f"birth_month_l = birth_month_r and {_VAGUE}",
            ),
            Level(
                "the same year, another day",
                "birth_is_exact_l and birth_is_exact_r and birth_low_l = birth_low_r",
            ),
            Level("the same year, one vague", "birth_year_l = birth_year_r"),
            Level("a year apart, one vague", f"{_VAGUE} and abs(birth_year_l - birth_year_r) = 1"),
            Level(
                "years that overlap",
                "birth_low_l <= birth_high_r and birth_low_r <= birth_high_l",
            ),
            Level(
                "years at most two apart, one vague",
                f"{_VAGUE} and birth_low_l - birth_high_r <= 2 and birth_low_r - birth_high_l <= 2",
            ),
            Level(
                "years at most five apart",
                "birth_low_l - birth_high_r <= 5 and birth_low_r - birth_high_l <= 5",
            ),
            otherwise(),
        ),
    )


def birth_in_nik() -> Comparison:
    """The birth date that one side's NIK carries against the date the other side recorded.

    Fixed: pairs that share a NIK, from which EM learns, cannot show it. Where the recorded dates
    agree, or both sides have a NIK, it would count the same evidence twice. Where the years were
    compared already only the day and month are new.
    """
    crossed = "birth_own_hash_l = nik_birth_hash_r or birth_own_hash_r = nik_birth_hash_l"
    return Comparison(
        "birth_in_nik",
        "Birth date in the one NIK against the date recorded with the other record",
        (
            nothing(
                "(nik_hash_l is not null and nik_hash_r is not null)"
                " or coalesce(birth_own_hash_l = birth_own_hash_r, false)"
                " or ((birth_own_hash_l is null or nik_birth_hash_r is null)"
                " and (birth_own_hash_r is null or nik_birth_hash_l is null))"
            ),
            Level(
                "the same date, years compared",
                f"({crossed}) and birth_low_l is not null and birth_low_r is not null",
                m=0.9,
                u=5e-4,
                is_fixed=True,
            ),
            Level("the same date", crossed, m=0.9, u=6e-5, is_fixed=True),
            Level("another date", "ELSE", m=0.1, u=0.9994, is_fixed=True),
        ),
    )


def attributes() -> tuple[Comparison, ...]:
    """Sex, citizenship, origin and place of birth."""
    return (
        Comparison(
            "sex",
            "Sex as recorded",
            (
                nothing("sex_code_l is null or sex_code_r is null"),
                Level("the same", "sex_code_l = sex_code_r"),
                otherwise(),
            ),
        ),
        Comparison(
            "citizenship",
            "Citizenship",
            (
                nothing("citizenship_code_l is null or citizenship_code_r is null"),
                Level(
                    "Indonesian",
                    "citizenship_code_l = citizenship_code_r and citizenship_code_l = 'IDN'",
                ),
                Level("the same other", "citizenship_code_l = citizenship_code_r"),
                otherwise(),
            ),
        ),
        Comparison(
            "home",
            "Region of origin and place of birth together: the one mostly follows the other",
            (
                nothing(
                    "(origin_province_code_l is null or origin_province_code_r is null)"
                    " and (birthplace_hash_l is null or birthplace_hash_r is null)"
                ),
                Level("the same regency and birthplace", f"{REGENCY} and {BIRTHPLACE}"),
                Level("the same regency, another birthplace", f"{REGENCY} and {_OTHER_BIRTHPLACE}"),
                Level("the same regency", REGENCY),
                Level("the same birthplace, another regency", f"{BIRTHPLACE} and {_OTHER_REGENCY}"),
                Level("the same birthplace", BIRTHPLACE),
                Level("the same province, another regency", f"{_PROVINCE} and {_OTHER_REGENCY}"),
                Level(
                    "the same province, another birthplace", f"{_PROVINCE} and {_OTHER_BIRTHPLACE}"
                ),
                Level("the same province", _PROVINCE),
                otherwise(),
            ),
        ),
    )
