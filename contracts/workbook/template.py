"""The workbook an agency fills in, made from the contract: sheets, headings, drop-downs, legend."""

import io
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook

from contracts import codelists, regions
from contracts.messages import subject_texts, text
from contracts.problems import Problem
from contracts.registry import AGENCIES, CONTRACT_VERSION, Column, RecordType, of_agency
from contracts.schemas.columns import Kind
from contracts.workbook import AGENCY_PROPERTY, CONTRACT_PROPERTY, VERSION_NAME
from contracts.workbook.sheets import TEXT_FORMAT, TextWriter, add_sheet, open_workbook, save

_LAST_ROW: Final = 10_000  # how far down the drop-downs reach
_INPUT_LIMIT: Final = 255  # characters of a message beside a cell, by the file format
_HEADINGS: Final = {"key": "#1F4E78", "required": "#F4B183", "optional": "#D9E2F3"}
_INK: Final = {"key": "#FFFFFF", "required": "#000000", "optional": "#000000"}
_INSTRUCTION_WIDTHS: Final = (24, 26, 34, 66, 34, 12)
_LINE: Final = 15  # height of a line
_WIDTHS: Final = {
    Kind.TEXT: 18, Kind.TEXTS: 24, Kind.CODE: 18, Kind.CODES: 26, Kind.NIK: 20,
    Kind.REGIONS: 24, Kind.MONEY: 16,
}  # fmt: skip
_REGION_LIST: Final = "wilayah"


def write_template(
    agency: str,
    out: Path,
    unit: str | None = None,
    period: str | None = None,
    language: str = "id",
) -> None:
    """Write the workbook of one agency; the same arguments give the same bytes.

    Args:
        agency: One of `registry.AGENCIES`.
        out: Where the file goes; its folder must exist.
        unit: Reporting unit, to be shown on the first sheet.
        period: `YYYY-MM`, to be shown on the first sheet.
        language: `id` or `en`, of instructions and labels; sheets and headings stay the same.

    Raises:
        Problem: There is no such agency, the file is there already and is another (somebody may
            have filled it in), or it cannot be written.
    """
    if agency not in AGENCIES:
        raise Problem("workbook.unknown_agency", agency=agency, agencies=", ".join(AGENCIES))
    made = _content(agency, unit, period, language)
    if not _is_free(out, made):
        raise Problem("workbook.there_already", path=out)
    save(made, out)


def _is_free(out: Path, made: bytes) -> bool:
    """Whether nothing is lost there: no file, or the same one."""
    try:
        return not out.is_file() or out.read_bytes() == made
    except OSError:  # whatever it holds
        return False


def _content(agency: str, unit: str | None, period: str | None, language: str) -> bytes:
    buffer = io.BytesIO()
    workbook = open_workbook(buffer)
    workbook.set_custom_property(CONTRACT_PROPERTY, CONTRACT_VERSION, "text")
    workbook.set_custom_property(AGENCY_PROPERTY, agency, "text")
    workbook.define_name(VERSION_NAME, f'="{CONTRACT_VERSION}"')
    _instructions(workbook, agency, unit, period, language)
    for record_type in of_agency(agency):
        _entry_sheet(workbook, record_type, language)
    _legend(workbook, agency, language)
    workbook.close()
    return buffer.getvalue()


def _entry_sheet(workbook: Workbook, record_type: RecordType, language: str) -> None:
    sheet = add_sheet(workbook, record_type.name)
    # the columns that name a row stay in sight beside the others
    sheet.freeze_panes(1, sum(1 for _ in takewhile(_is_key, record_type.columns)))
    sheet.repeat_rows(0)
    cell = workbook.add_format({"num_format": TEXT_FORMAT})
    looks = _writers_of_needs(workbook, {"bold": True, "border": 1})
    for at, column in enumerate(record_type.columns):
        width = max(_WIDTHS.get(column.kind, 13), len(column.name) + 3)
        sheet.set_column(at, at, width, cell)
        looks[_need(column)].write(sheet, 0, at, column.name)
        sheet.write_comment(
            0, at, _comment(column, language),
            {"author": "Kliring", "x_scale": 2.2, "y_scale": 1.3, "font_size": 9},
        )  # fmt: skip
        sheet.data_validation(1, at, _LAST_ROW, at, _validation(column, language))


def _writers_of_needs(workbook: Workbook, look: dict[str, object]) -> dict[str, TextWriter]:
    """A writer for keys, required and optional columns, each in its colour."""
    return {
        need: TextWriter(workbook, {**look, "bg_color": colour, "font_color": _INK[need]})
        for need, colour in _HEADINGS.items()
    }


def _validation(column: Column, language: str) -> dict[str, Any]:
    """The drop-down and hint of a column. No entry is refused: labels and lists are legal too."""
    hint = {
        "input_title": column.label(language)[:32],
        "input_message": _hint(column, language),
        "ignore_blank": True,
    }
    name = _list_of(column)
    if column.kind is Kind.YES_NO:
        return {"validate": "list", "source": ["Y", "T"], "error_type": "warning", **hint}
    if name is None:
        return {"validate": "any", **hint}
    several = column.kind is Kind.CODES
    return {
        "validate": "list",
        "source": f"={_range_name(name)}",
        "show_error": not several,
        "error_type": "warning",
        "error_title": text("workbook.cell.not_in_list_title", language),
        "error_message": text("workbook.cell.not_in_list", language),
        **hint,
    }


def _hint(column: Column, language: str) -> str:
    entry = text("workbook.cell.entry", language, entry=_entry(column, language))
    whole = f"{column.description(language)} {entry}"
    return whole if len(whole) <= _INPUT_LIMIT else whole[: _INPUT_LIMIT - 1] + "…"


def _comment(column: Column, language: str) -> str:
    lines = [column.label(language), column.description(language)]
    lines.append(text("workbook.cell.entry", language, entry=_entry(column, language)))
    if column.required:
        lines.append(text("workbook.cell.required", language))
    if column.refers_to:
        lines.append(text("workbook.cell.refers_to", language, sheet=column.refers_to))
    if (name := _list_of(column)) is not None:
        lines.append(text("workbook.cell.list", language, list=name))
    return "\n".join(lines)


def _legend(workbook: Workbook, agency: str, language: str) -> None:
    """The sheet of all codes; the drop-downs draw on named ranges of it."""
    sheet = add_sheet(workbook, text("workbook.sheet_codes", language))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    head = TextWriter(workbook, {"bold": True, "border": 1, "bg_color": _HEADINGS["optional"]})
    body = TextWriter(workbook, {})
    for at, (key, width) in enumerate(
        (("list", 20), ("list_title", 38), ("code", 26), ("meaning", 52))
    ):
        head.write(sheet, 0, at, text(f"workbook.header.{key}", language))
        sheet.set_column(at, at, width)
    row = 1
    for name, title, codes in _legend_lists(agency, language):
        first = row
        for code, meaning in codes:
            for at, value in enumerate((name, title, code, meaning)):
                body.write(sheet, row, at, value)
            row += 1
        area = xl_range_abs(first, 2, row - 1, 2)
        workbook.define_name(_range_name(name), f"='{sheet.get_name()}'!{area}")
    sheet.autofilter(0, 0, row - 1, 3)


def _legend_lists(agency: str, language: str) -> Iterable[tuple[str, str, list[tuple[str, str]]]]:
    columns = [column for record_type in of_agency(agency) for column in record_type.columns]
    used = {name for column in columns if (name := _list_of(column)) is not None}
    for name in sorted(used, key=lambda name: (name == codelists.COUNTRIES, name)):
        codes = [(entry.code, entry.label(language)) for entry in codelists.entries(name)]
        yield name, text(f"codelists.title.{name}", language), codes
    places = [(region.code, region.name) for region in regions.regions().values()]
    yield _REGION_LIST, text("workbook.regions.title", language), places


def _instructions(
    workbook: Workbook, agency: str, unit: str | None, period: str | None, language: str
) -> None:
    words = subject_texts("workbook", language)
    said, heads = words["instructions"], words["header"]
    sheet = add_sheet(workbook, words["sheet_instructions"])
    sheet.hide_gridlines(2)
    for at, width in enumerate(_INSTRUCTION_WIDTHS):
        sheet.set_column(at, at, width)
    title = TextWriter(workbook, {"bold": True, "font_size": 16, "font_color": _HEADINGS["key"]})
    section = TextWriter(workbook, {"bold": True, "font_size": 12})
    head = TextWriter(workbook, {"bold": True, "border": 1, "bg_color": _HEADINGS["optional"]})
    body = TextWriter(workbook, {"text_wrap": True, "valign": "top"})
    needs = _writers_of_needs(workbook, {"valign": "top"})

    def line(writer: TextWriter, *values: str) -> None:
        nonlocal row
        if len(values) > 1:
            sheet.set_row(row, _height(values))
        for at, value in enumerate(values):
            writer.write(sheet, row, at, value)
        row += 1

    row = 0
    line(title, said["title"].format(agency=codelists.label("agency", agency, language)))
    told = {"unit": unit, "period": period, "version": CONTRACT_VERSION}
    for key, value in ((key, value) for key, value in told.items() if value):
        line(section, said[key].format(**{key: value}))
    row += 1
    line(section, said["how"])
    for number, sentence in enumerate(said["lines"], 1):
        sheet.merge_range(row, 0, row, 3, "", body.plain)
        told = f"{number}. {sentence.format(agency_code=agency)}"
        sheet.set_row(row, _LINE * (1 + len(told) // sum(_INSTRUCTION_WIDTHS[:4])))
        line(body, told)
    row += 1
    line(section, said["sheets"])
    line(head, heads["sheet"], heads["content"], heads["row_is"])
    for record_type in of_agency(agency):
        line(body, record_type.name, record_type.title(language), record_type.description(language))
    row += 1
    line(section, said["columns"])
    line(head, *(heads[k] for k in ("sheet", "column", "label", "description", "entry", "needed")))
    sheet.repeat_rows(row - 1)
    for record_type in of_agency(agency):
        for column in record_type.columns:
            line(
                body, record_type.name, column.name, column.label(language),
                column.description(language), _entry(column, language),
            )  # fmt: skip
            need = _need(column)
            needs[need].write(sheet, row - 1, len(_INSTRUCTION_WIDTHS) - 1, words["needed"][need])


def _height(values: Iterable[str]) -> int:
    """Of a line of the instructions, so that the longest of its texts can be read."""
    pairs = zip(values, _INSTRUCTION_WIDTHS, strict=False)
    return _LINE * max(1 + len(value) // (width + width // 10) for value, width in pairs)


def _entry(column: Column, language: str) -> str:
    return text(f"workbook.entry.{column.kind.value}", language)


def _need(column: Column) -> str:
    return "key" if column.key else "required" if column.required else "optional"


def _list_of(column: Column) -> str | None:
    return codelists.COUNTRIES if column.kind is Kind.COUNTRY else column.code_list


def _is_key(column: Column) -> bool:
    return column.key


def _range_name(code_list: str) -> str:
    return f"kode_{code_list}"
