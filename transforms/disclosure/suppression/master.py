"""The cheapest pattern that fulfils all cuts found so far, and the search that finds cuts.

First cuts: in each sum the other hidden terms must make up for what a primary has to move, and no
secondary may stand in a sum alone. A small integer programme over `hidden or not`; then each target
is looked for inside its pattern, and gives a witness or a new cut. What is left after some rounds
is for the search that opens single cells.
"""

from collections.abc import Iterator

import highspy
import numpy as np

from transforms.disclosure.suppression.block import FIT, ball, quiet
from transforms.disclosure.suppression.confined import Confined, Cut
from transforms.disclosure.suppression.cover import Change, Target
from transforms.disclosure.suppression.search import Search

_SMALL = 1000  # variables up to which one model serves all targets
_REACHES = (3, 4)  # sums away from a target, in larger systems; the second in the last round
_ROUNDS, _ROUNDS_SMALL = 2, 12
_TRIES = 6  # cuts for one target in one round
_GAP = 0.003  # of the cost: nearer to the cheapest is not worth the time
_NODES = 200  # not a time limit: the same table gives the same pattern


def plan(search: Search, kept: np.ndarray) -> np.ndarray:
    """Hide the cheapest pattern that the cuts of some rounds allow, and what its targets need more.

    Args:
        search: The search; pattern and witnesses change.
        kept: Bool: what is hidden in any case.

    Returns:
        Bool: the pattern before what was hidden more, of which something may not be needed.
    """
    cuts = {_key(cut): cut for cut in _first(search, kept)}
    small = search.system.values.size <= _SMALL
    chosen = kept
    rounds = _ROUNDS_SMALL if small else _ROUNDS
    for number in range(1, rounds + 1):
        chosen = _cheapest(search, kept, list(cuts.values()))
        search.hidden = chosen.copy()
        found = {_key(cut): cut for cut in _prove(search, kept, _REACHES[: 1 + (number == rounds)])}
        if not found.keys() - cuts.keys():
            break
        cuts.update(found)
    search.cover.drop_outside(search.hidden)
    return chosen


def _key(cut: Cut) -> tuple[bytes, bytes]:
    return cut.index.tobytes(), np.round(cut.factor, 6).tobytes()


def _first(search: Search, kept: np.ndarray) -> Iterator[Cut]:
    """What single sums ask for."""
    rows = search.system.rows
    room = search.system.values - search.floor
    for row in range(rows.start.size - 1):
        index = rows.index[rows.start[row] : rows.start[row + 1]]
        factor = rows.factor[rows.start[row] : rows.start[row + 1]]
        sure = kept[index]
        for at in np.flatnonzero(sure).tolist():
            for number in search.cover.of_variable.get(int(index[at]), ()):
                target = search.cover.targets[number]
                moved = target.amount * factor[at]
                up = np.sign(factor) != np.sign(moved)
                able = np.where(up | target.both, np.inf, np.abs(factor) * room[index])
                able[at] = 0
                rest = abs(moved) - float(able[sure].sum())
                if rest > FIT:
                    used = np.flatnonzero(~sure & (able > 0))
                    yield Cut(index[used], np.minimum(able[used] / rest, 1.0), 1.0)
        if not sure.any():
            for at in range(index.size):
                yield Cut(index, np.where(np.arange(index.size) == at, -1.0, 1.0), 0.0)


def _cheapest(search: Search, kept: np.ndarray, cuts: list[Cut]) -> np.ndarray:
    size = kept.size
    shut = search.shut & ~kept
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, len(cuts)
    lp.col_cost_ = search.cost.astype(float)
    lp.col_lower_, lp.col_upper_ = kept.astype(float), (~shut).astype(float)
    lp.row_lower_ = np.array([cut.least for cut in cuts])
    lp.row_upper_ = np.full(len(cuts), np.inf)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * size
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(cut.index.size for cut in cuts)]).astype(np.int32)
    none = [np.zeros(0)]
    lp.a_matrix_.index_ = np.concatenate([cut.index for cut in cuts] or none).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([cut.factor for cut in cuts] or none).astype(float)
    solver = quiet()
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("mip_rel_gap", _GAP)
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.passModel(lp)
    solver.run()
    chosen = np.array(solver.getSolution().col_value)
    return chosen > 0.5 if chosen.size == size else kept.copy()


def _prove(search: Search, kept: np.ndarray, reaches: tuple[int, ...]) -> list[Cut]:
    """Witnesses and cuts for all targets; what a cut asks for is hidden at once, as best it can.

    So later targets do not find the same again, and the round ends with a pattern that protects.
    """
    cover = search.cover
    done = cover.inside(search.hidden)
    found: list[Cut] = []
    size = search.system.values.size
    whole = _model(search, np.arange(size)) if size <= _SMALL else None
    for number, target in enumerate(cover.targets):
        if number in done:
            continue
        answer = _ask(search, target, kept, whole, reaches)
        for _ in range(_TRIES):
            if not isinstance(answer, Cut):
                break
            found.append(answer)
            for variable in _openings(search, answer):
                search.hidden[variable] = True
                if whole:
                    whole.open(variable)
            answer = _ask(search, target, kept, whole, reaches)
        if answer is not None and not isinstance(answer, Cut):
            done.update(cover.reached(answer))
            cover.add(answer)
            if not whole:
                done.update(_beside(search, target, kept, done))
    return found


def _beside(search: Search, seed: Target, kept: np.ndarray, done: set[int]) -> set[int]:
    """What the model around a target proves of the others that share a sum with it."""
    cover = search.cover
    model = _model(search, ball(search.system, seed.variable, search.hidden, _REACHES[0]))
    reached: set[int] = set()
    for variable in ball(search.system, seed.variable, search.hidden, 1).tolist():
        for number in cover.of_variable.get(variable, ()):
            if number in done or number in reached:
                continue
            answer = model.move(cover.targets[number], kept)
            if answer is not None and not isinstance(answer, Cut):
                reached.update(cover.reached(answer))
                cover.add(answer)
    return reached


def _model(search: Search, inside: np.ndarray) -> Confined:
    return Confined(search.system, inside, search.hidden, floor=search.floor)


def _ask(
    search: Search,
    target: Target,
    kept: np.ndarray,
    whole: Confined | None,
    reaches: tuple[int, ...],
) -> Change | Cut | None:
    """A deviation, a cut that the pattern does not fulfil, or None."""
    if whole:
        answer = whole.move(target, kept)
        return None if isinstance(answer, Cut) and answer.holds(search.hidden) else answer
    size = 0
    for reach in reaches:
        inside = ball(search.system, target.variable, search.hidden, reach)
        if inside.size == size:
            break
        size = inside.size
        answer = _model(search, inside).move(target, kept)
        if answer is not None and not (isinstance(answer, Cut) and answer.holds(search.hidden)):
            return answer
    return None


def _openings(search: Search, cut: Cut) -> list[int]:
    """The variables that fulfil a cut for least cost, taken one by one (greedy)."""
    free = ~search.hidden[cut.index] & ~search.shut[cut.index]
    index, factor = cut.index[free], cut.factor[free]
    rest = cut.least - float(cut.factor[search.hidden[cut.index]].sum())
    chosen = []
    for at in np.argsort(search.cost[index] / np.maximum(factor, FIT), kind="stable").tolist():
        if rest <= FIT:
            break
        chosen.append(int(index[at]))
        rest -= float(factor[at])
    return chosen
