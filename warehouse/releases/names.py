"""Names of people in the ledger: one way to write each, and one way to compare them."""

import re

from contracts.problems import Problem

_NAME = re.compile(r"[a-z0-9_]+")


def checked(name: str) -> str:
    """A name as it goes into the ledger.

    Raises:
        Problem: It is not made of lower-case letters, digits and underscores.
    """
    stripped = name.strip()
    if not _NAME.fullmatch(stripped):
        raise Problem("release.name_malformed", name=name)
    return stripped


def folded(name: str) -> str:
    """A name for comparing: whoever writes it with a capital or a blank is no second person."""
    return "".join(name.split()).casefold()
