"""What outsiders know already: counts from courts and press, as quantities that nobody can hide.

A line says what is counted with the same key as any figure. It stands beside the figures of every
report: its own count is no secret any more (the rules still hide its cell, but hide no other for
its sake), and what is left of a set without it is held to the threshold like what is left without a
published part.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from contracts.problems import ExitCode, Problem
from transforms.disclosure.counting.counted import CASE, Counted, Quantity, parse, wider
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.protect import Protected
from transforms.disclosure.protection.told import KNOWN, Told, told_of

COLUMNS = ("quantity", "value", "source", "since")


@dataclass(frozen=True)
class CaseOf:
    """Year and province of a case: where outsiders take it to stand in the annual reports."""

    year: int | None
    province: str | None


@dataclass(frozen=True)
class Line:
    """One line of the file.

    Attributes:
        number: Line of the file, the header being 1.
        quantity: What is counted.
        value: How many there are, as outsiders know.
        source: Who says so: a decision of a court, an article.
        since: Since when it is known.
    """

    number: int
    quantity: Quantity
    value: int
    source: str
    since: date


def lines_of(content: bytes, policy: Policy, cases: Mapping[str, CaseOf]) -> list[Line]:
    """Read the file.

    Args:
        content: CSV in UTF-8 with the columns `quantity`, `value`, `source`, `since`.
        policy: With the populations of the number plan and the codes that include others.
        cases: Year and province of cases: a quantity of a case stands in its own.

    Raises:
        Problem: A line cannot be read, or contradicts another; nothing may go out.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _fault("head", 1) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _fault("head", 1)
    populations = {place["population"] for place in policy.plan.values()}
    found: dict[Quantity, Line] = {}
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        line = _line(number, row, populations, cases)
        if line.quantity in found:
            raise _fault("twice", number, other=found[line.quantity].number)
        found[line.quantity] = line
    for line in found.values():
        for set_ in wider(line.quantity, policy.chains):
            if set_ in found and found[set_].value < line.value:
                raise _fault("more", line.number, other=found[set_].number)
    return list(found.values())


def told_of_lines(lines: Sequence[Line], policy: Policy) -> Told:
    """The lines as a release that everybody has read."""
    counted = Counted(
        quantities=[line.quantity for line in lines],
        values=np.array([line.value for line in lines], dtype=np.int64),
        contributors=np.array([line.value for line in lines], dtype=np.int64),
        labels=[
            {
                "table_code": KNOWN, "block_code": str(line.number), "row_list_code": "",
                "row_code": "", "column_list_code": "", "column_code": "",
                "figure_id": f"{KNOWN}:{line.number}",
            }
            for line in lines
        ],
    )  # fmt: skip
    nothing = np.zeros(len(lines), dtype=bool)
    return told_of(counted, Protected(nothing, nothing, []), policy)


def beside(counted: Counted, known: Told | None) -> tuple[Counted, np.ndarray]:
    """The quantities of a report and those that outsiders know.

    Args:
        counted: The quantities of the report.
        known: As `told_of_lines` returns it.

    Returns:
        Both; and which are known from outside (bool).
    """
    if known is None:
        return counted, np.zeros(counted.values.size, dtype=bool)
    rows = known.quantities.to_dicts()
    index = {quantity: at for at, quantity in enumerate(counted.quantities)}
    own = [row for row in rows if parse(row["quantity"]) not in index]
    more = np.array([row["value"] for row in own], dtype=np.int64)
    both = replace(
        counted,
        quantities=[*counted.quantities, *(parse(row["quantity"]) for row in own)],
        values=np.concatenate([counted.values, more]),
        contributors=np.concatenate([counted.contributors, more]),
        labels=[*counted.labels, *own],
    )
    told = {parse(row["quantity"]): row["value"] for row in rows}
    is_known = [told.get(q) == v for q, v in zip(both.quantities, both.values, strict=True)]
    return both, np.array(is_known, dtype=bool)


def must_agree(counted: Counted, known: Told | None, earlier: pl.DataFrame | None) -> None:
    """Compare the lines with what is counted here.

    Args:
        counted: The quantities of the report, with or without the lines.
        known: As `told_of_lines` returns it.
        earlier: `quantity` and `value` of earlier releases: what was counted then may be known.

    Raises:
        Problem: A line says otherwise, or counts more than a set that it is part of. By how much
            is not told.
    """
    if known is None:
        return
    values = dict(zip(counted.quantities, counted.values.tolist(), strict=True))
    before = set() if earlier is None else set(earlier.select("quantity", "value").iter_rows())
    for row in known.quantities.iter_rows(named=True):
        quantity, value = parse(row["quantity"]), row["value"]
        if (row["quantity"], value) in before:
            continue
        sets = (values.get(set_, value) for set_ in wider(quantity, counted.parents))
        if values.get(quantity, value) != value or min(sets, default=value) < value:
            raise _fault("differs", int(row["block_code"]))


def _line(
    number: int, row: Sequence[str], populations: set[str], cases: Mapping[str, CaseOf]
) -> Line:
    if len(row) != len(COLUMNS):
        raise _fault("head", number)
    key, value, source, since = (one.strip() for one in row)
    try:
        quantity = _placed(parse(key), cases)
    except ValueError as error:
        raise _fault("quantity", number) from error
    if quantity.population not in populations or quantity.statistic != "count":
        raise _fault("quantity", number)
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _fault("value", number)
    if not source:
        raise _fault("source", number)
    try:
        return Line(number, quantity, int(value), source, date.fromisoformat(since))
    except ValueError as error:
        raise _fault("since", number) from error


def _placed(quantity: Quantity, cases: Mapping[str, CaseOf]) -> Quantity:
    """A quantity of a case, in the year and the province of the case."""
    case = cases.get(next((code for d, code in quantity.predicates if d == CASE), ""))
    if case is None:
        return quantity
    placed = replace(quantity, year=case.year if quantity.year is None else quantity.year)
    if case.province is None or any(d == "event_region" for d, _ in quantity.predicates):
        return placed
    return placed.having("event_region", case.province)


def _fault(kind: str, line: int, **values: object) -> Problem:
    key = f"release.knowledge.{kind}"
    return Problem(key, exit_code=ExitCode.BLOCKED, file=KNOWN, line=line, **values)
