"""The state of a search for a pattern: what is hidden, what hiding costs, what is proved so far."""

from collections import Counter
from dataclasses import dataclass, field

import highspy
import numpy as np

from transforms.disclosure.suppression.block import Block
from transforms.disclosure.suppression.cover import Change, Cover, Target
from transforms.disclosure.suppression.near import ball, core, near
from transforms.disclosure.suppression.reduction import System
from transforms.disclosure.suppression.solver import quiet

_NEAREST, _FARTHEST = 3, 12  # sums that a deviation is looked for across: a cube of three axes, on
_BESIDE = 60  # variables around a target whose own targets are looked for in the same model
_EQUAL = 1e-9
_SMALL = 1500  # variables among which looking is quick
_HIDDEN, SECONDARY = 0.01, 0.02  # what it costs to move a hidden variable: few, and lasting ones


@dataclass
class Search:
    """What every step of the search reads and changes.

    Attributes:
        system: The variables.
        floor: The least value a hidden quantity may have (1 or 0).
        cost: What it costs to hide each variable.
        kept: Bool, what is hidden in any case.
        hidden: Bool, what is hidden now.
        shut: Bool, what may never be hidden.
        cover: Targets and witnesses.
        area: The area of each variable.
        failures: How often a target has spoilt an attempt: it is tried first in the next.
        level: How many of the `REACHES` were too near for a target: it is looked for no nearer.
        solver: Holds the latest model; to begin a new one costs as much as to solve it.
    """

    system: System
    floor: int
    cost: np.ndarray
    kept: np.ndarray
    hidden: np.ndarray
    shut: np.ndarray
    cover: Cover
    area: np.ndarray
    failures: dict[int, int] = field(default_factory=dict)
    level: Counter[int] = field(default_factory=Counter)
    solver: highspy.Highs = field(default_factory=quiet)
    _together: dict[int, list[int]] = field(default_factory=dict)

    def paid(self) -> float:
        """What the secondaries cost."""
        return float(self.cost[self.hidden & ~self.kept].sum())

    def price(self, change: Change) -> float:
        """What hiding everything that the deviation moves would cost."""
        index = change[0]
        return float(self.cost[index[~self.hidden[index]]].sum())

    def hide(self, change: Change) -> None:
        """Hide what a deviation moves, and keep it as a witness."""
        self.hidden[change[0]] = True
        self.cover.add(change)

    def together(self, number: int) -> list[int]:
        """A target, and those of the nearest variables that share a sum with its own."""
        if number not in self._together:
            seed = self.cover.targets[number].variable
            variables = ball(self.system, seed, self.kept, 1, _BESIDE).tolist()
            of = self.cover.of_variable
            others = [name for one in variables for name in of.get(one, ()) if name != number]
            self._together[number] = [number, *others]
        return self._together[number]

    def around(self, number: int, reach: tuple[int, int]) -> Block:
        """The model of the hidden variables around a target, from `REACHES`."""
        seed = self.cover.targets[number].variable
        return self.model(ball(self.system, seed, self.hidden, *reach))

    def block(self, seed: int, allowed: np.ndarray, reach: int) -> Block | None:
        """The model around a variable; None if it cannot move in it."""
        inside = near(self.system, seed, allowed, reach)
        if not (at := np.searchsorted(inside, seed)) < inside.size or inside[at] != seed:
            return None
        return self.model(inside)

    def model(self, inside: np.ndarray) -> Block:
        """The model of some variables."""
        low = np.where(self.kept[inside], _HIDDEN, SECONDARY)
        cost = np.where(self.hidden[inside], low, self.cost[inside])
        return Block(self.solver, self.system, inside, cost=cost, floor=self.floor)

    def without(self, variable: int, allowed: np.ndarray, size: int) -> Block:
        """The model of `size` variables or more around one, which itself stays still."""
        around = allowed.copy()
        around[variable] = True
        inside = np.zeros(0, dtype=np.int64)
        for reach in range(_NEAREST, _FARTHEST):
            before, inside = inside.size, near(self.system, variable, around, reach)
            if inside.size > size or (before and before == inside.size):
                break
        return self.model(core(self.system, inside[inside != variable]))

    def best(self, block: Block, target: Target, *, everywhere: bool = False) -> Change | None:
        """The cheapest deviation of a block that reaches a target."""
        found = block.move(target.variable, target.amount, everywhere=everywhere)
        down = target.both and self.system.values[target.variable] - self.floor >= target.amount
        if down:
            other = block.move(target.variable, -target.amount, everywhere=everywhere)
            if found is None or (other is not None and self.price(other) < self.price(found)):
                return other
        return found

    def inside(self, target: Target) -> Change | None:
        """A deviation for a target that hides nothing more, looked for further and further away."""
        size = 0
        for reach in range(_NEAREST, _FARTHEST):
            block = self.block(target.variable, self.hidden, reach)
            if block is None or block.inside.size == size:
                continue
            size = block.inside.size
            found = self.best(block, target)
            if found is not None or size > _SMALL:
                return found
        return None

    def dearer(self, target: Target, allowed: np.ndarray) -> Change | None:
        """Any deviation for a target that the cheapest ones do not reach in whole numbers."""
        for reach in range(_NEAREST, _FARTHEST):
            block = self.block(target.variable, allowed, reach)
            if block is None:
                continue
            found = self.best(block, target, everywhere=True)
            if found is not None or block.inside.size > _SMALL:
                return found
        return None

    def find(
        self, target: Target, allowed: np.ndarray, *, limit: float, far: float
    ) -> Change | None:
        """The cheapest deviation for a target, looked for further away while it costs too much.

        Args:
            target: What has to move.
            allowed: Bool, over the variables: what may move.
            limit: Dear enough to look further, where that is quick.
            far: Dear enough to look further in any case.
        """
        best, size = None, 0
        for reach in range(_NEAREST, _FARTHEST):
            block = self.block(target.variable, allowed, reach)
            if block is None:
                continue
            if block.inside.size == size:
                break
            if best is not None and block.inside.size > _SMALL and self.price(best) <= far:
                break
            size = block.inside.size
            found = self.best(block, target)
            if found is not None:
                if best is not None and self.price(found) >= self.price(best) - _EQUAL:
                    break
                best = found
                if self.price(found) <= limit:
                    break
        return best
