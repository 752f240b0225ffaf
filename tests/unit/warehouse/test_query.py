import csv
import io
import json
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from warehouse.published import publish
from warehouse.query import query, to_csv, to_json


@pytest.fixture
def published(zones):
    zones.make(zones.database.parent)
    with duckdb.connect(str(zones.database)) as connection:
        connection.execute("create schema marts; create table marts.t as select 1 as a, 'x' as b")
    publish(zones, date(2026, 3, 1), {})
    return zones


@pytest.mark.parametrize(
    "sql", ["select a from t", "from marts.t select a", "with q as (from t) select a from q"]
)
def test_one_statement_that_reads_is_answered(published, sql):
    assert query(published, sql).item() == 1


def test_tables_can_be_listed_and_described(published):
    assert query(published, "show tables")["name"].to_list() == ["t"]
    assert query(published, "describe t")["column_name"].to_list() == ["a", "b"]


@pytest.mark.parametrize(
    "sql",
    [
        "create table x as select 1", "delete from t", "attach ':memory:' as m", "set threads = 1",
        "copy t to '/tmp/x.csv'", "load json", "install httpfs", "select 1; select 2",
        "pragma version", "insert into t values (2, 'y')", "drop table t",
        "export database '/tmp/x'",
    ],
)  # fmt: skip
def test_anything_but_one_select_is_refused_in_one_sentence(published, sql):
    with pytest.raises(Problem) as refused:
        query(published, sql)
    assert refused.value.exit_code == ExitCode.WRONG_USE
    assert "\n" not in refused.value.sentence("id")


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'", "selec 1", "",
        "-- x", "select * from read_text('/etc/passwd')", "select * from glob('/etc/*')",
        "select nothing",
        "select * from read_parquet('x.parquet')", "select getenv('HOME')",
    ],
)  # fmt: skip
def test_no_other_file_and_no_broken_sql_gets_through(published, sql):
    with pytest.raises(Problem):
        query(published, sql)


def test_before_anything_is_published_it_says_what_to_do(zones):
    with pytest.raises(Problem, match="kliring run"):
        query(zones, "select 1")


def test_no_cell_or_heading_of_a_csv_runs_in_a_spreadsheet():
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", "a=b", None, ""]
    frame = pl.DataFrame({"=cmd": texts, "n": [-1] * len(texts)})
    header, *rows = csv.reader(io.StringIO(to_csv(frame), newline=""))
    assert header == ["'=cmd", "n"]
    assert [r[0] for r in rows][:6] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1"]
    assert [r[0] for r in rows][6:] == ["plain", "a=b", "", ""]
    assert {r[1] for r in rows} == {"-1"}


def test_json_holds_dates_decimals_lists_and_nothing_that_json_does_not_know():
    frame = pl.DataFrame(
        {
            "d": [date(2026, 3, 1)],
            "whole": [Decimal("2.000")],
            "part": [Decimal("2.500")],
            "l": [["a"]],
            "nan": [float("nan")],
            "inf": [float("inf")],
        }
    )
    assert json.loads(to_json(frame), parse_constant=pytest.fail) == [
        {"d": "2026-03-01", "whole": 2, "part": 2.5, "l": ["a"], "nan": None, "inf": None}
    ]


def test_a_list_stands_in_one_csv_cell():
    assert to_csv(pl.DataFrame({"l": [["a", "b"], None]})) == 'l\n"[""a"", ""b""]"\n\n'
