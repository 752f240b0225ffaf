"""Precision, recall and F1 of final clusters against labels, in pairs, by record and by group.

Pairwise measures weigh large clusters by the square; B-cubed weighs every record the same. Counts
of persons stand beside both, since merges and splits cancel in them. All are over the labelled
records that were linked, on final clusters, whatever blocking left out (Bagga and Baldwin 1998 for
B-cubed).
"""

import hashlib
import hmac
from typing import Any

import numpy as np
import polars as pl

from contracts.encoding.keys import SecretKey
from transforms.linkage import features
from transforms.linkage.quality import GROUPS, pair_groups

TRUTH_COLUMNS = ("agency", "record_type", "unit", "period", "key", "true_person_id", "role")


class TruthError(ValueError):
    """A truth file that cannot be used."""


def with_record_ids(truth: pl.DataFrame, identity_key: SecretKey) -> pl.DataFrame:
    """Add the record_id of every labelled record.

    Args:
        truth: TRUTH_COLUMNS; `key` is the natural key, columns joined with `|`.
        identity_key: From which record ids are made.

    Raises:
        TruthError: A column is missing.
    """
    missing = [c for c in TRUTH_COLUMNS if c not in truth.columns]
    if missing:
        raise TruthError(
            f"The truth file has no column {missing[0]}; it needs {', '.join(TRUTH_COLUMNS)}."
        )
    secret = identity_key.hex.encode()
    records = [
        hmac.new(
            secret,
            f"record|{agency}|{unit}|{kind}|{record_key(key)}".encode(),
            hashlib.sha256,
        ).hexdigest()[:32]
        for agency, unit, kind, key in truth.select(
            "agency", "unit", "record_type", "key"
        ).iter_rows()
    ]
    return truth.with_columns(pl.Series("record_id", records, dtype=pl.String))


def record_key(key: str) -> str:
    """The natural key as it is compared: each part stripped and in capitals."""
    return "|".join(part.strip().upper() for part in key.split("|"))


def evaluate(truth: pl.DataFrame, persons: pl.DataFrame, envelope: pl.DataFrame) -> dict[str, Any]:
    """Judge final clusters against labels.

    Args:
        truth: record_id, true_person_id; of a record labelled twice the first counts.
        persons: Linkage result: record_id, person_id.
        envelope: `persons` of the pseudonymised zone, for the groups.

    Returns:
        records, pairwise, bcubed, persons and groups, as `interface.md` lays them out.

    Raises:
        TruthError: No labelled record was linked.
    """
    found = features.persons(envelope)
    labels = (
        truth.unique("record_id", keep="first", maintain_order=True)
        .join(persons.select("record_id", "person_id"), on="record_id")
        .join(found.select("record_id", "row"), on="record_id", how="left")
        .sort("record_id")
        .select("record_id", "row", pl.col("true_person_id").cast(pl.String), "person_id")
        .with_row_index("item")
    )
    if labels.is_empty():
        raise TruthError(
            "No record of the truth file is among the current records; "
            "check agency, unit, record_type and key in it."
        )
    true_pairs, found_pairs = _pairs(labels, "true_person_id"), _pairs(labels, "person_id")
    both = true_pairs.join(found_pairs, on=["item_l", "item_r"], how="semi")
    return {
        "records": labels.height,
        "pairwise": _scores(both.height, true_pairs.height, found_pairs.height)
        | {"true_pairs": true_pairs.height, "found_pairs": found_pairs.height},
        "bcubed": bcubed(labels),
        "persons": {
            "true": labels["true_person_id"].n_unique(),
            "found": labels["person_id"].n_unique(),
        },
        "groups": _by_group(found, labels, true_pairs, found_pairs, both),
    }


def bcubed(labels: pl.DataFrame) -> dict[str, float]:
    """B-cubed over records: the mean share of a record's cluster, and of its person, that is right.

    Args:
        labels: true_person_id and person_id, one row per record.
    """
    together = pl.len().over("true_person_id", "person_id")
    shares = labels.select(
        (together / pl.len().over("person_id")).alias("precision"),
        (together / pl.len().over("true_person_id")).alias("recall"),
    )
    precision, recall = (float(np.mean(np.sort(shares[c].to_numpy()))) for c in shares.columns)
    return _rounded(precision, recall)


def _pairs(labels: pl.DataFrame, by: str) -> pl.DataFrame:
    side = labels.select("item", by)
    return (
        side.join(side, on=by, suffix="_r")
        .filter(pl.col("item") < pl.col("item_r"))
        .select(pl.col("item").alias("item_l"), "item_r")
    )


def _scores(both: int, true: int, found: int) -> dict[str, float]:
    return _rounded(both / found if found else 1.0, both / true if true else 1.0)


def _rounded(precision: float, recall: float) -> dict[str, float]:
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": round(precision, 6), "recall": round(recall, 6), "f1": round(f1, 6)}


def _by_group(
    frame: pl.DataFrame,
    labels: pl.DataFrame,
    true_pairs: pl.DataFrame,
    found_pairs: pl.DataFrame,
    both: pl.DataFrame,
) -> list[dict[str, Any]]:
    """Scores by group of pairs; corporations have no such attributes and stay out."""
    row = labels["row"]
    counted: list[dict[str, Any]] = []
    counts: dict[str, dict[str, tuple[int, int, int]]] = {name: {} for name in GROUPS}
    for place, pairs in enumerate((true_pairs, found_pairs, both)):
        ends = pl.DataFrame(
            {"row_l": row.gather(pairs["item_l"]), "row_r": row.gather(pairs["item_r"])}
        ).drop_nulls()
        for series in pair_groups(frame, ends):
            for value, number in series.value_counts().iter_rows():
                known = list(counts[series.name].get(value, (0, 0, 0)))
                known[place] = number
                counts[series.name][value] = (known[0], known[1], known[2])
    for name in GROUPS:
        for value, (true, found, right) in sorted(counts[name].items()):
            scores = _scores(right, true, found)
            counted.append({"by": name, "value": value, "true_pairs": true, **scores})
    return counted
