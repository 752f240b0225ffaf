"""What a workbook holds, found out before anything unpacks it in earnest.

An XLSX file is a zip of XML. Both can be made to swallow all memory: by unpacking to gigabytes,
by XML entities, by one long text shown in a million cells, by a single cell in the last row and
column. This module reads the package with bounded memory and refuses such files.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.reading.sources import RefusedFileError

MAX_UNPACKED = 300_000_000  # bytes
MAX_RATIO = 200  # unpacked to packed
MAX_PARTS = 10_000
MAX_AREA = 33_000_000  # cells of the rectangle around the content; a reader keeps every one
MAX_TEXT = 300_000_000  # bytes of text in all cells, shared ones counted as often as they stand
_OLE = b"\xd0\xcf\x11\xe0"  # encrypted workbooks and the old XLS
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!ENTITY", "<!DOCTYPE")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)?(\d+)[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>\s*<")
_FAULTY = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.S)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_SHARED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d+)\s*<"
)
_IS_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_END_OF_TEXT = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_DATE_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']", re.IGNORECASE)
_DEFINED_VERSION = re.compile(
    rb"<(?:\w+:)?definedName\s[^>]*\bname\s*=\s*[\"']kliring_template_version[\"'][^>]*>([^<]*)<",
    re.IGNORECASE,
)
_PROPERTY_VERSION = re.compile(
    rb"<(?:\w+:)?property\s[^>]*\bname\s*=\s*[\"']kliring_contract[\"'][^>]*>\s*"
    rb"<vt:\w+[^>]*>([^<]*)<",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Package:
    """What was found in a workbook.

    Attributes:
        versions: Versions of the template it names, none where it names none.
        is_1904: Serial numbers of dates count from 1904.
        faulty: By sheet part, cells that show an error (row and column from 0) and its text.
    """

    versions: tuple[str, ...]
    is_1904: bool
    faulty: Mapping[str, tuple[tuple[int, int, str], ...]]


def inspect(content: bytes) -> Package:
    """Look through a workbook.

    Raises:
        RefusedFileError: It is no workbook, broken, protected, or dangerous to open.
    """
    if content.startswith(_OLE):
        raise RefusedFileError("F-002")
    if not content.startswith(b"PK"):
        raise RefusedFileError("F-003" if content.strip() else "F-004", expected="XLSX")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _inspect(package, len(content))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError):
        raise RefusedFileError("F-001") from None
    except (ValueError, RuntimeError, zlib.error):
        raise RefusedFileError("F-001") from None


def _inspect(package: zipfile.ZipFile, packed: int) -> Package:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFileError("F-002")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(MAX_UNPACKED, MAX_RATIO * packed) or len(parts) > MAX_PARTS:
        raise RefusedFileError("F-005", limit=MAX_UNPACKED // 1_000_000)
    if len(set(names)) != len(names):
        raise RefusedFileError("F-001")
    if "xl/workbook.xml" not in names:
        raise RefusedFileError("F-003", expected="XLSX")
    return _look_through(package, names)


def _look_through(package: zipfile.ZipFile, names: list[str]) -> Package:
    """Every part is looked at, by content and not by name: names are the sender's to choose."""
    lengths: list[int] = []
    sheets: list[str] = []
    workbook = properties = b""
    for name in names:
        if name.lower().startswith("xl/media/"):
            continue
        part = _part(package, name)
        if b"sst" in part[:2_000] and b"sheetData" not in part:
            lengths += _text_lengths(part)
        if b"sheetData" in part:
            sheets.append(name)
        if name == "xl/workbook.xml":
            workbook = part
        elif name.lower() == "docprops/custom.xml":
            properties = part
    faulty = _look_through_sheets(package, sheets, lengths)
    versions = _DEFINED_VERSION.findall(workbook) + _PROPERTY_VERSION.findall(properties)
    return Package(
        tuple(_plain(version) for version in versions),
        _DATE_1904.search(workbook) is not None,
        faulty,
    )


def _look_through_sheets(
    package: zipfile.ZipFile, sheets: list[str], lengths: list[int]
) -> dict[str, tuple[tuple[int, int, str], ...]]:
    faulty: dict[str, tuple[tuple[int, int, str], ...]] = {}
    shown = 0
    for name in sheets:
        part = package.read(name)
        _refuse_scattered(part)
        shown += _shared_text(part, lengths)
        if shown > MAX_TEXT:
            raise RefusedFileError("F-005", limit=MAX_TEXT // 1_000_000)
        found = _faulty_cells(part)
        if found:
            faulty[name] = found
    return faulty


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    part = package.read(name)
    if any(declaration in part for declaration in _DECLARATIONS):
        raise RefusedFileError("F-006")
    return part


def _text_lengths(part: bytes) -> list[int]:
    return [len(text) for text in _END_OF_TEXT.split(part)]


def _shared_text(part: bytes, lengths: list[int]) -> int:
    """Bytes of shared text that a sheet shows, at most."""
    places = len(_IS_SHARED.findall(part)) if lengths else 0
    bound = places * max(lengths, default=0)
    if bound <= MAX_TEXT // 30:
        return bound
    indices = _SHARED.findall(part)
    if len(indices) < places:
        return bound
    return sum(lengths[int(i)] for i in indices if int(i) < len(lengths))


def _refuse_scattered(part: bytes) -> None:
    if _area(_PLACE.findall(part)) > MAX_AREA and _area(_FILLED.findall(part)) > MAX_AREA:
        raise RefusedFileError("F-016", limit=MAX_AREA)


def _area(places: list[tuple[bytes, bytes]]) -> int:
    """Cells from the first row and column to the furthest ones named."""
    if not places:
        return 0
    rows = max(int(row) for _, row in places)
    columns = max((column_position(letters) for letters in {p[0] for p in places}), default=0) + 1
    return rows * columns


def column_position(letters: bytes) -> int:
    """The place of a column from 0: A is 0, AA is 26; -1 without letters."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - 64
    return position - 1


def _faulty_cells(part: bytes) -> tuple[tuple[int, int, str], ...]:
    found = []
    if b'"e"' not in part and b"'e'" not in part:
        return ()
    for attributes, inside in _FAULTY.findall(part):
        place, value = _REFERENCE.search(attributes), _VALUE.search(inside)
        if place and value:
            text = value[1].decode("utf-8", errors="replace")
            found.append((int(place[2]) - 1, column_position(place[1]), text))
    return tuple(found)


def _plain(version: bytes) -> str:
    text = version.decode("utf-8", errors="replace").replace("&quot;", "")
    return text.strip().lstrip("=").strip("\"' ")
