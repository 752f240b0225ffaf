import subprocess
import sys
from datetime import date

import duckdb
import polars as pl
import pytest

from contracts.problems import Problem
from warehouse.published import current_vintage, publish, read_vintage, vintages
from warehouse.query import query

DAY = date(2026, 3, 1)
WORDS = {"fct_victims": {"": "One row per person", "a": "It's a sum"}}


def build(zones, *values):
    """A warehouse file with one mart and one reporting table."""
    zones.make(zones.database.parent)
    zones.database.unlink(missing_ok=True)
    rows = pl.DataFrame({"a": values, "b": [str(v) for v in values]})
    with duckdb.connect(str(zones.database)) as connection:
        connection.register("rows", rows)
        connection.execute("""
            create schema marts; create schema reporting; create schema staging;
            create table marts.fct_victims as
                select sum(a) as a, b from rows group by b;
            create view reporting.rpt_annual__a1 as select 1 as value;
            create table staging.stg_police__persons as select 'hidden' as nik;
        """)


def test_marts_and_reporting_are_published_and_nothing_else(zones):
    build(zones, 2, 1)
    vintage = publish(zones, DAY, WORDS)
    assert [(t.schema, t.name, t.rows) for t in vintage.tables] == [
        ("marts", "fct_victims", 2),
        ("reporting", "rpt_annual__a1", 1),
    ]
    files = {p.name for p in zones.current.iterdir()}
    parquet = {"fct_victims.parquet", "rpt_annual__a1.parquet"}
    assert files == {"kliring.duckdb", "manifest.json", *parquet}
    frame = pl.read_parquet(zones.current / "fct_victims.parquet")
    assert frame.to_dicts() == [{"a": 1, "b": "1"}, {"a": 2, "b": "2"}]
    assert frame.schema["a"] == pl.Int64
    assert query(zones, "from fct_victims").sort("a").equals(frame)


def test_published_files_cannot_be_written_and_keep_their_descriptions(zones):
    build(zones, 1)
    publish(zones, DAY, WORDS)
    assert {p.stat().st_mode & 0o777 for p in zones.current.iterdir()} == {0o444}
    for source, comment in WORDS["fct_victims"].items():
        kind = "columns" if source else "tables"
        found = query(zones, f"select comment from duckdb_{kind}() where comment is not null")
        assert found["comment"].to_list() == [comment]


def test_the_same_content_is_the_same_vintage_and_nothing_is_rewritten(zones):
    build(zones, 1, 2)
    first = publish(zones, DAY, WORDS)
    times = {p: p.stat().st_mtime_ns for p in zones.published.rglob("*.parquet")}
    build(zones, 2, 1)
    assert publish(zones, DAY, WORDS) == first
    assert {p: p.stat().st_mtime_ns for p in zones.published.rglob("*.parquet")} == times
    assert publish(zones, date(2026, 3, 2), WORDS).vintage != first.vintage


def test_a_reader_of_the_old_vintage_is_left_alone(zones):
    build(zones, 1)
    publish(zones, DAY, WORDS)
    reader = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); "
        "print('open', flush=True); sys.stdin.readline(); "
        "print(c.execute('select a from marts.fct_victims').fetchall())"
    )
    path = str(zones.current / "kliring.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", reader, path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "open\n"
        build(zones, 7)
        publish(zones, DAY, WORDS, keep=1)
        out, _ = process.communicate("\n", timeout=30)
    assert out == "[(1,)]\n"
    assert query(zones, "select a from fct_victims").item() == 7


@pytest.mark.slow
def test_readers_never_see_half_a_vintage(zones):
    reader = (
        "import duckdb, sys, time; seen = set(); until = time.monotonic() + 2\n"
        "while time.monotonic() < until:\n"
        "    with duckdb.connect(sys.argv[1], read_only=True) as c:\n"
        "        seen.add(c.execute('select min(a), max(a) from marts.fct_victims').fetchone())\n"
        "print(all(high == low + 1 for low, high in seen), len(seen) > 1)"
    )
    build(zones, 0, 1)
    publish(zones, DAY, WORDS)
    path = str(zones.current / "kliring.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", reader, path], stdout=subprocess.PIPE, text=True
    ) as process:
        value = 0
        while process.poll() is None:
            value += 1
            build(zones, value, value + 1)
            publish(zones, DAY, WORDS, keep=3)
        assert process.stdout.read() == "True True\n"


def test_the_last_vintages_are_kept_and_going_back_makes_one_current_again(zones):
    made = []
    for value in (1, 2, 3):
        build(zones, value)
        made.append(publish(zones, DAY, WORDS, keep=2))
    assert vintages(zones) == made[1:]
    with pytest.raises(Problem, match="no vintage"):
        read_vintage(zones, made[0].vintage)
    build(zones, 2)
    publish(zones, DAY, WORDS, keep=2)
    assert current_vintage(zones) == made[1]
    assert vintages(zones) == [made[2], made[1]]


def test_a_killed_publication_leaves_the_old_vintage_and_is_done_again(zones, monkeypatch):
    build(zones, 1)
    old = publish(zones, DAY, WORDS)
    build(zones, 2)
    for step in ("_write_database", "_make_current", "_keep_last"):
        with monkeypatch.context() as patch:
            patch.setattr(f"warehouse.published.{step}", interrupted)
            with pytest.raises(KeyboardInterrupt):
                publish(zones, DAY, WORDS)
        assert step == "_keep_last" or current_vintage(zones) == old
    new = publish(zones, DAY, WORDS)
    assert current_vintage(zones) == new
    assert vintages(zones) == [old, new]
    assert not list(zones.published.glob(".writing-*"))


def interrupted(*_):
    raise KeyboardInterrupt


def test_without_a_warehouse_there_is_nothing_to_publish(zones):
    with pytest.raises(Problem, match="not built"):
        publish(zones, DAY, WORDS)
    assert current_vintage(zones) is None
    assert vintages(zones) == []
