"""How far a variable can move while only hidden ones move: the deviation, or why there is none.

The reason is a cut: a sum over variables that every pattern must fulfil in which the target can be
reached (Benders' cut from the dual of the linear programme; Fischetti and Salazar 2000).
"""

from dataclasses import dataclass

import highspy
import numpy as np

from transforms.disclosure.suppression.block import FIT, quiet
from transforms.disclosure.suppression.cover import Change, Target
from transforms.disclosure.suppression.reduction import System


@dataclass(frozen=True)
class Cut:
    """`factor` summed over the variables `index` that are hidden is at least `least`."""

    index: np.ndarray
    factor: np.ndarray
    least: float

    def holds(self, hidden: np.ndarray) -> bool:
        """Whether a pattern fulfils it."""
        return float(self.factor[hidden[self.index]].sum()) >= self.least - FIT


class Confined:
    """A warm model of some variables, of which the hidden ones may move."""

    def __init__(
        self, system: System, inside: np.ndarray, hidden: np.ndarray, *, floor: int
    ) -> None:
        """Build it.

        Args:
            system: The system.
            inside: The variables of the model, ascending.
            hidden: Bool, over all variables: which may move now.
            floor: The least value that a hidden quantity may have (1 or 0).
        """
        self.inside = inside
        self.system = system
        self.room = system.values - floor
        entries, line = system.columns.lines(self.inside)
        self.rows, row = np.unique(system.columns.index[entries], return_inverse=True)
        size = self.inside.size
        self.low = -self.room[self.inside].astype(float)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, self.rows.size
        lp.col_cost_ = np.zeros(size)
        free = hidden[self.inside]
        lp.col_lower_ = np.where(free, self.low, 0.0)
        lp.col_upper_ = np.where(free, np.inf, 0.0)
        lp.row_lower_ = lp.row_upper_ = np.zeros(self.rows.size)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=size))])
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = row.astype(np.int32)
        lp.a_matrix_.value_ = system.columns.factor[entries].astype(float)
        self.solver = quiet()
        self.solver.passModel(lp)

    def open(self, variable: int) -> None:
        """Let a variable move from now on."""
        at = int(np.searchsorted(self.inside, variable))
        if at < self.inside.size and self.inside[at] == variable:
            self.solver.changeColBounds(at, self.low[at], np.inf)

    def move(self, target: Target, kept: np.ndarray) -> Change | Cut | None:
        """A deviation that reaches a target, or a cut that says why there is none.

        None where neither is found here: what is outside, or whole numbers, would have to tell.
        """
        amounts = (target.amount, -target.amount) if target.both else (target.amount,)
        bounds = []
        for amount in amounts:
            if amount < -self.room[target.variable]:
                continue
            found = self._furthest(target.variable, amount)
            if found is None or len(found) == 2:
                return found
            bounds.append(found[1:])
        return _cut(bounds, kept)

    def _furthest(
        self, variable: int, amount: int
    ) -> Change | tuple[None, np.ndarray, float] | None:
        """A deviation, or after None the factors of all variables and what they must sum to."""
        at = int(np.searchsorted(self.inside, variable))
        sign = 1.0 if amount > 0 else -1.0
        low, high = (0.0, float(amount)) if amount > 0 else (float(amount), 0.0)
        self.solver.changeColBounds(at, low, high)
        self.solver.changeColCost(at, sign)
        self.solver.run()
        optimal = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = self.solver.getSolution()
        self.solver.changeColCost(at, 0.0)
        self.solver.changeColBounds(at, self.low[at], np.inf)
        if not optimal:
            return None
        found = np.array(solution.col_value)
        if abs(found[at] - amount) > FIT:
            return self._bound(variable, amount, np.array(solution.row_dual))
        whole = np.rint(found)
        if np.abs(found - whole).max() > FIT:
            return None
        moved = np.flatnonzero(whole)
        change = self.inside[moved], whole[moved].astype(np.int64)
        return change if self.system.adds_up(*change) else None

    def _bound(
        self, variable: int, amount: int, dual: np.ndarray
    ) -> tuple[None, np.ndarray, float]:
        """What every variable in the sums of the dual could do for the target if it were hidden."""
        rows = self.system.rows
        entries, line = rows.lines(self.rows)
        rate = np.zeros(self.system.values.size)
        np.add.at(rate, rows.index[entries], -dual[line] * rows.factor[entries])
        least = -amount * rate[variable]
        rate[variable] = 0.0
        # up there is no limit, so that one such variable is enough; down a cell gives what it has
        factor = np.where(rate > FIT, np.inf, np.where(rate < -FIT, -rate * self.room, 0.0))
        return None, factor, least


def _cut(bounds: list[tuple[np.ndarray, float]], kept: np.ndarray) -> Cut | None:
    """One of the bounds has to give way; what is hidden in any case is counted already."""
    joint: np.ndarray | None = None
    for factor, least in bounds:
        rest = least - float(factor[kept].sum())
        if rest <= FIT:
            return None
        share = np.minimum(factor / rest, 1.0)
        share[kept] = 0.0
        joint = share if joint is None else np.maximum(joint, share)
    if joint is None:
        return None
    index = np.flatnonzero(joint)
    return Cut(index, joint[index], 1.0)
