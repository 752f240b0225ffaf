"""`kliring demo`: fictitious extracts to a release, in ./demo, never among real submissions."""

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import text
from contracts.problems import ExitCode, Problem
from contracts.terminal import command_class
from orchestration.cli.session import Session

HOME = Path("demo")
REVIEWERS = ("demo_one", "demo_two")
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
        return show(session, cases, seed)


def show(session: Session, cases: int, seed: int) -> int:
    """Generate, submit, run, report, release; then say what to look at.

    Args:
        session: In the demo's own data root.
        cases: Events to draw.
        seed: Of the draw.
    """
    from orchestration.cli.report import annual_report
    from orchestration.cli.run import materialise
    from orchestration.cli.submit import submit_manifest

    extracts = _extracts(session, cases, seed)
    session.note("cli.demo.submitting")
    code = submit_manifest(session, extracts / "manifest.csv")
    session.note("cli.demo.running")
    code = code or materialise(session, full=False)
    if code != ExitCode.DONE:
        return code
    session.note("cli.demo.reporting")
    made = annual_report(session, LAST_YEAR, "pdf,html,xlsx", session.language)
    session.note("cli.demo.releasing")
    released = _release(session)
    session.out("")
    session.out(session.say("cli.demo.reports"))
    for path in made:
        session.out(f"  {path}")
    session.out(session.say("cli.demo.released", path=released))
    session.out(session.say("cli.demo.site", path=session.zones.site / "index.html"))
    session.out(session.say("cli.demo.published", path=session.zones.current))
    named = {"command": _shown(_command()), "home": _shown(session.zones.home)}
    session.out(session.say("cli.demo.try", year=LAST_YEAR, **named))
    return ExitCode.DONE


def _release(session: Session) -> Path:
    """The folder of the released annual report: reviewed by two who are nobody."""
    from orchestration import releasing
    from warehouse.locks import locked
    from warehouse.releases.ledger import read
    from warehouse.releases.reviewers import make_key, register
    from warehouse.releases.standing import latest

    zones = session.zones
    standing = latest(read(zones), "annual", str(LAST_YEAR))
    if standing is not None:
        return zones.released(standing.release)
    store = releasing.store_of(session.settings, session.keys())
    wanted = releasing.Wanted("annual", str(LAST_YEAR), "demo", session.now())
    release = releasing.propose(store, wanted).release
    for name in REVIEWERS:
        key_file = zones.make(zones.demo_keys) / f"{name}.json"
        if name not in register(read(zones)).members:
            key_file.unlink(missing_ok=True)  # of a demo that was killed
            with locked(zones.release_lock, waiting=lambda: None):
                make_key(zones, name, key_file, session.now().isoformat(), "demo", is_demo=True)
        reason = session.say("cli.demo.reason")
        vote = releasing.Vote(release, name, key_file, "approve", reason, session.now())
        releasing.review(store, vote)
    return releasing.publish(store, release, "demo", session.now())


def _extracts(session: Session, cases: int, seed: int) -> Path:
    """The folder of the extracts, made unless it is there whole.

    Raises:
        Problem: Another demo is there.
    """
    from contracts.synthetic.generate import generate
    from warehouse import files

    extracts = session.zones.fictitious  # restricted: the truth beside it names everyone
    session.zones.make(extracts.parent)
    note, wanted = extracts.with_name("made.json"), {"cases": cases, "seed": seed}
    if note.exists():
        if json.loads(note.read_bytes()) != wanted:
            raise Problem("cli.demo.another", home=session.zones.home)
        return extracts
    shutil.rmtree(extracts, ignore_errors=True)
    session.note("cli.demo.generating", cases=cases, out=extracts)
    with session.progress("offline.generate.progress", None) as advance:
        generate(extracts, cases, seed, FIRST_YEAR, LAST_YEAR, progress=advance)
    files.write_json(note, wanted)
    return extracts


def _command() -> Path:
    """How this command was called: by its name where the shell finds it, else by its path."""
    called = Path(sys.argv[0]).absolute()
    found = shutil.which("kliring")
    return Path("kliring") if found and Path(found).absolute() == called else called


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
