"""The newest annual figures on the first page: numbers in large print, two charts, all as released.

Nothing is computed. Each number says of what period it is, as of which day, and what came of what
was owed; one that is hidden or missing is its sign, never a zero.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.messages import subject_texts, text
from warehouse.reports import annual, labels
from warehouse.reports.cells import Table
from warehouse.reports.contents import (
    chart_of,
    coverage_of,
    facts_of,
    period_of,
    specification,
)
from warehouse.reports.grid import signs
from warehouse.reports.summary import cards
from warehouse.site.holdings import Holding, forms, report_page, table_files, title_of
from warehouse.site.links import Here, release_page
from warehouse.site.method import symbols
from warehouse.site.shelf import ANNUAL, MICRODATA, REGIONAL, REPORTS, SYNTHETIC

_CHARTS = (("map", "A4", "origin"), ("bars", "A5", "form_sex"))  # kind, table, block


def front(held: Sequence[Holding], here: Here) -> dict[str, Any]:
    """The newest figures, and the reports and files of records that stand, by year."""
    standing = [one for one in held if one.shelved.state == "standing"]
    annuals = [one for one in standing if one.shelved.kind == ANNUAL]
    newest = max(annuals, key=lambda one: one.shelved.year, default=None)
    return {
        "title": text("site.words.front", here.language),
        "latest": _latest(newest, here) if newest else None,
        "shelves": [_shelf(standing, ANNUAL, "years", here),
                    _shelf(standing, REGIONAL, "regions", here),
                    _shelf(standing, MICRODATA, "records", here),
                    _shelf(standing, SYNTHETIC, "synthetic", here)],
        "symbols": symbols(here.language),
    }  # fmt: skip


def _shelf(standing: Sequence[Holding], kind: str, word: str, here: Here) -> dict[str, Any]:
    words = subject_texts("site", here.language)["words"]
    chosen = [one for one in standing if one.shelved.kind == kind]
    rows = []
    for one in sorted(chosen, key=lambda one: -one.shelved.year):
        own = forms(one, here, here.language)
        records = [
            file | {"text": words["csv_form"]}
            for group in table_files(one, here)
            for file in group["files"]
            if kind not in REPORTS
        ]
        rows.append({
            "year": one.shelved.years,
            "title": title_of(one.shelved, here.language),
            "href": here.page(release_page(one.shelved.release)),
            "forms": own or records,
            "published": labels.day(one.shelved.published_on, here.language),
        })  # fmt: skip
    return {"code": word, "title": words[word], "lead": words.get(f"{word}_lead"), "rows": rows}


def _latest(held: Holding, here: Here) -> dict[str, Any]:
    """What the first page shows of the newest annual release."""
    tables, one = held.tables(here.language), held.shelved
    wanted = specification(annual.SPECIFICATION).get("headlines", ())
    shown = cards(wanted, tables, here.language)
    return {
        "title": text("site.words.figures_of", here.language, year=one.year),
        "release": one.release,
        "href": here.page(release_page(one.release)),
        "report": report_page(held, here),
        "facts": facts_of(tables, here.language, here.marks),
        "cards": [card | {"about": _about(tables[card["table"]], here.language)} for card in shown],
        "signs": signs((card["kind"] for card in shown), here.language),
        "charts": _charts(tables, here.language),
    }


def _about(table: Table, language: str) -> str:
    """Period, as-of day and coverage of a number."""
    as_of = text("reports.words.as_of", language)
    day = labels.day(table.as_of, language)
    return f"{period_of(table, language)}. {as_of} {day}. {coverage_of(table, language)}."


def _charts(tables: Mapping[str, Table], language: str) -> Sequence[Mapping[str, Any]]:
    found = []
    for kind, code, block_code in _CHARTS:
        table = tables.get(code)
        block = table.block(block_code) if table else None
        drawn = chart_of(kind, table, block, language) if table and block else None
        if drawn is not None:
            title = text(f"site.charts.{code}", language)
            found.append({**drawn, "title": title})
    return found
