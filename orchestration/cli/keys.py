"""`kliring keys`: make, rotate and show the keys; never the key itself."""

from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class, group
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from warehouse.keys import KeyNote


def add(app: typer.Typer, language: str) -> None:
    """Add the commands."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    keys = group(language)
    app.add_typer(
        keys, name="keys", help=say("keys.help"), cls=type(app.info.cls or None) and app.info.cls
    )
    command = command_class(language)

    @keys.command(help=say("keys.init"), cls=command)
    def init(context: typer.Context) -> None:
        from warehouse.keys import show

        session: Session = context.obj
        session.keys()
        _show(session, show(session.settings.key_file, session.zones))

    @keys.command(help=say("keys.rotate"), cls=command)
    def rotate(
        context: typer.Context,
        purposes: Annotated[list[str] | None, typer.Argument(help=say("keys.purposes"))] = None,
    ) -> None:
        from warehouse.keys import ROTATED
        from warehouse.keys import rotate as replace
        from warehouse.logs import event, logging_to

        session: Session = context.obj
        chosen = purposes or list(ROTATED)
        settings = session.settings
        notes = replace(settings.key_file, session.zones, chosen, session.today())
        with logging_to(session.zones):
            event("keys.rotated", purposes=chosen)
        _show(session, notes)

    @keys.command(help=say("keys.show"), cls=command)
    def show(
        context: typer.Context,
        *,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        from warehouse.keys import show as notes_of

        session: Session = context.obj
        session.quiet = as_json
        _show(session, notes_of(session.settings.key_file, session.zones))


def _show(session: Session, notes: "list[KeyNote]") -> None:
    if session.quiet:
        session.answer([vars(note) for note in notes])
        return
    from rich.table import Table

    table = Table("purpose", "key_id", "created", "retired")
    for column, name in zip(
        table.columns, ("purpose", "key_id", "created", "retired"), strict=True
    ):
        column.header = session.say(f"cli.keys.{name}")
    for note in notes:
        purpose = session.say(f"cli.keys.of.{note.purpose}")
        table.add_row(f"{note.purpose}: {purpose}", note.key_id, note.created, note.retired or "")
    session.console.print(table)
