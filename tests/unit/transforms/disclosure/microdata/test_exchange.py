"""Two persons exchanged: the same tables and the same file, another class; by trying every pair."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.microdata.exchange import unproved
from transforms.disclosure.microdata.file import FilePlan, MicrodataFile

QUASI = ("origin", "province", "age", "citizenship", "sex")
K = 3
Person = dict[str, str]


def _file(people: Sequence[Person], shown: Sequence[set[str] | None]) -> MicrodataFile:
    """A file of some of them (None: left out), each with the columns that are not blanked."""
    frame = pl.DataFrame(
        [
            {n: p[n] if n in seen or n == "person_id" else None for n in ("person_id", *QUASI)}
            for p, seen in zip(people, shown, strict=True)
            if seen is not None
        ],
        schema=dict.fromkeys(("person_id", *QUASI), pl.String),
    )
    codes = {n: {p[n]: (p[n],) for p in people} for n in QUASI}
    plan = FilePlan("own", K, 1, QUASI, (), (), (), 0.0)
    return MicrodataFile(plan, frame, {}, {}, 0, 0, codes, (), frame)


def _tables(people: Sequence[Person]) -> Counter:
    """What tables may hold: year and sex with one thing more, and forms by age."""
    told: Counter = Counter()
    for p in people:
        centre = p["year"], p["sex"]
        told.update((*centre, n, p[n]) for n in ("origin", "province", "age"))
        told[(*centre, p["age"], p["form"])] += 1
    return told


def _changed(
    people: Sequence[Person], shown: Sequence[set[str] | None], names: Sequence[str]
) -> set[tuple[str, ...]]:
    """Classes that some exchange of one code changes, with all tables and the file the same."""
    found = set()
    before = Counter(tuple(p[n] for n in names) for p in people)
    for one, other in combinations(range(len(people)), 2):
        for moved in ("origin", "province", "age", "citizenship"):
            if any(seen is not None and moved in seen for seen in (shown[one], shown[other])):
                continue
            world = [dict(p) for p in people]
            world[one][moved], world[other][moved] = people[other][moved], people[one][moved]
            if _tables(world) != _tables(people):
                continue
            after = Counter(tuple(p[n] for n in names) for p in world)
            found |= {cell for cell in before | after if before[cell] != after[cell]}
    return found


person = st.fixed_dictionaries(
    {
        "origin": st.sampled_from("ab"),
        "province": st.sampled_from("ab"),
        "age": st.sampled_from("xy"),
        "citizenship": st.sampled_from("vw"),
        "sex": st.sampled_from(("L", "P", "U")),
        "year": st.just("2024"),
        "form": st.sampled_from("fg"),
    }
)
blanks = st.none() | st.sets(st.sampled_from(QUASI))


@pytest.mark.slow  # some seconds of enumeration
@settings(max_examples=40)
@given(st.lists(st.tuples(person, blanks), min_size=2, max_size=7))
def test_a_class_is_proved_as_some_exchange_changes_it(
    drawn: list[tuple[Person, set[str] | None]],
) -> None:
    people = [p | {"person_id": f"p{at}"} for at, (p, _) in enumerate(drawn)]
    shown = [seen for _, seen in drawn]
    records = pl.DataFrame(people).with_columns(forms=pl.concat_list("form"))
    found = [tuple(told.items()) for told in unproved(_file(people, shown), records, K)]
    for names in (n for size in range(2, 6) for n in combinations(QUASI, size)):
        leaves = [n for n in names if n != "sex"]
        if len(leaves) < 2:
            continue
        changed = _changed(people, shown, names)
        for cell, count in Counter(tuple(p[n] for n in names) for p in people).items():
            told = dict(zip(names, cell, strict=True))
            if count >= K or "U" in cell or any(_is_of_table(people, told, n) for n in leaves):
                assert tuple(told.items()) not in found
            else:
                assert (cell in changed) == (tuple(told.items()) not in found)


def _is_of_table(people: Sequence[Person], told: Person, leaf: str) -> bool:
    """Whether a class is all of a class of a table."""
    of_table = {n: c for n, c in told.items() if n in ("sex", leaf)}
    sizes = [sum(c.items() <= p.items() for p in people) for c in (told, of_table)]
    return sizes[0] == sizes[1]


def test_who_is_left_out_or_blanked_may_be_another() -> None:
    """The only old one of place a, and a young one of place b, change places."""
    alike = {"origin": "a", "citizenship": "v", "sex": "P", "year": "2024", "form": "f"}
    places = [("a", "y"), ("b", "x"), *[("a", "x")] * 5, *[("b", "y")] * 5]
    people = [
        {"person_id": f"p{at}", **alike, "province": place, "age": age}
        for at, (place, age) in enumerate(places)
    ]
    records = pl.DataFrame(people).with_columns(forms=pl.concat_list("form"))
    whole: list[set[str] | None] = [set(QUASI)] * 12
    blank = set(QUASI) - {"province"}
    assert {"province": "a", "age": "y"} in unproved(_file(people, whole), records, K)
    assert unproved(_file(people, [None, *whole[1:]]), records, K)  # nobody to change with
    assert not unproved(_file(people, [None, blank, *whole[2:]]), records, K)
