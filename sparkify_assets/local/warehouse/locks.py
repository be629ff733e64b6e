"""Locks on tables: who waits for whom.

Writers take a table's lock before their statement and hold it to the end of their transaction, as Redshift's do,
because two DuckDB transactions that write the same rows fail at once where Redshift lets the second wait. Readers hold
nobody up but who wants a lock that is exclusive, as LOCK and most DDL do, and wait for nobody else. Rules:
`c_write_readwrite`, `r_LOCK`. Not here: what a transaction is (`backend`), which ones could not have run one after the
other (`serial`).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal

from sparkify_assets.local.warehouse.errors import DEADLOCK, SqlError

# How often a waiter looks whether it has been cancelled or left by its client.
_LOOK_UP_SECONDS = 0.1

Mode = Literal["read", "write", "exclusive"]


class TableLocks:
    """The locks of one database. Owners are the process ids of sessions; tables are `schema.table`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holders: dict[str, int] = {}
        self._exclusive: set[str] = set()
        self._readers: defaultdict[str, set[int]] = defaultdict(set)
        self._waiting: dict[int, tuple[str, Mode]] = {}

    def acquire(
        self, owner: int, tables: Iterable[str], still_wanted: Callable[[], None], *, exclusive: bool = False
    ) -> bool:
        """Take the tables' locks, waiting for other owners; True if it had to wait.

        `still_wanted` raises when the wait should end. SqlError 40P01 if waiting could never end.
        """
        waited = False
        with self._changed:
            for table in sorted(tables):
                waited |= self._wait(owner, table, "exclusive" if exclusive else "write", still_wanted)
                self._holders[table] = owner
                if exclusive:
                    self._exclusive.add(table)
        return waited

    def read(self, owner: int, tables: Iterable[str], still_wanted: Callable[[], None], *, hold: bool) -> bool:
        """Wait until nobody else holds one of the tables exclusively; True if it had to wait.

        With `hold`, whoever wants one of them exclusively waits until the owner lets go.
        """
        waited = False
        if self._exclusive or hold:
            with self._changed:
                for table in sorted(tables):
                    waited |= self._wait(owner, table, "read", still_wanted)
                    if hold:
                        self._readers[table].add(owner)
        return waited

    def _wait(self, owner: int, table: str, mode: Mode, still_wanted: Callable[[], None]) -> bool:
        waited = False
        try:
            while self._blockers(owner, table, mode):
                waited = True
                self._waiting[owner] = table, mode
                self._refuse_deadlock(owner)
                self._changed.wait(_LOOK_UP_SECONDS)
                still_wanted()
        finally:
            self._waiting.pop(owner, None)
        return waited

    def _blockers(self, owner: int, table: str, mode: Mode) -> set[int]:
        """The other owners that keep one from a table."""
        found = set(self._readers[table]) if mode == "exclusive" else set()
        if table in self._holders and (mode != "read" or table in self._exclusive):
            found.add(self._holders[table])
        return found - {owner}

    def _refuse_deadlock(self, owner: int) -> None:
        """Each owner waits for one table, and so for all that block it; the one who closes a circle gives up."""
        table, mode = self._waiting[owner]
        first = self._blockers(owner, table, mode)
        seen, ahead = set(first), list(first)
        while ahead:
            blocker = ahead.pop()
            if blocker in self._waiting:
                further = self._blockers(blocker, *self._waiting[blocker]) - seen
                seen |= further
                ahead += further
        if owner in seen:
            detail = f"Process {owner} waits for a lock on relation {table}; blocked by process {min(first)}."
            raise SqlError(DEADLOCK, "deadlock detected", detail, "Run the whole transaction again.")

    def release(self, owner: int) -> None:
        """Give back every lock of the owner."""
        with self._changed:
            self._holders = {table: holder for table, holder in self._holders.items() if holder != owner}
            self._exclusive &= self._holders.keys()
            left = {table: readers - {owner} for table, readers in self._readers.items()}
            self._readers = defaultdict(set, {table: readers for table, readers in left.items() if readers})
            self._changed.notify_all()
