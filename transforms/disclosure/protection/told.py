"""What a release tells and what it keeps: quantities, sums and proof as frames that can be kept."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.disclosure.counting.counted import Counted
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.protect import Protected

LABELS = (
    *("table_code", "block_code", "row_list_code", "row_code"),
    *("column_list_code", "column_code", "figure_id"),
)
MICRODATA = "microdata"  # the table code of what a file of records tells
KNOWN = "knowledge.csv"  # of what outsiders know; the name of their file
DRAWN = "drawn"  # unit: persons who were drawn for files of records
LEFT_OUT = "left_out"  # unit: by how much a figure is more than what a file shows of it
QUANTITIES = {
    "quantity": pl.String,
    "value": pl.Int64,
    "contributors": pl.Int64,
    "threshold": pl.Int64,
    "least": pl.Int64,
    "most": pl.Int64,
    "is_primary": pl.Boolean,
    "is_published": pl.Boolean,
    "is_rest": pl.Boolean,
    **dict.fromkeys(LABELS, pl.String),
}
_SUMS = {"sum": pl.Int64, "quantity": pl.String, "factor": pl.Int64}
_PARENTS = {"dimension": pl.String, "code": pl.String, "parent": pl.String}
_PROOF = {"witness": pl.Int64, "quantity": pl.String, "change": pl.Int64}


@dataclass(frozen=True)
class Told:
    """One release, confidential but for what is published.

    Attributes:
        quantities: One row a quantity that anybody is behind or that counts answers, and one a rest
            between a set and its part: true `value`, `contributors`, `threshold`, `least`
            and `most` (what a reader knows it to be where it is hidden; null: no end),
            `is_primary`, `is_published`, `is_rest`, and the first cell that shows it.
        sums: One row a term: the terms of a `sum` (`factor` times value) add up to 0.
        parents: `dimension`, `code` and the code above it.
        proof: One row a `witness` and `quantity`: the whole `change` under which all sums hold.
    """

    quantities: pl.DataFrame
    sums: pl.DataFrame
    parents: pl.DataFrame
    proof: pl.DataFrame


def nothing() -> Told:
    """What a release tells that has no true figure in it."""
    frames = (QUANTITIES, _SUMS, _PARENTS, _PROOF)
    return Told(*(pl.DataFrame(schema=schema) for schema in frames))


def told_of(counted: Counted, protected: Protected, policy: Policy) -> Told:
    """The frames of a decision, sorted."""
    keys = counted.keys
    size = len(keys)
    names = [*keys, *(f"{keys[s]} less {keys[p]}" for s, p, _ in protected.rests)]
    rows = []
    for at, quantity in enumerate(counted.quantities):
        row = counted.labels[at]
        rows.append(
            {
                "quantity": keys[at],
                "value": int(counted.values[at]),
                "contributors": int(counted.contributors[at]),
                "threshold": policy.threshold(quantity.predicates),
                "least": int(
                    policy.zeros_shown and quantity.statistic == "count" and not quantity.is_unseen
                ),
                "most": None,
                "is_primary": bool(protected.primary[at]),
                "is_published": not protected.hidden[at],
                "is_rest": False,
                **{name: row[name] for name in LABELS},
            }
        )
    for place, (set_, part, left) in enumerate(protected.rests):
        few = int(counted.contributors[set_] - counted.contributors[part])
        rows.append(
            rows[part]
            | {
                "quantity": names[size + place],
                "value": left,
                "contributors": few,
                "threshold": rows[set_]["threshold"],
                "least": 0,
                "most": None,
                "is_primary": few > 0,
                "is_published": False,
                "is_rest": True,
            }
        )
    terms = [(set_, parts.tolist()) for set_, parts in counted.equations]
    terms += [(s, [p, size + place]) for place, (s, p, _) in enumerate(protected.rests)]
    sums = [
        (number, names[at], factor)
        for number, (total, parts) in enumerate(terms)
        for at, factor in [(total, -1), *((part, 1) for part in parts)]
    ]
    proof = [
        (number, names[at], change)
        for number, one in enumerate(protected.witnesses)
        for at, change in zip(one.index.tolist(), one.change.tolist(), strict=True)
    ]
    parents = [(dimension, code, above) for (dimension, code), above in counted.parents.items()]
    return Told(
        pl.DataFrame(rows, schema=QUANTITIES).sort("quantity"),
        pl.DataFrame(sums, schema=_SUMS, orient="row").sort("sum", "quantity"),
        pl.DataFrame(parents, schema=_PARENTS, orient="row").sort("dimension", "code"),
        pl.DataFrame(proof, schema=_PROOF, orient="row").sort("witness", "quantity"),
    )


def fault_of(told: Told, reach: int = 0) -> str | None:
    """What is wrong with the proof that a release keeps its secrets; None if nothing is.

    No solver is needed: each witness is an assignment that fits everything published and in which
    a secret has another value, so nobody can tell which of the two is true.

    Args:
        told: The release.
        reach: A small count must be this much in one of the worlds, so that nobody can tell that
            it is small; 0 where another value is enough. Rests and money need another value only.

    Returns:
        `sums` (the true values contradict each other), `published` (a witness changes what
        anybody can read), `floor` (it goes below or above what a hidden figure can be),
        `witness_sums` (its sums do not hold), `secret` (a primary is published, or no witness
        changes it), `reach` (all witnesses leave it small).
    """
    values = told.quantities.select("quantity", "value", "is_published", "is_primary")
    terms = told.sums.join(values, on="quantity")
    if terms.height != told.sums.height or _open_sums(terms, "value", ["sum"]):
        return "sums"
    changed = told.proof.join(
        told.quantities.select("quantity", "value", "is_published", "is_primary", "least", "most"),
        on="quantity",
    )
    if changed.height != told.proof.height or changed["is_published"].any():
        return "published"
    moved = changed["value"] + changed["change"]
    if (moved < changed["least"]).any() or (moved > changed["most"]).any():
        return "floor"
    witness_terms = told.sums.join(told.proof, on="quantity")
    if _open_sums(witness_terms, "change", ["witness", "sum"]):
        return "witness_sums"
    return _told_secret(told, changed, reach)


def _told_secret(told: Told, changed: pl.DataFrame, reach: int) -> str | None:
    """Whether a secret is published, or no witness hides it well enough."""
    secret = told.quantities.filter("is_primary")
    proved = secret.join(changed.filter(pl.col("change") != 0), on="quantity", how="semi")
    if secret["is_published"].any() or proved.height != secret.height:
        return "secret"
    is_told = ~pl.col("is_rest") & (pl.col("least") > 0) & (pl.col("value") < reach)
    far = changed.filter(pl.col("value") + pl.col("change") >= reach)
    if not secret.filter(is_told).join(far, on="quantity", how="anti").is_empty():
        return "reach"
    return None


def _open_sums(terms: pl.DataFrame, column: str, by: list[str]) -> bool:
    total = terms.group_by(by).agg((pl.col("factor") * pl.col(column)).sum().alias("total"))
    return bool(np.any(total["total"].to_numpy() != 0))
