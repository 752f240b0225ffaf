"""The offline commands: template, check, generate. A laptop needs nothing but `contracts` for them.

Mounted into `kliring`; alone they are `python -m contracts.cli`.
"""

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from contracts.messages import LANGUAGES, text
from contracts.problems import ExitCode, Problem
from contracts.terminal import Terminal, application, command_class, run, taken

if TYPE_CHECKING:
    from contracts.reading.sources import SourceFile, Submission
    from contracts.validate import Validation

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ANY_UNIT = "unit"  # stands in for one that is not given: nothing is stored


def main() -> None:
    """Entry point of the offline commands alone."""
    language, rest = taken(sys.argv[1:], "--lang")
    terminal = Terminal(language if language in LANGUAGES else LANGUAGES[0])
    app = application(terminal.language, "offline.about")
    add(app, terminal.language)
    sys.exit(run(app, rest, terminal, lambda error: _unexpected(error, terminal)))


def add(app: typer.Typer, language: str) -> None:
    """Add the offline commands to a command."""
    _add_template(app, language)
    _add_check(app, language)
    _add_generate(app, language)


def _add_template(app: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"offline.{key}", language)

    @app.command(help=say("template.help"), cls=command_class(language))
    def template(
        context: typer.Context,
        agency: Annotated[str, typer.Argument(help=say("agency"), metavar="AGENCY")],
        *,
        out: Annotated[Path, typer.Option(help=say("template.out"))],
        unit: Annotated[str, typer.Option(help=say("unit"))] = "",
        period: Annotated[str, typer.Option(help=say("period"))] = "",
    ) -> None:
        from contracts.workbook.template import write_template

        terminal: Terminal = context.obj
        _refuse_malformed(unit, period)
        write_template(agency, out, unit or None, period or None, terminal.language)
        terminal.out(terminal.say("offline.template.done", out=out))


def _add_check(app: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"offline.{key}", language)

    @app.command(help=say("check.help"), cls=command_class(language))
    def check(
        context: typer.Context,
        files: Annotated[
            list[Path] | None, typer.Argument(help=say("check.files"), metavar="FILE")
        ] = None,
        *,
        agency: Annotated[str, typer.Option(help=say("agency"))],
        unit: Annotated[str, typer.Option(help=say("unit"))] = "",
        period: Annotated[str, typer.Option(help=say("period"))] = "",
        nil: Annotated[bool, typer.Option("--nil", help=say("check.nil"))] = False,
        marked: Annotated[Path | None, typer.Option(help=say("check.marked"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("json"))] = False,
    ) -> int:
        terminal: Terminal = context.obj
        terminal.quiet = as_json
        _refuse_malformed(unit, period)
        if period > f"{_today():%Y-%m}":
            raise Problem("storage.period_ahead", period=period)
        paths = _files(files or [], nil=nil)
        if marked is not None and marked.resolve() in {path.resolve() for path in paths}:
            raise Problem("offline.check.marked_over", path=marked)
        return _check(terminal, _sources(paths), agency, unit, period, nil=nil, marked=marked)


def _add_generate(app: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"offline.{key}", language)

    @app.command(help=say("generate.help"), cls=command_class(language))
    def generate(
        context: typer.Context,
        *,
        out: Annotated[Path, typer.Option(help=say("generate.out"))],
        cases: Annotated[int, typer.Option(help=say("generate.cases"))],
        seed: Annotated[int, typer.Option(help=say("generate.seed"))],
        years: Annotated[str, typer.Option(help=say("generate.years"))] = "2023-2025",
    ) -> None:
        from contracts.synthetic.generate import generate as write

        terminal: Terminal = context.obj
        found = _YEARS.fullmatch(years.strip())
        if not found:
            raise Problem("offline.generate.years_malformed", years=years)
        first, last = int(found[1]), int(found[2] or found[1])
        with terminal.progress("offline.generate.progress", None) as advance:
            made = write(out, cases, seed, first, last, progress=advance)
        terminal.out(
            terminal.say(
                "offline.generate.done",
                submissions=made.submissions,
                units=made.units,
                rows=sum(made.rows.values()),
                manifest=made.manifest,
                truth=made.truth,
            )
        )


def _check(
    terminal: Terminal,
    sources: "tuple[SourceFile, ...]",
    agency: str,
    unit: str,
    period: str,
    *,
    nil: bool,
    marked: Path | None,
) -> int:
    from contracts import answers
    from contracts.reading.sources import Submission
    from contracts.registry import AGENCIES
    from contracts.validate import validate

    if agency not in AGENCIES:
        raise Problem("offline.agency_unknown", agency=agency, known=", ".join(AGENCIES))
    today = _today()
    submission = Submission(
        submission_id=f"{agency}/{unit or _ANY_UNIT}/{period or f'{today:%Y-%m}'}/r1",
        agency=agency,
        unit=unit or _ANY_UNIT,
        period=period or f"{today:%Y-%m}",
        received_on=today,
        is_nil=nil,
        files=sources,
    )
    validation = validate([submission])
    answer: dict[str, Any] = answers.checked(
        validation, submission.submission_id, terminal.language
    )
    answer |= {"unit": unit or None, "period": period or None, "revision": None}
    if marked is not None:
        _mark(submission, validation, marked, terminal)
    if terminal.quiet:
        terminal.answer(answer)
    else:
        answers.show(terminal, answer)
        if marked is not None:
            terminal.out(terminal.say("offline.check.marked_at", out=marked))
    return ExitCode.FAULT_IN_DATA if answers.has_error(answer) else ExitCode.DONE


def _mark(
    submission: "Submission", validation: "Validation", out: Path, terminal: Terminal
) -> None:
    """Write what was sent, as text, with every finding at its cell."""
    from contracts.reading.read import read_submission
    from contracts.reading.tables import stacked
    from contracts.workbook.marked import write_marked

    tables = read_submission(submission).tables
    frames = {table.record_type: stacked([table]) for table in tables}
    letters = {t.record_type: {name: t.letter(name) or "" for name in t.places} for t in tables}
    write_marked(frames, validation.findings, out, terminal.language, letters)


def _files(paths: list[Path], *, nil: bool) -> list[Path]:
    if not paths and not nil:
        raise Problem("offline.check.nothing_given")
    for path in paths:
        if not path.exists():
            raise Problem("offline.check.file_missing", path=path)
    found = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    seen = [f for f in found if not f.name.startswith((".", "~$", "__MACOSX"))]
    for path in seen:
        if path.is_dir():
            raise Problem("storage.folder_in_folder", path=path)
    return seen


def _sources(paths: list[Path]) -> "tuple[SourceFile, ...]":
    from contracts.reading.sources import SourceFile

    return tuple(SourceFile(path.name, path) for path in paths)


def _refuse_malformed(unit: str, period: str) -> None:
    if unit and not _UNIT.fullmatch(unit):
        raise Problem("storage.unit_malformed", unit=unit)
    if period and not _PERIOD.fullmatch(period):
        raise Problem("storage.period_malformed", period=period)


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


def _unexpected(error: Exception, terminal: Terminal) -> str:
    return terminal.say("terminal.unexpected_offline", kind=type(error).__name__)


if __name__ == "__main__":
    main()
