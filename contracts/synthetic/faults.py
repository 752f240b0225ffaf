"""Named ways to spoil a sound submission, each with the rule it must trigger.

The sound submission is the one of `canaries`: small, without a finding. A fault changes a cell, the
rows or the files of it; what comes out is what a unit would send.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import polars as pl

from contracts.registry import record_types
from contracts.synthetic import canaries, files, workbook_surgery
from contracts.synthetic.habits import Habit

UNITS: Mapping[str, str] = MappingProxyType(
    {"police": "PLD53", "prosecution": "KN5371", "social": "RPTC99", "health": "RSU5371"}
)
PERIOD = canaries.PERIOD
RECEIVED = "2024-10-10"
_CSV, _XLSX = Habit(), Habit(file_format="xlsx")


@dataclass(frozen=True)
class Offer:
    """What a unit is about to send: tables, or files once they are written."""

    agency: str
    tables: Mapping[str, pl.DataFrame]
    files: Mapping[str, bytes]
    is_nil: bool = False


@dataclass(frozen=True)
class Fault:
    """One way to spoil a submission.

    Attributes:
        rule: The rule that must find it.
        agency: Whose submission is spoiled.
        spoil: From the sound offer to the spoiled one.
        record_type: Where the finding stands; none for a file as a whole.
        column: The column at which it stands; none for a row or file as a whole.
    """

    rule: str
    agency: str
    spoil: Callable[[Offer], Offer]
    record_type: str | None = None
    column: str | None = None


def sound(agency: str, habit: Habit = _CSV) -> Offer:
    """The submission that every fault starts from: nothing is wrong with it."""
    tables = canaries.tables(agency)
    return _written(Offer(agency, tables, {}), habit)


def broken(name: str) -> Offer:
    """The submission spoiled by the fault of that name, with its files.

    Raises:
        KeyError: There is no such fault.
    """
    fault = faults()[name]
    return fault.spoil(sound(fault.agency))


@cache
def faults() -> Mapping[str, Fault]:
    """All faults by name."""
    return MappingProxyType(_cell_faults() | _row_faults() | _file_faults())


# Name of the fault: rule, record type, row (0 first), column, and what stands in the cell.
_CELLS: Mapping[str, tuple[str, str, int, str, str | None]] = MappingProxyType(
    {
        "required_cell_empty": ("V-001", "police_cases", 0, "tgl_lp", None),
        "code_unknown": ("V-002", "police_persons", 0, "pekerjaan", "ASTRONOT"),
        "date_impossible": ("V-003", "police_cases", 0, "tgl_tahap", "31/02/2024"),
        "date_after_receipt": ("V-004", "police_cases", 0, "tgl_tahap", "2031-01-01"),
        "age_in_words": ("V-005", "police_persons", 0, "umur", "dua puluh"),
        "age_too_high": ("V-006", "police_persons", 0, "umur", "140"),
        "money_in_words": ("V-007", "police_assets", 0, "nilai_rp", "satu juta"),
        "money_negative": ("V-008", "police_assets", 0, "nilai_rp", "-500000"),
        "region_unknown": ("V-009", "police_persons", 0, "kode_wilayah_asal", "99.99"),
        "country_unknown": ("V-010", "police_persons", 0, "kewarganegaraan", "QQQ"),
        "yes_no_unclear": ("V-011", "police_persons", 2, "ditahan", "MUNGKIN"),
        "cell_too_long": ("V-012", "police_persons", 0, "alamat", "x" * 40_000),
        "spreadsheet_error": ("V-013", "police_persons", 0, "alamat", "#N/A"),
        "empty_in_words": ("V-101", "police_persons", 0, "alamat", "tidak diketahui"),
        "nik_punctuated": ("V-102", "police_persons", 0, "nik", "537101.450799.9998"),
        "region_of_old": ("V-103", "police_persons", 0, "kode_wilayah_asal", "91.01"),
        "dates_out_of_order": ("R-001", "police_cases", 0, "tgl_spdp", "2024-07-01"),
        "victim_without_status": ("R-002", "police_persons", 0, "status_korban", None),
        "suspect_without_status": ("R-003", "police_persons", 2, "status_pelaku", None),
        "corporation_without_name": ("R-004", "police_persons", 3, "nama_badan", None),
        "stop_without_reason": ("R-005", "police_cases", 0, "tahap", "STOP"),
        "nik_too_short": ("R-006", "police_persons", 0, "nik", "537101450799999"),
        "age_against_birth": ("R-101", "police_persons", 0, "umur", "61"),
        "nik_impossible_date": ("R-102", "police_persons", 0, "nik", "5371017513999998"),
        "nik_against_birth": ("R-103", "police_persons", 0, "nik", "5371014507899998"),
        "nik_against_sex": ("R-104", "police_persons", 0, "nik", "5371010507999998"),
        "nik_against_origin": ("R-105", "police_persons", 0, "nik", "3201014507999998"),
        "paid_over_award": ("R-106", "prosecution_restitution", 0, "dibayar_rp", "90000000"),
        "reference_dangling": ("B-002", "police_assets", 0, "no_lp", "LP/B/1/I/2024/SPKT/X"),
    }
)
# Where the finding stands if not in the spoiled cell.
_FOUND_AT = {"stop_without_reason": "alasan_henti"}


def _cell_faults() -> dict[str, Fault]:
    return {
        name: Fault(
            rule,
            record_types()[record_type].agency,
            _cell_changer(record_type, row, column, value),
            record_type,
            _FOUND_AT.get(name, column),
        )
        for name, (rule, record_type, row, column, value) in _CELLS.items()
    }


def _row_faults() -> dict[str, Fault]:
    persons = "police_persons"
    return {
        "key_twice": Fault("B-001", "police", _changer(persons, _with_first_twice), persons),
        "row_of_totals": Fault(
            "V-001", "police", _changer(persons, _with_totals), persons, "peran"
        ),
        "refers_to_rejected": Fault(
            "B-003", "police", _cell_changer("police_cases", 0, "tgl_lp", None), persons, "no_lp"
        ),
        "nik_of_another": Fault(
            "B-101", "police", _cell_changer(persons, 1, "nik", canaries.VICTIM.nik), persons, "nik"
        ),
        "column_of_their_own": Fault(
            "F-101",
            "police",
            _changer(persons, lambda t: t.with_columns(catatan=pl.lit("x"))),
            persons,
        ),
        "column_missing": Fault(
            "F-012", "police", _changer(persons, lambda t: t.drop("peran")), persons, "peran"
        ),
        "no_rows": Fault("F-015", "health", _cleared),
    }


def _file_faults() -> dict[str, Fault]:
    cases = "police_cases.csv"
    return {
        "workbook_cut_off": Fault("F-001", "social", _workbook(lambda b: b[: len(b) // 2])),
        "workbook_swollen": Fault("F-005", "social", _workbook(workbook_surgery.swollen)),
        "workbook_with_entities": Fault(
            "F-006", "social", _workbook(workbook_surgery.with_entities)
        ),
        "template_unknown": Fault(
            "F-013", "social", _workbook(workbook_surgery.of_unknown_version)
        ),
        "cell_far_away": Fault("F-016", "social", _workbook(workbook_surgery.with_far_cell)),
        "sheet_of_notes": Fault(
            "F-102", "social", lambda o: _written(o, replace(_XLSX, legend=True))
        ),
        "title_above_header": Fault(
            "F-012", "police", _file(cases, lambda b: b"REKAP DATA TPPO\n" + b), "police_cases"
        ),
        "cells_without_header": Fault(
            "F-104",
            "police",
            _file(cases, lambda b: b.rstrip(b"\n") + b",lihat lampiran\n"),
            "police_cases",
        ),
        "workbook_protected": Fault("F-002", "social", _workbook(lambda _: _OLD_WORKBOOK)),
        "text_called_workbook": Fault("F-003", "social", _workbook(lambda _: b"a;b\n1;2\n")),
        "file_empty": Fault("F-004", "police", _file(cases, lambda _: b"")),
        "text_in_utf16": Fault(
            "F-007", "police", _file(cases, lambda b: b.decode().encode("utf-16"))
        ),
        "column_twice": Fault(
            "F-011", "police", _file(cases, _first_column_twice), "police_cases", "no_lp"
        ),
        "of_another_agency": Fault("F-008", "police", _added("health_visits.csv", _visits)),
        "table_of_another_name": Fault("F-009", "police", _renamed(cases, "rekap.csv")),
        "record_type_twice": Fault("F-010", "police", _copied(cases, "lagi__police_cases.csv")),
        "rows_beside_nil": Fault("F-014", "police", lambda o: replace(o, is_nil=True)),
        "note_beside": Fault("F-103", "police", _added("catatan.txt", lambda: b"menyusul")),
    }


_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def _written(offer: Offer, habit: Habit = _CSV) -> Offer:
    content = files.contents(offer.tables, habit, offer.agency, UNITS[offer.agency], PERIOD)
    return replace(offer, files=content)


def _changer(
    record_type: str, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> Callable[[Offer], Offer]:
    def spoil(offer: Offer) -> Offer:
        tables = {n: change(t) if n == record_type else t for n, t in offer.tables.items()}
        return _written(replace(offer, tables=tables))

    return spoil


def _cell_changer(
    record_type: str, row: int, column: str, value: str | None
) -> Callable[[Offer], Offer]:
    here = pl.int_range(pl.len()) == row
    changed = pl.when(here).then(pl.lit(value, dtype=pl.String)).otherwise(column).alias(column)
    return _changer(record_type, lambda table: table.with_columns(changed))


def _with_first_twice(table: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([table, table.head(1)])


def _with_totals(table: pl.DataFrame) -> pl.DataFrame:
    totals = pl.DataFrame({"no_lp": ["JUMLAH"], "no_urut": [str(len(table))]})
    return pl.concat([table, totals], how="diagonal")


def _cleared(offer: Offer) -> Offer:
    return _written(replace(offer, tables={n: t.clear() for n, t in offer.tables.items()}))


def _file(name: str, change: Callable[[bytes], bytes]) -> Callable[[Offer], Offer]:
    return lambda offer: replace(
        offer, files={n: change(b) if n == name else b for n, b in offer.files.items()}
    )


def _workbook(change: Callable[[bytes], bytes]) -> Callable[[Offer], Offer]:
    def spoil(offer: Offer) -> Offer:
        book = _written(offer, _XLSX)
        return replace(book, files={n: change(b) for n, b in book.files.items()})

    return spoil


def _added(name: str, content: Callable[[], bytes]) -> Callable[[Offer], Offer]:
    return lambda offer: replace(offer, files={**offer.files, name: content()})


def _renamed(name: str, other: str) -> Callable[[Offer], Offer]:
    return lambda offer: replace(
        offer, files={other if n == name else n: b for n, b in offer.files.items()}
    )


def _copied(name: str, other: str) -> Callable[[Offer], Offer]:
    return lambda offer: replace(offer, files={**offer.files, other: offer.files[name]})


def _first_column_twice(content: bytes) -> bytes:
    table = pl.read_csv(io.BytesIO(content), infer_schema=False)
    first = table.to_series(0).alias("again")
    header, _, body = table.with_columns(first).write_csv().partition("\n")
    return (header.removesuffix("again") + table.columns[0] + "\n" + body).encode()


def _visits() -> bytes:
    return files.csv_texts([canaries.tables("health")["health_visits"]], _CSV)[0]
