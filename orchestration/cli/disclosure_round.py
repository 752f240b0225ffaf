"""`kliring disclosure round`: a frequency table whose small counts are rounded and still add up."""

import hashlib
import hmac
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.messages import text
from contracts.problems import Problem
from contracts.terminal import command_class
from orchestration.cli.disclosure_answers import answer
from orchestration.cli.disclosure_files import inner_cells, read, refuse_places, write
from orchestration.cli.session import Session

if TYPE_CHECKING:
    import polars as pl

_SECRET = 0o600  # decisions hold the true counts
_PURPOSE = b"rounding of frequency tables"


def add(app: typer.Typer, language: str) -> None:
    """Add the command."""

    def say(name: str) -> str:
        return text(f"disclosure_round.{name}", language)

    @app.command("round", help=say("help"), cls=command_class(language))
    def round_(
        context: typer.Context,
        cells: Annotated[Path, typer.Argument(help=say("cells"))],
        *,
        dims: Annotated[str, typer.Option(help=say("dims"))],
        out: Annotated[Path, typer.Option(help=say("out"))],
        base: Annotated[int, typer.Option(min=2, help=say("base"))] = 5,
        pinned: Annotated[Path | None, typer.Option(help=say("pinned"))] = None,
        decisions: Annotated[Path | None, typer.Option(help=say("decisions"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("json"))] = False,
    ) -> None:
        from transforms.disclosure.rounding import round_cube
        from transforms.disclosure.tables.cube import TableSpec, cube
        from transforms.disclosure.tables.dimensions import carry, parse
        from transforms.disclosure.tables.joint import join

        session: Session = context.obj
        started = time.monotonic()
        dimensions = parse(dims)
        columns = [column for dimension in dimensions for column in dimension.columns]
        refuse_places([out, decisions], [cells])
        refuse_places([out], [pinned])  # decisions may take the place of those before
        frozen = cube(inner_cells(cells, dimensions), dimensions)
        before = _decided(pinned, columns) if pinned else None
        joint = join(frozen, [TableSpec("table", dimensions)])
        rounded = round_cube(joint, base=base, key=_key(session), pinned=before)
        table = carry(rounded.frames()["table"], joint.tables["table"].pairs)
        write(out, table.write_csv())
        if decisions:
            write(decisions, rounded.cells.write_csv(), mode=_SECRET)
        answer(
            session,
            {
                "cells": joint.places["table"].size,
                "rounded": rounded.cells.filter(
                    rounded.cells["rounded"] != rounded.cells["n"]
                ).height,
                "largest_deviation": int(abs(rounded.deviations).max(initial=0)),
                "mean_deviation": round(float(abs(rounded.deviations).mean()), 3),
                "seconds": round(time.monotonic() - started, 3),
            },
            as_json=as_json,
        )


def _key(session: Session) -> bytes:
    """Of the identity key, which is never rotated: a table made again comes out the same."""
    return hmac.digest(bytes.fromhex(session.keys().identity.hex), _PURPOSE, hashlib.sha256)


def _decided(path: Path, columns: list[str]) -> "pl.DataFrame":
    """Earlier decisions."""
    import polars as pl

    frame = read(path)
    if missing := sorted({*columns, "n", "rounded"} - set(frame.columns)):
        raise Problem("disclosure.missing", columns=", ".join(missing))
    try:
        decided = frame.select(*columns, pl.col("n", "rounded").cast(pl.Int64))
    except pl.exceptions.PolarsError:
        raise Problem("disclosure.unreadable", path=path) from None
    if decided.select(columns).is_duplicated().any():
        raise Problem("disclosure.twice")
    return decided
