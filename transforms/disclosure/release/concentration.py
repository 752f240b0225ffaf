"""How much of a count one case makes up: one raid with forty victims is one case, not forty."""

from collections.abc import Sequence

import polars as pl

from transforms.disclosure.release.counted import CASE, Quantity

PLACES = frozenset({"origin_region", "event_region", "destination"})
_ADULTHOOD = {True: "ANAK", False: "DEWASA", None: "U"}


def victims_by_case(
    victims: pl.DataFrame, cases: pl.DataFrame, forms: pl.DataFrame
) -> pl.DataFrame:
    """The victims of the headline with what the tables take them apart by.

    A person counts once, in the year and case of the earliest record that is not DITOLAK.

    Args:
        victims: `fct_victims`: person, case, sex, age, is_child, origin, status, first record.
        cases: `dim_cases`: case, province, destination_country_codes (joined with `|`).
        forms: `bridge_victim_exploitation`: person, case, exploitation_code.

    Returns:
        One row a person and combination of several answers: person_id, case_id, year, sex, age
        (list), origin_region, event_region, form, destination.
    """
    first = (
        victims.filter(pl.col("victim_status_code") != "DITOLAK")
        .sort("person_id", "first_recorded_date", "case_id", nulls_last=True)
        .unique("person_id", keep="first", maintain_order=True)
    )
    adulthood = pl.col("is_child").replace_strict(_ADULTHOOD, return_dtype=pl.String)
    return (
        first.join(cases.select("case_id", "province_code", "destination_country_codes"),
                   on="case_id", how="left")
        .join(forms.select("person_id", "case_id", "exploitation_code"),
              on=["person_id", "case_id"], how="left")
        .select(
            "person_id",
            "case_id",
            pl.col("first_recorded_year").cast(pl.Int64).alias("year"),
            pl.col("sex_code").fill_null("U").alias("sex"),
            pl.concat_list("age_group_code", adulthood).alias("age"),
            pl.col("origin_province_code").fill_null("U").alias("origin_region"),
            pl.col("province_code").fill_null("U").alias("event_region"),
            pl.col("exploitation_code").fill_null("U").alias("form"),
            pl.col("destination_country_codes").fill_null("UNK").str.split("|")
            .alias("destination"),
        )
    )  # fmt: skip


def largest_case(units: pl.DataFrame, quantities: Sequence[Quantity]) -> dict[str, int]:
    """Per quantity the persons that come from the one case with most of them.

    Args:
        units: As `victims_by_case` returns them.
        quantities: Those that are taken apart by a place are looked at; others by no rule.
    """
    wanted: dict[tuple[str, ...], list[Quantity]] = {}
    for one in quantities:
        dimensions = tuple(sorted(d for d, _ in one.predicates))
        is_ours = one.population == "victims" and one.statistic == "count"
        if is_ours and PLACES.intersection(dimensions) and CASE not in dimensions:
            wanted.setdefault(dimensions, []).append(one)
    found: dict[str, int] = {}
    for dimensions, of in sorted(wanted.items()):
        if not set(dimensions) <= set(units.columns):
            continue
        rows = units.select("person_id", "case_id", "year", *dimensions)
        for name in {"age", "destination"}.intersection(dimensions):
            rows = rows.explode(name)
        most = (
            rows.unique()
            .group_by("year", *dimensions, "case_id")
            .agg(pl.col("person_id").n_unique().alias("n"))
            .group_by("year", *dimensions)
            .agg(pl.col("n").max())
        )
        table = {tuple(row[:-1]): row[-1] for row in most.iter_rows()}
        for one in of:
            codes = tuple(code for _, code in sorted(one.predicates))
            if (one.year, *codes) in table:
                found[one.key] = table[one.year, *codes]
    return found
