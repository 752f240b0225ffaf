"""The small-cell rule: which cells of a report are shown, and what stands for the others.

1 to 4 of any unit is not shown (`below_threshold`); sums, medians and shares that rest on 1 to 4
contributors are not shown (`withheld`); where a hidden cell could be worked out from the row or
column that it adds up in, a further cell goes with it (`suppressed`). Zeros are always shown.
The rule of complementary suppression, one table direction at a time: Hundepool et al.,
Statistical Disclosure Control (2012), 4.2 and 4.4. It looks at one sum at a time: what several
sums, other years or other tables give away together is no matter of this rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from transforms.disclosure.sums import Sum, sums_of

THRESHOLD = 5  # fewer of anybody are not shown
_KEY = ("report_year", "case_id", "table_code", "block_code", "row_order", "row_code")
_ORDER = (*_KEY, "column_order", "column_code", "figure_id")
# Lists whose codes join those of two others: `L_ANAK` is L and ANAK, the same figure as there.
_JOINED = {"sex_and_age": ("jenis_kelamin", "age_rollup")}
_PLACE = (
    *("report_year", "case_id", "table_code"),
    *("row_list_code", "row_code", "column_list_code", "column_code"),
)


def protect(cells: pl.DataFrame) -> pl.DataFrame:
    """Decide for every cell of one or more reports whether it is shown.

    Args:
        cells: Grain: one row per cell, as the `rpt_` tables hold them (table_code, block_code,
            row_ and column_ list, code, parent and order, unit_code, statistic_code, value,
            contributors, adds_up_rows, adds_up_columns, and report_year or case_id).

    Returns:
        The same rows, sorted, and `shown_code` (`published`, `below_threshold`, `suppressed`,
        `withheld`); value is null where hidden, contributors where hidden or no count.
    """
    ordered = cells.sort([n for n in _ORDER if n in cells.columns], nulls_last=True)
    rows = ordered.to_dicts()
    figures = _figures(rows)
    _hide_small(rows, figures)
    _hide_second(figures, sums_of(rows, figures.of_cell))
    shown = figures.shown_codes()
    _hide_shares(rows, shown)
    hidden = pl.col("shown_code") != "published"
    return ordered.with_columns(pl.Series("shown_code", shown, pl.String)).with_columns(
        pl.when(~hidden).then("value").alias("value"),
        pl.when(~hidden, pl.col("statistic_code") == "count")
        .then("contributors")
        .alias("contributors"),
    )


@dataclass
class _Figures:
    """The distinct figures behind the cells: one that stands in several blocks is hidden in all.

    Attributes:
        of_cell: The figure of each cell, -1 where the rule does not apply.
        value: What it is.
        shown: How it is shown.
        is_margin: Whether it is a total or subtotal anywhere.
        is_empty: Whether nobody is behind it: zeros are always shown.
    """

    of_cell: list[int] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    is_margin: list[bool] = field(default_factory=list)
    is_empty: list[bool] = field(default_factory=list)

    def shown_codes(self) -> list[str]:
        return ["published" if f < 0 else self.shown[f] for f in self.of_cell]

    def is_hidden(self, figure: int) -> bool:
        return self.shown[figure] != "published"


def _figures(rows: Sequence[dict]) -> _Figures:
    """Every cell its figure; the same count in the same place of two blocks is one figure."""
    figures = _Figures()
    known: dict[tuple, int] = {}
    for row in rows:
        if _is_exempt(row):
            figures.of_cell.append(-1)
            continue
        key = _identity(row)
        if key not in known:
            known[key] = len(figures.value)
            figures.value.append(int(row["value"] or 0))
            figures.shown.append("published")
            figures.is_margin.append(False)
            figures.is_empty.append(not row["value"] and not row["contributors"])
        figure = known[key]
        figures.of_cell.append(figure)
        if "TOTAL" in (row["row_code"], row["column_code"]):
            figures.is_margin[figure] = True
    return figures


def _identity(row: dict) -> tuple:
    report = (row.get("report_year"), row.get("case_id"))
    if not row["value"] or row["statistic_code"] not in ("count", "sum"):
        return (*report, row["table_code"], row["block_code"], row["row_code"], row["column_code"])
    places = {place for side in ("row", "column") for place in _places(row, side)}
    return (*report, row["unit_code"], row["statistic_code"], frozenset(places), row["value"])


def _places(row: dict, side: str) -> list[tuple[str, str]]:
    """The codes that a row or column stands for, each with its list; none for the margin."""
    list_code, code = row[f"{side}_list_code"], row[f"{side}_code"]
    if code == "TOTAL":
        return []
    if list_code in _JOINED:
        return list(zip(_JOINED[list_code], code.split("_", 1), strict=False))
    return [(list_code, code)]


def _is_exempt(row: dict) -> bool:
    """The one case that a report is on: what the reader asked for, not who was in it."""
    return row.get("case_id") is not None and row["unit_code"] == "case"


def _hide_small(rows: Sequence[dict], figures: _Figures) -> None:
    for row, figure in zip(rows, figures.of_cell, strict=True):
        if figure < 0 or row["value"] is None:
            continue
        if row["statistic_code"] == "count":
            if 0 < row["value"] < THRESHOLD:
                figures.shown[figure] = "below_threshold"
        elif 0 < (row["contributors"] or 0) < THRESHOLD:
            figures.shown[figure] = "withheld"


def _hide_shares(rows: Sequence[dict], shown: list[str]) -> None:
    """A share goes with the count that it is made of, given or worked out from it."""
    hidden_counts = {
        _place(row)
        for row, code in zip(rows, shown, strict=True)
        if row["statistic_code"] == "count" and code != "published"
    }
    for index, row in enumerate(rows):
        if row["statistic_code"] != "share" or row["value"] is None or _is_exempt(row):
            continue
        part = round(float(row["value"]) * (row["contributors"] or 0))
        if 0 < part < THRESHOLD or (part > 0 and _place(row) in hidden_counts):
            shown[index] = "withheld"


def _place(row: dict) -> tuple:
    return tuple(row.get(name) for name in _PLACE)


def _hide_second(figures: _Figures, sums: Sequence[Sum]) -> None:
    """Until no sum gives a hidden figure away: hide the next best figure of one that does."""
    sums_with: dict[int, list[int]] = {}
    for number, one in enumerate(sums):
        for figure in one.figures:
            sums_with.setdefault(figure, []).append(number)
    waiting = list(range(len(sums)))
    while waiting:
        number = waiting.pop(0)
        if not _gives_away(sums[number], figures):
            continue
        second = _second(sums[number], figures, sums, sums_with)
        if second is None:
            continue
        figures.shown[second] = "suppressed"
        again = set(sums_with[second]) | {number}
        waiting = sorted(set(waiting) | again)


def _gives_away(one: Sum, figures: _Figures) -> bool:
    """Whether the sum alone tells what a hidden figure is."""
    hidden = [f for f in one.figures if figures.is_hidden(f)]
    if not hidden:
        return False
    if len(hidden) == 1:
        return True
    return one.total not in hidden and _is_pinned(hidden, figures)


def _is_pinned(hidden: Iterable[int], figures: _Figures) -> bool:
    """Whether the bounds that the symbols tell leave one solution only: `<5` is 1 to 4."""
    bounds = [_BOUNDS[figures.shown[f]] for f in hidden]
    rest = sum(figures.value[f] for f in hidden)
    lowest = sum(low for low, _ in bounds)
    highest = [high for _, high in bounds if high is not None]
    return rest == lowest or (len(highest) == len(bounds) and rest == sum(highest))


_BOUNDS = {"below_threshold": (1, 4), "suppressed": (THRESHOLD, None), "withheld": (0, None)}


def _second(
    one: Sum, figures: _Figures, sums: Sequence[Sum], sums_with: dict[int, list[int]]
) -> int | None:
    """The figure of a sum whose loss does the least harm; None if only zeros of nobody are left."""

    def harm(figure: int) -> tuple[bool, int, int, int]:
        newly_alone = sum(
            not any(figures.is_hidden(f) for f in sums[number].figures)
            for number in sums_with[figure]
        )
        return (figures.is_margin[figure], newly_alone, figures.value[figure], figure)

    free = [f for f in one.figures if not figures.is_hidden(f) and not figures.is_empty[f]]
    return min(free, key=harm, default=None)
