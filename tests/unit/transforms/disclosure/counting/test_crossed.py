"""Sums between tables: which follow from those inside, and which do not."""

from itertools import permutations

from transforms.disclosure.counting.crossed import Set, crossed

SEX, AGE = {"sex=L", "sex=P", "sex=U"}, {"age=ANAK", "age=DEWASA"}


def _set(*told: str, group: str = "victims") -> Set:
    pairs = (one.split("=", 1) for one in told)
    return group, frozenset((dimension, code) for dimension, code in pairs)


def _sum(total: tuple[str, ...], parts: set[str]) -> tuple[Set, tuple[Set, ...]]:
    return _set(*total), tuple(_set(*total, part) for part in sorted(parts))


def _figures(*more: Set) -> set[Set]:
    plain = {_set(), *(_set(one) for one in SEX | AGE)}
    of_form = {_set("form=X", "age=ANAK", sex) for sex in SEX}
    return plain | of_form | {_set("form=X", "age=ANAK"), *more}


def test_what_adds_up_adds_up_with_more_predicates() -> None:
    assert crossed([_sum((), SEX)], _figures()) == [_sum(("form=X", "age=ANAK"), SEX)]


def test_a_subtotal_is_made_of_its_ages_elsewhere_too() -> None:
    ages = {"age=00-05", "age=06-11"}
    subtotal = _set("age=ANAK"), tuple(_set(age) for age in sorted(ages))
    figures = {_set("age=ANAK", "form=X"), *(_set(age, "form=X") for age in ages)}
    assert crossed([subtotal], figures | {subtotal[0], *subtotal[1]}) == [
        (_set("age=ANAK", "form=X"), tuple(_set(age, "form=X") for age in sorted(ages)))
    ]


def test_a_missing_part_makes_no_sum() -> None:
    figures = _figures() - {_set("form=X", "age=ANAK", "sex=U")}
    assert crossed([_sum((), SEX)], figures) == []


def test_what_is_counted_otherwise_makes_no_sum() -> None:
    other = (_set(), (_set("sex=L"), _set("sex=P"), _set("sex=U", group="episodes")))
    assert crossed([other], _figures()) == []
    assert crossed([(_set(group="episodes"), other[1])], _figures()) == []


def test_a_sum_of_a_part_says_nothing_of_the_whole() -> None:
    narrow = _sum(("form=X", "age=ANAK"), SEX)
    assert crossed([narrow], _figures()) == []


def test_the_order_of_the_sums_changes_nothing() -> None:
    more = {_set(sex, "age=ANAK") for sex in SEX} | {_set("age=DEWASA", sex) for sex in SEX}
    given = [_sum((), SEX), _sum((), AGE), _sum(("sex=L",), AGE)]
    found = [crossed(order, _figures(*more)) for order in permutations(given)]
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 5
