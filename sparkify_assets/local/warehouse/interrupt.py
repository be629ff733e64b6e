"""Stopping a statement that runs: on the client's request, when its time is up, or because the client is gone."""

from __future__ import annotations

import threading

import duckdb

from sparkify_assets.local.warehouse.errors import QUERY_CANCELED, SqlError


class Interrupt:
    """Armed while a statement runs. `fire` may be called from any thread; what runs then stops at its next `check`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._lock = threading.Lock()
        self.armed = False
        self._error: SqlError | None = None
        self._timer: threading.Timer | None = None

    def arm(self, timeout_milliseconds: int) -> None:
        """A statement begins; it has this long, or as long as it takes if 0."""
        self.disarm()
        with self._lock:
            self.armed = True
        if timeout_milliseconds:
            self._timer = threading.Timer(timeout_milliseconds / 1000, self.fire, ("statement timeout",))
            self._timer.daemon = True
            self._timer.start()

    def disarm(self) -> None:
        """The statement is over: a cancel that comes too late must not hit the next one."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        with self._lock:
            self.armed, self._error = False, None

    def fire(self, reason: str) -> None:
        """Stop what runs, if anything does. `reason` ends the sentence that the client reads."""
        with self._lock:
            if self.armed:
                self._error = SqlError(QUERY_CANCELED, f"canceling statement due to {reason}")
                self._cursor.interrupt()

    def check(self) -> None:
        """SqlError 57014 if the statement is to stop."""
        if self._error is not None:
            raise self._error
