"""Age at the event, from the best evidence that any record of the person holds.

The warehouse gets the age and no birth date: birth months end here.
"""

import polars as pl

# How the age is known, the best first (formats: sumber_umur). A certificate or a NIK is issued once
# and early; a KTP or passport follows what its bearer claimed, and ages are altered both ways.
SOURCE_RANKS = {
    "AKTA": 0,
    "NIK": 1,
    "KTP": 2,
    "PASPOR": 3,
    "PERNYATAAN": 4,
    "TAKSIRAN_MEDIS": 5,
    "TAKSIRAN_PETUGAS": 6,
}
UNKNOWN_SOURCE_RANK = 4  # no source given: as good as a statement


def age_evidence(persons: pl.DataFrame) -> pl.DataFrame:
    """Order the age evidence of each person.

    Args:
        persons: One row per record of a person: person_id, record_date, agency_rank, birth_month
            (YYYY-MM), birth_year, birth_is_estimated, age (recorded, whole years), age_source_code.

    Returns:
        One row per person that has any: person_id, birth_month, birth_year, age, record_date of
        the best evidence. A month beats a year, a year beats a recorded age, and within each the
        better source wins.
    """
    precision = (
        pl.when(
            pl.col("birth_month").is_not_null() & ~pl.col("birth_is_estimated").fill_null(False)
        )
        .then(0)
        .when(pl.col("birth_month").is_not_null() | pl.col("birth_year").is_not_null())
        .then(1)
        .when(pl.col("age").is_not_null())
        .then(2)
    )
    source = pl.col("age_source_code").replace_strict(
        SOURCE_RANKS, default=UNKNOWN_SOURCE_RANK, return_dtype=pl.Int64
    )
    return (
        persons.with_columns(precision=precision, source_rank=source)
        .filter(pl.col("precision").is_not_null())
        .sort(
            "person_id",
            "precision",
            "source_rank",
            "agency_rank",
            "record_date",
            "birth_month",
            "birth_year",
            "age",
            nulls_last=True,
        )
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "birth_month", "birth_year", "age", "record_date")
    )


def age_at(event: str) -> pl.Expr:
    """Whole years at an event, as an expression over `age_evidence` joined to events.

    From a birth month: months between, the birthday of that month taken as past. From a birth year
    alone: the birthday is taken to be on 1 July. From a recorded age: the age was reached half a
    year before the record on average, so the age at the event is that much later or earlier.
    Bounded to 0–110; null when nothing is known or the event has no date.

    Args:
        event: Name of the date column of the event.
    """
    months = pl.col(event).dt.year().cast(pl.Int64) * 12 + pl.col(event).dt.month().cast(pl.Int64)
    born = pl.col("birth_month").str.slice(0, 4).cast(pl.Int64) * 12 + pl.col(
        "birth_month"
    ).str.slice(5, 2).cast(pl.Int64)
    from_month = (months - born) // 12
    from_year = (months - (pl.col("birth_year").cast(pl.Int64) * 12 + 7)) // 12
    gap_days = (pl.col("record_date") - pl.col(event)).dt.total_days()
    from_age = ((pl.col("age") + 0.5) - gap_days.fill_null(0) / 365.25).floor().cast(pl.Int64)
    age = (
        pl.when(pl.col("birth_month").is_not_null())
        .then(from_month)
        .when(pl.col("birth_year").is_not_null())
        .then(from_year)
        .otherwise(from_age)
    )
    return pl.when(age.is_between(-1, 110)).then(age.clip(0, 110)).cast(pl.Int64)
