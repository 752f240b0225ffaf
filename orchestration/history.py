"""The run history in SQLite, its files kept open through a run, events that come together together.

Dagster's own storage opens and closes a file for every event it keeps and waits for the disk each
time: for a full round, with some thousand events, longer than the work itself. Written through a
write-ahead log without a wait at each event, the history survives a killed process whole; a power
cut may cost its last events, which the fingerprints of the zones do not rely on. What Dagster
announces as one (what a run is going to build, the months of an asset) is one statement a file.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as db
from dagster import EventLogEntry
from dagster._core.events import (
    ASSET_CHECK_EVENTS,
    ASSET_EVENTS,
    EVENT_TYPE_TO_PIPELINE_RUN_STATUS,
)
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

_INDEXED = {*ASSET_EVENTS, *ASSET_CHECK_EVENTS, *EVENT_TYPE_TO_PIPELINE_RUN_STATUS}


class RunHistory(SqliteEventLogStorage):
    """Dagster's events, one file a run and one index, each opened once in this process."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, db.Engine] = {}
        self._tables: set[str] = set()
        self._columns: dict[str, bool] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "RunHistory":
        """As Dagster makes it from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> db.Engine:
        if shard not in self._engines:
            engine = db.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={
                    "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
                    "check_same_thread": False,
                },
            )
            event.listen(engine, "connect", _do_not_wait)
            self._engines[shard] = engine
        return self._engines[shard]

    def store_event(self, event: EventLogEntry) -> None:
        """Keep one event."""
        self.store_event_batch([event])

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Keep events of one run, as Dagster's own storage would one by one.

        Each in the file of its run; those of assets, of checks and of the standing of the run in
        the index too. Of an asset the index knows its last event, so of several of one kind that
        come at once only the last is noted there.
        """
        insert = SqlEventLogStorageTable.insert()
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(events[0].run_id) as conn:
            conn.execute(insert, rows)
        kinds = [event.dagster_event_type if event.is_dagster_event else None for event in events]
        indexed = [at for at, kind in enumerate(kinds) if kind in _INDEXED]
        if not indexed:
            return
        numbered = insert.returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
        with self.index_transaction() as conn:
            numbers = conn.execute(numbered, [rows[at] for at in indexed]).scalars()
            number = dict(zip(indexed, numbers, strict=True))
            of_assets = [at for at in indexed if kinds[at] in ASSET_EVENTS]
            self._store_asset_event_tags(
                conn, [events[at] for at in of_assets], [number[at] for at in of_assets]
            )
            last = {(kinds[at], rows[at]["asset_key"]): at for at in of_assets}
            for at in last.values():
                self._store_asset_event(conn, events[at], number[at])
        for at in indexed:
            if kinds[at] in ASSET_CHECK_EVENTS:
                self.store_asset_check_event(events[at], number[at])

    def has_table(self, table_name: str) -> bool:
        """Whether a table is there; asked at every event, so looked up until it is."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(self, conn: db.Connection, column_name: str) -> bool:
        if column_name not in self._columns:
            self._columns[column_name] = super()._has_asset_key_col_on_connection(conn, column_name)
        return self._columns[column_name]

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _do_not_wait(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
