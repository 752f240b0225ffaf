"""How a unit writes what it sends: file format, dates, labels, blanks, columns of its own.

A unit has its habits for all its submissions. All of them are legal by the formats document; what
is not legal stands in `faults`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl

from contracts import codelists
from contracts.registry import Column, record_types
from contracts.schemas.columns import Kind
from contracts.synthetic.draws import chance
from contracts.synthetic.parameters import SubmissionParameters

_ISO = r"^(\d{4})-(\d{2})-(\d{2})$"
_LISTED = {Kind.CODE, Kind.CODES}
_DATES = {Kind.DATE, Kind.PARTIAL_DATE}
_YES_NO = {"Y": "Ya", "T": "Tidak"}


@dataclass(frozen=True)
class Habit:
    """How one unit writes."""

    file_format: str = "csv"  # csv, xlsx, parquet
    file_name: str = "{record_type}"
    delimiter: str = ","
    encoding: str = "utf-8"  # or utf-8-sig, cp1252
    dates: str = "iso"  # iso, slash, hyphen, cell (a real date cell in XLSX)
    labels: bool = False  # Indonesian labels in place of codes
    code_case: str = "code"  # code, lower, blank (blanks for _)
    capitals: bool = False  # names in capitals
    dotted: bool = True  # regions with points
    grouped: bool = False  # money with points for thousands
    dashes: bool = False  # "-" where nothing is recorded
    padded: bool = False  # blanks around codes
    extra_columns: tuple[str, ...] = ()
    leading_rows: int = 0  # empty rows above the header, in XLSX
    legend: bool = False  # a sheet with notes, in XLSX


def of_unit(seed: int, unit: str, rates: SubmissionParameters) -> Habit:
    """The habits of a unit: the same for the same seed, whatever other units there are."""
    rng = np.random.default_rng([seed, crc32(unit.encode())])
    kinds = list(rates.formats)
    weights = np.array(list(rates.formats.values()))
    file_format = str(rng.choice(kinds, p=weights / weights.sum()))
    names = ("{record_type}", "LAPORAN_BULANAN__{record_type}", "data final (2)__{record_type}")
    plain = Habit(
        file_format=file_format,
        delimiter=(",", ";")[int(rng.integers(0, 2))],
        encoding=("utf-8", "utf-8-sig")[int(rng.random() < 0.3)],
        capitals=bool(rng.random() < 0.35),
        dotted=bool(rng.random() < 0.75),
    )
    messy = rng.random() < rates.messy_units
    draws = rng.random(8)
    if not messy:
        return plain
    date_forms = ("slash", "hyphen", "cell") if file_format == "xlsx" else ("slash", "hyphen")
    return Habit(
        file_format=file_format,
        file_name=names[int(rng.integers(0, 3))],
        delimiter=plain.delimiter,
        encoding=("utf-8", "utf-8-sig", "cp1252")[int(rng.integers(0, 3))],
        dates=date_forms[int(rng.integers(0, len(date_forms)))] if draws[0] < 0.7 else "iso",
        labels=bool(draws[1] < 0.4),
        code_case=("code", "lower", "blank")[int(rng.integers(0, 3))],
        capitals=plain.capitals,
        dotted=plain.dotted,
        grouped=bool(draws[2] < 0.5),
        dashes=bool(draws[3] < 0.4),
        padded=bool(draws[4] < 0.3),
        extra_columns=(("keterangan", "petugas_input")[: int(rng.integers(0, 3))]),
        leading_rows=int(rng.integers(0, 4)),
        legend=bool(draws[5] < 0.4),
    )


def written(
    rng: np.random.Generator, frame: pl.DataFrame, record_type: str, habit: Habit
) -> pl.DataFrame:
    """The contract columns of these rows as the unit writes them, and its own columns beside them.

    Args:
        rng: Random stream of the unit.
        frame: Rows of one record type with its columns as canonical text; other columns are kept.
        record_type: Which.
        habit: Of the unit.
    """
    columns = record_types()[record_type].columns
    cells = [_cell(c, habit).alias(c.name) for c in columns]
    changed = frame.with_columns(cells)
    size = len(frame)
    if habit.padded:
        padded = pl.Series(chance(rng, size, 0.15))
        spaced = [c.name for c in columns if c.kind is Kind.CODE]
        changed = changed.with_columns(
            pl.when(padded).then(pl.lit(" ") + pl.col(c)).otherwise(c).alias(c) for c in spaced
        )
    if habit.dashes:
        dashed = [c.name for c in columns if c.kind is Kind.TEXT and not c.required]
        rare = pl.Series(chance(rng, size, 0.3))
        changed = changed.with_columns(
            pl.when(rare & pl.col(c).is_null()).then(pl.lit("-")).otherwise(c).alias(c)
            for c in dashed
        )
    notes = {
        "keterangan": ("lengkap – sudah dicek", "menyusul", ""),
        "petugas_input": ("admin", "", "op2"),
    }
    return changed.with_columns(
        pl.Series(c, np.array(notes[c], dtype=object)[rng.integers(0, 3, size)].tolist())
        for c in habit.extra_columns
    )


def _cell(column: Column, habit: Habit) -> pl.Expr:
    value, kind = pl.col(column.name), column.kind
    if kind in _DATES and habit.dates in {"slash", "hyphen"}:
        mark = "/" if habit.dates == "slash" else "-"
        value = value.str.replace(_ISO, f"${{3}}{mark}${{2}}{mark}${{1}}")
    elif kind in _LISTED and column.code_list:
        value = _code(value, column, habit)
    elif kind in {Kind.YES_NO, Kind.COUNTRY} and habit.labels:
        value = value.replace(_YES_NO if kind is Kind.YES_NO else _labels(codelists.COUNTRIES))
    elif kind in {Kind.REGION, Kind.REGIONS} and not habit.dotted:
        value = value.str.replace_all(".", "", literal=True)
    elif kind is Kind.MONEY and habit.grouped:
        value = _grouped(value)
    elif column.name == "nama" and habit.capitals:
        value = value.str.to_uppercase()
    return value


def _code(value: pl.Expr, column: Column, habit: Habit) -> pl.Expr:
    if habit.labels:
        labels = _labels(column.code_list or "")
        if column.kind is Kind.CODE:
            return value.replace(labels)
        return value.str.split("|").list.eval(pl.element().replace(labels)).list.join("|")
    if habit.code_case == "lower":
        return value.str.to_lowercase()
    if habit.code_case == "blank":
        return value.str.replace_all("_", " ", literal=True).str.to_titlecase()
    return value


def _labels(code_list: str) -> Mapping[str, str]:
    return {entry.code: entry.label_id for entry in codelists.entries(code_list)}


def _grouped(value: pl.Expr) -> pl.Expr:
    """Points for thousands: from the right, three digits a group."""
    backwards = value.str.reverse().str.replace_all(r"(\d{3})", "${1}.")
    return backwards.str.reverse().str.strip_chars_start(".")
