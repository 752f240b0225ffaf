"""Which quantities the policy is about before any table is looked at: secret, or all alike."""

import numpy as np

from transforms.disclosure.counting.counted import ANSWERS, MORE, Counted, wider
from transforms.disclosure.counting.of_case import figures_of, within
from transforms.disclosure.policy import Policy

# Units behind which persons stand; what differs by few of another unit tells of nobody.
PERSONAL = frozenset({"victim", "perpetrator", "person", "case", "case_file", "police_report"})


def primaries(counted: Counted, policy: Policy, lacks: np.ndarray | None = None) -> np.ndarray:
    """Quantities that must not be learned (bool): too few behind them, or one case makes them up.

    Args:
        counted: The quantities.
        policy: The rules.
        lacks: Per quantity by how much more it would have to be so as not to tell too much of its
            largest case, 0 where it need not.
    """
    found = np.zeros(counted.values.size, dtype=bool)
    for index, quantity in enumerate(counted.quantities):
        if quantity.unit.endswith(ANSWERS):  # a sum of figures, each with its own rule
            continue
        behind = int(counted.contributors[index])
        if quantity.statistic == "count":
            behind = int(counted.values[index])
        found[index] = 0 < behind < policy.threshold(quantity.predicates)
    return found if lacks is None else found | (lacks > 0)


def rests(counted: Counted, policy: Policy) -> list[tuple[int, int, int]]:
    """Sets and parts of them that differ by fewer than the threshold: set, part, the difference.

    What is left of a set when a part is taken away is a group of few as any other, and what is
    left of a sum of money is theirs. Of nobody is left 0, which is a sum too: both are one figure.
    """
    if not policy.is_subset_protected:
        return []
    index = {quantity: at for at, quantity in enumerate(counted.quantities)}
    pairs = [
        (at, index[set_])
        for at, quantity in enumerate(counted.quantities)
        for set_ in wider(quantity, counted.parents)
        if set_ in index
    ]
    pairs += within(figures_of(counted, policy), counted.parents)
    found = []
    for at, above in dict.fromkeys(pairs):
        quantity, set_ = counted.quantities[at], counted.quantities[above]
        if not tells_of_people(quantity.unit, quantity.statistic) or not counted.contributors[at]:
            continue
        people = int(counted.contributors[above] - counted.contributors[at])
        left = int(counted.values[above] - counted.values[at])
        if is_rest(people, left, policy.threshold(set_.predicates)):
            found.append((above, at, left))
    return found


def tells_of_people(unit: str, statistic: str) -> bool:
    """Whether what is left of a set of such units is somebody's: persons are, and so is money."""
    return statistic == "sum" or unit.removesuffix(MORE) in PERSONAL


def is_rest(people: int, left: int, threshold: int) -> bool:
    """Whether a set less its part is a group of few, or of nobody.

    Args:
        people: Those of the set who are not in the part.
        left: Value of the set less that of the part: 0 where nobody is left. Where it is not, or
            is negative, the part is no part after all (two tables that date a unit differently).
        threshold: That of the set.
    """
    return left >= 0 and (people == left == 0 or 0 < people < threshold)


def alike(counted: Counted, policy: Policy) -> list[tuple[int, int]]:
    """Groups of which everybody is in one category: set and the part that is all of it.

    The set is named by at least one predicate and is no small one (those are hidden anyway); the
    part adds one predicate of a dimension in which that matters.
    """
    index = {quantity: at for at, quantity in enumerate(counted.quantities)}
    found = []
    for at, quantity in enumerate(counted.quantities):
        for dimension, code in sorted(quantity.predicates):
            above = index.get(quantity.less((dimension, code)))
            if dimension not in policy.homogeneity or above is None:
                continue
            is_all = counted.values[above] == counted.values[at]
            set_ = counted.quantities[above].predicates
            if is_all and set_ and counted.values[at] >= policy.threshold(set_):
                found.append((above, at))
    return found
