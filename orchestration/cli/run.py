"""`kliring run`: materialise what is out of date, in one process."""

import warnings
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.problems import ExitCode, Problem
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.plan import RunResult


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("run.help"), cls=command_class(language))
    def run(
        context: typer.Context,
        *,
        full: Annotated[bool, typer.Option("--full", help=say("run.full"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> int:
        session: Session = context.obj
        session.quiet = as_json
        return materialise(session, full=full)


def materialise(session: Session, *, full: bool) -> int:
    """Run, say how it went, keep a note of it; 3 when a check blocked it, 2 when a step failed."""
    from warehouse import files
    from warehouse.landing import receipts
    from warehouse.logs import event, logging_to

    if not receipts(session.zones):
        raise Problem("cli.run.nothing_submitted")
    started = session.now()
    with logging_to(session.zones):
        event("run.started", full=full)
        result = _run(session, full=full)
        ended = session.now()
        event(
            "run.ended",
            steps=len(result.materialised),
            blocked=len(result.blocked_by),
            failed=len(result.failures),
            seconds=int((ended - started).total_seconds()),
        )
        for what in result.blocked_by:
            event("run.blocked", check=what.replace(": ", "/"))
        for what in result.failures:
            event("run.failed", step=what.replace(": ", "/"))
        note = {
            "started_at": started.isoformat(),
            "ended_at": ended.isoformat(),
            "is_done": result.is_done,
            "steps": len(result.materialised),
            "blocked_by": list(result.blocked_by),
            "failures": list(result.failures),
            "vintage": result.vintage,
        }
        files.write_json(session.zones.last_run, note)
    return tell(session, result, note)


def _run(session: Session, *, full: bool) -> "RunResult":
    warnings.filterwarnings("ignore", module=r"dagster\b")  # beta notices to its developers
    from orchestration.pipeline import run

    total = len(STEPS)
    seen: set[str] = set()
    with session.progress("cli.run.progress", total) as advance:

        def progress(step: str, ended: bool) -> None:  # noqa: FBT001 - the pipeline's own signature
            zone = step.partition("__")[0]
            if ended and zone not in seen:
                seen.add(zone)
                advance(1)

        return run(session.settings, session.keys(), full=full, progress=progress)


STEPS = ("validated", "pseudonymised", "linked", "cleared", "warehouse", "published")


def tell(session: Session, result: "RunResult", note: dict[str, object]) -> int:
    """Say how a run went; the exit code."""
    if session.quiet:
        session.answer(note)
    elif not result.is_done:
        for what in (*result.blocked_by, *result.failures):
            session.out(what)
    elif result.materialised:
        session.out(session.say("cli.run.done", steps=len(result.materialised), **_where(session)))
    else:
        session.out(session.say("cli.run.nothing_to_do", **_where(session)))
    if result.blocked_by:
        is_published = "published/current" in result.materialised  # and a check of it failed
        key = "cli.run.blocked_after" if is_published else "cli.run.blocked"
        session.note(key, number=len(result.blocked_by))
        return ExitCode.BLOCKED
    if result.failures:
        session.note("cli.run.failed", number=len(result.failures), log=session.zones.log)
        return ExitCode.WRONG_USE
    return ExitCode.DONE


def _where(session: Session) -> dict[str, object]:
    return {"published": session.zones.current}
