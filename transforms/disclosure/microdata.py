"""How well a microdata file hides its records: k, distinct and entropy l, nominal t."""

import math
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Measures:
    """k (records), distinct l (values), entropy l (values, exp of nats), t (0 to 1)."""

    k: int
    distinct_l: int
    entropy_l: float
    t: float


def measure(records: pl.DataFrame, quasi: list[str], sensitive: str) -> Measures:
    """The worst equivalence class of the file under each measure.

    k: Sweeney 2002; l: Machanavajjhala 2007; t with equal ground distance: Li 2007.

    Args:
        records: One row a record, at least one.
        quasi: The quasi-identifiers.
        sensitive: The sensitive column; null is a value of its own.
    """
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
