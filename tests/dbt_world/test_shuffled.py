"""The same rows in another order give the same marts and the same reports."""

import duckdb
import polars as pl
import pytest

from warehouse import dbt
from warehouse.zones import Zones

pytestmark = pytest.mark.slow


def test_order_of_the_sources_changes_nothing(
    warehouse: duckdb.DuckDBPyConnection, shuffled_zones: Zones
) -> None:
    assert dbt.build(shuffled_zones).is_whole
    with duckdb.connect(str(shuffled_zones.database), read_only=True) as other:
        one, two = contents(warehouse), contents(other)
    assert len(one) > 40
    assert one.keys() == two.keys()
    for name, table in one.items():
        assert table.equals(two[name]), name


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    names = connection.sql(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('marts', 'reporting') order by 1"
    ).fetchall()
    return {name: connection.sql(f"select * from {name} order by all").pl() for (name,) in names}
