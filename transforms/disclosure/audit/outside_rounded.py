"""What a reader sees that a figure can be by its own cells: hidden, or rounded.

Part of the check that anybody runs: it shares no code with what protects, attacks or finds worlds.
"""

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

from transforms.disclosure.audit.outside_sums import Key, View, in_blocks

ROUNDED = "rounded"
_SHOWN = ("published", "suppressed", "withheld", ROUNDED)
Ends = tuple[float, float]


def ends_of(views: Iterable[View], claim: Mapping[str, Any]) -> dict[Key, Ends]:
    """What each figure is at least and at most, by all its cells.

    A hidden count stands where a zero would be shown, so it is at least 1, and so is a rounded
    margin, which is no more than the base away from the count. What an inner cell shows rounded is
    less than that away, or nobody.

    Args:
        views: The releases.
        claim: With `zeros_shown` and `base`, as `outside.check` takes it.
    """
    found: dict[Key, Ends] = {}
    for rows, keys in views:
        base = int(claim.get("base") or 1)
        reach = base - 1
        about = {row["figure_id"]: int(row["value"]) for row in inner(rows)}
        for row in rows:
            if (shown := about.get(row["figure_id"])) is not None:
                low, high = max(0, shown - reach), float(shown + reach)
            elif row["shown_code"] == ROUNDED:
                low, high = max(1, int(row["value"]) - base), float(int(row["value"]) + base)
            else:
                is_told = claim["zeros_shown"] and row["statistic_code"] == "count"
                low, high = int(is_told and row["shown_code"] != "published"), inf
            before = found.get(keys[row["quantity"]], (0, inf))
            found[keys[row["quantity"]]] = max(before[0], low), min(before[1], high)
    return found


def is_rounded(rows: Iterable[dict[str, Any]], base: object) -> bool:
    """Whether every cell that is said to be rounded is, and tells no more than the inner ones.

    A cell is shown, hidden or rounded; where one is rounded the base is a whole number. A margin
    that is anything but the sum of what is shown would tell of the true counts, and so would a
    count that is no multiple of the base, or who is behind it.
    """
    blocks: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        blocks.setdefault((row["table_code"], row["block_code"]), []).append(row)
    for of in blocks.values():
        fine = {row["quantity"] for row in of if row["shown_code"] == ROUNDED}
        if any(row["shown_code"] not in _SHOWN for row in of):
            return False
        if not fine:
            continue
        if not isinstance(base, int) or base < 2:
            return False
        shown = {row["quantity"]: int(row["value"] or 0) for row in of}
        keys = {quantity: (quantity, 1) for quantity in shown}
        if any(
            row["value"] is None or row["value"] % base or row["contributors"] is not None
            for row in of
            if row["quantity"] in fine
        ) or any(
            shown[total[0]] != sum(shown[part[0]] for part in parts)
            for total, parts in in_blocks(of, keys)
            if total[0] in fine
        ):
            return False
    return True


def inner(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rounded cells of which no other cell of their block is a part."""
    fine = [row for row in rows if row["shown_code"] == ROUNDED]
    above = {
        (row["table_code"], row["block_code"], side, row[f"{side}_parent_code"] or "TOTAL")
        for row in fine
        for side in ("row", "column")
        if row[f"{side}_code"] != "TOTAL"
    }
    return [
        row
        for row in fine
        if not any(
            (row["table_code"], row["block_code"], side, row[f"{side}_code"]) in above
            for side in ("row", "column")
        )
    ]
