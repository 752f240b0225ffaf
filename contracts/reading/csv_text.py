"""CSV to a grid: `,` or `;`, UTF-8 or Windows-1252, row numbers by the line a record starts on.

Files of usual size and odd ones go record by record through Python's reader, which forgives what
spreadsheets write; large clean ones through polars, which is fifty times as fast.
"""

import csv
import io
import itertools
import mmap
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from contracts.reading.blanks import content_rows
from contracts.reading.sources import Grid, RefusedFileError, SourceFile

MAX_BYTES = 500_000_000  # a million and a half of the longest rows; six times as much in memory
_FAST_FROM = 2_000_000  # bytes
_CHUNK = 1 << 24
_BATCH = 50_000  # records per frame on the patient path
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"\x1f\x8b")
_SEPARATOR_LINE = re.compile(r"sep=.", re.IGNORECASE)  # a hint that Excel reads and writes

Buffer = bytes | mmap.mmap

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def read_csv(file: SourceFile, name: str) -> Grid:
    """The grid of a CSV file.

    Raises:
        RefusedFileError: It is empty, too large, not text, or broken off inside a quoted cell.
        OSError: It cannot be read.
    """
    if file.size > MAX_BYTES:
        raise RefusedFileError("F-005", limit=MAX_BYTES // 1_000_000)
    if file.size < _FAST_FROM:
        return _read_patiently(_text(file.read()), name)
    with file.mapped() as content:
        _refuse_what_is_no_text(content)
        is_plain = _is_plain(content)
        grid = _read_fast(file.content, content, name) if is_plain else None
        if grid is not None:
            return grid
        text = _text(bytes(content))
    if is_plain:  # perhaps polars only did not know the encoding
        encoded = text.encode()
        grid = _read_fast(encoded, encoded, name)
    return grid or _read_patiently(text, name)


def _text(content: bytes) -> str:
    content = content.removeprefix(_UTF8_BOM)
    if not content.strip():
        raise RefusedFileError("F-004")
    _refuse_what_is_no_text(content)
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFileError("F-007")


def _refuse_what_is_no_text(content: Buffer) -> None:
    head = content[:8]
    if head.startswith(_OTHER_FORMATS):
        raise RefusedFileError("F-003", expected="CSV")
    if head.startswith(_UTF16_BOMS) or content.find(b"\0") >= 0:
        raise RefusedFileError("F-007")


def _is_plain(content: Buffer) -> bool:
    """Whether every quote opens or closes a cell, so that any reader understands the same."""
    if content.find(b"\n") < 0:
        return False
    if content.find(b'"') < 0:
        return True
    data = np.frombuffer(content, np.uint8)
    quotes = 0
    for start in range(0, len(data), _CHUNK):
        places = np.flatnonzero(data[start : start + _CHUNK] == ord('"')) + start
        quotes += len(places)
        before = data[np.maximum(places - 1, 0)]
        after = data[np.minimum(places + 1, len(data) - 1)]
        inner = _is_inner(before) & _is_inner(after) & (places > 0) & (places < len(data) - 1)
        if inner.any():
            return False
    return quotes % 2 == 0


def _is_inner(neighbours: np.ndarray) -> np.ndarray:
    return ~np.isin(neighbours, np.frombuffer(b'",;\r\n', np.uint8))


def _read_fast(source: bytes | Path, content: Buffer, name: str) -> Grid | None:
    """By polars; None if it does not understand the file, so that the patient way may try."""
    try:
        text = bytes(content[:65_536]).removeprefix(_UTF8_BOM).decode("utf-8", errors="ignore")
        skipped, delimiter = _header_place(text)
        frame = pl.read_csv(
            source, has_header=False, infer_schema=False, separator=delimiter, skip_lines=skipped
        )
    except (pl.exceptions.PolarsError, csv.Error):
        return None
    if frame.is_empty():
        return None
    first = frame.row(0)
    frame.columns = [str(i) for i in range(frame.width)]
    if content.find(b'"') < 0 or _lines(content) == skipped + frame.height:  # no breaks in cells
        rows = pl.int_range(skipped + 1, skipped + 1 + frame.height, dtype=pl.Int64, eager=True)
    else:
        rows = _rows_with_breaks(frame, skipped)
    body, rows = frame.slice(1), rows.slice(1).alias("row")
    kept = content_rows(body)
    if kept is not None:
        body, rows = body[kept], rows.gather(kept)
    return Grid(name, _header(first), body, rows)


def _lines(content: Buffer) -> int:
    data = np.frombuffer(content, np.uint8)
    breaks = sum(
        int(np.count_nonzero(data[start : start + _CHUNK] == ord("\n")))
        for start in range(0, len(data), _CHUNK)
    )
    return breaks + (data[-1] != ord("\n"))


def _rows_with_breaks(frame: pl.DataFrame, skipped: int) -> pl.Series:
    """The line each record starts on, where cells hold line breaks."""
    breaks = pl.Series([0], dtype=pl.Int64).new_from_index(0, frame.height)
    for name in frame.columns:
        column = frame[name]
        if column.str.contains("\n", literal=True).any():
            breaks += column.str.count_matches("\n", literal=True).fill_null(0).cast(pl.Int64)
    ends = (breaks + 1).cum_sum()
    return ends - breaks + skipped


def _header_place(text: str) -> tuple[int, str]:
    """Lines before the header, and the delimiter that cuts the header into most cells."""
    skipped = 0
    for line in io.StringIO(text, newline=None):
        if line.strip(' \t\r\n,;"') and not _SEPARATOR_LINE.fullmatch(line.strip()):
            return skipped, _delimiter(text, skipped)
        skipped += 1
    return skipped, ","


def _delimiter(text: str, skipped: int) -> str:
    def cells(delimiter: str) -> int:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(itertools.islice(lines, skipped, None), delimiter=delimiter)
        return len(next(reader, []))

    return max(",;", key=cells)


def _read_patiently(text: str, name: str) -> Grid:
    skipped, delimiter = _header_place(text[:1_000_000])
    try:
        return _records(text, name, skipped, delimiter, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise RefusedFileError("F-001") from None
    return _records(text, name, skipped, delimiter, strict=False)


def _records(text: str, name: str, skipped: int, delimiter: str, *, strict: bool) -> Grid:
    lines = itertools.islice(io.StringIO(text, newline=""), skipped, None)
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    header = next(reader, [])
    records = _numbered(reader, reader.line_num + 1, skipped)
    frames: list[pl.DataFrame] = []
    rows: list[int] = []
    while batch := list(itertools.islice(records, _BATCH)):
        rows += [row for row, _ in batch]
        frames.append(_frame([record for _, record in batch]))
    body = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    return Grid(name, _header(header), body, pl.Series("row", rows, dtype=pl.Int64))


def _numbered(reader: Any, start: int, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Records with something in them, each with the line it starts on."""
    for record in reader:
        if any(map(str.strip, record)):
            yield start + skipped, record
        start = reader.line_num + 1


def _frame(records: list[list[str]]) -> pl.DataFrame:
    """Row by row: one call for a small file, not one for each of its columns."""
    width = max(map(len, records))
    names = [str(i) for i in range(width)]
    if min(map(len, records)) == width:
        return pl.DataFrame(records, names, orient="row")
    padded = [[*record, *[None] * (width - len(record))] for record in records]
    return pl.DataFrame(padded, dict.fromkeys(names, pl.String), orient="row")


def _header(cells: Iterable[str | None]) -> tuple[str, ...]:
    return tuple((cell or "").strip() for cell in cells)
