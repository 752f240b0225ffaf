"""What every reader has of all releases, and the worlds that fit it: the proof that travels along.

Nothing here takes a true value. Cells as published, the signs in them, the sums between them, the
rule on zeros and that a part is no more than its set go in; so what comes out tells a reader
nothing that he could not work out himself, and may be published with the tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from transforms.disclosure.audit.worlds import Question, Worlds, find_worlds
from transforms.disclosure.counting import of_case
from transforms.disclosure.counting.answers import beyond_of
from transforms.disclosure.counting.counted import counted_of, parse, wider
from transforms.disclosure.counting.crossed import Set, crossed
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.primaries import PERSONAL
from transforms.disclosure.protection.rounded import ROUNDED, ends_of, is_inner
from transforms.disclosure.tables.sums import sums_of

_COUNT = "count"
_KEPT = ("quantity", "version", "figure_id", "unit_code", "least", "k")
_PLACE = ("table_code", "block_code", "row_code", "column_code", "figure_id")
Key = tuple[str, int]  # quantity and version
Terms = Sequence[tuple[Key, int]]


@dataclass(frozen=True)
class Certificate:
    """The public proof of a release.

    Attributes:
        worlds: One row a hidden figure: `quantity`, `version`, `figure_id`, `unit_code`, `least`
            (what it is by the rule on zeros), `k` (fewer are small; 0 of money), and what it is in
            each world, `world_1` and on.
        claim: What the worlds are said to show, as `outside.check` takes it.
        told: Figure ids of counts below `k` of which there is one value only: a reader has them.
    """

    worlds: pl.DataFrame
    claim: Mapping[str, Any]
    told: tuple[str, ...]


@dataclass
class _Public:
    """Figures of all releases and what holds between them."""

    known: dict[Key, int] = field(default_factory=dict)
    hidden: dict[Key, Mapping[str, Any]] = field(default_factory=dict)  # a cell that shows it
    sums: dict[tuple[Key, tuple[Key, ...]], None] = field(default_factory=dict)
    answers: dict[Key, tuple[Key, tuple[Key, ...]]] = field(default_factory=dict)
    rounded: dict[Key, tuple[int, int, int]] = field(default_factory=dict)  # shown, and its ends
    parts: dict[tuple[Key, Key], None] = field(default_factory=dict)  # of sets within a case
    above: dict[tuple[str, str], str] = field(default_factory=dict)
    newest: list[Key] = field(default_factory=list)


def certificate(releases: Mapping[str, pl.DataFrame], policy: Policy) -> Certificate:
    """Find worlds for the last of some releases, and say what they show.

    Args:
        releases: Cells by id, as published (hidden values null), in order of publication.
        policy: The rules, which are public.

    Raises:
        ValueError: What is published fits no world.
    """
    public = _public(releases, policy)
    near = _together(public)
    hidden = sorted(key for key in public.hidden if key in near)
    place = {key: at for at, key in enumerate(hidden)}
    ends = [
        public.rounded.get(key, (0, _least(public.hidden[key], policy), None)) for key in hidden
    ]
    least = [low for _, low, _ in ends]
    most = [np.inf if high is None else high for _, _, high in ends]
    k = [_small(key, policy) for key in hidden]
    asked = Question(
        np.array(least, dtype=np.int64),
        np.array(most, dtype=float),
        np.array(k, dtype=np.int64),
        *(
            [one for one in (_open(terms, place, public.known) for terms in of) if one[0]]
            for of in (_sums(public), _limits(public))
        ),
    )
    found = find_worlds(asked)
    frame = pl.DataFrame(
        [
            (*key, public.hidden[key]["figure_id"], public.hidden[key]["unit_code"], low, few)
            for key, low, few in zip(hidden, least, k, strict=True)
        ],
        schema=dict(zip(_KEPT, (pl.String, pl.Int64, pl.String, pl.String, pl.Int64, pl.Int64),
                        strict=True)),
        orient="row",
    ).with_columns(
        pl.Series(f"world_{number}", world, pl.Int64)
        for number, world in enumerate(found.values, start=1)
    )  # fmt: skip
    return Certificate(frame, _claim(releases, policy, public, frame, found), _told(frame, found))


def _claim(
    releases: Mapping[str, pl.DataFrame], policy: Policy, public: _Public, frame: pl.DataFrame,
    found: Worlds,
) -> dict[str, Any]:  # fmt: skip
    """What a reader may check: of which releases, by which rules, and of which figures not."""
    names = frame["figure_id"].to_list()
    low, high, k = found.values.min(axis=0), found.values.max(axis=0), frame["k"].to_numpy()
    either = (low < k) & (high >= k)
    return {
        "releases": list(releases),
        "zeros_shown": policy.zeros_shown,
        "base": policy.base,
        "units": sorted(PERSONAL),
        "above": sorted([*pair, code] for pair, code in public.above.items()),
        "case": policy.case,
        "hidden": len(names),
        "proved": int((low < high).sum()),
        "small_or_not": int(either.sum()),
        "one_value": [n for n, is_one in zip(names, found.is_single, strict=True) if is_one],
        "not_proved": [n for n, is_open in zip(names, found.is_doubtful, strict=True) if is_open],
    }


def _told(frame: pl.DataFrame, found: Worlds) -> tuple[str, ...]:
    most = found.values.max(axis=0, initial=0)
    few = (most > 0) & (frame["k"].to_numpy() > most)
    return tuple(frame.filter(pl.Series(few & found.is_single))["figure_id"])


def _public(releases: Mapping[str, pl.DataFrame], policy: Policy) -> _Public:
    found = _Public()
    latest: dict[str, int] = {}  # version of the figures of one population, unit and year
    for cells in releases.values():
        rows = cells.sort(_PLACE).to_dicts()  # whatever order they come in, the same is found
        found.above |= counted_of(rows, policy).parents
        shown: dict[str, int | None] = {}
        first: dict[str, Mapping[str, Any]] = {}
        # a cell that is exact, or hidden, comes before a rounded one of the same figure
        for row in sorted(rows, key=lambda row: row["shown_code"] == ROUNDED):
            if row["quantity"] is not None and row["quantity"] not in shown:
                value = int(row["value"] or 0) if row["shown_code"] == "published" else None
                shown[row["quantity"]] = value
                first[row["quantity"]] = row
        fine = cells.with_columns(is_inner=is_inner()).filter(pl.col("shown_code") == ROUNDED)
        ends, of_margins = (
            {
                row["quantity"]: (int(row["value"]), *ends_of(row, policy.base, is_margin=margin))
                for row in fine.filter(pl.col("is_inner") != margin).to_dicts()
            }
            for margin in (False, True)
        )
        corrected = {
            _group(q) for q, v in shown.items() if _is_corrected(found, latest, q, v, ends.get(q))
        }
        for group in sorted({_group(quantity) for quantity in shown}):
            latest[group] = latest.get(group, 1) + (group in corrected)
        keys = {quantity: (quantity, latest[_group(quantity)]) for quantity in shown}
        for quantity, value in shown.items():
            if value is None:
                found.hidden.setdefault(keys[quantity], first[quantity])
            else:
                found.known[keys[quantity]] = value
        found.rounded |= {keys[quantity]: own for quantity, own in (of_margins | ends).items()}
        order = list(shown)
        at = {quantity: place for place, quantity in enumerate(order)}
        for one in sums_of(rows, [at.get(row["quantity"], -1) for row in rows]):
            parts = tuple(sorted(keys[order[part]] for part in one.parts))
            if one.total not in one.parts:
                found.sums[keys[order[one.total]], parts] = None
        found.answers.update(_answers(rows, keys))
        of_persons = of_case.keys_of(keys, policy)
        found.sums |= dict.fromkeys(of_case.sums(of_persons, policy))
        found.parts |= dict.fromkeys(of_case.within(of_persons, found.above))
        found.newest = [keys[quantity] for quantity in order]
    _cross(found)
    found.hidden = {key: row for key, row in found.hidden.items() if key not in found.known}
    return found


def _answers(
    rows: Sequence[Mapping[str, Any]], keys: Mapping[str, Key]
) -> Iterator[tuple[Key, tuple[Key, tuple[Key, ...]]]]:
    """The lines that do not add up, by the name of what is beyond their totals."""
    order = list(keys)
    at = {quantity: place for place, quantity in enumerate(order)}
    for one in sums_of(rows, [at.get(row["quantity"], -1) for row in rows], adds_up=False):
        total, *parts = (order[figure] for figure in (one.total, *one.parts))
        beyond = beyond_of(parse(total), [parse(part) for part in parts])
        if beyond is not None and total not in parts:
            line = keys[total], tuple(sorted(keys[part] for part in parts))
            yield (beyond.key, keys[total][1]), line


def _cross(public: _Public) -> None:
    """Take in the sums that hold between tables, among figures of one version."""
    every = public.known.keys() | public.hidden.keys()
    sets = {key: ((_group(key[0]), key[1]), parse(key[0]).predicates) for key in sorted(every)}
    named: dict[Set, Key] = {set_: key for key, set_ in sets.items()}
    own = [(sets[total], tuple(sets[p] for p in parts)) for total, parts in public.sums]
    for total, parts in crossed(own, named):
        public.sums[named[total], tuple(sorted(named[part] for part in parts))] = None


def _is_corrected(
    found: _Public,
    latest: Mapping[str, int],
    quantity: str,
    value: int | None,
    ends: tuple[int, int, int] | None,
) -> bool:
    """Whether a release shows a figure at another value, or rounded otherwise, than before.

    Until then a figure is taken for the same in all releases, hidden or not, which leaves fewer
    worlds; after it nobody outside knows which of the hidden ones were corrected too.
    """
    key = quantity, latest.get(_group(quantity), 1)
    known, before = found.known.get(key), found.rounded.get(key)
    is_other = None not in (known, value) and known != value
    return is_other or (None not in (before, ends) and before != ends)


def _group(quantity: str) -> str:
    return quantity.rsplit("|", 1)[0]


def _least(cell: Mapping[str, Any], policy: Policy) -> int:
    return int(policy.zeros_shown and cell["statistic_code"] == _COUNT)


def _small(key: Key, policy: Policy) -> int:
    quantity = parse(key[0])
    return policy.threshold(quantity.predicates) if quantity.statistic == _COUNT else 0


def _together(public: _Public) -> set[Key]:
    """What hangs together with a figure of the last release, by sums and limits."""
    using: dict[Key, list[Terms]] = {}
    for terms in (*_sums(public), *_limits(public)):
        for key, _ in terms:
            if key in public.hidden:
                using.setdefault(key, []).append(terms)
    waiting = [key for key in public.newest if key in public.hidden]
    found = set(waiting)
    while waiting:
        for terms in using.get(waiting.pop(), ()):
            new = {key for key, _ in terms if key in public.hidden} - found
            found |= new
            waiting += new
    return found


def _sums(public: _Public) -> Iterator[Terms]:
    return ([(total, -1), *((part, 1) for part in parts)] for total, parts in public.sums)


def _limits(public: _Public) -> Iterator[Terms]:
    """A part is no more than its set, and so are its answers beyond the first; none is below 0."""
    for beyond, line in sorted(public.answers.items()):
        yield [(key, -factor) for key, factor in _more(line)]
        for wide in wider(parse(beyond[0]), public.above):
            if (set_ := public.answers.get((wide.key, beyond[1]))) is not None:
                yield [*_more(line), *((key, -factor) for key, factor in _more(set_))]
    yield from ([(part, 1), (set_, -1)] for part, set_ in public.parts)
    every = public.known.keys() | public.hidden.keys()
    for key in sorted(every):
        quantity = parse(key[0])
        if quantity.statistic != _COUNT or quantity.unit not in PERSONAL:
            continue
        for wide in wider(quantity, public.above):
            set_ = wide.key, key[1]
            if set_ in every:
                yield [(key, 1), (set_, -1)]


def _more(line: tuple[Key, tuple[Key, ...]]) -> list[tuple[Key, int]]:
    """What the parts of a line add up to beyond its total."""
    return [(line[0], -1), *((part, 1) for part in line[1])]


def _open(
    terms: Terms, place: Mapping[Key, int], known: Mapping[Key, int]
) -> tuple[list[tuple[int, int]], int]:
    """The hidden terms of a sum and what they add up to."""
    factors: dict[int, int] = {}
    right = 0
    for key, factor in terms:
        if key in place:
            factors[place[key]] = factors.get(place[key], 0) + factor
        else:
            right -= factor * known.get(key, 0)
    return [(at, factor) for at, factor in factors.items() if factor], right
