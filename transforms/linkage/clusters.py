"""Clusters of records: best-first merging that refuses conflicts.

Links are taken in order of their weight, the strongest first. Two clusters merge unless something
says that they are two persons; near-certain links meet only the hard refusals, so that they
form the cores, and everything weaker meets the soft ones too. A link must also outweigh what the
other pairs of the two clusters say against it (`disagreement.py`). One pass over the sorted links,
one union-find: linear in the links but for a logarithm, and the same for every order of the input.
Links among which nothing can conflict are merged beforehand, all at once (`settled.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.disagreement import Disagreement
from transforms.linkage.settled import settle

_DECIDED = 60.0
"""Weight of a link that a reviewer made."""


@dataclass(frozen=True)
class Facts:
    """What a cluster is known to hold, as far as it can refuse a merger."""

    parts: frozenset[int]
    niks: frozenset[int]
    sexes: frozenset[str]
    births: frozenset[tuple[int, int | None]]
    names: frozenset[int]

    def joined(self, other: "Facts") -> "Facts":
        """The facts of both together."""
        return Facts(
            self.parts | other.parts,
            self.niks | other.niks,
            self.sexes | other.sexes,
            self.births | other.births,
            self.names | other.names,
        )


@dataclass(frozen=True)
class Clustering:
    """Outcome of the merging.

    Attributes:
        cluster: For every row the smallest row of its cluster.
        weight: For every row the weight of the link by which it first joined another, else null.
        refused: Links of the link threshold and above that a conflict refused: row_l, row_r,
            weight, reason.
    """

    cluster: pl.Series
    weight: pl.Series
    refused: pl.DataFrame


def cluster(
    frame: pl.DataFrame,
    links: pl.DataFrame,
    *,
    link: float,
    core: float,
    pinned: Iterable[tuple[int, int]] = (),
    forbidden: Iterable[tuple[int, int]] = (),
) -> Clustering:
    """Merge records into clusters, the strongest link first.

    Args:
        frame: Features by `row` 0…n−1: document_id, role_group, nik_hash, nik_masked_hashes,
            sex_code, birth_low, birth_is_exact, birth_day_month_hash, name_key.
        links: row_l, row_r, weight of all scored pairs, also of those too weak to merge.
        link: Lowest weight that may merge, 0 or more.
        core: Lowest weight of a near-certain link.
        pinned: Pairs of rows that a reviewer joined: merged first, whatever the rest says.
        forbidden: Pairs that a reviewer keeps apart: never in one cluster.
    """
    ordered = links.filter(pl.col("weight") >= link).sort(
        ["weight", "row_l", "row_r"], descending=[True, False, False]
    )
    pinned, forbidden = sorted(pinned), sorted(forbidden)
    decided = [row for pair in (*pinned, *forbidden) for row in pair]
    settled = settle(frame, ordered, decided, link)
    ordered = ordered.filter(pl.Series(settled.is_open))
    touched = np.union1d(
        np.array(decided, dtype=np.int64),
        np.concatenate([ordered["row_l"].to_numpy(), ordered["row_r"].to_numpy()]),
    )
    state = _State(frame, touched, links, forbidden)
    for left, right in pinned:
        state.merge(state.root(left), state.root(right))
        state.note(left, right, _DECIDED)
    refused: list[tuple[int, int, float, str]] = []
    for left, right, weight in ordered.select("row_l", "row_r", "weight").iter_rows():
        one, two = state.root(left), state.root(right)
        if one == two:
            continue
        reason = state.refusal(one, two, is_core=weight >= core)
        if reason == "nik" and weight >= core and state.compared_niks(left, right):
            reason = None  # near certain though another NIK counted against it: two wrong digits
        if reason is None and weight - state.disagreement.cost(one, two) < link:
            reason = "other_records"
        if reason:
            refused.append((left, right, weight, reason))
        else:
            state.merge(one, two)
            state.note(left, right, weight)
    settled.cluster[touched] = [state.root(row) for row in touched.tolist()]
    settled.weight[list(state.joined_at)] = list(state.joined_at.values())
    return Clustering(
        pl.Series("cluster", settled.cluster, dtype=pl.Int64),
        pl.Series("weight", settled.weight, dtype=pl.Float64).fill_nan(None),
        pl.DataFrame(
            refused,
            schema={
                "row_l": pl.Int64,
                "row_r": pl.Int64,
                "weight": pl.Float64,
                "reason": pl.String,
            },
            orient="row",
        ),
    )


def conflict(
    one: Facts, two: Facts, kin: dict[int, frozenset[int]], *, is_core: bool
) -> str | None:
    """Why two clusters cannot be one person, or None.

    Two rows of one document in the same part are always two persons. Two NIKs that share no
    one-digit-masked form are two persons, unless a near-certain link compared them (`cluster`): its
    weight has paid for them, and two wrong digits or a companion's number happen. Sex and exact
    birth dates of which none is shared refuse too, unless the NIK agrees, or name, day and month
    do, or the link is near certain: ages and sex are entered wrongly and forged often enough.
    """
    if one.parts & two.parts:
        return "same_document"
    same_nik = bool(one.niks & two.niks)
    if one.niks and two.niks and not same_nik:
        near = frozenset().union(*(kin.get(nik, frozenset()) for nik in one.niks))
        if not near & two.niks:
            return "nik"
        same_nik = True
    if same_nik or is_core:
        return None
    if len(one.sexes | two.sexes) > 1 and not one.sexes & two.sexes:
        return "sex"
    return _birth_conflict(one, two)


def _birth_conflict(one: Facts, two: Facts) -> str | None:
    if not one.births or not two.births:
        return None
    if one.births & two.births:
        return None
    days = {day for _, day in one.births} & {day for _, day in two.births}
    if one.names & two.names and days - {None}:
        return None
    return "birth_date"


class _State:
    """Clusters while they grow: union-find, what each holds, and what keeps it apart."""

    def __init__(
        self,
        frame: pl.DataFrame,
        touched: np.ndarray,
        links: pl.DataFrame,
        forbidden: Iterable[tuple[int, int]],
    ) -> None:
        is_touched = np.zeros(frame.height, dtype=bool)
        is_touched[touched] = True
        frame = frame[touched]
        self.joined_at: dict[int, float] = {}
        self._parent = {row: row for row in touched.tolist()}
        self._facts = _facts(frame, touched)
        self._kin = _kin(frame)
        has_nik = frame["nik_hash"].is_not_null().to_numpy()
        self._has_nik = frozenset(touched[has_nik].tolist())
        self._apart = _Apart(forbidden)
        near = is_touched[links["row_l"].to_numpy()] & is_touched[links["row_r"].to_numpy()]
        pairs = links.select("row_l", "row_r", "weight").filter(pl.Series(near))
        self.disagreement = Disagreement(touched.tolist(), pairs.iter_rows())

    def root(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def refusal(self, one: int, two: int, *, is_core: bool) -> str | None:
        if self._apart.are(one, two):
            return "decision"
        return conflict(self._facts[one], self._facts[two], self._kin, is_core=is_core)

    def compared_niks(self, left: int, right: int) -> bool:
        return left in self._has_nik and right in self._has_nik

    def merge(self, one: int, two: int) -> None:
        if one == two:
            return
        low, high = min(one, two), max(one, two)
        self._parent[high] = low
        self._facts[low] = self._facts[low].joined(self._facts[high])
        self._apart.merge(low, high)
        self.disagreement.merge(low, high)

    def note(self, left: int, right: int, weight: float) -> None:
        for row in (left, right):
            self.joined_at.setdefault(row, weight)


class _Apart:
    """Clusters that a reviewer keeps apart, followed through mergers."""

    def __init__(self, forbidden: Iterable[tuple[int, int]]) -> None:
        self._of: dict[int, set[int]] = {}
        for left, right in forbidden:
            self._of.setdefault(left, set()).add(right)
            self._of.setdefault(right, set()).add(left)

    def are(self, one: int, two: int) -> bool:
        return two in self._of.get(one, ())

    def merge(self, kept: int, gone: int) -> None:
        for other in self._of.pop(gone, set()):
            self._of[other].discard(gone)
            self._of[other].add(kept)
            self._of.setdefault(kept, set()).add(other)


def _facts(frame: pl.DataFrame, touched: np.ndarray) -> dict[int, Facts]:
    """Facts of these rows; the others meet nobody whom they could conflict with."""
    columns = frame.select(
        pl.struct("document_id", "role_group").rank("dense").cast(pl.Int64).alias("part"),
        "nik_hash",
        "sex_code",
        pl.when(pl.col("birth_is_exact")).then("birth_low").alias("year"),
        "birth_day_month_hash",
        "name_key",
    )
    nothing: frozenset = frozenset()
    return {
        row: Facts(
            frozenset((part,)),
            nothing if nik is None else frozenset((nik,)),
            nothing if sex is None else frozenset((sex,)),
            nothing if year is None else frozenset(((year, day),)),
            nothing if name is None else frozenset((name,)),
        )
        for row, (part, nik, sex, year, day, name) in zip(
            touched.tolist(), columns.iter_rows(), strict=True
        )
    }


def _kin(frame: pl.DataFrame) -> dict[int, frozenset[int]]:
    """NIKs that are one digit apart from each other."""
    masked = (
        frame.select("nik_hash", "nik_masked_hashes")
        .drop_nulls("nik_hash")
        .unique("nik_hash")
        .explode("nik_masked_hashes")
        .drop_nulls()
    )
    pairs = masked.join(masked, on="nik_masked_hashes").filter(
        pl.col("nik_hash") != pl.col("nik_hash_right")
    )
    near: dict[int, set[int]] = {}
    for one, two in pairs.select("nik_hash", "nik_hash_right").iter_rows():
        near.setdefault(one, set()).add(two)
    return {nik: frozenset(others) for nik, others in near.items()}
