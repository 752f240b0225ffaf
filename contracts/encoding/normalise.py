"""Indonesian personal names to canonical tokens, the same at every desk.

Any change here changes encodings: raise `NORMALISER_VERSION`, and extend the test vectors. The
order of steps is part of the definition; `python_tokens` states it for other implementations.
"""

import re
import unicodedata
from functools import lru_cache

import polars as pl

# Before a name: forms of address, religious, noble and academic titles.
_BEFORE = """
    TN TUAN NY NYONYA NN NONA SDR SDRI AN BPK BAPAK IBU H HJ HAJI HAJJAH KH USTAD USTADZ
    DR DRS DRA IR PROF R RR RADEN TGK TEUKU CUT LALU BAIQ DAENG DG ALM ALMH
"""
# After a name: degrees; written with or without points, so compared without.
_AFTER = "SH SE ST MM MH SPD SKOM SSOS SIP SAG SKM SKEP AMD MSI MKES MPD"
TITLES, DEGREES = tuple(_BEFORE.split()), tuple(_AFTER.split())
# What follows is the parent's name: it differs between offices and is not the person's own.
PARENTAGE = ("BIN", "BINTI", "BT", "BTE", "BINTE")
_FAMILIES = {
    "MUHAMMAD": "MOHAMMAD MOHAMAD MUHAMAD MOHAMMED MUHAMMED MOCHAMMAD MOCHAMAD MUCHAMMAD "
    "MUCHAMAD MOEHAMMAD MOEHAMAD MHD MOH MUH MUHD MD MOCH MUCH MOHD",
    "AHMAD": "ACHMAD AKHMAD AHMAT AHMED ACHMED",
    "SITI": "SITTI ST",
    "ABDUL": "ABD ABDOEL ABDULL",
    "NUR": "NOER NOOR NUUR",
}
_FAMILY_OF = {variant: head for head, text in _FAMILIES.items() for variant in text.split()}
# Spelling before 1972 (van Ophuijsen, Soewandi) to that of today.
OLD_SPELLING = (("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("SJ", "SY"), ("NJ", "NY"))

_LEADING = re.compile(rf"^(?:(?:{'|'.join(TITLES)}) +)+")
_TRAILING = re.compile(rf"(?: +(?:{'|'.join(DEGREES)}))+$")
_PARENT = re.compile(rf"^(.+?) +(?:{'|'.join(PARENTAGE)}) .*$")


@lru_cache(maxsize=200_000)
def canonical_token(token: str) -> str:
    """One upper-case token in the spelling of today, families of one name under one head."""
    if head := _FAMILY_OF.get(token):
        return head
    for old, new in OLD_SPELLING:
        token = token.replace(old, new)
    return _FAMILY_OF.get(token, token)


def python_tokens(name: str) -> tuple[str, ...]:
    """Canonical tokens of a name, in their order: the definition, step by step.

    Decompose and drop marks; upper case; drop apostrophes; what stands behind a comma are degrees;
    points within an abbreviation close up (`S.Pd` is SPD, `S. H.` stays initials); all else but
    letters is a blank; leading titles go, unless nothing would be left; trailing degrees go;
    `bin`/`binti` and what follows go; a first M before another name is Muhammad.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"['’`]", "", plain.upper()).split(",")[0]
    plain = re.sub(r"\b([A-Z])\.([A-Z]{2,})\b", r"\1\2", plain)
    plain = re.sub(r"[^A-Z]+", " ", plain).strip()
    plain = _LEADING.sub("", plain) or plain
    plain = _TRAILING.sub("", plain) or plain
    plain = _PARENT.sub(r"\1", plain)
    plain = re.sub(r"^M (.+)$", r"MUHAMMAD \1", plain)
    return tuple(canonical_token(token) for token in plain.split())


def plain_name(name: pl.Expr) -> pl.Expr:
    """All steps of `python_tokens` but the last, in bulk: a name as blank-separated raw tokens."""
    plain = (
        name.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_uppercase()
        .str.replace_all(r"['’`]", "")
        .str.split(",")
        .list.first()
        .str.replace_all(r"\b([A-Z])\.([A-Z]{2,})\b", "${1}${2}")
        .str.replace_all(r"[^A-Z]+", " ")
        .str.strip_chars()
    )
    for pattern, new in (
        (_LEADING.pattern, ""),
        (_TRAILING.pattern, ""),
        (_PARENT.pattern, "${1}"),
        (r"^M (.+)$", "MUHAMMAD ${1}"),
    ):
        shorter = plain.str.replace(pattern, new)
        plain = pl.when(shorter != "").then(shorter).otherwise(plain)
    return pl.when(plain != "").then(plain)


def plain_place(place: pl.Expr) -> pl.Expr:
    """A place name without its kind (Kabupaten, Kota), in upper-case letters."""
    plain = (
        place.str.to_uppercase()
        .str.replace_all(r"[^A-Z]+", " ")
        .str.strip_chars()
        .str.replace(r"^(?:KAB|KABUPATEN|KOTA|ADMINISTRASI|KEC|KECAMATAN) +", "")
        .str.strip_chars()
    )
    return pl.when(plain != "").then(plain)


def plain_company(name: pl.Expr) -> pl.Expr:
    """A company's name without its legal form, upper case, letters and digits only."""
    plain = (
        name.str.to_uppercase()
        .str.replace_all(r"\b(?:PT|CV|UD|PD|TBK|PERSERO|YAYASAN|KOPERASI)\b\.?", "")
        .str.replace_all(r"[^A-Z0-9]+", "")
    )
    return pl.when(plain != "").then(plain)
