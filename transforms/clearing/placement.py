"""In which province a person counts, where only an office says so.

A case with a police report lies where the report says. A client, a visit or a case file that joined
no report counts in the province of its office; but shelters and hospitals take in victims from far
away, and whether such a victim's case was reported to the police elsewhere nobody recorded. That
share is not known and cannot be learned from the records, so it is anything from none to all, in
every province its own: best takes half, the interval both ends. Where such cases would lie is
learned from the records of the same kind of office that did join a report. Victims of one event
move together, so their places are as many pieces of evidence as there are events, not persons
(`together`; the design effect of Kish, 1965).
"""

from collections.abc import Iterable

import polars as pl

KINDS = {"police": "police", "prosecution": "prosecution", "social": "service", "health": "service"}
ELSEWHERE_MEAN, ELSEWHERE_VARIANCE = 0.5, 1 / 12
"""Of the unknown share of office-placed cases that the police have: uniform between 0 and 1."""
_WEIGHT = 5.0  # a province learns from its own records beyond so many; below, from all provinces


def placed(roles: pl.DataFrame, documents: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """How surely each person counts in each province.

    Args:
        roles: person_id, case_id, role_code, first_recorded_date.
        documents: Documents of the cases: case_id, agency_code, region_code.
        cases: case_id, province_code.

    Returns:
        One row per person, role and province in which a case of theirs lies or, with a share
        alone, might: day (first record there), is_counted (the person counts there as
        recorded), share (expected presence in the province, 0…1), slope (its change with the
        unknown share) and origin_code (province of the office that the slope hangs on).
    """
    kinds = (
        documents.select("case_id", kind=pl.col("agency_code").replace_strict(KINDS))
        .group_by("case_id")
        .agg(
            is_firm=(pl.col("kind") == "police").any(),
            kind=pl.col("kind").sort().last(),  # service before prosecution
        )
    )
    known = (
        roles.join(cases.select("case_id", "province_code"), on="case_id", how="left")
        .join(kinds, on="case_id", how="left")
        .filter(pl.col("province_code").is_not_null())
        .with_columns(pl.col("is_firm").fill_null(value=True))
    )
    person = ["person_id", "role_code"]
    here = (
        known.sort(*person, "province_code", "is_firm", "first_recorded_date", nulls_last=True)
        .group_by(*person, "province_code", maintain_order=True)
        .agg(
            day=pl.col("first_recorded_date").min(),
            is_firm=pl.col("is_firm").any(),
            kind=pl.col("kind").first(),
        )
        .with_columns(has_firm=pl.col("is_firm").any().over(person))
    )
    moves = _moves(documents, cases)
    soft = here.filter(~pl.col("is_firm"))
    # who has a report elsewhere is there already: the office's record is of that case or its own
    stays = moves.filter(pl.col("province_code") == pl.col("to_code")).select(
        "kind", "province_code", stay="share"
    )
    leaving = (
        soft.join(stays, on=["kind", "province_code"], how="left")
        .with_columns(
            slope=-pl.when("has_firm").then(1.0).otherwise(1 - pl.col("stay").fill_null(1.0))
        )
        .select(*person, "province_code", "slope")
    )
    counted = (
        here.with_columns(origin_code="province_code")
        .join(leaving, on=[*person, "province_code"], how="left")
        .with_columns(pl.col("slope").fill_null(0.0), is_counted=pl.lit(value=True))
        .with_columns(share=1 + ELSEWHERE_MEAN * pl.col("slope"))
    )
    arriving = (
        soft.filter(~pl.col("has_firm"))
        .join(moves, on=["kind", "province_code"])
        .filter(pl.col("province_code") != pl.col("to_code"))
        .select(
            *person,
            "day",
            province_code="to_code",
            origin_code="province_code",
            is_counted=pl.lit(value=False),
            slope="share",
        )
        .with_columns(share=ELSEWHERE_MEAN * pl.col("slope"))
    )
    columns = [*person, "province_code", "day", "is_counted", "share", "slope", "origin_code"]
    return pl.concat([counted.select(columns), arriving.select(columns)]).sort(
        *person, "province_code", "is_counted", "origin_code"
    )


def together(roles: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """How many persons of a role stand in the case of one of them, on average over persons.

    Args:
        roles: person_id, case_id, role_code.
        documents: case_id, agency_code; only cases with a police report are counted.

    Returns:
        role_code, together (at least 1).
    """
    reported = documents.filter(pl.col("agency_code") == "police").select("case_id").unique()
    sizes = (
        roles.join(reported, on="case_id", how="semi")
        .group_by("role_code", "case_id")
        .agg(size=pl.col("person_id").n_unique().cast(pl.Float64))
    )
    return sizes.group_by("role_code").agg(
        together=pl.col("size").pow(2).sum() / pl.col("size").sum()
    )


def _moves(documents: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Where the case of an office's record lies: kind, province_code (of it), to_code, share.

    From records that joined a police report; a province with few of them leans on all the others.
    """
    reported = documents.filter(pl.col("agency_code") == "police").select("case_id").unique()
    seen = (
        documents.filter(pl.col("agency_code") != "police")
        .join(reported, on="case_id", how="semi")
        .join(cases.select("case_id", to_code="province_code"), on="case_id")
        .select(
            "to_code",
            kind=pl.col("agency_code").replace_strict(KINDS),
            province_code=pl.col("region_code").str.slice(0, 2),
        )
        .drop_nulls()
    )
    found: list[tuple[str, str, str, float]] = []
    offices = documents.select(
        kind=pl.col("agency_code").replace_strict(KINDS),
        province_code=pl.col("region_code").str.slice(0, 2),
    )
    for kind in ("prosecution", "service"):
        rows = seen.filter(pl.col("kind") == kind)
        if rows.is_empty():
            continue
        stay = rows.select((pl.col("province_code") == pl.col("to_code")).mean()).item()
        goals = dict(rows.group_by("to_code").len().sort("to_code").iter_rows())
        own: dict[str, dict[str, int]] = {}
        for place, goal, number in (
            rows.group_by("province_code", "to_code").len().sort("province_code", "to_code")
        ).iter_rows():
            own.setdefault(place, {})[goal] = number
        everywhere = offices.filter(kind=kind)["province_code"].drop_nulls().unique().sort()
        for place in everywhere:
            found += _row(kind, place, own.get(place, {}), goals, stay)
    schema = {
        "kind": pl.String,
        "province_code": pl.String,
        "to_code": pl.String,
        "share": pl.Float64,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def _row(
    kind: str, place: str, own: dict[str, int], goals: dict[str, int], stay: float
) -> Iterable[tuple[str, str, str, float]]:
    total, away = sum(own.values()), sum(n for goal, n in goals.items() if goal != place)
    for goal in sorted({*own, *goals, place}):
        general = stay if goal == place else (1 - stay) * goals.get(goal, 0) / max(away, 1)
        yield kind, place, goal, (own.get(goal, 0) + _WEIGHT * general) / (total + _WEIGHT)
