"""A phonetic key for Indonesian name tokens: what sounds alike when spelt by ear is one key.

Soundex is wrong here: it keeps the first letter, and Indonesian spelling varies there most (Z/J,
F/P, Ch/H). The rules fold the spellings that registries mix up; they are applied in order. A change
changes encodings: raise `NORMALISER_VERSION` and write the test vectors anew.
"""

import re
from functools import lru_cache

RULES = (
    (r"^DZ|^Z", "J"),  # Zainal, Jainal; within a word Z is S
    ("KH|CH", "H"),  # Achmad, Akhmad, Ahmad
    ("PH|V|P", "F"),  # Novi, Nopi; Fitri, Pitri
    ("TH", "T"),
    ("DH|DL", "D"),  # Ramadhan, Ramadlan
    ("GH", "G"),
    ("SY|SH|TS|Z", "S"),
    ("AE", "AI"),  # Nurhaeni, Nurhaini
    ("IE|Y", "I"),
    ("OO|OU", "U"),
    ("X", "KS"),
    ("Q|CK", "K"),
    ("NG", "N"),
    ("D$", "T"),  # final stops are not voiced
)
_RULES = tuple((re.compile(spelt), heard) for spelt, heard in RULES)
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def phonetic_key(token: str) -> str:
    """The key of one canonical token (upper-case letters); never empty.

    After the rules doubled letters become one, and a final H, which is not heard, goes.
    """
    for spelt, heard in _RULES:
        token = spelt.sub(heard, token)
    return _DOUBLED.sub(r"\1", token).rstrip("H") or "H"
