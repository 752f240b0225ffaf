"""`kliring linkage train`: a new version of the model, and which model a run uses."""

from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.store import Store


def add(linkage: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"linkage.train.{key}", language)

    @linkage.command(help=say("help"), cls=command_class(language))
    def train(
        context: typer.Context,
        *,
        use: Annotated[str, typer.Option(help=say("use"), metavar="HASH")] = "",
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> None:
        from orchestration.store import Store
        from warehouse.locks import locked

        session: Session = context.obj
        session.quiet = as_json
        store = Store(session.zones, session.keys())
        with locked(session.zones.run_lock):
            if use:
                _use(session, store, use)
            else:
                _train(session, store)


def _use(session: Session, store: "Store", use: str) -> None:
    from orchestration.stages.linkage import models

    changed = models.use(store, use, str(session.now()))
    if session.quiet:
        session.answer({"model": use, "changed": changed})
    else:
        session.out(session.say(f"linkage.train.{'used' if changed else 'in_use'}", model=use))


def _train(session: Session, store: "Store") -> None:
    from orchestration.stages.linkage.training import train_model

    with session.progress("linkage.train.progress", None):
        trained = train_model(store, session.language)
    if session.quiet:
        session.answer({**trained.report, "page": str(trained.page)})
        return
    told = {k: trained.report[k] for k in ("model", "version", "records", "persons")}
    session.out(session.say("linkage.train.done", **told))
    session.out(session.say("linkage.train.next", page=trained.page, **told))
