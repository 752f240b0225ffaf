"""What a submission is for: its agency, reporting unit and period."""

import re
from dataclasses import dataclass

from contracts.problems import Problem

_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Address:
    """One agency, reporting unit and period: what a submission is for."""

    agency: str
    unit: str
    period: str  # YYYY-MM

    def __post_init__(self) -> None:
        """Refuse what is no agency, unit or period (so no path can be built from it)."""
        from contracts.registry import AGENCIES  # brings pandera: not for every command

        if self.agency not in AGENCIES:
            raise Problem("storage.agency_unknown", agency=self.agency, known=", ".join(AGENCIES))
        if not _UNIT.fullmatch(self.unit):
            raise Problem("storage.unit_malformed", unit=self.unit)
        if not _PERIOD.fullmatch(self.period):
            raise Problem("storage.period_malformed", period=self.period)

    def submission_id(self, revision: int) -> str:
        """`agency/unit/period/rN`."""
        return f"{self.agency}/{self.unit}/{self.period}/r{revision}"
