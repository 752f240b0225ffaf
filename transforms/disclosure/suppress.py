"""Secondary suppression: the cheapest cells to hide so that no small count is learned.

Incremental linear programmes (Fischetti and Salazar 2000, with one warm-started model): for each
primary the cheapest deviation that keeps every sum, where cells already hidden cost nothing.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from transforms.disclosure.quantities import Pattern, Quantities, Witness, least

_FIT = 1e-6
_Moves = dict[tuple[int, int], np.ndarray]  # variable and amount: the deviation found


@dataclass
class System:
    """Cells that may move, merged where a sum makes them equal, and the sums between them."""

    group: np.ndarray  # cell to variable, -1 for a published zero
    values: np.ndarray  # per variable
    rows: list[dict[int, int]]
    members: np.ndarray  # cells per variable


def reduce(table: Quantities, *, zeros_shown: bool) -> System:
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


def suppress(
    system: Quantities,
    *,
    k: int,
    goal: str,
    zeros_shown: bool,
    primary: np.ndarray | None = None,
    fixed_published: np.ndarray | None = None,
    fixed_hidden: np.ndarray | None = None,
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

    Returns:
        The pattern; look at `unprotected` before anything is published.
    """
    values = system.values
    none = np.zeros(values.size, dtype=bool)
    wanted = (values > 0) & (values < k) if primary is None else primary
    shut = none if fixed_published is None else fixed_published
    kept = none if fixed_hidden is None else fixed_hidden
    reduced = reduce(system, zeros_shown=zeros_shown)
    live = reduced.group >= 0

    def gather(mask: np.ndarray) -> np.ndarray:
        found = np.zeros(reduced.values.size, dtype=bool)
        found[reduced.group[mask & live]] = True
        return found

    closed = gather(shut)
    small, start = gather(wanted) & ~closed, gather(kept | wanted) & ~closed
    model = Model(reduced, 1 if zeros_shown else 0)
    weights = np.log2(1.0 + reduced.values) * reduced.members + 0.01
    for variable in range(reduced.values.size):
        model.cost(variable, 0.0 if start[variable] else float(weights[variable]))
        if closed[variable]:
            model.close(variable, closed=True)
    hidden = start.copy()
    bottom = np.zeros(reduced.values.size, dtype=np.int64)
    np.maximum.at(bottom, reduced.group[live], least(system, zeros_shown=zeros_shown)[live])
    order = sorted(np.flatnonzero(small).tolist(), key=lambda v: (-reduced.values[v], v))
    moves: _Moves = {}
    failed = np.zeros(reduced.values.size, dtype=bool)
    for variable in order:
        for amount in _amounts(int(reduced.values[variable]), k, goal, int(bottom[variable])):
            found = model.move(variable, amount)
            if found is None:
                failed[variable] = True
                continue
            moves[variable, amount] = found
            for other in np.flatnonzero((np.abs(found) > 1e-7) & ~hidden).tolist():
                hidden[other] = True
                model.cost(other, 0.0)
    _clean(model, moves, hidden, kept=start, weights=weights, tries=400)
    proofs = _whole(reduced, moves, hidden, failed, floor=1 if zeros_shown else 0)
    result = Pattern(none.copy(), wanted.copy(), none.copy())
    result.hidden[live] = hidden[reduced.group[live]]
    result.unprotected[live] = failed[reduced.group[live]]
    result.unprotected = (result.unprotected & wanted) | (wanted & ~result.hidden)
    result.witnesses = [_spread(reduced, proof) for proof in proofs]
    return result


def _whole(
    reduced: System, moves: _Moves, hidden: np.ndarray, failed: np.ndarray, floor: int
) -> list[np.ndarray]:
    """Every deviation as whole numbers; where there is none, its variable has failed."""
    model: Model | None = None
    proofs: list[np.ndarray] = []
    for key, found in sorted(moves.items()):
        whole = np.rint(found)
        if np.abs(found - whole).max() > _FIT or not _adds_up(reduced.rows, whole):
            model = model or _integer_model(reduced, hidden, floor=floor)
            moved = model.move(*key)
            whole = np.rint(moved) if moved is not None else whole
            if moved is None or not _adds_up(reduced.rows, whole):
                failed[key[0]] = True
                continue
        proofs.append(whole.astype(np.int64))
    return proofs


def _adds_up(rows: list[dict[int, int]], whole: np.ndarray) -> bool:
    return all(sum(factor * whole[column] for column, factor in row.items()) == 0 for row in rows)


def _integer_model(reduced: System, hidden: np.ndarray, floor: int) -> Model:
    model = Model(reduced, floor)
    for variable in np.flatnonzero(~hidden).tolist():
        model.close(variable, closed=True)
    for column in range(2 * model.size):
        model.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    return model


def _spread(reduced: System, proof: np.ndarray) -> Witness:
    changes = np.where(reduced.group >= 0, proof[reduced.group], 0)
    index = np.flatnonzero(changes)
    return Witness(index, changes[index])


def _amounts(value: int, k: int, goal: str, floor: int) -> tuple[int, ...]:
    if goal == "not_exact":
        return (1,)
    return tuple(amount for amount in (k - value, floor - value) if amount)


def _clean(
    model: Model,
    moves: _Moves,
    hidden: np.ndarray,
    *,
    kept: np.ndarray,
    weights: np.ndarray,
    tries: int,
) -> None:
    """Publish secondaries again, the dearest first, where each witness has a way round them."""
    for variable in np.flatnonzero(~hidden).tolist():
        model.close(variable, closed=True)
    secondary = np.flatnonzero(hidden & ~kept)
    for variable in secondary[np.argsort(-weights[secondary], kind="stable")][:tries].tolist():
        model.close(variable, closed=True)
        users = [key for key, y in moves.items() if abs(y[variable]) > 1e-7]
        renewed = {}
        for key in users:
            found = model.move(*key)
            if found is None:
                break
            renewed[key] = found
        if len(renewed) == len(users):
            moves.update(renewed)
            hidden[variable] = False
        else:
            model.close(variable, closed=False)
