"""What the cells of reports count: quantities named by what they count, never by table or label.

A quantity is a population in a year (or of one case), a statistic and the predicates that its
units meet, `TOTAL` being none. The same figure in two tables, reports or releases is one quantity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from transforms.disclosure.counting.combined import ways
from transforms.disclosure.counting.crossed import Set, crossed
from transforms.disclosure.policy import Place, Policy, Predicates
from transforms.disclosure.tables.sums import Sum, sums_of

TOTAL = "TOTAL"
# Of a unit that may give several answers: all answers, and those beyond the first of each unit.
ANSWERS, MORE = "_answers", "_more"
CASE = "case"
_ADDITIVE = ("count", "sum")


@dataclass(frozen=True)
class Quantity:
    """One quantity.

    Attributes:
        population: Of the number plan.
        year: What the population is of; None where no year is known.
        unit: Counting unit.
        statistic: `count` or `sum`.
        predicates: Dimension and code, without totals.
    """

    population: str
    year: int | None
    unit: str
    statistic: str
    predicates: Predicates

    @property
    def key(self) -> str:
        """Its name: `victims|2024|victim|count|age=15-17&sex=P`."""
        told = "&".join(f"{d}={c}" for d, c in sorted(self.predicates))
        year = "" if self.year is None else str(self.year)
        return f"{self.population}|{year}|{self.unit}|{self.statistic}|{told}"

    @property
    def is_unseen(self) -> bool:
        """Whether it counts answers, which no table shows."""
        return self.unit.endswith((ANSWERS, MORE))

    @property
    def set_(self) -> Set:
        """What is counted how, and the predicates: as sums between tables take it."""
        return (self.population, self.year, self.unit, self.statistic), self.predicates

    def less(self, dropped: tuple[str, str]) -> "Quantity":
        """The quantity without one predicate."""
        predicates = self.predicates - {dropped}
        return Quantity(self.population, self.year, self.unit, self.statistic, predicates)

    def having(self, dimension: str, code: str) -> "Quantity":
        """The quantity of those of its units that meet one more predicate."""
        predicates = self.predicates | {(dimension, code)}
        return Quantity(self.population, self.year, self.unit, self.statistic, predicates)


def parse(key: str) -> Quantity:
    """The quantity of a key."""
    population, year, unit, statistic, told = key.split("|", 4)
    pairs = (one.split("=", 1) for one in told.split("&") if one)
    predicates = frozenset((d, c) for d, c in pairs)
    return Quantity(population, int(year) if year else None, unit, statistic, predicates)


@dataclass
class Counted:
    """The quantities of some reports and the sums between them.

    Attributes:
        of_cell: Quantity of each cell, -1 where none is looked at.
        quantities: What each is.
        values: Its value; 0 where there is none.
        contributors: Units behind it.
        labels: The first cell that shows it: table, block, row and column.
        parents: Per dimension the code above a code.
        equations: Parent and parts, all indices.
    """

    of_cell: list[int] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    values: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    contributors: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    labels: list[Mapping[str, Any]] = field(default_factory=list)
    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    equations: list[tuple[int, np.ndarray]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """Key of each quantity."""
        return [quantity.key for quantity in self.quantities]


def counted_of(rows: Sequence[Mapping[str, Any]], policy: Policy) -> Counted:
    """The quantities of cells and their sums.

    Args:
        rows: Cells of the reporting tables, in order.
        policy: With the number plan.
    """
    found = Counted(parents=dict(policy.chains))
    values: list[int] = []
    contributors: list[int] = []
    known: dict[Quantity, int] = {}
    for row in rows:
        if row["statistic_code"] not in _ADDITIVE or is_exempt(row):
            found.of_cell.append(-1)
            continue
        value, behind = int(row["value"] or 0), int(row["contributors"] or 0)
        place = policy.place(
            row["table_code"], row["block_code"], row["row_list_code"], row["column_list_code"]
        )
        quantity = _quantity(row, place)
        if quantity in known and values[known[quantity]] != value:
            # two tables that do not count the same after all: apart is what a reader sees
            own = f"{quantity.population}_{row['table_code']}_{row['block_code']}"
            quantity = Quantity(
                own, quantity.year, quantity.unit, quantity.statistic, quantity.predicates
            )
        if quantity not in known:
            known[quantity] = len(values)
            found.quantities.append(quantity)
            found.labels.append(row)
            values.append(value)
            contributors.append(behind)
        found.of_cell.append(known[quantity])
        _note_parents(row, place, found.parents)
    found.values = np.array(values, dtype=np.int64)
    found.contributors = np.array(contributors, dtype=np.int64)
    found.equations = _equations(sums_of(rows, found.of_cell), found.values)
    return found


def with_crossed(counted: Counted) -> Counted:
    """The same with the sums that hold between tables too."""
    index = {quantity.set_: at for at, quantity in enumerate(counted.quantities)}
    sets = list(index)
    own = [(sets[up], tuple(sets[at] for at in parts)) for up, parts in counted.equations]
    between = [
        (index[total], np.array([index[part] for part in parts], dtype=np.int64))
        for total, parts in crossed(own, index)
    ]
    held = [(up, ps) for up, ps in between if counted.values[ps].sum() == counted.values[up]]
    return replace(counted, equations=[*counted.equations, *held])


def is_exempt(row: Mapping[str, Any]) -> bool:
    """What says nothing of anybody: the one case of a report, and months that units have sent.

    Of those every page prints the coverage, of which what was sent late or not at all follows.
    """
    is_case = row.get("case_id") is not None and row["unit_code"] == "case"
    return is_case or row["unit_code"] == "submission"


def wider(quantity: Quantity, parents: Mapping[tuple[str, str], str]) -> Iterator[Quantity]:
    """Every quantity whose units include all units of this one: codes rolled up or dropped.

    Of a combination of codes that is what its units meet besides, too.
    """
    choices = []
    for dimension, code in sorted(quantity.predicates):
        own: list[tuple[tuple[str, str], ...]] = [((dimension, code),), *ways((dimension, code))]
        above = parents.get((dimension, code))
        while above is not None:
            own.append(((dimension, above),))
            above = parents.get((dimension, above))
        own.append(())
        choices.append(own)
    for way in product(*choices):
        predicates = frozenset(pair for part in way for pair in part)
        if predicates != quantity.predicates:
            yield Quantity(
                quantity.population, quantity.year, quantity.unit, quantity.statistic, predicates
            )


def _quantity(row: Mapping[str, Any], place: Place) -> Quantity:
    """What a cell counts; that of a case stands where the annual report counts its units.

    Services are counted in the year in which they began, a person of several cases in the first:
    not with the case. Where the units of one cell stand in several years, it is no part of any.
    """
    predicates = {
        pair
        for side, dimensions in (("row", place.rows), ("column", place.columns))
        for pair in _pairs(row[f"{side}_code"], dimensions)
    }
    year, case_id = row.get("report_year"), row.get("case_id")
    if case_id is not None:
        year = row["counted_year"]
        predicates.add((CASE, case_id))
        if row["counted_province_code"] is not None:
            predicates.add(("event_region", row["counted_province_code"]))
    return Quantity(
        place.population, year, row["unit_code"], row["statistic_code"], frozenset(predicates)
    )


def _pairs(code: str, dimensions: tuple[str, ...]) -> list[tuple[str, str]]:
    """`L_ANAK` in two dimensions is L and ANAK."""
    if code == TOTAL:
        return []
    if len(dimensions) == 1:
        return [(dimensions[0], code)]
    return list(zip(dimensions, code.split("_", 1), strict=False))


def _note_parents(
    row: Mapping[str, Any], place: Place, parents: dict[tuple[str, str], str]
) -> None:
    for side, dimensions in (("row", place.rows), ("column", place.columns)):
        above = row[f"{side}_parent_code"]
        if len(dimensions) == 1 and above is not None and row[f"{side}_code"] != TOTAL:
            parents[dimensions[0], row[f"{side}_code"]] = above


def _equations(sums: Sequence[Sum], values: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Each sum once; one that does not hold (a part was not reported) tells a reader nothing."""
    found: dict[tuple[int, tuple[int, ...]], tuple[int, np.ndarray]] = {}
    for one in sums:
        parts = np.array(one.parts, dtype=np.int64)
        if one.total not in one.parts and values[parts].sum() == values[one.total]:
            found[one.total, tuple(sorted(one.parts))] = (one.total, parts)
    return list(found.values())
