"""`kliring linkage review`: the queue as a table or workbook, and the decisions that come back."""

from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.messages import number, text
from contracts.problems import ExitCode, Problem
from contracts.terminal import command_class
from orchestration.cli.session import Session

_SHOWN = 20


def add(linkage: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"linkage.review.{key}", language)

    @linkage.command(help=say("help"), cls=command_class(language))
    def review(
        context: typer.Context,
        *,
        out: Annotated[Path | None, typer.Option("--export", help=say("export"))] = None,
        back: Annotated[Path | None, typer.Option("--import", help=say("import"))] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> int:
        session: Session = context.obj
        session.quiet = as_json
        if out is not None and back is not None:
            raise Problem("linkage.review.one_of")
        if back is not None:
            return _take(session, back)
        _give(session, out)
        return ExitCode.DONE


def _give(session: Session, out: Path | None) -> None:
    from orchestration.handing_out import hand_out, refuse_open_folder
    from orchestration.stages.linkage import review
    from orchestration.stages.linkage.review_book import workbook
    from orchestration.store import Store

    if out is not None:
        refuse_open_folder(session.zones, out)
    store = Store(session.zones, session.keys())
    queue, decided = review.queue(store), review.decided(store)
    if out is not None:
        hand_out(session.zones, out, workbook(queue, decided, session.language))
        session.note("linkage.restricted", path=out)
    if session.quiet:
        shown = queue.select(
            "rank", "record_id_l", "record_id_r", "agency_code_l", "unit_code_l",
            "agency_code_r", "unit_code_r", "probability", "cause", "effect",
        )  # fmt: skip
        session.answer({"decisions": decided.height, "queue": shown.to_dicts()})
    elif out is not None:
        session.out(session.say("linkage.review.exported", pairs=queue.height, path=out))
    else:
        _table(session, queue.head(_SHOWN).to_dicts())
        session.out(
            session.say("linkage.review.waiting", pairs=queue.height, decided=decided.height)
        )


def _take(session: Session, back: Path) -> int:
    from orchestration.stages.linkage import link, review
    from orchestration.stages.linkage.review_book import pair_code, returned
    from orchestration.store import Store
    from warehouse.locks import locked

    store = Store(session.zones, session.keys())
    with locked(session.zones.run_lock):
        persons = link.read(store, "persons")
        if persons is None:
            raise Problem("linkage.not_linked")
        found = returned(back, frozenset(persons["record_id"]), session.language)
        if found.faults:
            _refuse(session, found.faults)
            return ExitCode.FAULT_IN_DATA
        taken = review.decide(store, found.decisions, session.today())
    contradictions = [
        session.say(f"linkage.review.{kind}", pair=pair_code(left, right))
        for left, right, kind in taken.contradictions.iter_rows()
    ]
    if session.quiet:
        session.answer(
            {"added": taken.added, "known": taken.known, "contradictions": contradictions}
        )
        return ExitCode.DONE
    session.out(session.say("linkage.review.added", added=taken.added, known=taken.known))
    for line in contradictions:
        session.out(line)
    return ExitCode.DONE


def _refuse(session: Session, faults: list[str]) -> None:
    if session.quiet:
        session.answer({"added": 0, "faults": faults})
        return
    for line in faults:
        session.out(line)
    session.note("linkage.review.refused", faults=len(faults))


def _table(session: Session, rows: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from orchestration.stages.linkage.review_book import in_words

    table = Table()
    keys = ("rank", "effect", "probability", "cause", "unit_l", "unit_r")
    for key in keys:
        table.add_column(session.say(f"linkage.review.column.{key}"))
    for row in rows:
        doubts = [number(row[key], "", session.language) for key in ("effect", "probability")]
        cells = [row["rank"], *doubts, in_words(row["cause"], session.language)]
        sides = [row["unit_code_l"], row["unit_code_r"]]
        table.add_row(*(escape(str(value)) for value in (*cells, *sides)))
    session.console.print(table)
