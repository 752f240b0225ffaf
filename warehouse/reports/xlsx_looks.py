"""How the cells of a report's workbook look."""

from typing import TYPE_CHECKING

from contracts.workbook.sheets import TextWriter
from warehouse.reports.numbers import SYMBOLS, Figure

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBER = {"median": "#,##0.0", "share": "0.0%"}
_WHOLE = "#,##0"


class Looks:
    """The looks of cells, and the writers of text in them."""

    def __init__(self, workbook: "Workbook") -> None:
        self.title = TextWriter(workbook, {"bold": True, "font_size": 14, "font_color": "#0B4F80"})
        self.strong = TextWriter(workbook, {"bold": True})
        self.name = TextWriter(workbook, {"bold": True, "valign": "top"})
        self.text = TextWriter(workbook, {"text_wrap": True, "valign": "top"})
        self.short = TextWriter(workbook, {})
        self.below = TextWriter(workbook, {"indent": 1})
        head = {"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True}
        self.header = TextWriter(workbook, {**head, "align": "right"})
        self.header_of_text = TextWriter(workbook, head)
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

    def write(
        self, sheet: "Worksheet", place: tuple[int, int], figure: Figure, language: str,
        *, is_total: bool = False,
    ) -> None:  # fmt: skip
        """Write a figure as a number, or the sign that stands in its place."""
        if figure.value is None:
            self.sign.write(sheet, *place, figure.text(language))
        else:
            look = self.number(figure.statistic, is_total=is_total, is_rounded=figure.is_rounded)
            sheet.write_number(*place, float(figure.value), look)
