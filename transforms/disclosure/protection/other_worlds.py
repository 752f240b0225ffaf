"""Whole worlds that fit what a release tells, as proof that it keeps its secrets.

Where figures have two ends, as rounded ones have, a change of few hidden figures seldom fits.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from transforms.disclosure.audit.worlds import Question, find_worlds
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import Told

_Row = tuple[list[tuple[int, int]], int]  # hidden terms and what they add up to


def proof_of(told: Told, policy: Policy) -> pl.DataFrame:
    """Worlds in which every hidden figure has another value, if there are any, as changes.

    Args:
        told: What a release tells and keeps; its own proof is not looked at.
        policy: With the goal.

    Returns:
        One row a `witness` and `quantity`: the whole `change`, as `Told.proof` holds them.

    Raises:
        ValueError: The figures contradict one another.
    """
    hidden = told.quantities.filter(~pl.col("is_published"))
    place = {key: at for at, key in enumerate(hidden["quantity"])}
    known = dict(told.quantities.filter("is_published").select("quantity", "value").iter_rows())
    rows: dict[int, _Row] = {}
    for number, key, factor in told.sums.iter_rows():
        terms, right = rows.get(number, ([], 0))
        if key in place:
            terms.append((place[key], factor))
        else:
            right -= factor * known[key]
        rows[number] = terms, right
    most = hidden["most"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    small = (pl.col("least") > 0) & ~pl.col("is_rest")
    k = hidden.select(pl.when(small).then(policy.reach).otherwise(0).cast(pl.Int64)).to_series()
    asked = Question(
        hidden["least"].to_numpy(), most, k.to_numpy(), _open(rows.values()), []
    )  # fmt: skip
    changes = find_worlds(asked).values - hidden["value"].to_numpy()
    proof = [
        (number, hidden["quantity"][at], int(change[at]))
        for number, change in enumerate(changes)
        for at in np.flatnonzero(change).tolist()
    ]
    frame = pl.DataFrame(proof, schema=told.proof.schema, orient="row")
    return frame.sort("witness", "quantity")


def _open(rows: Iterable[_Row]) -> Sequence[_Row]:
    return [one for one in rows if one[0]]
