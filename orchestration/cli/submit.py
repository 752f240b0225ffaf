"""`kliring submit`: store what a unit sends, check it, give a receipt; one or a whole manifest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.messages import subject_texts, text
from contracts.problems import ExitCode, Problem
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from warehouse.intake import Intake
    from warehouse.offers import Offer
    from warehouse.receipts import Receipt

_RULES_SHOWN = 20


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("submit.help"), cls=command_class(language))
    def submit(
        context: typer.Context,
        files: Annotated[
            list[Path] | None, typer.Argument(help=say("submit.files"), metavar="FILE")
        ] = None,
        *,
        agency: Annotated[str, typer.Option(help=say("option.agency"))] = "",
        unit: Annotated[str, typer.Option(help=say("option.unit"))] = "",
        period: Annotated[str, typer.Option(help=say("option.period"))] = "",
        revision: Annotated[str, typer.Option(help=say("submit.revision"))] = "",
        nil: Annotated[bool, typer.Option("--nil", help=say("submit.nil"))] = False,
        received_at: Annotated[str, typer.Option(help=say("submit.received_at"))] = "",
        manifest: Annotated[Path | None, typer.Option(help=say("submit.manifest"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> int:
        from warehouse.address import Address
        from warehouse.offers import Offer, collect, received, revision_number

        session: Session = context.obj
        session.quiet = as_json
        if manifest is not None:
            if files or agency or unit or period or revision or nil or received_at:
                raise Problem("cli.submit.manifest_alone")
            return submit_manifest(session, manifest)
        missing = [
            n for n, v in (("--agency", agency), ("--unit", unit), ("--period", period)) if not v
        ]
        if missing:
            raise Problem("cli.submit.incomplete", missing=", ".join(missing))
        address = Address(agency, unit, period)
        offer = Offer(
            address=address,
            revision=revision_number(revision),
            is_nil=nil,
            received_at=received(received_at, session.now().isoformat(), address),
            files=collect(files or [], nil=nil),
        )
        return _submit_one(session, offer)


def submit_manifest(session: Session, manifest: Path) -> int:
    """Store every submission of a manifest; 1 when one could not be stored."""
    from warehouse.intake import take_in
    from warehouse.landing import Landing
    from warehouse.logs import event, logging_to
    from warehouse.offers import read_manifest

    lines = read_manifest(manifest)
    now = session.now().isoformat()
    offers = [(str(line.line), lambda line=line: line.offer(now)) for line in lines]
    landing = Landing(session.zones, session.keys())
    with landing.writing(waiting=lambda: session.note("cli.waiting")), logging_to(session.zones):
        with session.progress("cli.submit.progress", len(offers)) as advance:
            intake = take_in(landing, offers, advance)
        refused = len(intake.refusals)
        event("submit.manifest", offered=len(offers), stored=intake.stored, refused=refused)
    if session.quiet:
        session.answer(_document(session, intake))
    else:
        _summary(session, intake)
    return ExitCode.FAULT_IN_DATA if refused else ExitCode.DONE


def _submit_one(session: Session, offer: "Offer") -> int:
    from contracts import answers
    from warehouse.intake import take_one
    from warehouse.landing import Landing
    from warehouse.logs import event, logging_to

    landing = Landing(session.zones, session.keys())
    with landing.writing(waiting=lambda: session.note("cli.waiting")), logging_to(session.zones):
        receipt, validation = take_one(landing, offer)
        event("submit.done", submission=receipt.submission_id, status=receipt.verdict.status)
    answer = answers.checked(validation, receipt.submission_id, session.language)
    answer |= _proof(receipt)
    if session.quiet:
        session.answer(answer)
    else:
        answers.show(session, answer)
        session.out(session.say("cli.submit.receipt", **_proof(receipt)))
    if receipt.revision <= landing.withdrawn_through(receipt.address):
        session.note("cli.submit.is_withdrawn", submission=receipt.submission_id)
    return ExitCode.DONE


def _proof(receipt: "Receipt") -> dict[str, Any]:
    return {
        "sha256": receipt.sha256,
        "received_at": receipt.received_at,
        "receipt": receipt.number,
    }


def _document(session: Session, intake: "Intake") -> dict[str, Any]:
    """One JSON document of a manifest: each receipt, each refusal, the sums."""
    return {
        "stored": intake.stored,
        "unchanged": len(intake.receipts) - intake.stored,
        "by_status": _by_status(intake),
        "by_rule": [
            {"rule": rule, "severity": severity, "findings": findings, "submissions": submissions}
            for (rule, severity), (findings, submissions) in _by_rule(intake).items()
        ],
        "refused": [
            {"line": int(r.name), "message": r.problem.sentence(session.language)}
            for r in intake.refusals
        ],
        "submissions": [r.document() for r in intake.receipts],
    }


def _summary(session: Session, intake: "Intake") -> None:
    from rich.markup import escape
    from rich.table import Table

    stored, unchanged = intake.stored, len(intake.receipts) - intake.stored
    refused = len(intake.refusals)
    session.out(
        session.say("cli.submit.summary", stored=stored, unchanged=unchanged, refused=refused)
    )
    statuses = Table(session.say("cli.submit.status"), box=None, pad_edge=False)
    statuses.add_column(session.say("cli.submit.submissions"), justify="right")
    for status, number in _by_status(intake).items():
        statuses.add_row(session.say(f"answers.status.{status}"), str(number))
    rules = Table(session.say("answers.column.rule"), box=None, pad_edge=False)
    rules.add_column(session.say("answers.column.severity"))
    rules.add_column(session.say("cli.submit.findings"), justify="right")
    rules.add_column(session.say("cli.submit.submissions"), justify="right")
    rules.add_column(session.say("answers.column.message"))
    found = subject_texts("rule_labels", session.language)
    counted = list(_by_rule(intake).items())
    for (rule, severity), (findings, submissions) in counted[:_RULES_SHOWN]:
        words = session.say(f"answers.severity.{severity}")
        rules.add_row(rule, words, str(findings), str(submissions), found.get(rule, ""))
    console = session.console
    console.print(statuses)
    console.print(rules)
    if len(counted) > _RULES_SHOWN:
        session.note("cli.submit.more_rules", more=len(counted) - _RULES_SHOWN)
    for refusal in intake.refusals:
        line = session.say("cli.submit.line", line=refusal.name)
        console.print(escape(f"{line}: {refusal.problem.sentence(session.language)}"))


def _by_status(intake: "Intake") -> dict[str, int]:
    order = ("accepted", "accepted_with_notes", "partly_accepted", "rejected")
    statuses = [r.verdict.status for r in intake.receipts]
    return {status: statuses.count(status) for status in order}


def _by_rule(intake: "Intake") -> dict[tuple[str, str], tuple[int, int]]:
    """Findings and submissions by rule and severity, the most frequent first."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for receipt in intake.receipts:
        for rule in receipt.verdict.rules:
            findings, submissions = found.get((rule.rule, rule.severity), (0, 0))
            found[rule.rule, rule.severity] = (findings + rule.findings, submissions + 1)
    return dict(sorted(found.items(), key=lambda item: (-item[1][0], item[0])))
