"""`kliring figure`: where a number comes from."""

from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.stages.release.figures import Origin


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"release.{key}", language)

    @app.command(help=say("cli.figure"), cls=command_class(language))
    def figure(
        context: typer.Context,
        figure_id: Annotated[str, typer.Argument(metavar="ID", help=say("option.figure"))],
        *,
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> None:
        from orchestration.releasing import store_of
        from orchestration.solver import greet_nobody
        from orchestration.stages.release.figures import origin

        session: Session = context.obj
        session.quiet = as_json
        greet_nobody()
        found = origin(store_of(session.settings, session.keys()), figure_id)
        if as_json:
            session.answer({**vars(found)})
        else:
            _show(session, found)


def _show(session: Session, found: "Origin") -> None:
    from warehouse.releases.contents import number, status_of
    from warehouse.reports import labels

    language, cell = session.language, found.cell

    def tell(key: str, **values: object) -> None:
        session.out(session.say(f"release.figure.{key}", **values).rstrip())  # none: no figure

    table, block = cell["table_code"], cell["block_code"]
    titles = {"title": labels.table_text(table, "title", language)}
    tell("cell", table=table, block=labels.block_title(table, block, language), **titles)
    for side in ("row", "column"):
        code, above = cell[f"{side}_code"], cell[f"{side}_parent_code"]
        names = [
            labels.label(cell[f"{side}_list_code"], one, language) for one in (above, code) if one
        ]
        tell(side, **{side: f"{': '.join(names)} ({code})"})
    unit = labels.unit(cell["unit_code"], language)
    statistic = labels.label("statistic", cell["statistic_code"], language).lower()
    tell("unit", unit=unit, statistic=statistic)
    days = {name: labels.day(cell[f"period_{name}_date"], language) for name in ("start", "end")}
    tell("period", as_of=labels.day(cell["as_of_date"], language), **days)
    tell("coverage", received=cell["submissions_received"], owed=cell["submissions_owed"])
    tell("counts", quantity=found.quantity or session.say("release.figure.no_count"))
    classes = ", ".join(
        session.say(f"release.figure.{name}") for name in found.classes or ("default",)
    )
    tell("rule", threshold=found.threshold, classes=classes)
    tell("value", status=_status(status_of(cell), language), value=number(cell["value"]))
    tell("models", models=", ".join(found.models))
    for one in found.releases:
        told = {"state": session.say(f"release.state.{one['state']}")}
        tell("release", **one | told | {"status": _status(one["status"], language)})
    if not found.releases:
        tell("no_release")


def _status(code: str, language: str) -> str:
    """How a cell is shown, or why there is no figure, in a word."""
    from contracts.messages import subject_texts
    from warehouse.reports import labels

    word = subject_texts("reports", language)["in_words"].get(code)
    return word or labels.label("shown", code, language).lower()
