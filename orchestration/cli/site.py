"""`kliring site`: the public site from published releases."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    @app.command(help=text("site.cli.help", language), cls=command_class(language))
    def site(
        context: typer.Context,
        *,
        out: Annotated[Path | None, typer.Option(help=text("site.cli.out", language))] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        _make(session, out)


def _make(session: Session, out: Path | None) -> None:
    from orchestration.stages.release.site import make_site
    from warehouse.reports.numbers import written

    made = make_site(session.zones, out)
    if session.quiet:
        session.answer({**vars(made), "path": str(made.path)})
        return
    megabytes = written(Decimal(made.size) / 10**6, "median", session.language)
    facts = {"releases": made.releases, "files": made.files}
    session.out(session.say("site.cli.made", path=made.path, size=f"{megabytes} MB", **facts))
