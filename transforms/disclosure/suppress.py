"""Secondary suppression: the cheapest cells to hide so that no small count is learned.

Incremental linear programmes (Fischetti and Salazar 2000, with one warm-started model): for each
primary the cheapest deviation that keeps every sum, where cells already hidden cost nothing.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np

from transforms.disclosure.table import Table


@dataclass
class System:
    """Cells that may move, merged where a sum makes them equal, and the sums between them."""

    group: np.ndarray  # cell to variable, -1 for a published zero
    values: np.ndarray  # per variable
    rows: list[dict[int, int]]
    members: np.ndarray  # cells per variable


@dataclass
class Pattern:
    """Hidden cells (bool), the primaries (bool), and a deviation per primary and direction."""

    hidden: np.ndarray
    primary: np.ndarray
    system: System
    witnesses: dict[tuple[int, int], np.ndarray] = field(default_factory=dict)
    impossible: set[int] = field(default_factory=set)  # primaries that no pattern can protect


def reduce(table: Table, *, zeros_shown: bool) -> System:
    """Drop published zeros and merge a parent with its only child that is not zero."""
    size = table.values.size
    alive = table.values > 0 if zeros_shown else np.ones(size, dtype=bool)
    root = np.arange(size)

    def find(cell: int) -> int:
        while root[cell] != cell:
            root[cell] = root[root[cell]]
            cell = int(root[cell])
        return cell

    kept = []
    for parent, children in table.equations:
        live = children[alive[children]]
        if live.size == 1:
            root[find(parent)] = find(int(live[0]))
        elif live.size:
            kept.append((parent, live))
    roots = np.array([find(cell) if alive[cell] else -1 for cell in range(size)])
    chosen = np.unique(roots[roots >= 0])
    group = np.where(roots >= 0, np.searchsorted(chosen, roots), -1)
    rows: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
    for parent, live in kept:
        row: dict[int, int] = {int(group[parent]): -1}
        for child in group[live].tolist():
            row[child] = row.get(child, 0) + 1
        row = {column: factor for column, factor in sorted(row.items()) if factor}
        rows.setdefault(tuple(row.items()), row)
    members = np.bincount(group[group >= 0], minlength=chosen.size)
    return System(group, table.values[chosen], list(rows.values()), members)


class Model:
    """One warm HiGHS model of deviations: up part in column v, down part in column m + v."""

    def __init__(self, system: System, floor: int) -> None:
        """Build it; `floor` is the least value a hidden cell may have (1 or 0)."""
        self.size = system.values.size
        self.room = (system.values - floor).astype(float)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.size, len(system.rows)
        lp.col_cost_ = np.ones(2 * self.size)
        lp.col_lower_ = np.zeros(2 * self.size)
        lp.col_upper_ = np.concatenate([np.full(self.size, np.inf), self.room])
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(system.rows))
        starts, index, factors = [0], [], []
        for row in system.rows:
            index += [*row, *(column + self.size for column in row)]
            factors += [*row.values(), *(-factor for factor in row.values())]
            starts.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(factors, dtype=float)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("log_to_console", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("presolve", "off")
        self.solver.passModel(lp)

    def cost(self, variable: int, cost: float) -> None:
        """What it costs to move a variable."""
        self.solver.changeColCost(variable, cost)
        self.solver.changeColCost(self.size + variable, cost)

    def close(self, variable: int, *, closed: bool) -> None:
        """Publish a variable (it may not move) or open it again."""
        top = 0.0 if closed else np.inf
        down = 0.0 if closed else self.room[variable]
        self.solver.changeColBounds(variable, 0.0, top)
        self.solver.changeColBounds(self.size + variable, 0.0, down)

    def move(self, variable: int, amount: int) -> np.ndarray | None:
        """The cheapest deviation in which the variable moves by the amount, or None."""
        up, down = float(max(amount, 0)), float(max(-amount, 0))
        self.solver.changeColBounds(variable, up, up)
        self.solver.changeColBounds(self.size + variable, down, down)
        self.solver.run()
        found = None
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            both = np.array(self.solver.getSolution().col_value)
            found = both[: self.size] - both[self.size :]
        self.close(variable, closed=False)
        return found


def suppress(table: Table, *, k: int, goal: str, zeros_shown: bool, clean: int = 400) -> Pattern:
    """Hide all counts of 1 to k-1 and the cheapest further cells that the goal needs.

    Args:
        table: All cells of the release.
        k: The threshold.
        goal: `not_exact` (two values remain) or `contains` (the interval holds [1..k] or [0..k],
            from what `least` allows).
        zeros_shown: Zeros are published, so that an attacker knows hidden cells to be at least 1.
        clean: How many secondary cells the clean-up tries to publish again.
    """
    system = reduce(table, zeros_shown=zeros_shown)
    floor = 1 if zeros_shown else 0
    small = (system.values > 0) & (system.values < k)
    model = Model(system, floor)
    weights = np.log2(1.0 + system.values) * system.members + 0.01
    for variable in range(system.values.size):
        model.cost(variable, 0.0 if small[variable] else float(weights[variable]))
    hidden = small.copy()
    pattern = Pattern(np.zeros(0, dtype=bool), np.zeros(0, dtype=bool), system)
    bottom = np.zeros(system.values.size, dtype=np.int64)
    alive = np.flatnonzero(system.group >= 0)
    np.maximum.at(bottom, system.group[alive], least(table, zeros_shown=zeros_shown)[alive])
    order = sorted(np.flatnonzero(small).tolist(), key=lambda v: (-system.values[v], v))
    for variable in order:
        for amount in _amounts(int(system.values[variable]), k, goal, int(bottom[variable])):
            found = model.move(variable, amount)
            if found is None:
                pattern.impossible.add(variable)  # reported as uncertified
                continue
            pattern.witnesses[variable, amount] = found
            for other in np.flatnonzero((np.abs(found) > 1e-7) & ~hidden).tolist():
                hidden[other] = True
                model.cost(other, 0.0)
    _clean(model, pattern, hidden, small=small, weights=weights, tries=clean)
    live = system.group >= 0
    pattern.hidden, pattern.primary = np.zeros_like(live), np.zeros_like(live)
    pattern.hidden[live] = hidden[system.group[live]]
    pattern.primary[live] = small[system.group[live]]
    return pattern


def least(table: Table, *, zeros_shown: bool) -> np.ndarray:
    """What each cell must be at least even with everything hidden: 1 + 1 + 1 is never below 3."""
    found = ((table.values > 0) & zeros_shown).astype(np.int64)
    while True:
        before = found.copy()
        for parent, children in table.equations:
            found[parent] = max(found[parent], found[children].sum())
        if np.array_equal(before, found):
            return found


def _amounts(value: int, k: int, goal: str, floor: int) -> tuple[int, ...]:
    if goal == "not_exact":
        return (1,)
    return tuple(amount for amount in (k - value, floor - value) if amount)


def _clean(
    model: Model,
    pattern: Pattern,
    hidden: np.ndarray,
    *,
    small: np.ndarray,
    weights: np.ndarray,
    tries: int,
) -> None:
    """Publish secondaries again, the dearest first, where each witness has a way round them."""
    for variable in np.flatnonzero(~hidden).tolist():
        model.close(variable, closed=True)
    secondary = np.flatnonzero(hidden & ~small)
    for variable in secondary[np.argsort(-weights[secondary], kind="stable")][:tries].tolist():
        model.close(variable, closed=True)
        users = [key for key, y in pattern.witnesses.items() if abs(y[variable]) > 1e-7]
        renewed = {}
        for key in users:
            found = model.move(*key)
            if found is None:
                break
            renewed[key] = found
        if len(renewed) == len(users):
            pattern.witnesses.update(renewed)
            hidden[variable] = False
        else:
            model.close(variable, closed=False)
