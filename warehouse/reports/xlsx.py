"""A report as a workbook: a sheet of contents, a sheet per table, and all figures with their ids.

Numbers are numbers, and rounded ones too: their format sets the sign before them. Where a figure is
not shown its sign stands in the cell, and the sheet of all figures says of each how it is shown.
Text never runs as a formula; the day of creation is fixed.
"""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from contracts.messages import text
from contracts.workbook.sheets import add_sheet, open_workbook
from warehouse.reports import paper
from warehouse.reports.cells import Block, Table
from warehouse.reports.contents import Report, coverage_of, period_of
from warehouse.reports.grid import coverage, signs
from warehouse.reports.labels import day, unit
from warehouse.reports.xlsx_figures import all_figures
from warehouse.reports.xlsx_looks import Looks

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_TOLD_WIDTH = 100  # of the sentences on the first sheet
_NOTE_ROOM = 0.9  # of the width of a note that its words take


def xlsx_bytes(report: Report) -> bytes:
    """The report as a workbook."""
    buffer = io.BytesIO()
    workbook = open_workbook(buffer)
    looks = Looks(workbook)
    words: Mapping[str, str] = report.document["words"]
    _contents(workbook, report, looks, words)
    for table in report.tables.values():
        sheet = _sheet(workbook, table.code, report)
        _table(sheet, table, report, looks, words)
    name = words["all_figures"]
    sheet = _sheet(workbook, name, report)
    all_figures(sheet, _top(sheet, name, report, looks), report, looks, words)
    workbook.close()
    return buffer.getvalue()


def _sheet(workbook: "Workbook", name: str, report: Report) -> "Worksheet":
    """A sheet whose printed pages say what they are, for whom, and that they are a draft."""
    sheet = add_sheet(workbook, name[:31])
    title = report.document["title"].replace("&", "&&")
    readers = report.document.get("classification")
    alarms = [f'&C&"Calibri,Bold"{readers}'] if readers else []
    alarms += [f'&R&"Calibri,Bold"{short}'] if (short := report.document["marks"]["short"]) else []
    sheet.set_header(f"&L{title}{''.join(alarms)}"[:255])
    sheet.set_footer(f"&C&P / &N&L{name}")
    return sheet


def _top(sheet: "Worksheet", title: str, report: Report, looks: Looks) -> int:
    """Title and what every reader must know: for whom it is, and that it is a draft."""
    looks.title.write(sheet, 0, 0, title)
    row = 1
    for alarm in (report.document.get("classification"), report.document["marks"]["notice"]):
        if alarm:
            looks.alarm.write(sheet, row, 0, alarm)
            row += 1
    return row + 1


def _contents(workbook: "Workbook", report: Report, looks: Looks, words: Mapping[str, str]) -> None:
    sheet = _sheet(workbook, words["contents"], report)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, _TOLD_WIDTH)
    row = _top(sheet, report.document["title"], report, looks)
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
            sheet.set_row(row, paper.LINE * paper.lines(told, _TOLD_WIDTH))
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
            sheet.set_row(row, paper.LINE * paper.lines(meaning, _TOLD_WIDTH))
        row += 2


def _card(card: Mapping[str, str]) -> tuple[str, str]:
    """A figure in large print as a line: what it is; the figure with its range, unit and id."""
    told = ", ".join(part for part in (card["text"], card["between"]) if part)
    return card["label"], f"{told} ({card['unit']}; {card['id']})"


def _table(
    sheet: "Worksheet", table: Table, report: Report, looks: Looks, words: Mapping[str, str]
) -> None:
    language = report.language
    widths = paper.widths(table, language)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(0, 1)
    title = f"{words['table']} {table.code}. {table.title}"
    row = _top(sheet, title, report, looks)
    notes = (
        ("period", period_of(table, language)),
        ("as_of", day(table.as_of, language)),
        ("coverage", coverage_of(table, language)),
        ("definition", table.definition),
        ("source", table.source),
        ("limits", table.limits),
    )
    height = row * paper.LINE
    last = _note_columns(widths)
    for key, note in notes:
        looks.name.write(sheet, row, 0, words[key])
        sheet.merge_range(row, 1, row, last, "", looks.text.plain)
        looks.text.write(sheet, row, 1, note)
        needed = paper.LINE * paper.lines(note, round(sum(widths[1 : last + 1]) * _NOTE_ROOM))
        sheet.set_row(row, needed)
        height += needed
        row += 1
    parts = []
    for block in table.blocks:
        parts.append(_block(sheet, row + 1, block, language, looks, widths=widths))
        row = parts[-1].end
    paper.lay_out(sheet, widths, height, parts)


def _note_columns(widths: Sequence[int]) -> int:
    """The last column over which notes are spread."""
    return next(at for at in range(1, len(widths)) if sum(widths[1 : at + 1]) >= paper.NOTE_WIDTH)


def _block(
    sheet: "Worksheet", first: int, block: Block, language: str, looks: Looks,
    *, widths: Sequence[int],
) -> paper.Part:  # fmt: skip
    """One matrix from this row on."""
    looks.strong.write(sheet, first, 0, f"{block.title} ({unit(block.unit, language)})")
    heading = row = first + 1
    looks.header.write(sheet, row, 0, "")
    heads = paper.headings(block)
    if block.coverage:
        heads.append(text("reports.words.coverage_short", language))
    for number, head in enumerate(heads, 1):
        looks.header.write(sheet, row, number, head)
    needed = max(map(paper.lines, heads, widths[1:]), default=1)
    sheet.set_row(row, paper.LINE * needed)
    kinds: set[str] = set()
    for of in block.rows:
        row += 1
        writer = looks.strong if of.is_total else looks.below if of.parent else looks.short
        writer.write(sheet, row, 0, of.label)
        for number, column in enumerate(block.columns, 1):
            figure = block.figure(of, column)
            if figure is not None:
                kinds.add(figure.kind)
                looks.write(sheet, (row, number), figure, language, is_total=of.is_total)
        if block.coverage:
            looks.sign.write(sheet, row, len(block.columns) + 1, coverage(block, of, language))
    for note in signs(kinds, language):
        row += 1
        looks.note.write(sheet, row, 0, note)
    return paper.Part(first, heading, row + 1, paper.LINE * (row + 2 - first + needed - 1))
