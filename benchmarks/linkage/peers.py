"""The peer in the same run: Splink in the clear, as the linkage note set it up.

Names normalised by the same rules but in the clear, Jaro–Winkler on sorted tokens with term
frequencies, six blocking rules, u from random pairs, EM on NIK and on birth date with phonetic
name, connected components.
"""

import time
from dataclasses import dataclass
from typing import Any

import polars as pl

from contracts.encoding.normalise import python_tokens
from contracts.encoding.phonetic import phonetic_key
from transforms.linkage.score import quiet


@dataclass(frozen=True)
class PeerRun:
    """Scored pairs of the peer (row_l, row_r, weight) and its seconds."""

    pairs: pl.DataFrame
    train_seconds: float
    predict_seconds: float
    predict_processor: float


def in_the_clear(table: pl.DataFrame) -> pl.DataFrame:
    """Names as normalised tokens in the clear; row in order of rec_id."""
    distinct = table.select("name").drop_nulls().unique().sort("name")
    tokens = [python_tokens(name) for name in distinct["name"]]
    named = distinct.with_columns(
        pl.Series("name_full", [" ".join(sorted(t)) for t in tokens]),
        pl.Series("name_sound", [" ".join(sorted(map(phonetic_key, t))) for t in tokens]),
        pl.Series("name_first", [phonetic_key(t[0]) if t else None for t in tokens]),
        pl.Series("name_last", [phonetic_key(t[-1]) if t else None for t in tokens]),
    )
    return (
        table.join(named, on="name", how="left")
        .sort("rec_id")
        .with_row_index("row")
        .select(
            pl.col("row").cast(pl.Int64),
            "entity",
            "name_full",
            "name_sound",
            "name_first",
            "name_last",
            "sex",
            pl.when(pl.col("dob").str.len_chars() == 10).then("dob").alias("dob"),
            pl.col("dob").str.slice(0, 4).cast(pl.Int64).alias("dob_year"),
            (pl.col("dob").str.slice(5).is_in(["01-01", "07-01"])).alias("estimated"),
            pl.col("kab").cast(pl.String).alias("kab"),
            "nik",
        )
    )


def splink_in_the_clear(table: pl.DataFrame, random_pairs: float = 5e6) -> PeerRun:
    """Train and predict; pairs from match weight 0 upward."""
    import splink.comparison_level_library as cll
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_library import CustomComparison, ExactMatch

    name = CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name_full"),
            cll.ExactMatchLevel("name_full", term_frequency_adjustments=True),
            cll.ExactMatchLevel("name_sound"),
            cll.JaroWinklerLevel("name_full", 0.95),
            cll.JaroWinklerLevel("name_full", 0.88),
            cll.JaroWinklerLevel("name_full", 0.80),
            cll.ElseLevel(),
        ],
    )
    birth = CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.NullLevel("dob_year"),
            cll.CustomLevel("dob_l = dob_r and not estimated_l", "the same date"),
            cll.CustomLevel("dob_l = dob_r", "the same estimated date"),
            cll.CustomLevel(
                "dob_year_l = dob_year_r and (estimated_l or estimated_r)", "year, estimated"
            ),
            cll.CustomLevel(
                "abs(dob_year_l - dob_year_r) <= 2 and (estimated_l or estimated_r)", "two years"
            ),
            cll.CustomLevel("dob_year_l = dob_year_r", "the same year"),
            cll.ElseLevel(),
        ],
    )
    nik = CustomComparison(
        output_column_name="nik",
        comparison_levels=[
            cll.NullLevel("nik"),
            cll.ExactMatchLevel("nik"),
            cll.CustomLevel("hamming(nik_l, nik_r) <= 1", "one digit"),
            cll.ElseLevel(),
        ],
    )
    rules: list[Any] = [
        block_on("nik"),
        block_on("dob", "sex"),
        block_on("name_sound", "dob_year"),
        block_on("name_sound", "kab"),
        block_on("name_first", "dob_year", "kab"),
        block_on("name_last", "dob_year", "kab"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=1.45 / table.height,
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            name,
            birth,
            nik,
            ExactMatch("sex"),
            ExactMatch("kab").configure(term_frequency_adjustments=True),
        ],
    )
    with quiet():
        started = time.perf_counter()
        api = DuckDBAPI(connection=":memory:")
        linker = Linker(api.register(table.drop("entity").to_arrow()), settings)
        train = linker.training
        train.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=1)
        train.estimate_parameters_using_expectation_maximisation(block_on("nik"))
        train.estimate_parameters_using_expectation_maximisation(block_on("dob", "name_sound"))
        trained, before = time.perf_counter(), time.process_time()
        predicted = linker.inference.predict(threshold_match_weight=0)
        scored = pl.DataFrame(
            api.duckdb_con.table(predicted.physical_name)
            .project("row_l, row_r, match_weight as weight")
            .to_arrow_table()
        )
        done, after = time.perf_counter(), time.process_time()
        api.duckdb_con.close()
    return PeerRun(scored.sort("row_l", "row_r"), trained - started, done - trained, after - before)
