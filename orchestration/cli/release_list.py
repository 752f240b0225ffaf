"""`kliring release list`: every release, who voted how on it, and until when it is held back."""

from typing import Annotated, Any

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session


def add(release: typer.Typer, language: str) -> None:
    """Add the command."""

    @release.command("list", help=text("release.cli.list", language), cls=command_class(language))
    def list_releases(
        context: typer.Context,
        *,
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> None:
        from orchestration.stages.release.listing import listed

        session: Session = context.obj
        session.quiet = as_json
        found = listed(session.zones)
        if as_json:
            session.answer(found)
            return
        if not found:
            session.out(session.say("release.said.none"))
        for one in found:
            session.out("  ".join(_parts(session, one)))


def _parts(session: Session, one: dict[str, Any]) -> list[str]:
    """What stands in the line of a release: votes only where there are any, so with an embargo."""
    state = session.say(f"release.state.{one['state']}")
    parts = [one["release"], state, one["proposed_by"], one["proposed_at"]]
    for verdict in ("approve", "reject"):
        names = [v["by"] for v in one["votes"] if v["verdict"] == verdict and v["is_valid"]]
        if names:
            parts.append(session.say(f"release.votes.{verdict}", names=", ".join(names)))
    if void := [vote["by"] for vote in one["votes"] if not vote["is_valid"]]:
        parts.append(session.say("release.votes.void", names=", ".join(void)))
    if one["embargo"]:
        parts.append(session.say("release.votes.embargo", until=one["embargo"]))
    return parts
