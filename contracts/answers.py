"""What the checks said, as `check` and `submit` answer it: a JSON document or words and tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contracts.terminal import Terminal

if TYPE_CHECKING:
    import polars as pl

    from contracts.validate import Validation

SEVERITIES = ("error", "warning", "note")
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_STATUS_COLOURS = {"rejected": "red", "partly_accepted": "yellow"}
_SHOWN = 100  # findings on the screen; --json and --marked give all


def checked(validation: "Validation", submission_id: str, language: str) -> dict[str, Any]:
    """The part of an answer that `check` and `submit` share, for one submission.

    Args:
        validation: Of this submission, perhaps with others.
        submission_id: `agency/unit/period/rN`.
        language: Of the messages.

    Returns:
        status, agency, unit, period, revision, records, findings, as the interface has them.
    """
    from contracts.findings import as_documents

    agency, unit, period, revision = submission_id.split("/")
    mine = {"submission_id": submission_id}
    outcome = validation.outcomes.row(by_predicate=_is(mine), named=True)
    counts = validation.counts.filter(_is(mine)).sort("record_type").to_dicts()
    return {
        "status": outcome["status"],
        "agency": agency,
        "unit": unit,
        "period": period,
        "revision": int(revision.removeprefix("r")),
        "records": {
            c["record_type"]: {n: c[n] for n in ("rows", "accepted", "rejected")} for c in counts
        },
        "findings": as_documents(validation.findings.filter(_is(mine)), language),
    }


def show(terminal: Terminal, answer: Mapping[str, Any]) -> None:
    """Tell one answer on the screen: status, rows, findings, what comes next."""
    from rich.markup import escape

    console = terminal.console
    status = answer["status"]
    colour = _STATUS_COLOURS.get(status, "green")
    words = terminal.say(f"answers.status.{status}")
    console.print(f"[bold {colour}]{escape(words)}[/]")
    if answer["records"]:
        console.print(_record_table(terminal, answer["records"]))
    found = answer["findings"]
    if found:
        console.print(_finding_table(terminal, found[:_SHOWN]))
    if len(found) > _SHOWN:
        terminal.note("answers.cut", shown=_SHOWN, findings=len(found))
    counts = {s: sum(f["severity"] == s for f in found) for s in SEVERITIES}
    console.print(escape(terminal.say("answers.findings", **counts)))


def has_error(answer: Mapping[str, Any]) -> bool:
    """Whether the sender has something to correct."""
    return any(f["severity"] == "error" for f in answer["findings"])


def _is(values: Mapping[str, object]) -> "pl.Expr":
    import polars as pl

    return pl.all_horizontal(pl.col(name) == value for name, value in values.items())


def _record_table(terminal: Terminal, records: Mapping[str, Mapping[str, int]]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(terminal.say("answers.column.record_type"))
    for name in ("rows", "accepted", "rejected"):
        table.add_column(terminal.say(f"answers.column.{name}"), justify="right")
    for record_type, counts in records.items():
        table.add_row(record_type, *(str(counts[n]) for n in ("rows", "accepted", "rejected")))
    return table


def _finding_table(terminal: Terminal, found: Sequence[Mapping[str, Any]]) -> Any:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("place", "severity", "rule", "message"):
        table.add_column(terminal.say(f"answers.column.{name}"), overflow="fold")
    for finding in found:
        severity = finding["severity"]
        words = terminal.say(f"answers.severity.{severity}")
        table.add_row(
            escape(_place(finding)),
            f"[{_COLOURS[severity]}]{escape(words)}[/]",
            finding["rule"],
            escape(finding["message"]),
        )
    return table


def _place(finding: Mapping[str, Any]) -> str:
    parts: Iterable[object] = (
        finding["record_type"] or finding["file"],
        finding["cell"] or finding["row"],
        finding["column"],
    )
    return " ".join(str(part) for part in parts if part)
