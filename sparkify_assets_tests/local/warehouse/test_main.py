"""`python -m sparkify_assets.local.warehouse`: starting, stopping, and being killed."""

from __future__ import annotations

import itertools
import os
import random
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import fetch

WRITERS = 8
KILLS = 50 if os.environ.get("SPARKIFY_TEST_EVERYTHING") else 3
FILLING = 20_000  # so that the write-ahead log is merged into the file while they write, too


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server process, and the port it says it listens on."""
    variables = os.environ | {"REDSHIFT_USER": "owner", "REDSHIFT_PASSWORD": "secret", "REDSHIFT_DATABASE": "dev"}
    command = [sys.executable, "-m", "sparkify_assets.local.warehouse", "--data", str(folder)]
    process = subprocess.Popen(command, env=variables | environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on 127.0.0.1:")
        yield process, int(line.rpartition(":")[2])
    finally:
        process.kill()
        process.wait(10)


def open_connection(port: int) -> Any:
    connection = redshift_connector.connect(
        host="127.0.0.1", port=port, user="owner", password="secret", database="dev", ssl=False
    )
    connection.autocommit = True
    return connection


class Writer(threading.Thread):
    """Transactions, one after the other until the server is killed: each writes to a table of the writer's own, every
    other one to the shared table too, and every fifth is rolled back."""

    def __init__(self, port: int, number: int, first: int) -> None:
        super().__init__(daemon=True)
        self._port, self._number, self._first = port, number, first
        self.acknowledged: set[tuple[int, int]] = set()
        self.under_way: set[tuple[int, int]] = set()  # COMMIT was sent, and nothing has come back

    def run(self) -> None:
        with suppress(Exception):  # the server was killed
            connection = open_connection(self._port)
            connection.autocommit = False
            for key in itertools.count(self._first):
                self._transaction(connection, key)

    def _transaction(self, connection: Any, key: int) -> None:
        fetch(connection, f"insert into own_{self._number} values ({key}, repeat('x', {FILLING}))")
        if key % 2:
            fetch(connection, "insert into shared values (%s, %s)", (self._number, key))
        if key % 5 == 0:
            connection.rollback()
            return
        self.under_way = {(self._number, key)}
        connection.commit()
        self.acknowledged |= self.under_way
        self.under_way = set()


Keys = set[tuple[int, int]]


def rows_of(connection: Any) -> Keys:
    """The writers and numbers of the transactions that are there; each of them is whole."""
    queries = (f"select {writer}, number from own_{writer}" for writer in range(WRITERS))
    own = [(writer, number) for writer, number in fetch(connection, " union all ".join(queries))]
    shared = [(writer, number) for writer, number in fetch(connection, "select writer, number from shared")]
    assert sorted(shared) == sorted(key for key in own if key[1] % 2)
    assert len(own) == len(set(own))
    return set(own)


def write_until_killed(process: subprocess.Popen[str], port: int, first: int, seconds: float) -> tuple[Keys, Keys]:
    """The transactions that were acknowledged, and those of which nobody knows."""
    writers = [Writer(port, number, first) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    threading.Event().wait(seconds)
    process.kill()
    for writer in writers:
        writer.join(10)
    return Keys().union(*(each.acknowledged for each in writers)), Keys().union(*(each.under_way for each in writers))


@pytest.mark.timeout(900)
def test_kill_9_loses_no_acknowledged_commit_and_adds_none(tmp_path: Path) -> None:
    """Eight writers, killed at any moment, again and again over the same files: after each restart, every acknowledged
    commit is there, of each transaction all or nothing, and nothing that was rolled back or never committed."""
    moment = random.Random(7)
    committed, unknown = Keys(), Keys()
    with running(tmp_path) as (_, port):
        connection = open_connection(port)
        fetch(connection, "create table shared (writer integer, number integer)")
        for writer in range(WRITERS):
            fetch(connection, f"create table own_{writer} (number integer, filling varchar(65535))")
    for kills in range(KILLS + 1):
        with running(tmp_path) as (process, port):
            found = rows_of(open_connection(port))
            assert committed <= found <= committed | unknown
            if kills < KILLS:
                committed, unknown = write_until_killed(process, port, kills * 1_000_000, moment.uniform(0.5, 1.5))
                assert committed
                committed |= found


def test_sigterm_stops_it_in_order(tmp_path: Path) -> None:
    """Open connections don't keep it from stopping, and it leaves no write-ahead log behind."""
    with running(tmp_path) as (process, port):
        connection = open_connection(port)
        fetch(connection, "create table t (a integer)")
        process.terminate()
        assert process.wait(10) == 0
    assert list(tmp_path.glob("*.wal")) == []


def test_nobody_gets_in_without_a_password_set(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHIFT_")}
    command = [sys.executable, "-m", "sparkify_assets.local.warehouse", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "REDSHIFT_PASSWORD" in done.stderr


def test_a_second_signal_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    """`timeout` sends two at once: to its child, and to their group."""
    with running(tmp_path) as (process, port):
        open_connection(port)
        for _ in range(20):
            process.terminate()
        assert process.wait(10) == 0


@pytest.mark.parametrize("taken", ["port", "folder", "file"])
def test_what_keeps_it_from_starting_is_said_in_a_line(tmp_path: Path, taken: str) -> None:
    variables = os.environ | {"REDSHIFT_USER": "owner", "REDSHIFT_PASSWORD": "secret", "REDSHIFT_DATABASE": "dev"}
    with running(tmp_path) as (_, used):
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "dev.duckdb").write_text("this is no database")
        folder = {"port": tmp_path / "new", "folder": tmp_path, "file": tmp_path / "other"}[taken]
        port = str(used if taken == "port" else 0)
        command = [sys.executable, "-m", "sparkify_assets.local.warehouse", "--data", str(folder), "--port", port]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    said = {"port": "already in use", "folder": "Conflicting lock is held", "file": "not a valid DuckDB database"}
    assert done.returncode == 1
    assert done.stderr.startswith(f"The warehouse can't start on port {port} with {folder}: ")
    assert said[taken] in done.stderr
    assert "Traceback" not in done.stderr


def fill(connection: Any, acknowledged: list[tuple[int]]) -> None:
    """Half a megabyte a statement, which nothing compresses, until one is refused."""
    filling = " || ".join(["md5(random()::varchar)"] * 16)
    for number in range(1_000):
        fetch(connection, f"insert into t select {number}, {filling} from thousand")
        acknowledged.append((number,))


@pytest.mark.parametrize("megabytes", [8, 18])
def test_a_full_disk_ends_sessions_and_nothing_is_lost_once_there_is_room(tmp_path: Path, megabytes: int) -> None:
    """It fills up when a commit is written down, or when the write-ahead log is merged into the file. The same server
    goes on as soon as it can."""
    unlimited = resource.RLIM_INFINITY
    with running(tmp_path) as (process, port):
        connection = open_connection(port)
        fetch(connection, "create table t (number integer, filling varchar(65535))")
        fetch(connection, "create table thousand as with recursive r(n) as (select 1 union all select n + 1 from r "
                          "where n < 1000) select n from r")  # fmt: skip
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (megabytes << 20, unlimited))
        acknowledged: list[tuple[int]] = []
        with pytest.raises(redshift_connector.Error, match="File too large"):
            fill(connection, acknowledged)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
        assert fetch(open_connection(port), "select distinct number from t order by 1") == acknowledged


def test_more_clients_than_file_descriptors_are_no_end_of_it(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        connection = open_connection(port)
        used = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used + 5, 4096))
        crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(30)]
        assert fetch(connection, "select 1") == [(1,)]
        for client in crowd:
            client.close()
        assert fetch(open_connection(port), "select 1") == [(1,)]
        assert process.poll() is None
