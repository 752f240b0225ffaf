"""`kliring demo`: fictitious extracts to reports, in ./demo, never among real submissions."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import text
from contracts.problems import ExitCode
from contracts.terminal import command_class
from orchestration.cli.session import Session

HOME = Path("demo")
CASES, SEED, FIRST_YEAR, LAST_YEAR = 450, 2025, 2023, 2025


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("demo.help"), cls=command_class(language))
    def demo(
        context: typer.Context,
        *,
        cases: Annotated[int, typer.Option(help=say("demo.cases"), min=1)] = CASES,
        seed: Annotated[int, typer.Option(help=say("demo.seed"))] = SEED,
    ) -> int:
        session: Session = context.obj
        return show(session.within(session.settings.elsewhere(HOME)), cases, seed)


def show(session: Session, cases: int, seed: int) -> int:
    """Generate, submit, run, report; then say what to look at."""
    from contracts.synthetic.generate import generate
    from orchestration.cli.report import annual_report
    from orchestration.cli.run import materialise
    from orchestration.cli.submit import submit_manifest

    extracts = session.zones.fictitious  # the truth beside it names everyone: restricted
    session.zones.make(extracts.parent)
    if not (extracts / "manifest.csv").exists():  # written last
        shutil.rmtree(extracts, ignore_errors=True)
        session.note("cli.demo.generating", cases=cases, out=extracts)
        with session.progress("offline.generate.progress", None) as advance:
            generate(extracts, cases, seed, FIRST_YEAR, LAST_YEAR, progress=advance)
    session.note("cli.demo.submitting")
    code = submit_manifest(session, extracts / "manifest.csv")
    session.note("cli.demo.running")
    code = code or materialise(session, full=False)
    if code != ExitCode.DONE:
        return code
    session.note("cli.demo.reporting")
    made = annual_report(session, LAST_YEAR, "pdf,html,xlsx", session.language)
    session.out("")
    session.out(session.say("cli.demo.reports"))
    for path in made:
        session.out(f"  {path}")
    session.out(session.say("cli.demo.published", path=session.zones.current))
    session.out(session.say("cli.demo.try", home=_shown(session.zones.home), year=LAST_YEAR))
    return ExitCode.DONE


def _shown(home: Path) -> str:
    here = Path.cwd()
    return str(home.relative_to(here)) if home.is_relative_to(here) else str(home)
