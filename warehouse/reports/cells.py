"""Long cells made tables again: blocks of rows and columns, with the words of one language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import polars as pl

from warehouse.reports import labels
from warehouse.reports.labels import TOTAL
from warehouse.reports.numbers import Figure, figure_of


@dataclass(frozen=True)
class Heading:
    """A row or column: its code, its name, and the code above it (None at the top)."""

    code: str
    label: str
    parent: str | None

    @property
    def is_total(self) -> bool:
        """Whether it is the margin."""
        return self.code == TOTAL


@dataclass(frozen=True)
class Block:
    """One matrix of a table, with one unit and one statistic."""

    table_code: str
    code: str
    title: str
    unit: str
    statistic: str
    row_list: str
    column_list: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    figures: Mapping[tuple[str, str], Figure]

    def figure(self, row: Heading, column: Heading) -> Figure | None:
        """The figure where a row and a column meet."""
        return self.figures.get((row.code, column.code))

    @cached_property
    def is_rounded(self) -> bool:
        """Whether figures of it are rounded."""
        return any(figure.is_rounded for figure in self.figures.values())

    @cached_property
    def coverage(self) -> dict[str, tuple[int, int]]:
        """Submissions received and owed by row; empty where all rows rest on the same."""
        by_row = {row: (f.received, f.owed) for (row, _), f in self.figures.items()}
        return by_row if len(set(by_row.values())) > 1 else {}

    def turned(self) -> "Block":
        """The same figures with the rows as columns and the columns as rows."""
        return replace(
            self,
            row_list=self.column_list,
            column_list=self.row_list,
            rows=self.columns,
            columns=self.rows,
            figures={(column, row): figure for (row, column), figure in self.figures.items()},
        )

    def has_children(self, heading: Heading, of: Sequence[Heading]) -> bool:
        """Whether other headings stand below this one."""
        return any(other.parent == heading.code for other in of)


@dataclass(frozen=True)
class Table:
    """A table of a report: what it is, on what it rests, and its blocks."""

    code: str
    title: str
    definition: str
    source: str
    limits: str
    period: tuple[date | None, date | None]
    as_of: date | None
    received: int
    owed: int
    blocks: tuple[Block, ...] = field(default=())

    def block(self, code: str) -> Block | None:
        """The block of that code."""
        return next((b for b in self.blocks if b.code == code), None)

    def upright(self) -> "Table":
        """The same table, its blocks of a single row turned: a column is easier to read."""
        blocks = (b.turned() if len(b.rows) == 1 else b for b in self.blocks)
        return replace(self, blocks=tuple(blocks))


def tables_of(
    cells: pl.DataFrame, blocks_in_order: Mapping[str, Sequence[str]], language: str
) -> dict[str, Table]:
    """The tables of a report that has cells of them, in the order of the specification.

    Args:
        cells: Protected cells of one report.
        blocks_in_order: Per table the codes of its blocks; blocks not named follow.
        language: `id` or `en`.

    Returns:
        Tables by code; tables that the specification does not name come last.
    """
    by_table: dict[str, list[dict]] = {}
    order = ["table_code", "block_code", "row_order", "row_code", "column_order", "column_code"]
    for row in cells.sort(order, nulls_last=True).to_dicts():
        by_table.setdefault(row["table_code"], []).append(row)
    wanted = [code for code in blocks_in_order if code in by_table]
    others = [code for code in by_table if code not in blocks_in_order]
    return {
        code: _table(code, by_table[code], blocks_in_order.get(code, ()), language)
        for code in [*wanted, *others]
    }


def _table(code: str, rows: Sequence[dict], order: Sequence[str], language: str) -> Table:
    by_block: dict[str, list[dict]] = {}
    for row in rows:
        by_block.setdefault(row["block_code"], []).append(row)
    codes = [b for b in order if b in by_block] + [b for b in by_block if b not in order]
    # The widest coverage is that of the nation: rows of a province carry their own.
    widest = max(rows, key=lambda row: (row["submissions_owed"], row["submissions_received"]))
    return Table(
        code=code,
        title=labels.table_text(code, "title", language),
        definition=labels.table_text(code, "definition", language),
        source=labels.table_text(code, "source", language),
        limits=labels.table_text(code, "limits", language),
        period=(widest["period_start_date"], widest["period_end_date"]),
        as_of=widest["as_of_date"],
        received=widest["submissions_received"],
        owed=widest["submissions_owed"],
        blocks=tuple(_block(code, b, by_block[b], language) for b in codes),
    )


def _block(table_code: str, code: str, rows: Sequence[dict], language: str) -> Block:
    first = rows[0]
    return Block(
        table_code=table_code,
        code=code,
        title=labels.block_title(table_code, code, language),
        unit=first["unit_code"],
        statistic=first["statistic_code"],
        row_list=first["row_list_code"],
        column_list=first["column_list_code"],
        rows=_headings(rows, "row", language),
        columns=_headings(rows, "column", language),
        figures={(row["row_code"], row["column_code"]): figure_of(row) for row in rows},
    )


def _headings(rows: Iterable[dict], side: str, language: str) -> tuple[Heading, ...]:
    """Each code once, in order; a code stands below another only if that one is there too."""
    found = {
        (row[f"{side}_order"], row[f"{side}_code"]): (
            row[f"{side}_list_code"],
            row[f"{side}_parent_code"],
        )
        for row in rows
    }
    codes = {code for _, code in found}
    return tuple(
        Heading(code, labels.label(list_code, code, language), parent if parent in codes else None)
        for (_, code), (list_code, parent) in sorted(found.items())
    )
