"""Dagster's event log on one machine: its own SQLite storage, with connections that stay open.

Here: how the file is reached. Not here: what is stored, which is Dagster's. Its SQLite storages open a connection, and
make a SQLAlchemy engine, for every statement: a step with six checks then spends ten times as long on its events as
with a pool, which Dagster has for PostgreSQL alone (looked at: dagster's `SqliteEventLogStorage` and
`ConsolidatedSqliteEventLogStorage`, dagster-postgres). On AWS the history is in PostgreSQL (`deploy/dagster.yaml`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.event_log.polling_event_watcher import SqlPollingEventWatcher
from dagster._serdes import ConfigurableClassData

_BUSY_SECONDS = 60


class PooledSqliteEventLog(ConsolidatedSqliteEventLogStorage):
    """One file for the events of all runs: `event_log.db` in `base_dir`."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        folder = Path(base_dir)
        folder.mkdir(parents=True, exist_ok=True)
        self._pool = sqlalchemy.create_engine(
            f"sqlite:///{folder / 'event_log.db'}", max_overflow=-1, connect_args={"timeout": _BUSY_SECONDS}
        )
        sqlalchemy.event.listen(self._pool, "connect", _prepare)
        self._watcher = SqlPollingEventWatcher(self)
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self) -> Iterator[sqlalchemy.Connection]:
        with self._pool.begin() as connection:
            yield connection

    def watch(self, run_id: str, cursor: str | None, callback: Any) -> None:
        """Call back for each new event of a run.

        By asking, as on PostgreSQL: an open connection writes to the log beside the file, which does not change.
        """
        self._watcher.watch_run(run_id, cursor, callback)

    def end_watch(self, run_id: str, handler: Any) -> None:
        """Stop calling back."""
        self._watcher.unwatch_run(run_id, handler)

    def dispose(self) -> None:
        """Close the connections."""
        self._watcher.close()
        self._pool.dispose()


def _prepare(connection: Any, _record: object) -> None:
    # With the write-ahead log this keeps every commit when a process dies; only a power cut can take the last ones.
    connection.execute("pragma synchronous = normal")
