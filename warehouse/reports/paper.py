"""A sheet of a report on paper: columns as wide as what they hold, and where a page ends.

Widths are in characters, as spreadsheets have them, heights in points. A program fits a sheet to
the width of a page by itself, whatever font it has; that a page ends between blocks must be said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from warehouse.reports.cells import Block, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LINE: Final = 15  # height of a line
NOTE_WIDTH: Final = 110  # over which a note is spread, at least
_LABELS: Final = (20, 60)  # narrowest and widest column of labels
_FIGURES: Final = (10, 22)  # narrowest and widest column of figures
_COVERAGE: Final = 16
_PER_CHARACTER, _PER_COLUMN = 7, 5  # pixels of a character, and of the edges of a column
_PAGE_WIDTH: Final = 1026  # pixels between the margins of A4 on its side
_PAGE_HEIGHT: Final = 470  # points between them, with some to spare
_EMPTY_COLUMN: Final = 64  # pixels
_MARGINS: Final = {"left": 0.5, "right": 0.5, "top": 0.75, "bottom": 0.75}  # inches
_SMALLEST: Final = 0.55  # of its size, to which a sheet is printed smaller for its height


@dataclass(frozen=True)
class Part:
    """What should stay on one page.

    Attributes:
        row: Its first row.
        heading: The last row of its heading.
        end: The row after it.
        height: Of all its rows.
    """

    row: int
    heading: int
    end: int
    height: int


def widths(table: Table, language: str) -> list[int]:
    """Widths of the columns of a sheet: labels, figures, and what notes need beyond them."""
    labels = [len(row.label) + 3 for block in table.blocks for row in block.rows]
    found = [_within(max(labels, default=0), _LABELS)]
    most = max((len(block.columns) for block in table.blocks), default=0)
    found += [_within(_needed(table, at, language), _FIGURES) for at in range(most)]
    for block in table.blocks:
        if block.coverage:
            at = len(block.columns) + 1
            found[at:] = [max([_COVERAGE, *found[at : at + 1]]), *found[at + 1 :]]
    while sum(found[1:]) < NOTE_WIDTH:
        found.append(_FIGURES[1])
    return found


def headings(block: Block) -> list[str]:
    """Headings of the columns of a block, each after the one it stands below."""
    above = {column.code: f"{column.label}: " for column in block.columns}
    return [above.get(column.parent or "", "") + column.label for column in block.columns]


def lines(text: str, width: int) -> int:
    """Lines that a text takes in a column, with room for words in bold."""
    return max(1, len(wrap(text, max(width - 2, 1))))


def lay_out(sheet: "Worksheet", columns: Sequence[int], above: int, parts: Sequence[Part]) -> None:
    """End pages between the blocks of a sheet, which is as wide as one page.

    So that a block fits on a page, and a whole sheet if it can, empty columns beside it are printed
    too: then all is printed smaller. The heading of a single block is repeated on every page.

    Args:
        sheet: As it is, with everything in it.
        columns: Widths of its columns.
        above: Height of what stands above the first block, which stays with that.
        parts: Its blocks, from the top.
    """
    sheet.set_margins(**_MARGINS)
    if not parts:
        return
    whole = above + sum(part.height for part in parts)
    tallest = max(above + parts[0].height, *(part.height for part in parts))
    height = next((h for h in (whole, tallest) if h <= _PAGE_HEIGHT / _SMALLEST), _PAGE_HEIGHT)
    pixels = sum(width * _PER_CHARACTER + _PER_COLUMN for width in columns)
    needed = max(pixels, _PAGE_WIDTH * height / _PAGE_HEIGHT)
    beside = ceil((needed - pixels) / _EMPTY_COLUMN)
    sheet.print_area(0, 0, parts[-1].end - 1, len(columns) - 1 + beside)
    sheet.set_h_pagebreaks(_breaks(above, parts, _PAGE_HEIGHT * needed / _PAGE_WIDTH))
    if len(parts) == 1:
        sheet.repeat_rows(parts[0].row, parts[0].heading)


def _breaks(above: int, parts: Sequence[Part], page: float) -> list[int]:
    """Rows before which a page ends."""
    found, used = [], above
    for part in parts:
        if part is not parts[0] and used + part.height > page:
            found.append(part.row)
            used = 0
        used += part.height
    return found


def _needed(table: Table, at: int, language: str) -> int:
    """What the longest word of a heading and the longest figure of a column take."""
    found = [0]
    for block in table.blocks:
        if at < len(block.columns):
            words = headings(block)[at].split()
            figures = (block.figure(row, block.columns[at]) for row in block.rows)
            found += [len(word) + 3 for word in words]
            found += [len(figure.text(language)) + 3 for figure in figures if figure]
    return max(found)


def _within(width: int, ends: tuple[int, int]) -> int:
    return min(max(width, ends[0]), ends[1])
