"""`kliring linkage`: judge the linkage, train its model, review what it doubts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.messages import number, text
from contracts.terminal import command_class, group
from orchestration.cli import linkage_review, linkage_train
from orchestration.cli.session import Session

if TYPE_CHECKING:
    from orchestration.stages.linkage.evaluation import Judgement
    from orchestration.store import Store


def add(app: typer.Typer, language: str) -> None:
    """Add the commands."""
    linkage = group(language)
    app.add_typer(linkage, name="linkage", help=text("linkage.help", language))
    _evaluate(linkage, language)
    linkage_train.add(linkage, language)
    linkage_review.add(linkage, language)


def opened(session: Session) -> "Store":
    """The data root with its keys."""
    from orchestration.store import Store

    return Store(session.zones, session.keys())


def _evaluate(linkage: typer.Typer, language: str) -> None:
    def say(key: str) -> str:
        return text(f"linkage.evaluate.{key}", language)

    @linkage.command(help=say("help"), cls=command_class(language))
    def evaluate(
        context: typer.Context,
        *,
        truth: Annotated[Path, typer.Option(help=say("truth"))],
        clusters: Annotated[Path | None, typer.Option(help=say("clusters"))] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help=text("cli.option.json", language))
        ] = False,
    ) -> None:
        from orchestration.handing_out import hand_out, refuse_open_folder
        from orchestration.stages.linkage.evaluation import judge
        from orchestration.stages.linkage.quality import remember

        session: Session = context.obj
        session.quiet = as_json
        if clusters is not None:
            refuse_open_folder(session.zones, clusters)
        store = opened(session)
        found = judge(store, truth)
        remember(store, found.answer)
        if clusters is not None:
            hand_out(session.zones, clusters, found.clusters.write_csv().encode())
            session.note("linkage.restricted", path=clusters)
        if as_json:
            session.answer(found.answer)
        else:
            _show(session, found)


def _show(session: Session, found: "Judgement") -> None:
    from orchestration.stages.linkage.evaluation import worst_group

    answer = found.answer
    counts = {"records": answer["records"], "labelled": found.labelled, **answer["persons"]}
    session.out(session.say("linkage.evaluate.records", **counts))
    whole = _table(session, ("measure",), ())
    for name in ("pairwise", "bcubed"):
        label = session.say(f"linkage.evaluate.{name}")
        whole.add_row(label, *_scores(answer[name], session.language))
    groups = _table(session, ("group", "value"), ("pairs",))
    for each in answer["groups"]:
        label = session.say(f"linkage.by.{each['by']}")
        groups.add_row(
            label, each["value"], f"{each['true_pairs']}", *_scores(each, session.language)
        )
    session.console.print(whole)
    session.console.print(groups)
    worst = worst_group(answer["groups"])
    if worst is None:
        session.out(session.say("linkage.evaluate.no_worst"))
        return
    names = ("precision", "recall", "f1")
    shown = {key: number(worst[key], ".3f", session.language) for key in names}
    by = session.say(f"linkage.by.{worst['by']}")
    told = {"by": by, "value": worst["value"], "pairs": worst["true_pairs"], **shown}
    session.out(session.say("linkage.evaluate.worst", **told))


def _table(session: Session, labels: tuple[str, ...], counts: tuple[str, ...]) -> Any:
    from rich.table import Table

    table = Table()
    for key in labels:
        table.add_column(session.say(f"linkage.evaluate.{key}"))
    for key in (*counts, "precision", "recall", "f1"):
        table.add_column(session.say(f"linkage.evaluate.{key}"), justify="right")
    return table


def _scores(measured: dict[str, Any], language: str) -> tuple[str, ...]:
    return tuple(number(measured[key], ".4f", language) for key in ("precision", "recall", "f1"))
