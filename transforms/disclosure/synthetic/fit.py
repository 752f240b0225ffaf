"""From noisy counts to records: whatever is done here is done to noise, and tells nothing more.

No function of this module sees a person. Given the same noisy counts the records are the same.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.disclosure.synthetic.domain import COLUMNS, Marginal

_STEPS = 2000
_SETTLED = 0.01  # persons moved in a step
_NAMES = tuple(COLUMNS)


def total_of(noisy: Sequence[np.ndarray]) -> int:
    """How many persons the noisy marginals speak of.

    The sum of each is an estimate whose variance grows with its cells, so each weighs by their
    inverse.
    """
    weights = np.array([1 / cells.size for cells in noisy])
    sums = np.array([cells.sum() for cells in noisy], float)
    return max(0, round(float(weights @ sums / weights.sum())))


def without_negatives(noisy: np.ndarray, total: int) -> np.ndarray:
    """The nearest counts (least squares) that are not negative and add up to the total.

    One number is taken from all, what falls below zero is zero: the projection on a simplex
    (norm-sub of Wang et al., Consistent and Accurate Frequency Oracles under Local Differential
    Privacy, 2020). Only setting negatives to zero would add persons who do not exist.
    """
    if total <= 0:
        return np.zeros(noisy.shape)
    falling = np.sort(noisy, axis=None)[::-1].astype(float)
    surplus = (np.cumsum(falling) - total) / np.arange(1, falling.size + 1)
    kept = int(np.flatnonzero(falling > surplus)[-1])
    return np.maximum(noisy - surplus[kept], 0)


def fitted(noisy: Sequence[np.ndarray], marginals: Sequence[Marginal]) -> np.ndarray:
    """The table of all columns that fits the noisy marginals best, from an even start.

    Proportional fitting of all marginals at once: each asks for a factor a cell, and their mean is
    taken (the EM step of a mixture of the marginals; Dempster, Laird, Rubin 1977). Unlike fitting
    one after the other it also settles where noisy marginals contradict each other, and what they
    do not say stays independent.

    Args:
        noisy: Counts with noise, one array a marginal.
        marginals: Their columns.

    Returns:
        Not negative, an axis a column of the domain, sum `total_of(noisy)`: so its marginals are
        consistent with each other.
    """
    total = total_of(noisy)
    shape = tuple(len(codes) for codes in COLUMNS.values())
    table = np.full(shape, total / np.prod(shape))
    wanted = [
        _spread(without_negatives(cells, total), marginal)
        for cells, marginal in zip(noisy, marginals, strict=True)
    ]
    others = [tuple(n for n, name in enumerate(_NAMES) if name not in one) for one in marginals]
    for _ in range(_STEPS):
        factor = np.zeros(shape)
        for cells, summed in zip(wanted, others, strict=True):
            own = table.sum(axis=summed, keepdims=True)
            factor += np.divide(cells, own, out=np.zeros_like(cells), where=own > 0)
        after = table * factor / len(wanted)
        moved = np.abs(after - table).sum()
        table = after
        if moved < _SETTLED:
            break
    return table


def records(table: np.ndarray) -> pl.DataFrame:
    """Whole records by systematic sampling of the cells in the order of their codes.

    Walking along the cells a record is taken whenever the running sum passes the next whole number
    and a half: any row of neighbouring cells has its sum to within one, which drawing by lot would
    blur by its square root. Nothing is random, so that it adds no second error.

    Returns:
        `record`, S and a running number, so that no row passes for a real one, and the columns of
        the domain; sorted by them.
    """
    passed = np.floor(np.cumsum(table) + 0.5).astype(np.int64)
    times = np.diff(passed, prepend=0)
    places = np.unravel_index(np.repeat(np.arange(table.size), times), table.shape)
    columns = {
        name: pl.Series(np.array(codes)[at].tolist(), dtype=pl.String)
        for (name, codes), at in zip(COLUMNS.items(), places, strict=True)
    }
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)
    return pl.DataFrame(columns).select(pl.format("S{}", number).alias("record"), pl.all())


def _spread(cells: np.ndarray, marginal: Marginal) -> np.ndarray:
    """With an axis a column of the domain, of length one where the marginal has none."""
    ordered = sorted(range(len(marginal)), key=lambda at: _NAMES.index(marginal[at]))
    turned = cells.transpose(ordered)
    sizes = [len(COLUMNS[name]) if name in marginal else 1 for name in _NAMES]
    return turned.reshape(sizes)
