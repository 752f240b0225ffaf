"""`kliring report`: the annual report, the regional one and the report on one case."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.messages import LANGUAGES, text
from contracts.problems import Problem
from contracts.terminal import command_class, group
from orchestration.cli.session import Session

FORMATS = ("pdf", "html", "xlsx")


def add(app: typer.Typer, language: str) -> None:
    """Add the commands."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    command = command_class(language)
    report = group(language)
    app.add_typer(report, name="report", help=say("report.help"))

    @report.command(help=say("report.annual"), cls=command)
    def annual(
        context: typer.Context,
        *,
        year: Annotated[int, typer.Option(help=say("report.year"))],
        form: Annotated[str, typer.Option("--format", help=say("report.format"))] = "pdf,html,xlsx",
        lang: Annotated[str, typer.Option(help=say("report.lang"))] = language,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        _tell(session, annual_report(session, year, form, lang))

    @report.command(help=say("report.regional"), cls=command)
    def regional(
        context: typer.Context,
        *,
        year: Annotated[int, typer.Option(help=say("report.year"))],
        province: Annotated[str, typer.Option(help=say("report.province"))] = "",
        form: Annotated[str, typer.Option("--format", help=say("report.format"))] = "pdf,html,xlsx",
        lang: Annotated[str, typer.Option(help=say("report.lang"))] = language,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        _tell(session, _regional(session, year, province, form, lang))

    @report.command(help=say("report.incidental"), cls=command)
    def incidental(
        context: typer.Context,
        *,
        case: Annotated[str, typer.Option(help=say("report.case"))] = "",
        lp: Annotated[str, typer.Option("--lp", help=say("report.lp"))] = "",
        form: Annotated[str, typer.Option("--format", help=say("report.format"))] = "pdf,html,xlsx",
        lang: Annotated[str, typer.Option(help=say("report.lang"))] = language,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        if bool(case) == bool(lp):
            raise Problem("cli.report.case_or_lp")
        _tell(session, _incidental(session, case, lp, form, lang))


def annual_report(session: Session, year: int, form: str, lang: str) -> list[Path]:
    """Write the annual report; the files it made."""
    formats, languages = chosen(form, FORMATS, "format"), chosen(lang, LANGUAGES, "lang")
    from orchestration.reporting import annual

    with session.progress("cli.report.progress", 1) as advance:
        made = annual(session.settings, session.keys(), year, formats, languages)
        advance(1)
    return list(made)


def _regional(session: Session, year: int, province: str, form: str, lang: str) -> list[Path]:
    formats, languages = chosen(form, FORMATS, "format"), chosen(lang, LANGUAGES, "lang")
    from orchestration.reporting import regional
    from warehouse.reports.regional import refuse_unknown

    if province:  # before a draft is protected, which takes a while
        refuse_unknown(province)
    with session.progress("cli.report.progress", 1) as advance:
        made = regional(
            session.settings, session.keys(), year, formats, languages, province=province or None
        )
        advance(1)
    return made


def _incidental(session: Session, case: str, lp: str, form: str, lang: str) -> list[Path]:
    formats, languages = chosen(form, FORMATS, "format"), chosen(lang, LANGUAGES, "lang")
    from orchestration.reporting import incidental

    keys = session.keys()
    return list(
        incidental(
            session.settings, keys, formats, languages, case_id=case or None, lp_number=lp or None
        )
    )


def chosen(given: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """The values of a list with commas, each once, in the order of those known.

    Raises:
        Problem: One of them is not known, or none is given.
    """
    values = {value.strip().lower() for value in given.split(",")} - {""}
    wrong = sorted(values - set(known))
    if wrong or not values:
        value, allowed = ", ".join(wrong), ", ".join(known)
        raise Problem("cli.report.not_known", option=option, value=value, known=allowed)
    return tuple(value for value in known if value in values)


def _tell(session: Session, made: list[Path]) -> None:
    if session.quiet:
        session.answer({"files": [str(path) for path in made]})
        return
    for path in made:
        session.out(str(path))
