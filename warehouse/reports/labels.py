"""What the codes of a report are called: code lists, regions, months, and lists of the tables.

A code that no list knows is printed as it stands: a report never fails for want of a word.
"""

from datetime import date, datetime
from functools import cache

from contracts import codelists, regions
from contracts.messages import subject_texts, text

TOTAL = "TOTAL"
REGIONS = ("wilayah", "region")  # provinces; provinces with regencies below them
_UNKNOWN = ("U", "UNK")
_TIMES = {"id": "%H.%M", "en": "%H:%M"}


@cache
def label(list_code: str, code: str, language: str) -> str:
    """The name of a code of a list of rows or columns.

    Args:
        list_code: A code list, `wilayah`, `region`, `rule`, `month`, or a list of the subject
            `tables`.
        code: The code; `TOTAL` is the margin.
        language: `id` or `en`.
    """
    named = _of_tables(list_code, code, language)
    if named is not None:
        return named
    if list_code in REGIONS:
        return _region(code, language)
    if list_code == "rule":
        return _rule(code, language)
    if list_code == "month":
        return _month(code, language)
    try:
        return codelists.label(list_code, code, language)
    except KeyError:
        return _common(code, language)


def day(on: date | None, language: str) -> str:
    """A date in words, `–` where there is none."""
    if on is None:
        return "–"
    month = subject_texts("reports", language)["months"][str(on.month)]
    return f"{on.day} {month} {on.year}"


def moment(at: datetime, language: str) -> str:
    """A date and time of day in words, with how far that clock is from UTC."""
    hours, minutes = f"{at:%z}"[:3], f"{at:%z}"[3:5]
    return f"{day(at, language)}, {at.strftime(_TIMES[language])} (UTC{hours}:{minutes})"


def table_text(table_code: str, part: str, language: str) -> str:
    """`title`, `definition`, `source` or `limits` of a table; empty where none is written."""
    found = subject_texts("tables", language).get(table_code, {})
    return str(found.get(part, table_code if part == "title" else ""))


def block_title(table_code: str, block_code: str, language: str) -> str:
    """The title of a block; its code where none is written."""
    blocks = subject_texts("tables", language).get(table_code, {}).get("blocks", {})
    return str(blocks.get(block_code, {}).get("title", block_code))


@cache
def unit(unit_code: str, language: str) -> str:
    """The counting unit in words."""
    named = subject_texts("reports", language)["units"].get(unit_code)
    return str(named or subject_texts("tables", language)["units"].get(unit_code, unit_code))


def _of_tables(list_code: str, code: str, language: str) -> str | None:
    found = subject_texts("tables", language)["lists"].get(list_code, {}).get(code)
    return None if found is None else str(found)


def _common(code: str, language: str) -> str:
    if code in _UNKNOWN:
        return text("tables.U", language)
    return text("tables.TOTAL", language) if code == TOTAL else code


def _region(code: str, language: str) -> str:
    province, _, rest = code.partition(".")
    try:
        if rest in (regions.OTHERS, regions.UNRECORDED):
            name = regions.label(province)
            return text(f"tables.region.{rest}", language, province=name)
        return regions.label(code)
    except KeyError:
        return _common(code, language)


def _rule(code: str, language: str) -> str:
    """The id of a rule and what it finds."""
    found = subject_texts("rule_labels", language).get(code)
    return f"{code} {found}" if found else _common(code, language)


def _month(code: str, language: str) -> str:
    year, _, month = code.partition("-")
    named = subject_texts("reports", language)["months_short"].get(month.lstrip("0"))
    return f"{named} {year}" if named else _common(code, language)
