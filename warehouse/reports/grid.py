"""A block laid out for print: header rows with spans, body rows, and what is left out for width.

Columns and rows that hold nothing but zeros, or nothing but rounded ones, are left out of wide
blocks, and provinces from which nothing came of all, and named below, so that no zero and no
silence is lost; the workbook holds them all. Below a block stands what its signs mean.
"""

from collections.abc import Container, Iterable, Sequence
from decimal import Decimal
from typing import Any

from contracts.messages import subject_texts, text
from warehouse.reports.cells import Block, Heading
from warehouse.reports.labels import REGIONS, unit
from warehouse.reports.numbers import SYMBOLS, Figure, written

_NARROW = 6  # columns up to which nothing is left out
_NUMBERS = "linked_case"
_LANDSCAPE = 15  # columns from which the page is turned
_ZEROS = ("0", SYMBOLS["rounded"] + "0")


def laid_out(block: Block, language: str) -> dict[str, Any]:
    """A block as plain data: title, unit, is_wide, head, rows, signs, notes, coverage_head.

    `head` is one or two lists of cells (text, columns, rows); a row has label, level, is_total
    cells (text, kind, id), and coverage: what came of what was due, where the rows differ in it.
    """
    silent = [r for r in block.rows if block.row_list in REGIONS and _is_silent(block, r)]
    told = [r for r in block.rows if r not in silent] or list(block.rows)
    is_trimmed = len(block.columns) > _NARROW
    counted, columns = list(block.columns), list(block.columns)  # less zeros; less rounded ones
    if is_trimmed:
        counted = [c for c in block.columns if not _is_empty(block, told, [c], {"0"})]
        columns = [c for c in counted if not _is_empty(block, told, [c], _ZEROS)]
    peopled, rows = told, told
    if is_trimmed and block.row_list in (*REGIONS, "negara"):
        peopled = [r for r in told if not _is_empty(block, [r], block.columns, {"0"})]
        rows = [r for r in peopled if not _is_empty(block, [r], block.columns, _ZEROS)]
    printed = [_row(block, row, columns, language) for row in rows]
    return {
        "code": block.code,
        "title": block.title,
        "unit": unit(block.unit, language),
        "is_wide": len(columns) >= _LANDSCAPE,
        "columns": len(columns),
        "coverage_head": text("reports.words.coverage_short", language) if block.coverage else "",
        "head": _head(columns, language),
        "rows": printed,
        "signs": signs((cell["kind"] for row in printed for cell in row["cells"]), language),
        "notes": [
            *_left_out("columns_left_out", block.columns, counted, language),
            *_left_out("rounded_columns_left_out", counted, columns, language),
            *_left_out("rows_left_out", told, peopled, language),
            *_left_out("rounded_rows_left_out", peopled, rows, language),
            *_left_out("silent_left_out", block.rows, told, language),
        ],
    }


def listed(block: Block, language: str) -> dict[str, Any]:
    """A block that says which rather than how many: a line of names instead of a matrix.

    With one column, one line: the rows that occur. With several, a line for each row: the columns
    in which it occurs. How many there are is not told.
    """
    columns = [c for c in block.columns if not c.is_total] or list(block.columns)
    rows = [r for r in block.rows if not r.is_total]
    is_flat = all(c.is_total for c in block.columns)
    if is_flat:
        only = columns[0]
        lines = [(block.title, [(r.label, block.figure(r, only)) for r in rows])]
    else:
        lines = [(r.label, [(c.label, block.figure(r, c)) for c in columns]) for r in rows]
    told = [_line(label, found, language) for label, found in lines]
    # a case number has no blank at which a line could be broken: it keeps a line of its own
    is_short = len(told) == 1 and (block.row_list != _NUMBERS or not told[0]["label"])
    if is_short and not is_flat:  # the title stands before its only line
        words = ", ".join(part for part in (told[0]["label"], told[0]["text"]) if part)
        told = [{**told[0], "label": block.title, "text": words}]
    return {
        "code": block.code,
        "title": "" if is_short else block.title,
        "unit": unit(block.unit, language),
        "lines": told,
    }


def is_all_hidden(block: Block) -> bool:
    """Whether nothing of a block is shown but zeros."""
    there = [f for f in block.figures.values() if f.value is None or f.value > 0]
    return bool(there) and all(f.is_hidden for f in there)


def named(block: Block, language: str) -> dict[str, Any]:
    """A block of which no figure is shown, in a line: its rows, and the sign for how many."""
    there = [
        (row, figures)
        for row in block.rows
        if not row.is_total and (figures := _hidden(block, row))
    ]
    hidden = next((f for f in block.figures.values() if f.is_hidden), None)
    names = ", ".join(row.label for row, _ in there)
    return {
        "code": block.code,
        "title": "",
        "unit": unit(block.unit, language),
        "lines": [
            {
                "label": f"{block.title} ({unit(block.unit, language)})",
                "text": f"{names} ({hidden.text(language)})" if hidden else names,
                "id": " ".join(figure.figure_id for _, figures in there for figure in figures),
            }
        ],
    }


def _hidden(block: Block, row: Heading) -> list[Figure]:
    figures = (block.figure(row, column) for column in block.columns)
    return [figure for figure in figures if figure is not None and figure.is_hidden]


def _line(label: str, found: Sequence[tuple[str, Figure | None]], language: str) -> dict[str, str]:
    there = [(n, f) for n, f in found if f is not None and f.text(language) != "0"]
    return {
        "label": label,
        "text": ", ".join(name for name, _ in there) or "–",
        "id": " ".join(figure.figure_id for _, figure in there),
    }


def _is_silent(block: Block, row: Heading) -> bool:
    """Whether nothing came from where this row stands."""
    figures = [block.figure(row, column) for column in block.columns]
    return all(f is not None and f.kind == "not_reported" for f in figures)


def signs(kinds: Iterable[str], language: str) -> list[str]:
    """The sentence that says what the signs among these kinds of figures mean; none without."""
    there = set(kinds)
    meanings = subject_texts("reports", language)["signs"]
    told = [f"{sign} {meanings[kind]}" for kind, sign in SYMBOLS.items() if kind in there]
    return ["; ".join(told) + "."] if told else []


def _is_empty(
    block: Block, rows: Sequence[Heading], columns: Sequence[Heading], zeros: Container[str]
) -> bool:
    """Whether these cells are all one of such zeros; a total never counts as empty."""
    if any(h.is_total for h in (columns if len(columns) == 1 else rows[:1])):
        return False
    figures = [block.figure(r, c) for r in rows for c in columns]
    return all(f is not None and f.text("id") in zeros for f in figures)


def _head(columns: Sequence[Heading], language: str) -> list[list[dict[str, Any]]]:
    """One header row, or two where columns stand below others."""
    tops = [c for c in columns if c.parent is None]
    below = {top.code: [c for c in columns if c.parent == top.code] for top in tops}
    if not any(below.values()):
        return [[_header(c.label, 1, 1) for c in columns]]
    first: list[dict[str, Any]] = []
    second: list[dict[str, Any]] = []
    for top in tops:
        children = below[top.code]
        first.append(_header(top.label, 1 + len(children), 1 if children else 2))
        if children:
            second.append(_header(text("reports.words.subtotal", language), 1, 1))
            second += [_header(c.label, 1, 1) for c in children]
    return [first, second]


def _header(label: str, columns: int, rows: int) -> dict[str, Any]:
    return {"text": label, "columns": columns, "rows": rows}


def _row(block: Block, row: Heading, columns: Sequence[Heading], language: str) -> dict[str, Any]:
    cells = []
    for column in columns:
        figure = block.figure(row, column)
        cells.append(
            {
                "text": figure.text(language) if figure else "",
                "kind": figure.kind if figure else "not_applicable",
                "id": figure.figure_id if figure else "",
            }
        )
    return {
        "label": row.label,
        "level": 0 if row.parent is None else 1,
        "is_total": row.is_total,
        "cells": cells,
        "coverage": coverage(block, row, language),
    }


def coverage(block: Block, row: Heading, language: str) -> str:
    """What came of what was due behind a row, as `11/12`; empty where all rows have the same."""
    found = block.coverage.get(row.code, ())
    return "/".join(written(Decimal(number), "count", language) for number in found)


def _left_out(
    key: str, all_of: Sequence[Heading], kept: Sequence[Heading], language: str
) -> list[str]:
    """The sentence that names what is not printed because it is zero everywhere."""
    codes = {h.code for h in kept}
    gone = [h for h in all_of if h.code not in codes]
    above = {h.code: f"{h.label}: " for h in all_of}
    names = [
        above.get(h.parent or "", "") + h.label
        for h in gone
        if h.parent is None or h.parent in codes
    ]
    return [text(f"reports.words.{key}", language, names=", ".join(names))] if names else []
