"""Local suppression of microdata: single values blanked until every record has enough like it.

Greedy, by classes and not by records, so that the order of the rows decides nothing: the column
whose blanking mends most records goes first (idea: Sweeney 2002; sdcMicro's localSuppression).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from transforms.disclosure.microdata.measures import violations


@dataclass(frozen=True)
class Suppressed:
    """What local suppression did.

    Attributes:
        records: The records that are left, in the order given; blanked values are null.
        blanked: Values blanked, by quasi-identifier.
        dropped: Records that nothing could mend.
    """

    records: pl.DataFrame
    blanked: dict[str, int]
    dropped: int


def suppress_locally(
    records: pl.DataFrame,
    quasi: Sequence[str],
    sensitive: Sequence[str],
    *,
    k: int,
    distinct_l: int,
) -> Suppressed:
    """Blank quasi-identifiers until every class has k records and enough different values.

    Args:
        records: One row a record; no null in a quasi-identifier.
        quasi: The quasi-identifiers, the one to blank first (the region) in front.
        sensitive: The sensitive columns.
        k: Records that a class must have.
        distinct_l: Values of each sensitive column that a class must have.
    """
    start = records
    while True:
        wrong = violations(records, quasi, sensitive, k=k, distinct_l=distinct_l)
        if not wrong.any():
            break
        best: tuple[int, pl.DataFrame] | None = None
        for name in quasi:
            tried = _blank(records, name, wrong)
            still = violations(tried, quasi, sensitive, k=k, distinct_l=distinct_l)
            mended = int((wrong & ~still).sum())
            if mended > (best[0] if best else 0):
                best = (mended, _blank(records, name, wrong & ~still))
        if best:
            records = best[1]
            continue
        open_ones = [
            name for name in quasi if records.filter(wrong)[name].null_count() < wrong.sum()
        ]
        if not open_ones:
            records = records.filter(~wrong)
            continue
        records = _blank(records, open_ones[0], wrong)
    blanked = {name: records[name].null_count() - start[name].null_count() for name in quasi}
    return Suppressed(records, blanked, start.height - records.height)


def _blank(records: pl.DataFrame, name: str, where: pl.Series) -> pl.DataFrame:
    return records.with_columns(pl.when(~where).then(pl.col(name)).alias(name))
