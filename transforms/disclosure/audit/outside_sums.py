"""What a reader adds up: the totals of every block, and what follows from them between blocks.

Part of the check that anybody runs: it shares no code with what protects, attacks or finds worlds.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Key = tuple[str, int]  # quantity and version
View = tuple[list[dict[str, Any]], dict[str, Key]]  # cells of a release, key of each quantity
Sum = tuple[Key, frozenset[Key]]  # a total and its parts
_BLOCK = ("report_year", "case_id", "table_code", "block_code")


def sums(views: Iterable[View]) -> set[Sum]:
    """Every total and its parts that a reader can add up."""
    own: set[Sum] = set()
    named: dict[tuple[Key, frozenset[str]], Key] = {}
    for rows, keys in views:
        own |= set(in_blocks(rows, keys))
        named |= {split(key): key for key in keys.values()}
    own |= _of_combinations(own, named)
    return own | _between(own, named)


def in_blocks(
    rows: list[dict[str, Any]], keys: Mapping[str, Key], *, adds_up: bool = True
) -> Iterator[Sum]:
    """Down the columns and along the rows of every block, with their subtotals.

    Those that do not add up hold a total, and parts of which a unit of it may be in several.
    """
    lines: dict[tuple, dict[str, tuple[str, Key]]] = {}
    for row in rows:
        for side, other in (("row", "column"), ("column", "row")):
            if row[f"adds_up_{side}s"] == adds_up:
                at = *map(row.get, _BLOCK), side, row[f"{other}_code"]
                above = row[f"{side}_parent_code"] or "TOTAL"
                lines.setdefault(at, {})[row[f"{side}_code"]] = above, keys[row["quantity"]]
    for line in lines.values():
        for code, (_, total) in line.items():
            parts = [key for own, (up, key) in line.items() if up == code and own != "TOTAL"]
            if parts and total not in parts:
                yield total, frozenset(parts)


def _between(own: set[Sum], named: Mapping[tuple[Key, frozenset[str]], Key]) -> set[Sum]:
    """What adds up in one block does so with more predicates in each term, wherever those stand."""
    of: dict[Key, list[frozenset[str]]] = {}
    for group, predicates in named:
        of.setdefault(group, []).append(predicates)
    found: set[Sum] = set()
    for total, parts in sorted(own, key=lambda one: len(split(one[0])[1])):
        (group, common), sets = split(total), [split(part) for part in parts]
        # One that is known to follow says nothing new; other groups are counted otherwise.
        if (total, parts) in found or any(one != group for one, _ in sets):
            continue
        for more in (one for one in of[group] if one > common):
            each = {named.get((group, part | more - common)) for _, part in sets} - {None}
            if len(each) == len(parts):
                found.add((named[group, more], frozenset(key for key in each if key is not None)))
    return found


def _of_combinations(own: set[Sum], named: Mapping[tuple[Key, frozenset[str]], Key]) -> set[Sum]:
    """Where a total falls into combinations of codes, every figure of those codes is a sum too."""
    found: set[Sum] = set()
    for total, parts in own:
        group, common = split(total)
        codes = {part: next(iter(split(part)[1] - common), "") for part in parts}
        names = {one.partition("_exactly=")[0] for one in codes.values() if "_exactly=" in one}
        if len(names) != 1 or not all("_exactly=" in one for one in codes.values()):
            continue
        name = names.pop()
        members = {part: one.split("=")[1].split("_and_") for part, one in codes.items()}
        for (of, predicates), figure in named.items():
            asked = [one.split("=") for one in predicates - common]
            if of != group or not predicates > common:
                continue
            if any(dimension not in (name, f"{name}_number") for dimension, _ in asked):
                continue
            fitting = {
                part
                for part, own_codes in members.items()
                if all(_meets(own_codes, code, of_number=d != name) for d, code in asked)
            }
            if fitting:
                found.add((figure, frozenset(fitting)))
    return found


def _meets(members: list[str], code: str, *, of_number: bool) -> bool:
    """Whether a combination has a code, or as many codes (`2`), or at least as many (`3+`)."""
    if not of_number:
        return code in members
    size = int(code.removesuffix("+"))
    return len(members) == size or (code.endswith("+") and len(members) > size)


def split(key: Key) -> tuple[Key, frozenset[str]]:
    """Population, year, unit and statistic in one version; and the predicates."""
    group, predicates = key[0].rsplit("|", 1)
    return (group, key[1]), frozenset(one for one in predicates.split("&") if one)
