"""The files of one submission to its tables, with every reason to refuse it (step 1)."""

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from contracts.reading.csv_text import read_csv
from contracts.reading.parquet import read_parquet
from contracts.reading.sources import (
    Grid,
    RawTable,
    RefusedFileError,
    Remark,
    SourceFile,
    Submission,
)
from contracts.reading.tables import file_record_type, record_type_named, resembles, table
from contracts.reading.workbook import read_workbook
from contracts.registry import CONTRACT_VERSION, RecordType
from contracts.workbook import HELP_SHEETS

KNOWN_VERSIONS = (CONTRACT_VERSION,)
_NIL_MARKER = "NIHIL.TXT"
_SNIFF = 65_536  # bytes of a file of unknown kind that are looked at


@dataclass(frozen=True)
class Reading:
    """What the files of a submission hold.

    Attributes:
        tables: One per record type and file, as far as they could be read.
        refusal: The one reason why step 1 failed; None if it did not.
        notes: What was ignored or dropped; empty if step 1 failed.
    """

    tables: tuple[RawTable, ...]
    refusal: Remark | None
    notes: tuple[Remark, ...]


def read_submission(submission: Submission) -> Reading:
    """Read all files of a submission; the order in which they come changes nothing."""
    found = _Found(submission)
    for file in sorted(submission.files, key=lambda f: f.name):
        try:
            found.read(file)
        except RefusedFileError as refused:
            found.remarks.append(Remark(refused.rule, file.name, values=refused.values))
        except OSError:
            found.remarks.append(Remark("F-001", file.name))
    tables, remarks = found.tables, found.remarks
    if not any(_is_error(remark) for remark in remarks):
        remarks += _as_a_whole(submission, tables)
    errors = [remark for remark in remarks if _is_error(remark)]
    if errors:
        return Reading(tuple(tables), min(errors, key=_rank), ())
    return Reading(tuple(tables), None, tuple(remarks))


def _is_error(remark: Remark) -> bool:
    return remark.rule < "F-100"


def _rank(remark: Remark) -> tuple[str, str, str, str]:
    return remark.rule, remark.file or "", remark.record_type or "", remark.column or ""


def _as_a_whole(submission: Submission, tables: list[RawTable]) -> list[Remark]:
    """Faults of the submission that no single file has."""
    counted = Counter(t.record_type for t in tables)
    twice = next((t for t in tables if counted[t.record_type] > 1), None)
    if twice is not None:
        files = sorted({t.file for t in tables if t.record_type == twice.record_type})
        values = {"files": ", ".join(files)}
        return [Remark("F-010", files[-1], twice.record_type, values=values)]
    filled = next((t for t in tables if t.height), None)
    if submission.is_nil and filled is not None:
        return [Remark("F-014", filled.file, filled.record_type, filled.grid.rows[0])]
    if not submission.is_nil and filled is None:
        return [Remark("F-015", tables[0].file if tables else None)]
    return []


class _Found:
    """What has been found in the files of one submission so far."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.tables: list[RawTable] = []
        self.remarks: list[Remark] = []

    def read(self, file: SourceFile) -> None:
        """Read one file by its ending."""
        path = PurePath(file.name)
        match path.suffix.lower():
            case ".xlsx":
                self._read_workbook(file)
            case ".csv":
                self._take(read_csv(file, path.stem), file_record_type(path.stem), file)
            case ".parquet":
                self._take(read_parquet(file, path.stem), file_record_type(path.stem), file)
            case _:
                self._ignore(file)

    def _read_workbook(self, file: SourceFile) -> None:
        workbook = read_workbook(file)
        if any(version not in KNOWN_VERSIONS for version in workbook.versions):
            self.remarks.append(Remark("F-013", file.name, values={"known": CONTRACT_VERSION}))
        for grid in workbook.grids:
            record_type = record_type_named(grid.name)
            is_help = bool(workbook.versions) and grid.name in HELP_SHEETS
            if is_help and record_type is None and resembles(grid.header) is None:
                continue  # a sheet of the template itself is nothing the sender did
            self._take(grid, record_type, file)

    def _take(self, grid: Grid, record_type: RecordType | None, file: SourceFile) -> None:
        """Take a grid for a table, ignore it, or refuse it."""
        if record_type is None:
            self._set_aside(grid, file)
        elif record_type.agency != self.submission.agency:
            values = {"agency": self.submission.agency, "other": record_type.agency}
            self.remarks.append(Remark("F-008", file.name, record_type.name, values=values))
        else:
            found, about = table(grid, record_type, file.name)
            self.tables.append(found)
            self.remarks += about

    def _set_aside(self, grid: Grid, file: SourceFile) -> None:
        alike = resembles(grid.header)
        values: dict[str, object] = {"sheet": grid.name[:60]}
        if alike is not None:
            values["name"] = alike.name
            self.remarks.append(Remark("F-009", file.name, alike.name, values=values))
        else:
            is_sheet = grid.is_1904 is not None
            self.remarks.append(Remark("F-102" if is_sheet else "F-103", file.name, values=values))

    def _ignore(self, file: SourceFile) -> None:
        """Note a file of another kind, unless data would be lost by its name."""
        if self.submission.is_nil and file.name.upper() == _NIL_MARKER:
            return
        head = _head(file)
        if head.startswith(b"PK") and b"xl/" in head:
            raise RefusedFileError("F-003", expected="XLSX")
        if head.startswith(b"PAR1"):
            raise RefusedFileError("F-003", expected="Parquet")
        if head.startswith(b"\xd0\xcf\x11\xe0") and file.name.lower().endswith((".xls", ".xlt")):
            raise RefusedFileError("F-002")
        if _resembling_text(head) is not None:
            raise RefusedFileError("F-003", expected="CSV")
        self.remarks.append(Remark("F-103", file.name, values={"sheet": file.name[:60]}))


def _head(file: SourceFile) -> bytes:
    if isinstance(file.content, bytes):
        return file.content[:_SNIFF]
    with file.content.open("rb") as opened:
        return opened.read(_SNIFF)


def _resembling_text(head: bytes) -> RecordType | None:
    text = head.decode("latin-1").lstrip("\ufeffï»¿ \r\n")
    first = text.partition("\n")[0].strip()
    for delimiter in (";", ",", "\t", "|"):
        cells = tuple(cell.strip('" \r') for cell in first.split(delimiter))
        alike = resembles(cells)
        if alike is not None:
            return alike
    return None
