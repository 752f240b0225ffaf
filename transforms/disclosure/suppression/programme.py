"""Which variables to hide so that some cuts are fulfilled for least cost: an integer programme."""

from dataclasses import dataclass

import highspy
import numpy as np

from transforms.disclosure.suppression.reduction import Sparse
from transforms.disclosure.suppression.solver import FIT, pass_rows, quiet

_GAP = 0.004  # of the cost: nearer to the cheapest is not worth the time
_NEAR = 0.5  # the same in cells, where the programme is small
_NODES = 1  # not a time limit: the same table gives the same pattern
_FEW = 300  # cuts of the solver's own at a time
_NOT_WORTH = (  # each took longer than it helped
    "heuristic_run_feasibility_jump",
    "heuristic_run_rens",
    "allow_restart",
)
_RELAX = 600  # variables up to which what the relaxed programme leaves open is branched first


@dataclass(frozen=True)
class Programme:
    """Binary variables in ascending order; every row of `cuts` has to sum to `least` or more."""

    cost: np.ndarray
    cuts: Sparse
    least: np.ndarray


def build(
    cuts: Sparse, least: np.ndarray, free: np.ndarray, hidden: np.ndarray, cost: np.ndarray
) -> Programme:
    """The programme over the free variables; the others stay as they are.

    Args:
        cuts: What has to be fulfilled, over all variables.
        least: What each cut has to sum to.
        free: Bool, over all variables.
        hidden: Bool, over all variables: the pattern.
        cost: What it costs to hide each free variable.
    """
    row = np.repeat(np.arange(least.size), cuts.length)
    moves = free[cuts.index]
    fixed = hidden[cuts.index] & ~moves
    rest = least - np.bincount(row[fixed], cuts.factor[fixed], minlength=least.size)
    row, index, factor = row[moves], cuts.index[moves], cuts.factor[moves]
    lowest = np.bincount(row, np.minimum(factor, 0.0), minlength=least.size)
    open_ = rest > lowest + FIT  # the others hold, whatever is hidden
    stays = open_[row]
    row, index, factor = row[stays], index[stays], factor[stays]
    most = np.where(lowest < 0, np.inf, rest)
    start = np.cumsum([0, *np.bincount(row, minlength=least.size)[open_]])
    place = (np.cumsum(free) - 1)[index]
    return Programme(cost, Sparse(start, place, np.minimum(factor, most[row])), rest[open_])


def cheapest(programme: Programme, most: float = np.inf) -> np.ndarray | None:
    """Bool: the variables to hide in a cheap whole solution that costs `most` or less.

    In a small programme whatever the relaxed one has settled is left alone at first.

    Returns:
        None if there is none, or none was found.
    """
    size = programme.cost.size
    none, all_ = np.zeros(size), np.ones(size)
    solver = quiet()
    pass_rows(
        solver,
        programme.cost,
        (none, all_),
        (programme.least, np.full(programme.least.size, np.inf)),
        programme.cuts,
    )
    if size > _RELAX:
        return _branched(solver, none, all_, most)
    solver.run()
    is_solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not is_solved or solver.getInfo().objective_function_value > most:
        return None
    share = np.array(solver.getSolution().col_value)
    whole = np.abs(share - np.rint(share)) <= FIT
    if whole.all():
        return share > 0.5
    settled = np.rint(share)
    found = _branched(solver, np.where(whole, settled, none), np.where(whole, settled, all_), most)
    return _branched(solver, none, all_, most) if found is None else found


def _branched(
    solver: highspy.Highs, lower: np.ndarray, upper: np.ndarray, most: float
) -> np.ndarray | None:
    every = np.arange(lower.size, dtype=np.int32)
    solver.changeColsBounds(every.size, every, lower, upper)
    solver.changeColsIntegrality(every.size, every, np.ones(every.size, dtype=np.uint8))
    solver.setOptionValue("presolve", "on")
    for name in _NOT_WORTH:
        solver.setOptionValue(f"mip_{name}", False)
    solver.setOptionValue("mip_pool_soft_limit", _FEW)
    solver.setOptionValue("mip_rel_gap", _GAP)
    solver.setOptionValue("mip_abs_gap", _NEAR)
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.setOptionValue("objective_bound", most)
    solver.run()
    info = solver.getInfo()
    is_there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not is_there or info.objective_function_value > most:  # the bound prunes, and no more
        return None
    return np.array(solver.getSolution().col_value) > 0.5
