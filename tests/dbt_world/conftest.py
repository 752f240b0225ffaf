"""A small world in cleared tables, every headline worked out by hand, and its build.

Cases: K1 (LP of February 2024, tried, claims of restitution), K2 (LP of July 2024, domestic),
K3 (LP of December 2023, stopped), K4 (a client of social affairs alone).
Victims: V1 (K1 and K2), V2, V7 (K1), V3 (K2), V5 (K3 and K2), V6 (K4); V4 was only ever rejected.
Suspects: S1 convicted, S2 acquitted, S3 at large, S5 a corporation; S4 was merely reported.
"""

import tomllib
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from contracts.cleared import TABLES
from warehouse import dbt
from warehouse.zones import Zones

WORLD = tomllib.loads(Path(__file__).with_name("world.toml").read_text("utf-8"))


def cleared(name: str) -> pl.DataFrame:
    """One cleared table: the rows of the TOML file over the defaults of the table."""
    part = WORLD.get(name, {})
    types = {c.name: c.dtype for c in TABLES[name].columns}
    header = part.get("columns", [])
    given = [dict(zip(header, row, strict=True)) for row in part.get("rows", [])]
    rows = [part.get("defaults", {}) | {k: v for k, v in r.items() if v != ""} for r in given]
    unknown = {k for r in rows for k in r} - set(types)
    assert not unknown, f"{name} has no column {unknown}"
    return pl.DataFrame(
        [{k: _typed(r.get(k), t) for k, t in types.items()} for r in rows], schema=types
    )


def _typed(value: object, dtype: pl.DataType) -> object:
    is_text = isinstance(value, str) and dtype == pl.Date()
    return date.fromisoformat(value) if is_text else value


@pytest.fixture(scope="session")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    return write(tmp_path_factory.mktemp("dbt_world"), shuffled=False)


@pytest.fixture(scope="session")
def shuffled_zones(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    return write(tmp_path_factory.mktemp("dbt_world_shuffled"), shuffled=True)


def write(home: Path, *, shuffled: bool) -> Zones:
    """The cleared tables of the world in a data root, in order or in another one."""
    zones = Zones(home, home / "restricted")
    zones.make(zones.sources)
    for name, table in TABLES.items():
        frame = table.conform(cleared(name))
        frame = frame.sample(fraction=1, shuffle=True, seed=7) if shuffled else frame
        frame.write_parquet(zones.source(name))
    return zones


@pytest.fixture(scope="session")
def built(zones: Zones) -> dbt.Build:
    return dbt.build(zones, with_unit_tests=True)


@pytest.fixture(scope="session")
def warehouse(zones: Zones, built: dbt.Build) -> duckdb.DuckDBPyConnection:
    assert built.is_whole, "\n".join(built.sentences("en"))
    return duckdb.connect(str(zones.database), read_only=True)
