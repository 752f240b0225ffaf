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
_CHILD_OF = ("BIN", "BINTI")
_MOST_COMPARED = 4_000  # pairs of names, far more than an honest submission has; the rest differ


def check_same_nik(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Faults by record type: at each later row whose NIK an earlier row gave to somebody else.

    Args:
        frames: Typed rows of every record type, with `submission` and `row`.
    """
    rows = _rows_with_several_names(frames)
    if rows.is_empty():
        return {}
    bearer = ["submission", "nik"]
    names = rows.unique([*bearer, "nama"], keep="first", maintain_order=True)
    names = names.filter(pl.struct(bearer).is_duplicated()).with_columns(_in_capitals())
    first = pl.col("name", "row", "record_type").first().over(bearer, order_by="order")
    names = names.with_columns(first.name.prefix("first_")).filter(
        pl.col("name") != pl.col("first_name")
    )
    unlike = names.filter(_different(names)).select(
        *bearer, "nama", "first_row", "first_record_type"
    )
    if unlike.is_empty():
        return {}
    values = pl.concat_str(
        pl.lit('{"first": '),
        "first_row",
        pl.lit(', "first_type": "'),
        "first_record_type",
        pl.lit('"}'),
    )
    found = rows.join(unlike, on=[*bearer, "nama"], maintain_order="left").select(
        "record_type",
        "index",
        pl.lit("nik").alias("column"),
        pl.lit(RULE).alias("rule"),
        values.alias("values"),
    )
    return {
        str(name): group.drop("record_type")
        for (name,), group in found.group_by("record_type", maintain_order=True)
    }


def _rows_with_several_names(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows whose NIK stands under more than one name, in order; hashes find the few there are."""
    bearing = {n: f for n, f in frames.items() if "nik" in f.columns}
    is_whole = pl.col("nik").is_not_null() & pl.col("nama").is_not_null()
    niks = [f.select(pl.when(is_whole).then(pl.col("nik").hash())) for f in bearing.values()]
    if not niks:
        return pl.DataFrame()
    nik = pl.concat(niks).to_series()
    ordered = nik.sort()  # both cores sort; only one looks for what is duplicated
    is_repeated = nik.is_in(ordered.filter(ordered == ordered.shift()).unique().implode())
    parts, start = [], 0
    for name, frame in bearing.items():
        places = is_repeated.slice(start, frame.height).arg_true()
        start += frame.height
        rows = frame.select("submission", "row", "nik", "nama")[places]
        parts.append(
            rows.select(pl.lit(name).alias("record_type"), places.alias("index"), pl.all())
        )
    rows = pl.concat(parts)
    # The same NIK in two submissions is nobody's fault, but costs too little to tell apart here.
    several = (
        rows.group_by("nik")
        .agg((pl.col("nama").min() != pl.col("nama").max()).alias("several"))
        .filter("several")["nik"]
    )
    return rows.filter(pl.col("nik").is_in(several.implode())).with_row_index("order")


def _in_capitals() -> pl.Expr:
    letters = pl.col("nama").str.to_uppercase().str.replace_all(r"[^\p{L}. ]", " ")
    return letters.str.replace_all(r"\s+", " ").str.strip_chars().alias("name")


def _different(names: pl.DataFrame) -> pl.Series:
    pairs = names.select("first_name", "name").iter_rows()
    return pl.Series(
        [
            place >= _MOST_COMPARED or are_different(one, other)
            for place, (one, other) in enumerate(pairs)
        ],
        dtype=pl.Boolean,
    )


@lru_cache(maxsize=4096)
def are_different(one: str, other: str) -> bool:
    """Whether two names, in capitals, are hardly one person's."""
    first, second = _words(one), _words(other)
    shorter, longer = sorted((first, second), key=len)
    if all(_stands_in(word, longer) for word in shorter):
        return False
    return not (
        _are_alike("".join(first), "".join(second))
        or _are_alike("".join(sorted(first)), "".join(sorted(second)))
    )


def _words(name: str) -> list[str]:
    """The words of a name without a father's, the old spelling made new."""
    words = name.replace(".", " ").replace("OE", "U").split()
    ends = [place for place, word in enumerate(words) if place and word in _CHILD_OF]
    return words[: min(ends, default=len(words))]


def _stands_in(word: str, words: list[str]) -> bool:
    """Whether a word, one much like it, or one it abbreviates is among others."""
    return word in words or any(
        (min(len(word), len(other)) == 1 and word[0] == other[0]) or _are_alike(word, other)
        for other in words
    )


@lru_cache(maxsize=65_536)
def _are_alike(one: str, other: str) -> bool:
    """Whether two words share enough letters in order; the costly count only where it decides."""
    enough = _ALIKE * (len(one) + len(other)) / 2
    if min(len(one), len(other)) < enough:
        return False
    if sum(min(one.count(letter), other.count(letter)) for letter in set(one)) < enough:
        return False
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
