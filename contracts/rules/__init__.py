"""The rules of the checks, by stable id: an id is never reused for another rule.

F file, V value, R row, B between rows; numbers from 101 on are warnings and notes. The wording
stands in `contracts/messages/*/rules.toml`, the table of all rules in `rules.csv`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType


class Step(StrEnum):
    """The step of the checks, in their order."""

    FILE = "file"
    VALUE = "value"
    ROW = "row"
    BETWEEN_ROWS = "between_rows"
    BETWEEN_TYPES = "between_types"
    HISTORY = "history"


class Severity(StrEnum):
    """What a finding does: an error costs a cell or a row, the others are kept and shown."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """One rule: where it stands in the checks and what it is about.

    Attributes:
        record_types: The record types it can find fault with; empty for all of them.
    """

    rule: str
    step: Step
    severity: Severity
    record_types: tuple[str, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by id, in the order of the checks."""
    path = Path(__file__).parent / "rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = [
            Rule(
                row["rule"],
                Step(row["step"]),
                Severity(row["severity"]),
                tuple(row["record_types"].split()),
            )
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({rule.rule: rule for rule in found})
