"""The sums that a reader can form inside a table: which cells add up to which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_ADDITIVE = ("count", "sum")


@dataclass(frozen=True)
class Sum:
    """One equation: the figures of `parts` add up to the figure `total`."""

    total: int
    parts: tuple[int, ...]

    @cached_property
    def figures(self) -> tuple[int, ...]:
        """All figures of the equation, each once."""
        return tuple(dict.fromkeys((self.total, *self.parts)))


def sums_of(
    rows: Sequence[Mapping[str, Any]], figure_of: Sequence[int], *, adds_up: bool = True
) -> list[Sum]:
    """The equations of all blocks, down the columns and along the rows, with their subtotals.

    Args:
        rows: The cells.
        figure_of: The figure of each cell; -1 where none is to be looked at.
        adds_up: False for the lines that do not add up, as units may be in several parts: there
            the parts are the total or more.
    """
    lines: dict[tuple, dict[str, tuple[str, int]]] = {}
    for row, figure in zip(rows, figure_of, strict=True):
        if figure < 0 or row["statistic_code"] not in _ADDITIVE:
            continue
        block = (row.get("report_year"), row.get("case_id"), row["table_code"], row["block_code"])
        for side, other in (("row", "column"), ("column", "row")):
            if row[f"adds_up_{side}s"] == adds_up:
                line = lines.setdefault((*block, side, row[f"{other}_code"]), {})
                line[row[f"{side}_code"]] = (row[f"{side}_parent_code"] or "TOTAL", figure)
    return [one for line in lines.values() for one in _sums_of_line(line)]


def _sums_of_line(line: dict[str, tuple[str, int]]) -> Iterator[Sum]:
    """The equations of one row or column: the total of its top codes, each subtotal of its own."""
    parts: dict[str, list[int]] = {}
    for code, (parent, figure) in line.items():
        if code != "TOTAL" and parent in line:
            parts.setdefault(parent, []).append(figure)
    for parent, figures in parts.items():
        yield Sum(line[parent][1], tuple(figures))
