"""One decision for all cells of a report: what is shown, protected jointly over all its tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from transforms.disclosure.counting.answers import is_unseen
from transforms.disclosure.counting.counted import Counted, Quantity
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.primaries import primaries, rests
from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.quantities import Joint, Pattern, Witness

# How many cells a headline counts for: what people look for first, and others by their predicates.
_KEY_FIGURE = 400
_WEIGHTS = {0: 40, 1: 8}


@dataclass
class Protected:
    """What is hidden.

    Attributes:
        hidden: Per quantity (bool).
        primary: Per quantity (bool), by the rules.
        rests: Set, part, and the few by which they differ.
        unprotected: Places of primaries that no pattern protects, rests counted after the
            quantities. Empty = safe.
        witnesses: Changes of hidden quantities (and rests) under which every sum still holds.
    """

    hidden: np.ndarray
    primary: np.ndarray
    rests: list[tuple[int, int, int]]
    unprotected: list[int] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)


def protect(
    counted: Counted,
    policy: Policy,
    *,
    dominated: Mapping[str, int] | None = None,
    published: np.ndarray | None = None,
    kept: np.ndarray | None = None,
    known: np.ndarray | None = None,
) -> Protected:
    """Hide the primaries and the cheapest further quantities that give none of them away.

    Counts and sums of money are two systems. A set and a part of it that differ by few people
    count as one more quantity, the rest, which is never shown and must not be learned either.

    Args:
        counted: All quantities of the report.
        policy: The rules.
        dominated: As `concentration.dominated` returns it; of a sum it is also how much greater a
            reader must think it possible. What an earlier release showed is left as it is.
        published: What an earlier release showed of the same figures (bool): stays shown.
        kept: What an earlier release hid of the same figures (bool): stays hidden.
        known: What outsiders know (bool): no secret, yet hidden where the rules hide it.
    """
    size = counted.values.size
    outside = np.zeros(size, dtype=bool) if known is None else known
    lacks = np.array([(dominated or {}).get(key, 0) for key in counted.keys], dtype=np.int64)
    lacks[np.zeros(size, dtype=bool) if published is None else published] = 0  # read off before
    small = primaries(counted, policy, lacks)
    primary = small & ~outside
    shut = np.zeros(size, dtype=bool) if published is None else published & ~small
    shut |= outside
    # what is left between two figures that both are known is known to everybody
    own = [one for one in rests(counted, policy) if not (shut[one[0]] and shut[one[1]])]
    unseen = is_unseen(counted)
    found = Protected(small | unseen, primary, own)
    kept = np.zeros(size, dtype=bool) if kept is None else kept & (counted.contributors > 0)
    kept |= unseen
    found.hidden |= kept & outside
    for statistic in ("count", "sum"):
        inside = np.array([q.statistic == statistic for q in counted.quantities], dtype=bool)
        joint, own = joint_system(counted, found.rests, inside, policy)
        of = np.array([found.rests[at][:2] for at in own], dtype=np.int64).reshape(-1, 2)
        few = counted.contributors[of[:, 0]] > counted.contributors[of[:, 1]]
        nobody = inside & (counted.contributors == 0)
        must = _padded(joint, primary & inside, few)
        if not must.any():
            continue
        is_count = statistic == "count"
        search = partial(
            suppress,
            joint,
            k=policy.thresholds["default"],
            goal=policy.goal if is_count else "not_exact",
            zeros_shown=policy.zeros_shown and is_count,
            primary=must,
            fixed_published=_padded(joint, shut & inside | nobody, ~few),
            fixed_hidden=_padded(joint, kept & inside & ~outside, few),
        )
        pattern = search() if is_count else _apart(search, _padded(joint, lacks * inside))
        found.hidden |= pattern.hidden[:size]
        place = np.array([*range(size), *(size + at for at in own)], dtype=np.int64)
        found.unprotected += place[np.flatnonzero(pattern.unprotected[: place.size])].tolist()
        for one in pattern.witnesses:
            real = one.index < place.size
            found.witnesses.append(Witness(place[one.index[real]], one.change[real]))
    return found


def joint_system(
    counted: Counted, differences: list[tuple[int, int, int]], inside: np.ndarray, policy: Policy
) -> tuple[Joint, list[int]]:
    """The quantities inside, then their rests, then what gives headlines their weight.

    Suppression hides what costs least, and a quantity costs as much as the cells that show it: a
    headline is made as dear as many cells that are all equal to it.

    Returns:
        All values and sums; which rests they are.
    """
    size = counted.values.size
    own = [at for at, (set_, _, _) in enumerate(differences) if inside[set_]]
    equations = [one for one in counted.equations if inside[one[0]]]
    for place, at in enumerate(own):
        set_, part, _ = differences[at]
        equations.append((set_, np.array([part, size + place])))
    headlines = [
        at
        for at, quantity in enumerate(counted.quantities)
        if inside[at] and counted.values[at]
        for _ in range(_weight(quantity, policy))
    ]
    first = size + len(own)
    equations += [(at, np.array([first + place])) for place, at in enumerate(headlines)]
    left = [differences[at][2] for at in own]
    more = np.array([*left, *counted.values[headlines].tolist()], dtype=np.int64)
    return Joint(np.concatenate([np.where(inside, counted.values, 0), more]), equations), own


def _weight(quantity: Quantity, policy: Policy) -> int:
    if quantity.predicates in policy.key_figures:
        return _KEY_FIGURE
    return _WEIGHTS.get(len(quantity.predicates), 0)


def _apart(search: Callable[..., Pattern], lacks: np.ndarray) -> Pattern:
    """A pattern that leaves each sum possibly as much more as it lacks.

    Where there is none, what was shown before tells the sum as closely already: then its value is
    protected as any other.
    """
    pattern = search(lacks=lacks)
    told = pattern.unprotected & (lacks > 0)
    return search(lacks=np.where(told, 0, lacks)) if told.any() else pattern


def _padded(joint: Joint, *masks: np.ndarray) -> np.ndarray:
    given = np.concatenate(masks)
    found = np.zeros(joint.values.size, dtype=given.dtype)
    found[: given.size] = given
    return found
