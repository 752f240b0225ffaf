"""XLSX to grids: one per sheet, every cell as text, rows numbered as the spreadsheet does."""

import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import polars as pl

from contracts.reading.blanks import content_rows, first_content_row
from contracts.reading.package_guard import MAX_UNPACKED, Package, inspect
from contracts.reading.sources import Grid, RefusedFileError, SourceFile

# The reader underneath logs what it stumbles over; what is wrong with a file is said as a finding.
for _name in ("calamine", "calamine.xlsx", "fastexcel"):
    logging.getLogger(_name).disabled = True

_TAG_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_TAG_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook and the versions of the template it names."""

    versions: tuple[str, ...]
    grids: tuple[Grid, ...]


def read_workbook(file: SourceFile) -> Workbook:
    """Every sheet of a workbook, hidden ones too.

    Raises:
        RefusedFileError: It is no workbook, broken, protected, or dangerous to open.
    """
    if file.size > MAX_UNPACKED:
        raise RefusedFileError("F-005", limit=MAX_UNPACKED // 1_000_000)
    content = file.read()
    package = inspect(content)
    try:
        return Workbook(package.versions, tuple(_grids(content, package)))
    except RefusedFileError:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken workbook does to the reader, it is broken
        raise RefusedFileError("F-001") from None
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedFileError("F-001") from None


def _grids(content: bytes, package: Package) -> Iterator[Grid]:
    import fastexcel

    reader = fastexcel.read_excel(content)
    parts = _sheet_parts(content)
    for name in _worksheets(reader.sheet_names, parts):
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        yield _grid(sheet, name, package, parts.get(name, ""))


def _worksheets(names: list[str], parts: dict[str, str]) -> Iterator[str]:
    """Sheets with cells; a sheet that holds only a chart has none."""
    for name in names:
        if "chartsheets/" not in parts.get(name, ""):
            yield name


def _sheet_parts(content: bytes) -> dict[str, str]:
    """The part of the package that holds each sheet."""
    from html import unescape

    with zipfile.ZipFile(BytesIO(content)) as package:
        workbook = package.read("xl/workbook.xml").decode("utf-8", errors="replace")
        try:
            relations = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        except KeyError:
            relations = ""
    targets = {}
    for found in _TAG_RELATION.findall(relations):
        attributes = dict(_ATTRIBUTE.findall(found))
        target = attributes.get("Target", "")
        targets[attributes.get("Id")] = (
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    sheets = (dict(_ATTRIBUTE.findall(found)) for found in _TAG_SHEET.findall(workbook))
    return {
        unescape(sheet.get("name", "")): targets.get(
            next((value for key, value in sheet.items() if key.endswith(":id")), None), ""
        )
        for sheet in sheets
    }


def _grid(sheet: object, name: str, package: Package, part: str) -> Grid:
    frame: pl.DataFrame = sheet.to_polars()  # pyright: ignore[reportAttributeAccessIssue]
    first_column = _first_column(sheet)
    frame.columns = [str(i) for i in range(frame.width)]
    frame = _with_errors_shown(frame, first_column, package, part)
    head = first_content_row(frame)
    if head is None:
        nothing = pl.Series("row", [], dtype=pl.Int64)
        return Grid(name, (), pl.DataFrame(), nothing, 0, package.is_1904)
    header = tuple((cell or "").strip() for cell in frame.row(head))
    body = frame.slice(head + 1)
    rows = pl.int_range(head + 2, head + 2 + body.height, dtype=pl.Int64, eager=True)
    kept = content_rows(body)
    if kept is not None:
        body, rows = body[kept], rows.gather(kept)
    return Grid(name, header, body, rows.alias("row"), first_column, package.is_1904)


def _first_column(sheet: object) -> int:
    columns = sheet.available_columns()  # pyright: ignore[reportAttributeAccessIssue]
    return columns[0].absolute_index if columns else 0


def _with_errors_shown(
    frame: pl.DataFrame, first_column: int, package: Package, part: str
) -> pl.DataFrame:
    """The reader takes an error in a cell (`#N/A`) for nothing; put back what the cell shows."""
    by_column: dict[int, tuple[list[int], list[str]]] = {}
    for row, column, text in package.faulty.get(part, ()):
        if row < frame.height and 0 <= column - first_column < frame.width:
            places, texts = by_column.setdefault(column - first_column, ([], []))
            places.append(row)
            texts.append(text)
    for column, (places, texts) in by_column.items():
        name = str(column)
        frame = frame.with_columns(frame[name].scatter(places, texts).alias(name))
    return frame
