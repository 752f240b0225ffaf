"""What both workbooks share: text that never runs, a fixed day of creation, a safe way to disk."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from contracts.problems import Problem

MAX_ROWS: Final = 1_048_576  # of a sheet, by the file format
MAX_TEXT: Final = 32_767  # characters in a cell
TEXT_FORMAT: Final = 49  # the built-in number format `@`: what is typed stays as it is
_CREATED: Final = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")


def open_workbook(buffer: io.BytesIO) -> Workbook:
    """A workbook that writes text as text, gives the same bytes every time and no temporary file.

    Without `in_memory` the writer would lay identifiers down in the system's temporary folder.
    """
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": "Kliring", "created": _CREATED})
    return workbook


def add_sheet(workbook: Workbook, name: str) -> Worksheet:
    """A sheet that prints across: landscape, as wide as one page, its name and the page below."""
    sheet = workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C&P / &N")
    return sheet


class TextWriter:
    """Writes cells of one look as text; what a spreadsheet might run gets the text prefix too."""

    def __init__(self, workbook: Workbook, look: dict[str, object]) -> None:
        self.plain: Format = workbook.add_format({"num_format": TEXT_FORMAT, **look})
        self._quoted: Format = workbook.add_format(
            {"num_format": TEXT_FORMAT, "quote_prefix": True, **look}
        )

    def write(self, sheet: Worksheet, row: int, column: int, value: str | None) -> None:
        """Write one cell, counted from 0; an empty one still gets the look."""
        if not value:
            sheet.write_blank(row, column, None, self.plain)
            return
        look = self._quoted if value.startswith(_RUNS) else self.plain
        sheet.write_string(row, column, value[:MAX_TEXT], look)


def save(content: bytes, out: Path) -> None:
    """Write a finished workbook under a temporary name and put it in its place.

    Raises:
        Problem: The folder is missing, or the file cannot be written or replaced.
    """
    temporary = out.with_name(f".{out.name}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Problem("workbook.cannot_write", path=out, reason=error.strerror or "?") from error
