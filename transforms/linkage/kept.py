"""Comparisons kept: from round to round of one linkage, and from one run to the next.

What two records say does not change until one of them does, so a pair is compared once. Kept is the
part of its weight that depends on the two records alone, or that no prior and no frequency could
lift it over the threshold; both are added anew each time, so the result is that of comparing
everything. A pair counts as compared only while the state of both records (a hash of all that is
compared), the relation of their cases and the model are the same.
"""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.linkage.conditions import parse, walk
from transforms.linkage.record_columns import Table
from transforms.linkage.specification import FEWEST_RECORDS, Model, ModelError
from transforms.linkage.weights import Scorer, log_odds, table_for

RECORDS = {
    "number": pl.Int32,
    "record_id": pl.String,
    "state": pl.UInt64,
    "compared_under": pl.String,
}
PAIRS = {
    "number_l": pl.Int32,
    "number_r": pl.Int32,
    "relation": pl.Int8,
    "fixed": pl.Float64,
    "levels": pl.Int64,
}
"""fixed is null where nothing could lift the pair over the threshold; levels holds the levels that
ask for a frequency, a byte for each."""

_OF_CASE = ("case_row", "case_key")
_SAME_CASE = 2
_STEP = 4
_ROW_BITS, _BITS = 30, 2
"""A pair with its relation travels as one integer: two rows and the relation."""
_FORM = "1"
"""Changes when kept comparisons of before can no longer be read."""


@dataclass(frozen=True)
class Kept:
    """Comparisons as a run leaves them for the next.

    Attributes:
        records: RECORDS, by number.
        pairs: PAIRS, by number_l, number_r (number_l < number_r) and relation.
    """

    records: pl.DataFrame
    pairs: pl.DataFrame


class Memory:
    """The comparisons of one linkage.

    Args:
        frame: Features of the records, in order of record_id; without the columns of cases.
        model: A trained model.
        before: What the run before kept; None or of other records and models is fine.

    Attributes:
        compared: Pairs compared so far.

    Raises:
        ModelError: The model is not trained, or has conditions that arrays cannot compute.
    """

    def __init__(self, frame: pl.DataFrame, model: Model, before: Kept | None = None) -> None:
        if model.untrained:
            raise ModelError(f"The linkage model {model.name} is not trained.")
        self._models = [model, model.within_case()] if model.case_comparisons else [model]
        self._bounds = [log_odds(_widest(part, frame.height)) for part in self._models]
        steps = " ".join(f"{bound:.6f}" for bound in self._bounds)
        self._under = f"{_FORM} {model.hash} {steps} {pl.__version__}"
        self._record_id = frame["record_id"]
        self._state = _states(frame, self._models)
        self._table: Table | None = None
        self.compared = 0
        self._key = np.empty(0, dtype=np.int64)
        self._fixed = np.empty(0)
        self._levels = np.empty(0, dtype=np.int64)
        self._is_used = np.empty(0, dtype=bool)
        if before is not None:
            self._recall(before)

    def score(self, frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
        """Match weight of each candidate pair from the candidate threshold upward, as `score`.

        Args:
            frame: The features with the columns of cases as they are now.
            pairs: row_l, row_r (row_l < row_r), each pair once, ordered.
        """
        left, right = (pairs[side].to_numpy().astype(np.int64) for side in ("row_l", "row_r"))
        relation = _relations(frame, left, right)
        key = (left << _ROW_BITS + _BITS) | (right << _BITS) | relation
        fixed, levels = np.full(len(key), math.nan), np.zeros(len(key), dtype=np.int64)
        new = self._known(key, fixed, levels)
        table = self._columns(frame)
        weight = np.full(len(key), -math.inf)
        for model, bound in zip(self._models, self._bounds, strict=True):
            mine = self._is_of(model, relation)
            scorer = Scorer(frame, model, table, prior=bound)
            names = sorted(scorer.by_frequency)
            asked = np.flatnonzero(new & mine)
            found = scorer.compare(left[asked], right[asked], scorer.by_frequency)
            where = asked[found.places]
            fixed[where] = found.fixed
            levels[where] = _packed([found.levels[name] for name in names], len(where))
            here = np.flatnonzero(mine & ~np.isnan(fixed))
            unpacked = dict(zip(names, _unpacked(levels[here], len(names)), strict=True))
            weight[here] = scorer.weigh(left[here], right[here], fixed[here], unpacked)
        self._add(key[new], fixed[new], levels[new])
        enough = np.flatnonzero(weight >= self._models[0].thresholds.candidate)
        return pl.DataFrame(
            {"row_l": left[enough], "row_r": right[enough], "weight": weight[enough]}
        )

    def kept(self) -> Kept:
        """What the next run may use: the pairs that this one asked for."""
        used = np.flatnonzero(self._is_used)
        key = self._key[used]
        records = pl.DataFrame(
            {
                "number": np.arange(len(self._record_id), dtype=np.int32),
                "record_id": self._record_id,
                "state": self._state,
            }
        ).with_columns(pl.lit(self._under).alias("compared_under"))
        pairs = pl.DataFrame(
            {
                "number_l": (key >> _ROW_BITS + _BITS).astype(np.int32),
                "number_r": ((key >> _BITS) & ((1 << _ROW_BITS) - 1)).astype(np.int32),
                "relation": (key & ((1 << _BITS) - 1)).astype(np.int8),
                "fixed": pl.Series(self._fixed[used]).fill_nan(None),
                "levels": self._levels[used],
            }
        )
        return Kept(records.select(RECORDS.keys()), pairs.select(PAIRS.keys()))

    def _recall(self, before: Kept) -> None:
        """Take over the pairs of which both records are as they were."""
        if before.records.is_empty() or before.records["compared_under"][0] != self._under:
            return
        now = pl.DataFrame({"record_id": self._record_id, "state": self._state}).with_row_index(
            "row"
        )
        same = before.records.join(now, on=["record_id", "state"])
        row = np.full(before.records.height, -1, dtype=np.int64)  # numbers are 0…n−1
        row[same["number"].to_numpy()] = same["row"].to_numpy()
        left, right = (row[before.pairs[f"number_{side}"].to_numpy()] for side in "lr")
        both = np.flatnonzero((left >= 0) & (right >= 0))
        relation = before.pairs["relation"].to_numpy()[both].astype(np.int64)
        # both numberings follow the record_id, so the order of the pairs stays
        self._key = (left[both] << _ROW_BITS + _BITS) | (right[both] << _BITS) | relation
        self._fixed = before.pairs["fixed"].fill_null(math.nan).to_numpy()[both]
        self._levels = before.pairs["levels"].to_numpy()[both]
        self._is_used = np.zeros(len(both), dtype=bool)

    def _known(self, key: np.ndarray, fixed: np.ndarray, levels: np.ndarray) -> np.ndarray:
        """Fill in what is known of these pairs; True for those to be compared."""
        if not len(self._key):
            return np.ones(len(key), dtype=bool)
        place = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        known = self._key[place] == key
        place = place[known]
        fixed[known], levels[known] = self._fixed[place], self._levels[place]
        self._is_used[place] = True
        return ~known

    def _add(self, key: np.ndarray, fixed: np.ndarray, levels: np.ndarray) -> None:
        self.compared += len(key)
        if not len(key):
            return
        every = np.concatenate([self._key, key])
        order = np.argsort(every, kind="stable") if len(self._key) else slice(None)
        self._key = every[order]
        self._fixed = np.concatenate([self._fixed, fixed])[order]
        self._levels = np.concatenate([self._levels, levels])[order]
        self._is_used = np.concatenate([self._is_used, np.ones(len(key), dtype=bool)])[order]

    def _is_of(self, model: Model, relation: np.ndarray) -> np.ndarray:
        if len(self._models) == 1:
            return np.ones(len(relation), dtype=bool)
        return (relation == _SAME_CASE) == (model is self._models[1])

    def _columns(self, frame: pl.DataFrame) -> Table:
        """The columns of the records, made ready once; those of the cases each time."""
        if self._table is None:
            self._table = table_for(frame, self._models)
        else:
            self._table = self._table.renewed(frame, _OF_CASE)
        return self._table


def _widest(model: Model, records: int) -> float:
    """The prior of the smallest number of records for which what is kept now will do.

    It grows in steps, so that a few records more change nothing.
    """
    steps = math.floor(math.log(max(records, FEWEST_RECORDS) / FEWEST_RECORDS, _STEP) + 1e-9)
    return model.prior_for(FEWEST_RECORDS * _STEP**steps)


def _states(frame: pl.DataFrame, models: list[Model]) -> pl.Series:
    """One number for all that is compared of a record, cases left out."""
    conditions = (v.sql for m in models for c in m.comparisons for v in c.levels)
    nodes = frozenset().union(*(walk(parse(sql)) for sql in conditions if sql != "ELSE"))
    names = {node.value[0] for node in nodes if node.kind == "column"} - set(_OF_CASE)
    return frame.select(pl.struct(sorted(names)).hash(seed=1).alias("state")).to_series()


def _relations(frame: pl.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """0: a case is not known, 1: two cases, 2: one case."""
    if "case_row" not in frame.columns:
        return np.zeros(len(left), dtype=np.int8)
    case = frame["case_row"].fill_null(-1).to_numpy()
    one, two = case[left], case[right]
    known = (one >= 0) & (two >= 0)
    return np.where(known, np.where(one == two, _SAME_CASE, 1), 0).astype(np.int8)


def _packed(levels: list[np.ndarray], size: int) -> np.ndarray:
    found = np.zeros(size, dtype=np.int64)
    for place, level in enumerate(levels):
        found |= (level.astype(np.int64) + 1) << (8 * place)
    return found


def _unpacked(levels: np.ndarray, count: int) -> list[np.ndarray]:
    return [((levels >> (8 * place)) & 0xFF) - 1 for place in range(count)]
