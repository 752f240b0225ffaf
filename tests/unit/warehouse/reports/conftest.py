"""Cells of every table of both reports: made-up counts that add up, protected as in a run."""

import zlib
from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl
import pytest

from contracts import codelists, regions
from transforms.disclosure.protection.small_cells import protect

YEAR = 2024
CASE = "3ff335466bbdd24d6f4b99d39b0e3fde"
_SEX = ["L", "P", "X", "U"]
_AGES = [
    ("ANAK", None), ("00-05", "ANAK"), ("06-11", "ANAK"), ("12-14", "ANAK"), ("15-17", "ANAK"),
    ("DEWASA", None), ("18-24", "DEWASA"), ("25-29", "DEWASA"), ("30-39", "DEWASA"),
    ("40-49", "DEWASA"), ("50-59", "DEWASA"), ("60+", "DEWASA"), ("U", None),
]  # fmt: skip
_SEX_AND_AGE = [
    pair
    for sex in _SEX
    for pair in [(sex, None), *((f"{sex}_{age}", sex) for age in ("ANAK", "DEWASA", "U"))]
]
_FUNNEL = ["LP", "SIDIK", "SPDP", "TAHAP1", "P21", "TAHAP2", "LIMPAH", "PUTUSAN", "INKRACHT"]
_PROVINCES = [region.code for region in regions.provinces()]
_SERVICES = codelists.codes("service")
_AGENCIES = codelists.codes("agency")
_STEPS = ["IN_FILE", "CLAIMED", "REQUESTED", "ASSESSED", "DEMANDED", "AWARDED", "PAID"]

# table, block, list and codes of the rows, list and codes of the columns, unit, statistic
ANNUAL_BLOCKS = [
    ("A1", "model", "wilayah", _PROVINCES, "model_lp", codelists.codes("model_lp"),
     "police_report", "count"),
    ("A1", "form", "wilayah", _PROVINCES, "bentuk_eksploitasi",
     codelists.codes("bentuk_eksploitasi"), "police_report", "count"),
    ("A2", "victims", "age_rollup", _AGES, "jenis_kelamin", _SEX, "victim", "count"),
    ("A2", "identified", "age_rollup", _AGES, "jenis_kelamin", _SEX, "victim", "count"),
    ("A4", "origin", "wilayah", [*_PROVINCES, "U"], "jenis_kelamin", _SEX, "victim", "count"),
    ("A4", "destination", "wilayah", [*_PROVINCES, "U"], "negara",
     ["IDN", "KHM", "MMR", "MYS", "SAU", "SGP", "THA", "TWN", "UNK"], "victim", "count"),
    ("A5", "form_sex", "bentuk_eksploitasi", codelists.codes("bentuk_eksploitasi"),
     "sex_and_age", _SEX_AND_AGE, "victim", "count"),
    ("A5", "form_age", "bentuk_eksploitasi", codelists.codes("bentuk_eksploitasi"),
     "age_rollup", _AGES, "victim", "count"),
    ("A8", "stage", "suspect_stage", ["TERSANGKA", "TERDAKWA", "TERPIDANA"],
     "jenis_kelamin", _SEX, "perpetrator", "count"),
    ("A9", "reached", "funnel", _FUNNEL, "total", [], "case", "count"),
    ("A9", "share", "funnel", _FUNNEL, "total", [], "share", "share"),
    ("A9", "days", "funnel", _FUNNEL, "total", [], "days", "median"),
    ("A11", "victims", "restitution_step", _STEPS, "total", [], "victim", "count"),
    ("A11", "amount", "amount", _STEPS[2:], "total", [], "idr", "sum"),
    ("A12", "assets", "jenis_aset", codelists.codes("jenis_aset"), "jenis_subjek",
     codelists.codes("jenis_subjek"), "asset", "count"),
    ("A12", "value", "jenis_aset", codelists.codes("jenis_aset"), "jenis_subjek",
     codelists.codes("jenis_subjek"), "idr", "sum"),
    ("A13", "persons", "service", _SERVICES, "serving_agency", ["social", "health"],
     "person", "count"),
    ("A15", "range", "role", ["victim", "suspect"], "count_range", ["LOW", "BEST", "HIGH"],
     "person", "count"),
    ("A15", "overlap", "agency", _AGENCIES, "agency", _AGENCIES, "victim", "count"),
    ("A19", "submissions", "agency", _AGENCIES, "submission_status",
     codelists.codes("submission_status"), "submission", "count"),
    ("A19", "findings", "rule", ["V-101", "R-006"], "agency", _AGENCIES, "record", "count"),
]  # fmt: skip
_OTHER_CASES = ["0d134ea0c6db7e93ca0a3cb465b40062", "c090ef836546516a85d2e4b510a5d52a"]
INCIDENTAL_BLOCKS = [
    ("I1", "trigger", "document", ["LP"], "channel", ["A", "B"], "case", "count"),
    ("I2", "current", "stage_case", ["P21"], "month", ["2024-05"], "case", "count"),
    ("I2", "next", "next_step", ["TAHAP2"], "waiting", ["M6"], "case", "count"),
    ("I2", "deadline", "deadline", ["SPDP", "DETENTION"], "deadline_state", ["SENT", "HELD"],
     "case", "count"),
    ("I6", "needs", "need", ["NO_SERVICE", "UNPAID"], "total", [], "victim", "count"),
    ("I10", "cases", "linked_case", _OTHER_CASES, "link_kind",
     ["SUSPECT_EARLIER", "VICTIM_LATER"], "case", "count"),
    ("I1", "place", "wilayah", ["32"], "total", [], "case", "count"),
    ("I1", "documents", "document", ["LP", "CASE_FILE"], "total", [], "record", "count"),
    ("I2", "chronology", "stage_case", ["LP", "SIDIK", "P21"], "month", ["2024-01", "2024-05"],
     "case", "count"),
    ("I3", "victims", "age_rollup", _AGES, "jenis_kelamin", _SEX[:2], "victim", "count"),
    ("I4", "stage", "stage_perpetrator", ["TERSANGKA", "TERDAKWA"], "jenis_kelamin", _SEX[:2],
     "perpetrator", "count"),
    ("I5", "means", "cara", codelists.codes("cara")[:3], "total", [], "police_report", "count"),
    ("I6", "persons", "service", _SERVICES[:5], "serving_agency", ["social"], "person", "count"),
    ("I7", "victims", "agency", _AGENCIES, "total", [], "victim", "count"),
    ("I8", "restitution", "amount", _STEPS[2:], "total", [], "idr", "sum"),
    ("I9", "victims", "gap", ["SEX", "AGE"], "total", [], "victim", "count"),
]  # fmt: skip


@pytest.fixture(scope="session")
def annual_cells():
    return protect(_report(ANNUAL_BLOCKS))


@pytest.fixture(scope="session")
def incidental_cells():
    return protect(_report(INCIDENTAL_BLOCKS, case_id=CASE))


@pytest.fixture(scope="session")
def block_cells():
    """Cells of one block, with figures of one's own: `(row, column) -> value`."""
    return block_of


def block_of(values, *, case_id=None, **changes):
    """One row per cell of a block, in the layout of the `rpt_` tables."""
    base = {
        "table_code": "A2", "block_code": "victims", "row_list_code": "age_rollup",
        "column_list_code": "jenis_kelamin", "unit_code": "victim", "statistic_code": "count",
        "contributors": None, "row_parent_code": None, "column_parent_code": None,
        "adds_up_rows": True, "adds_up_columns": True,
    } | changes  # fmt: skip
    rows = list(dict.fromkeys(row for row, _ in values))
    columns = list(dict.fromkeys(column for _, column in values))
    cells = [_cell(base, place, value, (rows, columns), case_id) for place, value in values.items()]
    return pl.DataFrame(cells, infer_schema_length=None).with_columns(
        pl.col("value").cast(pl.Decimal(18, 3)),
        pl.col("contributors").cast(pl.Int64),
        pl.col("row_parent_code", "column_parent_code").cast(pl.String),
    )


def _cell(base, place, value, axes, case_id):
    row, column = place
    rows, columns = axes
    placed = {"case_id": case_id, "counted_year": YEAR, "counted_province_code": "31"}
    key = {"report_year": YEAR} if case_id is None else placed
    contributors = value if base["statistic_code"] == "count" else base["contributors"]
    return base | key | {
        "row_code": row, "column_code": column,
        "row_order": 999 if row == "TOTAL" else rows.index(row) + 1,
        "column_order": 999 if column == "TOTAL" else columns.index(column) + 1,
        "value": None if value is None else Decimal(value), "contributors": contributors,
        "value_status_code": "not_reported" if value is None else "observed",
        "period_start_date": date(YEAR, 1, 1), "period_end_date": date(YEAR, 12, 31),
        "as_of_date": date(2025, 3, 31), "submissions_received": 298, "submissions_owed": 300,
        "figure_id": f"{base['table_code']}-{YEAR}-{base['block_code']}-{column}-{row}",
    }  # fmt: skip


def _report(blocks, case_id=None):
    order = list(block_of({("TOTAL", "TOTAL"): 1}, case_id=case_id).columns)
    return pl.concat([_block(block, case_id).select(order) for block in blocks])


def _block(described, case_id):
    table, block, row_list, rows, column_list, columns, unit, statistic = described
    row_pairs, column_pairs = _pairs(rows), _pairs(columns)
    leaves = list(product(_leaves(row_pairs), _leaves(column_pairs) or ["TOTAL"]))
    inner = {place: _made_up(f"{table}{block}{place}", statistic) for place in leaves}
    values = {
        (row, column): sum(
            value
            for (leaf_row, leaf_column), value in inner.items()
            if _covers(row, leaf_row, row_pairs) and _covers(column, leaf_column, column_pairs)
        )
        for row in [*row_pairs, "TOTAL"]
        for column in [*column_pairs, "TOTAL"]
    }
    if statistic in ("share", "median"):
        values = {place: value for place, value in values.items() if place[0] != "TOTAL"}
    parents = pl.DataFrame(
        {
            "code": [*row_pairs, *column_pairs],
            "parent": [*row_pairs.values(), *column_pairs.values()],
        },
        schema={"code": pl.String, "parent": pl.String},
    ).unique(keep="first", maintain_order=True)
    above = dict(parents.rows())
    return block_of(
        values, case_id=case_id, table_code=table, block_code=block, row_list_code=row_list,
        column_list_code=column_list, unit_code=unit, statistic_code=statistic, contributors=40,
        adds_up_rows=statistic in ("count", "sum"), adds_up_columns=statistic in ("count", "sum"),
    ).with_columns(
        _above("row", above), _above("column", above),
    )  # fmt: skip


def _above(side, parents):
    codes = pl.col(f"{side}_code")
    found = codes.replace_strict({"": None, **parents}, default=None, return_dtype=pl.String)
    return found.alias(f"{side}_parent_code")


def _pairs(codes):
    return dict(code if isinstance(code, tuple) else (code, None) for code in codes)


def _leaves(pairs):
    return [code for code in pairs if code not in pairs.values()]


def _covers(code, leaf, pairs):
    return code in ("TOTAL", leaf) or pairs.get(leaf) == code


def _made_up(name, statistic):
    """A figure that is the same in every run: a third of them zero, many small, some large."""
    number = zlib.crc32(name.encode())
    if statistic == "share":
        return Decimal(number % 1000) / 1000
    if statistic == "sum":
        return 1_000_000 * (number % 900)
    return [0, number % 5, number % 90][number % 3]
