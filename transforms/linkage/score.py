"""Scoring: the match weight of every candidate pair under a frozen model.

The model is Splink's, and Splink trains it; under frozen parameters the arithmetic is a sum of
logarithms, which `weights.py` does on arrays without a database. Splink itself stands here too, for
training, for conditions that only SQL can compute, and as the measure of our own sums: a test
holds the two together to 1e-6. It is kept quiet, and what comes back is rounded.
"""

import contextlib
import io
import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from transforms.linkage.specification import WEIGHT_DECIMALS, Model, ModelError
from transforms.linkage.weights import Scorer, table_for

_KEY = "row"
_CHUNK = 3_000_000
"""Pairs compared at a time: what DuckDB holds of a pair is ten times the pair."""


def score(
    frame: pl.DataFrame, pairs: pl.DataFrame, model: Model, *, with_levels: bool = False
) -> pl.DataFrame:
    """Match weight of each candidate pair, from the candidate threshold of the model upward.

    Args:
        frame: Features with all columns the comparisons name.
        pairs: `row_l`, `row_r`.
        model: A trained model.
        with_levels: Also `gamma_<comparison>`, the level that held (−1: nothing to compare).

    Returns:
        row_l, row_r, weight (log2 odds, rounded to 1e-6), ordered by row_l and row_r.

    Raises:
        ModelError: A level of the model was never trained.
    """
    if model.untrained:
        raise ModelError(
            f"The linkage model {model.name} is not trained in {model.untrained[0]}; "
            "train it with: kliring linkage train"
        )
    models = [model, model.within_case()] if model.case_comparisons else [model]
    try:
        table = table_for(frame, models)
    except ModelError:  # a condition that only a database understands
        return with_splink(frame, pairs, model, with_levels=with_levels)
    in_case = _share_case(frame, pairs) if len(models) > 1 else np.zeros(pairs.height, dtype=bool)
    left, right = pairs["row_l"].to_numpy(), pairs["row_r"].to_numpy()
    scored = [
        Scorer(frame, part, table).score(left[here], right[here], with_levels=with_levels)
        for part, here in zip(models, (~in_case, in_case), strict=False)
        if here.any() or part is model
    ]
    return pl.concat(scored, how="diagonal").sort("row_l", "row_r")


def with_splink(
    frame: pl.DataFrame, pairs: pl.DataFrame, model: Model, *, with_levels: bool = False
) -> pl.DataFrame:
    """The same by Splink itself: what `score` is measured against, and for conditions of any SQL.

    Args, returns: as `score`.
    """
    if not model.case_comparisons:
        return _score(frame, pairs, model, with_levels=with_levels)
    in_case = pl.Series(_share_case(frame, pairs))
    apart = _score(frame, pairs.filter(~in_case), model, with_levels=with_levels)
    inside = _score(frame, pairs.filter(in_case), model.within_case(), with_levels=with_levels)
    return pl.concat([apart, inside], how="diagonal").sort("row_l", "row_r")


def _share_case(frame: pl.DataFrame, pairs: pl.DataFrame) -> np.ndarray:
    case = frame["case_row"].fill_null(-1).to_numpy()
    left, right = case[pairs["row_l"].to_numpy()], case[pairs["row_r"].to_numpy()]
    return (left == right) & (left >= 0)


def _score(
    frame: pl.DataFrame, pairs: pl.DataFrame, model: Model, *, with_levels: bool
) -> pl.DataFrame:
    levels = [f"gamma_{c.name}" for c in model.comparisons] if with_levels else []
    if pairs.is_empty():
        schema = {"row_l": pl.Int64, "row_r": pl.Int64, "weight": pl.Float64}
        return pl.DataFrame(schema=schema | dict.fromkeys(levels, pl.Int32))
    scored: list[pl.DataFrame] = []
    columns = ", ".join(
        [f"{_KEY}_l as row_l", f"{_KEY}_r as row_r", "match_weight as weight", *levels]
    )
    with quiet():
        linker, api = open_linker(frame, model, retain_levels=with_levels)
        for start in range(0, pairs.height, _CHUNK):
            blocked = pairs.slice(start, _CHUNK).select(
                pl.lit("0").alias("match_key"),
                pl.col("row_l").cast(pl.Int64).alias("join_key_l"),
                pl.col("row_r").cast(pl.Int64).alias("join_key_r"),
            )
            registered = api.register(blocked.to_arrow())
            linker.table_management.register_blocked_pairs_for_predict(registered)
            predicted = linker.inference.predict(
                threshold_match_weight=model.thresholds.candidate, warning_mode="never"
            )
            relation = api.duckdb_con.table(predicted.physical_name).project(columns)
            scored.append(pl.DataFrame(relation.to_arrow_table()))
            predicted.drop_table_from_database_and_remove_from_cache()
        api.duckdb_con.close()
    weights = pl.concat(scored).with_columns(pl.col("weight").round(WEIGHT_DECIMALS))
    return weights.sort("row_l", "row_r")


def open_linker(
    frame: pl.DataFrame, model: Model, *, retain_levels: bool = False, training: bool = False
) -> tuple[Any, Any]:
    """A Splink linker over the features, and its database, in memory.

    Args:
        frame: Features.
        model: The model; levels without m or u keep Splink's defaults until trained.
        retain_levels: Keep the level of each comparison in the predictions.
        training: Leave term frequencies out, as the estimation of m and u wants it.
    """
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=":memory:")
    used = _columns_used(frame, model, training=training)
    table = api.register(frame.select(used).to_arrow(), dataset_display_name="persons")
    settings = settings_of(model, frame.height, retain_levels=retain_levels, training=training)
    return Linker(table, settings), api


def settings_of(
    model: Model, records: int, *, retain_levels: bool = False, training: bool = False
) -> dict[str, Any]:
    """The model as the settings document that Splink reads."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": _KEY,
        "probability_two_random_records_match": model.prior_for(records),
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": retain_levels,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
        "comparisons": [
            {
                "output_column_name": comparison.name,
                "comparison_description": comparison.description,
                "comparison_levels": [_level(v, training=training) for v in comparison.levels],
            }
            for comparison in model.comparisons
        ],
    }


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence what Splink prints and logs while it works."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # Splink sets the level of its own loggers again and again
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


def _level(level: Any, *, training: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.label}
    if level.is_null:
        return found | {"is_null_level": True}
    if level.m is not None:
        found["m_probability"] = level.m
    if level.u is not None:
        found["u_probability"] = level.u
    if level.is_fixed:
        found |= {"fix_m_probability": True, "fix_u_probability": True}
    if level.frequency_column and not training:
        found |= {
            "tf_adjustment_column": level.frequency_column,
            "tf_minimum_u_value": level.frequency_floor,
            "disable_tf_exact_match_detection": True,
        }
    return found


def _columns_used(frame: pl.DataFrame, model: Model, *, training: bool) -> list[str]:
    if training:
        return [c for c in frame.columns if not c.startswith("tf_")]
    text = " ".join(level.sql for c in model.comparisons for level in c.levels)
    frequency = {v.frequency_column for c in model.comparisons for v in c.levels} - {None}
    return [
        column
        for column in frame.columns
        if column == _KEY or f"{column}_l" in text or column.removeprefix("tf_") in frequency
    ]
