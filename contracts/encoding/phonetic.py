"""A phonetic key for Indonesian name tokens: what sounds alike when spelt by ear is one key.

Soundex is wrong here: it keeps the first letter, and Indonesian spelling varies there most (Dj/J,
Tj/C, Oe/U). The rules fold the spellings that registries mix up; they are applied in order.
"""

import re
from functools import lru_cache

RULES = (
    ("KH", "H"),
    ("CH", "H"),
    ("PH", "F"),
    ("TH", "T"),
    ("DH", "D"),
    ("SY", "S"),
    ("SH", "S"),
    ("Y", "I"),
    ("V", "F"),
    ("Z", "S"),
    ("X", "KS"),
    ("Q", "K"),
    ("CK", "K"),
    ("NG", "N"),
    ("EE", "E"),
    ("OO", "U"),
)
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def phonetic_key(token: str) -> str:
    """The key of one canonical token (upper-case letters); never empty.

    After the rules doubled letters become one, and a final H, which is not heard, goes.
    """
    for spelt, heard in RULES:
        token = token.replace(spelt, heard)
    return _DOUBLED.sub(r"\1", token).rstrip("H") or "H"
