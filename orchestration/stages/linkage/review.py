"""The review queue as people get it, and the decisions they send back.

What was decided is kept in `decisions`; here it meets the queue and the offices' own numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from contracts.problems import Problem
from orchestration.stages.linkage import decisions, link
from orchestration.stages.own_numbers import own_numbers
from orchestration.store import Store

_PAIR = ("record_id_l", "record_id_r")
_SAID = ("decision", "decided_by", "reason")


@dataclass(frozen=True)
class Decision:
    """What somebody decided about two records, as it was sent back."""

    left: str
    right: str
    decision: str
    decided_by: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """What an import came to: decisions added, those known already, and what contradicts."""

    added: int
    known: int
    contradictions: pl.DataFrame  # record_id_l, record_id_r, contradiction


def queue(store: Store) -> pl.DataFrame:
    """The queue of the last run, with the own number of both records.

    Returns:
        The columns of `transforms.linkage.review.queue`, with record_type and own_number of both
        sides; in order of effect.

    Raises:
        Problem: Nothing is linked yet.
    """
    review, accounted = link.read(store, "review"), link.read(store, "accounting")
    if review is None or accounted is None:
        raise Problem("linkage.not_linked")
    return _numbered(store, review, accounted).sort("rank")


def decided(store: Store) -> pl.DataFrame:
    """Every decision ever taken, the latest first, with what the offices call the records."""
    accounted, taken = link.read(store, "accounting"), link.read(store, "decisions")
    if accounted is None or taken is None:
        return pl.DataFrame(schema=decisions.SCHEMA)
    return _numbered(store, taken, accounted).sort("number", descending=True)


def decide(store: Store, sent: Sequence[Decision], on: date) -> Taken:
    """Add decisions to those taken before; the next run replays them.

    Raises:
        Problem: Nothing is linked yet.
    """
    from transforms.linkage.review import replay

    persons = link.read(store, "persons")
    if persons is None:
        raise Problem("linkage.not_linked")
    before = decisions.taken(store)
    latest = {
        (row["record_id_l"], row["record_id_r"]): (
            row["decision"],
            row["decided_by"],
            row["reason"],
        )
        for row in before.sort("number").iter_rows(named=True)
    }
    number = 1 + int(before["number"].max() or 0)  # pyright: ignore[reportArgumentType]
    rows: list[dict[str, object]] = []
    for each in sent:
        left, right = sorted((each.left, each.right))
        said = (each.decision, each.decided_by, each.reason)
        if latest.get((left, right)) == said:
            continue
        latest[left, right] = said
        values = (number + len(rows), left, right, each.decision, each.decided_by, on, each.reason)
        rows.append(dict(zip(decisions.SCHEMA, values, strict=True)))
    everything = pl.concat([before, pl.DataFrame(rows, schema=decisions.SCHEMA)])
    if rows:
        store.write(store.zones.linked("decisions"), everything)
    found = replay(decisions.standing(everything), persons["record_id"]).contradictions
    return Taken(len(rows), len(sent) - len(rows), found)


def _numbered(store: Store, pairs: pl.DataFrame, accounted: pl.DataFrame) -> pl.DataFrame:
    from transforms.accounting import ACCEPTED

    wanted = pl.concat([pairs["record_id_l"], pairs["record_id_r"]]).unique()
    rows = accounted.filter(
        pl.col("record_id").is_in(wanted.implode()) & (pl.col("outcome_code") == ACCEPTED)
    )
    known = own_numbers(store, rows).select(
        "record_id", "record_type", "own_number", "agency_code", "unit_code"
    )
    for side in ("l", "r"):
        named = known.rename(lambda name, side=side: f"{name}_{side}")
        new = [c for c in named.columns if c not in pairs.columns]
        pairs = pairs.join(
            named.select(f"record_id_{side}", *new), on=f"record_id_{side}", how="left"
        )
    return pairs
