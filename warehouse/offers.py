"""What a sender offers: a file, a folder of files, or a manifest of many. Read once, judged later.

Small files are held in memory, so that what is checked is what is stored; a large one is named by
its path and hashed, and sealing it refuses a file that changed in between.
"""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.problems import ExitCode, Problem
from warehouse.address import Address
from warehouse.files import sha256

if TYPE_CHECKING:
    from contracts.reading.sources import SourceFile

HELD_IN_MEMORY = 64 << 20  # bytes
LARGEST_REVISION = 9999
MANIFEST_COLUMNS = ("path", "agency", "unit", "period", "revision", "received_at", "nil")
_REQUIRED_IN_MANIFEST = ("path", "agency", "unit", "period")
_NIL_MARKER = "NIHIL.TXT"
_SYSTEM_FOLDERS = frozenset({"__MACOSX"})
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")


@dataclass(frozen=True)
class Offer:
    """One submission as it is offered."""

    address: Address
    revision: int | None
    is_nil: bool
    received_at: str  # ISO date or date and time
    files: "tuple[SourceFile, ...]"

    @property
    def received_on(self) -> date:
        """Day of receipt, in the sender's or else our own time zone."""
        return date.fromisoformat(self.received_at[:10])

    @cached_property
    def sha256(self) -> str:
        """What makes two offers the same content: the files and what their names say they hold.

        A CSV or Parquet file is the record type at the end of its name; a workbook is what is in
        it, under any name. The marker file of a nil return is not content.
        """
        pairs = zip(self.files, self.digests, strict=True)
        counted = [
            (f.name, d) for f, d in pairs if not (self.is_nil and f.name.upper() == _NIL_MARKER)
        ]
        lines = sorted(f"{digest}  {_role(name)}" for name, digest in counted)
        if self.is_nil:
            lines.append("nil")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """SHA-256 of each file, when it was read."""
        return tuple(_digest(f.content) for f in self.files)


@dataclass(frozen=True)
class ManifestLine:
    """One line of a manifest, with the line a person sees."""

    line: int
    path: Path | None
    values: dict[str, str]

    def offer(self, now: str) -> Offer:
        """The submission of this line, its files read.

        Raises:
            Problem: A value is malformed or the files cannot be read.
        """
        nil = _yes_or_no(self.values.get("nil", ""))
        address = Address(self.values["agency"], self.values["unit"], self.values["period"])
        return Offer(
            address=address,
            revision=revision_number(self.values.get("revision", "")),
            is_nil=nil,
            received_at=received(self.values.get("received_at", ""), now, address),
            files=collect([self.path] if self.path else [], nil=nil),
        )


def collect(paths: Sequence[Path], *, nil: bool = False) -> "tuple[SourceFile, ...]":
    """Read files, and the files of folders, in order of their names.

    What the system leaves behind (hidden files, lock files of an open workbook) is passed over.

    Args:
        paths: Files and folders.
        nil: A nil return needs no file.

    Raises:
        Problem: A path is missing or unreadable, a folder holds a folder, nothing is offered, or
            two files have one name.
    """
    from contracts.reading.sources import SourceFile  # brings polars: not for every command

    found = [file for path in paths for file in _files(path)]
    if not found and not nil:
        raise Problem("storage.nothing_offered", exit_code=ExitCode.WRONG_USE)
    names = [p.name for p in found]
    for name in names:
        if names.count(name) > 1:
            raise Problem("storage.two_of_one_name", name=name)
    return tuple(SourceFile(p.name, _content(p)) for p in sorted(found, key=lambda p: p.name))


def read_manifest(path: Path) -> list[ManifestLine]:
    """The lines of a manifest; paths in it are relative to it.

    Raises:
        Problem: The file is not there or cannot be read, is no CSV in UTF-8, or lacks a column.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise Problem("storage.file_missing", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("storage.manifest_unreadable", path=path) from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")
    header = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in _REQUIRED_IN_MANIFEST if name not in header]
    if missing:
        raise Problem("storage.manifest_columns", path=path, missing=", ".join(missing))
    reader.fieldnames = header
    return [_line(reader.line_num, row, path.parent) for row in reader]


def revision_number(value: str) -> int | None:
    """A revision as given in text; none given is none.

    Raises:
        Problem: It is no whole number from 1.
    """
    given = value.strip().removeprefix("r")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= LARGEST_REVISION):
        raise Problem("storage.revision_malformed", revision=value, largest=LARGEST_REVISION)
    return int(given)


def moment(value: str) -> str | None:
    """A time of receipt in text, proved to be ISO; none given is none.

    Raises:
        Problem: It is no date, or date and time, as ISO writes it.
    """
    given = value.strip()
    if not given:
        return None
    if _MOMENT.fullmatch(given):
        with suppress(ValueError):
            datetime.fromisoformat(given)
            return given
    raise Problem("storage.received_malformed", received_at=value)


def received(value: str, now: str, address: Address) -> str:
    """The time of receipt, as given or else now, of a period that has begun by then or by now.

    One that is still to come is a slip of the pen, by which every unit would owe all months until
    then.

    Raises:
        Problem: It is no time, or the period has not begun.
    """
    at = moment(value) or now
    if address.period > max(at, now)[: len(address.period)]:
        raise Problem("storage.period_ahead", period=address.period)
    return at


def _line(number: int, row: dict[str, str | None], folder: Path) -> ManifestLine:
    values = {n: (v or "").strip() for n, v in row.items() if isinstance(v, str | None)}
    path = values.get("path", "")
    return ManifestLine(number, folder / path if path else None, values)


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return [path]
    except OSError as error:
        raise Problem("storage.file_unreadable", path=path) from error
    raise Problem("storage.file_missing", path=path)


def _folder(folder: Path) -> list[Path]:
    found = []
    for each in folder.iterdir():
        if each.name.startswith((".", "~$")) or each.name in _SYSTEM_FOLDERS:
            continue
        if not each.is_file():
            raise Problem("storage.folder_in_folder", path=each)
        found.append(each)
    return found


def _content(path: Path) -> bytes | Path:
    try:
        return path if path.stat().st_size > HELD_IN_MEMORY else path.read_bytes()
    except OSError as error:
        raise Problem("storage.file_unreadable", path=path) from error


def _role(name: str) -> str:
    path = Path(name.lower())
    if path.suffix in {".csv", ".parquet"}:
        return path.stem.rpartition("__")[2] + path.suffix
    return path.suffix


def _yes_or_no(value: str) -> bool:
    if value.upper() not in {"", "Y", "T"}:
        raise Problem("storage.nil_malformed", nil=value)
    return value.upper() == "Y"


def _digest(content: bytes | Path) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else sha256(content)
