"""The cuts found so far, and the cheapest pattern that they allow, everywhere or near some of them.

A cut is a sum over `hidden or not` of variables; the cheapest pattern is a small integer programme.
"""

from collections.abc import Iterable

import highspy
import numpy as np

from transforms.disclosure.suppression.block import FIT, Cut, quiet
from transforms.disclosure.suppression.search import Search

_GAP = 0.004  # of the cost: nearer to the cheapest is not worth the time
_NEAR = 0.5  # the same in cells, where the programme is small
_NODES = 1  # not a time limit: the same table gives the same pattern
_WIDE = 170  # variables beyond which only those of the cuts themselves are looked at
_RELAX = 600  # variables up to which only what the relaxed programme leaves open is branched
_STAYS = 0.9  # of the cost, for what is hidden: witnesses are worth a little more than it saves


class Pool:
    """Cuts that every pattern has to fulfil."""

    def __init__(self, search: Search) -> None:
        """Start with none."""
        self.search = search
        self.cuts: list[Cut] = []
        self.of: list[list[int]] = [[] for _ in search.cost]
        self.known: set[tuple[bytes, bytes]] = set()
        self.able = ~search.shut & ~search.kept

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
        for number in self._touching(np.flatnonzero(named)):
            free[self.cuts[number].index] = True
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
        free = free & self.able
        columns = np.flatnonzero(free)
        cuts = [self.cuts[number] for number in self._touching(columns)]
        if not cuts:
            return columns[:0]
        index = np.concatenate([cut.index for cut in cuts])
        factor = np.concatenate([cut.factor for cut in cuts])
        row = np.repeat(np.arange(len(cuts)), [cut.index.size for cut in cuts])
        least = np.array([cut.least for cut in cuts])
        fixed = ~free[index] & hidden[index]
        least -= np.bincount(row[fixed], factor[fixed], minlength=least.size)
        moves = free[index]
        place = (np.cumsum(free) - 1)[index[moves]]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = columns.size, least.size
        cost = self.search.cost[columns]
        lp.col_cost_ = np.where(hidden[columns], _STAYS * cost, cost)
        lp.col_lower_, lp.col_upper_ = np.zeros(columns.size), np.ones(columns.size)
        lp.row_lower_, lp.row_upper_ = least, np.full(least.size, np.inf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        count = np.bincount(row[moves], minlength=least.size)
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        lp.a_matrix_.index_ = place.astype(np.int32)
        lp.a_matrix_.value_ = factor[moves]
        found = _chosen(lp)
        if found is None:
            return columns[:0]
        changed = columns[found != hidden[columns]]
        hidden[columns] = found
        return changed

    def _touching(self, variables: np.ndarray) -> list[int]:
        return sorted({number for v in variables.tolist() for number in self.of[v]})


def _chosen(lp: highspy.HighsLp) -> np.ndarray | None:
    """Bool: the columns that a cheap whole solution takes; None if there is none."""
    if lp.num_col_ > _RELAX:
        return _branched(lp)
    solver = quiet()
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    share = np.array(solver.getSolution().col_value)
    whole = np.abs(share - np.rint(share)) <= FIT
    if whole.all():
        return share > 0.5
    lower, upper = lp.col_lower_, lp.col_upper_
    lp.col_lower_ = np.where(whole, np.rint(share), lower)
    lp.col_upper_ = np.where(whole, np.rint(share), upper)
    found = _branched(lp)
    if found is None:
        lp.col_lower_, lp.col_upper_ = lower, upper
        found = _branched(lp)
    return found


def _branched(lp: highspy.HighsLp) -> np.ndarray | None:
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver = quiet()
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)
    solver.setOptionValue("mip_rel_gap", _GAP)
    solver.setOptionValue("mip_abs_gap", _NEAR)
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.passModel(lp)
    solver.run()
    status = solver.getInfo().primal_solution_status
    if status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.array(solver.getSolution().col_value) > 0.5
