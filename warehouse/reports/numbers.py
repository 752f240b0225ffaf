"""How a figure is written: number formats of both languages, and a sign for all that is not exact.

A gap never looks like a number and no two kinds of gap look alike; a rounded number carries its
sign before it, so that a rounded zero is no zero. `SYMBOLS` is the legend that every output prints,
worded in the message subject `reports`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# Signs of the statistical yearbooks where there is one; all differ without colour.
SYMBOLS: Final = {
    "rounded": "≈",  # before a number; all others stand in its place
    "suppressed": "…",
    "withheld": "c",
    "not_recorded": ":",
    "not_applicable": "–",
    "not_reported": "×",
}
_HIDDEN: Final = ("suppressed", "withheld")
_MARKS: Final = {"id": (".", ","), "en": (",", ".")}  # of thousands, of decimals
_DECIMALS: Final = {"median": 1, "share": 1}


@dataclass(frozen=True)
class Figure:
    """One printed cell.

    Attributes:
        value: What may be shown; None where there is nothing or it is hidden.
        kind: `published`, or the key of `SYMBOLS` whose sign it has.
        unit: Counting unit.
        statistic: count, sum, median or share.
        figure_id: Name under which the figure can be traced.
        received: Submissions behind it that came; of a province those of its own units.
        owed: Submissions that were due.
    """

    value: Decimal | None
    kind: str
    unit: str
    statistic: str
    figure_id: str
    received: int = 0
    owed: int = 0

    @property
    def is_hidden(self) -> bool:
        """Whether there is a figure that must not be shown."""
        return self.kind in _HIDDEN

    @property
    def is_rounded(self) -> bool:
        """Whether the value is a rounded one."""
        return self.kind == "rounded"

    def text(self, language: str) -> str:
        """What stands in the cell."""
        if self.value is None:
            return SYMBOLS[self.kind]
        sign = SYMBOLS["rounded"] if self.is_rounded else ""
        return sign + written(self.value, self.statistic, language)


def figure_of(row: dict) -> Figure:
    """The printed form of one protected cell."""
    kind = row["shown_code"]
    is_shown = kind in ("published", "rounded")
    value = row["value"] if is_shown else None
    if is_shown and value is None:
        status = row["value_status_code"]
        kind = status if status in SYMBOLS else "not_applicable"
    return Figure(
        value, kind, row["unit_code"], row["statistic_code"], row["figure_id"],
        row.get("submissions_received") or 0, row.get("submissions_owed") or 0,
    )  # fmt: skip


def written(value: Decimal, statistic: str, language: str) -> str:
    """A number as the language writes it; a share as per cent.

    >>> written(Decimal("1234567"), "count", "id")
    '1.234.567'
    """
    thousands, decimals = _MARKS[language]
    places = _DECIMALS.get(statistic, 0)
    shown = value.scaleb(2) if statistic == "share" else value
    shortened = shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{shortened:,f}".partition(".")
    text = whole.replace(",", thousands) + (decimals + fraction if fraction else "")
    return f"{text}%" if statistic == "share" else text
