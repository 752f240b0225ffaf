"""What holds for all releases: method, thresholds and checking; columns and definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.messages import subject_texts, text
from warehouse.releases.contents import COLUMNS
from warehouse.reports import labels
from warehouse.reports.contents import specification
from warehouse.reports.numbers import SYMBOLS
from warehouse.site.holdings import SPECIFICATIONS
from warehouse.site.links import Here


@dataclass(frozen=True)
class Rules:
    """What the page on method says of the policy in force.

    Attributes:
        version: Its name.
        sha256: Its digest.
        thresholds: Least count that is shown, by class.
        dominance: Greatest share of one case in a count by place.
        zeros_shown: Whether a zero is shown.
        approvals: How many have to approve.
        embargo_hours: Between the last approval and publication.
    """

    version: str
    sha256: str
    thresholds: Mapping[str, int]
    dominance: float
    zeros_shown: bool
    approvals: int
    embargo_hours: int


def methods(rules: Rules, here: Here) -> dict[str, Any]:
    """How figures come about, what is hidden, how a release is checked."""
    language = here.language
    reports = subject_texts("reports", language)
    return {
        "title": text("site.words.methods", language),
        "methods": reports["annual"]["methods"],
        "units": [
            {"unit": labels.unit(code, language), "meaning": meaning}
            for code, meaning in reports["unit_meanings"].items()
        ],
        "symbols": symbols(language),
        "rules": rules,
        "thresholds": _thresholds(rules, language),
    }


def codebook(here: Here) -> dict[str, Any]:
    """The columns of the CSV tables, what their status says, the tables and their definitions."""
    language = here.language
    site = subject_texts("site", language)
    words = site["words"]
    columns = [(name, site["columns"][name]) for name in COLUMNS]
    meanings = subject_texts("reports", language)[
        "symbols"
    ]  # as the legend of the reports has them
    statuses = [
        *((code, "", told) for code, told in site["statuses"].items()),
        *((code, sign, meanings[code]) for code, sign in SYMBOLS.items()),
    ]
    parts = ("title", "definition", "source", "limits")
    return {
        "title": words["codebook"],
        "tables": [
            {
                "code": "columns", "title": words["columns"], "is_code": True,
                "head": [words["column"], words["meaning"]], "rows": columns,
            },
            {
                "code": "statuses", "title": words["statuses"], "is_code": True,
                "head": [words["status"], words["sign"], words["meaning"]], "rows": statuses,
            },
        ],
        "definitions": [
            {"code": code} | {part: labels.table_text(code, part, language) for part in parts}
            for path in SPECIFICATIONS.values()
            for code in specification(path)["tables"]
        ],
    }  # fmt: skip


def symbols(language: str) -> list[dict[str, str]]:
    """The zero and every sign that may stand in the place of a figure, with their meaning."""
    meanings = subject_texts("reports", language)["symbols"]
    signs = [{"symbol": sign, "meaning": meanings[kind]} for kind, sign in SYMBOLS.items()]
    return [{"symbol": "0", "meaning": meanings["zero"]}, *signs]


def _thresholds(rules: Rules, language: str) -> list[dict[str, str]]:
    words = subject_texts("site", language)["threshold"]
    shown = ("default", "sensitive", "regency", "microdata_public")
    told = {name: str(rules.thresholds[name]) for name in shown}
    told |= {
        "dominance": f"{rules.dominance:.0%}",
        "zeros": words["zeros_shown" if rules.zeros_shown else "zeros_hidden"],
        "approvals": str(rules.approvals),
        "embargo": str(rules.embargo_hours),
    }
    return [{"name": words[name], "text": value} for name, value in told.items()]
