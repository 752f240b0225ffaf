"""Read-only SQL on the published marts, and its answer as a CSV or JSON that runs nothing."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from contracts.problems import Problem
from warehouse.zones import Zones

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# No file but the published one, no extension, nothing spilled beside it.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "memory_limit": "2GB",
    "threads": "2",
}
_DANGEROUS = r"^[=+\-@\t\r]"


def query(zones: Zones, sql: str) -> "pl.DataFrame":
    """Run one SELECT on the current vintage; names without a schema are those of the marts.

    Args:
        zones: Where the published file is.
        sql: One statement that reads.

    Returns:
        The rows in the order of the statement.

    Raises:
        Problem: Nothing is published, or the SQL is not one statement that reads, or it fails.
    """
    import duckdb

    path = zones.current / "kliring.duckdb"
    if not path.exists():
        raise Problem("storage.nothing_published")
    try:
        with duckdb.connect(str(path), read_only=True, config=_CLOSED) as connection:
            connection.execute("set search_path = 'marts,reporting'")
            connection.execute("set lock_configuration = true")
            return _one_statement(connection, sql)
    except duckdb.Error as error:
        why = next(iter(str(error).splitlines()), type(error).__name__)
        raise Problem("storage.sql_failed", why=why) from error


def to_csv(frame: "pl.DataFrame") -> str:
    """The rows as CSV; a text that a spreadsheet would run is marked with an apostrophe."""
    import polars as pl

    flat = frame.with_columns(
        pl.Series(c.name, [None if v is None else _json(v) for v in c.to_list()], dtype=pl.String)
        for c in frame.get_columns()
        if c.dtype.is_nested()
    )
    texts = pl.col(pl.String)
    marked = pl.when(texts.str.contains(_DANGEROUS)).then(pl.lit("'") + texts).otherwise(texts)
    safe = flat.with_columns(marked.name.keep())
    return safe.rename(_marked_names(safe.columns)).write_csv()


def to_json(frame: "pl.DataFrame") -> str:
    """The rows as one JSON array; dates as ISO text, decimals as numbers, NaN as null."""
    import polars as pl

    floats = pl.col(pl.Float32, pl.Float64)
    return _json(
        frame.with_columns(pl.when(floats.is_finite()).then(floats).name.keep()).to_dicts()
    )


def _one_statement(connection: "duckdb.DuckDBPyConnection", sql: str) -> "pl.DataFrame":
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise Problem("storage.sql_empty")
    reads = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) > 1 or statements[0].type not in reads:
        raise Problem("storage.sql_reads_only")
    relation = connection.sql(statements[0].query)
    if relation is None:
        raise Problem("storage.sql_reads_only")
    return relation.pl()


def _marked_names(names: list[str]) -> dict[str, str]:
    return {n: f"'{n}" if n[:1] in {"=", "+", "-", "@", "\t", "\r"} else n for n in names}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
