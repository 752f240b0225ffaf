"""One row per person: the attributes that do not depend on the case."""

import polars as pl

from transforms.clearing.survivorship import choose, rule

_PERSON_CONFLICT = (
    "person_id",
    "attribute_code",
    "chosen_value",
    "values_seen",
    "agencies",
    "rule_code",
)


def cleared_persons(observations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clear the attributes of each person.

    Args:
        observations: See `transforms.clearing.observations.person_observations`.

    Returns:
        One row per person (person_id, is_corporation, sex_code (U when nobody knows),
        citizenship_code (UNK), origin_province_code, origin_regency_code), and one row per person
        and attribute in conflict (`_PERSON_CONFLICT`).
    """
    cleared = (
        observations.group_by("person_id")
        .agg(is_corporation=pl.col("is_corporation").any())
        .sort("person_id")
    )
    origin = pl.col("origin_regency_code")
    seen = observations.with_columns(
        origin_province_code=origin.str.slice(0, 2),
        # districts are not wanted; a bare province says nothing about the regency
        origin_regency_code=pl.when(origin.str.len_chars() >= 5).then(origin.str.slice(0, 5)),
    )
    conflicts = [_birth_year_conflicts(observations)]
    for attribute in ("sex_code", "citizenship_code", "origin_province_code"):
        cleared, disagreed = _clear(cleared, seen, attribute)
        conflicts.append(disagreed)
    # the regency is chosen within the province that was chosen, so that the two never contradict
    within = seen.join(
        cleared.select("person_id", chosen="origin_province_code"), on="person_id", how="left"
    ).filter(pl.col("origin_province_code") == pl.col("chosen"))
    cleared, disagreed = _clear(cleared, within, "origin_regency_code")
    conflicts = pl.concat([*conflicts, disagreed])
    corporations = pl.col("is_corporation")
    persons = cleared.with_columns(
        sex_code=pl.when(~corporations).then(pl.col("sex_code").fill_null("U")),
        citizenship_code=pl.when(~corporations).then(pl.col("citizenship_code").fill_null("UNK")),
    ).select(
        "person_id",
        "is_corporation",
        "sex_code",
        "citizenship_code",
        "origin_province_code",
        "origin_regency_code",
    )
    conflicts = conflicts.join(
        persons.filter("is_corporation").select("person_id"), on="person_id", how="anti"
    )
    return persons.sort("person_id"), conflicts.select(_PERSON_CONFLICT).sort(
        "person_id", "attribute_code"
    )


def _clear(
    persons: pl.DataFrame, seen: pl.DataFrame, attribute: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add the chosen value of one attribute to the persons; return them and the conflicts."""
    observed = seen.select(
        "agency_code",
        "record_date",
        subject_id="person_id",
        value=attribute,
        source_rank=pl.lit(0, pl.Int64),
    )
    chosen, disagreed = choose(observed, attribute)
    joined = persons.join(
        chosen.rename({"subject_id": "person_id", "value": attribute}), on="person_id", how="left"
    )
    return joined, disagreed.rename({"subject_id": "person_id"}).select(_PERSON_CONFLICT)


def _birth_year_conflicts(observations: pl.DataFrame) -> pl.DataFrame:
    """Exact birth dates of different years, said without the values: they would identify."""
    exact = observations.filter(
        pl.col("birth_month").is_not_null() & ~pl.col("birth_is_estimated").fill_null(False)
    )
    return (
        exact.group_by("person_id")
        .agg(
            distinct=pl.col("birth_year").n_unique(),
            agencies=pl.col("agency_code").unique().sort().str.join("|"),
        )
        .filter(pl.col("distinct") > 1)
        .select(
            "person_id",
            attribute_code=pl.lit("birth_year"),
            chosen_value=pl.lit(None, pl.String),
            values_seen=pl.lit(None, pl.String),
            agencies=pl.col("agencies"),
            rule_code=pl.lit(str(rule("birth_month")["rule_code"])),
        )
    )
