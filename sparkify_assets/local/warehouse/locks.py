"""Locks on tables: who waits for whom.

Writers take a table's lock before their statement and hold it to the end of their transaction, as Redshift's do,
because two DuckDB transactions that write the same rows fail at once where Redshift lets the second wait. Readers take
no lock, DuckDB gives them a snapshot; they wait where the lock is exclusive, which LOCK and most DDL make it. Rules:
`c_write_readwrite`, `r_LOCK`. Not here: what a transaction is (`backend`), which ones could not have run one after the
other (`serial`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from sparkify_assets.local.warehouse.errors import DEADLOCK, SqlError

# How often a waiter looks whether it has been cancelled or left by its client.
_LOOK_UP_SECONDS = 0.1


class TableLocks:
    """The locks of one database. Owners are the process ids of sessions; tables are `schema.table`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holders: dict[str, int] = {}
        self._exclusive: set[str] = set()
        self._waiting: dict[int, str] = {}

    def acquire(
        self, owner: int, tables: Iterable[str], still_wanted: Callable[[], None], *, exclusive: bool = False
    ) -> bool:
        """Take the tables' locks, waiting for other owners; True if it had to wait.

        `still_wanted` raises when the wait should end. SqlError 40P01 if waiting could never end.
        """
        waited = False
        with self._changed:
            for table in sorted(tables):
                waited |= self._wait(owner, table, still_wanted, reading=False)
                self._holders[table] = owner
                if exclusive:
                    self._exclusive.add(table)
        return waited

    def pass_by(self, owner: int, tables: Iterable[str], still_wanted: Callable[[], None]) -> bool:
        """Wait until nobody else holds one of the tables exclusively; True if it had to wait."""
        waited = False
        if self._exclusive:
            with self._changed:
                for table in sorted(self._exclusive.intersection(tables)):
                    waited |= self._wait(owner, table, still_wanted, reading=True)
        return waited

    def _wait(self, owner: int, table: str, still_wanted: Callable[[], None], *, reading: bool) -> bool:
        waited = False
        try:
            while self._holders.get(table, owner) != owner and (not reading or table in self._exclusive):
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

    def release(self, owner: int) -> None:
        """Give back every lock of the owner."""
        with self._changed:
            self._holders = {table: holder for table, holder in self._holders.items() if holder != owner}
            self._exclusive &= self._holders.keys()
            self._changed.notify_all()
