"""One client's transaction on DuckDB: its write locks, its snapshot, and its place in the serial order.

Rules: "Serializable isolation" and "Managing concurrent write operations" in the Redshift developer guide. Not here:
which statements begin and end a transaction (backend), who waits for whom (locks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb

from sparkify_assets.local.warehouse.locks import TableLocks


class Transaction:
    """Between `begin` and `commit` or `roll_back`; outside of that DuckDB commits each statement by itself."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, locks: TableLocks, owner: int) -> None:
        self._cursor = cursor
        self._locks = locks
        self._owner = owner
        self._snapshot: int | None = None
        self._locked = False
        self._written: set[str] = set()

    @property
    def begun(self) -> bool:
        return self._snapshot is not None

    def lock(self, tables: Iterable[str], still_wanted: Callable[[], None]) -> bool:
        """Lock tables to write to them; True if that meant waiting. SqlError 40P01, or 1023 after another's commit.

        Before `begin`, the snapshot is still to be taken, so waiting for another's commit is enough to see it.
        """
        tables = frozenset(tables)
        if not tables:
            return False
        self._locked = True
        waited = self._locks.acquire(self._owner, tables, still_wanted)
        if self._snapshot is not None:
            self._locks.check_serializable(tables - self._written, self._snapshot)
        return waited

    def begin(self) -> None:
        if self._snapshot is None:
            self._snapshot = self._locks.snapshot()  # before DuckDB's own, which may then only be newer
            self._cursor.execute("BEGIN TRANSACTION")

    def wrote(self, tables: Iterable[str]) -> None:
        self._written |= set(tables)

    def commit(self) -> None:
        """Make it durable, then let the next writer in. If DuckDB can't commit, nothing of it stays."""
        try:
            if self._snapshot is not None:
                self._cursor.execute("COMMIT")
                if self._written:
                    self._locks.record_commit(self._written)
        except BaseException:
            self.roll_back()
            raise
        self._end()

    def roll_back(self) -> None:
        try:
            if self._snapshot is not None:
                self._cursor.execute("ROLLBACK")
        except duckdb.TransactionException:
            pass  # a commit that failed has already rolled back
        finally:
            self._end()

    def _end(self) -> None:
        self._snapshot = None
        self._written.clear()
        if self._locked:
            self._locked = False
            self._locks.release(self._owner)
