"""What a code, or the name of a column, of a frequency table may be.

Tables of ours are opened in spreadsheets, and nothing in them may run there. A code is refused and
never altered: it has to be the same code when the table is read again, to be attacked or checked.
"""

import re

from contracts.problems import Problem

_RUNS = re.compile(r"(^|[,;])\s*[=+\-@]")  # behind a separator too: some spreadsheets cut there
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHOWN = 40  # characters of a code in a sentence


def refuse_unfit(code: str, column: str) -> None:
    """Refuse a code that a spreadsheet would run, or that holds characters nobody sees.

    Raises:
        Problem: It is one.
    """
    if not is_fit(code):
        fault = "unseen" if _UNSEEN.search(code) else "runs"
        raise Problem(f"disclosure.{fault}", code=visible(code), column=column)


def is_fit(name: str) -> bool:
    """Whether a text may stand in a table as it is."""
    return not (_UNSEEN.search(name) or _RUNS.search(name))


def is_total(code: str) -> bool:
    """Whether a reader takes a code for the margin, however it is written."""
    return code.strip().casefold() == "total"


def visible(text: str) -> str:
    """A text of a file as a sentence may hold it: short, and nothing a terminal would obey."""
    return "".join(one if one.isprintable() else "�" for one in text[:_SHOWN])
