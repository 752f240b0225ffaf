"""The units behind the figures with the case of each, counted as the reporting models count them.

One table a kind of figure (population and unit). Each has `unit_id`, `case_id`, `year`, `measure`
(1 where units are counted, else whole rupiah) and a column a dimension of the number plan; a unit
under several codes has several rows, or a list of codes.
"""

from collections.abc import Callable, Mapping

import polars as pl

from contracts.regions import UNRECORDED

Kind = tuple[str, str]  # population and unit
TABLES = (
    *("fct_victims", "bridge_victim_exploitation", "bridge_case_destination"),
    *("fct_perpetrators", "fct_restitution", "fct_assets", "fct_forfeitures", "dim_cases"),
)
_EVENT = ("province_code", "regency_code")
_ADULTHOOD = {True: "ANAK", False: "DEWASA", None: "U"}
_STAGES = ("TERSANGKA", "TERDAKWA", "TERPIDANA")  # those merely reported are in no headline
_STEPS = ("requested", "assessed", "demanded", "awarded", "paid")


def units_of(marts: Mapping[str, pl.DataFrame]) -> dict[Kind, pl.DataFrame]:
    """The units of every kind of figure whose tables are there.

    Args:
        marts: Of `TABLES` those that a vintage holds, by name.
    """
    makers: dict[Kind, tuple[Callable[..., pl.DataFrame], tuple[str, ...]]] = {
        ("victims", "victim"): (
            victims_by_case,
            ("fct_victims", "dim_cases", "bridge_victim_exploitation", "bridge_case_destination"),
        ),
        ("suspects", "perpetrator"): (suspects_by_case, ("fct_perpetrators", "dim_cases")),
        ("victims_of_case_files", "idr"): (claims_by_case, ("fct_restitution",)),
        ("assets", "idr"): (assets_by_case, ("fct_assets", "dim_cases")),
        ("verdicts", "idr"): (forfeitures_by_case, ("fct_forfeitures",)),
    }  # fmt: skip
    return {
        kind: make(*(marts[name] for name in needed))
        for kind, (make, needed) in makers.items()
        if marts.keys() >= set(needed)
    }


def victims_by_case(
    victims: pl.DataFrame, cases: pl.DataFrame, forms: pl.DataFrame, destinations: pl.DataFrame
) -> pl.DataFrame:
    """The victims of the headline, as `int_reporting__victims` has them.

    A person counts once, in the year and case of the earliest record that is not DITOLAK.

    Args:
        victims: `fct_victims`: person, case, sex, age, is_child, origin, status, first record.
        cases: `dim_cases`: case, province, regency.
        forms: `bridge_victim_exploitation`: person, case, exploitation_code.
        destinations: `bridge_case_destination`: case, destination_code.

    Returns:
        Units with sex, age (list), origin_region and event_region (lists), form, destination.
    """
    counted = victims.filter(pl.col("victim_status_code") != "DITOLAK")
    of_forms = forms.select("person_id", "case_id", "exploitation_code")
    return (
        _first(counted)
        .join(cases.select("case_id", *_EVENT), on="case_id", how="left")
        .join(of_forms, on=["person_id", "case_id"], how="left")
        .join(destinations.select("case_id", "destination_code"), on="case_id", how="left")
        .select(
            *_persons(),
            _or("sex_code", "U").alias("sex"),
            _ages().alias("age"),
            _region("origin_regency_code", "origin_province_code").alias("origin_region"),
            _region("regency_code", "province_code").alias("event_region"),
            _or("exploitation_code", "U").alias("form"),
            _or("destination_code", "UNK").alias("destination"),
        )
    )


def suspects_by_case(perpetrators: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The natural persons of the headline of suspects, as `int_reporting__suspects` has them.

    A person counts once, in the year and case of the earliest record, at the furthest stage of any
    case; corporations are a population of their own.

    Args:
        perpetrators: `fct_perpetrators`: person, case, is_corporation, sex, age, is_child,
            citizenship, stage, first record.
        cases: `dim_cases`: case, province, regency.

    Returns:
        Units with sex, age (list), citizenship, suspect_stage, event_region (list).
    """
    counted = perpetrators.filter(pl.col("stage_code").is_in(_STAGES))
    stages = counted.select("person_id", pl.col("stage_code").cast(pl.Enum(_STAGES)))
    furthest = stages.group_by("person_id").agg(pl.col("stage_code").max().alias("furthest"))
    return (
        _first(counted)
        .filter(~pl.col("is_corporation"))
        .join(furthest, on="person_id")
        .join(cases.select("case_id", *_EVENT), on="case_id", how="left")
        .select(
            *_persons(),
            _or("sex_code", "U").alias("sex"),
            _ages().alias("age"),
            _or("citizenship_code", "UNK").alias("citizenship"),
            pl.col("furthest").cast(pl.String).alias("suspect_stage"),
            _region("regency_code", "province_code").alias("event_region"),
        )
    )


def claims_by_case(claims: pl.DataFrame) -> pl.DataFrame:
    """What was claimed for each victim, by step (`fct_restitution`).

    Returns:
        Units with the step as the dimension `amount`, as table A11 names it.
    """
    return pl.concat(
        claims.select(
            pl.col("restitution_id").alias("unit_id"),
            "case_id",
            pl.col("year").cast(pl.Int64),
            pl.col(f"{step}_idr").alias("measure"),
            pl.lit(step.upper()).alias("amount"),
        )
        for step in _STEPS
    ).drop_nulls("measure")


def assets_by_case(assets: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Assets of a known value, in the year of seizure, else that of the case.

    Args:
        assets: `fct_assets`: asset, case, type, owner, status, value, year of seizure.
        cases: `dim_cases`: case, first_reported_year.

    Returns:
        Units with jenis_aset, jenis_subjek, status_aset.
    """
    of_cases = cases.select("case_id", "first_reported_year")
    return (
        assets.join(of_cases, on="case_id")
        .select(
            pl.col("asset_id").alias("unit_id"),
            "case_id",
            pl.coalesce("seized_year", "first_reported_year").cast(pl.Int64).alias("year"),
            pl.col("value_idr").alias("measure"),
            pl.col("asset_type_code").alias("jenis_aset"),
            _or("owner_type_code", "U").alias("jenis_subjek"),
            pl.col("asset_status_code").alias("status_aset"),
        )
        .drop_nulls("measure")
    )


def forfeitures_by_case(forfeitures: pl.DataFrame) -> pl.DataFrame:
    """What verdicts forfeited (`fct_forfeitures`), in the year of the verdict.

    Returns:
        Units with jenis_subjek.
    """
    return forfeitures.select(
        pl.col("forfeiture_id").alias("unit_id"),
        "case_id",
        pl.col("year").cast(pl.Int64),
        pl.col("forfeited_idr").alias("measure"),
        _or("subject_type_code", "U").alias("jenis_subjek"),
    )


def _first(records: pl.DataFrame) -> pl.DataFrame:
    """The row of each person with the earliest record."""
    return records.sort("person_id", "first_recorded_date", "case_id", nulls_last=True).unique(
        "person_id", keep="first", maintain_order=True
    )


def _persons() -> list[pl.Expr]:
    year = pl.col("first_recorded_year").cast(pl.Int64).alias("year")
    one = pl.lit(1, pl.Int64).alias("measure")
    return [pl.col("person_id").alias("unit_id"), pl.col("case_id"), year, one]


def _ages() -> pl.Expr:
    adulthood = pl.col("is_child").replace_strict(_ADULTHOOD, return_dtype=pl.String)
    return pl.concat_list("age_group_code", adulthood)


def _region(regency: str, province: str) -> pl.Expr:
    """A province and what is below it: a regency of it, else the one that is not recorded."""
    below = pl.col(regency).str.starts_with(pl.concat_str(province, pl.lit(".")))
    unknown = pl.concat_str(province, pl.lit(f".{UNRECORDED}"))
    codes = pl.concat_list(province, pl.when(below).then(regency).otherwise(unknown))
    return pl.when(pl.col(province).is_null()).then(["U"]).otherwise(codes)


def _or(column: str, unknown: str) -> pl.Expr:
    return pl.col(column).fill_null(unknown)
