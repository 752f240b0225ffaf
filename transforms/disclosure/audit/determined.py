"""Which unknowns the equations alone give away: exact linear algebra, no bounds, no tolerance.

Gauss-Jordan elimination over a prime field, sparse. An unknown is fixed when a combination of the
equations holds nothing but it. A field of 2^61 - 1 elements mistakes a dependency of the rationals
with negligible odds, and then on the safe side or by the audit that follows.
"""

from collections.abc import Iterable, Mapping

_PRIME = (1 << 61) - 1
_Row = dict[int, int]


def determined(rows: Iterable[Mapping[int, int]]) -> set[int]:
    """Unknowns whose value the equations fix.

    Args:
        rows: Per equation the factor of each unknown; what it adds up to does not matter.
    """
    pivots: dict[int, _Row] = {}
    uses: dict[int, set[int]] = {}
    for given in rows:
        row = {column: factor % _PRIME for column, factor in given.items() if factor % _PRIME}
        for column in [c for c in row if c in pivots]:
            _subtract(row, pivots[column], row.get(column, 0))
        if not row:
            continue
        pivot = min(row)
        inverse = pow(row[pivot], -1, _PRIME)
        row = {column: factor * inverse % _PRIME for column, factor in row.items()}
        for other in list(uses.get(pivot, ())):
            above = pivots[other]
            if pivot in above:
                _subtract(above, row, above[pivot])
                for column in above:
                    uses.setdefault(column, set()).add(other)
        pivots[pivot] = row
        for column in row:
            uses.setdefault(column, set()).add(pivot)
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: _Row, other: _Row, times: int) -> None:
    if not times:
        return
    for column, factor in other.items():
        left = (row.get(column, 0) - factor * times) % _PRIME
        if left:
            row[column] = left
        else:
            row.pop(column, None)
