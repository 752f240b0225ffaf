"""Deviations near one quantity: a small linear programme on its neighbourhood.

A deviation that leaves everything outside the neighbourhood as it is keeps every sum of the whole
system, so what is found here is valid everywhere; only the search is local. Where there is none,
the programme says why: a cut, a sum over variables that every pattern must fulfil in which the
target can be reached (Benders' cut from a dual ray; Fischetti and Salazar 2000).
"""

from dataclasses import dataclass
from typing import Any, cast

import highspy
import numpy as np

from transforms.disclosure.suppression.cover import Change, Target
from transforms.disclosure.suppression.near import near
from transforms.disclosure.suppression.reduction import Sparse, System
from transforms.disclosure.suppression.solver import FIT, pass_rows

_MANY = 300  # columns beyond which branching looks at the nearest only
_NODES, _MORE_NODES = 20, 500  # not a time limit: the same table gives the same pattern
_BRANCHING = {
    "presolve": "on",
    "mip_rel_gap": 0.2,
    "mip_heuristic_effort": 0.0,
}


@dataclass(frozen=True)
class Cut:
    """`factor` summed over the variables `index` that are hidden is at least `least`."""

    index: np.ndarray
    factor: np.ndarray
    least: float

    def holds(self, hidden: np.ndarray) -> bool:
        """Whether a pattern fulfils it."""
        return float(self.factor[hidden[self.index]].sum()) >= self.least - FIT


class Block:
    """A warm model of the deviations of some variables, all others held still."""

    def __init__(
        self,
        solver: highspy.Highs,
        system: System,
        inside: np.ndarray,
        *,
        cost: np.ndarray,
        floor: int,
    ) -> None:
        """Build it.

        Args:
            solver: What solves it; the model that it held until now is gone.
            system: The system.
            inside: The variables that may move, ascending.
            cost: What it costs to move each of them by one.
            floor: The least value that a hidden quantity may have (1 or 0).
        """
        self.system, self.inside, self.floor = system, inside, floor
        entries = system.columns.entries(inside)
        touched = np.zeros(system.rows.start.size - 1, dtype=bool)
        touched[system.columns.index[entries]] = True
        self.rows = np.flatnonzero(touched)
        row = (np.cumsum(touched) - 1)[system.columns.index[entries]]
        factor = system.columns.factor[entries].astype(float)
        self.size = size = inside.size
        self.room = (system.values[inside] - floor).astype(float)
        starts = np.cumsum([0, *system.columns.length[inside]])
        # columns: every variable up, then every variable down
        self.cost = np.concatenate([cost, cost])
        self.top = np.concatenate([np.full(size, np.inf), self.room])
        self.solver = solver
        self.solver.setOptionValue("simplex_scale_strategy", 0)  # all factors are small and whole
        lines = Sparse(
            np.concatenate([starts, starts[-1] + starts[1:]]),
            np.concatenate([row, row]),
            np.concatenate([factor, -factor]),
        )
        still = np.zeros(self.rows.size)
        bounds = (np.zeros(2 * size), self.top)
        pass_rows(self.solver, self.cost, bounds, (still, still), lines, by_column=True)

    def cheapen(self, variables: np.ndarray, cost: float) -> None:
        """Let moving some variables cost this from now on."""
        at = np.searchsorted(self.inside, variables)
        at = at[at < self.size][self.inside[at[at < self.size]] == variables[at < self.size]]
        columns = np.concatenate([at, at + self.size]).astype(np.int32)
        self.cost[columns] = cost
        self.solver.changeColsCost(columns.size, columns, self.cost[columns])

    def move(self, variable: int, amount: int, *, everywhere: bool = False) -> Change | None:
        """The cheapest whole deviation in which a variable moves by the amount.

        Args:
            variable: What has to move.
            amount: By how much.
            everywhere: Branch over all variables and long, where the cheapest is no whole one.

        Returns:
            Variables and changes, or None if there is none in this neighbourhood.
        """
        at = self._place(variable)
        if at is None:
            return None
        self._fix(at, amount)
        found = self._solve()
        if found is not None and np.abs(found - np.rint(found)).max() > FIT:
            found = self._branched(None, at) if everywhere else self._whole(found, at)
        self._release(at)
        return None if found is None else self._change(found)

    def ask(self, target: Target, kept: np.ndarray, hidden: np.ndarray) -> Change | Cut | None:
        """A deviation that reaches a target, or a cut that says why there is none.

        None where neither is found here: what is outside, or whole numbers, would have to tell.

        Args:
            target: What has to move.
            kept: Bool, over all variables: what is hidden in any case, and counts as such in a cut.
            hidden: Bool, over all variables: the pattern; a cut is one that it does not fulfil.
        """
        room = int(self.system.values[target.variable]) - self.floor
        bounds = []
        for amount in (target.amount, -target.amount) if target.both else (target.amount,):
            if amount < -room:
                continue
            found = self._reach(target.variable, amount)
            if found is None or len(found) == 2:
                return found
            bounds.append(found[1:])
        cut = _cut(bounds, kept)
        return None if cut is None or cut.holds(hidden) else cut

    def _place(self, variable: int) -> int | None:
        at = int(np.searchsorted(self.inside, variable))
        return at if at < self.size and self.inside[at] == variable else None

    def _fix(self, at: int, amount: int) -> None:
        up, down = float(max(amount, 0)), float(max(-amount, 0))
        self.solver.changeColBounds(at, up, up)
        self.solver.changeColBounds(at + self.size, down, down)

    def _release(self, at: int) -> None:
        for column in (at, at + self.size):
            self.solver.changeColBounds(column, 0.0, self.top[column])

    def _solve(self, *, whole: bool = False) -> np.ndarray | None:
        self.solver.run()
        is_good = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if whole and not is_good:  # all nodes used up: the best found until then is one as well
            status = self.solver.getInfo().primal_solution_status
            is_good = status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not is_good:
            return None
        columns = np.array(self.solver.getSolution().col_value)
        return columns[: self.size] - columns[self.size :]

    def _change(self, found: np.ndarray) -> Change | None:
        moved = np.flatnonzero(np.rint(found))
        index, change = self.inside[moved], np.rint(found[moved]).astype(np.int64)
        return (index, change) if self.system.adds_up(index, change) else None

    def _reach(self, variable: int, amount: int) -> Change | tuple[None, np.ndarray, float] | None:
        """A deviation, or after None the factors of all variables and what they must sum to."""
        at = self._place(variable)
        if at is None:
            return None
        self._fix(at, amount)
        found = self._solve()
        ray = None
        if found is None:
            ray = self._ray()
        elif np.abs(found - np.rint(found)).max() > FIT:
            found = self._whole(found, at)
        self._release(at)
        if ray is not None:
            return self._bound(variable, amount, ray)
        return None if found is None else self._change(found)

    def _ray(self) -> np.ndarray | None:
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return None
        _, is_there, ray = cast("Any", self.solver).getDualRay()  # missing in its stubs
        return np.array(ray) if is_there else None

    def _bound(
        self, variable: int, amount: int, ray: np.ndarray
    ) -> tuple[None, np.ndarray, float] | None:
        """What every variable in the sums of the ray could do for the target if it were hidden."""
        rows = self.system.rows
        ray = np.where(np.abs(ray) > FIT * np.abs(ray).max(), ray, 0.0)
        used = np.flatnonzero(ray)
        entries, line = rows.lines(self.rows[used])
        index = rows.index[entries]
        weight = ray[used][line] * rows.factor[entries]
        rate = np.bincount(index, weight, minlength=self.system.values.size)
        least = -amount * rate[variable]
        if abs(least) < FIT:
            return None
        rate /= abs(least)
        if least < 0:
            rate = -rate
        rate[variable] = 0.0
        # up there is no limit, so that one such variable is enough; down a cell gives what it has
        room = self.system.values - self.floor
        factor = np.where(rate > FIT, np.inf, np.where(rate < -FIT, -rate * room, 0.0))
        return None, factor, 1.0

    def _whole(self, found: np.ndarray, at: int) -> np.ndarray | None:
        """A cheap deviation in whole numbers where the cheapest is none."""
        other = self._otherwise(at)
        return self._branched(np.abs(found) > FIT, at) if other is None else other

    def _otherwise(self, at: int) -> np.ndarray | None:
        """The cheapest with costs a little changed, which mostly ends in another corner."""
        count = self.cost.size
        every = np.arange(count, dtype=np.int32)
        chance = np.random.default_rng(at)
        for _ in range(3):
            self.solver.changeColsCost(count, every, self.cost * chance.uniform(0.7, 1.4, count))
            other = self._solve()
            if other is not None and np.abs(other - np.rint(other)).max() <= FIT:
                break
        else:
            other = None
        self.solver.changeColsCost(count, every, self.cost)
        return other

    def _branched(self, moved: np.ndarray | None, at: int) -> np.ndarray | None:
        """By branching, among the variables of the fractional solution and near ones, or all."""
        count = self.cost.size
        every = np.arange(count, dtype=np.int32)
        still = np.zeros(0, dtype=np.int32)
        if moved is not None and self.size > _MANY:
            allowed = np.zeros(self.system.values.size, dtype=bool)
            allowed[self.inside] = True
            nearest = near(self.system, int(self.inside[at]), allowed, 2)
            one = np.flatnonzero(~moved & ~np.isin(self.inside, nearest))
            still = np.concatenate([one, one + self.size]).astype(np.int32)
        none = np.zeros(still.size)
        self.solver.changeColsBounds(still.size, still, none, none)
        self.solver.changeColsIntegrality(count, every, np.ones(count, dtype=np.uint8))
        for option, value in _BRANCHING.items():
            self.solver.setOptionValue(option, value)
        nodes = _MORE_NODES if moved is None else _NODES
        self.solver.setOptionValue("mip_max_nodes", nodes)
        found = self._solve(whole=True)
        self.solver.changeColsIntegrality(count, every, np.zeros(count, dtype=np.uint8))
        self.solver.changeColsBounds(still.size, still, none, self.top[still])
        self.solver.setOptionValue("presolve", "off")
        return found


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
