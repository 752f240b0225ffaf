"""The marked-up copy: what was sent, each faulty cell coloured, and a list of what to correct.

It holds what the sender typed, names and numbers too: it is written for the sender alone, never
into the open zone.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from contracts import codelists
from contracts.findings import message
from contracts.messages import text
from contracts.registry import CONTRACT_VERSION, record_types
from contracts.workbook import VERSION_NAME
from contracts.workbook.sheets import (
    MAX_ROWS,
    MAX_TEXT,
    TextWriter,
    add_sheet,
    open_workbook,
    save,
)

_COLOURS: Final = {"error": "#F8B4B4", "warning": "#FFE08A", "note": "#CFE2F3"}
_SEVERITIES: Final = tuple(_COLOURS)  # worst first
_COPIED_WHOLE: Final = 100_000  # rows; of more, only the faulty ones are copied
_LINE: Final = 15  # height of a line
_WIDEST: Final = 40  # characters of a column, unless its name is longer
_MAX_LINKS: Final = 60_000  # of a sheet; the file format allows 65,530
_COMMENT: Final = {"author": "Kliring", "x_scale": 2.2, "y_scale": 1.2, "font_size": 9}
_HEADINGS: Final = (
    ("number", 8), ("sheet", 24), ("row", 8), ("cell", 10), ("column", 24), ("severity", 14),
    ("message", 100),
)  # fmt: skip


def write_marked(
    frames: Mapping[str, pl.DataFrame],
    findings: pl.DataFrame,
    out: Path,
    language: str = "id",
    letters: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Write the marked-up copy of one submission.

    Every row stands on the line on which the sender sees it, and every column where it stood if
    `letters` says so: then a cell has the same name in both files. The sheet `Perbaikan` lists
    every finding, errors first, with a link to its cell in the copy.

    Args:
        frames: By record type, one row per row sent: `row` (the line the sender sees) and the
            columns as text. Columns beyond the contract are not copied.
        findings: One row per finding, as `Validation.findings` of `contracts.validate` has it.
        out: Where the file goes; its folder must exist.
        language: `id` or `en`.
        letters: By record type, the letter of the column each contract column came from.

    Raises:
        Problem: The file cannot be written.
    """
    listed = [
        {**finding, "message": message(finding, language)}
        for finding in _in_order(findings).iter_rows(named=True)
    ]
    buffer = io.BytesIO()
    copy = _Copy(open_workbook(buffer), language)
    # corrected and sent back, its list of findings is known for ours
    copy.workbook.define_name(VERSION_NAME, f'="{CONTRACT_VERSION}"')
    list_sheet = add_sheet(copy.workbook, text("workbook.sheet_corrections", language))
    for name in (name for name in record_types() if name in frames):
        own = [finding for finding in listed if finding["record_type"] == name]
        copy.add(name, frames[name], own, (letters or {}).get(name, {}))
    copy.list_findings(list_sheet, listed)
    copy.workbook.close()
    save(buffer.getvalue(), out)


@dataclass
class _Copy:
    """The workbook as it grows.

    `places` says where the marked cells went: by record type, row and column, and under column
    None the first one of the row. `remarks` stand below the list.
    """

    workbook: Workbook
    language: str
    places: dict[tuple[str | None, int | None, str | None], str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plain = TextWriter(self.workbook, {})
        self.wrapped = TextWriter(self.workbook, {"text_wrap": True, "valign": "top"})
        self.head = TextWriter(self.workbook, {"bold": True, "border": 1, "bg_color": "#D9E2F3"})
        self.marks = {
            severity: TextWriter(self.workbook, {"bg_color": colour, "valign": "top"})
            for severity, colour in _COLOURS.items()
        }
        top = {"valign": "top", "num_format": "0", "align": "right", "indent": 1}
        self.number = self.workbook.add_format(top)
        self.link = self.workbook.add_format({**top, "font_color": "#0563C1", "underline": 1})

    def add(
        self,
        name: str,
        frame: pl.DataFrame,
        findings: Sequence[dict[str, Any]],
        letters: Mapping[str, str],
    ) -> None:
        """Copy one record type and mark its faulty cells."""
        sheet = add_sheet(self.workbook, name)
        columns = [c.name for c in record_types()[name].columns if c.name in frame.columns]
        frame = self._copied_rows(name, frame, {finding["row"] for finding in findings})
        positions = _positions(columns, letters)
        heading = max(frame["row"].item(0) - 2, 0) if frame.height else 0
        for column, at in positions.items():
            longest = max(map(len, frame[column].drop_nulls()), default=0)
            sheet.set_column(at, at, max(14, len(column) + 2, min(longest + 2, _WIDEST)))
            self.head.write(sheet, heading, at, column)
        sheet.freeze_panes(heading + 1, 0)
        sheet.repeat_rows(heading)
        marked = _by_cell(findings, columns)
        for row, *values in frame.select("row", *columns).iter_rows():
            for column, value in zip(columns, values, strict=True):
                mark = marked.get((row, column))
                if mark is None and not value:
                    continue
                at = positions[column]
                writer = self.plain if mark is None else self.marks[mark[0]]
                writer.write(sheet, row - 1, at, value)
                if mark is not None:
                    sheet.write_comment(row - 1, at, mark[1][:MAX_TEXT], _COMMENT)
                    place = xl_rowcol_to_cell(row - 1, at)
                    self.places[name, row, column] = place
                    self.places.setdefault((name, row, None), place)

    def list_findings(self, sheet: Worksheet, findings: Sequence[dict[str, Any]]) -> None:
        """Fill the sheet of what to correct, one row per finding."""
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for at, (key, width) in enumerate(_HEADINGS):
            sheet.set_column(at, at, width)
            self.head.write(sheet, 0, at, text(f"workbook.corrections.{key}", self.language))
        shown = findings[: MAX_ROWS - 20]
        for at, finding in enumerate(shown, 1):
            self._list_finding(sheet, at, finding)
        if not findings:
            self.remarks.insert(0, text("workbook.corrections.none", self.language))
        for at, remark in enumerate(self.remarks, len(shown) + 1):
            self.wrapped.write(sheet, at, len(_HEADINGS) - 1, remark)
        sheet.autofilter(0, 0, max(len(shown), 1), len(_HEADINGS) - 1)

    def _list_finding(self, sheet: Worksheet, at: int, finding: Mapping[str, Any]) -> None:
        name, row, column = finding["record_type"], finding["row"], finding["column"]
        sheet.write_number(at, 0, at, self.number)
        sheet.set_row(at, _LINE * (1 + len(finding["message"]) // _HEADINGS[-1][1]))
        self.wrapped.write(sheet, at, 1, name or finding["file"])
        if row is not None:
            sheet.write_number(at, 2, row, self.number)
        place = self.places.get((name, row, column)) or self.places.get((name, row, None))
        if place and at <= _MAX_LINKS:
            shown = finding["cell"] or place
            sheet.write_url(at, 3, f"internal:'{name}'!{place}", self.link, shown)
        else:
            self.wrapped.write(sheet, at, 3, finding["cell"])
        self.wrapped.write(sheet, at, 4, column)
        severity = codelists.label("severity", finding["severity"], self.language)
        self.marks[finding["severity"]].write(sheet, at, 5, severity)
        self.wrapped.write(sheet, at, 6, finding["message"])

    def _copied_rows(self, name: str, frame: pl.DataFrame, faulty: set[int | None]) -> pl.DataFrame:
        rows = frame.filter(pl.col("row") <= MAX_ROWS).sort("row")
        if frame.height <= _COPIED_WHOLE:
            return rows
        key = "workbook.corrections.only_faulty"
        self.remarks.append(text(key, self.language, sheet=name, rows=frame.height))
        return rows.filter(pl.col("row").is_in([row for row in faulty if row is not None]))


def _positions(columns: Sequence[str], letters: Mapping[str, str]) -> dict[str, int]:
    """Where each column goes: where it stood in the file, or else one after the other."""
    if any(column not in letters for column in columns):
        return {column: at for at, column in enumerate(columns)}
    return {column: xl_cell_to_rowcol(f"{letters[column]}1")[1] for column in columns}


def _by_cell(
    findings: Sequence[dict[str, Any]], columns: Sequence[str]
) -> dict[tuple[int, str], tuple[str, str]]:
    """Worst severity and all messages of each marked cell.

    A finding about a whole row, or a column that was not sent, stands at the row's first cell.
    """
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for finding in findings:
        if finding["row"] is None or not columns:
            continue
        column = finding["column"] if finding["column"] in columns else columns[0]
        severity, said = finding["severity"], finding["message"]
        if (other := found.get((finding["row"], column))) is not None:
            severity = min(severity, other[0], key=_SEVERITIES.index)
            said = f"{other[1]}\n{said}"
        found[finding["row"], column] = (severity, said)
    return found


def _in_order(findings: pl.DataFrame) -> pl.DataFrame:
    """Errors before warnings before notes; within them as one reads: file, sheet, line, column."""
    types = list(record_types())
    columns = dict.fromkeys(c.name for t in record_types().values() for c in t.columns)
    return findings.sort(
        _place(pl.col("severity"), _SEVERITIES),
        _place(pl.col("record_type"), types),
        pl.col("row").fill_null(-1),
        _place(pl.col("column"), list(columns)),
        "column", "rule", "values", "file", "record_type",
    )  # fmt: skip


def _place(column: pl.Expr, order: Sequence[str]) -> pl.Expr:
    places = pl.Series(range(len(order)), dtype=pl.Int64)
    known = column.replace_strict(list(order), places, default=-1, return_dtype=pl.Int64)
    return known.fill_null(-1)
