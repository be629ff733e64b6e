"""`python -m sparkify_assets.local.warehouse`: starting, stopping, and being killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import fetch

WRITERS = 8


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


def write_until_killed(port: int, writer: int, acknowledged: list[tuple[int, int]]) -> None:
    """Two tables in one transaction, again and again; what was acknowledged is noted."""
    try:
        connection = open_connection(port)
        connection.autocommit = False
        for number in range(1_000_000):
            fetch(connection, f"insert into own_{writer} values ({number})")
            fetch(connection, "insert into shared values (%s, %s)", (writer, number))
            connection.commit()
            acknowledged.append((writer, number))
    except Exception:
        return  # the server was killed


@pytest.mark.parametrize("seconds", [0.4, 0.9])
def test_kill_9_loses_no_acknowledged_commit(tmp_path: Path, seconds: float) -> None:
    """Eight writers; afterwards every acknowledged commit is there, and of each transaction all or nothing."""
    acknowledged: list[tuple[int, int]] = []
    with running(tmp_path) as (process, port):
        connection = open_connection(port)
        fetch(connection, "create table shared (writer integer, number integer)")
        for writer in range(WRITERS):
            fetch(connection, f"create table own_{writer} (number integer)")
        arguments = [(port, writer, acknowledged) for writer in range(WRITERS)]
        threads = [threading.Thread(target=write_until_killed, args=each, daemon=True) for each in arguments]
        for thread in threads:
            thread.start()
        threading.Event().wait(seconds)
        process.kill()
        for thread in threads:
            thread.join(10)
    with running(tmp_path) as (_, port):
        connection = open_connection(port)
        shared = set(fetch(connection, "select writer, number from shared"))
        own = {
            (writer, number)
            for writer in range(WRITERS)
            for (number,) in fetch(connection, f"select number from own_{writer}")
        }
    assert acknowledged
    assert set(acknowledged) <= shared
    assert shared == own
    assert len(shared) <= len(acknowledged) + WRITERS, "at most one transaction a writer was under way"


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
