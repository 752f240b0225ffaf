"""Sums that hold between tables: what adds up in one block adds up in each part of it in others.

A sum in one block says that everybody in a set is in one of its parts and in no other. So it holds
with the same predicates added to every term, wherever those figures stand: children with one form
in one table are boys and girls (and those of unknown sex) with that form in another. Where a set
falls into combinations of codes, the figures of those codes are sums as well (`combined`).
"""

from collections.abc import Hashable, Iterable

from transforms.disclosure.counting.combined import Set, Sum, combined


def crossed(sums: Iterable[Sum], sets: Iterable[Set]) -> list[Sum]:
    """Sums between figures that follow from others: by combinations, and by added predicates.

    No sum is made where one of its terms is no figure: what is missing is not taken for nothing.
    Nor through a figure that no table shows; ours show all subtotals.

    Args:
        sums: Those of the tables, in any order.
        sets: All figures there are.

    Returns:
        The sums that are not among those given, each once, in order of their terms.
    """
    figures = set(sets)
    of: dict[Hashable, list[frozenset[tuple[str, str]]]] = {}
    for group, predicates in figures:
        of.setdefault(group, []).append(predicates)
    own = [one for one in sums if _is_of_one(*one)]
    told = {(total, frozenset(parts)) for total, parts in own}
    given = told | {(total, frozenset(parts)) for total, parts in combined(own, figures)}
    found: set[tuple[Set, frozenset[Set]]] = set()
    # From the widest set on: a sum that followed from another makes none that that did not make.
    for total, parts in sorted(given, key=lambda one: len(one[0][1])):
        if (total, parts) in found:
            continue
        group, common = total
        for predicates in of[group]:
            more = predicates - common
            if predicates > common and all((group, part | more) in figures for _, part in parts):
                terms = frozenset((group, part | more) for _, part in parts)
                if len(terms) == len(parts):
                    found.add(((group, predicates), terms))
    named = [(total, tuple(sorted(parts, key=_name))) for total, parts in (found | given) - told]
    return sorted(named, key=lambda one: [_name(term) for term in (one[0], *one[1])])


def _is_of_one(total: Set, parts: tuple[Set, ...]) -> bool:
    """Whether all terms count the same, each once."""
    return {group for group, _ in parts} == {total[0]} and len(set(parts)) == len(parts)


def _name(one: Set) -> tuple[str, list[tuple[str, str]]]:
    return str(one[0]), sorted(one[1])
