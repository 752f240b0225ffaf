"""Figures that no table shows, of which those that tables show are made: where breakdowns cross.

A set that is broken down by age and by sex (a form) is so by both at once, although no table shows
that; and of each sex at each age no more have the form than there are. With such unseen figures a
hidden or rounded one has the ends that a reader finds: where no man has a form, it is of women, and
there may be just as many as have it, or too few at all other ages for what is left. On such bounds
of several tables at once: Dobra and Fienberg (2000), doi:10.1073/pnas.97.22.11885.
"""

from dataclasses import dataclass, replace
from itertools import combinations, product

from transforms.disclosure.counting.counted import Quantity, parse
from transforms.disclosure.gate.universe import Universe
from transforms.disclosure.gate.variables import Variable

Pair = tuple[str, str]  # dimension and code


@dataclass(frozen=True)
class _Breakdown:
    """A total and its parts by the codes of one dimension."""

    total: str
    dimension: str
    parts: dict[Pair, str]


def with_unseen(world: Universe) -> tuple[Universe, set[str]]:
    """The same with the unseen figures that hidden ones are made of.

    Returns:
        It, to be asked for ends: the unseen have no true values; and the names of the hidden ones.
    """
    by_name = {v.name: v for v in world.variables}
    versions: dict[str, list[Variable]] = {}
    for variable in world.variables:
        if variable.set_ is None:
            versions.setdefault(variable.quantity, []).append(variable)
    of_total: dict[str, list[_Breakdown]] = {}
    for terms in world.sums:
        if (one := _breakdown(terms, by_name)) is not None:
            of_total.setdefault(one.total, []).append(one)
    made: dict[str, Variable] = {}
    sums: list[dict[str, int]] = []
    bound: set[str] = set()
    for breakdowns in of_total.values():
        for one, other in combinations(breakdowns, 2):
            parts = [*one.parts.values(), *other.parts.values()]
            hidden = {name for name in parts if by_name[name].known is None}
            if not hidden or one.dimension == other.dimension:
                continue
            new, terms = _crossed(parse(by_name[one.total].quantity), one, other, versions)
            if new:
                made |= new
                sums += terms
                bound |= hidden
    wide = replace(world, variables=[*world.variables, *made.values()], sums=[*world.sums, *sums])
    return wide, bound


def _breakdown(terms: dict[str, int], by_name: dict[str, Variable]) -> _Breakdown | None:
    """What a sum breaks down; None where it is of another kind, or of a total of everybody."""
    totals = [name for name, factor in terms.items() if factor == -1]
    if len(totals) != 1 or any(name not in by_name for name in terms):
        return None
    total = parse(by_name[totals[0]].quantity)
    parts: dict[Pair, str] = {}
    for name in terms.keys() - totals:
        part = parse(by_name[name].quantity)
        more = part.predicates - total.predicates
        if part.set_[0] != total.set_[0] or len(more) != 1 or by_name[name].set_ is not None:
            return None
        if not part.predicates > total.predicates:
            return None
        parts[next(iter(more))] = name
    dimensions = {dimension for dimension, _ in parts}
    if len(dimensions) != 1 or not total.predicates or total.is_unseen:
        return None
    return _Breakdown(totals[0], dimensions.pop(), parts)


def _crossed(
    total: Quantity, by_one: _Breakdown, by_other: _Breakdown, versions: dict[str, list[Variable]]
) -> tuple[dict[str, Variable], list[dict[str, int]]]:
    """The unseen figures of two breakdowns and their sums; none where nothing limits them."""
    made: dict[str, Variable] = {}
    sums: list[dict[str, int]] = []
    names: dict[tuple[Pair, Pair], str] = {}
    for one, two in product(sorted(by_one.parts), sorted(by_other.parts)):
        unseen = total.having(*one).having(*two)
        if unseen.key in versions:
            return {}, []
        names[one, two] = name = f"{unseen.key} unseen of {by_one.total}"
        made[name] = _unseen(name, unseen.key)
        whole = replace(total, predicates=frozenset({one, two}))
        of_both = versions.get(whole.key, [])
        if len(of_both) == 1:  # of a corrected one a reader may take either
            rest = f"{name} rest"
            made[rest] = _unseen(rest, whole.key)
            sums.append({of_both[0].name: -1, name: 1, rest: 1})
    if not sums:
        return {}, []
    for one, part in by_one.parts.items():
        sums.append({part: -1} | {names[one, two]: 1 for two in by_other.parts})
    for two, part in by_other.parts.items():
        sums.append({part: -1} | {names[one, two]: 1 for one in by_one.parts})
    return made, sums


def _unseen(name: str, quantity: str) -> Variable:
    return Variable(
        name=name, quantity=quantity, value=0, contributors=0, known=None, threshold=0, least=0,
        is_secret=False, label={},
    )  # fmt: skip
