"""Plain workbooks of lists: a heading, rows of text and numbers, drop-downs where one chooses."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.workbook.sheets import MAX_ROWS, TextWriter, add_sheet, open_workbook

_NARROW: Final = 10
_WIDE: Final = 60
_LINE: Final = 15  # height of a line


@dataclass(frozen=True)
class Listing:
    """One sheet.

    Attributes:
        name: Of the sheet.
        headings: Of the columns.
        rows: Cells by row: text, whole numbers, fractions or None.
        choices: What a cell may be chosen from, by number of the column.
        to_fill: Numbers of the columns that people fill in.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]
    choices: dict[int, Sequence[str]] | None = None
    to_fill: Sequence[int] = ()


def content(listings: Sequence[Listing]) -> bytes:
    """The workbook; the same lists give the same bytes, and no cell of it runs."""
    buffer = io.BytesIO()
    workbook = open_workbook(buffer)
    head = TextWriter(workbook, {"bold": True, "border": 1, "bg_color": "#D9E2F3"})
    fill = TextWriter(workbook, {"bold": True, "border": 1, "bg_color": "#F4B183"})
    cell = TextWriter(workbook, {"text_wrap": True, "valign": "top"})
    number = workbook.add_format({"valign": "top", "align": "right", "indent": 1})
    for listing in listings:
        sheet = add_sheet(workbook, listing.name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        shown = listing.rows[: MAX_ROWS - 1]
        widths: list[int] = []
        for at, heading in enumerate(listing.headings):
            texts = [str(row[at]) for row in shown if row[at] is not None]
            longest = max((len(text) for text in texts), default=0)
            widths.append(min(max(_NARROW, len(heading) + 2, longest), _WIDE))
            sheet.set_column(at, at, widths[at])
            (fill if at in listing.to_fill else head).write(sheet, 0, at, heading)
        for line, row in enumerate(shown, 1):
            sheet.set_row(line, _LINE * _lines(row, widths))
            for at, value in enumerate(row):
                if isinstance(value, str) or value is None:
                    cell.write(sheet, line, at, value)
                else:
                    sheet.write_number(line, at, value, number)
        for at, allowed in (listing.choices or {}).items():
            rule = {"validate": "list", "source": list(allowed)}
            sheet.data_validation(1, at, max(len(shown), 1), at, rule)
    workbook.close()
    return buffer.getvalue()


def _lines(row: Sequence[str | int | float | None], widths: Sequence[int]) -> int:
    """Lines that the longest text of a row takes: not every program finds the height itself."""
    texts = ((len(v), width) for v, width in zip(row, widths, strict=True) if isinstance(v, str))
    return max((1 + length // (width + 1) for length, width in texts), default=1)
