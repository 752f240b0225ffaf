"""Findings: what the checks have to say, where it stands, and the sentence for it.

A finding holds the rule and its parameters; the sentence is made when somebody reads it. No value
of a cell is among the parameters.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from contracts import messages
from contracts.codelists import codes
from contracts.parsing.kinds import list_name
from contracts.registry import record_types
from contracts.rules import rules

SCHEMA = pl.Schema(
    {
        "submission_id": pl.String,
        "rule": pl.String,
        "step": pl.String,
        "severity": pl.String,
        "file": pl.String,
        "record_type": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "cell": pl.String,
        "values": pl.String,
    }
)
_CODES_SHOWN = 15  # longer lists are named, not written out


def with_rules(found: pl.DataFrame) -> pl.DataFrame:
    """Findings with the step and severity of their rule, as `SCHEMA` has them."""
    table = pl.DataFrame(
        [(r.rule, r.step.value, r.severity.value) for r in rules().values()],
        schema=["rule", "step", "severity"],
        orient="row",
    )
    joined = found.join(table, on="rule", how="left", maintain_order="left")
    return joined.select(SCHEMA.names()).cast(SCHEMA)  # pyright: ignore[reportArgumentType]


def message(finding: Mapping[str, Any], language: str) -> str:
    """What is wrong and how to mend it, in one or two sentences.

    Args:
        finding: A row of findings, by column name.
        language: `id` or `en`.
    """
    values = dict(json.loads(finding.get("values") or "{}"))
    name, column = finding.get("record_type"), finding.get("column")
    values.setdefault("column", column or "")
    values.setdefault("record_type", name or "")
    values.setdefault("row", finding.get("row") or "")
    rule = str(finding["rule"])
    values["parent"] = _parent(name, column)
    text = messages.text(f"rules.{rule}", language, **values)
    extra = [text, _allowed(rule, name, column, language), _closest(values, language)]
    return " ".join(part for part in extra if part)


def as_documents(findings: pl.DataFrame, language: str) -> list[dict[str, Any]]:
    """Findings as `check --json` shows them, with their sentences."""
    shown = ("rule", "step", "severity", "file", "record_type", "row", "column", "cell")
    return [
        {**{key: row[key] for key in shown}, "message": message(row, language)}
        for row in findings.iter_rows(named=True)
    ]


def _parent(name: str | None, column: str | None) -> str:
    if name == "police_assets" and column == "no_urut_orang":
        return "police_persons"
    if name in record_types():
        known = {c.name: c.refers_to for c in record_types()[str(name)].columns}
        return known.get(str(column)) or ""
    return ""


def _allowed(rule: str, name: str | None, column: str | None, language: str) -> str:
    """The codes a cell may hold, where a code is missing or unknown and the list is short."""
    if rule not in ("V-002", "R-002", "R-003", "R-005") or name not in record_types():
        return ""
    listed: Sequence[str] = codes(list_name(record_types()[str(name)].column(str(column))))
    if len(listed) > _CODES_SHOWN:
        return ""
    return messages.text("rules.allowed", language, codes=", ".join(listed))


def _closest(values: Mapping[str, Any], language: str) -> str:
    closest = values.get("closest")
    return messages.text("rules.closest", language, code=closest) if closest else ""
