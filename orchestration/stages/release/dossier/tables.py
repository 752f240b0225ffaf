"""What a dossier says of each table: what it counts, under which rule each cell stands, and how.

The dossier sums that up by block; a second page prints every cell with its rule. Both tell of a
hidden figure only that it is hidden.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from contracts.messages import subject_texts, text
from orchestration.stages.release.dossier.cell_rules import RULES, Rule, rule_of
from transforms.disclosure.policy import Policy
from warehouse.reports import labels
from warehouse.reports.cells import Block, Heading, Table, tables_of

_Ruled = dict[str, Any]  # a cell with its `rule`
_RULED = ("published", "rounded", "suppressed", "withheld")
_INDENT = "&emsp;"  # of what lies below another row
_SHOWN = ("published", "zero", "rounded", "suppressed", "withheld", "none")


def in_short(cells: pl.DataFrame, policy: Policy, language: str) -> Iterator[str]:
    """Per table its definition, and per block what it counts, its rules, how much is shown how.

    Args:
        cells: As `small_cells.decide` returns them.
        policy: The rules.
        language: `id` or `en`.

    Yields:
        Lines of Markdown.
    """
    heads = [_say(f"head_{name}", language) for name in ("block", "population", "rule", *_SHOWN)]
    for table, blocks in _tables(cells, policy, language):
        yield from (f"### {table.code}. {table.title}", "", *_about(table, language), "")
        yield from (_row(heads), "|" + "---|" * 3 + "---:|" * len(_SHOWN))
        for block, rows in blocks:
            counts = Counter(_shown(row) for row in rows)
            yield _row([
                f"[{block.title}](tables/{table.code}_{block.code}.csv)",
                _population(rows, policy, language),
                "; ".join(_worded(rule, "short", policy, language) for rule in _rules(rows)),
                *(str(counts[shown]) for shown in _SHOWN),
            ])  # fmt: skip
        yield ""


def in_full(release: str, cells: pl.DataFrame, policy: Policy, language: str) -> str:
    """A page of every cell as it would be printed, with the mark of its rule; Markdown.

    Args:
        release: Its id.
        cells: As `small_cells.decide` returns them.
        policy: The rules.
        language: `id` or `en`.
    """
    lines = [f"# {_say('cells_title', language, release=release)}", ""]
    lines += [_say("cells_text", language), ""]
    for table, blocks in _tables(cells, policy, language):
        lines += [f"## {table.code}. {table.title}", "", *_about(table, language), ""]
        for block, rows in blocks:
            lines += [f"### {block.title} ({labels.unit(block.unit, language)})", ""]
            counted = _population(rows, policy, language)
            lines += [f"- {_say('head_population', language)}: {counted}"]
            lines += [f"- {line}" for line in _legend(rows, policy, language)]
            lines += ["", *_matrix(block, rows, policy, language), ""]
    return "\n".join(lines)


def _tables(
    cells: pl.DataFrame, policy: Policy, language: str
) -> Iterator[tuple[Table, list[tuple[Block, Sequence[_Ruled]]]]]:
    ruled: dict[tuple[str, str], list[_Ruled]] = {}
    for cell in cells.to_dicts():
        own = ruled.setdefault((cell["table_code"], cell["block_code"]), [])
        own.append(cell | {"rule": rule_of(cell, policy)})
    tables = tables_of(cells, {}, language)
    for code in sorted(tables, key=lambda code: (code[:1], int(code[1:]))):  # A2 before A11
        table = tables[code]
        yield table, [(block, ruled[table.code, block.code]) for block in table.blocks]


def _about(table: Table, language: str) -> list[str]:
    parts = {"definition": table.definition, "source": table.source, "limits": table.limits}
    words = subject_texts("reports", language)["words"]
    return [f"- {words[part]}: {told}" for part, told in parts.items() if told]


def _population(rows: Sequence[_Ruled], policy: Policy, language: str) -> str:
    """What is counted, in words, and the unit."""
    first = rows[0]
    place = policy.place(
        first["table_code"], first["block_code"], first["row_list_code"], first["column_list_code"]
    )
    words = subject_texts("release", language)["population"]
    unit = labels.unit(first["unit_code"], language)
    return _say(
        "population", language, what=words.get(place.population, place.population), unit=unit
    )


def _rules(rows: Sequence[_Ruled]) -> list[Rule]:
    found: set[Rule] = {row["rule"] for row in rows}
    return sorted(found, key=lambda rule: (RULES.index(rule.name), rule.threshold, rule.is_by_case))


def _worded(rule: Rule, part: str, policy: Policy, language: str) -> str:
    """Its `mark`, `short` or `text`, with that of cases where it looks at them."""
    words = text(f"release.cell_rule.{rule.name}.{part}", language, k=rule.threshold)
    if not rule.is_by_case:
        return words
    kind = "sum" if rule.name == "money" else "count"
    dominance, closeness = f"{policy.dominance:.0%}", f"{policy.closeness:.0%}"
    return words + text(
        f"release.by_case.{kind}.{part}", language, dominance=dominance, closeness=closeness
    )


def _legend(rows: Sequence[_Ruled], policy: Policy, language: str) -> list[str]:
    """Each rule of a block: its mark, what it says, and how many of its cells are shown how."""
    lines = []
    for rule in _rules(rows):
        counts = Counter(_shown(row) for row in rows if row["rule"] == rule)
        shown = ", ".join(
            f"{counts[name]} {_say(f'head_{name}', language)}" for name in _SHOWN if counts[name]
        )
        mark, told = (_worded(rule, part, policy, language) for part in ("mark", "text"))
        lines.append(f"**{mark}** {told} ({shown})")
    return lines


def _matrix(block: Block, rows: Sequence[_Ruled], policy: Policy, language: str) -> list[str]:
    rules = {(row["row_code"], row["column_code"]): row["rule"] for row in rows}

    def cell(row: str, column: str) -> str:
        figure = block.figures.get((row, column))
        if figure is None or figure.kind not in _RULED:
            return figure.text(language) if figure else ""  # no figure, so no rule
        mark = _worded(rules[row, column], "mark", policy, language)
        return f"{figure.text(language)} **{mark}**"

    silent = [row for row in block.rows if _is_silent(block, row)]
    printed = [
        _row(
            [
                (_INDENT if row.parent else "") + row.label,
                *(cell(row.code, column.code) for column in block.columns),
            ]
        )
        for row in block.rows
        if row not in silent
    ]
    lines = [
        _row(["", *(column.label for column in block.columns)]),
        "|---|" + "---:|" * len(block.columns),
        *printed,
    ]
    if silent:
        names = ", ".join(row.label for row in silent)
        lines += ["", text("reports.words.silent_left_out", language, names=names)]
    return lines


def _is_silent(block: Block, row: Heading) -> bool:
    figures = [block.figure(row, column) for column in block.columns]
    return all(figure is not None and figure.kind == "not_reported" for figure in figures)


def _shown(row: _Ruled) -> str:
    """How a cell is shown: `zero`, `none` (no figure), or as its `shown_code` says."""
    if row["shown_code"] != "published":
        return row["shown_code"]
    if row["value"] is None:
        return "none"
    return "published" if row["value"] else "zero"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _say(key: str, language: str, **values: object) -> str:
    return text(f"release.dossier.{key}", language, **values)
