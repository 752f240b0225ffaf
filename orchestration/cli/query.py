"""`kliring query`: read-only SQL on the published marts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

_FRAME = 3  # characters between two columns
_SHOWN = 200  # rows of a table on the screen; csv and json give all


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("query.help"), cls=command_class(language))
    def query(
        context: typer.Context,
        sql: Annotated[str, typer.Argument(help=say("query.sql"), metavar="SQL")],
        *,
        form: Annotated[
            Literal["table", "csv", "json"], typer.Option("--format", help=say("query.format"))
        ] = "table",
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        from warehouse.query import query as rows_of
        from warehouse.query import to_csv, to_json

        session: Session = context.obj
        rows = rows_of(session.zones, sql)
        if as_json or form == "json":
            session.out(to_json(rows))
        elif form == "csv":
            session.out(to_csv(rows).rstrip("\n"))
        else:
            _table(session, rows)


def _table(session: Session, rows: "pl.DataFrame") -> None:
    """The rows below one another; each by itself where they are too wide for that."""
    shown = [
        ["" if value is None else str(value) for value in row]
        for row in rows.head(_SHOWN).iter_rows()
    ]
    console = session.console
    widths = [max(map(len, of)) for of in zip(rows.columns, *shown, strict=True)]
    if sum(widths) + _FRAME * len(widths) < console.width:
        console.print(_framed(rows.schema, shown))
    else:
        longest = max(map(len, rows.columns), default=0)
        for number, row in enumerate(shown, 1):
            session.out(f"── {number} ──")
            for name, value in zip(rows.columns, row, strict=True):
                session.out(f"{name.ljust(longest)}  {value}".rstrip())
    key = "cli.query.cut" if rows.height > _SHOWN else "cli.query.rows"
    session.note(key, rows=rows.height, shown=_SHOWN)


def _framed(schema: "pl.Schema", rows: Sequence[Sequence[str]]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    for name, dtype in schema.items():
        table.add_column(escape(name), justify="right" if dtype.is_numeric() else "left")
    for row in rows:
        table.add_row(*map(escape, row))
    return table
