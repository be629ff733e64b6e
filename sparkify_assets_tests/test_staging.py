"""A load that is killed: readers see old or new, and a rerun ends where an undisturbed run would have ended.

Under test: staging and star writes on the local warehouse, with `kill -9` on the run or on the warehouse at random
moments of a load.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from sparkify_assets.layers import DECLARED
from sparkify_assets.local.stack import Stack
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets_tests.platform import Platform, event, song

FIRST, LAST = "2018-11-01", "2018-11-03"
SCRIPT = f"""
import sys
from sparkify_assets_tests.platform import Platform
platform = Platform(sys.argv[1])
print("loading", flush=True)
platform.load_days("{FIRST}", "{LAST}")
"""
SEEN = "select log_date, count(*), min(level), max(level) from {} group by log_date"


def deliver(platform: Platform, level: str, events: int) -> None:
    """Every day's log with that many plays, all of one level."""
    for day in (FIRST, "2018-11-02", LAST):
        session = int(day[-2:])
        records = [
            event(sessionId=session, itemInSession=number, level=level, ts=1541105830796) for number in range(events)
        ]
        platform.put_log(day, records)


@contextmanager
def reader(allowed: set[tuple[object, ...]]) -> Iterator[list[str]]:
    """Reads staging and fact all the time; whatever it sees beyond `allowed` is in the list."""
    strange: list[str] = []
    done = threading.Event()

    def read() -> None:
        warehouse = RedshiftResource()
        while not done.is_set():
            for table in ("staging.stg_events", "star.songplays"):
                try:
                    rows = warehouse.query(SEEN.format(table)).rows()
                except WarehouseError:
                    continue  # the warehouse is down just now
                strange.extend(f"{table}: {row}" for row in rows if row[1:] not in allowed)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield strange
    finally:
        done.set()
        thread.join()


def killed_load(platform: Platform, kill: Callable[[subprocess.Popen[str]], None]) -> None:
    """Start a load in a process of its own and kill something a moment later."""
    command = [sys.executable, "-c", SCRIPT, platform.bucket]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ.copy())
    assert run.stdout is not None
    assert run.stdout.readline() == "loading\n"
    time.sleep(random.uniform(0.0, 1.2))
    kill(run)
    run.kill()
    run.wait()
    run.stdout.close()


@pytest.mark.parametrize("victim", ["run", "warehouse"])
def test_a_killed_load_leaves_old_or_new(platform: Platform, stack: Stack, victim: str) -> None:
    """Three kills in a row; then a rerun gives what new tables get from the same objects."""

    def kill(run: subprocess.Popen[str]) -> None:
        if victim == "run":
            run.kill()
        else:
            stack.kill("warehouse")
            stack.start("warehouse")

    platform.put_songs([song()])
    platform.load_catalogue()
    deliver(platform, "free", 40)
    platform.load_days(FIRST, LAST)
    deliver(platform, "paid", 60)
    with reader({(40, "free", "free"), (60, "paid", "paid")}) as strange:
        for _ in range(3):
            killed_load(platform, kill)
    platform.load_days(FIRST, LAST)
    assert strange == []
    tables = ("stg_events", "users", "time", "songplays")
    disturbed = {table: platform.rows(table) for table in tables}
    platform.warehouse.execute(*(f"drop table {DECLARED[table].table}" for table in tables))
    platform.load_days(FIRST, LAST)
    assert {table: platform.rows(table) for table in tables} == disturbed
