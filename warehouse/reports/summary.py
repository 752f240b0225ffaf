"""The first pages of a report: figures in large print, and sentences made of figures.

Nothing is computed: a sentence is a wording with published figures in its places. One whose
figures are not all published is left out, and a list of the largest is among those shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts import regions
from contracts.messages import subject_texts, text
from warehouse.reports import labels
from warehouse.reports.cells import Heading, Table
from warehouse.reports.numbers import Figure

_UNNAMED = ("TOTAL", "U", "UNK", regions.OTHERS, regions.UNRECORDED)
_MOST = 3  # names in a list of the largest


def cards(
    wanted: Sequence[Mapping[str, Any]], tables: Mapping[str, Table], language: str
) -> list[dict[str, str]]:
    """Figures in large print: label, text, range, kind, unit, id, table.

    Args:
        wanted: Each with `label`, the place of its figure (`table`, `block`, `row`, `column`) and
            perhaps `between`: the places of the lowest and the highest count.
        tables: By code.
        language: `id` or `en`.
    """
    found = []
    for one in wanted:
        place = (one["table"], one["block"], one["row"], one["column"])
        figure = _figure(tables, place)
        if figure is not None:
            found.append(
                {
                    "label": text(f"reports.key_figures.{one['label']}", language),
                    "text": _large(figure, language),
                    "between": _between(tables, one.get("between"), language),
                    "kind": figure.kind,
                    "unit": labels.unit(figure.unit, language),
                    "id": figure.figure_id,
                    "table": one["table"],
                }
            )
    return found


def sentences(
    wanted: Sequence[Mapping[str, Any]],
    tables: Mapping[str, Table],
    language: str,
    values: Mapping[str, object],
) -> list[dict[str, str]]:
    """Sentences of a summary: text, ids of its figures, table.

    Args:
        wanted: Each with `text` (a key under `summary` of the report's words) and `figures` (name
            in the sentence, place) or `most` or `least` (table, block): the rows or columns
            with the largest or smallest figures, as `names`; with `is_below` those that stand
            below others, else those at the top.
        tables: By code.
        language: `id` or `en`.
        values: Further places of the sentences (`year`).
    """
    wordings = subject_texts("reports", language)["summary"]
    found = []
    for one in wanted:
        filled = _filled(one, tables, language)
        if filled is not None:
            places, figures = filled
            found.append(
                {
                    "text": wordings[one["text"]].format(**values, **places),
                    "id": " ".join(figure.figure_id for figure in figures),
                    "table": one["table"],
                }
            )
    return found


def _filled(
    one: Mapping[str, Any], tables: Mapping[str, Table], language: str
) -> tuple[dict[str, str], list[Figure]] | None:
    """What stands in the places of a sentence; None where a figure of it is not published."""
    if "most" in one or "least" in one:
        named = _ranked(one, tables)
        names = ", ".join(f"{name} ({figure.text(language)})" for name, figure in named)
        return ({"names": names}, [figure for _, figure in named]) if named else None
    figures = {name: _figure(tables, place) for name, place in one["figures"].items()}
    shown = {name: f for name, f in figures.items() if f is not None and f.value is not None}
    if len(shown) < len(figures):
        return None
    return {name: f.text(language) for name, f in shown.items()}, list(shown.values())


def _ranked(one: Mapping[str, Any], tables: Mapping[str, Table]) -> list[tuple[str, Figure]]:
    """Rows or columns of a block by their total, largest or smallest first; none hidden."""
    direction = "most" if "most" in one else "least"
    table = tables.get(one["table"])
    block = table.block(one["block"]) if table else None
    if block is None:
        return []
    if one[direction] == "columns":
        found = [(c, block.figures.get(("TOTAL", c.code))) for c in block.columns]
    else:
        found = [(r, block.figures.get((r.code, "TOTAL"))) for r in block.rows]
    shown = [
        (heading.label, figure)
        for heading, figure in found
        if _is_named(heading) and figure is not None and figure.value
        if (heading.parent is not None) == one.get("is_below", False)
    ]
    shown.sort(key=lambda pair: pair[1].value or 0, reverse=direction == "most")
    return shown[:_MOST]


def _is_named(heading: Heading) -> bool:
    """Whether it is one thing with a name, not all, the rest or who knows what."""
    return heading.code.rpartition(".")[2] not in _UNNAMED


def _figure(tables: Mapping[str, Table], place: Sequence[str]) -> Figure | None:
    table, block_code, row, column = place
    block = tables[table].block(block_code) if table in tables else None
    return block.figures.get((row, column)) if block else None


def _large(figure: Figure, language: str) -> str:
    """The figure, or why there is none: a sign alone says nothing in large print."""
    told = figure.text(language)
    if figure.value is None:
        return f"{text(f'reports.in_words.{figure.kind}', language)} ({told})"
    return f"Rp{told}" if figure.unit == "idr" else told


def _between(
    tables: Mapping[str, Table], places: Sequence[Sequence[str]] | None, language: str
) -> str:
    """The lowest and highest count, where both are published."""
    ends = [_figure(tables, place) for place in places or ()]
    shown = [f.text(language) for f in ends if f is not None and f.value is not None]
    if len(shown) != len(ends) or not shown:
        return ""
    low, high = shown
    return text("reports.words.between", language, low=low, high=high)
