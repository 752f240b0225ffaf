"""Plain tables out of a world, for benchmarks: persons to link, one large submission to check."""

import polars as pl

from contracts.registry import RecordType, record_types
from contracts.synthetic import identity, truth
from contracts.synthetic.parameters import Parameters
from contracts.synthetic.world import World, simulate

_RECORDS_PER_EVENT = 6.0  # current person records; a little less than the defaults give
_POLICE_PERSONS_PER_EVENT = 3.6
_YEARS = (2023, 2025)
_DATES = {
    "prosecution_defendants": "tgl_tahap1",
    "social_clients": "tgl_masuk",
    "health_visits": "tgl_kunjungan",
}


def persons_table(count: int, seed: int, settings: Parameters | None = None) -> pl.DataFrame:
    """So many current person records of all agencies with the truth of who is who.

    Args:
        count: Number of records.
        seed: The same seed gives the same table.
        settings: The calibration; without it the defaults.

    Returns:
        One row per record: record (0…), record_type, agency, unit, key (natural key joined with
        `|`), document (what the record stands in: its report, case file, stay or visit), role,
        record_date (ISO, null if not recorded), the columns of the identity block, nama_badan
        (null for persons), true_person_id, true_case_id (null for none). Sorted by key.
    """
    events = int(count / _RECORDS_PER_EVENT) + 20
    while True:
        world = simulate(events, seed, *_YEARS, settings)
        found = pl.concat(_current(world, r) for r in record_types().values() if _describes(r))
        if len(found) >= count:
            break
        events += events // 5
    kept = found.sort("true_case_id", "agency", "record_type", "unit", "key").head(count)
    return kept.sort("agency", "record_type", "unit", "key").with_row_index("record")


def police_submission(
    persons: int, seed: int, settings: Parameters | None = None
) -> dict[str, pl.DataFrame]:
    """One submission with so many rows of police_persons, and the reports they refer to.

    Args:
        persons: Rows of police_persons.
        seed: The same seed gives the same tables.
        settings: The calibration; without it the defaults.

    Returns:
        police_cases and police_persons with the columns of their contracts, all text.
    """
    events = int(persons / _POLICE_PERSONS_PER_EVENT) + 20
    while True:
        world = simulate(events, seed, *_YEARS, settings)
        rows = _latest(world, record_types()["police_persons"])
        if len(rows) >= persons:
            break
        events += events // 5
    kept = rows.head(persons)
    cases = _latest(world, record_types()["police_cases"]).join(kept, on="no_lp", how="semi")
    return {
        "police_cases": _contract(cases.sort("unit", "no_lp"), "police_cases"),
        "police_persons": _contract(kept, "police_persons"),
    }


def _describes(record_type: RecordType) -> bool:
    return record_type.describes_persons


def _latest(world: World, record_type: RecordType) -> pl.DataFrame:
    """The current row of every record, in order of unit and key."""
    key = ["unit", *record_type.key]
    frame = world.frames[record_type.name]
    return frame.sort(*key, "period").unique(key, keep="last", maintain_order=True)


def _contract(frame: pl.DataFrame, record_type: str) -> pl.DataFrame:
    return frame.select(c.name for c in record_types()[record_type].columns)


def _current(world: World, record_type: RecordType) -> pl.DataFrame:
    frame = _latest(world, record_type)
    if record_type.name == "police_persons":
        days = world.frames["police_cases"].select("no_lp", day="tgl_lp").unique("no_lp")
        frame = frame.join(days, on="no_lp", how="left", maintain_order="left_right")
    else:
        dated = _DATES.get(record_type.name)
        day = pl.col(dated) if dated else pl.lit(None, dtype=pl.String)
        frame = frame.with_columns(day=day)
    company = "nama_badan" if "nama_badan" in frame.columns else None
    return frame.select(
        record_type=pl.lit(record_type.name),
        agency=pl.lit(record_type.agency),
        unit="unit",
        key=pl.concat_str(*record_type.key, separator="|"),
        document=pl.col(record_type.key[0]),
        role="role",
        record_date="day",
        **{c: pl.col(c) for c in identity.COLUMNS},
        nama_badan=pl.col(company) if company else pl.lit(None, dtype=pl.String),
        true_person_id=truth.person_id(),
        true_case_id=truth.case_id(),
    )
