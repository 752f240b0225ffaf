"""Indonesian personal names to canonical tokens, the same at every desk.

Every step is a regular expression that Python and Polars read alike, so that the definition row by
row (`python_name`) and the bulk form (`plain_names`) are one list. Any change here changes
encodings: raise `NORMALISER_VERSION` and write the test vectors anew.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from contracts.encoding.name_words import (
    DEGREES,
    HEAD_OF,
    NOBODY,
    OLD_SPELLING,
    PARENTAGE,
    TITLES,
)


@dataclass(frozen=True)
class Step:
    """One replacement, everywhere in the text; `$1` is the first group."""

    why: str
    pattern: str
    new: str = ""

    def polars(self, text: pl.Expr) -> pl.Expr:
        """The step on a column."""
        return text.str.replace_all(self.pattern, re.sub(r"\$(\d)", r"${\1}", self.new))

    def python(self, text: str) -> str:
        """The step on one text."""
        return re.sub(self.pattern, re.sub(r"\$(\d)", r"\\g<\1>", self.new), text)


_MORE = "(.*[A-Z]{2}.*)$"  # a rest that is more than initials
_FUSED = "MUHAMMAD|MOHAMMAD|MOHAMAD|MUHAMAD|ABDUL|AHMAD|NUR|NOER"
_DEGREE = "PD|KOM|SOS|IP|AG|KM|KEP|SI|KES|HUM|FARM|PSI|MD|TP|TH|KEB"
_BLANKS = Step("one blank", r"[\s\x1c-\x1f]+", " ")
_APOSTROPHES = Step("apostrophes are not heard", r"['’‘`ʼ]")
# `alias` and its likes within the name: what follows is another name of the person
ALIAS = r"^(.+?) *(?: (?:ALIAS|ALS|AKA)\b\.?:?|\bA\.K\.A\.?|[@(]) *(.*)$"
STEPS = (
    Step("what follows a comma is a degree", r",.*$"),
    Step("a.l. and a.p. are bin and binti", r"([A-Z]{2}\.? +)A ?[./] ?[LP]\.? +", "$1BIN "),
    Step("a degree of two letters, S.H.", r"^(.*[A-Z]{2}\S* +)[SM]\. ?[AEHMT]\.?$", "$1"),
    Step("points within a degree, S.Pd", rf"\b([SMA])\.({_DEGREE})\b", "$1$2"),
    Step("only letters", r"[^A-Z]+", " "),
    Step("no blank outside", r"^ | $"),
    Step("titles", rf"^(?:(?:{'|'.join(TITLES)}) +)+{_MORE}", "$1"),
    Step("degrees", rf"(?: +(?:{'|'.join(DEGREES)}))+$"),
    Step("parentage", rf"^(.+?) +(?:{'|'.join(PARENTAGE)})(?: .*)?$", "$1"),
    Step("M. before a name", rf"^M +{_MORE}", "MUHAMMAD $1"),
    Step(
        "fused", r"\b(MUHAMMAD|MOHAMMAD|MOHAMAD|MUHAMAD|ABDUL|AHMAD|NUR|NOER)([A-Z]{4,})\b", "$1 $2"
    ),
    Step("fused Siti, not Sitinjak", r"\bSITI([A-MO-Z][A-Z]{3,})\b", "SITI $1"),
    Step("fused Abdur Rahman", r"\bABDURR?([AO][A-Z]{3,})\b", "ABDUL R$1"),
    Step("nobody", rf"^(?:{'|'.join(NOBODY)})$"),
)


def python_name(name: str) -> tuple[str, str | None]:
    """A name as blank-separated raw tokens (empty if nothing is left), and the alias within it."""
    marks = unicodedata.normalize("NFKD", name)
    text = "".join(c for c in marks if not unicodedata.category(c).startswith("M")).upper()
    text = _BLANKS.python(_APOSTROPHES.python(text)).strip(" ")
    alias = None
    if found := re.match(ALIAS, text):
        text, alias = found[1], found[2]
    for step in STEPS:
        text = step.python(text)
    return text, alias


def python_tokens(name: str) -> tuple[str, ...]:
    """Canonical tokens of a name in their order; initials written together come apart."""
    plain = python_name(name)[0]
    if len(plain) <= 3 and not re.search("[AEIOU ]", plain):
        return tuple(plain)
    return tuple(canonical_token(token) for token in plain.split())


def plain_names(names: pl.DataFrame) -> pl.DataFrame:
    """`python_name` in bulk.

    Args:
        names: Column `name`, one row per distinct name.

    Returns:
        The rows in their order with `plain` (null if nothing is left) and `within` (the alias
        within the name, null without one).
    """
    text = pl.col("plain")
    marks = pl.col("name").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    found = names.with_columns(
        plain=_BLANKS.polars(_APOSTROPHES.polars(marks)).str.strip_chars(" ")
    )
    found = found.with_columns(
        plain=text.str.replace(ALIAS, "${1}"), within=text.str.extract(ALIAS, 2)
    )
    for step in STEPS:  # one after the other: nested they would be worked out again and again
        found = found.with_columns(plain=step.polars(text))
    return found.with_columns(plain=pl.when(text != "").then(text))


def token_lists(plain: pl.Expr) -> pl.Expr:
    """Raw tokens of plain names, as lists; initials written together (`SR`) come apart."""
    fused = (plain.str.len_chars() <= 3) & ~plain.str.contains("[AEIOU ]")
    return pl.when(fused).then(plain.str.split("")).otherwise(plain.str.split(" "))


@lru_cache(maxsize=200_000)
def canonical_token(token: str) -> str:
    """One upper-case token in the spelling of today, spellings of one name under one head.

    A J is a Y only in a token that shows the old spelling elsewhere too (Soejanto, not Sujono).
    """
    if head := HEAD_OF.get(token):
        return head
    today = token
    for old, new in OLD_SPELLING:
        today = today.replace(old, new)
    if today != token:
        today = today.replace("J", "Y").replace("\0", "J")
    return HEAD_OF.get(today, today)


def plain_place(place: pl.Expr) -> pl.Expr:
    """A place name without its kind (Kabupaten, Kota), upper-case, in the spelling of today."""
    text = place.str.to_uppercase().str.replace_all(r"[^A-Z]+", " ").str.strip_chars(" ")
    text = text.str.replace(r"^(?:(?:KAB|KABUPATEN|KOTA|ADMINISTRASI|ADM|KEC|KECAMATAN) +)+", "")
    text = text.str.replace_all("OE", "U").str.replace_all("DJ", "J").str.replace_all("TJ", "C")
    return pl.when(text != "").then(text)


def python_place(place: str) -> str | None:
    """The twin of `plain_place`."""
    text = re.sub("[^A-Z]+", " ", place.upper()).strip(" ")
    text = re.sub(r"^(?:(?:KAB|KABUPATEN|KOTA|ADMINISTRASI|ADM|KEC|KECAMATAN) +)+", "", text)
    return text.replace("OE", "U").replace("DJ", "J").replace("TJ", "C") or None


_LEGAL_FORM = r"\b(?:P ?\.? ?T|C ?\.? ?V|U ?\.? ?D|P ?\.? ?D|TBK|PERSERO|YAYASAN|KOPERASI)\b\.?"


def plain_company(name: pl.Expr) -> pl.Expr:
    """A company's name without its legal form, upper case, letters and digits only."""
    text = name.str.to_uppercase().str.replace_all(_LEGAL_FORM, "")
    text = text.str.replace_all(r"[^A-Z0-9]+", "")
    return pl.when(text != "").then(text)


def python_company(name: str) -> str | None:
    """The twin of `plain_company`."""
    return re.sub("[^A-Z0-9]+", "", re.sub(_LEGAL_FORM, "", name.upper())) or None
