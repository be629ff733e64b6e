"""The simulation from one call: listeners block by block, then the days, in as many processes as help.

Each block of listeners goes through all days and leaves its events in a scratch folder (where the system keeps
temporary files; some 20 bytes an event); then each day is put together and written. No byte depends on which process
does what, nor on how many days follow. Not here: what is simulated and how it is written down.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import numpy as np
import obstore
import polars as pl
from obstore.store import LocalStore, ObjectStore, from_url

from sparkify_assets.simulator import writer
from sparkify_assets.simulator.audience import Block, Plan
from sparkify_assets.simulator.chance import Integers
from sparkify_assets.simulator.habits import DAILY_GROWTH, IS_SONG
from sparkify_assets.simulator.songbook import BEYOND

SONGS_AT_ONCE = 1000
EVENTS_PER_PROCESS = 250_000
EVENTS_A_LISTENER_AND_DAY = 3.3
MOST_LISTENERS = 2**30


@dataclass(frozen=True)
class Summary:
    """What a simulation wrote. `listeners` counts all who had registered by the end, `bytes` the files as written."""

    days: int
    listeners: int
    songs: int
    events: int
    plays: int
    sessions: int
    bytes: int
    seconds: float


@dataclass(frozen=True)
class _Day:
    """What was written of one day."""

    events: int
    plays: int
    bytes: int


def simulate(
    days: int,
    start: date,
    users: int,
    songs: int,
    seed: int,
    to: str | Path,
    *,
    growth: float = DAILY_GROWTH,
    gz: bool = False,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Writes an invented audience's logs and its song catalogue, laid out as the real input is.

    `users` had registered before `start`; each day a share of `growth` more sign up. `to` is a folder or
    `s3://bucket/prefix`, reached as the AWS variables of the environment say; it must not hold logs or songs yet.
    `progress` is told how many pieces of work are done, of how many. With more than one process the caller's main
    module must be importable, as always with multiprocessing. A day on which nothing happens, as a handful of users may
    have, has no file.

    Raises ValueError for impossible numbers, FileExistsError when there are logs or songs at `to`.
    """
    began = time.monotonic()
    plan = Plan(days, start, users, songs, seed, growth)
    _check(plan)
    _refuse_leftovers(to)
    shelves = [np.arange(first, min(first + SONGS_AT_ONCE, songs)) for first in range(0, songs, SONGS_AT_ONCE)]
    tell = _teller(progress, plan.blocks + len(shelves) + days)
    with tempfile.TemporaryDirectory(prefix="sparkify-simulate-") as scratch, _workers(plan, processes) as work:
        blocks = work(partial(_simulate_block, plan, scratch), range(plan.blocks))
        catalogue = work(partial(_write_songs, to, plan), shelves)
        sessions = np.array(list(tell(blocks)))
        written = list(tell(work(partial(_write_day, to, plan, scratch, gz, sessions), range(days))))
        size = sum(tell(catalogue)) + sum(day.bytes for day in written) + writer.write_jsonpaths(open_store(to))
    return Summary(
        days=days,
        listeners=plan.listeners,
        songs=songs,
        events=sum(day.events for day in written),
        plays=sum(day.plays for day in written),
        sessions=int(sessions.sum()),
        bytes=size,
        seconds=time.monotonic() - began,
    )


def open_store(to: str | Path) -> ObjectStore:
    """The place that `to` names: a folder, made when missing, or `s3://bucket/prefix`."""
    if str(to).startswith("s3://"):
        # A server on this machine speaks plain http.
        return from_url(str(to), client_options={"allow_http": True})
    return LocalStore(Path(to).absolute(), mkdir=True)


def _check(plan: Plan) -> None:
    """Raises ValueError when the numbers make no simulation."""
    for name in ("days", "users", "songs"):
        if getattr(plan, name) < 1:
            raise ValueError(f"cannot simulate {getattr(plan, name)} {name}: {name} must be at least 1")
    if plan.seed < 0:
        raise ValueError(f"cannot simulate with the seed {plan.seed}: it must be 0 or more")
    if not 0 <= plan.growth <= 1:
        raise ValueError(f"cannot simulate a growth of {plan.growth} a day: it is a share, from 0 to 1")
    if plan.users.bit_length() + plan.days * math.log2(1 + plan.growth) > MOST_LISTENERS.bit_length():
        raise ValueError(f"cannot simulate {plan.users} users who grow for {plan.days} days: too many in the end")
    for name, most in (("songs", 2**31 // BEYOND), ("users", MOST_LISTENERS), ("days", 2**31 // 86_400)):
        if getattr(plan, name) >= most:
            raise ValueError(f"cannot simulate {getattr(plan, name)} {name}: {name} must be below {most}")


def _refuse_leftovers(to: str | Path) -> None:
    """Raises FileExistsError when there are logs or songs already: they would mix with the new ones."""
    store = open_store(to)
    for folder in ("log_data", "song_data"):
        for found in obstore.list(store, folder, chunk_size=1):
            path = found[0]["path"]
            raise FileExistsError(f"cannot simulate to {to}: it holds {path} already; empty it or name another")


def _teller(progress: Callable[[int, int], None] | None, total: int) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Returns a function that passes results on and tells `progress` of each."""
    done = 0

    def tell(results: Iterator[Any]) -> Iterator[Any]:
        nonlocal done
        for result in results:
            done += 1
            if progress:
                progress(done, total)
            yield result

    return tell


@contextmanager
def _workers(plan: Plan, processes: int | None) -> Iterator[Callable[..., Iterator[Any]]]:
    """Yields a `map` that uses the processes asked for, or as many as the size of the simulation is worth."""
    if processes is None:
        events = plan.listeners * plan.days * EVENTS_A_LISTENER_AND_DAY
        processes = min(os.cpu_count() or 1, 1 + int(events / EVENTS_PER_PROCESS))
    if processes == 1:
        yield map
        return
    # A fork of a process in which polars has threads may hang: these are forked from one that has only imported it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with _one_thread():
        forkserver.ensure_running()
    pool = ProcessPoolExecutor(processes, context)
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keeps polars from starting a thread for each core in each process that is begun meanwhile."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        yield
    finally:
        del os.environ["POLARS_MAX_THREADS"]
        if before is not None:
            os.environ["POLARS_MAX_THREADS"] = before


def _part(scratch: str, day: int, block: int) -> Path:
    """Returns the scratch file of a block's events of a day."""
    return Path(scratch, f"{day}-{block}.arrow")


def _simulate_block(plan: Plan, scratch: str, number: int) -> list[int]:
    """Leaves a block's events in the scratch folder; returns its number of sessions on each day."""
    sessions = []
    for day, (events, begun) in enumerate(Block(plan, number).days()):
        events.write_ipc(_part(scratch, day, number))
        sessions.append(begun)
    return sessions


def _write_songs(to: str | Path, plan: Plan, songs: Integers) -> int:
    """Writes these songs' files; returns their bytes."""
    return writer.write_songs(open_store(to), plan, songs)


def _write_day(to: str | Path, plan: Plan, scratch: str, gz: bool, sessions: Integers, day: int) -> _Day:
    """Writes a day's log from all blocks' events, which are then removed. `sessions` is as for `session_numbers`."""
    parts = []
    for block in range(plan.blocks):
        path = _part(scratch, day, block)
        events = pl.read_ipc(path)
        numbers = session_numbers(sessions, block, events["session"].to_numpy())
        parts.append(events.with_columns(session=pl.Series(numbers)))
        path.unlink()
    events = pl.concat(parts)
    plays = int(IS_SONG[events["state"].to_numpy()].sum())
    return _Day(events.height, plays, writer.write_day(open_store(to), plan, day, events, gz))


def session_numbers(sessions: Integers, block: int, own: Integers) -> Integers:
    """The final number of each session that has the number `own` within its block.

    Sessions are numbered from 1, day after day, and within a day block after block. So a number never depends on a
    later day. `sessions` has the sessions that began in each block (row) on each day (column).
    """
    before_own = np.concatenate([[0], np.cumsum(sessions[block])])
    before_days = np.concatenate([[0], np.cumsum(sessions.sum(axis=0))])
    day = np.searchsorted(before_own, own, side="right") - 1
    return 1 + before_days[day] + sessions[:block].sum(axis=0)[day] + own - before_own[day]
