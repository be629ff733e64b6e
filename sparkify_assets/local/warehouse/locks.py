"""Write locks on tables, and who committed to which table when.

Readers take no lock: DuckDB gives them a snapshot. Writers take a table's lock before their statement and hold it to
the end of their transaction, as Redshift's do, because two DuckDB transactions that write the same rows fail at once
where Redshift lets the second wait. Rules: "Managing concurrent write operations" and "Serializable isolation" in the
Redshift developer guide. Not here: what a transaction is (backend).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from sparkify_assets.local.warehouse.errors import DEADLOCK, SqlError, serialization_conflict

# How often a waiting writer looks whether it has been cancelled or left by its client.
_LOOK_UP_SECONDS = 0.1


class TableLocks:
    """The locks of one database. Owners are the process ids of sessions; tables are `schema.table`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holders: dict[str, int] = {}
        self._waiting: dict[int, str] = {}
        self._commits = 0
        self._committed: dict[str, int] = {}

    def acquire(self, owner: int, tables: Iterable[str], still_wanted: Callable[[], None]) -> bool:
        """Take the tables' locks, waiting for other owners; True if it had to wait.

        `still_wanted` raises when the wait should end. SqlError 40P01 if waiting could never end.
        """
        waited = [self._acquire_one(owner, table, still_wanted) for table in sorted(tables)]
        return any(waited)

    def _acquire_one(self, owner: int, table: str, still_wanted: Callable[[], None]) -> bool:
        waited = False
        with self._changed:
            try:
                while self._holders.setdefault(table, owner) != owner:
                    waited = True
                    self._waiting[owner] = table
                    self._refuse_deadlock(owner)
                    self._changed.wait(_LOOK_UP_SECONDS)
                    still_wanted()
            finally:
                self._waiting.pop(owner, None)
        return waited

    def _refuse_deadlock(self, owner: int) -> None:
        """Each owner waits for one table and each table has one holder, so a cycle is found by walking along."""
        table = self._waiting[owner]
        first_holder = holder = self._holders[table]
        while holder in self._waiting:
            holder = self._holders.get(self._waiting[holder], 0)
            if holder == owner:
                detail = f"Process {owner} waits for a lock on relation {table}; blocked by process {first_holder}."
                raise SqlError(DEADLOCK, "deadlock detected", detail, "Run the whole transaction again.")

    def snapshot(self) -> int:
        """The number of the newest commit: what a transaction that begins now is sure to see."""
        with self._changed:
            return self._commits

    def check_serializable(self, tables: Iterable[str], snapshot: int) -> None:
        """SqlError 1023 if someone committed to one of the tables, whose locks are held, since the snapshot."""
        with self._changed:
            for table in tables:
                if self._committed.get(table, 0) > snapshot:
                    raise serialization_conflict(table)

    def record_commit(self, tables: Iterable[str]) -> None:
        """Note a commit to these tables; their locks are still held."""
        with self._changed:
            self._commits += 1
            self._committed |= dict.fromkeys(tables, self._commits)

    def release(self, owner: int) -> None:
        """Give back every lock of the owner."""
        with self._changed:
            self._holders = {table: holder for table, holder in self._holders.items() if holder != owner}
            self._changed.notify_all()
