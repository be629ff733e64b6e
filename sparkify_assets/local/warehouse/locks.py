"""Locks on tables: who waits for whom.

Writers take a table's lock before their statement and hold it to the end of their transaction, as Redshift's do,
because two DuckDB transactions that write the same rows fail at once where Redshift lets the second wait. Readers hold
nobody up but who wants a lock that is exclusive, as LOCK and most DDL do, and wait for nobody else. Rules:
`c_write_readwrite`, `r_LOCK`. Not here: what a transaction is (`backend`), which ones could not have run one after the
other (`serial`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Literal

from sparkify_assets.local.warehouse.errors import SqlError

# How often a waiter looks whether it has been cancelled or left by its client.
_LOOK_UP_SECONDS = 0.1

Mode = Literal["read", "write", "exclusive"]
_CONFLICTS = {"read": {"exclusive"}, "write": {"write", "exclusive"}, "exclusive": {"read", "write", "exclusive"}}


class TableLocks:
    """The locks of one database. Owners are the process ids of sessions; tables are `schema.table`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: dict[str, set[tuple[int, Mode]]] = {}
        self._waiting: dict[int, tuple[str, Mode]] = {}

    def take(
        self, owner: int, tables: Iterable[str], mode: Mode, still_wanted: Callable[[], None], *, hold: bool = True
    ) -> None:
        """Wait until nobody else has a lock on the tables that is in the way, and `hold` them in this mode.

        `still_wanted` raises when the wait should end. SqlError 40P01 if waiting could never end.
        """
        for table in sorted(tables):
            with self._changed:
                self._wait(owner, table, mode, still_wanted)
                if hold:
                    self._held.setdefault(table, set()).add((owner, mode))

    def _wait(self, owner: int, table: str, mode: Mode, still_wanted: Callable[[], None]) -> None:
        try:
            while self._blockers(owner, table, mode):
                self._waiting[owner] = table, mode
                self._refuse_deadlock(owner)
                self._changed.wait(_LOOK_UP_SECONDS)
                still_wanted()
        finally:
            self._waiting.pop(owner, None)

    def _blockers(self, owner: int, table: str, mode: Mode) -> set[int]:
        """The other owners that keep one from a table."""
        return {other for other, held in self._held.get(table, ()) if other != owner and held in _CONFLICTS[mode]}

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
            raise SqlError("40P01", "deadlock detected", detail, "Run the whole transaction again.")

    def release(self, owner: int) -> None:
        """Give back every lock of the owner."""
        with self._changed:
            left = {table: {lock for lock in held if lock[0] != owner} for table, held in self._held.items()}
            self._held = {table: held for table, held in left.items() if held}
            self._changed.notify_all()
