"""What the forms in a file say of the figures by form: true of every population, and sharp."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.disclosure.microdata.forms import Bound, bounds

FORMS = ("A", "B", "C")
GROUPED = {"A": "A", "B": "BC", "C": "BC", "JAMAK": "JAMAK", "U": "U"}
MIXED = {"A": "A", "B": "REST", "C": "REST", "JAMAK": "REST", "U": "U"}
PLAIN = {form: form for form in (*FORMS, "JAMAK", "U")}


def _code(forms: frozenset[str], names: dict[str, str]) -> str:
    own = "JAMAK" if len(forms) > 1 else next(iter(forms), "U")
    return names[own]


def _codes(names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(o for o, c in names.items() if c == code) for code in names.values()}


def _left(bound: Bound, whole: list[frozenset[str]], shown: dict[str, int]) -> int:
    counts = {f: sum(f in one for one in whole) for f in FORMS} | {"U": sum(not o for o in whole)}
    total = bound.victims * len(whole) + sum(n * counts[f] for f, n in bound.forms.items())
    return total - sum(n * shown[code] for code, n in bound.records.items())


people = st.lists(st.frozensets(st.sampled_from(FORMS)), min_size=1, max_size=8)


@pytest.mark.parametrize("names", [PLAIN, GROUPED, MIXED])
@given(people, st.data())
def test_no_population_is_below_a_bound(names, whole, data) -> None:
    inside = data.draw(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)))
    shown: dict[str, int] = {}
    for one, is_in in zip(whole, inside, strict=True):
        if is_in:
            shown[_code(one, names)] = shown.get(_code(one, names), 0) + 1
    for bound in bounds(shown, _codes(names), FORMS):
        assert _left(bound, whole, shown) >= 0, bound


@pytest.mark.slow  # two seconds of enumeration
@pytest.mark.parametrize("names", [PLAIN, GROUPED])
def test_figures_within_the_bounds_are_those_of_some_population(names) -> None:
    """By enumeration: four persons, two of whom the file shows, two forms and a half."""
    kinds = [frozenset(f for f, has in zip(FORMS, one, strict=True) if has)
             for one in product((False, True), repeat=3)]  # fmt: skip
    own = {_code(one, names) for one in kinds}
    for first, second in product(sorted(own), repeat=2):
        shown = {code: (first, second).count(code) for code in {first, second}}
        possible = set()
        for whole in product(kinds, repeat=4):
            listed = [_code(one, names) for one in whole[:2]]
            if sorted(listed) == sorted((first, second)):
                figures = (sum(f in one for one in whole) for f in FORMS)
                possible.add((*figures, sum(not one for one in whole)))
        all_bounds = list(bounds(shown, _codes(names), FORMS))
        for figures in product(range(5), repeat=4):
            by_form = dict(zip((*FORMS, "U"), figures, strict=True))
            fits = all(
                bound.victims * 4
                + sum(n * by_form[f] for f, n in bound.forms.items())
                - sum(n * shown[code] for code, n in bound.records.items())
                >= 0
                for bound in all_bounds
            )
            assert fits == (figures in possible), (shown, figures)
