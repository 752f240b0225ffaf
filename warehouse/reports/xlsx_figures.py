"""The last sheet of a report's workbook: every figure in a row of its own, for programs."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from contracts import codelists
from warehouse.reports.cells import Table
from warehouse.reports.contents import Report
from warehouse.reports.labels import unit
from warehouse.reports.numbers import Figure
from warehouse.reports.xlsx_looks import Looks

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TOLD: Final = ("figure_id", "table", "block", "row", "column", "unit")
_CIRCUMSTANCES: Final = ("shown", "period_start", "period_end", "as_of")
_COVERAGE: Final = ("received", "owed")
_COLUMNS: Final = (*_TOLD, "value", *_CIRCUMSTANCES, *_COVERAGE)
_NUMBERS: Final = frozenset(("value", *_COVERAGE))
_WIDEST: Final = 60


def all_figures(
    sheet: "Worksheet", first: int, report: Report, looks: Looks, words: Mapping[str, str]
) -> None:
    """Write every figure with all it must be read with, under a heading that stays in sight.

    Args:
        sheet: Where they go.
        first: Row of the heading.
        report: The report.
        looks: Of cells.
        words: Of the language.
    """
    widths = [len(words[key]) + 3 for key in _COLUMNS]
    for number, key in enumerate(_COLUMNS):
        writer = looks.header if key in _NUMBERS else looks.header_of_text
        writer.write(sheet, first, number, words[key])
    whole, row = looks.number("count"), first
    for row, (told, figure, about) in enumerate(_figures(report), first + 1):
        for number, value in enumerate(told):
            looks.short.write(sheet, row, number, value)
        looks.write(sheet, (row, len(told)), figure, report.language)
        for number, value in enumerate(about, len(told) + 1):
            looks.below.write(sheet, row, number, value)
        counts = (figure.received, figure.owed)
        for number, count in enumerate(counts, len(told) + 1 + len(about)):
            sheet.write_number(row, number, count, whole)
        texts = (*told, figure.text(report.language), *about)
        widths = [*map(max, widths, (len(text) + 3 for text in texts)), *widths[len(texts) :]]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width, _WIDEST))
    sheet.autofilter(first, 0, row, len(_COLUMNS) - 1)
    sheet.freeze_panes(first + 1, 1)
    sheet.repeat_rows(first)


def _figures(report: Report) -> Iterator[tuple[tuple[str, ...], Figure, tuple[str, ...]]]:
    """Every figure, what it is of, and how it is shown, its period and as-of date."""
    for table in report.tables.values():
        for block in table.blocks:
            counted = unit(block.unit, report.language)
            for heading in block.rows:
                for column in block.columns:
                    figure = block.figure(heading, column)
                    if figure is None:
                        continue
                    of = (table.code, block.title, heading.label, column.label, counted)
                    about = (_shown_as(figure.kind, report.language), *_days(table))
                    yield (figure.figure_id, *of), figure, about


def _days(table: Table) -> tuple[str, ...]:
    return tuple(day.isoformat() if day else "" for day in (*table.period, table.as_of))


@cache
def _shown_as(kind: str, language: str) -> str:
    """How a figure is shown, or why there is none, in words."""
    return codelists.label(
        "shown" if kind in codelists.codes("shown") else "value_status", kind, language
    )
