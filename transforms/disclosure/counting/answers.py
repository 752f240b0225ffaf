"""What several answers of one unit add up to: beyond the first ones, a group that no table shows.

Where units may be in several parts of a line (forms, services, agencies), the parts hold the total
and more. What they hold more are the units in several parts, each counted once less than it has
parts: of two parts those in both. Few of them are a group of few, so they are a quantity, never
shown; where nobody is in several parts, the line adds up like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from transforms.disclosure.counting.counted import ANSWERS, MORE, Counted, Quantity
from transforms.disclosure.tables.sums import sums_of


def with_answers(counted: Counted, rows: Sequence[Mapping[str, Any]]) -> Counted:
    """The same with the answers of each line that does not add up, and those beyond the first.

    Answers are the sum of the parts, and the sum of the total and what is beyond it.

    Args:
        counted: The quantities of a report.
        rows: Its cells, as `counted_of` took them.
    """
    size = counted.values.size
    found: dict[Quantity, int] = {}
    values: list[int] = []
    labels: list[Mapping[str, Any]] = []
    equations: list[tuple[int, np.ndarray]] = []
    for one in sums_of(rows, counted.of_cell, adds_up=False):
        parts = np.array(one.parts, dtype=np.int64)
        total, answers = int(counted.values[one.total]), int(counted.values[parts].sum())
        beyond = beyond_of(counted.quantities[one.total], [counted.quantities[p] for p in parts])
        # Parts that hold less than their total are no parts of it: that is no line of answers.
        if beyond is None or beyond in found or one.total in one.parts or answers < total:
            continue
        if answers == total:  # which a reader sees, or takes for granted where one code is the rule
            equations.append((one.total, parts))
            continue
        whole = replace(beyond, unit=beyond.unit.removesuffix(MORE) + ANSWERS)
        for quantity, value in ((whole, answers), (beyond, answers - total)):
            found[quantity] = size + len(values)
            values.append(value)
            labels.append(counted.labels[one.total])
        equations.append((found[whole], parts))
        equations.append((found[whole], np.array([one.total, found[beyond]])))
    more = np.array(values, dtype=np.int64)
    return replace(
        counted,
        quantities=[*counted.quantities, *found],
        values=np.concatenate([counted.values, more]),
        contributors=np.concatenate([counted.contributors, more]),
        labels=[*counted.labels, *labels],
        equations=[*counted.equations, *equations],
    )


def is_unseen(counted: Counted) -> np.ndarray:
    """Which quantities no table shows (bool)."""
    return np.array([quantity.is_unseen for quantity in counted.quantities], dtype=bool)


def beyond_of(total: Quantity, parts: Sequence[Quantity]) -> Quantity | None:
    """Answers beyond the first of the units of a total; None where its parts are of another kind.

    Named by the dimension with a `+` after the code that the parts are below, so that what is
    beyond in a set is part of what is beyond in a wider one.
    """
    if total.statistic != "count" or any(part.set_[0] != total.set_[0] for part in parts):
        return None
    dimensions = {d for part in parts for d, _ in part.predicates - total.predicates}
    if len(dimensions) != 1:
        return None
    name = dimensions.pop()
    above = next((code for d, code in total.predicates if d == name), "")
    predicates = {pair for pair in total.predicates if pair[0] != name} | {(name, f"{above}+")}
    return replace(total, unit=total.unit + MORE, predicates=frozenset(predicates))
