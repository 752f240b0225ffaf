"""The discrepancy workbook of a reporting unit: its feedback in five sheets."""

from typing import Any

from contracts import codelists
from contracts.findings import message
from contracts.messages import subject_texts, text
from contracts.registry import record_types
from contracts.workbook.listing import Listing, content
from orchestration.stages.feedback import Feedback

_COUNTS = ("received", "accepted", "rejected", "superseded", "withdrawn")


def workbook(feedback: Feedback, language: str) -> bytes:
    """The workbook in a language; the same feedback gives the same bytes."""

    def say(key: str, **values: object) -> str:
        return text(f"linkage.feedback.{key}", language, **values)

    def listing(sheet: str, columns: tuple[str, ...], rows: list[list[Any]]) -> Listing:
        empty = [[say("none"), *[None] * (len(columns) - 1)]]
        return Listing(say(f"sheet.{sheet}"), [say(f"column.{c}") for c in columns], rows or empty)

    return content(
        [
            listing("summary", ("what", "value"), _summary(feedback, language)),
            listing(
                "corrections",
                ("severity", "type", "row", "cell", "column", "to_do"),
                [
                    [
                        codelists.label("severity", found["severity"], language),
                        _title(found["record_type"], language), found["row"], found["cell"],
                        found["column"], message(found, language),
                    ]
                    for found in feedback.findings.iter_rows(named=True)
                ],
            ),
            listing(
                "duplicates",
                ("type", "row", "own_number", "type_other", "period_other", "row_other",
                 "own_number_other", "probability", "to_do"),
                [
                    [
                        _title(pair["record_type"], language), pair["row"], pair["own_number"],
                        _title(pair["record_type_other"], language), pair["period_other"],
                        pair["row_other"], pair["own_number_other"], round(pair["probability"], 3),
                        say("joined" if pair["is_joined"] else "apart"),
                    ]
                    for pair in feedback.duplicates.iter_rows(named=True)
                ],
            ),
            listing(
                "differences",
                ("type", "row", "own_number", "column", "to_do"),
                [
                    [
                        _title(one["record_type"], language), one["row"], one["own_number"],
                        one["column"], say("differs"),
                    ]
                    for one in feedback.disagreements.iter_rows(named=True)
                ],
            ),
            Listing(
                say("sheet.legend"),
                ("Kliring",),
                [[line] for line in subject_texts("linkage", language)["feedback"]["legend_lines"]],
            ),
        ]
    )  # fmt: skip


def _summary(feedback: Feedback, language: str) -> list[list[Any]]:
    def say(key: str, **values: object) -> str:
        return text(f"linkage.feedback.summary.{key}", language, **values)

    at = feedback.address
    rows: list[list[Any]] = [
        [say("agency"), text(f"cli.agency.{at.agency}", language)],
        [say("unit"), at.unit],
        [say("period"), at.period],
        [say("revision"), feedback.revision],
        [say("received_on"), str(feedback.received_on)],
        [say("due_on"), str(feedback.due_on)],
    ]
    for row in feedback.rows.iter_rows(named=True):
        rows += [
            [say("rows", type=_title(row["record_type"], language), outcome=say(c)), row[c]]
            for c in _COUNTS
        ]
    rows += [
        [say("persons"), feedback.persons],
        [say("known_to_others"), feedback.known_to_others],
        [say("findings"), feedback.findings.height],
        [say("duplicates"), feedback.duplicates.height],
        [say("differences"), feedback.disagreements.height],
    ]
    return rows


def _title(name: str | None, language: str) -> str | None:
    known = record_types().get(name or "")
    return known.title(language) if known else name
