"""Whatever a unit's habits, the same records come out of reading what it sends."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.registry import AGENCIES, of_agency, record_types
from contracts.synthetic import files, habits
from contracts.synthetic.habits import Habit
from contracts.synthetic.parameters import SubmissionParameters
from contracts.synthetic.world import simulate
from contracts.validate import SourceFile, Submission, validate

HABITS = {
    "slashes, labels and semicolons": Habit(dates="slash", labels=True, delimiter=";"),
    "hyphens and small letters in cp1252": Habit(
        dates="hyphen", code_case="lower", encoding="cp1252", extra_columns=("keterangan",)
    ),
    "blanks for underscores, no points": Habit(
        code_case="blank", dotted=False, grouped=True, encoding="utf-8-sig"
    ),
    "padded, dashed": Habit(padded=True, dashes=True),
    "workbook with date cells": Habit(
        file_format="xlsx", dates="cell", leading_rows=3, legend=True, labels=True
    ),
    "workbook with dates as text": Habit(file_format="xlsx", dates="slash", grouped=True),
    "parquet": Habit(file_format="parquet", dates="hyphen", dotted=False),
}


@pytest.fixture(scope="module")
def world():
    return simulate(60, 21, 2024, 2025)


def busiest(world, agency):
    """The largest submission of an agency: its tables."""
    first = of_agency(agency)[0].name
    unit, period = (
        world.frames[first].group_by("unit", "period").len().sort("len", "unit").row(-1)[:2]
    )
    here = (pl.col("unit") == unit) & (pl.col("period") == period)
    found = {r.name: world.frames[r.name].filter(here) for r in of_agency(agency)}
    return {name: table for name, table in found.items() if len(table)}


@pytest.fixture(scope="module")
def plain(world):
    """What is read of the busiest submission of each agency when it is sent without habits."""
    return {a: read_back(busiest(world, a), a, Habit())[0].rows for a in AGENCIES}


def read_back(tables, agency, habit):
    rng = np.random.default_rng(1)
    sent = {
        name: habits.written(rng, table, name, habit).select(
            *(c.name for c in record_types()[name].columns), *habit.extra_columns
        )
        for name, table in tables.items()
    }
    content = files.contents(sent, habit, agency, "U1", "2025-06")
    source = tuple(SourceFile(name, body) for name, body in content.items())
    offer = Submission(
        f"{agency}/U1/2025-06/r1", agency, "U1", "2025-06", date(2026, 6, 1), False, source
    )
    result = validate([offer])
    errors = result.findings.filter(pl.col("severity") == "error")
    return result, errors.select("rule", "record_type", "column", "row").rows()


@pytest.mark.slow
@pytest.mark.parametrize("habit", HABITS.values(), ids=list(HABITS))
@pytest.mark.parametrize("agency", AGENCIES)
def test_habits_change_the_files_and_not_the_records(world, plain, agency, habit):
    tables = busiest(world, agency)
    other, errors = read_back(tables, agency, habit)
    assert [e for e in errors if e[0] != "R-006"] == []
    for name in tables:
        columns = [c.name for c in record_types()[name].columns]
        assert other.rows[name].select(columns).equals(plain[agency][name].select(columns)), name


def test_names_in_capitals_are_the_only_thing_capitals_change(world):
    tables = busiest(world, "social")
    rng = np.random.default_rng(1)
    shouted = habits.written(rng, tables["social_clients"], "social_clients", Habit(capitals=True))
    assert shouted["nama"].equals(tables["social_clients"]["nama"].str.to_uppercase())
    assert shouted.drop("nama").equals(tables["social_clients"].drop("nama"))


def test_a_unit_keeps_its_habits():
    rates = SubmissionParameters()
    assert habits.of_unit(5, "PLD32", rates) == habits.of_unit(5, "PLD32", rates)
    many = {habits.of_unit(5, f"U{i}", rates) for i in range(200)}
    assert len(many) > 50
    assert {h.file_format for h in many} == {"csv", "xlsx", "parquet"}


@given(st.integers(min_value=0, max_value=10**15))
def test_points_for_thousands_keep_the_amount(amount):
    table = pl.DataFrame({"nilai_rp": [str(amount)]})
    columns = [c.name for c in record_types()["police_assets"].columns if c.name != "nilai_rp"]
    table = table.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in columns)
    shown = habits.written(
        np.random.default_rng(0), table, "police_assets", replace(Habit(), grouped=True)
    )["nilai_rp"][0]
    assert shown == f"{amount:,}".replace(",", ".")
