"""Regencies of few are shown together: coarsened before anything is suppressed.

A regency with fewer than the threshold has no row of its own; those of a province stand in one row,
its others. Which ones do follows from the counts alone and no code is preferred: beside a small one
stands one of another count, and whoever knows the rule cannot tell which of the two is which. So
every small regency has another count in some world that fits all that is shown.
"""

from collections.abc import Collection, Mapping

import polars as pl

from contracts.regions import OTHERS, UNRECORDED, regencies
from transforms.disclosure.counting.counted import TOTAL, parse
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import KNOWN, Told

_BLOCK = ("table_code", "block_code", "row_list_code", "column_list_code", "report_year")
_Figure = tuple[str, int | None, str, str]  # population, year, dimension and code


def coarsened(
    cells: pl.DataFrame, policy: Policy, earlier: Mapping[str, Told]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the rows of small regencies together.

    Args:
        cells: Of one report, as the `rpt_` tables of years hold them; blocks without regencies
            stay as they are.
        policy: The rules.
        earlier: What was ever published: a regency that had a row keeps it, and no other of its
            province gets one, since the difference of two groupings is a count of few.

    Returns:
        The cells, of each province one row for its other regencies (`33.other`), and none where
        that would be its only one; and those of regencies that are not looked at nor shown: the
        columns of a province of which one would be a small count.
    """
    shown, known = _before(earlier, policy)
    gone: list[str] = []
    made: list[pl.DataFrame] = [cells.clear()]
    withheld: list[pl.DataFrame] = [cells.clear()]
    threshold = policy.thresholds["regency"]
    for (table, block, row_list, column_list, year), of_block in cells.group_by(
        *_BLOCK, maintain_order=True
    ):
        place = policy.place(str(table), str(block), str(row_list), str(column_list))
        below = of_block.filter(pl.col("row_parent_code").is_not_null())
        if len(place.rows) != 1 or place.rows[0] not in policy.regency_dimensions:
            continue
        order = dict(of_block.select("row_code", "row_order").iter_rows())
        for (province,), of in below.group_by("row_parent_code", maintain_order=True):
            counts = _counts(str(province), of)
            at = {code: (place.population, year, place.rows[0], code) for code in counts}
            own = {code for code in counts if at[code] in shown} or own_rows(
                counts,
                threshold,
                known={code for code in counts if at[code] in known},
            )
            gone += of["figure_id"].to_list()
            is_own = pl.col("row_code").is_in(sorted(own))
            rows = of.filter(is_own)
            if own and rows.height < of.height:
                last = order.get(province, 0) + len(_codes(str(province)))
                others = _together(of.filter(~is_own), f"{province}.{OTHERS}", last)
                rows = pl.concat([rows, others])
            is_crossed = pl.col("column_code") != TOTAL
            is_small = (pl.col("value") > 0) & (pl.col("value") < threshold)
            if not rows.filter(is_crossed, is_small).is_empty():
                withheld.append(rows.filter(is_crossed))
                rows = rows.filter(~is_crossed)
            made.append(rows)
    kept = cells.filter(~pl.col("figure_id").is_in(gone))
    return pl.concat([kept, *made]), pl.concat(withheld)


def own_rows(
    counts: Mapping[str, int], threshold: int, known: Collection[str] = ()
) -> set[str]:  # fmt: skip
    """The regencies of a province that have a row of their own.

    The small ones stand together, with the next greater ones, equals at once, until that is safe.

    Args:
        counts: Of every regency of the province, also of those that have none.
        threshold: Fewer are small; 3 or more (of 2, one and one would be told from two and none).
        known: Those whose count outsiders know: they hide nobody.
    """
    own = {code for code, count in counts.items() if count >= threshold}
    while own:
        left = [counts[code] for code in counts if code not in own and code not in known]
        # one that is all of its province says of everybody there whence he comes
        is_all = len(own) == 1 and not any(counts[code] for code in counts if code not in own)
        if _hides(left, threshold) and not is_all:
            break
        least = min(counts[code] for code in own)
        own = {code for code in own if counts[code] > least}
    return own


def _hides(counts: Collection[int], threshold: int) -> bool:
    """Whether nobody can tell a small one of some counts from their sum and from the rule.

    With two different counts, another regency may be the small one. Equal small ones may be one
    more and one less, but for those just below the threshold: these are then all as great as can
    be.
    """
    if not any(0 < count < threshold for count in counts):
        return True
    is_told = len(counts) < 2 or set(counts) == {threshold - 1}
    return not is_told and sum(counts) >= threshold


def _counts(province: str, of: pl.DataFrame) -> dict[str, int]:
    """Per regency of a province its count, also of those of which there are none."""
    totals = of.filter(pl.col("column_code") == TOTAL).select("row_code", "value")
    found = dict.fromkeys(_codes(province), 0)
    return found | {code: int(value or 0) for code, value in totals.iter_rows()}


def _codes(province: str) -> list[str]:
    """All that can stand below a province, in order."""
    known = [one.code for one in regencies() if one.province == province]
    return [*known, f"{province}.{UNRECORDED}"]


def _together(rows: pl.DataFrame, code: str, order: int) -> pl.DataFrame:
    """One row for several, below all that there can be: a place among them would tell of them."""
    place = rows["row_code"].max()
    last = rows.filter(pl.col("row_code") == place)
    is_reported = pl.col("value").is_not_null().any()
    sums = rows.group_by("column_code").agg(
        pl.when(is_reported).then(pl.col("value").sum()).alias("value"),
        pl.col("contributors").sum(),
    )
    own = pl.col("figure_id").str.strip_suffix(place)
    return (
        last.drop("value", "contributors")
        .join(sums, on="column_code", maintain_order="left")
        .with_columns(
            row_code=pl.lit(code),
            row_order=pl.lit(order),
            figure_id=own + code,
            value_status_code=pl.when(pl.col("value").is_null())
            .then("value_status_code")
            .otherwise(pl.lit("observed")),
        )
        .select(rows.columns)
        .cast(rows.schema)
    )


def _before(earlier: Mapping[str, Told], policy: Policy) -> tuple[set[_Figure], set[_Figure]]:
    """Regencies that have had a row of their own, and those whose count outsiders know."""
    found: tuple[set[_Figure], set[_Figure]] = (set(), set())
    for name, told in earlier.items():
        for key in told.quantities.filter(~pl.col("is_rest"))["quantity"]:
            one = parse(key)
            if len(one.predicates) == 1 and policy.is_regency(*next(iter(one.predicates))):
                found[name == KNOWN].add((one.population, one.year, *next(iter(one.predicates))))
    return found
