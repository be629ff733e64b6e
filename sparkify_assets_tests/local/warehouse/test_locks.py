"""locks: who waits for whom, and deadlocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.locks import TableLocks


def patient() -> None:
    """Never gives up."""


def at_once() -> None:
    """Doesn't wait."""
    raise AssertionError("had to wait")


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Runs `work` beside the test; the list gets what it returned or raised."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(work())
        except SqlError as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, outcome


def test_a_second_writer_waits_until_the_first_lets_go() -> None:
    locks = TableLocks()
    locks.take(1, ["public.t"], "write", at_once)
    thread, outcome = in_thread(lambda: locks.take(2, ["public.t"], "write", patient))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [None]


def test_the_same_owner_and_other_tables_do_not_wait() -> None:
    locks = TableLocks()
    locks.take(1, ["public.t"], "write", patient)
    locks.take(1, ["public.t"], "write", at_once)
    locks.take(2, ["public.u"], "write", at_once)


def test_a_deadlock_is_broken_with_an_error_for_the_one_who_closes_the_circle() -> None:
    """Three owners in a circle: the last to ask gets 40P01, the others go on when it lets go."""
    locks = TableLocks()
    for owner in (1, 2, 3):
        locks.take(owner, [f"t{owner}"], "write", patient)
    first, first_outcome = in_thread(lambda: locks.take(1, ["t2"], "write", patient))
    second, second_outcome = in_thread(lambda: locks.take(2, ["t3"], "write", patient))
    time.sleep(0.05)
    with pytest.raises(SqlError) as raised:
        locks.take(3, ["t1"], "write", patient)
    assert raised.value.sqlstate == "40P01"
    locks.release(3)
    second.join(2)
    locks.release(2)
    first.join(2)
    assert (first_outcome, second_outcome) == ([None], [None])


def test_a_wait_ends_when_it_is_no_longer_wanted() -> None:
    """A cancel or a timeout reaches a writer that waits, and the lock is not taken afterwards."""
    locks = TableLocks()
    locks.take(1, ["public.t"], "write", patient)

    def cancelled() -> None:
        raise SqlError("57014", "canceled")

    with pytest.raises(SqlError, match="canceled"):
        locks.take(2, ["public.t"], "write", cancelled)
    locks.release(1)
    locks.take(3, ["public.t"], "write", at_once)


def test_readers_wait_for_exclusive_locks_only() -> None:
    """They hold nothing themselves, and the owner of the lock reads on."""
    locks = TableLocks()
    locks.take(1, ["public.t"], "write", patient)
    locks.take(2, ["public.t"], "read", at_once, hold=False)
    locks.take(1, ["public.t"], "exclusive", patient)
    locks.take(1, ["public.t"], "read", at_once, hold=False)
    locks.take(2, ["public.u"], "read", at_once, hold=False)
    thread, outcome = in_thread(lambda: locks.take(2, ["public.t"], "read", patient, hold=False))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [None]


def test_an_exclusive_lock_waits_for_readers_in_a_transaction() -> None:
    """Writers don't, nor does the reader itself."""
    locks = TableLocks()
    locks.take(1, ["public.t"], "read", at_once)
    locks.take(2, ["public.t"], "write", at_once)
    locks.release(2)
    locks.take(1, ["public.t"], "exclusive", at_once)
    locks.release(1)
    locks.take(1, ["public.t"], "read", patient)
    thread, outcome = in_thread(lambda: locks.take(2, ["public.t"], "exclusive", patient))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [None]


def test_two_readers_who_both_want_the_table_exclusively_are_a_deadlock() -> None:
    """A third reader, who waits for nobody, is none of the circle."""
    locks = TableLocks()
    for owner in (1, 2, 3):
        locks.take(owner, ["public.t"], "read", patient)
    thread, outcome = in_thread(lambda: locks.take(1, ["public.t"], "exclusive", patient))
    time.sleep(0.05)
    with pytest.raises(SqlError) as raised:
        locks.take(2, ["public.t"], "exclusive", patient)
    assert raised.value.sqlstate == "40P01"
    locks.release(2)
    locks.release(3)
    thread.join(2)
    assert outcome == [None]
