"""A figure at one value, in all releases that hold it, and what a correction changed of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.disclosure.counting.counted import parse
from transforms.disclosure.protection.primaries import tells_of_people
from transforms.disclosure.protection.told import DRAWN, LEFT_OUT

_SMALL = "count"


@dataclass(frozen=True)
class Variable:
    """A figure at one value, in all releases that hold it.

    Attributes:
        name: Of the variable.
        quantity: Key of what it counts.
        value: The true value.
        known: What was published; None where it is hidden in every release.
        least: What it is at least where it is hidden; `most` at most, None without an end.
        label: The cell that shows it: table, block, row, column (codes and their lists).
        releases: Those that hold it, in order.
        shown_in: Those that published it.
        set_: Of a rest, the set; `part` the part taken away.
    """

    name: str
    quantity: str
    value: int
    contributors: int
    known: int | None
    threshold: int
    least: int
    is_secret: bool
    label: Mapping[str, str] = field(hash=False)
    releases: tuple[str, ...] = ()
    shown_in: tuple[str, ...] = ()
    most: int | None = None
    set_: "Variable | None" = None
    part: "Variable | None" = None

    @property
    def is_money(self) -> bool:
        """Whether it is a sum, not a count."""
        return self.quantity.split("|")[3] != _SMALL

    @property
    def tells_of_people(self) -> bool:
        """Whether what few of its units say is somebody's: see `primaries.tells_of_people`."""
        _, _, unit, statistic, _ = self.quantity.split("|", 4)
        return tells_of_people(unit, statistic)

    @property
    def is_drawn(self) -> bool:
        """Whether it counts those who stand in files of records."""
        return self.quantity.split("|")[2] == DRAWN

    @property
    def is_unseen(self) -> bool:
        """Whether it counts answers, which no table shows."""
        return parse(self.quantity).is_unseen

    @property
    def is_slack(self) -> bool:
        """Whether it is what one sum leaves: of a set without its part, or beside a file."""
        return self.set_ is not None or self.quantity.split("|")[2] == LEFT_OUT


@dataclass(frozen=True)
class Change:
    """A figure before and after a correction, in two releases."""

    before: Variable
    after: Variable

    @property
    def by(self) -> int:
        """How much it moved."""
        return self.after.value - self.before.value

    @property
    def is_of_few(self) -> bool:
        """Whether fewer than the threshold came or went: of persons, or behind a sum of money."""
        after = self.after
        moved = after.contributors - self.before.contributors if after.is_money else self.by
        is_personal = after.tells_of_people and not after.is_unseen
        return 0 < abs(moved) < after.threshold and (is_personal or after.is_drawn)

    @property
    def is_known(self) -> bool:
        """Whether both values were published, or stand in files of the same persons."""
        is_shown = self.before.known is not None and self.after.known is not None
        return is_shown or self.after.is_drawn
