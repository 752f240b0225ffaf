"""`kliring status`: what arrived, what is missing, the last run, what is published."""

import json
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.messages import text
from contracts.terminal import command_class
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.overview import Obligation
    from warehouse.receipts import Receipt, Tombstone

# Shape and colour both, so that it reads without colour.
_MARKS = {
    "received": ("●", "green"),
    "late": ("◐", "yellow"),
    "nil": ("○", "green"),
    "silent": ("·", "red"),
    "withdrawn": ("×", "magenta"),
    "rejected": ("!", "red"),
}


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(key: str) -> str:
        return text(f"cli.{key}", language)

    @app.command(help=say("status.help"), cls=command_class(language))
    def status(
        context: typer.Context,
        *,
        as_json: Annotated[bool, typer.Option("--json", help=say("option.json"))] = False,
    ) -> None:
        session: Session = context.obj
        session.quiet = as_json
        found = _overview(session)
        if as_json:
            session.answer(found["document"])
        else:
            _show(session, found)


def _overview(session: Session) -> dict[str, Any]:
    from orchestration.overview import current, obligations, rows_of_receipts, rows_of_run
    from warehouse.landing import receipts, tombstones
    from warehouse.published import current_vintage

    stored, stones = receipts(session.zones), tombstones(session.zones)
    owed = obligations(stored, stones)
    rows = rows_of_run(session.zones, stored, stones)
    vintage = current_vintage(session.zones)
    published = vintage and {
        "vintage": vintage.vintage,
        "as_of_date": vintage.as_of_date.isoformat(),
        "path": str(session.zones.current),
    }
    document = {
        "home": str(session.zones.home),
        "submissions": _counts(stored, stones) | {"current": len(current(stored, stones))},
        "last_received_at": max((r.received_at for r in stored), default=None),
        "rows": rows if rows is not None else rows_of_receipts(stored, stones),
        "rows_from": "run" if rows is not None else "receipts",
        "obligations": {s: sum(o.status == s for o in owed) for s in _MARKS},
        "missing": [_named(o) for o in owed if o.status in {"silent", "rejected"}],
        "periods": [_named(o) | {"status": o.status, "revision": o.revision} for o in owed],
        "last_run": _last_run(session),
        "published": published,
        "last_release": _last_release(session),
    }
    return {"document": document, "owed": owed}


def _counts(stored: "list[Receipt]", stones: "list[Tombstone]") -> dict[str, Any]:
    statuses = [r.verdict.status for r in stored]
    order = ("accepted", "accepted_with_notes", "partly_accepted", "rejected")
    return {
        "received": len(stored),
        "nil": sum(r.is_nil for r in stored),
        "withdrawals": len(stones),
        "by_status": {status: statuses.count(status) for status in order},
    }


def _named(obligation: "Obligation") -> dict[str, str]:
    address = obligation.address
    return {"agency": address.agency, "unit": address.unit, "period": address.period}


def _last_run(session: Session) -> dict[str, Any] | None:
    try:
        return json.loads(session.zones.last_run.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _last_release(session: Session) -> dict[str, Any] | None:
    from warehouse.releases.ledger import read
    from warehouse.releases.standing import known_to_readers

    out = known_to_readers(read(session.zones))
    if not out or out[-1].publication is None:
        return None
    last = out[-1]
    return {
        "release": last.release,
        "state": last.state,
        "published_at": last.publication.at if last.publication else None,
        "path": str(session.zones.released(last.release)),
    }


def _show(session: Session, found: dict[str, Any]) -> None:
    document = found["document"]
    counts = document["submissions"]
    if not counts["received"]:
        session.out(session.say("cli.status.empty", home=document["home"]))
        return
    session.out(session.say("cli.status.received", at=document["last_received_at"], **counts))
    _grid(session, found["owed"])
    _rows(session, document)
    run, published = document["last_run"], document["published"]
    if run is None:
        session.out(session.say("cli.status.no_run"))
    else:
        ended = "done" if run["is_done"] else "not_done"
        session.out(session.say(f"cli.status.run_{ended}", at=run["ended_at"]))
    if published is None:
        session.out(session.say("cli.status.not_published"))
    else:
        session.out(session.say("cli.status.published", **published))
    release = document["last_release"]
    if release is None:
        session.out(session.say("cli.status.no_release"))
    else:
        state = session.say(f"release.state.{release['state']}")
        session.out(session.say("release.said.last", **release | {"state": state}))


def _grid(session: Session, owed: "list[Obligation]") -> None:
    """Units down, months across, one mark each; a blank before a unit's first period."""
    from rich.text import Text

    periods = sorted({o.address.period for o in owed})
    width = max(len(o.address.unit) for o in owed)
    console = session.console
    years = [list(group) for _, group in groupby(periods, lambda p: p[:4])]
    for agency, of_agency in groupby(owed, lambda o: o.address.agency):
        heads = " ".join(f"{year[0][:4]:<{len(year)}}"[: max(4, len(year))] for year in years)
        console.print(Text(f"{session.say(f'cli.agency.{agency}')}", style="bold"))
        console.print(Text(" " * (width + 3) + heads, style="dim"))
        for unit, of_unit in groupby(of_agency, lambda o: o.address.unit):
            line = Text(f"  {unit:<{width}} ")
            marks = {o.address.period: _MARKS[o.status] for o in of_unit}
            for year in years:
                for period in year:
                    mark, style = marks.get(period, (" ", ""))
                    line.append(mark, style=style)
                line.append(" " * max(1, 5 - len(year)))
            console.print(line, no_wrap=True, crop=False)
    legend = Text()
    for status, (mark, style) in _MARKS.items():
        legend.append(mark, style=style).append(f" {session.say(f'cli.status.mark.{status}')}   ")
    console.print(legend)


def _rows(session: Session, document: dict[str, Any]) -> None:
    from rich.table import Table

    from orchestration.overview import OUTCOMES

    table = Table(session.say("answers.column.record_type"), box=None, pad_edge=False)
    for name in OUTCOMES:
        table.add_column(session.say(f"cli.status.rows.{name}"), justify="right")
    for record_type, row in document["rows"].items():
        table.add_row(record_type, *(f"{row[name]:,}".replace(",", ".") for name in OUTCOMES))
    session.console.print(table)
    if document["rows_from"] == "receipts":
        session.note("cli.status.rows_from_receipts")
