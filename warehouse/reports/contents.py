"""What a report holds, as plain data for every template: words, tables, charts, legends.

The specification (a TOML file of each report) says which chapters, tables, blocks and charts
there are and in which order; a table that no cell fills is left out, one that the specification
does not know comes in the last chapter.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from contracts.messages import subject_texts, text
from warehouse.reports import labels
from warehouse.reports.cells import Block, Table, tables_of
from warehouse.reports.charts import chart, told
from warehouse.reports.grid import is_all_hidden, laid_out, listed, named, signs
from warehouse.reports.marks import Marks, standing, worded
from warehouse.reports.numbers import SYMBOLS, written
from warehouse.reports.summary import cards, sentences


@dataclass(frozen=True)
class Report:
    """One report in one language.

    Attributes:
        name: Its file name without ending.
        tables: By code, in order.
        document: All that a page shows, as plain data; drawings may still be in the making.
    """

    name: str
    language: str
    tables: Mapping[str, Table]
    document: dict[str, Any]


def specification(path: Path) -> dict[str, Any]:
    """The specification of a report."""
    return tomllib.loads(path.read_text("utf-8"))


def report(
    cells: pl.DataFrame, spec: Mapping[str, Any], name: str, language: str, *, marks: Marks,
    values: Mapping[str, object],
) -> Report:  # fmt: skip
    """Put a report together.

    Args:
        cells: Protected cells of this report.
        spec: As `specification` reads it.
        name: File name without ending.
        language: `id` or `en`.
        marks: What it says of itself on every page.
        values: What stands in the places of the title (`year` or `case_id`).
    """
    order = {code: table.get("blocks", ()) for code, table in spec["tables"].items()}
    tables = tables_of(cells, order, language)
    kind = spec["report"]
    words = {k: str(v) for k, v in subject_texts("reports", language)["words"].items()}
    titles = subject_texts("reports", language)[kind]
    headlines = cards(spec.get("headlines", ()), tables, language)
    key_figures = cards(spec.get("key_figures", ()), tables, language)
    summary = sentences(spec.get("summary", ()), tables, language, values)
    drawn_map = _map(spec.get("map"), tables, language)
    if spec.get("is_upright", False):  # places of figures above are those of the cells
        tables = {code: table.upright() for code, table in tables.items()}
    document = {
        "language": language,
        "marks": worded(marks, language),
        "words": words,
        "title": titles["title"].format(**values),
        "subtitle": titles["subtitle"].format(**values),
        "publisher": titles["publisher"],
        "about": [p.format(**values) for p in titles["about"]],
        "facts": facts_of(_resting(spec, tables), language, marks),
        "headlines": headlines,
        "headline_signs": signs((card["kind"] for card in headlines), language),
        "key_figures": key_figures,
        "key_figure_signs": signs((card["kind"] for card in key_figures), language),
        "summary": summary,
        "map": drawn_map,
        "symbols": _symbols(tables, language),
        "units": _units(tables, language),
        "methods": list(titles.get("methods", ())),
        "classification": titles.get("classification", ""),
        "chapters": _chapters(spec, tables, language),
    }
    return Report(name, language, tables, document)


def facts_of(tables: Mapping[str, Table], language: str, marks: Marks) -> list[dict[str, str]]:
    """Period, as-of date, coverage and standing of the report."""
    if not tables:
        return []
    widest = max(tables.values(), key=lambda table: (table.owed, table.received))
    return [
        {"name": text("reports.words.period", language), "text": period_of(widest, language)},
        {"name": text("reports.words.as_of", language), "text": labels.day(widest.as_of, language)},
        {"name": text("reports.words.coverage", language), "text": coverage_of(widest, language)},
        {
            "name": text("reports.words.standing", language),
            "text": standing(marks, language),
        },
    ]


def _resting(spec: Mapping[str, Any], tables: Mapping[str, Table]) -> Mapping[str, Table]:
    """The tables whose coverage is that of the report: the one it says, or all."""
    return {code: one for code, one in tables.items() if code == spec.get("facts")} or tables


def _map(
    wanted: Mapping[str, str] | None, tables: Mapping[str, Table], language: str
) -> dict[str, Any] | None:
    table = tables.get(wanted["table"]) if wanted else None
    block = table.block(wanted["block"]) if wanted and table else None
    svg = chart("map", block, language) if block else None
    if svg is None or block is None or table is None:
        return None
    return {
        "svg": svg,
        "told": told("map", block, language),
        "signs": _signs_of_numbers(block, language),
        "title": f"{table.title}: {block.title}",
        "unit": labels.unit(block.unit, language),
        "table": table.code,
    }


def _symbols(tables: Mapping[str, Table], language: str) -> list[dict[str, str]]:
    """The zero and the signs that occur, with their meaning."""
    meanings = subject_texts("reports", language)["symbols"]
    used = {f.kind for t in tables.values() for b in t.blocks for f in b.figures.values()}
    return [{"symbol": "0", "meaning": meanings["zero"]}] + [
        {"symbol": symbol, "meaning": meanings[kind]}
        for kind, symbol in SYMBOLS.items()
        if kind in used
    ]


def _units(tables: Mapping[str, Table], language: str) -> list[dict[str, str]]:
    """The units that occur and what one of each is."""
    used = {block.unit for table in tables.values() for block in table.blocks}
    meanings = subject_texts("reports", language)["unit_meanings"]
    return [
        {"unit": labels.unit(code, language), "meaning": str(meaning)}
        for code, meaning in meanings.items()
        if code in used
    ]


def _chapters(
    spec: Mapping[str, Any], tables: Mapping[str, Table], language: str
) -> list[dict[str, Any]]:
    named = {code for chapter in spec["chapters"] for code in chapter["tables"]}
    rest = [code for code in tables if code not in named]
    wanted = [*spec["chapters"], *([{"code": "further", "tables": rest}] if rest else [])]
    found = []
    for chapter in wanted:
        codes = [code for code in chapter["tables"] if code in tables]
        if codes:
            words = subject_texts("reports", language)["chapters"][chapter["code"]]
            found.append(
                {
                    "code": chapter["code"],
                    "title": words["title"],
                    "intro": words.get("intro", ""),
                    "tables": [
                        _table(
                            tables[c],
                            spec["tables"].get(c, {}),
                            language,
                            names_hidden=spec.get("names_hidden", False),
                        )
                        for c in codes
                    ],
                }
            )
    return found


def _table(
    table: Table, spec: Mapping[str, Any], language: str, *, names_hidden: bool
) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "unit": ", ".join(dict.fromkeys(labels.unit(b.unit, language) for b in table.blocks)),
        "period": period_of(table, language),
        "as_of": labels.day(table.as_of, language),
        "coverage": coverage_of(table, language),
        "definition": table.definition,
        "source": table.source,
        "limits": table.limits,
        "charts": [
            drawn
            for wanted in spec.get("charts", ())
            if (block := table.block(wanted["block"])) is not None
            and (drawn := chart_of(wanted["kind"], table, block, language)) is not None
        ],
        "blocks": _said_once(
            [
                _form(block, spec, names_hidden=names_hidden)(block, language)
                for block in table.blocks
            ]
        ),
    }


def _form(
    block: Block, spec: Mapping[str, Any], *, names_hidden: bool
) -> Callable[[Block, str], dict[str, Any]]:
    """How a block is printed: as a list, in a line where nothing of it is shown, as a matrix."""
    if block.code in spec.get("listed", ()):
        return listed
    return named if names_hidden and is_all_hidden(block) else laid_out


def _said_once(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a table: what is left out of several of them is named below the first."""
    said: set[str] = set()
    for part in parts:
        part["notes"] = [note for note in part.get("notes", ()) if note not in said]
        said.update(part["notes"])
    return parts


def chart_of(kind: str, table: Table, block: Block, language: str) -> dict[str, Any] | None:
    """A chart with its title and what it shows in words; None where there is nothing to draw."""
    svg = chart(kind, block, language)
    if svg is None:
        return None
    unit = labels.unit(block.unit, language)
    return {
        "svg": svg,
        "told": told(kind, block, language),
        "signs": _signs_of_numbers(block, language),
        "kind": kind,
        "title": block.title,
        "unit": unit,
        "table": table.code,
    }


def _signs_of_numbers(block: Block, language: str) -> list[str]:
    """What a chart says of the numbers it draws; those in the place of one are said in its note."""
    return signs(["rounded"], language) if block.is_rounded else []


def period_of(table: Table, language: str) -> str:
    """What a table describes: from which day to which, or until which."""
    start, end = table.period
    if start is None:
        return text("reports.words.until", language, day=labels.day(end, language))
    return f"{labels.day(start, language)} – {labels.day(end, language)}"


def coverage_of(table: Table, language: str) -> str:
    """How many submissions came of those that are owed."""
    numbers = {
        "received": written(Decimal(table.received), "count", language),
        "owed": written(Decimal(table.owed), "count", language),
    }
    return text("reports.words.coverage_of", language, **numbers)
