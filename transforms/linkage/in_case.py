"""Parameters for pairs within one case, fitted by expectation maximisation on their levels.

Within a case persons share home, time and often family: what agreement is worth there is learned
there. The pairs are few, so the parameters found outside stand as a prior of so many pairs; and
Splink's own EM stops with an error where a level of u stays empty, which among few pairs it does.
Splink compares; the counting below is Fellegi and Sunter's (1969) mixture, as Winkler (1988) fits
it.
"""

from dataclasses import replace

import numpy as np
import polars as pl

from transforms.linkage.score import score
from transforms.linkage.specification import Comparison, Level, Model

PRIOR_PAIRS_M = 30.0
PRIOR_PAIRS_U = 10.0
_ROUNDS = 30


def fit(frame: pl.DataFrame, model: Model) -> Model:
    """The model with `case_comparisons` fitted to the pairs of one case in the frame.

    Args:
        frame: Features with case_row, case_key and tf_case_key.
        model: Trained outside of cases; comparisons of the same name start from there.
    """
    outside = {c.name: c for c in model.comparisons}
    start = tuple(outside.get(c.name, c) for c in model.case_comparisons)
    inside = replace(
        model,
        case_comparisons=start,
        thresholds=replace(model.thresholds, candidate=-200.0),
    ).within_case()
    pairs = _pairs(frame)
    if pairs.is_empty():
        return replace(model, case_comparisons=start)
    seen = score(frame, pairs, inside, with_levels=True)
    size = frame["tf_case_key"].fill_null(1.0).to_numpy()[seen["row_l"].to_numpy()]
    fixed = np.log2(inside.prior / (1 - inside.prior)) - np.log2(np.maximum(size, 0.05))
    fitted = _maximise(seen, start, fixed)
    return replace(model, case_comparisons=fitted)


def _pairs(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.drop_nulls("case_row").select(
        "row", "case_row", pl.struct("document_id", "role_group").alias("part")
    )
    joined = rows.join(rows, on="case_row", suffix="_r").filter(
        (pl.col("row") < pl.col("row_r")) & (pl.col("part") != pl.col("part_r"))
    )
    return joined.select(pl.col("row").alias("row_l"), "row_r").sort("row_l", "row_r")


def _maximise(
    seen: pl.DataFrame, start: tuple[Comparison, ...], fixed: np.ndarray
) -> tuple[Comparison, ...]:
    current = start
    levels = {c.name: seen[f"gamma_{c.name}"].to_numpy() for c in start}
    for _ in range(_ROUNDS):
        weight = fixed + sum(_weights(c, levels[c.name]) for c in current)
        match = 1.0 / (1.0 + np.exp2(-np.clip(weight, -100, 100)))
        current = tuple(
            _updated(first, now, levels[now.name], match)
            for first, now in zip(start, current, strict=True)
        )
    return current


def _graded(comparison: Comparison) -> list[tuple[int, Level]]:
    """Levels with the number Splink gives them: the last is 0, nothing to compare is −1."""
    graded = [v for v in comparison.levels if not v.is_null]
    return [(len(graded) - 1 - i, v) for i, v in enumerate(graded)]


def _weights(comparison: Comparison, level: np.ndarray) -> np.ndarray:
    weight = np.zeros(len(level))
    for number, value in _graded(comparison):
        weight[level == number] = np.log2((value.m or 1.0) / (value.u or 1.0))
    return weight


def _updated(
    first: Comparison, now: Comparison, level: np.ndarray, match: np.ndarray
) -> Comparison:
    graded = {id(v): number for number, v in _graded(now)}
    known = level >= 0
    of_match, of_other = match[known].sum(), (1 - match[known]).sum()
    updated: list[Level] = []
    for before, value in zip(first.levels, now.levels, strict=True):
        if value.is_null or value.is_fixed:
            updated.append(value)
            continue
        here = level == graded[id(value)]
        m_before, u_before = before.m or 0.0, before.u or 0.0
        m = (match[here].sum() + PRIOR_PAIRS_M * m_before) / (of_match + PRIOR_PAIRS_M)
        u = ((1 - match)[here].sum() + PRIOR_PAIRS_U * u_before) / (of_other + PRIOR_PAIRS_U)
        u = max(u, u_before)  # agreement is no rarer among persons of one case than among all
        updated.append(replace(value, m=round(float(m), 6), u=round(float(u), 9)))
    return Comparison(now.name, now.description, tuple(updated))
