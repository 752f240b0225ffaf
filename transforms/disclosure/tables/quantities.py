"""What protection works on: quantities, their true values and the sums that hold between them.

A table is one such system, and so are all tables of a release together: the same set of inner
cells is one quantity, however many tables show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np


class Quantities(Protocol):
    """`values`: int64, one a quantity; `equations`: parent quantity = sum of child quantities."""

    @property
    def values(self) -> np.ndarray:
        """True values, int64."""
        ...

    @property
    def equations(self) -> Sequence[tuple[int, np.ndarray]]:
        """Parent and children, by place."""
        ...


@dataclass(frozen=True)
class Joint:
    """The plainest such system: what several tables of one release make together."""

    values: np.ndarray
    equations: list[tuple[int, np.ndarray]]


@dataclass(frozen=True)
class Witness:
    """A whole-numbered change of hidden quantities under which every sum still holds.

    Attributes:
        index: The quantities that change, ascending.
        change: By how much, never 0.
    """

    index: np.ndarray
    change: np.ndarray


@dataclass
class Pattern:
    """What is hidden and why it is safe; the masks are bool, one place a quantity.

    Attributes:
        hidden: Not to be shown: primaries and what must go with them.
        primary: The quantities that were to be protected.
        unprotected: Primaries that this pattern does not protect to the goal, because what is
            published already, or the sums alone, give them away. Empty (all False) = safe.
        witnesses: Proof that every other primary reaches its goal.
    """

    hidden: np.ndarray
    primary: np.ndarray
    unprotected: np.ndarray
    witnesses: list[Witness] = field(default_factory=list)


def least(system: Quantities, *, zeros_shown: bool) -> np.ndarray:
    """What each quantity must be even with everything hidden: 1 + 1 + 1 is never below 3.

    A part that is alone in its sum is the sum, and must be what that must be: ages of one form
    that has three of them.

    Args:
        system: The quantities.
        zeros_shown: Zeros are published, so that every other quantity is known to be 1 or more.
    """
    found = ((system.values > 0) & zeros_shown).astype(np.int64)
    sums = [(up, kids[found[kids] > 0]) for up, kids in system.equations]
    while True:
        before = found.copy()
        for parent, children in sums:
            found[parent] = max(found[parent], found[children].sum())
            if children.size == 1:
                found[children] = found[parent]
        if np.array_equal(before, found):
            return found
