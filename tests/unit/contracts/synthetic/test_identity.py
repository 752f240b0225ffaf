"""The errors of identity: each changes a name or number as offices do, and no further."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.synthetic import identity, nik, numbering, spelling
from contracts.synthetic.draws import days, truncated_counts
from contracts.synthetic.parameters import Profile
from contracts.synthetic.people import shifted_years
from contracts.synthetic.world import simulate

NAMES = st.sampled_from(
    ["Siti", "Muhammad Rizki", "Wayan Arta", "Yohanes Tefa", "Sri Wahyuni Lestari", "Poltak Purba"]
)
DRAWS = st.floats(min_value=0, max_value=1, exclude_max=True)
FAITHFUL = Profile(
    nik=1.0,
    birth_date=1.0,
    age=1.0,
    birthplace=1.0,
    origin=1.0,
    **dict.fromkeys(
        [
            "nik_digit_error",
            "nik_other_person",
            "nik_malformed",
            "nik_punctuated",
            "uses_papers",
            "estimated_birth",
            "year_only",
            "month_only",
            "swapped_birth",
            "spelling",
            "old_spelling",
            "typo",
            "dropped_token",
            "swapped_tokens",
            "fused_tokens",
            "title",
            "patronym",
            "initials",
            "alias",
            "alias_for_name",
            "no_name",
            "sex_error",
        ],
        0.0,
    ),
)


@given(NAMES, DRAWS)
def test_changes_of_spelling_leave_a_name(name, draw):
    changes = (
        spelling.variant,
        spelling.old_spelling,
        spelling.neighbour_letters,
        spelling.slip,
        spelling.drop_token,
        spelling.swap_tokens,
        spelling.initials,
    )
    for change in changes:
        changed = change(name, draw)
        assert changed.strip() == changed
        assert changed


@given(NAMES, DRAWS)
def test_a_slip_is_at_most_two_letters(name, draw):
    changed = spelling.slip(name, draw)
    assert abs(len(changed) - len(name)) <= 1


@given(NAMES, DRAWS)
def test_initials_are_the_first_letters(name, draw):
    letters = [c for c in spelling.initials(name, draw) if c.isalpha()]
    assert letters == [word[0] for word in name.split()]


def test_known_variants_come_out():
    assert spelling.variant("Muhammad Rizki", 0.0) == "Mohammad Rizki"
    assert spelling.old_spelling("Suyanto", 0.6) in {"Soeyanto", "Sujanto"}
    assert spelling.drop_token("Siti", 0.5) == "Siti"


@given(st.integers(min_value=0, max_value=10**6))
def test_a_wrong_digit_is_exactly_one(seed):
    number = "5371014507999998"
    (wrong,) = nik.with_wrong_digit(np.random.default_rng(seed), [number])
    assert sum(a != b for a, b in zip(number, wrong, strict=True)) == 1
    assert len(wrong) == 16


def test_a_number_names_the_day_of_birth_and_forty_more_for_women():
    births = np.array([days(date(1999, 7, 5))] * 2)
    prefixes = np.array(["537101", "537101"], dtype=object)
    made = nik.niks(np.random.default_rng(1), prefixes, births, np.array([True, False]))
    assert [n[:12] for n in made] == ["537101450799", "537101050799"]


def test_birth_years_move_and_day_and_month_stay():
    birth = np.array([days(date(2001, 3, 9))])
    moved = pl.Series(shifted_years(birth, np.array([-4])).astype(np.int32)).cast(pl.Date)
    assert str(moved[0]) == "1997-03-09"


def test_a_faithful_office_writes_what_is_true():
    persons = simulate(40, 9, 2024, 2024).persons.filter(
        ~pl.col("is_corporation") & pl.col("nik").is_not_null() & (pl.col("regency") >= 0)
    )
    day = np.full(len(persons), 20_000)
    block = identity.recorded(np.random.default_rng(1), persons, day, FAITHFUL)
    assert block["nik"].equals(persons["nik"].rename("nik"))
    born = persons["birth"].cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")
    assert block["tgl_lahir"].to_list() == born.to_list()
    first = block["nama"].str.split(" ").list.last()
    assert (first == persons["name"].str.split(" ").list.last()).mean() > 0.8


@given(st.floats(min_value=1.05, max_value=20), st.integers(min_value=0, max_value=10**6))
def test_no_event_is_without_a_victim(mean, seed):
    counts = truncated_counts(np.random.default_rng(seed), np.full(400, mean), 0.45)
    assert counts.min() >= 1


def test_numbers_of_an_office_rise_with_the_date_and_never_repeat():
    rng = np.random.default_rng(3)
    day = rng.integers(19_000, 19_400, 500)
    series = pl.Series(["A", "B"] * 250)
    numbers = numbering.serials(rng, series, day, 5)
    table = pl.DataFrame({"series": series, "day": day, "number": numbers}).sort("series", "number")
    assert not table.select("series", "number").is_duplicated().any()
    for _, office in table.group_by("series"):
        assert office["day"].is_sorted()


@pytest.mark.parametrize("known", [0.0, 1.0])
def test_quoted_numbers_keep_number_month_and_year(known):
    numbers = np.array(["LP/B/12/VI/2024/SPKT/POLRES DEMAK/POLDA JATENG"] * 300, dtype=object)
    quoted = numbering.quoted(np.random.default_rng(2), numbers, known)
    if known == 0.0:
        assert set(quoted) == {None}
    else:
        assert len(set(quoted)) >= 5
        assert all("12/vi/2024" in q.lower() for q in quoted)
