"""Sums through combinations: who meets several codes of a dimension meets exactly one set of them.

Two dimensions may count what a third one says: `known_to_exactly` holds the combinations of codes
of `known_to` (`police_and_social`: these and no others), `known_to_number` how many codes each has
(`2`, `3+`). Whoever is known to the police is in one combination with the police, so every figure
of such dimensions is a sum of combinations, however they are crossed.
"""

from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations

Predicates = frozenset[tuple[str, str]]
Set = tuple[Hashable, Predicates]  # population, year, unit, statistic; predicates
Sum = tuple[Set, tuple[Set, ...]]  # a set and the parts that it falls into
_EXACTLY, _NUMBER, _AND = "_exactly", "_number", "_and_"


def combined(sums: Iterable[Sum], sets: Iterable[Set]) -> Iterator[Sum]:
    """What each figure is the sum of, where its whole falls into combinations.

    Args:
        sums: Those of the tables: one of combinations says which there are.
        sets: All figures there are.
    """
    of: dict[Hashable, list[Predicates]] = {}
    for group, predicates in sets:
        of.setdefault(group, []).append(predicates)
    for (group, whole), parts in sums:
        added = [next(iter(own - whole), ("", "")) for _, own in parts]
        names = {dimension for dimension, _ in added}
        of_one = all(part == (group, whole | {one}) for part, one in zip(parts, added, strict=True))
        if not of_one or len(names) != 1 or not (name := names.pop()).endswith(_EXACTLY):
            continue
        name = name.removesuffix(_EXACTLY)
        for predicates in of[group]:
            asked = predicates - whole
            if predicates > whole and {one for one, _ in asked} <= {name, name + _NUMBER}:
                met = tuple((group, whole | {one}) for one in added if asked <= told(one))
                if met:
                    yield (group, predicates), met


def told(pair: tuple[str, str]) -> Predicates:
    """What else a unit meets that is in one combination; nothing of any other predicate."""
    name, members = _members(pair)
    return frozenset({*((name, one) for one in members), *_numbers(name, len(members))})


def ways(pair: tuple[str, str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every choice of what else a unit of one combination meets, but for nothing at all."""
    name, members = _members(pair)
    for size in range(len(members) + 1):
        for some in combinations(members, size):
            codes = tuple((name, one) for one in some)
            if codes:
                yield codes
            yield from ((*codes, number) for number in _numbers(name, len(members)))


def _members(pair: tuple[str, str]) -> tuple[str, list[str]]:
    """The dimension of the codes and the codes of a combination; none of any other predicate."""
    dimension, code = pair
    if not dimension.endswith(_EXACTLY):
        return dimension, []
    return dimension.removesuffix(_EXACTLY), code.split(_AND)


def _numbers(name: str, size: int) -> list[tuple[str, str]]:
    """How many codes a combination has, as any table may put it."""
    at_least = [f"{few}+" for few in range(1, size + 1)]
    return [(f"{name}{_NUMBER}", code) for code in (str(size), *at_least) if size]
