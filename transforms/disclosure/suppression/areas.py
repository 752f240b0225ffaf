"""Areas of a large system: neighbourhoods that deviations mostly stay in.

A table of regions falls into provinces that meet only in the figures of the nation. Which area a
quantity lies in is told by its table; nothing depends on it but where is looked first.
"""

import numpy as np

from transforms.disclosure.suppression.reduction import System

ABOVE = -1  # what lies in no single area


def of_variables(system: System, areas: np.ndarray | None) -> np.ndarray:
    """The area of each variable, from those of the quantities."""
    found = np.full(system.values.size, ABOVE if areas is not None else 0)
    if areas is not None:
        live = system.group >= 0
        np.maximum.at(found, system.group[live], areas[live])
    return found
