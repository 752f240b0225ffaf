"""Step 4, one NIK on two different people (B-101), across all record types of a submission.

The same person may stand in a submission often, under a name spelled several ways; two people are
different when neither name contains the other and their letters differ by more than a slip.
"""

import difflib
from collections.abc import Mapping
from functools import lru_cache

import polars as pl

RULE = "B-101"
_ALIKE = 0.8  # share of letters in common from which two names may be one
_MOST_COMPARED = 20_000  # pairs of names; what lies beyond counts as different


def check_same_nik(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Faults by record type: at each later row whose NIK an earlier row gave to somebody else.

    Args:
        frames: Typed rows of every record type, with `submission` and `row`.
    """
    rows = _rows_with_repeated_nik(frames)
    if rows.is_empty():
        return {}
    rows = rows.sort("submission", "nik", "order").with_columns(
        first_name=pl.col("name").first().over("submission", "nik", order_by="order"),
        first=pl.col("row").first().over("submission", "nik", order_by="order"),
        first_type=pl.col("record_type").first().over("submission", "nik", order_by="order"),
    )
    unlike = rows.filter(pl.col("name") != pl.col("first_name"))
    pairs = unlike.select("first_name", "name").unique(maintain_order=True)
    different = pairs.filter(
        pl.Series(
            [
                place >= _MOST_COMPARED or are_different(one, other)
                for place, (one, other) in enumerate(pairs.iter_rows())
            ],
            dtype=pl.Boolean,
        )
    )
    found = unlike.join(different, on=["first_name", "name"], how="semi").sort("order")
    values = pl.concat_str(
        pl.lit('{"first": '), "first", pl.lit(', "first_type": "'), "first_type", pl.lit('"}')
    )
    shaped = found.select(
        "record_type",
        "index",
        pl.lit("nik").alias("column"),
        pl.lit(RULE).alias("rule"),
        values.alias("values"),
    )
    return {
        str(name): group.drop("record_type")
        for (name,), group in shaped.group_by("record_type", maintain_order=True)
    }


def _rows_with_repeated_nik(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    parts = [
        frame.with_row_index("index").select(
            pl.lit(name).alias("record_type"), "index", "submission", "row", "nik", "nama"
        )
        for name, frame in frames.items()
        if "nik" in frame.columns and frame["nik"].null_count() < frame.height
    ]
    if not parts:
        return pl.DataFrame()
    rows = pl.concat(parts).filter(pl.col("nik").is_not_null() & pl.col("nama").is_not_null())
    return (
        rows.filter(pl.struct("submission", "nik").is_duplicated())
        .with_row_index("order")
        .with_columns(
            pl.col("nama")
            .str.to_uppercase()
            .str.replace_all(r"[^\p{L}. ]", " ")
            .str.replace_all(r"\s+", " ")
            .str.strip_chars()
            .alias("name")
        )
    )


@lru_cache(maxsize=4096)
def are_different(one: str, other: str) -> bool:
    """Whether two names, in capitals, are hardly one person's."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if all(_stands_in(word, longer) for word in shorter):
        return False
    alike = difflib.SequenceMatcher(
        None, "".join(sorted(shorter)), "".join(sorted(longer)), autojunk=False
    )
    return alike.ratio() < _ALIKE


def _words(name: str) -> list[str]:
    return [word for word in name.replace(".", ". ").split() if word not in ("BIN", "BINTI")]


def _stands_in(word: str, words: list[str]) -> bool:
    """Whether a word, or one it abbreviates, is among others."""
    stem = word.rstrip(".")
    is_initial = len(stem) == 1
    return any(
        stem == other.rstrip(".")
        or (is_initial and other.startswith(stem))
        or (len(other.rstrip(".")) == 1 and stem.startswith(other.rstrip(".")))
        for other in words
    )
