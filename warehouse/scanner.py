"""Searching the open zone for identifiers: the last guard before anything is published.

Looks into every file of any kind (`scanned_text`). What it reports is a place and a kind, never the
value. It looks for what was submitted: names and addresses of two words or more and eight
characters or more, NIKs, passports and business numbers, local numbers of eight characters or more
with a letter, and for anything that reads as a NIK. Shorter ones (a one-word name can be a regency)
are excluded by column lineage instead: no class D or L column goes on from the pseudonymised zone.

One pass over the words of a text, looked up in sets: the time does not grow with the number of
identifiers.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from contracts.registry import record_types
from contracts.schemas.columns import Sensitivity
from warehouse import files
from warehouse.scanned_text import texts_of

SHORTEST = 8
DIGITS_ALONE = 12  # a number without a letter is told from an amount from this length on
UNREADABLE = "unreadable"
_TOGETHER = 4_000_000  # bytes of text looked up at once
_WORDS = r"[\p{L}\p{N}]+"
_WORD = re.compile(r"[^\W_]+")
_PARTS = 3  # words that a number may be cut into and is still seen as one
# Sixteen digits, blanks, points and hyphens between them; no part of an id or a decimal fraction.
_NIK = re.compile(r"(?<![0-9A-Za-z])(?<!\d[.,])\d(?:[ .\-]?\d){15}(?![0-9A-Za-z])(?![.,]\d)")
_NIK_LIKE = r"(?:[0-9][ .\-]?){15}[0-9]"


@dataclass(frozen=True)
class Leak:
    """Where an identifier stands.

    Attributes:
        file: Path below the root that was searched.
        place: Table and column, member of an archive, or `text`.
        kind: nik, number, phrase (a name or address), or unreadable: what cannot be read cannot be
            cleared.
    """

    file: str
    place: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file} ({self.place}): {self.kind}"


@dataclass
class Identifiers:
    """What must not be found. Restricted; shows nothing of itself.

    Attributes:
        phrases: Names, addresses and numbers of several parts as tuples of upper-case words, by
            their first two words.
        numbers: NIKs, passports and other numbers: letters and digits only, upper case.
    """

    phrases: dict[str, set[tuple[str, ...]]] = field(default_factory=dict, repr=False)
    numbers: set[str] = field(default_factory=set, repr=False)

    @classmethod
    def from_frames(cls, rows: Mapping[str, pl.DataFrame]) -> "Identifiers":
        """Collect from validated rows by record type, by sensitivity class.

        What our own lists and sentences say (a region, a label) is no identifier, even where
        someone wrote it into an address.
        """
        found = cls()
        for name, frame in rows.items():
            for column in record_types()[name].columns:
                if column.sensitivity in (Sensitivity.DIRECT, Sensitivity.LOCAL):
                    found.add_all(frame[column.name].cast(pl.String).drop_nulls().unique())
        return found

    def add_all(self, values: Iterable[str]) -> None:
        """Add values, each as far as it is long enough to be told from a common word."""
        for value in values:
            for part in value.split("|"):
                self._add(part)

    def _add(self, value: str) -> None:
        words = tuple(_WORD.findall(value.upper()))
        plain = "".join(words)
        digits = sum(c.isdigit() for c in plain)
        if len(plain) < SHORTEST:
            return
        if digits and (digits < len(plain) or digits >= DIGITS_ALONE):
            self.numbers.add(plain)
        if len(words) > 1 and digits < len(plain) and not _is_public(words):
            self.phrases.setdefault(f"{words[0]} {words[1]}", set()).add(words)


def scan(root: Path, identifiers: Identifiers, skip: Sequence[Path] = ()) -> list[Leak]:
    """Search every file below a folder.

    Args:
        root: The open zone.
        identifiers: What must not be found.
        skip: Folders below it that are not open (the restricted zone).

    Returns:
        One leak per file, place and kind, in order. Of files with the same bytes (a report in its
        release and in the site) one is read, and what it holds is told of all.
    """
    search = _Search(identifiers)
    alike: dict[tuple[str, str], list[str]] = {}  # how it is read and what it is: names
    for path in _files(root, skip):
        name = str(path.relative_to(root.absolute()))
        try:
            names = alike.setdefault((path.suffix, files.sha256(path)), [])
            names.append(name)
            if len(names) > 1:
                continue
            for place, texts in texts_of(path):
                search.add(name, place, texts)
        except FileNotFoundError:
            continue  # replaced while we looked: the new one is searched by the next run
        except Exception:  # noqa: BLE001 - whatever a reader cannot take must not pass for clean
            search.leaks.add(Leak(name, "text", UNREADABLE))
    search.look()
    others = {names[0]: names[1:] for names in alike.values()}
    copies = {
        replace(leak, file=name) for leak in search.leaks for name in others.get(leak.file, ())
    }
    return sorted(search.leaks | copies, key=str)


class _Search:
    """Texts of many places, gathered and looked up together: one small look-up costs as much."""

    def __init__(self, identifiers: Identifiers) -> None:
        self.leaks: set[Leak] = set()
        self._identifiers = identifiers
        self._pairs = pl.Series(sorted(identifiers.phrases), dtype=pl.String).implode()
        self._numbers = pl.Series(sorted(identifiers.numbers), dtype=pl.String).implode()
        self._places: list[tuple[str, str]] = []
        self._texts: list[pl.Series] = []
        self._size = 0

    def add(self, file: str, place: str, texts: pl.Series) -> None:
        """Take texts of a place in; look when there are enough."""
        self._texts.append(texts)
        self._places.append((file, place))
        self._size += texts.estimated_size()
        if self._size > _TOGETHER:
            self.look()

    def look(self) -> None:
        """Look the gathered texts up and forget them."""
        if self._texts:
            sources = np.repeat(np.arange(len(self._texts)), [len(t) for t in self._texts])
            texts = pl.concat(text.alias("text") for text in self._texts).to_frame()
            texts = texts.with_columns(pl.Series("source", sources)).with_row_index("item")
            for kind, sources in (("nik", self._niks(texts)), *self._words(texts)):
                self.leaks.update(Leak(*self._places[source], kind) for source in sources)
        self._places, self._texts, self._size = [], [], 0

    def _niks(self, texts: pl.DataFrame) -> set[int]:
        near = texts.filter(pl.col("text").str.contains(_NIK_LIKE)).select("source", "text")
        return {
            source
            for source, text in near.iter_rows()
            if any(_is_nik(found, self._identifiers) for found in _NIK.findall(text))
        }

    def _words(self, texts: pl.DataFrame) -> tuple[tuple[str, set[int]], ...]:
        words = (
            texts.select(
                "source",
                "item",
                word=pl.col("text").str.to_uppercase().str.extract_all(_WORDS),
            )
            .explode("word", empty_as_null=True)
            .drop_nulls("word")
        )
        ahead = [
            pl.when(pl.col("item") == pl.col("item").shift(-step)).then(pl.col("word").shift(-step))
            for step in range(_PARTS)
        ]
        looked = words.select(
            "source",
            pair=pl.concat_str(ahead[:2], separator=" ").is_in(self._pairs).fill_null(False),
            number=pl.any_horizontal(
                pl.concat_str(ahead[: count + 1]).is_in(self._numbers).fill_null(False)
                for count in range(_PARTS)
            ),
        )
        numbers = set(looked.filter("number")["source"].unique())
        phrases: set[int] = set()
        for place in looked["pair"].arg_true().to_list():
            source = words["source"][place]
            if source not in phrases and self._holds_phrase(words, place):
                phrases.add(source)
        return ("number", numbers), ("phrase", phrases)

    def _holds_phrase(self, words: pl.DataFrame, place: int) -> bool:
        """Whether a whole phrase begins at this word."""
        first = words.slice(place, 2)["word"]
        known = self._identifiers.phrases[f"{first[0]} {first[1]}"]
        here = words.slice(place, max(map(len, known)))
        text = tuple(here.filter(pl.col("item") == here["item"][0])["word"])
        return any(text[: len(phrase)] == phrase for phrase in known)


def _is_nik(found: str, identifiers: Identifiers) -> bool:
    """Whether digits are a submitted NIK, or read as one: regency, day (women + 40), month."""
    digits = re.sub(r"\D", "", found)
    if digits in identifiers.numbers:
        return True
    day, month = int(digits[6:8]), int(digits[8:10])
    if found != digits or f"{digits[:2]}.{digits[2:4]}" not in _regencies():
        return False
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and digits[12:] != "0000"


@cache
def _regencies() -> frozenset[str]:
    from contracts.regions import old_regions, regencies

    return frozenset(old_regions()) | {region.code for region in regencies()}


def _is_public(words: tuple[str, ...]) -> bool:
    text, pairs = _public_words()
    return words[:2] in pairs and f" {' '.join(words)} " in text


@cache
def _public_words() -> tuple[str, frozenset[tuple[str, str]]]:
    """What regions are called and our code lists and sentences say: its words, and their pairs."""
    from contracts import codelists, messages, regions

    names = [region.name for region in regions.regions().values()]
    names += [old.name for old in regions.old_regions().values()]
    folders = [Path(codelists.__file__).parent, Path(messages.__file__).parent]
    files = [p for f in folders for p in sorted(f.rglob("*")) if p.suffix in {".csv", ".toml"}]
    texts = [*names, *(path.read_text("utf-8") for path in files)]
    joined = " | ".join(" ".join(_WORD.findall(text.upper())) for text in texts)
    return f" {joined} ", frozenset(pairwise(joined.split(" ")))


def _files(root: Path, skip: Sequence[Path]) -> Iterator[Path]:
    closed = {path.absolute() for path in skip}
    for folder, below, names in os.walk(root.absolute()):
        here = Path(folder)
        below[:] = sorted(name for name in below if here / name not in closed)  # not gone into
        for path in (here / name for name in sorted(names)):
            if path.is_file() and not path.is_symlink():
                yield path
