"""The truth beside the extracts: who is who, which case is which, how many there really are.

Counts are of persons whom at least one agency has on record as victim or suspect: what perfect
linking of the extracts would find, not what happened unseen.
"""

import numpy as np
import polars as pl

from contracts.registry import record_types
from contracts.synthetic.draws import texts
from contracts.synthetic.places import places
from contracts.synthetic.world import World

_VICTIM_DATES = {
    "police_persons": "tgl_lp",
    "social_clients": "tgl_masuk",
    "health_visits": "tgl_kunjungan",
}


def person_id(column: str = "person") -> pl.Expr:
    """The true id of a person as the truth files write it."""
    return pl.format("P{}", pl.col(column).cast(pl.String).str.zfill(7))


def case_id(column: str = "event") -> pl.Expr:
    """The true id of a case as the truth files write it; null for none."""
    known = pl.col(column) >= 0
    return pl.when(known).then(pl.format("K{}", pl.col(column).cast(pl.String).str.zfill(6)))


def persons(world: World) -> pl.DataFrame:
    """Whose record each row is.

    Returns:
        One row per record that describes somebody and period in which it is sent: agency,
        record_type, unit, period, key, true_person_id, role, true_case_id; as
        `kliring linkage evaluate` reads it.
    """
    parts = [
        world.frames[record_type.name].select(
            agency=pl.lit(record_type.agency),
            record_type=pl.lit(record_type.name),
            unit="unit",
            period="period",
            key=pl.concat_str(*record_type.key, separator="|"),
            true_person_id=person_id(),
            role="role",
            true_case_id=case_id(),
        )
        for record_type in record_types().values()
        if record_type.describes_persons
    ]
    return pl.concat(parts).sort("agency", "record_type", "unit", "period", "key")


def cases(world: World) -> pl.DataFrame:
    """The events as they happened.

    Returns:
        One row per event: true_case_id, first_reported_date, year, province_code, regency_code,
        form, destination_country, known_to_police, victims, suspects.
    """
    where = places()
    return world.events.select(
        true_case_id=case_id(),
        first_reported_date=pl.col("report").cast(pl.Int32).cast(pl.Date),
        year="year",
        province_code=pl.Series(where.provinces[world.events["place"].to_numpy()].tolist()),
        regency_code=pl.Series(where.regencies[world.events["place"].to_numpy()].tolist()),
        form="form",
        destination_country="country",
        known_to_police="known_to_police",
        victims="victims",
        suspects="suspects",
    )


def counts(world: World) -> pl.DataFrame:
    """True numbers of distinct victims and suspects on record.

    Returns:
        One row per role (victim, suspect, perpetrator), year and province of the case: role, year,
        province_code, persons, corporations. Empty province: the nation; empty year: all years.
        A suspect is one whom the police name as such or seek, or a defendant; a perpetrator any
        of them or who is merely reported. The year is that of a person's first record (of that
        province, in a province's row), so a person counts in one year only, but in each province
        in which a case of theirs lies.
    """
    shown = pl.concat([_victims(world), *_perpetrators(world)])
    shown = shown.with_columns(is_corporation=world.persons["is_corporation"][shown["person"]])
    nation = shown.with_columns(province_code=pl.lit(""))
    first = (
        pl.concat([shown, nation])
        .group_by("role", "province_code", "person", "is_corporation")
        .agg(year=pl.col("day").min().str.slice(0, 4))
    )
    ever = first.with_columns(year=pl.lit(""))
    return (
        pl.concat([first, ever.select(first.columns)])
        .group_by("role", "year", "province_code")
        .agg(
            persons=(~pl.col("is_corporation")).sum(),
            corporations=pl.col("is_corporation").sum(),
        )
        .sort("role", "year", "province_code")
    )


def _victims(world: World) -> pl.DataFrame:
    """Records that make a person a victim: role, person, province_code, day."""
    victims = []
    for record_type, date_column in _VICTIM_DATES.items():
        frame = _latest(world, record_type).filter(pl.col("event") >= 0)
        if record_type == "police_persons":
            days = world.frames["police_cases"].select("no_lp", "tgl_lp").unique("no_lp")
            frame = frame.filter(pl.col("peran") == "KORBAN").join(days, on="no_lp")
        if record_type == "social_clients":
            frame = frame.filter(pl.col("jenis_kasus") == "TPPO")
        if record_type == "health_visits":
            frame = frame.filter(pl.col("dugaan").is_in(["TPPO", "KEDUANYA"]))
        else:
            frame = frame.filter(pl.col("status_korban").fill_null("DIDUGA") != "DITOLAK")
        victims.append(frame.select("person", "event", day=date_column))
    return _placed(world, pl.concat(victims), "victim")


def _perpetrators(world: World) -> list[pl.DataFrame]:
    """Records that make a person a suspect, and a perpetrator: role, person, province_code, day.

    The day is that of the first report that names the person, without one that of the case file.
    """
    days = world.frames["police_cases"].select("no_lp", "tgl_lp").unique("no_lp")
    police = (
        _latest(world, "police_persons")
        .filter(pl.col("peran").is_in(["TERLAPOR", "TERSANGKA"]))
        .join(days, on="no_lp")
        .select(
            "person",
            "event",
            day="tgl_lp",
            is_suspect=(pl.col("peran") == "TERSANGKA")
            | pl.col("status_pelaku").is_in(["TERSANGKA", "DPO"]).fill_null(value=False),
            is_report=pl.lit(value=True),
        )
    )
    accused = (
        _latest(world, "prosecution_defendants")
        .filter(pl.col("event") >= 0)
        .select(
            "person",
            "event",
            day="tgl_tahap1",
            is_suspect=pl.lit(value=True),
            is_report=pl.lit(value=False),
        )
    )
    roles = (
        pl.concat([police, accused])
        .group_by("person", "event")
        .agg(
            reported=pl.col("day").filter("is_report").min(),
            filed=pl.col("day").filter(~pl.col("is_report")).min(),
            is_suspect=pl.col("is_suspect").any(),
        )
        .with_columns(day=pl.coalesce("reported", "filed"))
        .sort("person", "event")
    )
    suspects = roles.filter("is_suspect").select("person", "event", "day")
    return [
        _placed(world, suspects, "suspect"),
        _placed(world, roles.select("person", "event", "day"), "perpetrator"),
    ]


def _latest(world: World, record_type: str) -> pl.DataFrame:
    """The current row of every record: the one of the latest period."""
    key = record_types()[record_type].key
    return world.frames[record_type].sort("period").unique(["unit", *key], keep="last")


def _placed(world: World, frame: pl.DataFrame, role: str) -> pl.DataFrame:
    """Add the province of the case: where it happened, or of who first recorded it."""
    where = places()
    place = where.provinces[world.events["place"].to_numpy()]
    event = frame["event"].to_numpy()
    seen = world.events["known_to_police"].to_numpy()[event]
    by_office = _office_provinces(world)
    told = np.array([by_office.get(e, place[e]) for e in event], dtype=object)
    return frame.select(
        role=pl.lit(role),
        person="person",
        province_code=texts(np.where(seen, place[event], told)),
        day="day",
    )


def _office_provinces(world: World) -> dict[int, str]:
    """For events without a police report: the province of the office that saw it first."""
    clients = world.frames["social_clients"].select(
        "event", day="tgl_masuk", region="kode_wilayah_lembaga"
    )
    visits = world.frames["health_visits"].select(
        "event", day="tgl_kunjungan", region="kode_wilayah_faskes"
    )
    first = (
        pl.concat([clients, visits])
        .filter(pl.col("event") >= 0)
        .sort("event", "day", "region")
        .unique("event", keep="first", maintain_order=True)
    )
    return dict(zip(first["event"], first["region"].str.slice(0, 2), strict=True))
