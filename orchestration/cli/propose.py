"""`kliring release propose`: a report or a file of records, written down for its reviewers."""

import getpass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from contracts.messages import text
from contracts.problems import Problem
from contracts.terminal import command_class, group
from orchestration.cli.session import TIME_ZONE, Session

_SAID = {"microdata": "proposed_file", "synthetic": "proposed_synthetic"}


def add(release: typer.Typer, language: str) -> None:
    """Add the commands."""

    def say(key: str) -> str:
        return text(f"release.{key}", language)

    command = command_class(language)
    propose = group(language)
    release.add_typer(propose, name="propose", help=say("cli.propose"))
    json_help = text("cli.option.json", language)

    def add_of_year(kind: str) -> None:
        @propose.command(kind, help=say(f"cli.propose_{kind}"), cls=command)
        def of_year(
            context: typer.Context,
            *,
            year: Annotated[int, typer.Option(help=say("option.year"))],
            by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
            embargo: Annotated[str, typer.Option(help=say("option.embargo"))] = "",
            as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
        ) -> None:
            context.obj.quiet = as_json
            propose_release(context.obj, kind, str(year), by, embargo)

    for kind in ("annual", "regional"):
        add_of_year(kind)

    @propose.command(help=say("cli.propose_incidental"), cls=command)
    def incidental(
        context: typer.Context,
        *,
        case: Annotated[str, typer.Option(help=say("option.case"))],
        by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
        embargo: Annotated[str, typer.Option(help=say("option.embargo"))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        context.obj.quiet = as_json
        propose_release(context.obj, "incidental", case, by, embargo)

    @propose.command(help=say("cli.propose_microdata"), cls=command)
    def microdata(
        context: typer.Context,
        *,
        licence: Annotated[str, typer.Option(help=say("option.licence"))],
        year: Annotated[int | None, typer.Option(help=say("option.year"))] = None,
        years: Annotated[str, typer.Option(help=say("option.years"))] = "",
        by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
        embargo: Annotated[str, typer.Option(help=say("option.embargo"))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        context.obj.quiet = as_json
        if (year is None) != bool(years):
            raise Problem("release.years_or_year")
        asked = years.strip() or str(year)
        propose_release(context.obj, "microdata", f"{asked}-{licence}", by, embargo)

    @propose.command(help=say("cli.propose_synthetic"), cls=command)
    def synthetic(
        context: typer.Context,
        *,
        year: Annotated[int, typer.Option(help=say("option.year"))],
        epsilon: Annotated[str, typer.Option(help=say("option.epsilon"))] = "",
        by: Annotated[str, typer.Option("--as", help=say("option.proposer"))] = "",
        embargo: Annotated[str, typer.Option(help=say("option.embargo"))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=json_help)] = False,
    ) -> None:
        context.obj.quiet = as_json
        propose_release(context.obj, "synthetic", str(year), by, embargo, epsilon=epsilon)


def propose_release(
    session: Session, kind: str, subject: str, by: str, embargo: str, *, epsilon: str = ""
) -> str:
    """Propose a report or a file of records; its id."""
    from orchestration.releasing import Wanted, propose, store_of
    from orchestration.stages.release.dossier.written import DOSSIER, page_name
    from orchestration.stages.release.listing import open_beside

    now = session.now()
    until = _moment(embargo, now)
    store = store_of(session.settings, session.keys())
    cost = _epsilon(epsilon)
    wanted = Wanted(kind, subject, by or getpass.getuser(), now, until, cost)
    made = propose(store, wanted)
    others = open_beside(session.zones, made.release)
    dossier = session.zones.proposal(made.release) / page_name(DOSSIER, session.language)
    facts = {**made.facts, "path": str(dossier)}
    if session.quiet:
        session.answer({"release": made.release, "also_open": others, **facts})
    else:
        said = _SAID.get(kind, "proposed")
        session.note(f"release.said.{said}", **facts)
        if others:
            session.note("release.said.also_open", releases=", ".join(others))
        session.out(made.release)
    return made.release


def _moment(given: str, now: datetime) -> datetime | None:
    """The end of an embargo.

    Raises:
        Problem: It is no moment, or is past and holds nothing back.
    """
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Problem("release.embargo_malformed", value=given) from None
    until = moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)
    if until <= now:
        raise Problem("release.embargo_past", value=given, now=now.isoformat())
    return until


def _epsilon(given: str) -> Decimal | None:
    """A number, whatever its size, with either decimal sign; None where none is given."""
    from orchestration.stages.release.proposals import LEAST_EPSILON

    try:
        return Decimal(given.replace(",", ".")) if given else None
    except InvalidOperation:
        raise Problem("release.epsilon", value=given, least=LEAST_EPSILON) from None
