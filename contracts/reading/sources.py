"""What is read and what comes of it: files, submissions, grids, tables, and why one is refused."""

import mmap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class SourceFile:
    """One file as it was sent: its name, and its bytes or where they lie."""

    name: str
    content: bytes | Path

    @property
    def size(self) -> int:
        """Size in bytes."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size

    def read(self) -> bytes:
        """The bytes.

        Raises:
            OSError: The file cannot be read.
        """
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    @contextmanager
    def mapped(self) -> Iterator[bytes | mmap.mmap]:
        """The bytes without a copy of them, for a large file that is not empty.

        Raises:
            OSError: The file cannot be read.
        """
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as opened:
            view = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            try:
                yield view
            finally:
                with suppress(BufferError):  # an error on its way out may still hold a window
                    view.close()


@dataclass(frozen=True)
class Submission:
    """One agency, reporting unit, period and revision, with its files.

    Attributes:
        submission_id: `agency/unit/period/rN`.
        period: `YYYY-MM`.
        received_on: The day of receipt; no date in it may be later.
        is_nil: The unit says that it has nothing to report.
    """

    submission_id: str
    agency: str
    unit: str
    period: str
    received_on: date
    is_nil: bool
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Grid:
    """One sheet or file as text, before anyone asks what its columns are.

    Attributes:
        name: Of the sheet, or of the file without folder and ending.
        header: The first row with anything in it, cell by cell; empty if there is none.
        body: Columns `0`, `1`, ... as String, below the header, rows without content left out.
        rows: Int64, the line of each row of `body` as a person sees it.
        first_column: How many columns stand empty on the left of the grid.
    """

    name: str
    header: tuple[str, ...]
    body: pl.DataFrame
    rows: pl.Series
    first_column: int = 0
    is_1904: bool | None = None  # date system of a workbook; None where serial numbers mean nothing


@dataclass(frozen=True)
class RawTable:
    """The rows of one record type in one submission, as they stand in their grid.

    Most are few, and naming the columns of each would cost more than reading them:
    `tables.stacked` does it for all at once.

    Attributes:
        places: Contract column to the column of the grid it stands in.
    """

    file: str
    record_type: str
    grid: Grid
    places: Mapping[str, int]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.grid.rows.len()

    def letter(self, column: str) -> str | None:
        """The letter of a column in a spreadsheet; None if the table does not have it."""
        place = self.places.get(column)
        return None if place is None else column_letter(place + self.grid.first_column)


@dataclass(frozen=True)
class Remark:
    """Something to say about a file, a sheet or a column: an error of step 1, or a note."""

    rule: str
    file: str | None = None
    record_type: str | None = None
    row: int | None = None
    column: str | None = None
    letter: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class RefusedFileError(Exception):
    """A file that cannot be used. Carries the rule and its parameters, never a value of a cell."""

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.values = values


def column_letter(position: int) -> str:
    """The letter of a column, as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
