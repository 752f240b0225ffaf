"""Submission files as bytes: CSV, XLSX and Parquet, the same for the same content."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from contracts.registry import record_types
from contracts.schemas.columns import Kind
from contracts.synthetic.habits import Habit

_CREATED = datetime(2023, 1, 1)  # noqa: DTZ001 - a workbook's own stamp has no time zone
NIL_FILE = "NIHIL.txt"


def contents(
    tables: Mapping[str, pl.DataFrame], habit: Habit, agency: str, unit: str, period: str
) -> dict[str, bytes]:
    """The files of one submission by name.

    Args:
        tables: Rows by record type, as the unit writes them.
        habit: Of the unit.
        agency: Agency.
        unit: Unit, for the name of a workbook.
        period: `YYYY-MM`, for the name of a workbook.
    """
    return all_contents([(period, tables)], habit, agency, unit)[0]


def all_contents(
    sent: Sequence[tuple[str, Mapping[str, pl.DataFrame]]], habit: Habit, agency: str, unit: str
) -> list[dict[str, bytes]]:
    """`contents` of many submissions of a unit, each a period and its tables."""
    if habit.file_format == "xlsx":
        named = f"{agency}_{unit}_{{}}.xlsx"
        return [{named.format(period): workbook(tables, habit)} for period, tables in sent]
    every = [table for _, tables in sent for table in tables.values()]
    encode = _parquets if habit.file_format == "parquet" else csv_texts
    encoded = iter(encode(every, habit))
    name = f"{habit.file_name}.{habit.file_format}"
    return [{name.format(record_type=r): next(encoded) for r in tables} for _, tables in sent]


def nil_return(agency: str, unit: str, period: str) -> dict[str, bytes]:
    """The one file of a period with nothing to report."""
    return {NIL_FILE: f"NIHIL\nagency: {agency}\nunit: {unit}\nperiod: {period}\n".encode()}


def csv_texts(tables: Sequence[pl.DataFrame], habit: Habit) -> list[bytes]:
    """Tables as CSV in the unit's delimiter and encoding; many at once cost less."""
    targets = [io.BytesIO() for _ in tables]
    pl.collect_all(
        [
            table.lazy().sink_csv(target, separator=habit.delimiter, lazy=True)
            for table, target in zip(tables, targets, strict=True)
        ]
    )
    if habit.encoding == "utf-8":
        return [target.getvalue() for target in targets]
    return [t.getvalue().decode().encode(habit.encoding, errors="replace") for t in targets]


def workbook(tables: Mapping[str, pl.DataFrame], habit: Habit) -> bytes:
    """A workbook with one sheet per record type, all cells text but for the dates of some units."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    for record_type, table in tables.items():
        sheet = book.add_worksheet(record_type)
        top = habit.leading_rows
        sheet.write_row(top, 0, table.columns)
        dates = _date_columns(record_type) if habit.dates == "cell" else frozenset()
        for column, name in enumerate(table.columns):
            for row, cell in enumerate(table[name], start=top + 1):
                if cell is None:
                    continue
                if name in dates and (day := _as_date(cell)):
                    sheet.write_datetime(row, column, day, day_format)
                else:
                    sheet.write_string(row, column, cell)
    if habit.legend:
        notes = book.add_worksheet("Keterangan")
        notes.write_column(0, 0, ["REKAP DATA TPPO", "Lembar ini hanya keterangan."])
    book.close()
    return target.getvalue()


def _parquets(tables: Sequence[pl.DataFrame], habit: Habit) -> list[bytes]:
    del habit
    targets = [io.BytesIO() for _ in tables]
    pl.collect_all(
        [
            table.lazy().sink_parquet(target, compression="zstd", statistics=False, lazy=True)
            for table, target in zip(tables, targets, strict=True)
        ]
    )
    return [target.getvalue() for target in targets]


def _date_columns(record_type: str) -> frozenset[str]:
    kinds = {Kind.DATE, Kind.PARTIAL_DATE}
    return frozenset(c.name for c in record_types()[record_type].columns if c.kind in kinds)


def _as_date(cell: str) -> datetime | None:
    if len(cell) != 10:  # a year or a month alone stays text
        return None
    try:
        return datetime.strptime(cell, "%Y-%m-%d")  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None
