"""What the other pairs of two clusters say against a link between them.

One link may join two clusters whose other records do not look alike: that is how chains of wrong
links grow. Kept here, while clusters grow, is the sum of the weights of all scored pairs between
two clusters. A pair that no key brought together, or that fell below the candidate threshold, was
not scored and counts as evidence against, as much as any pair can; agreement beyond a near-certain
pair counts no more than that, so that one shared number does not outweigh everything else.
"""

from collections.abc import Iterable

SHARE = 0.5
"""Part of the mean disagreement that a link has to pay for. Pairs of one person disagree together,
through one bad record, so the mean is not evidence of its own in full."""

UNSEEN = -6.0
"""Weight of a pair that was not scored; no pair counts less."""

_MOST = 9.0
_UNIT = 1_000_000  # weights are rounded to this: sums of whole numbers depend on no order


class Disagreement:
    """Sums of pairs between clusters, by the row that stands for each.

    Args:
        rows: Rows that may be merged, each a cluster of its own.
        pairs: row_l, row_r, weight of the scored pairs among them, each pair once.
    """

    def __init__(self, rows: Iterable[int], pairs: Iterable[tuple[int, int, float]]) -> None:
        self._name = {row: row for row in rows}
        self._size = dict.fromkeys(self._name, 1)
        self._sums: dict[int, dict[int, tuple[int, int]]] = {row: {} for row in self._name}
        for left, right, weight in pairs:
            seen = (round(max(min(weight, _MOST), UNSEEN) * _UNIT), 1)
            self._sums[left][right] = self._sums[right][left] = seen

    def cost(self, one: int, two: int) -> float:
        """What a link between two clusters has to pay: 0 where their pairs agree on the whole."""
        one, two = self._name[one], self._name[two]
        weight, seen = self._sums[one].get(two, (0, 0))
        pairs = self._size[one] * self._size[two]
        mean = (weight / _UNIT + (pairs - seen) * UNSEEN) / pairs
        return SHARE * max(-mean, 0.0)

    def merge(self, kept: int, gone: int) -> None:
        """Two clusters become one, for which `kept` stands.

        The sums of the one with fewer neighbours move, so a pair moves a few times at most.
        """
        large, small = self._name[kept], self._name.pop(gone)
        if len(self._sums[large]) < len(self._sums[small]):
            large, small = small, large
        self._name[kept] = large
        self._size[large] += self._size.pop(small)
        sums = self._sums[large]
        sums.pop(small, None)
        for other, (weight, seen) in self._sums.pop(small).items():
            if other == large:
                continue
            before = sums.get(other, (0, 0))
            sums[other] = self._sums[other][large] = (before[0] + weight, before[1] + seen)
            del self._sums[other][small]
