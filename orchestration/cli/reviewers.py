"""`kliring release key` and `vouch`: how somebody becomes a reviewer."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session


def add(release: typer.Typer, language: str) -> None:
    """Add the commands."""

    def say(key: str) -> str:
        return text(f"release.{key}", language)

    command = command_class(language)

    @release.command(help=say("cli.key"), cls=command)
    def key(
        context: typer.Context,
        *,
        name: Annotated[str, typer.Option("--as", help=say("option.name"))],
        out: Annotated[Path, typer.Option(help=say("option.out"))],
    ) -> None:
        make_key(context.obj, name, out)

    @release.command(help=say("cli.vouch"), cls=command)
    def vouch(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="NAME", help=say("option.asks"))],
        *,
        by: Annotated[str, typer.Option("--as", help=say("option.voucher"))],
        key_file: Annotated[Path, typer.Option("--key", help=say("option.key"))],
    ) -> None:
        vouch_for(context.obj, name, by, key_file)


def make_key(session: Session, name: str, out: Path) -> None:
    """Make and register a reviewer's key."""
    from warehouse.locks import locked
    from warehouse.releases import ledger, reviewers

    zones = session.zones
    zones.make(zones.home)
    with locked(zones.release_lock, waiting=lambda: None):
        public = reviewers.make_key(zones, name, out, session.now().isoformat(), getpass.getuser())
        missing = reviewers.register(ledger.read(zones)).missing(name.strip())
    session.note("release.said.key", name=name.strip(), path=out, public=public)
    if missing:
        session.note("release.said.key_waits", name=name.strip(), missing=missing)


def vouch_for(session: Session, name: str, by: str, key_file: Path) -> None:
    """Sign that a key is that of who asks to be a reviewer."""
    from warehouse.locks import locked
    from warehouse.releases import reviewers

    zones = session.zones
    zones.make(zones.home)
    with locked(zones.release_lock, waiting=lambda: None):
        after = reviewers.vouch(zones, name, by, key_file, session.now().isoformat())
    told = {"name": name, "by": by, "public": after.keys[name], "missing": after.missing(name)}
    session.out(session.say("release.said.vouched", **told))
