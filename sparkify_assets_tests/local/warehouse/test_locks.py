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
    assert locks.acquire(1, ["public.t"], patient) is False
    thread, outcome = in_thread(lambda: locks.acquire(2, ["public.t"], patient))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [True]


def test_the_same_owner_and_other_tables_do_not_wait() -> None:
    locks = TableLocks()
    locks.acquire(1, ["public.t"], patient)
    assert locks.acquire(1, ["public.t"], patient) is False
    assert locks.acquire(2, ["public.u"], patient) is False


def test_a_deadlock_is_broken_with_an_error_for_the_one_who_closes_the_circle() -> None:
    """Three owners in a circle: the last to ask gets 40P01, the others go on when it lets go."""
    locks = TableLocks()
    for owner in (1, 2, 3):
        locks.acquire(owner, [f"t{owner}"], patient)
    first, first_outcome = in_thread(lambda: locks.acquire(1, ["t2"], patient))
    second, second_outcome = in_thread(lambda: locks.acquire(2, ["t3"], patient))
    time.sleep(0.05)
    with pytest.raises(SqlError) as raised:
        locks.acquire(3, ["t1"], patient)
    assert raised.value.sqlstate == "40P01"
    locks.release(3)
    second.join(2)
    locks.release(2)
    first.join(2)
    assert (first_outcome, second_outcome) == ([True], [True])


def test_a_wait_ends_when_it_is_no_longer_wanted() -> None:
    """A cancel or a timeout reaches a writer that waits, and the lock is not taken afterwards."""
    locks = TableLocks()
    locks.acquire(1, ["public.t"], patient)

    def cancelled() -> None:
        raise SqlError("57014", "canceled")

    with pytest.raises(SqlError, match="canceled"):
        locks.acquire(2, ["public.t"], cancelled)
    locks.release(1)
    assert locks.acquire(3, ["public.t"], patient) is False


def test_readers_wait_for_exclusive_locks_only() -> None:
    """They hold nothing themselves, and the owner of the lock reads on."""
    locks = TableLocks()
    locks.acquire(1, ["public.t"], patient)
    assert locks.read(2, ["public.t"], patient, hold=False) is False
    locks.acquire(1, ["public.t"], patient, exclusive=True)
    assert locks.read(1, ["public.t"], patient, hold=False) is False
    assert locks.read(2, ["public.u"], patient, hold=False) is False
    thread, outcome = in_thread(lambda: locks.read(2, ["public.t"], patient, hold=False))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [True]


def test_an_exclusive_lock_waits_for_readers_in_a_transaction() -> None:
    """Writers don't, nor does the reader itself."""
    locks = TableLocks()
    assert locks.read(1, ["public.t"], patient, hold=True) is False
    assert locks.acquire(2, ["public.t"], patient) is False
    locks.release(2)
    assert locks.acquire(1, ["public.t"], patient, exclusive=True) is False
    locks.release(1)
    locks.read(1, ["public.t"], patient, hold=True)
    thread, outcome = in_thread(lambda: locks.acquire(2, ["public.t"], patient, exclusive=True))
    time.sleep(0.05)
    assert outcome == []
    locks.release(1)
    thread.join(2)
    assert outcome == [True]


def test_two_readers_who_both_want_the_table_exclusively_are_a_deadlock() -> None:
    """A third reader, who waits for nobody, is none of the circle."""
    locks = TableLocks()
    for owner in (1, 2, 3):
        locks.read(owner, ["public.t"], patient, hold=True)
    thread, outcome = in_thread(lambda: locks.acquire(1, ["public.t"], patient, exclusive=True))
    time.sleep(0.05)
    with pytest.raises(SqlError) as raised:
        locks.acquire(2, ["public.t"], patient, exclusive=True)
    assert raised.value.sqlstate == "40P01"
    locks.release(2)
    locks.release(3)
    thread.join(2)
    assert outcome == [True]
