"""What every page of a report says of itself: that it is a draft, that its data are fictitious."""

from collections.abc import Collection
from typing import Final

from contracts.messages import text
from warehouse.zones import Zones

DRAFT: Final = "draft"
_FICTITIOUS: Final = "fictitious"
Marks = Collection[str]


def marks_of(zones: Zones, *, is_draft: bool) -> tuple[str, ...]:
    """The marks of a report from a data root."""
    return (*((DRAFT,) if is_draft else ()), *((_FICTITIOUS,) if zones.fictitious.exists() else ()))


def worded(marks: Marks, language: str) -> dict[str, str]:
    """What the marks say: `short`, `notice`, and `across` the page; empty without a mark."""
    return {
        "short": " · ".join(text(f"reports.words.{mark}", language) for mark in marks),
        "notice": " ".join(text(f"reports.words.{mark}_notice", language) for mark in marks),
        "across": next((text(f"reports.words.{mark}_across", language) for mark in marks), ""),
    }


def standing(marks: Marks, language: str) -> str:
    """Whether it is released, in words."""
    told = [text(f"reports.words.{mark}_standing", language) for mark in marks]
    return "; ".join(told) or text("reports.words.released_standing", language)
