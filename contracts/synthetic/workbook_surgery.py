"""Workbooks changed inside their package, as no spreadsheet program would write them."""

import io
import zipfile
from collections.abc import Callable, Mapping

_SHEET = "xl/worksheets/sheet1.xml"
_FILLER = 20_000_000  # bytes of nothing, packed to a thousandth
_FAR_CELL = (
    b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
)
_CUSTOM = (
    b'<?xml version="1.0"?><Properties xmlns:vt="vt"><property name="kliring_contract">'
    b"<vt:lpwstr>99.0</vt:lpwstr></property></Properties>"
)


def swollen(content: bytes) -> bytes:
    """A workbook that unpacks to hundreds of times its size."""
    return repacked(content, {}, {"xl/media/filler.bin": bytes(_FILLER)})


def with_entities(content: bytes) -> bytes:
    """A workbook whose first sheet declares XML entities."""
    declared = b'<!DOCTYPE sheet [<!ENTITY a "aaaa">]><worksheet'
    return repacked(content, {_SHEET: lambda part: part.replace(b"<worksheet", declared, 1)}, {})


def with_far_cell(content: bytes) -> bytes:
    """A workbook with something in the very last cell of its first sheet."""
    return repacked(content, {_SHEET: lambda part: part.replace(b"</sheetData>", _FAR_CELL)}, {})


def of_unknown_version(content: bytes) -> bytes:
    """A workbook that calls itself a template of a version nobody made."""
    return repacked(content, {}, {"docProps/custom.xml": _CUSTOM})


def repacked(
    content: bytes, changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes]
) -> bytes:
    """The package with some parts changed and some added.

    Args:
        content: The workbook.
        changes: What to do with a part, by its name.
        added: New parts by name.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in package.infolist():
            body = package.read(part)
            change = changes.get(part.filename)
            changed.writestr(part, change(body) if change else body)
        for name, body in added.items():
            stamp = zipfile.ZipInfo(name)  # its own date would differ from run to run
            stamp.compress_type = zipfile.ZIP_DEFLATED
            changed.writestr(stamp, body)
    return target.getvalue()
