"""Which variables to hide so that some cuts are fulfilled for least cost: an integer programme."""

from collections.abc import Sequence

import highspy
import numpy as np

from transforms.disclosure.suppression.block import FIT, Cut, quiet

_GAP = 0.004  # of the cost: nearer to the cheapest is not worth the time
_NEAR = 0.5  # the same in cells, where the programme is small
_NODES = 1  # not a time limit: the same table gives the same pattern
_FEW = 300  # cuts of the solver's own at a time
_RELAX = 600  # variables up to which what the relaxed programme leaves open is branched first


def build(
    cuts: Sequence[Cut], free: np.ndarray, hidden: np.ndarray, cost: np.ndarray
) -> highspy.HighsLp:
    """The programme over the free variables, in ascending order; the others stay as they are.

    Args:
        cuts: What has to be fulfilled.
        free: Bool, over all variables.
        hidden: Bool, over all variables: the pattern.
        cost: What it costs to hide each free variable.
    """
    index = np.concatenate([np.zeros(0, dtype=np.int64), *(cut.index for cut in cuts)])
    factor = np.concatenate([np.zeros(0), *(cut.factor for cut in cuts)])
    row = np.repeat(np.arange(len(cuts)), [cut.index.size for cut in cuts])
    least = np.array([cut.least for cut in cuts])
    fixed = ~free[index] & hidden[index]
    least -= np.bincount(row[fixed], factor[fixed], minlength=least.size)
    moves = free[index]
    count = np.bincount(row[moves], minlength=least.size)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = cost.size, least.size
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = np.zeros(cost.size), np.ones(cost.size)
    lp.row_lower_, lp.row_upper_ = least, np.full(least.size, np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    lp.a_matrix_.index_ = (np.cumsum(free) - 1)[index[moves]].astype(np.int32)
    lp.a_matrix_.value_ = factor[moves]
    return lp


def cheapest(lp: highspy.HighsLp, most: float = np.inf) -> np.ndarray | None:
    """Bool: the variables to hide in a cheap whole solution that costs `most` or less.

    In a small programme whatever the relaxed one has settled is left alone at first.

    Returns:
        None if there is none, or none was found.
    """
    if lp.num_col_ > _RELAX:
        return _branched(lp, most)
    solver = quiet()
    solver.passModel(lp)
    solver.run()
    is_solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not is_solved or solver.getInfo().objective_function_value > most:
        return None
    share = np.array(solver.getSolution().col_value)
    whole = np.abs(share - np.rint(share)) <= FIT
    if whole.all():
        return share > 0.5
    lower, upper = lp.col_lower_, lp.col_upper_
    lp.col_lower_ = np.where(whole, np.rint(share), lower)
    lp.col_upper_ = np.where(whole, np.rint(share), upper)
    found = _branched(lp, most)
    lp.col_lower_, lp.col_upper_ = lower, upper
    return _branched(lp, most) if found is None else found


def _branched(lp: highspy.HighsLp, most: float) -> np.ndarray | None:
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver = quiet()
    solver.setOptionValue("presolve", "on")
    for name in ("heuristic_run_feasibility_jump", "heuristic_run_rens", "allow_restart"):
        solver.setOptionValue(f"mip_{name}", False)  # each took longer than it helped
    solver.setOptionValue("mip_pool_soft_limit", _FEW)
    solver.setOptionValue("mip_rel_gap", _GAP)
    solver.setOptionValue("mip_abs_gap", _NEAR)
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.setOptionValue("objective_bound", most)
    solver.passModel(lp)
    solver.run()
    info = solver.getInfo()
    is_there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not is_there or info.objective_function_value > most:  # the bound prunes, and no more
        return None
    return np.array(solver.getSolution().col_value) > 0.5
