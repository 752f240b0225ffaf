"""What a report on one case counts twice: the same persons, under other names.

Such a report says in several tables how many victims and suspects there are: by age, by who served
them, by what nobody recorded. Each figure stands where the annual report counts its units, so that
equal ones may be named otherwise, and a part otherwise than its set. Within the case they have one
name (`named`): there the served are victims, and whose sex is missing are those of unknown sex.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from transforms.disclosure.counting.counted import CASE, Counted, Quantity, parse, wider
from transforms.disclosure.policy import Policy

_PLACE = "event_region"  # which says where the annual report counts a case, not what is counted
_Figure = TypeVar("_Figure")


def named(quantity: Quantity, policy: Policy) -> Quantity | None:
    """A figure of a case by what it counts there; None of any other, and of what is no person."""
    own = policy.case["persons"].get(f"{quantity.population}|{quantity.unit}")
    if own is None or all(dimension != CASE for dimension, _ in quantity.predicates):
        return None
    population, unit, *met = own.split("|")
    says = policy.case["says"]
    for dimension, code in quantity.predicates:
        if dimension != _PLACE:
            met += says.get(f"{dimension}={code}", [f"{dimension}={code}"])
    pairs = frozenset((d, c) for d, c in (one.split("=", 1) for one in met))
    return Quantity(population, None, unit, quantity.statistic, pairs)


def sums(
    figures: Mapping[_Figure, Quantity], policy: Policy
) -> Iterator[tuple[_Figure, tuple[_Figure, ...]]]:
    """Totals and parts: equal figures, and sets of which everybody meets one of two things.

    Args:
        figures: Those of one report that have a name within the case, by that name.
        policy: The rules.
    """
    at = _at(figures)
    for figure, name in figures.items():
        if at[name] != figure:
            yield at[name], (figure,)
    for one, other in policy.case["either"]:
        halves = [tuple(half.split("=", 1)) for half in (one, other)]
        wholes = {name.less(half) for name in at for half in halves if half in name.predicates}
        for whole in sorted(wholes & at.keys(), key=lambda name: name.key):
            both = (at.get(whole.having(*half)) for half in halves)
            # a half that has no row holds nobody: of a case only what occurs is listed
            yield at[whole], tuple(half for half in both if half is not None)


def within(
    figures: Mapping[_Figure, Quantity], parents: Mapping[tuple[str, str], str]
) -> Iterator[tuple[_Figure, _Figure]]:
    """Every part and every set that holds it, of equal sets one."""
    at = _at(figures)
    for part, name in figures.items():
        for wide in wider(name, parents):
            if wide in at:
                yield part, at[wide]


def with_case(counted: Counted, policy: Policy) -> Counted:
    """The same with the sums within a case; what does not hold tells a reader nothing."""
    found = [
        (total, np.array(parts, dtype=np.int64))
        for total, parts in sums(figures_of(counted, policy), policy)
        if counted.values[list(parts)].sum() == counted.values[total]
    ]
    return replace(counted, equations=[*counted.equations, *found])


def figures_of(counted: Counted, policy: Policy) -> dict[int, Quantity]:
    """The figures of a report that have a name within the case."""
    names = {at: named(quantity, policy) for at, quantity in enumerate(counted.quantities)}
    return {at: name for at, name in names.items() if name is not None}


def keys_of(keys: Mapping[str, _Figure], policy: Policy) -> dict[_Figure, Quantity]:
    """The same of figures by their keys."""
    names = {figure: named(parse(key), policy) for key, figure in keys.items()}
    return {figure: name for figure, name in names.items() if name is not None}


def _at(figures: Mapping[_Figure, Quantity]) -> dict[Quantity, _Figure]:
    """The first figure of each name."""
    found: dict[Quantity, _Figure] = {}
    for figure, name in figures.items():
        found.setdefault(name, figure)
    return found
