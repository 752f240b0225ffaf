"""`kliring release`: review, publish, verify, withdraw.

Keys stand in `reviewers.py`, proposing in `propose.py`, the list in `release_list.py`.
"""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.problems import Problem
from contracts.terminal import command_class, group
from orchestration.cli import propose, release_list, reviewers
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.releasing import Vote

_ORDER = (
    "key",
    "vouch",
    "propose",
    "review",
    "publish",
    "verify",
    "withdraw",
    "list",
)  # of the work


def add(app: typer.Typer, language: str) -> None:
    """Add the commands."""

    def say(key: str) -> str:
        return text(f"release.{key}", language)

    release = group(language, _ORDER)
    app.add_typer(release, name="release", help=say("cli.help"))
    reviewers.add(release, language)
    propose.add(release, language)
    _add_votes(release, language)
    _add_records(release, language)
    release_list.add(release, language)


def _add_votes(release: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"release.{key}", language)

    command = command_class(language)
    json_help = text("cli.option.json", language)

    @release.command(help=say("cli.review"), cls=command)
    def review(
        context: typer.Context,
        release_id: Annotated[str, typer.Argument(metavar="ID", help=say("option.release"))],
        *,
        name: Annotated[str, typer.Option("--as", help=say("option.name"))],
        key_file: Annotated[Path, typer.Option("--key", help=say("option.key"))],
        reason: Annotated[str, typer.Option(help=say("option.reason"))],
        approve: Annotated[bool, typer.Option("--approve", help=say("option.approve"))] = False,
        reject: Annotated[bool, typer.Option("--reject", help=say("option.reject"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        context.obj.quiet = as_json
        if approve == reject:
            raise Problem("release.verdict")
        verdict = "approve" if approve else "reject"
        from orchestration.releasing import Vote

        now = context.obj.now()
        vote(context.obj, Vote(release_id, name, key_file, verdict, reason, now))

    @release.command(help=say("cli.publish"), cls=command)
    def publish(
        context: typer.Context,
        release_id: Annotated[str, typer.Argument(metavar="ID", help=say("option.release"))],
        *,
        by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        context.obj.quiet = as_json
        publish_release(context.obj, release_id, by)


def _add_records(release: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"release.{key}", language)

    command = command_class(language)
    json_help = text("cli.option.json", language)

    @release.command(help=say("cli.withdraw"), cls=command)
    def withdraw(
        context: typer.Context,
        release_id: Annotated[str, typer.Argument(metavar="ID", help=say("option.release"))],
        *,
        note: Annotated[str, typer.Option(help=say("option.note"))],
        by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
    ) -> None:
        from orchestration.releasing import store_of
        from orchestration.releasing import withdraw as take_back

        session: Session = context.obj
        store = store_of(session.settings, session.keys())
        take_back(store, release_id, by or getpass.getuser(), note, session.now())
        session.out(session.say("release.said.withdrawn", release=release_id))

    @release.command(help=say("cli.verify"), cls=command)
    def verify(
        context: typer.Context,
        release_id: Annotated[str, typer.Argument(metavar="[ID]", help=say("option.release"))] = "",
        *,
        public: Annotated[Path | None, typer.Option(help=say("option.public"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        from orchestration.releasing import store_of
        from orchestration.releasing import verify as check
        from warehouse.releases.votes import unanchored

        session: Session = context.obj
        session.quiet = as_json
        if public is not None:
            verify_public(session, public, release_id)
            return
        done = check(store_of(session.settings, session.keys()), release_id or None)
        old = unanchored(done)
        if as_json:
            told = {"verified": [one.release for one in done], "unanchored_votes": old}
            session.answer(told)
        else:
            session.out(session.say("release.said.verified", releases=len(done)))
            _say_old(session, old)


def vote(session: Session, given: "Vote") -> None:
    """Review a proposal."""
    from orchestration.releasing import last_verdict, review, store_of

    store = store_of(session.settings, session.keys())
    before = last_verdict(store, given)
    counted = review(store, given)
    release, verdict, name = given.release, given.verdict, given.by
    if session.quiet:
        session.answer({"release": release, "replaced": before, **vars(counted)})
        return
    if before is not None:
        session.note("release.said.replaced", name=name, verdict=session.say(f"release.{before}"))
    if counted.reset:
        session.note("release.said.reset", names=", ".join(counted.reset))
    said = {"name": name, "verdict": session.say(f"release.{verdict}")}
    if counted.state == "rejected":
        session.out(session.say("release.said.voted_final", release=release, **said))
        return
    told = "voted" if counted.needed else "voted_enough"
    needed = {"approvals": counted.approvals, "needed": counted.needed}
    session.out(session.say(f"release.said.{told}", release=release, **needed, **said))


def publish_release(session: Session, release: str, by: str) -> Path:
    """Publish a release; its folder."""
    from orchestration.releasing import publish, store_of
    from orchestration.solver import greet_nobody

    greet_nobody()
    store = store_of(session.settings, session.keys())
    folder = publish(store, release, by or getpass.getuser(), session.now())
    if session.quiet:
        told = {"path": str(folder), "site": str(session.zones.site)}
        session.answer({"release": release, **told})
    else:
        told = {"path": folder, "site": session.zones.site}
        session.out(session.say("release.said.published", **told))
    return folder


def verify_public(session: Session, folder: Path, release: str) -> None:
    """Check a copy of the release folder or of the site, and say what that does not show."""
    from orchestration.stages.release import public_check, site_check

    is_site = site_check.is_site(folder)
    check = site_check.verify_site if is_site else public_check.verify_public
    done = check(folder, release or None)
    if session.quiet:
        session.answer({"verified": done.releases, "with_proof": done.with_proof,
                        "hidden": done.hidden, "proved": done.proved,
                        "unanchored_votes": done.unanchored})  # fmt: skip
    else:
        told = {"with_proof": done.with_proof, "hidden": done.hidden, "proved": done.proved}
        key = "verified_site" if is_site else "verified_public"
        session.out(session.say(f"release.said.{key}", releases=len(done.releases), **told))
        _say_old(session, done.unanchored)


def _say_old(session: Session, unanchored: int) -> None:
    if unanchored:
        session.note("release.said.unanchored", votes=unanchored)
