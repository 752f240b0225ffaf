"""The tables of all submissions as one text frame per record type, and back to their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from contracts.reading.sources import RawTable, Submission
from contracts.reading.tables import stacked
from contracts.registry import RecordType

# What stands beside the contract columns while rows are checked.
META = ("submission", "table", "row", "received_on", "period_start")


@dataclass(frozen=True)
class Assembled:
    """All rows of one record type.

    Attributes:
        meta: submission and table (numbers), row, received_on, period_start.
        cells: The contract columns as text, null where a table has no such column.
        tables: The tables by number.
        submissions: The number of the submission of each table.
    """

    meta: pl.DataFrame
    cells: pl.DataFrame
    tables: tuple[RawTable, ...]
    submissions: tuple[int, ...]


def assemble(
    record_type: RecordType,
    tables: Sequence[tuple[int, RawTable]],
    submissions: Sequence[Submission],
) -> Assembled:
    """Put the tables of one record type under each other, in the order given.

    Args:
        record_type: Whose tables they are.
        tables: Each with the number of its submission.
        submissions: By number.
    """
    frame = stacked([table for _, table in tables])
    heights = [table.height for _, table in tables]
    numbers = [number for number, _ in tables]
    meta = pl.DataFrame(
        {
            "submission": np.repeat(np.array(numbers, dtype=np.int32), heights),
            "table": np.repeat(np.arange(len(tables), dtype=np.int32), heights),
            "row": frame["row"],
        }
    )
    by_submission = pl.DataFrame(
        {
            "submission": pl.Series(range(len(submissions)), dtype=pl.Int32),
            "received_on": pl.Series([s.received_on for s in submissions], dtype=pl.Date),
            "period_start": pl.Series([first_day(s.period) for s in submissions], dtype=pl.Date),
        }
    )
    meta = meta.join(by_submission, on="submission", how="left", maintain_order="left")
    cells = frame.select(
        pl.col(c.name) if c.name in frame.columns else pl.lit(None, pl.String).alias(c.name)
        for c in record_type.columns
    )
    return Assembled(meta, cells, tuple(table for _, table in tables), tuple(numbers))


def first_day(period: str) -> date:
    """The first day of a period `YYYY-MM`."""
    return date.fromisoformat(f"{period}-01")


def placed(found: pl.DataFrame, record_type: RecordType, assembled: Assembled) -> pl.DataFrame:
    """Faults with their file, row and cell, in the order a person reads: row, then column.

    Returns:
        submission (number) and the columns of a finding but step and severity.
    """
    order = {column.name: place for place, column in enumerate(record_type.columns)}
    ranked = found
    is_one_rule = found["column"].n_unique() <= 1 and found["rule"].n_unique() <= 1
    if not (is_one_rule and found["index"].is_sorted()):
        place = pl.col("column").replace_strict(order, return_dtype=pl.Int16)
        ranked = found.sort("index", place, "rule")
    where = assembled.meta.select("submission", "table", "row")[ranked["index"]]
    spotted = pl.concat([ranked.drop("index"), where], how="horizontal")
    cells = spotted.select("table", "column").unique()
    letters = pl.DataFrame(
        [
            (number, table.file, column, table.letter(column))
            for number, column in cells.iter_rows()
            for table in (assembled.tables[number],)
        ],
        schema={"table": pl.Int32, "file": pl.String, "column": pl.String, "letter": pl.String},
        orient="row",
    )
    joined = spotted.join(letters, on=["table", "column"], how="left", maintain_order="left")
    cell = pl.concat_str("letter", pl.col("row").cast(pl.String)).alias("cell")
    return joined.select(
        "submission",
        "rule",
        "file",
        pl.lit(record_type.name).alias("record_type"),
        "row",
        "column",
        cell,
        "values",
    )
