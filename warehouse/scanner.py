"""Searching the open zone for identifiers: the last guard before anything is published.

Looks into every file of any kind: Parquet and DuckDB as tables, workbooks and other zip files
member by member, PDF by its inflated streams, all else as text. What it reports is a place and a
kind, never the value. It looks for what was submitted: names and addresses of two words or more and
eight characters or more, NIKs, passports, and local numbers of eight characters or more with a
letter. Shorter ones (a one-word name can be a regency) are excluded by column lineage instead: no
class D or L column goes on from the pseudonymised zone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.registry import record_types
from contracts.schemas.columns import Sensitivity
from warehouse.scanned_text import texts_of

if TYPE_CHECKING:
    import polars as pl

SHORTEST = 8
_WORD = re.compile(r"[^\W_]+")
# bounded by no letter: the hexadecimal ids of ours hold runs of sixteen digits by chance
_NIK = re.compile(r"(?<![0-9A-Za-z])\d{16}(?![0-9A-Za-z])")
_NUMBERISH = re.compile(r"[0-9A-Za-z]+(?:[ ./\\_-]{1,2}[0-9A-Za-z]+)*")


@dataclass(frozen=True)
class Leak:
    """Where an identifier stands."""

    file: str
    place: str  # table and column, member, or line
    kind: str

    def __str__(self) -> str:
        return f"{self.file} ({self.place}): {self.kind}"


@dataclass
class Identifiers:
    """What must not be found.

    Attributes:
        phrases: Names and addresses as tuples of upper-case words, by their first two words.
        numbers: NIKs, passports and local numbers: letters and digits only, upper case.
    """

    phrases: dict[tuple[str, str], set[tuple[str, ...]]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    @classmethod
    def from_frames(cls, frames: Mapping[str, "pl.DataFrame"]) -> "Identifiers":
        """Collect from validated rows by record type, by sensitivity class."""
        found = cls()
        for name, frame in frames.items():
            for column in record_types()[name].columns:
                if column.sensitivity in (Sensitivity.DIRECT, Sensitivity.LOCAL):
                    for value in frame[column.name].drop_nulls().unique().to_list():
                        found.add(str(value))
        return found

    def add(self, value: str) -> None:
        """Add one value, if it is long enough to be told from a common word."""
        for part in value.split("|"):
            self._add(part)

    def _add(self, value: str) -> None:
        plain = plain_number(value)
        has_digit = any(c.isdigit() for c in plain)
        has_letter = any(c.isalpha() for c in plain)
        if len(plain) >= SHORTEST and has_digit and (has_letter or len(plain) == 16):
            self.numbers.add(plain)
        words = tuple(_WORD.findall(value.upper()))
        # a date or a number of several parts is no phrase
        if len(words) >= 2 and len(value) >= SHORTEST and not has_digit_only(words):
            self.phrases.setdefault(words[:2], set()).add(words)


def plain_number(value: str) -> str:
    """Letters and digits only, upper case."""
    return "".join(c for c in value.upper() if c.isalnum())


def has_digit_only(words: Sequence[str]) -> bool:
    """Whether no word holds a letter."""
    return not any(c.isalpha() for word in words for c in word)


def scan(root: Path, identifiers: Identifiers, *, skip: Sequence[Path] = ()) -> list[Leak]:
    """Search every file below a folder.

    Args:
        root: The open zone.
        identifiers: What must not be found.
        skip: Folders below it that are not open (the restricted zone).

    Returns:
        One leak per file, place and kind, in order.
    """
    leaks: dict[Leak, None] = {}
    for path in _files(root, skip):
        name = str(path.relative_to(root))
        for place, texts in texts_of(path):
            for kind in found_in(texts, identifiers):
                leaks[Leak(name, place, kind)] = None
    return sorted(leaks, key=str)


def found_in(texts: Iterable[str], identifiers: Identifiers) -> list[str]:
    """Kinds of identifier found in texts: nik, number, phrase."""
    kinds: set[str] = set()
    for text in texts:
        if not kinds >= {"nik", "number"} and any(c.isdigit() for c in text):
            kinds |= _numbers(text, identifiers)
        if "phrase" not in kinds and _has_phrase(text, identifiers):
            kinds.add("phrase")
    return sorted(kinds)


def _numbers(text: str, identifiers: Identifiers) -> set[str]:
    kinds = set()
    if any(_is_nik(match) for match in _NIK.findall(text)):
        kinds.add("nik")
    for match in _NUMBERISH.finditer(text):
        run = match.group()
        if len(run) < SHORTEST:
            continue
        if _holds_number(run, identifiers):
            kinds.add("number")
            break
    return kinds


def _holds_number(run: str, identifiers: Identifiers) -> bool:
    """Whether consecutive parts of a run, joined, are a known number."""
    parts = re.findall(r"[0-9A-Za-z]+", run.upper())
    for start in range(len(parts)):
        joined = ""
        for part in parts[start : start + 16]:
            joined += part
            if len(joined) >= SHORTEST and joined in identifiers.numbers:
                return True
    return False


def _is_nik(digits: str) -> bool:
    """Whether sixteen digits read as a NIK: a province, a day (women + 40) and a month."""
    day, month = int(digits[6:8]), int(digits[8:10])
    known = "11" <= digits[:2] <= "97"
    return known and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _has_phrase(text: str, identifiers: Identifiers) -> bool:
    words = _WORD.findall(text.upper())
    for i in range(len(words) - 1):
        for phrase in identifiers.phrases.get((words[i], words[i + 1]), ()):
            if tuple(words[i : i + len(phrase)]) == phrase:
                return True
    return False


def _files(root: Path, skip: Sequence[Path]) -> Iterator[Path]:
    closed = [path.absolute() for path in skip]
    for path in sorted(root.absolute().rglob("*")):
        inside = any(path.is_relative_to(folder) for folder in closed)
        if path.is_file() and not path.is_symlink() and not inside:
            yield path
