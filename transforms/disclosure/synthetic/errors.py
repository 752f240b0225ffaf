"""How far the noise alone puts counts off: known from the mechanism, computed without the data.

The error that a file really has would be a statement on the data and would have to be paid for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.disclosure.synthetic.domain import COLUMNS, Marginal, shape

_WITHIN = 0.95
_NORMAL = 1.96  # standard deviations to both sides that hold so much


@dataclass(frozen=True)
class Expected:
    """The error of the counts of some columns, in persons.

    Attributes:
        columns: Of the counts; none for the total.
        cells: How many counts there are.
        mean: Mean absolute error.
        within: 95 % of the counts are off by no more than this.
        is_measured: Whether noise was added to these counts; else they are sums of such counts.
    """

    columns: Marginal
    cells: int
    mean: float
    within: int
    is_measured: bool


def expected(marginals: Sequence[Marginal], scale: float) -> list[Expected]:
    """Errors of the marginals, of each column alone and of the total, before the fit.

    Args:
        marginals: Those that were measured.
        scale: Of the discrete Laplace noise: P(x) falls by exp(-1 / scale) a person.

    Returns:
        The marginals in their order, then the columns, each from the marginal that adds fewest
        cells up, then the total as `fit.total_of` takes it. Sums of many are taken as normal.
    """
    found = [_measured(marginal, scale) for marginal in marginals]
    for name in COLUMNS:
        own = [marginal for marginal in marginals if name in marginal]
        codes = len(COLUMNS[name])
        if (name,) not in own:
            fewest = min(math.prod(shape(marginal)) for marginal in own) / codes
            found.append(_summed((name,), codes, fewest, scale))
    together = 1 / sum(1 / math.prod(shape(marginal)) for marginal in marginals)
    found.append(_summed((), 1, together, scale))
    return found


def _measured(marginal: Marginal, scale: float) -> Expected:
    """Of single counts: P(x) = (1 - q) / (1 + q) q^|x|."""
    q = math.exp(-1 / scale)
    mean = 2 * q / (1 - q * q)
    # P(|x| > t) = 2 q^(t + 1) / (1 + q)
    least = math.log((1 - _WITHIN) * (1 + q) / 2) / math.log(q) - 1
    return Expected(marginal, math.prod(shape(marginal)), mean, max(0, math.ceil(least)), True)


def _summed(columns: Marginal, cells: int, terms: float, scale: float) -> Expected:
    """Of sums of independent noise."""
    q = math.exp(-1 / scale)
    deviation = math.sqrt(terms * 2 * q) / (1 - q)
    mean = deviation * math.sqrt(2 / math.pi)
    return Expected(columns, cells, mean, math.ceil(_NORMAL * deviation), False)
