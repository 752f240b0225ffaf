"""The peer on FEBRL in the same run: Splink in the clear, with thresholds chosen in its favour."""

from typing import Any

import polars as pl

from benchmarks.linkage.febrl import DIGITS, FIELDS, TEXT
from benchmarks.linkage.measures import Scores, components, scores
from transforms.linkage.score import quiet

_THRESHOLDS = range(-10, 31, 2)  # match weights
_RULES = (
    ("date_of_birth",),
    ("given_name", "surname"),
    ("surname", "postcode"),
    ("given_name", "postcode"),
    ("street_number", "postcode"),
    ("address_1", "street_number"),
    ("suburb", "given_name"),
)


def best(table: pl.DataFrame, truth: pl.DataFrame, *, clusters: bool) -> Scores:
    """The best F1 of all its thresholds, found on the truth: an oracle in its favour.

    Args:
        table: `febrl.read`.
        truth: row_l, row_r of the true pairs.
        clusters: Of connected components; else of pairs.
    """
    pairs = _pairs(table)
    found = []
    for weight in _THRESHOLDS:
        kept = pairs.filter(pl.col("weight") >= weight)
        if clusters:
            found.append(scores(truth, components(table.height, kept)))
        elif kept.height:
            both = kept.join(truth, on=["row_l", "row_r"], how="semi").height
            found.append(Scores(both / kept.height, both / truth.height))
    return max(found, key=lambda reached: reached.f1)


def _pairs(table: pl.DataFrame) -> pl.DataFrame:
    """row_l < row_r, weight; of FEBRL 4 between its two files alone."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    clean = table.select(
        "row",
        "document_id",
        *(
            pl.col(c).str.to_lowercase().str.replace_all(r"[^a-z0-9 ]", "").str.strip_chars()
            for c in FIELDS
        ),
    ).with_columns(pl.when(pl.col(c) != "").then(c).alias(c) for c in FIELDS)
    comparisons: list[Any] = [
        *(
            cl.JaroWinklerAtThresholds(c, [0.92, 0.8]).configure(term_frequency_adjustments=True)
            for c in TEXT
        ),
        *(cl.LevenshteinAtThresholds(c, [1]) for c in DIGITS),
        cl.ExactMatch("state"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=2 / table.height,
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _RULES],
        comparisons=comparisons,
    )
    with quiet():
        api = DuckDBAPI(connection=":memory:")
        linker = Linker(api.register(clean.drop("document_id").to_arrow()), settings)
        train = linker.training
        train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        train.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
        train.estimate_parameters_using_expectation_maximisation(block_on("given_name", "surname"))
        predicted = linker.inference.predict(threshold_match_weight=min(_THRESHOLDS))
        scored = pl.DataFrame(
            api.duckdb_con.table(predicted.physical_name)
            .project("row_l, row_r, match_weight as weight")
            .to_arrow_table()
        )
        api.duckdb_con.close()
    ordered = scored.select(
        pl.min_horizontal("row_l", "row_r").cast(pl.Int64).alias("row_l"),
        pl.max_horizontal("row_l", "row_r").cast(pl.Int64).alias("row_r"),
        "weight",
    )
    side = table.select("row", "document_id")
    return (
        ordered.join(side, left_on="row_l", right_on="row")
        .join(side, left_on="row_r", right_on="row", suffix="_r")
        .filter(pl.col("document_id") != pl.col("document_id_r"))
        .select("row_l", "row_r", "weight")
    )
