"""What a reader knows of a report on one case: the same persons stand in several of its tables.

Whoever was served is a victim, whose sex is missing is of unknown sex, and everybody was served or
not: where such figures stand by year and place is another matter. Part of the check that anybody
runs: it shares no code with what protects, attacks or finds worlds.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from transforms.disclosure.audit.outside_sums import Key, Sum, View

_Named = dict[frozenset[str], list[Key]]  # figures by what they count within a case


def sums_of_cases(views: Iterable[View], claim: Mapping[str, Any]) -> Iterator[Sum]:
    """Equal figures, and sets of which everybody meets one of two things.

    Args:
        views: The releases.
        claim: With `case`, as `outside.check` takes it; an older one says nothing of it.
    """
    rules: Mapping[str, Any] = claim.get("case") or {}
    for of in _named(views, rules):
        for first, *others in of.values():
            yield from ((first, frozenset({other})) for other in others)
        for one, other in rules["either"]:
            for whole in {name - {half} for name in of for half in (one, other) if half in name}:
                halves = [of.get(whole | {half}, [])[:1] for half in (one, other)]
                if whole in of:
                    yield of[whole][0], frozenset(half for own in halves for half in own)


def parts_in_cases(views: Iterable[View], claim: Mapping[str, Any]) -> Iterator[tuple[Key, Key]]:
    """Every part and every set that holds it, as `sums_of_cases` takes them."""
    above = {f"{dimension}={code}": f"{dimension}={top}" for dimension, code, top in claim["above"]}
    for of in _named(views, claim.get("case") or {}):
        for name, own in of.items():
            ways: list[list[str | None]] = []
            for pair in sorted(name):
                ways.append([None, pair])
                while wider := above.get(ways[-1][-1] or ""):
                    ways[-1].append(wider)
            for way in product(*ways):
                wide = frozenset(one for one in way if one is not None)
                if wide != name and wide in of:
                    yield own[0], of[wide][0]


def _named(views: Iterable[View], rules: Mapping[str, Any]) -> Iterator[_Named]:
    """Per release the figures of its case, by whose they are and what these meet."""
    for _, keys in views if rules else ():
        of: _Named = {}
        for key in keys.values():
            population, _, unit, statistic, told = key[0].split("|", 4)
            met = [one for one in told.split("&") if one and not one.startswith("event_region=")]
            whose = rules["persons"].get(f"{population}|{unit}")
            if whose is None or not any(one.startswith("case=") for one in met):
                continue
            kind = "|".join(whose.split("|")[:2])
            says = (pair for one in met for pair in rules["says"].get(one, [one]))
            name = frozenset({f"|{kind}|{statistic}=", *whose.split("|")[2:], *says})
            of.setdefault(name, []).append(key)
        yield of
