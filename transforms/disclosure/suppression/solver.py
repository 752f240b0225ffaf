"""HiGHS as the search uses it: silent, on one core, and given its programmes as arrays."""

import highspy
import numpy as np

from transforms.disclosure.suppression.reduction import Sparse

FIT = 1e-6  # how far from a whole number, or over a bound, is still on it


def quiet() -> highspy.Highs:
    """A solver that says nothing and stays on one core."""
    solver = highspy.Highs()
    for option in ("output_flag", "log_to_console"):
        solver.setOptionValue(option, False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("presolve", "off")
    return solver


def pass_rows(
    solver: highspy.Highs,
    cost: np.ndarray,
    columns: tuple[np.ndarray, np.ndarray],
    rows: tuple[np.ndarray, np.ndarray],
    matrix: Sparse,
    *,
    by_column: bool = False,
) -> None:
    """Give a solver a programme as arrays: its own objects copy them number by number.

    Args:
        solver: The solver.
        cost: What is minimised, one a column.
        columns: The least and the greatest value of each column.
        rows: The same of each row.
        matrix: The factors, by rows or by columns.
        by_column: How the matrix is stored.
    """
    form = highspy.MatrixFormat.kColwise if by_column else highspy.MatrixFormat.kRowwise
    solver.passModel(
        cost.size,
        rows[0].size,
        matrix.index.size,
        int(form),
        int(highspy.ObjSense.kMinimize),
        0.0,
        cost,
        *columns,
        *rows,
        matrix.start.astype(np.int32),
        matrix.index.astype(np.int32),
        matrix.factor,
        np.zeros(cost.size, dtype=np.int32),  # all continuous
    )
