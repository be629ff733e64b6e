"""interrupt: a running statement is stopped, one that is over is left alone."""

from __future__ import annotations

import threading
import time

import duckdb
import pytest

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interrupt import Interrupt

ENDLESS = "select count(*) from range(100000000) a, range(1000000) b"


def test_a_statement_stops_when_its_time_is_up() -> None:
    with duckdb.connect() as cursor:
        interrupt = Interrupt(cursor)
        interrupt.arm(100)
        begun = time.monotonic()
        with pytest.raises(duckdb.InterruptException):
            cursor.execute(ENDLESS).fetchall()
        assert time.monotonic() - begun < 2
        with pytest.raises(SqlError, match="statement timeout") as raised:
            interrupt.check()
        assert raised.value.sqlstate == "57014"


def test_a_statement_stops_when_someone_asks() -> None:
    with duckdb.connect() as cursor:
        interrupt = Interrupt(cursor)
        interrupt.arm(0)
        threading.Timer(0.05, interrupt.fire, ("user request",)).start()
        with pytest.raises(duckdb.InterruptException):
            cursor.execute(ENDLESS).fetchall()
        with pytest.raises(SqlError, match="user request"):
            interrupt.check()


def test_a_cancel_that_comes_too_late_does_not_hit_the_next_statement() -> None:
    with duckdb.connect() as cursor:
        interrupt = Interrupt(cursor)
        interrupt.arm(0)
        interrupt.disarm()
        interrupt.fire("user request")
        interrupt.arm(0)
        assert cursor.execute("select 42").fetchall() == [(42,)]
        interrupt.check()


def test_why_a_statement_was_stopped_is_forgotten_with_it() -> None:
    """What goes wrong before the next statement runs has its own reason."""
    with duckdb.connect() as cursor:
        interrupt = Interrupt(cursor)
        interrupt.arm(0)
        interrupt.fire("user request")
        interrupt.disarm()
        interrupt.check()
