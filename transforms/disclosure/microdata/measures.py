"""How well a microdata file hides its records: k, distinct and entropy l, nominal t."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Measures:
    """k (records), distinct l (values), entropy l (values, exp of nats), t (0 to 1)."""

    k: int
    distinct_l: int
    entropy_l: float
    t: float


def measure(records: pl.DataFrame, quasi: Sequence[str], sensitive: str) -> Measures:
    """The worst equivalence class of the file under each measure.

    k: Sweeney 2002; l: Machanavajjhala 2007; t with equal ground distance: Li 2007.

    Args:
        records: One row a record, at least one.
        quasi: The quasi-identifiers; null is a value of its own (whoever knows a person sees more
            records that fit than the class holds, so this is the cautious reading).
        sensitive: The sensitive column; null is a value of its own.
    """
    quasi = list(quasi)
    parts = records.group_by([*quasi, sensitive]).agg(n=pl.len()).sort([*quasi, sensitive])
    whole = records.group_by(sensitive).agg(q=pl.len() / records.height)
    share = pl.col("n") / pl.col("n").sum().over(quasi)
    # classes hold few values: what a class lacks adds 1 - sum(q) of those it has
    classes = (
        parts.join(whole, on=sensitive, nulls_equal=True, maintain_order="left")
        .with_columns(p=share)
        .group_by(quasi, maintain_order=True)
        .agg(
            k=pl.col("n").sum(),
            distinct=pl.len(),
            entropy=-(pl.col("p") * pl.col("p").log()).sum(),
            t=((pl.col("p") - pl.col("q")).abs().sum() + 1 - pl.col("q").sum()) / 2,
        )
    )
    worst = classes.select(
        pl.col("k").min(), pl.col("distinct").min(), pl.col("entropy").min(), pl.col("t").max()
    ).row(0)
    return Measures(int(worst[0]), int(worst[1]), math.exp(worst[2]), float(worst[3]))


def violations(
    records: pl.DataFrame,
    quasi: Sequence[str],
    sensitive: Sequence[str],
    *,
    k: int,
    distinct_l: int,
) -> pl.Series:
    """Which records (bool) stand in a class that is too small or too much alike.

    Args:
        records: One row a record.
        quasi: The quasi-identifiers; null is a value of its own.
        sensitive: The sensitive columns; null is a value of its own.
        k: Records that a class must have.
        distinct_l: Values of each sensitive column that a class must have.
    """
    few = pl.len().over(list(quasi)) < k
    alike = [pl.col(name).n_unique().over(list(quasi)) < distinct_l for name in sensitive]
    return records.select(pl.any_horizontal(few, *alike).alias("wrong")).to_series()
