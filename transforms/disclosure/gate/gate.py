"""The gate: what anybody learns from a new release together with all that was published before.

A figure is one variable in all releases as long as its value is the same; a corrected value is
another variable, and the difference of the two is attacked as well. Withdrawn releases count: who
read them knows them. Only what the new release touches is attacked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.disclosure.audit.attack import learn
from transforms.disclosure.audit.determined import determined
from transforms.disclosure.gate.inside import with_unseen
from transforms.disclosure.gate.universe import Universe, universe_of
from transforms.disclosure.gate.variables import Variable
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import Told

_FAR = 10_000_000  # no count of ours comes near


@dataclass(frozen=True)
class Finding:
    """One secret that would be learned.

    Attributes:
        kind: `exact` (a hidden figure), `rest` (what is left of a set without its part), `answers`
            (how few units of a figure are in several of its parts), `versions` (by how few a
            figure was corrected), `goal` (that it is small).
        variable: The figure, or the part of the set.
        other: The set of a rest; the earlier version.
        earlier: The release it is learned with; None where the new one gives it away alone.
    """

    kind: str
    variable: Variable
    other: Variable | None
    earlier: str | None


@dataclass(frozen=True)
class Audit:
    """What the attack found and how much it looked at."""

    findings: tuple[Finding, ...]
    known: int
    hidden: int
    secrets: int
    releases: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Whether nothing is learned that was not known before."""
        return not self.findings


def audit(new: str, releases: Mapping[str, Told], policy: Policy) -> Audit:
    """Attack a new release together with all earlier ones.

    Args:
        new: Its id.
        releases: By id, the new one and all earlier ones, in order of publication.
        policy: The rules.

    Raises:
        ValueError: What was published contradicts itself: nothing can be said, so nothing goes out.
    """
    world = universe_of(releases, policy, touched_by=new)
    _must_add_up(world)
    found = _learned(world, policy)
    before = {name: told for name, told in releases.items() if name != new}
    if found and before:
        old = universe_of(before, policy, touched_by=None)
        known = {_secret(one) for one in _learned(old, policy) if one[0] != "versions"}
        found = [one for one in found if _secret(one) not in known]
    earlier = _earlier(new, releases, policy, found)
    findings = [Finding(*one, earlier[_secret(one)]) for one in found]
    hidden = [v for v in world.variables if v.known is None]
    return Audit(
        tuple(findings),
        known=len(world.variables) - len(hidden),
        hidden=len(hidden),
        secrets=sum(v.is_secret for v in hidden),
        releases=tuple(world.releases),
    )


def _must_add_up(world: Universe) -> None:
    """Compare the sums of what is published.

    Raises:
        ValueError: One does not hold.
    """
    known = {v.name: v.known for v in world.variables if v.known is not None}
    for terms in world.sums:
        if terms.keys() <= known.keys() and sum(f * known[n] for n, f in terms.items()):
            raise ValueError("sums")


_Learned = tuple[str, Variable, Variable | None]


def _learned(world: Universe, policy: Policy) -> list[_Learned]:
    """Secrets that a universe gives away, the plainest first, each once."""
    found: list[_Learned] = list(_versions(world))
    exact = {v.name for v in _fixed(world, [v for v in world.variables if v.is_money])}
    reach = policy.reach
    wide, bound = with_unseen(world)
    proved = _proved(world, reach) - bound  # a witness says nothing of what no table shows
    secrets = [v for v in world.variables if v.known is None and v.is_secret]
    doubtful = {v.name for v in secrets if v.name not in proved and not v.is_money}
    intervals: dict[str, tuple[int, int | None]] = {}
    for sums in _components(wide, doubtful):
        intervals |= _intervals(wide, sums, None if reach else doubtful)
    for variable in secrets:
        if variable.name in proved:
            continue
        low, high = intervals.get(variable.name, (variable.least, None))
        kind = "rest" if variable.set_ else "answers" if variable.is_unseen else "exact"
        if variable.name in exact or low == high:
            found.append((kind, variable.part or variable, variable.set_))
        elif _is_told(variable) and high is not None and high < reach:
            found.append(("goal", variable, None))
    return list({_secret(one): one for one in reversed(found)}.values())[::-1]


def _secret(learned: _Learned) -> tuple[object, ...]:
    """What was learned, by what it is in any universe: of a part there are as many rests as sets.

    That one is known already says nothing of another.
    """
    kind, variable, other = learned
    figures = [(one.quantity, one.value) for one in (variable, other) if one is not None]
    return (kind, *figures)


def _is_told(variable: Variable) -> bool:
    """Whether it is a count that a table holds: of money and what no table shows only the value."""
    return not (variable.is_money or variable.is_unseen or variable.set_)


def _versions(world: Universe) -> Iterable[_Learned]:
    """Figures that a correction moved by few, read off or worked out, since any earlier release."""
    for changes in world.changes():
        hidden = [name for name, change in changes.items() if not change.is_known]
        unknown = {name: at for at, name in enumerate(hidden)}
        rows = [
            {unknown[q]: factor for q, factor in terms.items() if q in unknown}
            for terms in world.change_sums(changes)
        ]
        fixed = determined(rows)
        for name, change in changes.items():
            is_read = change.is_known or unknown.get(name) in fixed
            if is_read and change.is_of_few:
                yield "versions", change.after, change.before


def _fixed(world: Universe, among: Sequence[Variable]) -> list[Variable]:
    """Hidden variables that the sums alone fix."""
    index = {v.name: at for at, v in enumerate(among) if v.known is None}
    rows = [
        {index[name]: factor for name, factor in terms.items() if name in index}
        for terms in world.sums
    ]
    fixed = determined([row for row in rows if row])
    return [v for v in among if index.get(v.name) in fixed]


def _proved(world: Universe, reach: int) -> set[str]:
    """Hidden figures of which other whole-numbered worlds show that nobody can know them.

    The witnesses of each release are tried against all that is known: every sum, every published
    figure and every rest between sets. One that fits is proof; no solver can do better.

    Args:
        world: All that was published.
        reach: A count must be this much in one of the worlds; 0 where another value is enough.
    """
    by_name = {v.name: v for v in world.variables}
    using: dict[str, list[dict[str, int]]] = {}
    for terms in world.sums:
        for name in terms:
            using.setdefault(name, []).append(terms)
    most: dict[str, int] = {}
    for witness in world.witnesses:
        changed = {name: change for name, change in witness.items() if name in by_name}
        for name, move in _fits(changed, by_name, using).items():
            most[name] = max(most.get(name, by_name[name].value), by_name[name].value + move)
    return {name for name, value in most.items() if value >= reach or not _is_told(by_name[name])}


def _fits(
    changed: Mapping[str, int],
    by_name: Mapping[str, Variable],
    using: Mapping[str, Sequence[Mapping[str, int]]],
) -> dict[str, int]:
    """What a witness changes, rests too; nothing if it contradicts anything known."""
    moves = dict(changed)
    for name in changed:
        for terms in using.get(name, ()):
            rest = next((n for n in terms if by_name[n].is_slack), None)
            left = sum(f * changed.get(n, 0) for n, f in terms.items() if n != rest)
            if rest is not None:
                moves[rest] = -left * terms[rest]
            elif left:
                return {}
    for name, move in moves.items():
        variable = by_name[name]
        after = variable.value + move
        is_below = after < variable.least
        is_above = variable.most is not None and after > variable.most
        if move and (variable.known is not None or is_below or is_above):
            return {}
    return {name: move for name, move in moves.items() if move}


def _components(world: Universe, doubtful: set[str]) -> Iterable[list[dict[str, int]]]:
    """The sums that hidden figures share with a doubtful one, one group at a time."""
    hidden = {v.name for v in world.variables if v.known is None and not v.is_money}
    using: dict[str, list[int]] = {}
    for number, terms in enumerate(world.sums):
        for name in hidden.intersection(terms):
            using.setdefault(name, []).append(number)
    waiting = sorted(doubtful)
    seen: set[str] = set()
    while waiting:
        reached, numbers = [waiting.pop()], set()
        while reached:
            name = reached.pop()
            if name in seen:
                continue
            seen.add(name)
            numbers.update(using.get(name, ()))
            reached += [n for at in using.get(name, ()) for n in world.sums[at] if n in hidden]
        if numbers:
            yield [world.sums[at] for at in sorted(numbers)]


def _intervals(
    world: Universe, sums: Sequence[Mapping[str, int]], settle: set[str] | None
) -> dict[str, tuple[int, int | None]]:
    """Least and greatest value of each hidden count of these sums; of some only whether it is one.

    Every hidden count is counted from the least it can be, and all of them from a cap that no
    count comes near, so that what nothing bounds is bounded by that.
    """
    inside = {name for terms in sums for name in terms}
    names = {v.name: v for v in world.variables if v.name in inside}
    used = sorted(n for n in inside if names[n].known is None)
    known = [(n, v.known) for n, v in names.items() if v.known is not None]
    terms_of: list[tuple[int, str, int]] = []
    for number, terms in enumerate(sums):
        shift = sum(f * names[n].least for n, f in terms.items() if names[n].known is None)
        terms_of += [(number, name, factor) for name, factor in terms.items()]
        if shift:
            known.append((f"least {number}", shift))
            terms_of.append((number, f"least {number}", 1))
    last = len(sums)
    terms_of += [(last, name, 1) for name in [*used, "cap rest"]]
    terms_of.append((last, "cap", -1))
    known.append(("cap", _FAR))
    most = {n: v - names[n].least for n in used if (v := names[n].most) is not None}
    given = pl.DataFrame(
        [(n, v, 0, None) for n, v in known]
        + [(n, None, 0, most.get(n)) for n in [*used, "cap rest"]],
        schema=dict.fromkeys(("quantity", "value", "low", "high"), pl.Int64)
        | {"quantity": pl.String},
        orient="row",
    )
    schema = {"sum": pl.Int64, "quantity": pl.String, "factor": pl.Int64}
    terms = pl.DataFrame(terms_of, schema=schema, orient="row")
    found = learn(given, terms, settle=settle)
    return {
        name: (low + names[name].least, None if high is None or high > _FAR // 2 else
               high + names[name].least)
        for name, low, high in found.select("quantity", "low", "high").iter_rows()
        if name in names
    }  # fmt: skip


def _earlier(
    new: str, releases: Mapping[str, Told], policy: Policy, found: Sequence[_Learned]
) -> dict[tuple[object, ...], str | None]:
    """With which earlier release each secret is learned; the latest where it takes several."""
    waiting = {_secret(one) for one in found}
    told: dict[tuple[object, ...], str | None] = {}
    others = [name for name in releases if name != new]
    for company in ([], *([name] for name in others)):
        if not waiting:
            break
        some = {name: releases[name] for name in [*company, new]}
        learned = _learned(universe_of(some, policy, touched_by=new), policy)
        for secret in waiting.intersection(map(_secret, learned)):
            told[secret] = company[0] if company else None
        waiting -= told.keys()
    return told | dict.fromkeys(waiting, others[-1] if others else None)
