"""The check of the proof that is published with a release: sums only, no solver, no secret.

For whoever has the published cells and nothing else. It shares no code with what protects or
attacks a table or finds the worlds, so that an error there is not repeated.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import polars as pl

from transforms.disclosure.audit.outside_case import parts_in_cases, sums_of_cases
from transforms.disclosure.audit.outside_limits import is_within
from transforms.disclosure.audit.outside_rounded import ROUNDED, Ends, ends_of, inner, is_rounded
from transforms.disclosure.audit.outside_sums import Key, View, sums

Cells = Mapping[str, pl.DataFrame]  # by release


def check(releases: Cells, worlds: pl.DataFrame, claim: Mapping[str, Any]) -> str | None:
    """None if the worlds show what they are said to show of the last release, else the reason.

    Args:
        releases: Cells by id in order, as published (`value` null where hidden).
        worlds: A row a hidden figure (`quantity`, `version`), a column `world_1` and on a world.
        claim: `releases`, `zeros_shown`, `base` (of rounding), `units` (of persons), `above`
            (dimension, code, the code above it), `case` (what a report on one case says of the
            same persons), `proved`, and the figures that are `one_value` or `not_proved`.

    Returns:
        `claim`, `cells` (a hidden figure is not in it, one is not hidden, or cannot be as little;
        or what is said to be rounded is not, or a margin of it is no sum of what is shown),
        `sums`, `limits` (a part is more than its set, or a unit in none of the parts or in more
        than in a wider set), `goal` (one value only, and not said so).
    """
    try:
        return next(_faults(releases, worlds, claim), None)
    except ValueError:
        return "cells"
    except (KeyError, TypeError, pl.exceptions.PolarsError):
        return "claim"


def _faults(releases: Cells, worlds: pl.DataFrame, claim: Mapping[str, Any]) -> Iterator[str]:
    if list(releases) != claim["releases"]:
        yield "claim"
    views, known, hidden = _published(releases)
    if not all(is_rounded(rows, claim.get("base")) for rows, _ in views):
        yield "cells"
    values = _assumed(worlds, ends_of(views, claim))
    if not hidden.intersection(views[-1][1].values()) <= values.keys() <= hidden:
        yield "cells"
    told = {key: np.array([value]) for key, value in known.items()} | values
    for total, parts in chain(sums(views), sums_of_cases(views, claim)):
        hangs = {key in values for key in (total, *parts) if key not in known}
        # What is in no world is another matter, but half a sum will not do.
        if True in hangs and (False in hangs or (told[total] != sum(told[p] for p in parts)).any()):
            yield "sums"
    of_cases = [pair for pair in parts_in_cases(views, claim) if told.keys() >= set(pair)]
    is_more = any((told[part] > told[set_]).any() for part, set_ in of_cases)
    if is_more or not is_within(views, told, values.keys(), claim):
        yield "limits"
    excused = {*claim["one_value"], *claim["not_proved"]}
    differs = [bool((own != own[0]).any()) for own in values.values()]
    if not all(d or n in excused for d, n in zip(differs, worlds["figure_id"], strict=True)):
        yield "goal"
    if (sum(differs), len(differs)) != (claim["proved"], claim["hidden"]):
        yield "claim"


def _assumed(worlds: pl.DataFrame, ends: Mapping[Key, Ends]) -> dict[Key, np.ndarray]:
    """What each hidden figure is in every world: whole, and what its cells say it can be."""
    own = worlds.select("^world_.*$")
    keys = list(worlds.select("quantity", "version").iter_rows())
    found = dict(zip(keys, own.to_numpy(), strict=True))
    is_whole = all(one.is_integer() and not own[n].has_nulls() for n, one in own.schema.items())
    is_beyond = any(
        (value < ends[key][0]).any() or (value > ends[key][1]).any() for key, value in found.items()
    )
    if not is_whole or is_beyond or len(found) < len(keys):
        raise ValueError(keys)
    return found


def _published(releases: Cells) -> tuple[list[View], dict[Key, int], set[Key]]:
    """Figures that are known, with their values, and those that are hidden.

    A figure is the same in all releases until one of its population, year and unit is shown at
    another value than before; that begins a new version.
    """
    views: list[View] = []
    known: dict[Key, int] = {}
    hidden: set[Key] = set()
    version: dict[str, int] = {}
    rounded: dict[Key, int] = {}
    for cells in releases.values():
        rows = [row for row in cells.to_dicts() if row["quantity"] is not None]
        exact = [row for row in rows if row["shown_code"] != ROUNDED]
        seen = dict.fromkeys((row["quantity"] for row in rows), None)
        seen |= {row["quantity"]: _shown(row) for row in exact}
        if any(seen[row["quantity"]] != _shown(row) for row in exact):
            raise ValueError(version)
        about = {row["quantity"]: int(row["value"]) for row in inner(rows)}
        before = {quantity: (quantity, version.get(_group(quantity), 1)) for quantity in seen}
        corrected = {
            _group(quantity)
            for quantity, key in before.items()
            for now, then in ((seen[quantity], known), (about.get(quantity), rounded))
            if now is not None and then.get(key, now) != now
        }
        for group in {_group(quantity) for quantity in seen}:
            version[group] = version.get(group, 1) + (group in corrected)
        keys = {quantity: (quantity, version[_group(quantity)]) for quantity in seen}
        known |= {keys[q]: own for q, own in seen.items() if own is not None}
        rounded |= {keys[quantity]: own for quantity, own in about.items()}
        hidden |= {keys[q] for q, own in seen.items() if own is None}
        views.append((rows, keys))
    return views, known, hidden - known.keys()


def _group(quantity: str) -> str:
    return quantity.rsplit("|", 1)[0]


def _shown(row: Mapping[str, Any]) -> int | None:
    return int(row["value"] or 0) if row["shown_code"] == "published" else None
