"""A report as a workbook: a sheet of contents, a sheet per table, and all figures with their ids.

Numbers are numbers, and rounded ones too: their format sets the sign before them. Where a figure is
not shown its sign stands in the cell, and the sheet of all figures says of each how it is shown.
Text never runs as a formula; the day of creation is fixed.
"""

import io
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from contracts import codelists
from contracts.messages import text
from contracts.workbook.sheets import TextWriter, add_sheet, open_workbook
from warehouse.reports.cells import Block, Table
from warehouse.reports.contents import Report, coverage_of, period_of
from warehouse.reports.grid import coverage, signs
from warehouse.reports.labels import day, unit
from warehouse.reports.numbers import SYMBOLS, Figure

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBER = {"median": "#,##0.0", "share": "0.0%"}
_WHOLE = "#,##0"
_LABEL_WIDTH = 44
_CELL_WIDTH = 15
_NOTE_COLUMNS = 8  # that a note is spread over
_FIGURE_COLUMNS = (
    ("figure_id", 40), ("table", 8), ("block", 34), ("row", 34), ("column", 28), ("unit", 14),
    ("value", 18), ("shown", 20), ("period_start", 14), ("period_end", 14), ("as_of", 16),
    ("received", 18), ("owed", 16),
)  # fmt: skip
_VALUE_COLUMN = 6
_TOLD_WIDTH = 100  # of the sentences on the first sheet
_LINE = 15  # height of a line
_NOTE_LINE = 105  # characters of a note in one line


def xlsx_bytes(report: Report) -> bytes:
    """The report as a workbook."""
    buffer = io.BytesIO()
    workbook = open_workbook(buffer)
    looks = _Looks(workbook)
    words: Mapping[str, str] = report.document["words"]
    _contents(workbook, report, looks, words)
    for table in report.tables.values():
        sheet = _sheet(workbook, table.code, report, words)
        _table(sheet, table, report, looks, words)
    _all_figures(workbook, report, looks, words)
    workbook.close()
    return buffer.getvalue()


class _Looks:
    """The looks of cells, and the writers of text in them."""

    def __init__(self, workbook: "Workbook") -> None:
        self.title = TextWriter(workbook, {"bold": True, "font_size": 14, "font_color": "#0B4F80"})
        self.strong = TextWriter(workbook, {"bold": True})
        self.name = TextWriter(workbook, {"bold": True, "valign": "top"})
        self.text = TextWriter(workbook, {"text_wrap": True, "valign": "top"})
        self.short = TextWriter(workbook, {})
        self.below = TextWriter(workbook, {"indent": 1})
        self.header = TextWriter(
            workbook,
            {"bold": True, "bottom": 1, "align": "right", "valign": "bottom", "text_wrap": True},
        )
        self.sign = TextWriter(workbook, {"align": "right", "font_color": "#52606D"})
        self.note = TextWriter(workbook, {"italic": True, "font_color": "#52606D"})
        self.alarm = TextWriter(workbook, {"bold": True, "font_color": "#9B1C1C"})
        self._workbook = workbook
        self._numbers: dict[tuple[str, bool, bool], Format] = {}

    def number(
        self, statistic: str, *, is_total: bool = False, is_rounded: bool = False
    ) -> "Format":
        """The look of a number."""
        key = (statistic, is_total, is_rounded)
        if key not in self._numbers:
            sign = f'"{SYMBOLS["rounded"]}"' if is_rounded else ""
            look = {
                "num_format": sign + _NUMBER.get(statistic, _WHOLE),
                "bold": is_total,
                "italic": is_rounded,
            }
            self._numbers[key] = self._workbook.add_format(look)
        return self._numbers[key]


def _sheet(
    workbook: "Workbook", name: str, report: Report, words: Mapping[str, str]
) -> "Worksheet":
    """A sheet whose printed pages say what they are, and that they are a draft."""
    sheet = add_sheet(workbook, name[:31])
    title = report.document["title"].replace("&", "&&")
    draft = f'&R&"Calibri,Bold"{words["draft"]}' if report.is_draft else ""
    sheet.set_header(f"&L{title}{draft}"[:255])
    sheet.set_footer(f"&C&P / &N&L{name}")
    return sheet


def _top(
    sheet: "Worksheet", title: str, report: Report, looks: _Looks, words: Mapping[str, str]
) -> int:
    """Title and what every reader must know: for whom it is, and that it is a draft."""
    looks.title.write(sheet, 0, 0, title)
    row = 1
    for alarm in (
        report.document.get("classification"),
        words["draft_notice"] if report.is_draft else None,
    ):
        if alarm:
            looks.alarm.write(sheet, row, 0, alarm)
            row += 1
    return row + 1


def _contents(
    workbook: "Workbook", report: Report, looks: _Looks, words: Mapping[str, str]
) -> None:
    sheet = _sheet(workbook, words["contents"], report, words)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, _TOLD_WIDTH)
    row = _top(sheet, report.document["title"], report, looks, words)
    looks.short.write(sheet, row - 1, 0, report.document["subtitle"])
    row += 1
    for fact in report.document["facts"]:
        looks.strong.write(sheet, row, 0, fact["name"])
        looks.text.write(sheet, row, 1, fact["text"])
        row += 1
    for heading, lines in (
        (words["headlines"], [_card(c) for c in report.document["headlines"]]),
        (words["summary"], [(s["table"], s["text"]) for s in report.document["summary"]]),
    ):
        if lines:
            row += 1
            looks.strong.write(sheet, row, 0, heading)
        for name, told in lines:
            row += 1
            looks.text.write(sheet, row, 0, name)
            looks.text.write(sheet, row, 1, told)
            sheet.set_row(row, _LINE * (1 + len(told) // _TOLD_WIDTH))
        row += bool(lines)
    row += 1
    looks.strong.write(sheet, row, 0, words["sheet"])
    looks.strong.write(sheet, row, 1, words["title"])
    for table in report.tables.values():
        row += 1
        sheet.write_url(row, 0, f"internal:'{table.code[:31]}'!A1", string=table.code)
        looks.text.write(sheet, row, 1, table.title)
    row += 1
    name = words["all_figures"]
    sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
    row += 2
    for heading, pairs in (
        (words["symbols"], [(s["symbol"], s["meaning"]) for s in report.document["symbols"]]),
        (words["units"], [(u["unit"], u["meaning"]) for u in report.document["units"]]),
    ):
        looks.strong.write(sheet, row, 0, heading)
        for sign, meaning in pairs:
            row += 1
            looks.text.write(sheet, row, 0, sign)
            looks.text.write(sheet, row, 1, meaning)
            sheet.set_row(row, _LINE * (1 + len(meaning) // _TOLD_WIDTH))
        row += 2


def _card(card: Mapping[str, str]) -> tuple[str, str]:
    """A figure in large print as a line: what it is; the figure with its range, unit and id."""
    told = f"{card['text']} {card['between']}".strip()
    return card["label"], f"{told} ({card['unit']}; {card['id']})"


def _table(
    sheet: "Worksheet", table: Table, report: Report, looks: _Looks, words: Mapping[str, str]
) -> None:
    language = report.language
    sheet.set_column(0, 0, _LABEL_WIDTH)
    most = max((len(b.columns) for b in table.blocks), default=1)
    sheet.set_column(1, max(most + 1, _NOTE_COLUMNS), _CELL_WIDTH)
    sheet.freeze_panes(0, 1)
    row = _top(sheet, f"{words['table']} {table.code}. {table.title}", report, looks, words)
    notes = (
        ("period", period_of(table, language)),
        ("as_of", day(table.as_of, language)),
        ("coverage", coverage_of(table, language)),
        ("definition", table.definition),
        ("source", table.source),
        ("limits", table.limits),
    )
    for key, note in notes:
        looks.name.write(sheet, row, 0, words[key])
        sheet.merge_range(row, 1, row, _NOTE_COLUMNS, "", looks.text.plain)
        looks.text.write(sheet, row, 1, note)
        sheet.set_row(row, _LINE * (1 + len(note) // _NOTE_LINE))
        row += 1
    for block in table.blocks:
        row = _block(sheet, row + 1, block, report, looks)


def _block(sheet: "Worksheet", row: int, block: Block, report: Report, looks: _Looks) -> int:
    """One matrix from this row on; the row after it."""
    looks.strong.write(sheet, row, 0, f"{block.title} ({unit(block.unit, report.language)})")
    row += 1
    parents = {c.code: c.label for c in block.columns}
    looks.header.write(sheet, row, 0, "")
    for number, column in enumerate(block.columns, 1):
        above = f"{parents[column.parent]}: " if column.parent else ""
        looks.header.write(sheet, row, number, above + column.label)
    longest = max((len(c.label) for c in block.columns), default=0)
    sheet.set_row(row, _LINE * (1 + max(longest, _CELL_WIDTH) // (_CELL_WIDTH - 2)))
    if block.coverage:
        told = text("reports.words.coverage_short", report.language)
        looks.header.write(sheet, row, len(block.columns) + 1, told)
    kinds: set[str] = set()
    for heading in block.rows:
        row += 1
        writer = (
            looks.strong if heading.is_total else looks.below if heading.parent else looks.short
        )
        writer.write(sheet, row, 0, heading.label)
        for number, column in enumerate(block.columns, 1):
            figure = block.figure(heading, column)
            if figure is not None:
                kinds.add(figure.kind)
                _cell(sheet, (row, number), figure, report, looks, is_total=heading.is_total)
        if block.coverage:
            came = coverage(block, heading, report.language)
            looks.sign.write(sheet, row, len(block.columns) + 1, came)
    for note in signs(kinds, report.language):
        row += 1
        looks.note.write(sheet, row, 0, note)
    return row + 1


def _cell(
    sheet: "Worksheet", place: tuple[int, int], figure: Figure, report: Report, looks: _Looks,
    *, is_total: bool = False,
) -> None:  # fmt: skip
    if figure.value is None:
        looks.sign.write(sheet, *place, figure.text(report.language))
    else:
        look = looks.number(figure.statistic, is_total=is_total, is_rounded=figure.is_rounded)
        sheet.write_number(*place, float(figure.value), look)


def _all_figures(
    workbook: "Workbook", report: Report, looks: _Looks, words: Mapping[str, str]
) -> None:
    """Every figure in a row of its own, with all it must be read with: what programs read."""
    name = words["all_figures"]
    sheet = _sheet(workbook, name, report, words)
    row = _top(sheet, name, report, looks, words)
    for number, (key, width) in enumerate(_FIGURE_COLUMNS):
        sheet.set_column(number, number, width)
        looks.header.write(sheet, row, number, words[key])
    first = row
    for table in report.tables.values():
        for block in table.blocks:
            for heading in block.rows:
                for column in block.columns:
                    figure = block.figure(heading, column)
                    if figure is None:
                        continue
                    row += 1
                    told = (figure.figure_id, table.code, block.title, heading.label, column.label)
                    for number, value in enumerate((*told, unit(block.unit, report.language))):
                        looks.short.write(sheet, row, number, value)
                    _cell(sheet, (row, _VALUE_COLUMN), figure, report, looks)
                    _circumstances(sheet, row, table, figure, language=report.language, looks=looks)
    sheet.autofilter(first, 0, row, len(_FIGURE_COLUMNS) - 1)
    sheet.freeze_panes(first + 1, 1)


def _circumstances(
    sheet: "Worksheet", row: int, table: Table, figure: Figure, *, language: str, looks: _Looks
) -> None:
    """How a figure is shown, and its period, as-of date and coverage."""
    start, end = (on.isoformat() if on else "" for on in table.period)
    as_of = table.as_of.isoformat() if table.as_of else ""
    shown = _shown_as(figure.kind, language)
    for number, value in enumerate((shown, start, end, as_of), _VALUE_COLUMN + 1):
        looks.short.write(sheet, row, number, value)
    whole = looks.number("count")
    for number, count in enumerate((figure.received, figure.owed), _VALUE_COLUMN + 5):
        sheet.write_number(row, number, count, whole)


@cache
def _shown_as(kind: str, language: str) -> str:
    """How a figure is shown, or why there is none, in words."""
    return codelists.label(
        "shown" if kind in codelists.codes("shown") else "value_status", kind, language
    )
