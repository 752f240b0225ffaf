"""Submission files as bytes: CSV, XLSX and Parquet, the same for the same content."""

import io
from collections.abc import Mapping
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
    if habit.file_format == "xlsx":
        return {f"{agency}_{unit}_{period}.xlsx": workbook(tables, habit)}
    found = {}
    for record_type, table in tables.items():
        name = habit.file_name.format(record_type=record_type)
        if habit.file_format == "parquet":
            found[f"{name}.parquet"] = _parquet(table)
        else:
            found[f"{name}.csv"] = csv_text(table, habit)
    return found


def nil_return(agency: str, unit: str, period: str) -> dict[str, bytes]:
    """The one file of a period with nothing to report."""
    return {NIL_FILE: f"NIHIL\nagency: {agency}\nunit: {unit}\nperiod: {period}\n".encode()}


def csv_text(table: pl.DataFrame, habit: Habit) -> bytes:
    """A table as CSV in the unit's delimiter and encoding."""
    text = table.write_csv(separator=habit.delimiter)
    return text.encode(habit.encoding, errors="replace")


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


def _parquet(table: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    table.write_parquet(target, compression="zstd", statistics=False)
    return target.getvalue()


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
