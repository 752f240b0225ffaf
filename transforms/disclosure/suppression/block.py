"""Cheapest deviations near one quantity: a small linear programme on its neighbourhood.

A deviation that leaves everything outside the neighbourhood as it is keeps every sum of the whole
system, so what is found here is valid everywhere; only the search is local.
"""

import highspy
import numpy as np

from transforms.disclosure.suppression.reduction import System

FIT = 1e-6
_MANY = 300  # columns beyond which branching looks at the nearest only
_BRANCHING = {
    "presolve": "on",
    "mip_max_nodes": 20,  # not a time limit: the same table gives the same pattern
    "mip_rel_gap": 0.2,
    "mip_heuristic_effort": 0.0,
}


def quiet() -> highspy.Highs:
    """A solver that says nothing and stays on one core."""
    solver = highspy.Highs()
    for option in ("output_flag", "log_to_console"):
        solver.setOptionValue(option, False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    return solver


def ball(system: System, seed: int, may_move: np.ndarray, radius: int) -> np.ndarray:
    """The variables that `radius` sums join to one, by way of such as may move."""
    inside = np.zeros(system.values.size, dtype=bool)
    inside[seed] = True
    edge = np.array([seed])
    seen = np.zeros(system.rows.start.size - 1, dtype=bool)
    for _ in range(radius):
        entries, _ = system.columns.lines(edge)
        rows = np.unique(system.columns.index[entries])
        rows = rows[~seen[rows]]
        seen[rows] = True
        entries, _ = system.rows.lines(rows)
        reached = np.unique(system.rows.index[entries])
        edge = reached[may_move[reached] & ~inside[reached]]
        inside[edge] = True
    return np.flatnonzero(inside)


def near(system: System, seed: int, may_move: np.ndarray, radius: int) -> np.ndarray:
    """The variables of a ball that can take part in a deviation which stays in it."""
    return core(system, ball(system, seed, may_move, radius))


def core(system: System, kept: np.ndarray) -> np.ndarray:
    """Of some variables those that can move while all others stay still."""
    while True:
        entries, line = system.columns.lines(kept)
        rows = system.columns.index[entries]
        count = np.bincount(rows, minlength=1)
        alone = np.zeros(kept.size, dtype=bool)
        alone[line[count[rows] == 1]] = True
        if not alone.any():
            return kept
        kept = kept[~alone]


class Block:
    """A warm model of the deviations of some variables, all others held still."""

    def __init__(
        self,
        system: System,
        inside: np.ndarray,
        *,
        hidden: np.ndarray,
        cost: np.ndarray,
        floor: int,
    ) -> None:
        """Build it.

        Args:
            system: The system.
            inside: The variables that may move, ascending.
            hidden: Bool, over all variables: those move at no cost.
            cost: What a unit costs, over all variables.
            floor: The least value that a hidden quantity may have (1 or 0).
        """
        self.system, self.inside = system, inside
        entries, line = system.columns.lines(inside)
        rows, row = np.unique(system.columns.index[entries], return_inverse=True)
        factor = system.columns.factor[entries].astype(float)
        size = inside.size
        self.room = (system.values[inside] - floor).astype(float)
        self.free = hidden[inside].copy()
        paid = np.flatnonzero(~self.free)
        self.down = np.full(size, -1)
        self.down[paid] = size + np.arange(paid.size)
        self.cost = cost[inside]
        starts = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=size))])
        # columns: every variable; then the way down of those that cost something
        taken = np.isin(line, paid)
        widths = np.diff(starts)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size + paid.size, rows.size
        lp.col_cost_ = np.concatenate([np.where(self.free, 0.0, self.cost), self.cost[paid]])
        lp.col_lower_ = np.concatenate([np.where(self.free, -self.room, 0.0), np.zeros(paid.size)])
        lp.col_upper_ = np.concatenate([np.full(size, np.inf), self.room[paid]])
        lp.row_lower_ = lp.row_upper_ = np.zeros(rows.size)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([starts, starts[-1] + np.cumsum(widths[paid])]).astype(
            np.int32
        )
        lp.a_matrix_.index_ = np.concatenate([row, row[taken]]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([factor, -factor[taken]])
        self.solver = quiet()
        self.low, self.high = np.array(lp.col_lower_), np.array(lp.col_upper_)
        self.allowed = np.zeros(system.values.size, dtype=bool)
        self.allowed[inside] = True
        self.solver.passModel(lp)

    def move(self, variable: int, amount: int) -> tuple[np.ndarray, np.ndarray] | None:
        """The cheapest whole deviation in which a free variable moves by the amount.

        Returns:
            Variables and changes, or None if there is none in this neighbourhood.
        """
        at = int(np.searchsorted(self.inside, variable))
        if at == self.inside.size or self.inside[at] != variable:
            return None
        self.solver.changeColBounds(at, float(amount), float(amount))
        found = self._solve()
        if found is not None and np.abs(found - np.rint(found)).max() > FIT:
            found = self._whole(found, at)
        self.solver.changeColBounds(at, -self.room[at], np.inf)
        if found is None:
            return None
        whole = np.rint(found).astype(np.int64)
        moved = np.flatnonzero(whole)
        index, change = self.inside[moved], whole[moved]
        return (index, change) if self.system.adds_up(index, change) else None

    def _solve(self) -> np.ndarray | None:
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        columns = np.array(self.solver.getSolution().col_value)
        found = columns[: self.inside.size]
        paid = self.down >= 0
        found[paid] -= columns[self.down[paid]]
        return found

    def _whole(self, found: np.ndarray, at: int) -> np.ndarray | None:
        """A cheap deviation in whole numbers where the cheapest is none.

        First with costs a little changed, which mostly ends in another corner; then by branching,
        among the variables of the fractional solution and near ones; None if that takes long.
        """
        count = self.solver.getNumCol()
        every = np.arange(count, dtype=np.int32)
        cost = np.array(self.solver.getLp().col_cost_)
        chance = np.random.default_rng(at)
        for _ in range(3):
            self.solver.changeColsCost(count, every, cost * chance.uniform(0.7, 1.4, count))
            other = self._solve()
            if other is not None and np.abs(other - np.rint(other)).max() <= FIT:
                break
        else:
            other = None
        self.solver.changeColsCost(count, every, cost)
        return self._branched(np.abs(found) > FIT, at) if other is None else other

    def _branched(self, moved: np.ndarray, at: int) -> np.ndarray | None:
        count = self.solver.getNumCol()
        every = np.arange(count, dtype=np.int32)
        still = np.zeros(0, dtype=np.int32)
        if count > _MANY:
            nearest = near(self.system, int(self.inside[at]), self.allowed, 2)
            still = np.flatnonzero(~moved & ~np.isin(self.inside, nearest))
            down = self.down[still]
            still = np.concatenate([still, down[down >= 0]]).astype(np.int32)
        none = np.zeros(still.size)
        self.solver.changeColsBounds(still.size, still, none, none)
        self.solver.changeColsIntegrality(count, every, np.ones(count, dtype=np.uint8))
        for option, value in _BRANCHING.items():
            self.solver.setOptionValue(option, value)
        found = self._solve()
        self.solver.changeColsIntegrality(count, every, np.zeros(count, dtype=np.uint8))
        self.solver.changeColsBounds(still.size, still, self.low[still], self.high[still])
        self.solver.setOptionValue("presolve", "off")
        return found
