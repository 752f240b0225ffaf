"""What the figures of a report are part of, or hold, in earlier ones: a year and a case of it.

What a year leaves when one case is taken away is a group of few as any other. Whoever decides on
one of the two sees what was published of the other, so that figures are hidden and the report is
not refused whole.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from transforms.disclosure.counting.counted import CASE, Counted, Quantity, parse, wider
from transforms.disclosure.protection.told import MICRODATA


def around(counted: Counted, earlier: pl.DataFrame | None) -> Counted:
    """The quantities of a report, and of earlier ones those of which one is a case of the other.

    Args:
        counted: The quantities of the report.
        earlier: What earlier releases showed and hid, as `told.QUANTITIES` has it, in order.

    Returns:
        Both. The further ones are published and stay so.
    """
    if earlier is None:
        return counted
    published = (
        earlier.filter("is_published", ~pl.col("is_rest"), pl.col("table_code") != MICRODATA)
        .unique("quantity", keep="last", maintain_order=True)  # a corrected figure as it is now
        .to_dicts()
    )
    own = set(counted.quantities)
    sets = {set_ for part in own for set_ in _sets(part, counted)}
    more = [
        (quantity, row)
        for quantity, row in ((parse(row["quantity"]), row) for row in published)
        if quantity not in own
        and (quantity in sets or any(set_ in own for set_ in _sets(quantity, counted)))
    ]
    return replace(
        counted,
        quantities=[*counted.quantities, *(quantity for quantity, _ in more)],
        values=_longer(counted.values, [row["value"] for _, row in more]),
        contributors=_longer(counted.contributors, [row["contributors"] for _, row in more]),
        labels=[*counted.labels, *(row for _, row in more)],
    )


def _sets(quantity: Quantity, counted: Counted) -> Iterator[Quantity]:
    """Of a figure of a case all that it is part of; of any other nothing."""
    if any(dimension == CASE for dimension, _ in quantity.predicates):
        yield from wider(quantity, counted.parents)


def _longer(values: np.ndarray, more: list[int]) -> np.ndarray:
    return np.concatenate([values, np.array(more, dtype=np.int64)])
