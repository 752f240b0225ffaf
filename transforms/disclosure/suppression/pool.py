"""The cuts found so far, and the cheapest pattern that they allow, everywhere or near some of them.

A cut is a sum over `hidden or not` of variables.
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from transforms.disclosure.suppression.block import Cut
from transforms.disclosure.suppression.programme import build, cheapest
from transforms.disclosure.suppression.reduction import Sparse
from transforms.disclosure.suppression.search import Search
from transforms.disclosure.suppression.solver import FIT

_WIDE = 170  # variables beyond which only those of the cuts themselves are looked at
_STAYS = 0.9  # of the cost, for what is hidden: witnesses are worth a little more than it saves
_STAYS_BETTER = 0.99  # the same where the pattern has to become cheaper


class Pool:
    """Cuts that every pattern has to fulfil."""

    def __init__(self, search: Search) -> None:
        """Start with none."""
        self.search = search
        self.cuts: list[Cut] = []
        self.of: list[list[int]] = [[] for _ in search.cost]
        self.known: set[tuple[bytes, bytes]] = set()
        self.able = ~search.shut & ~search.kept
        self._rows = Sparse(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
        self._least = np.zeros(0)

    def add(self, cut: Cut) -> bool:
        """Take a cut that is new and that some pattern fulfils; whether it was taken."""
        key = (cut.index.tobytes(), np.round(cut.factor, 6).tobytes())
        most = np.maximum(cut.factor[self.able[cut.index]], 0.0).sum()
        if key in self.known or most < cut.least - FIT:
            return False
        self.known.add(key)
        for variable in cut.index.tolist():
            self.of[variable].append(len(self.cuts))
        self.cuts.append(cut)
        return True

    def beside(self, cuts: Iterable[Cut]) -> np.ndarray:
        """Bool: the variables that share a cut with those of some cuts."""
        named = np.zeros(self.able.size, dtype=bool)
        named[np.concatenate([cut.index for cut in cuts])] = True
        free = named.copy()
        rows, _ = self._touching(np.flatnonzero(named))
        free[rows.index] = True
        return free if np.count_nonzero(free & self.able) <= _WIDE else named

    def asks_for(self, variable: int) -> bool:
        """Whether some cut would not hold any more if a hidden variable were shown."""
        hidden = self.search.hidden
        for number in self.of[variable]:
            cut = self.cuts[number]
            own = float(cut.factor[cut.index == variable].sum())
            if float(cut.factor[hidden[cut.index]].sum()) - own < cut.least - FIT:
                return True
        return False

    def choose(self, free: np.ndarray) -> np.ndarray:
        """Hide the cheapest that all cuts allow where what is not free stays as it is.

        Returns:
            The variables whose status changed.
        """
        hidden = self.search.hidden
        variables, look = self._look(free, stays=_STAYS)
        found = look()
        if found is None:
            return variables[:0]
        changed = variables[found != hidden[variables]]
        hidden[variables] = found
        return changed

    def better(
        self, free: np.ndarray, saving: float
    ) -> tuple[np.ndarray, Callable[[], np.ndarray | None]]:
        """Begin to look for a pattern that is cheaper, where what is not free stays as it is.

        Args:
            free: Bool, over the variables.
            saving: How much cheaper, about.

        Returns:
            Variables, and what says which of them to hide, or None if the cuts allow nothing
            cheaper; it reads nothing that changes, so that several can look at a time.
        """
        return self._look(free, stays=_STAYS_BETTER, saving=saving)

    def _look(
        self, free: np.ndarray, *, stays: float, saving: float | None = None
    ) -> tuple[np.ndarray, Callable[[], np.ndarray | None]]:
        search = self.search
        free = free & self.able
        variables = np.flatnonzero(free)
        cost, is_hidden = search.cost[variables], search.hidden[variables]
        weighed = np.where(is_hidden, stays * cost, cost)
        programme = build(*self._touching(variables), free, search.hidden, weighed)
        most = np.inf if saving is None else float(cost[is_hidden].sum()) - saving
        return variables, partial(cheapest, programme, most)

    def _touching(self, variables: np.ndarray) -> tuple[Sparse, np.ndarray]:
        """The cuts that some variables stand in, and what each has to sum to."""
        known = self._rows.start.size - 1
        if new := self.cuts[known:]:
            rows, ends = self._rows, np.cumsum([cut.index.size for cut in new])
            self._rows = Sparse(
                np.concatenate([rows.start, rows.start[-1] + ends]),
                np.concatenate([rows.index, *(cut.index for cut in new)]),
                np.concatenate([rows.factor, *(cut.factor for cut in new)]),
            )
            self._least = np.concatenate([self._least, [cut.least for cut in new]])
        numbers: set[int] = set().union(*(self.of[v] for v in variables.tolist()))
        which = np.sort(np.fromiter(numbers, np.int64, len(numbers)))
        entries = self._rows.entries(which)
        start = np.concatenate([[0], np.cumsum(self._rows.length[which])])
        found = Sparse(start, self._rows.index[entries], self._rows.factor[entries])
        return found, self._least[which]
