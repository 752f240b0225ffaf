"""Which cells of a report are shown and which are hidden: the same for a draft and for a release.

Fewer than the threshold of any unit are not shown, nor what gives them away together with all
other cells (`suppressed`, for small cells and for those that go with them: the symbol must not
tell which is which); sums, medians and shares that rest on so few are `withheld`, and a share goes
with its count. Zeros are always shown. Joint suppression of linked tables: Hundepool et al.,
Statistical Disclosure Control (2012), 4.2 to 4.6.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from transforms.disclosure.counting.answers import with_answers
from transforms.disclosure.counting.counted import (
    Counted,
    counted_of,
    is_exempt,
    with_crossed,
)
from transforms.disclosure.counting.of_case import with_case
from transforms.disclosure.policy import Policy, reviewed
from transforms.disclosure.protection.around import around
from transforms.disclosure.protection.known import beside, must_agree
from transforms.disclosure.protection.protect import Protected
from transforms.disclosure.protection.protect import protect as protect_jointly
from transforms.disclosure.protection.told import Told

_KEY = ("report_year", "case_id", "table_code", "block_code", "row_order", "row_code")
_ORDER = (*_KEY, "column_order", "column_code", "figure_id")
_PLACE = (
    *("report_year", "case_id", "table_code"),
    *("row_list_code", "row_code", "column_list_code", "column_code"),
)
_HIDDEN = {"count": "suppressed", "sum": "withheld"}


@dataclass(frozen=True)
class Decision:
    """What is shown of a report, and what it rests on.

    Attributes:
        cells: As `protect` returns them, with `quantity` (null where none is looked at).
        counted: The quantities behind the cells.
        protected: What is hidden of them.
        fine: Cells of blocks that are rounded, with their true counts; None where there are none.
        dominated: Keys of what tells too much of one case, there too.
    """

    cells: pl.DataFrame
    counted: Counted
    protected: Protected
    fine: pl.DataFrame | None = None
    dominated: Collection[str] = ()


def protect(cells: pl.DataFrame, policy: Policy | None = None) -> pl.DataFrame:
    """Decide for every cell of one or more reports whether it is shown.

    Args:
        cells: Grain: one row per cell, as the `rpt_` tables hold them (table_code, block_code,
            row_ and column_ list, code, parent and order, unit_code, statistic_code, value,
            contributors, adds_up_rows, adds_up_columns, and report_year or
            case_id with counted_year and counted_province_code).
        policy: The rules; else those that were reviewed.

    Returns:
        The same rows, sorted, and `shown_code` (`published`, `suppressed`, `withheld`); value is
        null where hidden, contributors where hidden or no count.
    """
    return decide(cells, policy or reviewed()).cells.drop("quantity")


def decide(
    cells: pl.DataFrame,
    policy: Policy,
    *,
    dominated: Mapping[str, int] | None = None,
    earlier: pl.DataFrame | None = None,
    known: Told | None = None,
) -> Decision:
    """Decide for every cell, and keep what the decision rests on.

    Args:
        cells: As `protect` takes them.
        policy: The rules.
        dominated: As `concentration.dominated` returns it.
        earlier: What earlier releases showed and hid, as `told.QUANTITIES` has it, in order: the
            same figure stays shown or hidden.
        known: What outsiders know, as `known.told_of_lines` returns it.

    Raises:
        Problem: What outsiders are said to know is not what is counted here.
    """
    ordered = in_order(cells)
    rows = ordered.to_dicts()
    counted = with_case(with_answers(counted_of(rows, policy), rows), policy)
    must_agree(counted, known, earlier)
    counted, outside = beside(around(counted, earlier), known)
    counted = with_crossed(counted)
    published, kept = _pinned(counted, earlier)
    protected = protect_jointly(
        counted, policy, dominated=dominated, published=published, kept=kept, known=outside
    )
    shown = [
        _HIDDEN[row["statistic_code"]] if at >= 0 and protected.hidden[at] else "published"
        for row, at in zip(rows, counted.of_cell, strict=True)
    ]
    _withhold(rows, shown, policy.thresholds["default"])
    keys = counted.keys
    hidden = pl.col("shown_code") != "published"
    told = ordered.with_columns(
        pl.Series("shown_code", shown, pl.String),
        pl.Series("quantity", [keys[at] if at >= 0 else None for at in counted.of_cell], pl.String),
    ).with_columns(
        pl.when(~hidden).then("value").alias("value"),
        pl.when(~hidden, pl.col("statistic_code") == "count")
        .then("contributors")
        .alias("contributors"),
    )
    return Decision(told, counted, protected)


def in_order(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells as they stand in a release."""
    return cells.sort([n for n in _ORDER if n in cells.columns], nulls_last=True)


def _pinned(counted: Counted, earlier: pl.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """What earlier releases showed and hid of the same figures: what is known is not taken back."""
    known: dict[tuple[str, int], bool] = {}
    if earlier is not None:
        for key, value, was in earlier.select("quantity", "value", "is_published").iter_rows():
            known[key, value] = known.get((key, value), False) or was
    was = [
        known.get((key, int(value)))
        for key, value in zip(counted.keys, counted.values, strict=True)
    ]
    return np.array([w is True for w in was], bool), np.array([w is False for w in was], bool)


def _withhold(rows: Sequence[Mapping[str, Any]], shown: list[str], threshold: int) -> None:
    """Medians and shares of few; a share goes with its count and with what it is a share of."""
    counts = [
        (row, code != "published")
        for row, code in zip(rows, shown, strict=True)
        if row["statistic_code"] == "count"
    ]
    hidden_counts = {_place(row) for row, is_hidden in counts if is_hidden}
    hidden_values = {(_table(row), row["value"]) for row, is_hidden in counts if is_hidden}
    for index, row in enumerate(rows):
        if row["statistic_code"] in _HIDDEN or row["value"] is None or is_exempt(row):
            continue
        of = row["contributors"] or 0
        is_few = 0 < of < threshold
        if row["statistic_code"] == "share":
            part = round(float(row["value"]) * of)
            # What it is a share of may stand in any other table, and so tells how many are missing.
            is_few |= 0 < part < threshold or 0 < of - part < threshold
            is_few |= part > 0 and _place(row) in hidden_counts
            is_few |= (_table(row), of) in hidden_values
        if is_few:
            shown[index] = "withheld"


def _table(row: Mapping[str, Any]) -> tuple:
    return tuple(row.get(name) for name in ("report_year", "case_id", "table_code"))


def _place(row: Mapping[str, Any]) -> tuple:
    return tuple(row.get(name) for name in _PLACE)
