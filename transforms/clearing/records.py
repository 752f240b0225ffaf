"""The current records as the warehouse reads them: with ids and age, without birth dates."""

from collections.abc import Mapping

import polars as pl

from transforms.clearing.ages import age_at, age_evidence

_BIRTH = ("birth_month", "birth_year", "birth_precision", "birth_is_estimated")
_AGENCY_RANKS = {"police": 0, "social": 1, "prosecution": 2, "health": 3}


def with_age(
    records: Mapping[str, pl.DataFrame], observations: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Put the age of the person on the day of the record in the place of the birth date.

    Args:
        records: Current records by record type, with ids (see `identities.attach`).
        observations: See `person_observations`.

    Returns:
        The same frames with age_at_event (whole years, null where unknown) and without any birth
        column; sorted by record_id.
    """
    evidence = person_ages(observations)
    on_record = (
        observations.select(
            "record_id", "person_id", aged_on=pl.coalesce("event_date", "record_date")
        )
        .join(evidence, on="person_id", how="left")
        .select("record_id", age_at_event=age_at("aged_on"))
    )
    aged: dict[str, pl.DataFrame] = {}
    for name, frame in records.items():
        kept = frame.drop([column for column in _BIRTH if column in frame.columns])
        aged[name] = kept.join(on_record, on="record_id", how="left").sort("record_id")
    return aged


def person_ages(observations: pl.DataFrame) -> pl.DataFrame:
    """The best age evidence of each person (see `age_evidence`), the agencies ranked."""
    ranked = observations.with_columns(
        agency_rank=pl.col("agency_code").replace_strict(_AGENCY_RANKS, return_dtype=pl.Int64)
    )
    return age_evidence(ranked)
