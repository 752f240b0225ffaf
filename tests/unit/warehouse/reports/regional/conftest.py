"""Cells of a regional report: a few provinces, one of them with regencies, one that sent nothing.

Made-up counts that add up, one to four of them hidden; the table that is rounded adds up too.
"""

import zlib
from functools import partial
from itertools import product

import polars as pl
import pytest

from contracts import codelists

WEST_JAVA, SILENT, EMPTY = "32", "94", "76"
REGENCIES = {
    "31": [],
    WEST_JAVA: ["32.04", "32.12", "32.73", "32.other", "32.unknown"],
    "33": ["33.01", "33.other"],
    "53": [],
    EMPTY: [],
    SILENT: [],
}
_SEX = ["L", "P", "X", "U"]
_AGES = ["ANAK", "DEWASA", "U"]
_STAGES = ["TERSANGKA", "TERDAKWA", "TERPIDANA"]
_FORMS = codelists.codes("bentuk_eksploitasi")


@pytest.fixture(scope="session")
def regional_cells(block_cells):
    return cells_of(block_cells, REGENCIES)


def cells_of(block_cells, regencies):
    """All six tables of provinces with the regencies that are shown of each."""
    made = partial(_block, block_cells, regencies)
    wide = regencies | {"U": []}
    sex_age = [(sex, age) for sex in _SEX for age in _AGES]
    return pl.concat([
        _block(block_cells, wide, ("R1", "origin"), ("region", "jenis_kelamin"), _SEX),
        made(("R2", "place"), ("region", "jenis_kelamin"), _SEX),
        _rounded(_sexes(made(("R3", "sex_age"), ("wilayah", "sex_and_age"), sex_age))),
        made(("R4", "form"), ("wilayah", "bentuk_eksploitasi"), _FORMS),
        made(("R5", "stage"), ("wilayah", "suspect_stage"), _STAGES, unit="perpetrator"),
        made(("R6", "model"), ("wilayah", "model_lp"), ["A", "B"], unit="police_report"),
    ])  # fmt: skip


def _block(block_cells, regencies, place, lists, leaves, *, unit="victim"):
    """A table and its block; the lists of its rows and columns; the columns below no total."""
    (table, block), (row_list, column_list) = place, lists
    below = {
        province: (regencies[province] if row_list == "region" else []) for province in regencies
    }
    parents = {code: province for province, codes in below.items() for code in codes}
    rows = [row for province in below for row in [province, *below[province]]]
    lowest = [row for row in rows if not below.get(row)]
    is_rounded = block == "sex_age"
    inner = {
        (row, column): _made_up(table, row, column, is_rounded=is_rounded)
        for row, column in product(lowest, leaves)
    }
    columns = {column: [column] for column in leaves}
    if is_rounded:
        columns = {}
        for sex in _SEX:
            columns[sex] = [(sex, age) for age in _AGES]
            columns |= {f"{sex}_{age}": [(sex, age)] for age in _AGES}
    columns["TOTAL"] = leaves
    values = {}
    for row in [*rows, "TOTAL"]:
        of_row = [one for one in lowest if row in ("TOTAL", one, parents.get(one))]
        for column, parts in columns.items():
            values[row, column] = (
                None if row == SILENT else sum(inner[r, c] for r in of_row for c in parts)
            )
    came = {row: (0 if row == SILENT else 11 if row[:2] == "53" else 12) for row in rows}
    above = pl.col("row_code").replace_strict(
        {"": None, **parents}, default=None, return_dtype=pl.String
    )
    numbers = pl.col("row_code").replace_strict(came, default=sum(came.values()))
    small = pl.col("value").is_between(1, 4)
    cells = block_cells(
        values, table_code=table, block_code=block, row_list_code=row_list,
        column_list_code=column_list, unit_code=unit,
    )  # fmt: skip
    return cells.with_columns(
        above.alias("row_parent_code"),
        numbers.cast(pl.Int64).alias("submissions_received"),
        pl.when(pl.col("row_code") == "TOTAL")
        .then(12 * len(rows))
        .otherwise(12)
        .cast(pl.Int64)
        .alias("submissions_owed"),
        pl.when(small)
        .then(pl.lit("suppressed"))
        .otherwise(pl.lit("published"))
        .alias("shown_code"),
        pl.when(~small).then("value").alias("value"),
    )


def _sexes(cells):
    """Children and adults stand below their sex."""
    sex = pl.col("column_code").str.extract(r"^(\w)_")
    return cells.with_columns(sex.alias("column_parent_code"))


def _rounded(cells):
    return cells.with_columns(pl.lit("rounded").alias("shown_code"))


def _made_up(table, row, column, *, is_rounded):
    """A count that is the same in every run: many small, some large, none in one province."""
    number = zlib.crc32(f"{table}{row}{column}".encode())
    is_none = row in (EMPTY, SILENT) or "X" in (column, column[0])
    found = 0 if is_none else [0, number % 7, 3 + number % 90][number % 3]
    return number % 2 * 5 if is_rounded and 0 < found < 5 else found
