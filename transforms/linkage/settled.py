"""Links that need no thought: connected records that say nothing different about anything.

Merging refuses where two clusters conflict. Records that hang together by links and among which no
two share a document and part, and no two differ in NIK, sex or exact birth date, cannot conflict in
whatever order they are merged. Where besides each links to each, or links that pay for any
disagreement hold all of them together, all are one cluster. Most are of this kind, and they are
found on whole columns; what is left is merged link by link (`clusters.py`).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.disagreement import SHARE, UNSEEN
from transforms.linkage.key_groups import distinct, mixed


@dataclass(frozen=True)
class Settled:
    """Where merging is plain.

    Attributes:
        cluster: For every row the smallest row of its plain cluster, or itself.
        weight: For every row the weight of its strongest link in a plain cluster, else NaN.
        is_open: For every link whether it is still to be decided.
    """

    cluster: np.ndarray
    weight: np.ndarray
    is_open: np.ndarray


def settle(frame: pl.DataFrame, links: pl.DataFrame, decided: list[int], link: float) -> Settled:
    """Merge what cannot conflict.

    Args:
        frame: Features, as for `clusters.cluster`.
        links: row_l, row_r, weight of all links that may merge, the strongest first.
        decided: Rows of which a reviewer decided something: never plain.
        link: Lowest weight that may merge.
    """
    left, right = links["row_l"].to_numpy(), links["row_r"].to_numpy()
    label = components(frame.height, left, right)
    rows = distinct(np.concatenate([left, right]))
    plain = np.zeros(frame.height, dtype=bool)
    plain[_uniform(frame[rows], label[rows])] = True
    plain &= _agreed(links, label, rows, link)
    plain[label[decided]] = False
    is_open = ~plain[label[left]]
    weight = np.full(frame.height, np.nan)
    strongest = links["weight"].to_numpy()
    # backwards, so that the strongest link of a row is written last
    for side in (left, right):
        here = side[~is_open][::-1]
        weight[here] = np.fmax(weight[here], strongest[~is_open][::-1])
    cluster = np.where(plain[label], label, np.arange(frame.height))
    return Settled(cluster, weight, is_open)


def _agreed(links: pl.DataFrame, label: np.ndarray, rows: np.ndarray, link: float) -> np.ndarray:
    """By label whether no link of a component can fail for what other pairs of it say."""
    left = links["row_l"].to_numpy()
    members = np.bincount(label[rows], minlength=len(label))
    each_to_each = np.bincount(label[left], minlength=len(label)) == members * (members - 1) // 2
    paid = links.filter(pl.col("weight") >= link - SHARE * UNSEEN)
    held = components(len(label), paid["row_l"].to_numpy(), paid["row_r"].to_numpy())
    in_one = np.ones(len(label), dtype=bool)
    in_one[label[held != label]] = False
    return each_to_each | in_one


def components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """For every row the smallest row that it hangs together with."""
    root = np.arange(size)
    while True:
        one, two = root[left], root[right]
        apart = one != two
        if not apart.any():
            return root
        left, right, one, two = left[apart], right[apart], one[apart], two[apart]
        np.minimum.at(root, np.maximum(one, two), np.minimum(one, two))
        while not np.array_equal(further := root[root], root):
            root = further


def _uniform(rows: pl.DataFrame, label: np.ndarray) -> np.ndarray:
    """The components in which no two rows conflict."""
    exact = pl.when(pl.col("birth_is_exact"))
    facts = rows.select(
        pl.Series("label", label),
        pl.Series("part", mixed(rows, ["document_id", "role_group"])),
        "nik_hash",
        "sex_code",
        exact.then("birth_low").alias("year"),
        exact.then(pl.col("birth_day_month_hash").fill_null(0)).alias("day"),
    )
    alone = ~facts.select("label", "part").is_duplicated()
    known = ("nik_hash", "sex_code", "year", "day")
    same = [pl.col(c).min().eq_missing(pl.col(c).max()) for c in known]
    judged = (
        facts.with_columns(alone.alias("alone"))
        .group_by("label")
        .agg(pl.all_horizontal(pl.col("alone").all(), *same).alias("plain"))
    )
    return judged.filter("plain")["label"].to_numpy()
