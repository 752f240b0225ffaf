"""Additive rounding of small counts: inner cells are rounded, and every margin is their sum.

Small count rounding (Langsrud and Heldal 2018): of all inner cells only those that make a small
published margin are rounded, to 0 or the base, so that the published margins stay close to the
true ones. Which of the two is found by a keyed start and a local search; whoever lacks the key
cannot repeat it, whoever has it gets the same answer, whatever the order of the rows.

Beside exact totals a count that is left as it is gives away what is left of its total. There every
count is rounded, to one of the two nearest multiples: up the more often the nearer it is to that,
and then changed only as far as brings the margins within the base (controlled rounding, Cox 1987).
The best of all roundings would be the same under every key, and whoever tries all counts would know
which it came from.
"""

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.disclosure.tables.joint import JointTable

_STARTS = 12
_TRIED = 60  # inner cells of a margin tried as the first half of a double change
_CHANGES = 400  # double changes from one start, so that time is bounded by the table alone
_SMALL = 2_500  # cells times margins for which all starts are tried
_STEEP = 60  # exponents above this would not fit the sums of a float


@dataclass(frozen=True)
class Rounded:
    """A rounded cube.

    Attributes:
        joint: The quantities it was rounded for.
        cells: The cube's columns, `n` (true) and `rounded`, sorted: the decisions, confidential,
            to be handed to the next version as `pinned`.
        values: The rounded count of each quantity of `joint`.
    """

    joint: JointTable
    cells: pl.DataFrame
    values: np.ndarray

    @property
    def deviations(self) -> np.ndarray:
        """Rounded less true count of each quantity. Not to be published: it narrows the truth."""
        return self.values - self.joint.values

    def frames(self) -> dict[str, pl.DataFrame]:
        """Each table by name: its dimensions, `value`, `status` (`rounded`); sorted."""
        found = {}
        for name, table in self.joint.tables.items():
            place = self.joint.places[name]
            frame = table.frame(np.zeros(place.size, dtype=bool)).with_columns(
                value=pl.Series(self.values[place]), status=pl.lit("rounded")
            )
            found[name] = frame.sort([dimension.name for dimension in table.dimensions])
        return found


def round_cube(
    joint: JointTable,
    *,
    base: int,
    key: bytes,
    pinned: pl.DataFrame | None = None,
    every: bool = False,
) -> Rounded:
    """Round the small counts of a cube for the tables that show it.

    Every count from 1 to base - 1 disappears from every table: a shown count is 0, or base or more.

    Args:
        joint: The cube and all tables to be published from it.
        base: Counts below it are small.
        key: Secret, the same for all versions of the cube.
        pinned: `Rounded.cells` of the version before: cells with the same codes and the same true
            count keep what was decided, unless the tables now need them rounded and did not then.
        every: Round all counts that are no multiple of the base, not only those of small margins:
            for tables that are shown beside exact ones.

    Raises:
        ArithmeticError: A count of 1 to base - 1 would be shown; an error of ours.
    """
    cells = joint.cube.cells
    counts = cells["n"].to_numpy().astype(np.int64)
    before = _before(cells, pinned)
    fixed = (before >= 0) & (before != counts) & (before % base == 0)
    over = counts % base if every else counts  # what goes to 0 or to the base
    rounded = np.where(fixed, before, counts)
    cell, quantity = joint.members
    shown = _sums(joint, rounded)  # what is pinned may make a margin small, or hide that it is
    free = np.zeros(counts.size, dtype=bool)
    while True:  # margins made small by what is rounded need their other cells rounded too
        is_small = _small(joint.values, base) | _small(shown, base)
        hit = np.full(counts.size, every)
        hit[cell[is_small[quantity]]] = True
        due = hit & (over > 0) & (over < base) & ~fixed & ~free
        if not due.any():
            break
        free |= due
        at = np.flatnonzero(free)
        rounded[at] = counts[at] - over[at]
        order, draws = _draws(cells[at], key)
        at = at[order]
        start = _sums(joint, rounded - counts)
        search = _Search(base, over[at], _margins(joint, at), start, slack=base if every else 0)
        ups = search.drawn(draws) if every else search.best(draws)
        rounded[at] = counts[at] - over[at] + base * ups
        shown = _sums(joint, rounded)
    if _small(shown, base).any():
        raise ArithmeticError("a small count is left")
    names = [name for name in cells.columns if name != "n"]
    decided = cells.with_columns(rounded=pl.Series(rounded, dtype=pl.Int64)).sort(names)
    return Rounded(joint, decided, shown)


class _Search:
    """Which cells go up: descent by single and double changes, the worst margin first."""

    def __init__(
        self,
        base: int,
        counts: np.ndarray,
        margins: np.ndarray,
        start: np.ndarray,
        *,
        slack: int = 0,
    ) -> None:
        """Prepare.

        Args:
            base: What a cell that goes up becomes.
            counts: True counts of the cells, in keyed order.
            margins: The quantities of each cell (row), padded with `start.size`.
            start: Deviation of each quantity with every cell at 0.
            slack: Deviations up to this cost nothing.
        """
        self.base, self.counts, self.margins = base, counts, margins
        self.pad = margins == start.size
        self.start = np.append(start, 0)
        self.reach = int(np.abs(start).max(initial=0)) + base * (counts.size + 1)
        size = np.abs(np.arange(-self.reach, self.reach + 1)).astype(float)
        size = np.maximum(size - slack, 0.0)
        self.mild = size**2
        self.steep = 2.0 ** np.minimum(size, _STEEP) + size**2 / 64
        self.up = np.zeros(counts.size, dtype=bool)
        self.off = self.start

    def drawn(self, draws: np.ndarray) -> np.ndarray:
        """The first keyed start that comes within the slack when it is changed; else the last.

        From there every table within the slack can be reached, and of one that is not each reader
        can tell who would have changed it further.
        """
        for draw in draws.T:
            self._begin(draw)
            self._descend(self.mild)
            if not self.mild[self.off + self.reach].any():
                break
        return self.up.astype(np.int64)

    def best(self, draws: np.ndarray) -> np.ndarray:
        """The best of several keyed starts: least greatest deviation, then least squares."""
        found: tuple[tuple[int, int], np.ndarray] | None = None
        enough = max(1, min(_STARTS, _STARTS * _SMALL // max(self.margins.size, 1)))
        for number, draw in enumerate(draws[:, : 3 * enough].T):
            if found and number >= enough and found[0][0] <= self.base:
                break
            self._begin(draw)
            self._descend(self.mild)
            self._level()
            score = (int(np.abs(self.off).max()), int((self.off**2).sum()))
            if found is None or score < found[0]:
                found = (score, self.up.astype(np.int64))
        return found[1] if found else self.up.astype(np.int64)

    def _begin(self, draw: np.ndarray) -> None:
        """Each cell goes up as likely as its count is near the base."""
        self.up = draw * self.base < self.counts
        self.off = self.start.copy()
        np.add.at(self.off, self.margins[self.up].reshape(-1), self.base)
        self.off[-1] = 0

    def _gains(self, cost: np.ndarray) -> np.ndarray:
        """By how much the cost rises when a cell changes."""
        step = np.where(self.up, -self.base, self.base)[:, None]
        off = self.off[self.margins] + self.reach
        rise = cost[off + step] - cost[off]
        rise[self.pad] = 0
        return rise.sum(axis=1)

    def _change(self, at: int) -> None:
        self.off[self.margins[at]] += -self.base if self.up[at] else self.base
        self.off[-1] = 0
        self.up[at] = not self.up[at]

    def _descend(self, cost: np.ndarray) -> np.ndarray:
        """Change the cell that helps most until none helps; the gains that are left."""
        while True:
            gains = self._gains(cost)
            at = int(gains.argmin())
            if gains[at] >= 0:
                return gains
            self._change(at)

    def _level(self) -> None:
        """Bring down the greatest deviations by double changes."""
        for _ in range(_CHANGES):
            gains = self._descend(self.steep)
            worst = int(np.abs(self.off).max())
            if worst < self.base:
                return
            worse = np.flatnonzero(np.abs(self.off) == worst)
            if not any(self._pair(m, gains) for m in worse.tolist()):
                return

    def _pair(self, margin: int, gains: np.ndarray) -> bool:
        """Change two cells, one of them in this margin, if that helps."""
        wrong = self.up == (self.off[margin] > 0)
        own = np.flatnonzero((self.margins == margin).any(axis=1) & wrong)
        best = (0.0, -1, -1)
        for first in own[np.argsort(gains[own], kind="stable")][:_TRIED].tolist():
            self._change(first)
            second = self._gains(self.steep)
            second[first] = np.inf
            at = int(second.argmin())
            best = min(best, (float(gains[first] + second[at]), first, at))
            self._change(first)
        if best[1] < 0:
            return False
        self._change(best[1])
        self._change(best[2])
        return True


def _before(cells: pl.DataFrame, pinned: pl.DataFrame | None) -> np.ndarray:
    """What the version before made of each cell; -1 if it is new or its count has changed."""
    if pinned is None:
        return np.full(cells.height, -1, dtype=np.int64)
    found = cells.join(pinned, on=cells.columns, how="left", maintain_order="left")
    return found["rounded"].fill_null(-1).to_numpy().astype(np.int64)


def _small(values: np.ndarray, base: int) -> np.ndarray:
    return (values > 0) & (values < base)


def _sums(joint: JointTable, inner: np.ndarray) -> np.ndarray:
    """Each quantity from its inner cells, in whole numbers."""
    cell, quantity = joint.members
    found = np.zeros(joint.values.size, dtype=np.int64)
    np.add.at(found, quantity, inner[cell])
    return found


def _margins(joint: JointTable, at: np.ndarray) -> np.ndarray:
    """The quantities of some inner cells, one row a cell, padded with the number of quantities."""
    cell, quantity = joint.members
    row = np.full(joint.cube.cells.height, -1, dtype=np.int64)
    row[at] = np.arange(at.size)
    mine = row[cell] >= 0
    rows, columns = row[cell][mine], quantity[mine]
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    times = np.bincount(rows, minlength=at.size)
    found = np.full((at.size, int(times.max(initial=0))), joint.values.size, dtype=np.int64)
    found[rows, np.arange(rows.size) - np.repeat(np.cumsum(times) - times, times)] = columns
    return found


def _draws(cells: pl.DataFrame, key: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Keyed order of the cells, and per cell in that order a number in [0, 1) for each start."""
    names = sorted(name for name in cells.columns if name != "n")
    digests = [
        hmac.digest(key, "\x1f".join(map(str, row)).encode(), hashlib.sha512)
        for row in cells.select(names).iter_rows()
    ]
    order = np.array(sorted(range(len(digests)), key=digests.__getitem__))
    drawn = np.frombuffer(b"".join(digests[at] for at in order), dtype=">u4").reshape(-1, 16)
    return order, drawn[:, -_STARTS:] / 2**32
