"""The command `kliring`: puts the commands together and runs the one that is asked for.

Nothing heavy is imported here: each command loads what it needs when it runs.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from contracts import cli as offline
from contracts.messages import LANGUAGES, text
from contracts.problems import Problem
from contracts.terminal import application, run, taken
from orchestration.cli import (
    demo,
    disclosure,
    feedback,
    figure,
    keys,
    linkage,
    query,
    release,
    report,
    site,
    status,
    submit,
    withdraw,
)
from orchestration.cli import run as run_command
from orchestration.cli.session import Session
from warehouse.settings import Settings

_READERS = {
    "regions": ("template", "check", "submit", "withdraw", "feedback"),
    "engineers": ("run", "status", "demo", "generate", "keys"),
    "statisticians": ("query", "figure", "disclosure"),
    "secretariat": ("report", "release", "site", "linkage"),
}
# Objects made before Python looks for rings among the young, the older, and all: a command loads
# some hundred thousand that stay, and to walk them again and again took 5 of a demo's 100 CPU s.
_COLLECTED = (50_000, 20, 100)
_OWN_LANGUAGES = ("report",)  # its --lang says in which languages the report is made


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run the command and leave with its exit code."""
    gc.set_threshold(*_COLLECTED)
    sys.exit(answer(sys.argv[1:] if arguments is None else arguments))


def answer(arguments: Sequence[str]) -> int:
    """Run the command of these arguments; its exit code."""
    home, rest = taken(arguments, "--home")
    language, rest = taken(rest, "--lang", stop=_OWN_LANGUAGES)
    if language is None:  # a report in one language is talked about in that language
        own, _ = taken(rest, "--lang")
        language = own if own in LANGUAGES else None
    try:
        settings = Settings.load(home=Path(home) if home else None, language=language)
    except Problem as problem:
        sys.stderr.write(problem.sentence("id") + "\n")
        return int(problem.exit_code)
    if "demo" in rest[:1]:  # never among real submissions, whatever the environment says
        settings = settings.elsewhere(demo.HOME)
    session = Session(settings)
    return run(build(settings.language), rest, session, lambda error: _unexpected(error, session))


def build(language: str) -> typer.Typer:
    """The whole command in a language, in the order in which the work is done."""
    app = application(language, "cli.about")
    _declare_globals(app, language)
    offline.add(app, language)
    for module in (submit, withdraw, run_command, status, report, query, demo, keys):
        module.add(app, language)
    linkage.add(app, language)
    feedback.add(app, language)
    release.add(app, language)
    site.add(app, language)
    figure.add(app, language)
    disclosure.add(app, language)
    _sort_by_reader(app, language)
    return app


def _sort_by_reader(app: typer.Typer, language: str) -> None:
    """Show in the help for whom each command is."""
    reader_of = {name: reader for reader, names in _READERS.items() for name in names}
    for one in (*app.registered_commands, *app.registered_groups):
        name = one.name or getattr(one.callback, "__name__", "")
        if reader := reader_of.get(name):
            one.rich_help_panel = text(f"cli.reader.{reader}", language)


def _declare_globals(app: typer.Typer, language: str) -> None:
    """Show in the help what `answer` takes from anywhere in the arguments."""
    from typing import Annotated

    @app.callback()
    def everywhere(
        *,
        home: Annotated[str, typer.Option(help=text("cli.option.home", language))] = "./data",
        lang: Annotated[str, typer.Option(help=text("cli.option.lang", language))] = language,
    ) -> None:
        del home, lang  # taken before the command line is parsed


def _unexpected(error: Exception, session: Session) -> str:
    from warehouse.logs import failure, logging_to

    kind = type(error).__name__
    if not session.zones.home.is_dir():  # an offline command leaves nothing behind
        return session.say("terminal.unexpected_offline", kind=kind)
    try:
        with logging_to(session.zones):
            failure(error)
    except (Problem, OSError):
        return session.say("terminal.unexpected_offline", kind=kind)
    return session.say("terminal.unexpected", kind=kind, log=session.zones.log)
