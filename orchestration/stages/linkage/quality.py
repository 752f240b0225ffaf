"""How good the linkage is, for the mart and for the check: against labels where they exist.

`kliring linkage evaluate` leaves what it found in the linked zone, with the linkage it judged. As
long as that linkage stands its figures go into the mart beside what the model expects of itself.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from orchestration.stages.linkage import link
from orchestration.store import Store

LOWEST_PRECISION, LOWEST_RECALL = 0.97, 0.9
"""Of all links, below which the check warns; by what the labels show, else by what is expected."""
_LINKAGE = "linkage"


@dataclass(frozen=True)
class Standing:
    """What the check says.

    Attributes:
        is_good: Precision and recall reach their floors.
        basis: labels, or model.
        precision, recall: Of all links.
        worst: by, value, precision, recall, f1 of the worst group; None without one.
    """

    is_good: bool
    basis: str
    precision: float | None
    recall: float | None
    worst: dict[str, Any] | None


def remember(store: Store, answer: dict[str, Any]) -> None:
    """Keep what an evaluation found, with the linkage that it judged."""
    from transforms.linkage.quality import evaluated

    judged = pl.lit(store.fingerprint(link.done(store)), pl.String).alias(_LINKAGE)
    store.write(store.zones.linked("evaluation"), evaluated(answer).with_columns(judged))


def evaluation(store: Store) -> pl.DataFrame:
    """Measures against labels of the linkage that stands (`quality.SCHEMA`); none without any."""
    from transforms.linkage.quality import SCHEMA

    kept = link.read(store, "evaluation")
    if kept is None:
        return pl.DataFrame(schema=SCHEMA)
    now = store.fingerprint(link.done(store))
    return kept.filter(pl.col(_LINKAGE) == now).select(SCHEMA.keys())


def standing(quality: pl.DataFrame) -> Standing:
    """Judge the measures of a linkage.

    Args:
        quality: The mart `linkage_quality` (`quality.SCHEMA`).
    """
    from transforms.linkage.quality import worst_group

    whole = {
        measure: value
        for measure, by, value in quality.select(
            "measure_code", "group_by_code", "value"
        ).iter_rows()
        if by == "all"
    }
    basis, prefix = ("labels", "") if "precision" in whole else ("model", "expected_")
    precision, recall = whole.get(f"{prefix}precision"), whole.get(f"{prefix}recall")
    is_good = (precision is None or precision >= LOWEST_PRECISION) and (
        recall is None or recall >= LOWEST_RECALL
    )
    return Standing(is_good, basis, precision, recall, worst_group(quality, prefix))
