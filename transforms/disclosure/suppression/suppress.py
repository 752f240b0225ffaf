"""Secondary suppression: the cheapest cells to hide so that no small count is learned.

Cuts, as in Fischetti and Salazar (2000): the cheapest pattern that every reason found so far asks
for, then a deviation or a new reason for each primary. Deviations are looked for near their cell,
and what one proves besides is kept, so that most primaries need no programme of their own. What is
left is opened one by one: the cheapest deviation, where cells already hidden cost nothing.
"""

import numpy as np

from transforms.disclosure.suppression.areas import of_variables
from transforms.disclosure.suppression.cover import Change, Cover, Target
from transforms.disclosure.suppression.improve import clean
from transforms.disclosure.suppression.master import is_large, plan
from transforms.disclosure.suppression.pool import Pool
from transforms.disclosure.suppression.reduction import System, reduce
from transforms.disclosure.suppression.search import Search
from transforms.disclosure.tables.quantities import Pattern, Quantities, Witness, least

_DEAR = (1.0, 20.0)  # cells of twice the threshold: what costs more is looked for further away


def suppress(
    system: Quantities,
    *,
    k: int,
    goal: str,
    zeros_shown: bool,
    primary: np.ndarray | None = None,
    fixed_published: np.ndarray | None = None,
    fixed_hidden: np.ndarray | None = None,
    lacks: np.ndarray | None = None,
    areas: np.ndarray | None = None,
) -> Pattern:
    """Hide the primaries and the cheapest further quantities that the goal needs.

    Args:
        system: The quantities of everything that is released together, with their true values.
        k: The threshold.
        goal: `not_exact` (two values remain) or `contains`: the interval of a primary below k holds
            [1..k] ([0..k] if zeros are maskable), from what `least` allows; that of another primary
            is at least as wide.
        zeros_shown: Zeros are published, so that an attacker knows hidden quantities to be 1 or
            more. Else zeros may be hidden too.
        primary: Bool, one a quantity: what has to be protected; left out, 1 to k-1.
        fixed_published: Bool: what is known already and may never be hidden. A primary among them
            is reported as unprotected.
        fixed_hidden: Bool: what must stay hidden (no goal attached).
        lacks: Per quantity by how much more a primary must possibly be, where another value is not
            enough; 0 elsewhere (upper protection levels; for `not_exact`).
        areas: Per quantity the area of the table it lies in, -1 above all: where is looked first,
            in a large system.

    Returns:
        The pattern; look at `unprotected` before anything is published.
    """
    values = system.values
    none = np.zeros(values.size, dtype=bool)
    wanted = (values > 0) & (values < k) if primary is None else primary
    reduced = reduce(system, zeros_shown=zeros_shown)
    shut = _gather(reduced, none if fixed_published is None else fixed_published)
    small = _gather(reduced, wanted) & ~shut
    kept = small | (_gather(reduced, none if fixed_hidden is None else fixed_hidden) & ~shut)
    floor = int(zeros_shown)
    bottom = np.full(reduced.values.size, floor)
    live = reduced.group >= 0
    np.maximum.at(bottom, reduced.group[live], least(system, zeros_shown=zeros_shown)[live])
    more = np.zeros(reduced.values.size, dtype=np.int64)
    if lacks is not None:
        np.maximum.at(more, reduced.group[live], lacks[live])
    targets = _targets(reduced.values, small, bottom, more, k=k, goal=goal)
    cover = Cover(targets, reduced.values - floor)
    cost = reduced.members * _cost(reduced.values, k, goal)
    area = of_variables(reduced, areas)
    search = Search(reduced, floor, cost, kept, kept.copy(), shut, cover, area)
    typical = float(_cost(np.array([2 * k]), k, goal)[0])
    pool = Pool(search)
    plan(pool)
    _protect(search, limit=_DEAR[0] * typical, far=_DEAR[1] * typical)
    if not is_large(search):  # else what no proof needs is shown, and no stand-ins looked for
        clean(pool)
    unproved = np.zeros(reduced.values.size, dtype=bool)
    for target, names in zip(cover.targets, cover.reached_by, strict=True):
        unproved[target.variable] |= not names
    proofs = cover.fewest()
    search.hidden = kept.copy()  # what no proof needs is shown
    for index, _ in proofs:
        search.hidden[index] = True
    hidden = np.append(search.hidden, False)[reduced.group]
    unprotected = wanted & (np.append(unproved, False)[reduced.group] | ~hidden)
    witnesses = [_spread(reduced, change) for change in proofs]
    return Pattern(hidden, wanted.copy(), unprotected, witnesses)


def _cost(values: np.ndarray, k: int, goal: str) -> np.ndarray:
    """What hiding a quantity costs: one for being hidden, and more for what it counts.

    Where the value alone is protected, one more for each 4 k: the sum of what is hidden stays low.
    An interval of k needs partners of some size in any case: there the value only decides between
    equals, until it is that of a figure that people look for.
    """
    if goal == "not_exact":
        return 1.0 + values / (4 * k)
    return 1.0 + values / (400 * k) + np.maximum(values / (40 * k) - 1.0, 0.0) ** 2


def _gather(reduced: System, mask: np.ndarray) -> np.ndarray:
    """The variables of which some quantity is marked."""
    found = np.zeros(reduced.values.size, dtype=bool)
    found[reduced.group[mask & (reduced.group >= 0)]] = True
    return found


def _targets(
    values: np.ndarray,
    small: np.ndarray,
    bottom: np.ndarray,
    more: np.ndarray,
    *,
    k: int,
    goal: str,
) -> list[Target]:
    """What has to be possible of each primary, the greatest primaries first."""
    found = []
    for variable in sorted(np.flatnonzero(small).tolist(), key=lambda v: (-values[v], v)):
        value = int(values[variable])
        if goal == "not_exact" and more[variable]:
            found.append(Target(variable, int(more[variable])))
        elif goal == "not_exact":
            found.append(Target(variable, 1, both=True))
        elif value >= k:
            found.append(Target(variable, k - 1))
        else:
            ends = (k - value, int(bottom[variable]) - value)
            found += [Target(variable, amount) for amount in ends if amount]
    return found


def _protect(search: Search, limit: float, far: float) -> None:
    """Hide what every target needs that no witness reaches yet."""
    cover = search.cover
    allowed = ~search.shut
    for number, target in enumerate(cover.targets):
        if cover.reached_by[number]:
            continue
        found = search.inside(target)
        if found is None:
            found = search.find(target, allowed, limit=limit, far=far)
        if found is None:
            found = search.dearer(target, allowed)
        if found is None:
            continue  # stays without a witness, and is reported
        search.hide(found)


def _spread(reduced: System, change: Change) -> Witness:
    """A deviation of variables as one of quantities."""
    moved = np.zeros(reduced.values.size + 1, dtype=np.int64)
    moved[change[0]] = change[1]
    changes = moved[reduced.group]  # -1, a published zero, finds the last place: it stays
    index = np.flatnonzero(changes)
    return Witness(index, changes[index])
