"""The cleared tables: what crosses from the restricted zone to the warehouse, column by column.

One declaration serves the writer (orchestration), dbt's sources and the codebook. No direct
identifier, no local number and no token of one stands in any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from contracts.registry import RecordType, record_types
from contracts.schemas.columns import Sensitivity

_TEXT, _INT, _DATE, _BOOL, _FLOAT = pl.String(), pl.Int64(), pl.Date(), pl.Boolean(), pl.Float64()


@dataclass(frozen=True)
class ClearedColumn:
    """One column of a cleared table."""

    name: str
    dtype: pl.DataType
    description: str


@dataclass(frozen=True)
class ClearedTable:
    """One table that dbt reads as a source."""

    name: str
    description: str  # opens with the grain
    columns: tuple[ClearedColumn, ...]

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly the declared columns, types and order; what is missing is null."""
        return frame.select(
            (pl.col(c.name) if c.name in frame.columns else pl.lit(None))
            .cast(c.dtype)
            .alias(c.name)
            for c in self.columns
        )


def _table(name: str, description: str, *columns: tuple[str, pl.DataType, str]) -> ClearedTable:
    return ClearedTable(name, description, tuple(ClearedColumn(*column) for column in columns))


_UNIT = (
    ("agency_code", _TEXT, "Agency that sent it (code list agency)"),
    ("unit_code", _TEXT, "Reporting unit: satker, institution or facility"),
    ("period", _TEXT, "Month described, YYYY-MM"),
    ("revision", _INT, "Revision of the submission"),
)
_PERSON = ("person_id", _TEXT, "Person or corporation, 128 bits; never derived from identity alone")
_CASE = ("case_id", _TEXT, "Case: the event behind LPs, case files, clients and visits")
_WHO = (
    ("sex_code", _TEXT, "Sex (L, P, X, U)"),
    (
        "age_at_event",
        _INT,
        "Whole years at the start of the exploitation, else at the first record",
    ),
    ("citizenship_code", _TEXT, "Citizenship, ISO 3166-1 alpha-3, STL or UNK"),
)
_ORIGIN = (
    ("origin_province_code", _TEXT, "Home province, Kemendagri code of today"),
    ("origin_regency_code", _TEXT, "Home regency or city, Kemendagri code of today"),
)
_KNOWN = tuple(
    (f"known_to_{agency}", _BOOL, f"A current record of {agency} gives the person this role")
    for agency in ("police", "prosecution", "social", "health")
)
_OUTCOMES = tuple(
    (f"rows_{outcome}", _INT, f"Rows {outcome}")
    for outcome in ("received", "withdrawn", "superseded", "rejected", "accepted")
)

_FIXED = (
    _table(
        "submissions",
        "One row per submission: agency, unit, period and revision.",
        *_UNIT,
        ("received_date", _DATE, "Day of receipt"),
        ("is_nil", _BOOL, "A nil return: nothing to report, said so"),
        ("is_withdrawn", _BOOL, "Withdrawn by its sender"),
        ("is_current", _BOOL, "The revision that counts for its unit and period"),
        ("check_status_code", _TEXT, "Result of the check (code list check_status)"),
        ("sha256", _TEXT, "SHA-256 of the content received"),
    ),
    _table(
        "submission_rows",
        "One row per submission and record type.",
        *_UNIT,
        ("record_type", _TEXT, "Record type"),
        *_OUTCOMES,
    ),
    _table(
        "findings_by_rule",
        "One row per submission, record type and rule that fired.",
        *_UNIT,
        ("record_type", _TEXT, "Record type; empty for a finding about the file"),
        ("rule", _TEXT, "Stable id of the rule"),
        ("severity", _TEXT, "error, warning or note"),
        ("findings", _INT, "How often it fired"),
    ),
    _table(
        "cleared_persons",
        "One row per person or corporation.",
        _PERSON,
        ("is_corporation", _BOOL, "A corporation"),
        ("sex_code", _TEXT, "Sex (L, P, X, U); empty for corporations"),
        ("citizenship_code", _TEXT, "Citizenship; empty for corporations"),
        *_ORIGIN,
    ),
    _table(
        "cleared_victims",
        "One row per person and case in which the person is recorded as a victim.",
        _PERSON,
        _CASE,
        *_WHO,
        *_ORIGIN,
        ("victim_status_code", _TEXT, "Strongest status recorded (code list status_korban)"),
        ("first_recorded_date", _DATE, "Earliest record that is not DITOLAK"),
        ("identified_date", _DATE, "Earliest LP or intake with TERIDENTIFIKASI"),
        *_KNOWN,
    ),
    _table(
        "cleared_victim_exploitation",
        "One row per victim, case and form of exploitation.",
        _PERSON,
        _CASE,
        ("exploitation_code", _TEXT, "Form of exploitation (code list bentuk_eksploitasi)"),
    ),
    _table(
        "cleared_perpetrators",
        "One row per person or corporation and case as reported person, suspect or defendant.",
        _PERSON,
        _CASE,
        ("is_corporation", _BOOL, "A corporation"),
        *_WHO,
        ("stage_code", _TEXT, "Furthest stage (code list stage_perpetrator)"),
        ("is_convicted", _BOOL, "A verdict of punishment (PIDANA)"),
        ("first_recorded_date", _DATE, "First LP, without one tgl_tahap1"),
        *_KNOWN[:2],
    ),
    _table(
        "cleared_cases",
        "One row per case.",
        _CASE,
        ("first_reported_date", _DATE, "Earliest LP, without one the earliest document"),
        ("province_code", _TEXT, "Province of the event, else of the reporting unit"),
        ("regency_code", _TEXT, "Regency of the event, else of the reporting unit"),
        ("exploitation_codes", _TEXT, "Forms of exploitation, joined with |"),
        ("destination_country_codes", _TEXT, "Destination countries, joined with |"),
        ("agencies_count", _INT, "Agencies with a document in the case"),
    ),
    _table(
        "cleared_records",
        "One row per current person record and what became of it.",
        ("record_id", _TEXT, "Record, 128 bits, the same in every period and revision"),
        ("record_type", _TEXT, "Record type"),
        *_UNIT[:2],
        _PERSON,
        _CASE,
        ("outcome_code", _TEXT, "ALONE, LINKED or CONFLICT (code list clearing_outcome)"),
        ("conflict_count", _INT, "Attributes of the person in disagreement"),
    ),
    _table(
        "cleared_conflicts",
        "One row per person, role or case and attribute on which records disagree.",
        ("conflict_id", _TEXT, "Subject and attribute"),
        ("subject_code", _TEXT, "PERSON, VICTIM, PERPETRATOR or CASE (code list subject)"),
        _PERSON,
        _CASE,
        ("attribute_code", _TEXT, "Attribute in disagreement"),
        ("chosen_value", _TEXT, "Value that was chosen; empty where values would identify"),
        ("values_seen", _TEXT, "All values, joined with |; empty where they would identify"),
        ("agencies", _TEXT, "Agencies that recorded one, joined with |"),
        ("rule_code", _TEXT, "Survivorship rule applied"),
    ),
    _table(
        "cleared_counts",
        "One row per role, year and province of distinct persons with the range of the count.",
        ("role_code", _TEXT, "victim or suspect"),
        ("year", _INT, "Year of the first record; empty: all years"),
        ("province_code", _TEXT, "Province of the case; empty: the nation"),
        ("linked_count", _INT, "Persons as linked: what the tables count"),
        ("low_count", _INT, "Low end of the count, from the link probabilities"),
        ("best_count", _INT, "Expected number of persons, links in doubt and missed taken in"),
        ("high_count", _INT, "High end of the count"),
    ),
    _table(
        "linkage_quality",
        "One row per measure and group of the quality of linkage.",
        ("measure_code", _TEXT, "Measure"),
        ("group_by_code", _TEXT, "What the groups are by"),
        ("group_code", _TEXT, "Group"),
        ("value", _FLOAT, "Value, unit as of the measure"),
    ),
)


def _record_table(record_type: RecordType) -> ClearedTable:
    """The current records of one type: the contract's P, S and Q columns, with the ids."""
    kept = (Sensitivity.PLAIN, Sensitivity.SENSITIVE, Sensitivity.QUASI)
    own = tuple(
        (c.name, c.dtype, c.description("en")) for c in record_type.columns if c.sensitivity in kept
    )
    return _table(
        f"record_{record_type.name}",
        f"One row per current accepted record of {record_type.name}. "
        f"{record_type.description('en')}",
        ("record_id", _TEXT, "Record, 128 bits, the same in every period and revision"),
        ("parent_record_id", _TEXT, "Record it refers to; empty where there is none"),
        ("document_id", _TEXT, "Document it stands in"),
        _PERSON,
        _CASE,
        *_UNIT,
        *own,
        ("age_at_event", _INT, "Whole years on the day of the event or the record"),
    )


TABLES: Mapping[str, ClearedTable] = MappingProxyType(
    {table.name: table for table in (*_FIXED, *(_record_table(r) for r in record_types().values()))}
)
"""All cleared tables by name."""
