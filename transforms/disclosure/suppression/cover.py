"""Which deviations prove what: targets, the witnesses found so far, and what each one covers."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Change = tuple[np.ndarray, np.ndarray]  # variables, ascending, and by how much each moves


@dataclass(frozen=True)
class Target:
    """A variable has to move by `amount` or further; either way if `both`."""

    variable: int
    amount: int
    both: bool = False


class Cover:
    """The targets and the witnesses that reach them.

    Attributes:
        targets: All of them; a target is named by its place.
        reaches: Per witness, the targets that it reaches.
        reached_by: Per target, the witnesses (by number) that reach it.
        used_by: Per variable, the witnesses that move it.
        witnesses: The witnesses by number.
    """

    def __init__(self, targets: Iterable[Target], room: np.ndarray) -> None:
        """Start without any witness; `room` is how far each variable can go down."""
        self.targets = list(targets)
        self.room = room
        self.of_variable: dict[int, list[int]] = {}
        for number, target in enumerate(self.targets):
            self.of_variable.setdefault(target.variable, []).append(number)
        self.reached_by: list[set[int]] = [set() for _ in self.targets]
        self.used_by: dict[int, set[int]] = {}
        self.witnesses: dict[int, Change] = {}
        self.reaches: dict[int, list[int]] = {}
        self._next = 0

    def add(self, change: Change) -> set[int]:
        """Keep a deviation, and the opposite one where it is possible; the targets reached."""
        index, amount = change
        found = set(self._keep(change))
        if (amount <= self.room[index]).all():
            found.update(self._keep((index, -amount)))
        return found

    def _keep(self, change: Change) -> list[int]:
        reached = self.reached(change)
        if not reached:
            return reached
        name, self._next = self._next, self._next + 1
        self.witnesses[name], self.reaches[name] = change, reached
        for number in reached:
            self.reached_by[number].add(name)
        for variable in change[0].tolist():
            self.used_by.setdefault(variable, set()).add(name)
        return reached

    def reached(self, change: Change) -> list[int]:
        """The targets that a deviation reaches."""
        return [
            number
            for variable, amount in zip(change[0].tolist(), change[1].tolist(), strict=True)
            for number in self.of_variable.get(variable, ())
            if _reaches(self.targets[number], amount)
        ]

    def lost(self, shown: Iterable[int], hidden: np.ndarray) -> set[int]:
        """The targets that were reached until some variables were shown, and are no more."""
        touched = {number for name in self.users(shown) for number in self.reaches[name]}
        names = set().union(*(self.reached_by[number] for number in touched))
        fit = {name for name in names if hidden[self.witnesses[name][0]].all()}
        return {number for number in touched if fit.isdisjoint(self.reached_by[number])}

    def drop(self, names: Iterable[int]) -> None:
        """Forget witnesses."""
        for name in names:
            index, _ = self.witnesses.pop(name)
            for variable in index.tolist():
                self.used_by[variable].discard(name)
            for number in self.reaches.pop(name):
                self.reached_by[number].discard(name)

    def inside(self, hidden: np.ndarray) -> set[int]:
        """The targets that some witness reaches which moves hidden variables only."""
        found: set[int] = set()
        for name, (index, _) in self.witnesses.items():
            if hidden[index].all():
                found.update(self.reaches[name])
        return found

    def drop_outside(self, hidden: np.ndarray) -> None:
        """Forget the witnesses that move anything that is not hidden."""
        self.drop([name for name, (index, _) in self.witnesses.items() if not hidden[index].all()])

    def users(self, variables: Iterable[int]) -> set[int]:
        """The witnesses that move any of the variables."""
        return set().union(*(self.used_by.get(variable, ()) for variable in variables))

    def lost_without(self, names: set[int]) -> list[int]:
        """The targets that only these witnesses reach."""
        touched = {number for name in names for number in self.reaches[name]}
        return sorted(number for number in touched if self.reached_by[number] <= names)

    def fewest(self) -> list[Change]:
        """A small choice of witnesses that still reaches every target reached (greedy)."""
        left = {number for number, names in enumerate(self.reached_by) if names}
        chosen = []
        for name in sorted(self.reaches, key=lambda name: (-len(self.reaches[name]), name)):
            if not left.isdisjoint(self.reaches[name]):
                chosen.append(name)
                left -= set(self.reaches[name])
        return [self.witnesses[name] for name in sorted(chosen)]


def _reaches(target: Target, amount: int) -> bool:
    if target.both:
        return abs(amount) >= abs(target.amount)
    return amount >= target.amount if target.amount > 0 else amount <= target.amount
