"""Published vintages: the marts as statisticians open them, replaced in one step, a few kept.

A vintage is a folder of Parquet files (same rows, same bytes), one read-only DuckDB file and a
manifest with hashes. Its id follows from the content and the as-of date, so publishing what is
published changes nothing. `current` is a link renamed over the old one: whoever has the old files
open keeps reading them, and a kill leaves the old vintage or the new one, never half of one.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.problems import Problem
from warehouse import files
from warehouse.zones import Zones

if TYPE_CHECKING:
    import duckdb
    import polars as pl

SCHEMAS = ("marts", "reporting")
STORAGE_VERSION = "v1.5.0"  # older clients open it
KEPT = 12
_READ_ONLY = 0o444
_DATABASE = "kliring.duckdb"
_MANIFEST = "manifest.json"
_ORDER = "vintages.json"
Descriptions = Mapping[str, Mapping[str, str]]  # by table, then column; "" is the table itself


@dataclass(frozen=True)
class PublishedTable:
    """One table of a vintage."""

    name: str
    schema: str
    rows: int
    sha256: str  # of the Parquet file


@dataclass(frozen=True)
class Vintage:
    """One published state of the marts."""

    vintage: str
    as_of_date: date
    tables: tuple[PublishedTable, ...]

    def document(self) -> dict[str, Any]:
        """As it is kept in `manifest.json`."""
        tables = [vars(t) for t in self.tables]
        return {
            "vintage": self.vintage,
            "as_of_date": self.as_of_date.isoformat(),
            "tables": tables,
        }


def publish(
    zones: Zones,
    as_of_date: date,
    descriptions: Descriptions,
    *,
    schemas: Sequence[str] = SCHEMAS,
    keep: int = KEPT,
) -> Vintage:
    """Publish the tables of these schemas from the warehouse file and make them current.

    Args:
        zones: Where the warehouse file is; no process may be writing it.
        as_of_date: Day of the latest receipt counted, never today's.
        descriptions: What people read beside a table and its columns.
        schemas: Schemas to publish; a table name occurs once among them.
        keep: Vintages that stay, the current one included.

    Returns:
        The current vintage; nothing is rewritten if it was published already.

    Raises:
        Problem: The warehouse is not built, or the open zone cannot be written.
    """
    if not zones.database.exists():
        raise Problem("storage.nothing_built")
    zones.make(zones.published)
    files.sweep(zones.published)
    beside = files.temporary(zones.published / "vintage")
    try:
        zones.make(beside)
        vintage = _write_tables(zones.database, beside, as_of_date, schemas)
        target = zones.vintage(vintage.vintage)
        if target.exists():
            shutil.rmtree(beside)
        else:
            _write_database(beside, vintage, descriptions)
            files.write_json(beside / _MANIFEST, vintage.document(), mode=_READ_ONLY)
            files.flush([*beside.iterdir(), beside])
            files.replace(beside, target)
        _make_current(zones, vintage.vintage)
    except OSError as error:
        path, why = zones.published, error.strerror
        raise Problem("storage.folder_unwritable", path=path, why=why) from error
    _keep_last(zones, vintage.vintage, keep)
    return vintage


def vintages(zones: Zones) -> list[Vintage]:
    """The vintages that are kept, the latest published last."""
    return [read_vintage(zones, name) for name in _order(zones)]


def current_vintage(zones: Zones) -> Vintage | None:
    """The vintage people open; none before the first is published."""
    if not (zones.current / _MANIFEST).exists():
        return None
    return read_vintage(zones, zones.current.resolve().name)


def read_vintage(zones: Zones, vintage: str) -> Vintage:
    """What a vintage holds.

    Raises:
        Problem: There is none of that id, or its manifest is damaged.
    """
    path = zones.vintage(vintage) / _MANIFEST
    if not path.exists():
        raise Problem("storage.vintage_unknown", vintage=vintage)
    try:
        kept = json.loads(path.read_bytes())
        tables = tuple(PublishedTable(**t) for t in kept["tables"])
        return Vintage(kept["vintage"], date.fromisoformat(kept["as_of_date"]), tables)
    except (ValueError, KeyError, TypeError) as error:
        raise Problem("storage.file_damaged", path=path) from error


def _write_tables(
    database: Path, folder: Path, as_of_date: date, schemas: Sequence[str]
) -> Vintage:
    tables = []
    with _opened(database) as connection:
        for schema, name in _tables(connection, schemas):
            frame = _table(connection, schema, name)
            path = folder / f"{name}.parquet"
            digest = files.write_parquet(frame, path, sort_by=frame.columns, mode=_READ_ONLY)
            tables.append(PublishedTable(name, schema, frame.height, digest))
    return Vintage(_vintage_id(as_of_date, tables), as_of_date, tuple(tables))


@contextmanager
def _opened(database: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def _tables(
    connection: "duckdb.DuckDBPyConnection", schemas: Sequence[str]
) -> list[tuple[str, str]]:
    found = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database() and list_contains(?, table_schema) "
        "order by table_name, table_schema",
        [list(schemas)],
    ).fetchall()
    return [(schema, name) for schema, name in found]


def _table(connection: "duckdb.DuckDBPyConnection", schema: str, name: str) -> "pl.DataFrame":
    """One table, with sums that DuckDB holds in 128 bits brought to 64."""
    relation = connection.table(f"{_quoted(schema)}.{_quoted(name)}")
    types = zip(relation.columns, relation.types, strict=True)
    columns = [
        f"cast({_quoted(c)} as bigint) as {_quoted(c)}" if str(t) == "HUGEINT" else _quoted(c)
        for c, t in types
    ]
    return relation.project(", ".join(columns)).pl()


def _vintage_id(as_of_date: date, tables: Sequence[PublishedTable]) -> str:
    content = "\n".join(f"{t.schema}.{t.name} {t.sha256}" for t in tables)
    digest = hashlib.sha256(f"{as_of_date.isoformat()}\n{content}".encode()).hexdigest()
    return f"{as_of_date:%Y%m%d}-{digest[:10]}"


def _write_database(folder: Path, vintage: Vintage, descriptions: Descriptions) -> None:
    import duckdb

    path = folder / _DATABASE
    schemas = sorted({*SCHEMAS, *(t.schema for t in vintage.tables)})
    statements = [f"create schema out.{_quoted(schema)}" for schema in schemas]
    for table in vintage.tables:
        name = f"out.{_quoted(table.schema)}.{_quoted(table.name)}"
        source = _text(folder / f"{table.name}.parquet")
        statements.append(f"create table {name} as from read_parquet({source})")
        for column, comment in descriptions.get(table.name, {}).items():
            what = f"column {name}.{_quoted(column)}" if column else f"table {name}"
            statements.append(f"comment on {what} is {_text(comment)}")
    with duckdb.connect() as connection:
        connection.execute(f"attach {_text(path)} as out (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute(";".join(["begin", *statements, "commit"]))
        connection.execute("detach out")
    path.chmod(_READ_ONLY)


def _make_current(zones: Zones, vintage: str) -> None:
    if zones.current.is_symlink() and zones.current.readlink() == Path(vintage):
        return
    beside = files.temporary(zones.current)
    beside.symlink_to(vintage, target_is_directory=True)
    files.replace(beside, zones.current)


def _keep_last(zones: Zones, vintage: str, keep: int) -> None:
    order = _order(zones)
    if order[-1:] != [vintage]:
        order = [*(v for v in order if v != vintage), vintage]
    kept = order[-max(keep, 1) :]
    files.write_json(zones.published / _ORDER, kept)
    for name in set(order) - set(kept):
        shutil.rmtree(zones.vintage(name))


def _order(zones: Zones) -> list[str]:
    """Vintages on disk in order of publication; one that is not noted yet counts as the last."""
    try:
        noted = json.loads((zones.published / _ORDER).read_bytes())
    except (FileNotFoundError, ValueError):
        noted = []
    there = {p.parent.name for p in zones.published.glob(f"*/{_MANIFEST}")} - {"current"}
    return [v for v in noted if v in there] + sorted(there - set(noted))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
