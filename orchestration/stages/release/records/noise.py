"""The noise of the synthetic file: OpenDP's discrete Laplace mechanism, an optional installation.

The only module that knows OpenDP, and the only one whose result nobody can compute again: the
library draws from the secure source of the system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version

import numpy as np

from contracts.problems import Problem

MECHANISM = "discrete_laplace"


@dataclass(frozen=True)
class Noisy:
    """Counts with noise, and what they cost.

    Attributes:
        counts: One whole-numbered array a query.
        scale: Of the noise of each count.
        epsilon: What OpenDP proves to be lost at most, for one person more or less; delta is 0.
        library: The version of OpenDP.
    """

    counts: list[np.ndarray]
    scale: float
    epsilon: float
    library: str


def noisy(queries: Sequence[np.ndarray], epsilon: Decimal) -> Noisy:
    """Add noise to all counts, once.

    Args:
        queries: Counts of persons in int64, every person in one cell of each array: one person
            more or less changes one count of each by one.
        epsilon: What it may cost altogether.

    Raises:
        Problem: OpenDP is not installed.
    """
    try:
        from opendp.domains import atom_domain, vector_domain
        from opendp.measurements import make_laplace
        from opendp.metrics import l1_distance
        from opendp.mod import binary_search_param, enable_features
    except ModuleNotFoundError as error:
        raise Problem("release.no_opendp") from error
    enable_features("contrib")  # proofs of these mechanisms are written but not all vetted
    sensitivity = len(queries)
    space = vector_domain(atom_domain(T="i64")), l1_distance(T="i64")
    scale = binary_search_param(
        lambda scale: make_laplace(*space, scale=scale),
        d_in=sensitivity,
        d_out=float(epsilon),
        T=float,
    )
    mechanism = make_laplace(*space, scale=scale)
    drawn = np.array(mechanism(np.concatenate([one.reshape(-1) for one in queries]).tolist()))
    ends = np.cumsum([one.size for one in queries])[:-1]
    parts = zip(np.split(drawn, ends), queries, strict=True)
    counts = [part.reshape(query.shape) for part, query in parts]
    return Noisy(counts, scale, mechanism.map(sensitivity), version("opendp"))
