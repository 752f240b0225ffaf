"""`kliring withdraw`: take back what was submitted for a period."""

from typing import Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("withdraw.help"), cls=command_class(language))
    def withdraw(
        context: typer.Context,
        *,
        agency: Annotated[str, typer.Option(help=say("option.agency"))],
        unit: Annotated[str, typer.Option(help=say("option.unit"))],
        period: Annotated[str, typer.Option(help=say("option.period"))],
        reason: Annotated[str, typer.Option(help=say("withdraw.reason"))],
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        _withdraw(session, agency, unit, period, reason)


def _withdraw(session: Session, agency: str, unit: str, period: str, reason: str) -> None:
    from contracts.problems import Problem
    from warehouse.address import Address
    from warehouse.landing import Landing
    from warehouse.logs import event, logging_to

    address = Address(agency, unit, period)
    if not reason.strip():
        raise Problem("cli.withdraw.reason_empty")
    landing = Landing(session.zones, session.keys())
    with landing.writing(waiting=lambda: session.note("cli.waiting")):
        tombstone = landing.withdraw(address, reason.strip(), session.now().isoformat())
    with logging_to(session.zones):
        event("withdraw.done", submission=address.submission_id(tombstone.through))
    if session.quiet:
        session.answer(tombstone.document())
        return
    session.out(
        session.say(
            "cli.withdraw.done",
            submission=f"{agency}/{unit}/{period}",
            revisions=", ".join(f"r{n}" for n in tombstone.revisions),
            at=tombstone.withdrawn_at,
        )
    )
