"""One row per person and case and role: victims and perpetrators.

Roles belong to the link between person and case: the same person can be a victim in one case and a
suspect in another, or both in one.
"""

import polars as pl

from transforms.clearing.ages import age_at
from transforms.clearing.observations import PERPETRATOR, VICTIM
from transforms.clearing.records import person_ages
from transforms.clearing.survivorship import rule

STATUS_ORDER = ("DITOLAK", "DIDUGA", "TERIDENTIFIKASI")
STAGE_ORDER = ("TERLAPOR", "TERSANGKA", "TERDAKWA", "TERPIDANA")


def cleared_victims(observations: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """One row per person and case in which any agency but the prosecution recorded a victim.

    Status is the strongest recorded (TERIDENTIFIKASI over DIDUGA over DITOLAK). A claim of
    restitution makes nobody a victim by itself; it only says that the prosecution knows the person.

    Args:
        observations: See `person_observations`.
        persons: See `cleared_persons`.

    Returns:
        person_id, case_id, sex_code, age_at_event (years), citizenship_code, origin codes,
        victim_status_code, first_recorded_date, identified_date, known_to_<agency>; sorted.
    """
    rows = observations.filter(
        (pl.col("role_code") == VICTIM) & pl.col("case_id").is_not_null()
    ).with_columns(
        status_rank=pl.col("status_code").replace_strict(
            {s: i for i, s in enumerate(STATUS_ORDER)}, default=None, return_dtype=pl.Int64
        )
    )
    makes_victim = pl.col("status_rank").is_not_null()
    counted = makes_victim & (pl.col("status_rank") > 0)
    victims = (
        rows.group_by("person_id", "case_id")
        .agg(
            status_rank=pl.col("status_rank").max(),
            event_date=pl.col("event_date").min(),
            first_recorded_date=pl.col("reported_date").filter(counted).min(),
            any_date=pl.col("reported_date").min(),
            # the day of identification is that of the report or intake, not of a health visit
            identified_date=pl.col("reported_date")
            .filter(
                (pl.col("status_code") == "TERIDENTIFIKASI")
                & pl.col("agency_code").is_in(["police", "social"])
            )
            .min(),
            **_known_to("police", "prosecution", "social", "health"),
        )
        .filter(pl.col("status_rank").is_not_null())
        .with_columns(
            victim_status_code=pl.col("status_rank").replace_strict(
                dict(enumerate(STATUS_ORDER)), return_dtype=pl.String
            ),
            aged_on=pl.coalesce("event_date", "first_recorded_date", "any_date"),
        )
    )
    return _with_person(victims, persons, observations).select(
        "person_id",
        "case_id",
        "sex_code",
        "age_at_event",
        "citizenship_code",
        "origin_province_code",
        "origin_regency_code",
        "victim_status_code",
        "first_recorded_date",
        "identified_date",
        "known_to_police",
        "known_to_prosecution",
        "known_to_social",
        "known_to_health",
    )


def cleared_victim_exploitation(observations: pl.DataFrame, victims: pl.DataFrame) -> pl.DataFrame:
    """One row per victim, case and form of exploitation (person_id, case_id, exploitation_code).

    The forms are those of the LPs that name the person and of the client records; U (not known)
    stands only where nothing else does.
    """
    keys = ["person_id", "case_id"]
    forms = (
        observations.filter(pl.col("role_code") == VICTIM)
        .join(victims.select(keys), on=keys, how="semi")
        .select(*keys, exploitation_code=pl.col("exploitation_codes").str.split("|"))
        .explode("exploitation_code", empty_as_null=True)
        .unique()
    )
    known = forms.filter(pl.col("exploitation_code") != "U")
    unknown = (
        victims.select(keys)
        .join(known, on=keys, how="anti")
        .with_columns(exploitation_code=pl.lit("U"))
    )
    return pl.concat([known, unknown]).sort(*keys, "exploitation_code")


def cleared_perpetrators(observations: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """One row per person or corporation and case as reported person, suspect, defendant or convict.

    The stage is the furthest that any record shows; a conviction is a verdict of punishment.

    Returns:
        person_id, case_id, is_corporation, sex_code, age_at_event (years, at the first record),
        citizenship_code, stage_code, is_convicted, first_recorded_date, known_to_police,
        known_to_prosecution; sorted.
    """
    rows = observations.filter(
        (pl.col("role_code") == PERPETRATOR) & pl.col("case_id").is_not_null()
    ).with_columns(
        stage_rank=pl.col("stage_code").replace_strict(
            {s: i for i, s in enumerate(STAGE_ORDER)}, return_dtype=pl.Int64
        )
    )
    by_police = pl.col("agency_code") == "police"
    perpetrators = (
        rows.group_by("person_id", "case_id")
        .agg(
            stage_rank=pl.col("stage_rank").max(),
            event_date=pl.col("event_date").min(),
            report_date=pl.col("reported_date").filter(by_police).min(),
            file_date=pl.col("reported_date").filter(~by_police).min(),
            **_known_to("police", "prosecution"),
        )
        .with_columns(
            stage_code=pl.col("stage_rank").replace_strict(
                dict(enumerate(STAGE_ORDER)), return_dtype=pl.String
            ),
            is_convicted=pl.col("stage_rank") == STAGE_ORDER.index("TERPIDANA"),
            first_recorded_date=pl.coalesce("report_date", "file_date"),
        )
        .with_columns(aged_on=pl.coalesce("event_date", "first_recorded_date"))
    )
    return _with_person(perpetrators, persons, observations).select(
        "person_id",
        "case_id",
        "is_corporation",
        "sex_code",
        "age_at_event",
        "citizenship_code",
        "stage_code",
        "is_convicted",
        "first_recorded_date",
        "known_to_police",
        "known_to_prosecution",
    )


def status_conflicts(observations: pl.DataFrame) -> pl.DataFrame:
    """One row per person and case whose agencies gave different victim statuses."""
    applied = rule("victim_status_code")
    keys = ["person_id", "case_id"]
    graded = observations.filter(
        (pl.col("role_code") == VICTIM)
        & pl.col("case_id").is_not_null()
        & pl.col("status_code").is_not_null()
    )
    return (
        graded.group_by(keys)
        .agg(
            values_seen=pl.col("status_code").unique().sort().str.join("|"),
            agencies=pl.col("agency_code").unique().sort().str.join("|"),
            chosen_value=pl.col("status_code")
            .sort_by(
                pl.col("status_code").replace_strict(
                    {s: i for i, s in enumerate(STATUS_ORDER)}, return_dtype=pl.Int64
                )
            )
            .last(),
            distinct=pl.col("status_code").n_unique(),
        )
        .filter(pl.col("distinct") > 1)
        .select(
            *keys,
            "chosen_value",
            "values_seen",
            "agencies",
            attribute_code=pl.lit("victim_status_code"),
            rule_code=pl.lit(str(applied["rule_code"])),
        )
        .sort(keys)
    )


def _known_to(*agencies: str) -> dict[str, pl.Expr]:
    return {f"known_to_{a}": (pl.col("agency_code") == a).any() for a in agencies}


def _with_person(
    roles: pl.DataFrame, persons: pl.DataFrame, observations: pl.DataFrame
) -> pl.DataFrame:
    """Join the person's attributes and the age at `aged_on`."""
    evidence = person_ages(observations)
    return (
        roles.join(persons, on="person_id", how="left")
        .join(evidence, on="person_id", how="left")
        .with_columns(age_at_event=age_at("aged_on"))
        .sort("person_id", "case_id")
    )
