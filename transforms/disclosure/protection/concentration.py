"""How roughly a figure tells what one case contributes: one raid with forty victims is one case.

Looked at are counts of persons that are taken apart by a place, and every sum of money. The (n,k)
and p% rules, and what they ask of a hidden figure: Hundepool et al., Statistical Disclosure Control
(2012), 4.2.2; what contributes is the case.
"""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from math import ceil

import polars as pl

from contracts.regions import OTHERS
from transforms.disclosure.counting.counted import CASE, Counted, Quantity
from transforms.disclosure.counting.units import Kind
from transforms.disclosure.policy import Policy

PLACES = frozenset({"origin_region", "event_region", "destination"})
_OF_PERSONS = frozenset({("victims", "victim"), ("suspects", "perpetrator")})


def dominated(
    units: Mapping[Kind, pl.DataFrame], counted: Counted, policy: Policy
) -> dict[str, int]:
    """Per quantity that tells too much of its largest case by how much more it would have to be.

    Args:
        units: As `units.units_of` returns them.
        counted: The quantities of a report.
        policy: The rules.

    Returns:
        By key the lack (1 or more), in persons or rupiah: a reader must not be able to exclude
        that the figure is greater by so much.
    """
    lacks = (
        (counted.quantities[at], lack(*shares, policy, counted.quantities[at].statistic))
        for at, shares in largest_cases(units, counted)
    )
    return {quantity.key: missing for quantity, missing in lacks if missing > 0}


def lack(value: int, first: int, second: int, policy: Policy, statistic: str) -> int:
    """By how much more a figure would have to be, 0 or less where it need not.

    To anybody the largest case must be no more than the share `dominance`. Of a sum, the second
    largest case, which knows its own part, must see others than the largest that make up
    `closeness` of it, else it tells the largest so closely (p% rule).

    Args:
        value: The figure.
        first: What the largest case contributes.
        second: What the second largest does.
        policy: The rules.
        statistic: `count` or `sum`.
    """
    missing = Fraction(first) / _exactly(policy.dominance) - value
    if statistic == "sum":
        close = _exactly(policy.closeness) * first - (value - first - second)
        missing = max(missing, close)
    return ceil(missing)


def largest_cases(
    units: Mapping[Kind, pl.DataFrame], counted: Counted
) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Place of each quantity that is looked at by case; its value and those of its two largest.

    Where the units do not add up to the value (there are none, a dimension is missing, they are
    counted differently), nobody knows whose it is: all of it is taken to be of one case.
    """
    places: dict[tuple[Kind, tuple[str, ...]], list[int]] = {}
    for at, one in enumerate(counted.quantities):
        if is_by_case(one) and counted.values[at]:
            dimensions = tuple(sorted(dimension for dimension, _ in one.predicates))
            places.setdefault(((one.population, one.unit), dimensions), []).append(at)
    rows = {code for one in counted.quantities for _, code in one.predicates}
    for (kind, dimensions), own in sorted(places.items()):
        shares = by_case(units.get(kind), dimensions, rows)
        for at in own:
            one, value = counted.quantities[at], int(counted.values[at])
            codes = tuple(code for _, code in sorted(one.predicates))
            found = shares.get((one.year, *codes), (0, 0, 0))
            yield at, found if found[0] == value else (value, value, 0)


def is_by_case(quantity: Quantity) -> bool:
    """Whether the policy looks at the cases behind a quantity: a report on one case has but one."""
    dimensions = {dimension for dimension, _ in quantity.predicates}
    if CASE in dimensions or quantity.is_unseen:
        return False
    if quantity.statistic == "sum":
        return True
    is_of_persons = (quantity.population, quantity.unit) in _OF_PERSONS
    return is_of_persons and not PLACES.isdisjoint(dimensions)


def by_case(
    units: pl.DataFrame | None, dimensions: tuple[str, ...], own: Collection[str] = ()
) -> dict[tuple[object, ...], tuple[int, int, int]]:
    """By year and codes what all cases contribute together, and what the two largest do.

    Args:
        units: Of one kind.
        dimensions: By which they are taken apart.
        own: Codes of the regencies that have a row of their own: all others of a province are one.
    """
    if units is None or not set(dimensions) <= set(units.columns):
        return {}
    rows = units.select("unit_id", "case_id", "year", "measure", *dimensions)
    for name in dimensions:
        if isinstance(rows.schema[name], pl.List):
            rows = rows.explode(name)
        if name in PLACES:
            rows = rows.with_columns(_together(name, own))
    by = ["year", *dimensions]
    measure = pl.col("measure")
    cases = rows.unique().group_by(*by, "case_id").agg(measure.sum()).sort("measure")
    most = cases.group_by(by, maintain_order=True).agg(
        measure.sum().alias("total"),
        measure.last().alias("first"),
        measure.slice(0, pl.len() - 1).last().fill_null(0).alias("second"),
    )
    return {tuple(row[:-3]): row[-3:] for row in most.iter_rows()}


def _together(place: str, own: Collection[str]) -> pl.Expr:
    """Codes of a place, as `regencies.coarsened` leaves them."""
    code = pl.col(place)
    others = pl.concat_str(code.str.split(".").list.first(), pl.lit(f".{OTHERS}"))
    is_small = code.str.contains(".", literal=True) & ~code.is_in(list(own))
    return pl.when(is_small).then(others).otherwise(code).alias(place)


def _exactly(share: float) -> Fraction:
    """0.7 is seven tenths, which no floating number is."""
    return Fraction(str(share))
