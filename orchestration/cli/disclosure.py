"""`kliring disclosure`: protect a frequency table, attack it, check its certificate."""

import json
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from contracts.messages import text
from contracts.problems import ExitCode, Problem
from contracts.terminal import command_class, group
from orchestration.cli import disclosure_round
from orchestration.cli.disclosure_answers import answer
from orchestration.cli.disclosure_files import (
    inner_cells,
    published_cells,
    read,
    refuse_places,
    write,
)
from orchestration.cli.session import Session
from orchestration.solver import greet_nobody

Goal = Literal["not_exact", "contains"]
Zeros = Literal["shown", "maskable"]
_WITNESSES, _CLAIM = "witnesses.csv", "claim.json"  # what a certificate consists of
_SECRET = 0o600  # a certificate holds the true counts


class _Options:
    """The options of the three commands, explained in the language of the session."""

    def __init__(self, language: str) -> None:
        def say(name: str) -> str:
            return text(f"disclosure.option.{name}", language)

        self.cells = typer.Argument(help=say("cells"))
        self.published = typer.Argument(help=say("published"))
        self.dims = typer.Option(help=say("dims"))
        self.out = typer.Option(help=say("out"))
        self.k = typer.Option(min=2, help=say("k"))
        self.goal = typer.Option(help=say("goal"))
        self.zeros = typer.Option(help=say("zeros"))
        self.least_k = typer.Option(min=2, help=say("least_k"))
        self.least_goal = typer.Option(help=say("least_goal"))
        self.least_zeros = typer.Option(help=say("least_zeros"))
        self.certificate = typer.Option(help=say("certificate"))
        self.as_json = typer.Option("--json", help=say("json"))


def add(app: typer.Typer, language: str) -> None:
    """Add the commands."""
    disclosure = group(language)
    app.add_typer(disclosure, name="disclosure", help=text("disclosure.help", language))
    for command in (_protect, _attack, _verify, disclosure_round.add):
        command(disclosure, language)


def _protect(app: typer.Typer, language: str) -> None:
    options = _Options(language)

    @app.command(help=text("disclosure.protect", language), cls=command_class(language))
    def protect(
        context: typer.Context,
        cells: Annotated[Path, options.cells],
        *,
        dims: Annotated[str, options.dims],
        out: Annotated[Path, options.out],
        k: Annotated[int, options.k] = 5,
        goal: Annotated[Goal, options.goal] = "contains",
        zeros: Annotated[Zeros, options.zeros] = "shown",
        certificate: Annotated[Path | None, options.certificate] = None,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> int:
        from transforms.disclosure.audit.certificate import certify
        from transforms.disclosure.suppression.suppress import suppress
        from transforms.disclosure.tables.dimensions import carry, parse
        from transforms.disclosure.tables.table import build

        session: Session = context.obj
        started = time.monotonic()
        dimensions = parse(dims)
        proof = [certificate / name for name in (_WITNESSES, _CLAIM)] if certificate else []
        if certificate and certificate.exists() and not certificate.is_dir():
            raise Problem("disclosure.no_folder", path=certificate)
        refuse_places([out, *proof], [cells])
        table = build(inner_cells(cells, dimensions), dimensions)
        shown = zeros == "shown"
        greet_nobody()
        pattern = suppress(table, k=k, goal=goal, zeros_shown=shown, areas=table.areas)
        witnesses, unproved = certify(table, pattern)
        names = [dimension.name for dimension in table.dimensions]
        protected = carry(table.frame(pattern.hidden).sort(names), table.pairs)
        write(out, protected.write_csv())
        if certificate:
            claim = json.dumps({"k": k, "goal": goal, "zeros": zeros}) + "\n"
            for path, content in zip(proof, (witnesses.write_csv(), claim), strict=True):
                write(path, content, mode=_SECRET)
        answer(
            session,
            {
                "cells": table.values.size,
                "primaries": int(pattern.primary.sum()),
                "suppressed": int(pattern.hidden.sum()),
                "suppressed_sum": int(table.values[pattern.hidden].sum()),
                "uncertified": unproved,
                "seconds": round(time.monotonic() - started, 3),
            },
            as_json=as_json,
        )
        # a count that no witness proves hidden is no protection: the file stands, and says so
        return ExitCode.BLOCKED if unproved else ExitCode.DONE


def _attack(app: typer.Typer, language: str) -> None:
    options = _Options(language)

    @app.command(help=text("disclosure.attack", language), cls=command_class(language))
    def attack(
        context: typer.Context,
        published: Annotated[Path, options.published],
        *,
        dims: Annotated[str, options.dims],
        k: Annotated[int, options.k] = 5,
        goal: Annotated[Goal, options.goal] = "contains",
        zeros: Annotated[Zeros, options.zeros] = "shown",
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        from transforms.disclosure.audit.attack import NotWholeError
        from transforms.disclosure.audit.attack import attack as learn
        from transforms.disclosure.tables.dimensions import parse

        dimensions = parse(dims)
        names = [dimension.name for dimension in dimensions]
        table, pairs = published_cells(published, dimensions)
        greet_nobody()
        try:
            found = learn(table, pairs, names, k=k, goal=goal, zeros_shown=zeros == "shown")
        except NotWholeError as fault:
            raise Problem(f"disclosure.refused.{fault}", exit_code=ExitCode.BLOCKED) from None
        except ValueError:
            raise Problem("disclosure.contradiction", path=published) from None
        answer(
            context.obj,
            {
                "cells": found.cells,
                "suppressed": found.suppressed,
                "exact": found.exact,
                "below_goal": found.below_goal,
                "intervals": found.intervals.to_dicts(),
            },
            as_json=as_json,
        )


def _verify(app: typer.Typer, language: str) -> None:
    options = _Options(language)

    @app.command(help=text("disclosure.verify", language), cls=command_class(language))
    def verify(
        context: typer.Context,
        published: Annotated[Path, options.published],
        *,
        dims: Annotated[str, options.dims],
        certificate: Annotated[Path, options.certificate],
        k: Annotated[int | None, options.least_k] = None,
        goal: Annotated[Goal | None, options.least_goal] = None,
        zeros: Annotated[Zeros | None, options.least_zeros] = None,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        import polars as pl

        from transforms.disclosure.audit.claim import covers
        from transforms.disclosure.audit.verify import verify as check
        from transforms.disclosure.tables.dimensions import parse

        session: Session = context.obj
        dimensions = parse(dims)
        names = [dimension.name for dimension in dimensions]
        table, pairs = published_cells(published, dimensions)
        if not certificate.exists():
            raise Problem("disclosure.not_there", path=certificate)
        witnesses = read(certificate / _WITNESSES)
        try:
            claim = dict(json.loads((certificate / _CLAIM).read_text("utf-8")))
            witnesses = witnesses.with_columns(pl.col("witness", "value").cast(pl.Int64))
            reason = check(table, pairs, names, witnesses, claim)
        except (OSError, TypeError, ValueError, pl.exceptions.PolarsError):
            raise Problem("disclosure.certificate", path=certificate) from None
        if reason is None and not covers(claim, k=k, goal=goal, zeros=zeros):
            reason = "less"
        told = {name: claim.get(name) for name in ("k", "goal", "zeros")}
        told |= {"cells": table.height, "suppressed": table["value"].null_count()}
        if as_json:
            answer(session, {"accepted": reason is None, "reason": reason, **told}, as_json=True)
        elif reason is None:
            for part in (told["goal"], told["zeros"]):
                session.out(session.say(f"disclosure.proved.{part}", **told))
        else:
            raise Problem(f"disclosure.refused.{reason}", exit_code=ExitCode.BLOCKED, **told)
        if reason:
            raise typer.Exit(ExitCode.BLOCKED)
