"""What one reporting unit is told about one month of its own: counts, faults, doubles, differences.

It speaks of records the unit reported and of no others; where somebody else's record disagrees, it
says on which attribute, never who that is or what stands there. The unit's own record numbers are
in it: what is made of this is restricted.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import polars as pl

from contracts.problems import Problem
from orchestration.stages import ingest
from orchestration.stages.linkage import link
from orchestration.stages.own_numbers import own_numbers
from orchestration.store import Store
from warehouse.address import Address

ATTRIBUTES = {
    "nik": "nik_hash",
    "tgl_lahir": "birth_date_hash",
    "jenis_kelamin": "sex_code",
    "kewarganegaraan": "citizenship_code",
    "kode_wilayah_asal": "origin_regency_code",
}
"""Column of the contract and where the linkage envelope has it."""

_UNKNOWN = {"sex_code": "U", "citizenship_code": "UNK"}
_SURE = 0.95  # a link below this is no ground to tell an office that its record is wrong
_LIKELY = 0.5


@dataclass(frozen=True)
class Feedback:
    """One month of one unit.

    Attributes:
        address: Agency, unit and period.
        revision: That counts, or the last one where none does.
        received_on: Day on which it came.
        due_on: Last day on which a submission of the period is in time.
        rows: record_type, received, accepted, rejected, superseded, withdrawn.
        persons: Persons in its accepted rows.
        known_to_others: Of those, persons that another unit reported too.
        findings: Of that revision, as `contracts.findings.SCHEMA`.
        duplicates: record_type, row, own_number of both sides (`_other`), period_other,
            probability, is_joined.
        disagreements: record_type, row, own_number, column.
    """

    address: Address
    revision: int
    received_on: date
    due_on: date
    rows: pl.DataFrame
    persons: int
    known_to_others: int
    findings: pl.DataFrame
    duplicates: pl.DataFrame
    disagreements: pl.DataFrame


def of_unit(store: Store, address: Address) -> Feedback:
    """What there is to say to a unit about a month.

    Raises:
        Problem: Nothing is linked yet, or the unit sent nothing for that month.
    """
    from transforms.accounting import ACCEPTED, current_submissions

    accounted, persons = link.read(store, "accounting"), link.read(store, "persons")
    pairs = link.read(store, "pairs")
    if accounted is None or persons is None or pairs is None:
        raise Problem("linkage.not_linked")
    sent = current_submissions(link.submissions(store)).filter(
        (pl.col("agency_code") == address.agency)
        & (pl.col("unit_code") == address.unit)
        & (pl.col("period") == address.period)
    )
    if sent.is_empty():
        raise Problem(
            "linkage.feedback.nothing",
            agency=address.agency,
            unit=address.unit,
            period=address.period,
        )
    counts = sent.sort("is_current", "revision").row(-1, named=True)
    of_period = _of(accounted, address).filter(pl.col("period") == address.period)
    own = of_period.filter(pl.col("outcome_code") == ACCEPTED)
    whole_unit = _of(accounted, address).filter(pl.col("outcome_code") == ACCEPTED)
    envelope = link.current_persons(store, accounted).join(
        persons.select("record_id", "person_id", "probability"), on="record_id"
    )
    mine = envelope.join(own.select("record_id"), on="record_id", how="semi")
    others = envelope.filter(
        (pl.col("agency_code") != address.agency) | (pl.col("unit_code") != address.unit)
    )
    numbers = own_numbers(store, whole_unit)
    return Feedback(
        address=address,
        revision=counts["revision"],
        received_on=counts["received_date"],
        due_on=_due(address.period),
        rows=_rows(of_period),
        persons=mine["person_id"].n_unique(),
        known_to_others=mine.join(others, on="person_id", how="semi")["person_id"].n_unique(),
        findings=_findings(store, address, counts["submission_id"]),
        duplicates=_duplicates(pairs, own, numbers, persons),
        disagreements=_disagreements(mine, others, numbers),
    )


def _of(rows: pl.DataFrame, address: Address) -> pl.DataFrame:
    return rows.filter(
        (pl.col("agency_code") == address.agency) & (pl.col("unit_code") == address.unit)
    )


def _rows(accounted: pl.DataFrame) -> pl.DataFrame:
    outcomes = ("accepted", "rejected", "superseded", "withdrawn")
    return (
        accounted.group_by("record_type")
        .agg(
            pl.len().alias("received"),
            *((pl.col("outcome_code") == code.upper()).sum().alias(code) for code in outcomes),
        )
        .sort("record_type")
    )


def _findings(store: Store, address: Address, submission_id: str) -> pl.DataFrame:
    from contracts.findings import SCHEMA

    found = ingest.validated(store, address.agency, [address.period], "findings")
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    order = ("severity", "record_type", "row", "column", "rule", "values")
    return found.filter(pl.col("submission_id") == submission_id).sort(order, nulls_last=True)


def _duplicates(
    pairs: pl.DataFrame, own: pl.DataFrame, numbers: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Pairs within the unit with at least one record of the month, each once."""
    likely = pairs.filter(pl.col("probability") >= _LIKELY).select(
        "record_id_l", "record_id_r", "probability"
    )
    flipped = likely.rename({"record_id_l": "record_id_r", "record_id_r": "record_id_l"})
    both = pl.concat([likely, flipped.select(likely.columns)])
    this_month = own["record_id"].implode()
    side = numbers.join(persons.select("record_id", "person_id"), on="record_id")
    return (
        both.filter(pl.col("record_id_l").is_in(this_month))
        # two records of the month are one question
        .filter(
            ~pl.col("record_id_r").is_in(this_month)
            | (pl.col("record_id_l") < pl.col("record_id_r"))
        )
        .join(side, left_on="record_id_l", right_on="record_id")
        .join(side, left_on="record_id_r", right_on="record_id", suffix="_other")
        .select(
            "record_type",
            "row",
            "own_number",
            "record_type_other",
            "row_other",
            "own_number_other",
            "period_other",
            "probability",
            is_joined=pl.col("person_id") == pl.col("person_id_other"),
        )
        .sort("record_type", "row", "record_type_other", "period_other", "row_other")
    )


def _disagreements(mine: pl.DataFrame, others: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    from transforms.standardise.regions import to_present

    found = [pl.DataFrame(schema={"record_id": pl.String, "column": pl.String})]
    sure_mine, sure_others = (
        frame.filter(pl.col("probability") >= _SURE).with_columns(to_present("origin_regency_code"))
        for frame in (mine, others)
    )
    for column, encoded in ATTRIBUTES.items():
        seen = pl.col(encoded).cast(pl.String)
        known = seen.is_not_null() & (seen != _UNKNOWN.get(encoded, ""))
        own, other = (
            frame.filter(known).select("record_id", "person_id", seen.alias("value"))
            for frame in (sure_mine, sure_others)
        )
        differs = (
            own.join(other, on="person_id", suffix="_other")
            # enough that one agrees: then the disagreement is not with this record alone
            .group_by("record_id")
            .agg(agrees=(pl.col("value") == pl.col("value_other")).any())
            .filter(~pl.col("agrees"))
        )
        found.append(differs.select("record_id", pl.lit(column).alias("column")))
    return (
        pl.concat(found)
        .join(numbers, on="record_id")
        .select("record_type", "row", "own_number", "column")
        .sort("record_type", "row", "column")
    )


def _due(period: str) -> date:
    """The end of the month after the period."""
    year, month = (int(part) for part in period.split("-"))
    year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, monthrange(year, month)[1])
