"""Training: u from random pairs, m by expectation maximisation, both by Splink.

Training is an event of its own: it makes a new version of the model with a new hash, and a run
never does it. Random pairs give u. EM runs on the pairs that share a NIK, which are
nearly all matches and chosen without looking at the rest of the record; what a NIK itself is worth
is fixed in the specification. Where clusters of an earlier linkage exist, m can be counted from
them, which also sees the pairs without a NIK. Within one case persons share home, time and often
family: the parameters for those pairs are fitted apart (`in_case.py`).
"""

from dataclasses import replace
from typing import Any

import polars as pl

from transforms.linkage import in_case
from transforms.linkage.score import open_linker, quiet
from transforms.linkage.specification import Comparison, Level, Model, ModelError

SMALLEST_M = 5e-4
"""No level is impossible in a match: m below this is raised to it."""
SMALLEST_U = 1e-7
_LABEL = "trained_label"


def train(
    frame: pl.DataFrame,
    model: Model,
    *,
    block_on: tuple[tuple[str, ...], ...] = (("nik_hash",),),
    label: pl.Series | None = None,
    version: str,
    trained_on: str,
    random_pairs: int = 4_000_000,
    seed: int = 20_240_101,
) -> Model:
    """Estimate the parameters of a model.

    Args:
        frame: Features of the records to learn from, with the case columns.
        model: The specification; fixed levels stay as they are.
        block_on: Columns that must agree in the pairs EM sees, one session of EM for each tuple: it
            cannot learn what it blocks on.
        label: Who is who, by row (clusters, or the truth): m is counted, EM left out.
        version: Version of the new model.
        trained_on: Open description of the records, for the report.
        random_pairs: Pairs drawn for u.
        seed: Of that draw.

    Raises:
        ModelError: A level was never seen and has no default, so it could not be trained.
    """
    labelled = frame if label is None else frame.with_columns(label.alias(_LABEL))
    with quiet():
        linker, api = open_linker(labelled, model, training=True)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=random_pairs, seed=seed, min_count_per_level=None, num_chunks=1
        )
        if label is None:
            for columns in block_on:
                rule = " and ".join(f"l.{c} = r.{c}" for c in columns)
                linker.training.estimate_parameters_using_expectation_maximisation(rule)
        else:
            linker.training.estimate_m_from_label_column(_LABEL)
        comparisons = _trained_comparisons(model.comparisons, linker)
        api.duckdb_con.close()
    result = model.with_comparisons(comparisons, version=version, trained_on=trained_on)
    result = result.with_comparisons([_as_factor(c, result) for c in result.comparisons])
    if model.case_comparisons:
        result = in_case.fit(frame, result)
        result = result.with_comparisons([_outside(c) for c in result.comparisons])
    if result.untrained:
        raise ModelError(f"Training left {result.untrained[0]} without parameters.")
    return result


def _as_factor(comparison: Comparison, model: Model) -> Comparison:
    """An interaction as the factor between the joint probability and the product of its parts.

    Loglinear models of dependent comparisons (Thibaudeau 1993) have it as a parameter; here one
    level carries it, scaled so that m and u stay probabilities.
    """
    if not comparison.joint_of:
        return comparison
    graded = [v for v in comparison.levels if not v.is_null]
    joint_m, joint_u = graded[0].m or 1.0, graded[0].u or 1.0
    for name, labels in comparison.joint_of:
        parts = [v for v in model.comparison(name).levels if v.label in labels]
        joint_m /= sum(v.m or 0.0 for v in parts)
        joint_u /= sum(v.u or 0.0 for v in parts)
    scale = max(joint_m, joint_u)
    factor = replace(graded[0], m=round(joint_m / scale, 6), u=round(joint_u / scale, 6))
    rest = {id(graded[0]): factor}
    levels = [
        v if v.is_null else rest.get(id(v), replace(v, m=0.5, u=0.5)) for v in comparison.levels
    ]
    return replace(comparison, levels=tuple(levels))


def _outside(comparison: Comparison) -> Comparison:
    levels = [replace(v, u=v.m) if v.only_in_case else v for v in comparison.levels]
    return replace(comparison, levels=tuple(levels))


def _trained_comparisons(
    comparisons: tuple[Comparison, ...], linker: Any
) -> tuple[Comparison, ...]:
    found = {
        c["output_column_name"]: c["comparison_levels"]
        for c in linker.misc.save_model_to_json()["comparisons"]
    }
    return tuple(
        replace(
            c,
            levels=tuple(
                _trained(v, seen) for v, seen in zip(c.levels, found[c.name], strict=True)
            ),
        )
        for c in comparisons
    )


def _trained(level: Level, values: dict[str, Any]) -> Level:
    if level.is_null or level.is_fixed:
        return level
    m, u = _number(values.get("m_probability")), _number(values.get("u_probability"))
    return replace(level, m=round(max(m, SMALLEST_M), 6), u=round(max(u, SMALLEST_U), 9))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
