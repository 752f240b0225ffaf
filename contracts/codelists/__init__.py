"""The code lists: one CSV each, which dbt reads too.

A list is named as `code_list=` of a column in `contracts/schemas/` names it; countries are the
list `negara`. Further lists hold the codes of what comes out (age groups, stages, outcomes).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

COUNTRIES = "negara"
_ROOT = Path(__file__).parent
_YES_NO = MappingProxyType({"Y": True, "YA": True, "T": False, "TIDAK": False})


@dataclass(frozen=True)
class Code:
    """One code of a list.

    Attributes:
        ictip, htcds, glotip, iccs: Its place in the international standards; empty where none is
            confirmed.
        valid_from, valid_to: First and last day on which it may be used; None where there is none.
        aliases: Further Indonesian names that a cell may hold.
    """

    code: str
    label_id: str
    label_en: str
    ictip: str
    htcds: str
    glotip: str
    iccs: str
    valid_from: date | None
    valid_to: date | None
    sort_order: int
    aliases: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """The label in `id` or `en`."""
        return {"id": self.label_id, "en": self.label_en}[language]

    def is_valid(self, on: date) -> bool:
        """Whether it may be used on that day."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


@cache
def names() -> tuple[str, ...]:
    """The names of all lists, in alphabetical order."""
    return tuple(sorted(path.stem for path in _ROOT.glob("*.csv")))


@cache
def entries(name: str) -> tuple[Code, ...]:
    """The codes of a list with all that is known of them, in their order.

    Raises:
        KeyError: There is no list of that name.
    """
    path = _ROOT / f"{name}.csv"
    if name not in names():
        raise KeyError(name)
    with path.open(encoding="utf-8", newline="") as file:
        found = [_code(row) for row in csv.DictReader(file)]
    return tuple(sorted(found, key=lambda code: code.sort_order))


def codes(name: str) -> tuple[str, ...]:
    """The codes of a list, in their order."""
    return tuple(entry.code for entry in entries(name))


def label(name: str, code: str, language: str) -> str:
    """The label of a code in `id` or `en`.

    Raises:
        KeyError: The list has no such code.
    """
    return _by_code(name)[code].label(language)


@cache
def accepted_forms(name: str) -> Mapping[str, str]:
    """Everything a cell of this list may hold, upper-cased and trimmed, and the code it means.

    A form is the code, the code with blanks for `_`, the Indonesian label, or an alias
    (countries have them). Compare with `normal_form(cell)`.
    """
    forms: dict[str, str] = {}
    for entry in entries(name):
        for form in (entry.code, entry.code.replace("_", " "), entry.label_id, *entry.aliases):
            forms[normal_form(form)] = entry.code
    return MappingProxyType(forms)


def yes_no_forms() -> Mapping[str, bool]:
    """Everything a yes/no cell may hold, upper-cased and trimmed."""
    return _YES_NO


def normal_form(cell: str) -> str:
    """A cell as `accepted_forms` knows it: trimmed, inner blanks single, upper-cased."""
    return " ".join(cell.split()).upper()


@cache
def _by_code(name: str) -> Mapping[str, Code]:
    return MappingProxyType({entry.code: entry for entry in entries(name)})


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        label_id=row["label_id"],
        label_en=row["label_en"],
        ictip=row["ictip"],
        htcds=row["htcds"],
        glotip=row["glotip"],
        iccs=row["iccs"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        sort_order=int(row["sort_order"]),
        aliases=tuple(alias for alias in row.get("aliases", "").split("|") if alias),
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
