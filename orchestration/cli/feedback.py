"""`kliring feedback`: the discrepancy workbook of a reporting unit."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def option(key: str) -> str:
        return text(f"cli.option.{key}", language)

    @app.command(help=text("linkage.feedback.help", language), cls=command_class(language))
    def feedback(
        context: typer.Context,
        *,
        agency: Annotated[str, typer.Option(help=option("agency"))],
        unit: Annotated[str, typer.Option(help=option("unit"))],
        period: Annotated[str, typer.Option(help=option("period"))],
        out: Annotated[Path, typer.Option(help=text("linkage.feedback.out", language))],
        as_json: Annotated[bool, typer.Option("--json", help=option("json"))] = False,
    ) -> None:
        from orchestration.handing_out import hand_out, refuse_open_folder
        from orchestration.stages.feedback import of_unit
        from orchestration.stages.feedback_book import workbook
        from orchestration.store import Store
        from warehouse.address import Address

        session: Session = context.obj
        session.quiet = as_json
        address = Address(agency, unit, period)
        refuse_open_folder(session.zones, out)
        found = of_unit(Store(session.zones, session.keys()), address)
        hand_out(session.zones, out, workbook(found, session.language))
        session.note("linkage.restricted", path=out)
        counts = {
            "findings": found.findings.height,
            "duplicates": found.duplicates.height,
            "differences": found.disagreements.height,
        }
        if as_json:
            known = {"persons": found.persons, "known_to_others": found.known_to_others}
            session.answer({"file": str(out), **counts, **known})
        else:
            session.out(session.say("linkage.feedback.written", path=out, **counts))
