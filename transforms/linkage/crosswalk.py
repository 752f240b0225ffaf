"""The crosswalk: which id a record or document has, kept for ever and only added to.

An id is minted once, from the smallest record of its cluster at that moment, and never computed
again. New records join; where clusters merge the oldest id stays and the others become its aliases;
where one splits the id stays with the larger part. What was written is never changed, so that every
id that was ever published still leads somewhere.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import polars as pl

from contracts.encoding.keys import SecretKey

PERSON, CASE = "person", "case"
SCHEMA = {
    "kind": pl.String,
    "member_id": pl.String,
    "id": pl.String,
    "run": pl.Int64,
    "reason": pl.String,
    "model_hash": pl.String,
}
"""member_id is a record_id or document_id; for kind `person_alias` and `case_alias` it is the id
that is gone, and id the one that stands for it."""


@dataclass(frozen=True)
class Churn:
    """What changed: ids minted, merged away and split, members whose id changed."""

    minted: int
    merged: int
    split: int
    moved: int


def empty() -> pl.DataFrame:
    """A crosswalk before the first run."""
    return pl.DataFrame(schema=SCHEMA)


def current(crosswalk: pl.DataFrame, kind: str) -> dict[str, str]:
    """The id of every member that ever was, by its latest row."""
    rows = crosswalk.filter(pl.col("kind") == kind).sort("run", maintain_order=True)
    return dict(rows.select("member_id", "id").iter_rows())


def resolve(crosswalk: pl.DataFrame, kind: str, wanted: str) -> str:
    """The id that stands for `wanted` today: aliases are followed to their end."""
    aliases = current(crosswalk, f"{kind}_alias")
    seen = set()
    while wanted in aliases and wanted not in seen:
        seen.add(wanted)
        wanted = aliases[wanted]
    return wanted


def next_run(crosswalk: pl.DataFrame) -> int:
    """Number of the run after those in the crosswalk."""
    return 1 if crosswalk.is_empty() else int(crosswalk.select(pl.col("run").max()).item()) + 1


def assign(
    crosswalk: pl.DataFrame,
    kind: str,
    clusters: Mapping[str, int],
    identity_key: SecretKey,
    *,
    run: int,
    model_hash: str,
) -> tuple[dict[str, str], pl.DataFrame, Churn]:
    """Give every member an id, keeping those that exist.

    Args:
        crosswalk: All rows so far.
        kind: `person` or `case`.
        clusters: member_id → any label of its cluster in this run.
        identity_key: Key from which ids are minted.
        run: Number of this run.
        model_hash: Of the model that clustered.

    Returns:
        member_id → id, the rows to add (SCHEMA, ordered), and what changed.
    """
    before = current(crosswalk, kind)
    first = _first_runs(crosswalk, kind)
    members: dict[int, list[str]] = defaultdict(list)
    for member in sorted(clusters):
        members[clusters[member]].append(member)
    groups = sorted(members.values(), key=lambda group: group[0])
    claims = _claims(groups, before)
    used = set(before.values()) | set(current(crosswalk, f"{kind}_alias"))
    rows: list[tuple[str, str, str, int, str, str]] = []
    ids: dict[str, str] = {}
    aliases: list[tuple[str, str]] = []
    minted = moved = 0
    for index, group in enumerate(groups):
        claimed = sorted(claims.get(index, ()), key=lambda c: (first[c[0]], -c[1], c[0]))
        if claimed:
            chosen = claimed[0][0]
            aliases.extend((gone, chosen) for gone, _ in claimed[1:])
        else:
            chosen = _mint(kind, group, identity_key, used)
            used.add(chosen)
            minted += 1
        for member in group:
            ids[member] = chosen
            had = before.get(member)
            if had == chosen:
                continue
            moved += had is not None
            rows.append((kind, member, chosen, run, _reason(had, claimed), model_hash))
    held = set(ids.values())
    aliases = [(gone, kept) for gone, kept in sorted(aliases) if gone not in held]
    rows += [(f"{kind}_alias", gone, kept, run, "merged", model_hash) for gone, kept in aliases]
    split = sum(len(v) > 1 for v in _parts(groups, before).values())
    added = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("kind", "member_id")
    return ids, added, Churn(minted, len(aliases), split, moved)


def _claims(groups: list[list[str]], before: Mapping[str, str]) -> dict[int, list[tuple[str, int]]]:
    """Which existing ids each cluster holds the larger part of: cluster → (id, members)."""
    claims: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for wanted, parts in sorted(_parts(groups, before).items()):
        # the largest part keeps the id; of equal parts the one with the smallest record
        index = min(parts, key=lambda i: (-parts[i], groups[i][0]))
        claims[index].append((wanted, parts[index]))
    return claims


def _parts(groups: list[list[str]], before: Mapping[str, str]) -> dict[str, Counter[int]]:
    parts: dict[str, Counter[int]] = defaultdict(Counter)
    for index, group in enumerate(groups):
        for member in group:
            if member in before:
                parts[before[member]][index] += 1
    return parts


def _mint(kind: str, group: list[str], identity_key: SecretKey, used: set[str]) -> str:
    """HMAC of the smallest member; a part that split off may have to found on the next one."""
    for member in chain(group, (f"{group[0]}#{n}" for n in range(1, 1_000))):
        message = f"{kind}|{member}".encode()
        found = hmac.new(identity_key.hex.encode(), message, hashlib.sha256).hexdigest()[:32]
        if found not in used:
            return found
    raise ValueError(f"No {kind} id is left for a cluster of {len(group)} members.")


def _reason(had: str | None, claimed: list[tuple[str, int]]) -> str:
    if had is None:
        return "joined" if claimed else "minted"
    return "merged" if claimed and any(had == gone for gone, _ in claimed[1:]) else "split"


def _first_runs(crosswalk: pl.DataFrame, kind: str) -> dict[str, int]:
    rows = crosswalk.filter(pl.col("kind") == kind).group_by("id").agg(pl.col("run").min())
    return dict(rows.select("id", "run").iter_rows())
