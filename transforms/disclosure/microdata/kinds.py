"""Records of a file that look alike, and how many of them are, or may be, in a set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """Records that look alike: what they show, and in which years and sexes they may be."""

    seen: Mapping[str, str | None]
    count: int
    centres: tuple[tuple[str, str], ...]
    shares: Mapping[tuple[str, str], str]  # where there are several, the unknown of each


@dataclass
class Tally:
    """How many records are in a set: those that are for certain, and unknown parts of others."""

    sure: int = 0
    parts: list[str] = field(default_factory=list)


def tallies(names: Cell, kinds: Iterable[Kind]) -> dict[Cell, Tally]:
    """Per year and codes shown: the records that are of it, or may be."""
    found: dict[Cell, Tally] = defaultdict(Tally)
    for kind in kinds:
        if any(kind.seen[name] is None for name in names if name != "sex"):
            continue
        cells = defaultdict(list)
        for centre in kind.centres:
            year, sex = centre
            codes = (sex if name == "sex" else str(kind.seen[name]) for name in names)
            cells[year, *codes].append(centre)
        for cell, centres in cells.items():
            if len(centres) == len(kind.centres):
                found[cell].sure += kind.count
            else:
                found[cell].parts += [kind.shares[centre] for centre in centres]
    return dict(sorted(found.items()))
