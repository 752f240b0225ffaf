"""What a reader knows to be no more than something else: parts of sets, and several answers.

Where units may be in several parts of a line, each unit of the total is in at least one of them,
and whoever is in several parts in a set is so in every wider set. Part of the check that anybody
runs: it shares no code with what protects, attacks or finds worlds.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import product
from typing import Any

import numpy as np

from transforms.disclosure.audit.outside_sums import Key, Sum, View, in_blocks, split


def is_within(
    views: Iterable[View],
    told: Mapping[Key, np.ndarray],
    assumed: AbstractSet[Key],
    claim: Mapping[str, Any],
) -> bool:
    """Whether no hidden figure makes a part more than its set, or answers fewer than units.

    Args:
        views: The releases.
        told: What each figure is in every world; one value where it is known.
        assumed: Figures that are hidden.
        claim: With `units` and `above`, as `outside.check` takes it.
    """
    more, asked = _beyond(views, told, assumed)
    return not (
        any((more[one] < 0).any() for one in asked)
        or any(
            (of[part] > of[set_]).any()
            for of, which in ((told, assumed), (more, asked))
            for part, set_ in _limits(of, claim)
            if part in which or set_ in which
        )
    )


def _limits(told: Mapping[Key, Any], claim: Mapping[str, Any]) -> Iterator[tuple[Key, Key]]:
    """Every part and every set that holds it: codes rolled up or dropped."""
    above = {(dimension, code): top for dimension, code, top in claim["above"]}
    for key in told:
        group, predicates = key[0].rsplit("|", 1)
        _, _, unit, statistic = group.split("|")
        if statistic != "count" or unit not in claim["units"]:
            continue
        ways = []
        for dimension, code in (one.split("=", 1) for one in predicates.split("&") if one):
            ways.append([f"{dimension}={code}", None])
            while code := above.get((dimension, code)):
                ways[-1].append(f"{dimension}={code}")
        for way in product(*ways):
            rest = "&".join(dict.fromkeys(one for one in way if one is not None))
            if (set_ := (f"{group}|{rest}", key[1])) in told and set_ != key:
                yield key, set_


def _beyond(
    views: Iterable[View], told: Mapping[Key, np.ndarray], assumed: AbstractSet[Key]
) -> tuple[dict[Key, np.ndarray], set[Key]]:
    """What the parts of each line that does not add up hold beyond its total, in every world.

    Returns:
        By name of the line; and the names of lines that hold a hidden figure.
    """
    lines = {
        name: (total, parts)
        for name, (total, parts) in _lines(views).items()
        if total in told and all(part in told for part in parts)
    }
    more = {
        name: np.asarray(sum(told[part] for part in parts) - told[total])
        for name, (total, parts) in lines.items()
    }
    return more, {
        name
        for name, (total, parts) in lines.items()
        if any(key in assumed for key in (total, *parts))
    }


def _lines(views: Iterable[View]) -> dict[Key, Sum]:
    """Every total whose units may be in several of its parts, by what they may be in several of.

    Under the key of the total with the dimension of the parts and a `+` added: of a part of the
    total that is a key with more predicates.
    """
    found: dict[Key, Sum] = {}
    for rows, keys in views:
        for total, parts in in_blocks(rows, keys, adds_up=False):
            (group, common), sets = split(total), [split(part) for part in parts]
            dimensions = {one.split("=")[0] for _, part in sets for one in part - common}
            if len(dimensions) != 1 or any(one != group for one, _ in sets):
                continue
            name = f"{dimensions.pop()}="
            above = next((one.removeprefix(name) for one in common if one.startswith(name)), "")
            others = {one for one in common if not one.startswith(name)}
            beyond = "&".join(sorted({*others, f"{name}{above}+"}))
            found[f"{group[0]}|{beyond}", group[1]] = total, parts
    return found
