"""Where a number comes from: its table, what it counts, the models behind it, rule and releases."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from contracts.problems import Problem
from contracts.regions import OTHERS
from orchestration.stages.release.protection import PREFIX, first_safe, told_before
from orchestration.store import Store
from transforms.disclosure.counting.counted import parse
from transforms.disclosure.policy import reviewed
from warehouse import published
from warehouse.manifest import ROOT
from warehouse.releases import contents, ledger
from warehouse.releases.standing import known_to_readers

_REFERENCE = re.compile(r"""ref\(\s*["']([a-z0-9_]+)["']\s*\)""")


@dataclass(frozen=True)
class Origin:
    """All that is told of a figure.

    Attributes:
        cell: The cell as a draft of today would show it: no hidden value.
        quantity: Its name; None where it is no count or sum.
        threshold: Fewer than this are not shown.
        classes: Classes of the threshold beside the default.
        models: The reporting table and all models behind it, from the nearest.
        releases: Per release how the figure is shown there.
    """

    cell: dict[str, Any]
    quantity: str | None
    threshold: int
    classes: tuple[str, ...]
    models: tuple[str, ...]
    releases: tuple[dict[str, Any], ...]


def origin(store: Store, figure: str) -> Origin:
    """Where a figure comes from.

    Raises:
        Problem: No report holds a figure of that id, or it is shown only together with others.
    """
    table, kind, subject = _report_of(store, figure)
    policy = reviewed()
    earlier = told_before(store, ledger.read(store.zones))
    cells = first_safe(
        store, (kind, subject), policy, earlier,
        is_draft=True, then=lambda decision: decision.cells,
    )  # fmt: skip
    cell = _cell(cells, figure)
    key = cell.pop("quantity")
    predicates = frozenset() if key is None else parse(key).predicates
    return Origin(
        cell,
        key,
        policy.threshold(predicates),
        policy.classes(predicates),
        tuple(_models(table)),
        tuple(_releases(store, figure)),
    )


def _cell(cells: pl.DataFrame, figure: str) -> dict[str, Any]:
    """The cell as it is shown.

    Raises:
        Problem: It has no row of its own.
    """
    found = cells.filter(pl.col("figure_id") == figure)
    if found.is_empty():
        is_of_others = figure.endswith(f".{OTHERS}")  # of a province of which none stand together
        raise Problem(
            "release.figure_unknown" if is_of_others else "release.figure_together", figure=figure
        )
    return found.row(0, named=True)


def _report_of(store: Store, figure: str) -> tuple[str, str, str]:
    """The table that holds a figure, and kind and subject of its report."""
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    is_it = pl.col("figure_id") == figure
    if figure.endswith(f".{OTHERS}"):  # made of regencies that stand together
        is_it = pl.col("figure_id").str.starts_with(figure.removesuffix(OTHERS))
    for kind, prefix in PREFIX.items():
        for table in vintage.tables:
            if not table.name.startswith(prefix):
                continue
            found = pl.read_parquet(store.zones.current / f"{table.name}.parquet").filter(is_it)
            if not found.is_empty():
                key = "case_id" if kind == "incidental" else "report_year"
                return table.name, kind, str(found[key][0])
    raise Problem("release.figure_unknown", figure=figure)


def _models(name: str) -> list[str]:
    """A model and all it rests on, nearest first."""
    files = {path.stem: path for path in (ROOT / "models").rglob("*.sql")}
    found, waiting = [], [name]
    while waiting:
        one = waiting.pop(0)
        if one in found or one not in files:
            continue
        found.append(one)
        waiting += _REFERENCE.findall(files[one].read_text("utf-8"))
    return found


def _releases(store: Store, figure: str) -> list[dict[str, Any]]:
    """How each release shows the figure."""
    found = []
    for one in known_to_readers(ledger.read(store.zones)):
        path = Path(store.zones.released(one.release)) / contents.CELLS
        if not path.exists():  # a file of records has no figures
            continue
        rows = pl.read_parquet(path).filter(pl.col("figure_id") == figure)
        found += [
            {
                "release": one.release,
                "state": one.state,
                "published_at": one.publication.at if one.publication else None,
                "status": contents.status_of(row),
                "value": contents.number(row["value"]),
                "as_of_date": row["as_of_date"],
            }
            for row in rows.to_dicts()
        ]
    return found
