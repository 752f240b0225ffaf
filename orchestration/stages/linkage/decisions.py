"""What reviewers decided: only added to, each with who, when and why.

Of one pair the latest decision counts, so that one is undone by a later one; `withdrawn` gives the
pair back to the model.
"""

import polars as pl

from orchestration.store import Store

SAME, DIFFERENT, WITHDRAWN = "same", "different", "withdrawn"
SCHEMA = {
    "number": pl.Int64,
    "record_id_l": pl.String,
    "record_id_r": pl.String,
    "decision": pl.String,
    "decided_by": pl.String,
    "decided_on": pl.Date,
    "reason": pl.String,
}
_PAIR = ("record_id_l", "record_id_r")


def for_replay(store: Store) -> pl.DataFrame | None:
    """The decisions as the linkage replays them; None without any."""
    found = taken(store)
    return None if found.is_empty() else standing(found)


def standing(decisions: pl.DataFrame) -> pl.DataFrame:
    """Without pairs whose decision was taken back; of one day the last word on a pair."""
    ordered = decisions.sort("number")
    last = ordered.unique(_PAIR, keep="last", maintain_order=True)
    back = last.filter(pl.col("decision") == WITHDRAWN)
    return (
        ordered.join(back, on=_PAIR, how="anti", maintain_order="left")
        .filter(pl.col("decision") != WITHDRAWN)
        .unique([*_PAIR, "decided_on"], keep="last", maintain_order=True)
    )


def taken(store: Store) -> pl.DataFrame:
    """Every decision ever taken (SCHEMA)."""
    path = store.zones.linked("decisions")
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    return pl.read_parquet(path).select(SCHEMA.keys())
