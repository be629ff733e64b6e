"""Under test: one server as a detached process, with small Python programs in its place."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import psutil
import pytest

from sparkify_assets.local import process
from sparkify_assets.local.process import Server, StackError

_LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[2]))); time.sleep(60)"
_IGNORE = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + _LISTEN


def _start(server: Server, program: str, folder: Path) -> int:
    server.reserve_port(None)
    server.spawn([sys.executable, "-c", program], os.environ, folder)
    assert server.port is not None
    return server.port


def test_a_server_that_never_ran_has_neither_process_nor_port(tmp_path: Path) -> None:
    """Before the first start there is nothing to see and nothing to stop."""
    server = Server("s3", tmp_path)
    assert (server.status().running, server.status().port, server.status().address) == (False, None, None)
    server.stop()


def test_ready_means_that_it_accepts_connections(tmp_path: Path) -> None:
    """When the wait is over a client can connect, and the process runs in a session of its own."""
    server = Server("s3", tmp_path)
    port = _start(server, _LISTEN, tmp_path)
    server.wait_until_ready()
    socket.create_connection(("127.0.0.1", port)).close()
    running = server.process()
    assert running is not None
    assert os.getsid(running.pid) == running.pid
    server.kill()
    assert server.process() is None


def test_a_program_that_ends_is_reported_with_its_last_words(tmp_path: Path) -> None:
    """The error shows the end of this start's log, not of an earlier one's."""
    server = Server("s3", tmp_path)
    server.log.parent.mkdir()
    server.log.write_text("an earlier start\n")
    _start(server, "raise SystemExit('no disk left')", tmp_path)
    with pytest.raises(StackError, match="no disk left") as caught:
        server.wait_until_ready()
    assert "an earlier start" not in str(caught.value)


def test_a_program_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends: the process is killed and the error says so."""
    monkeypatch.setattr(process, "_PATIENCE", 0.5)
    server = Server("s3", tmp_path)
    _start(server, "import time; time.sleep(60)", tmp_path)
    with pytest.raises(StackError, match="did not answer"):
        server.wait_until_ready()
    assert server.process() is None


def test_a_program_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that ignores SIGTERM is gone all the same when `stop` returns."""
    monkeypatch.setattr(process, "_STOPPING", 0.5)
    server = Server("s3", tmp_path)
    _start(server, _IGNORE, tmp_path)
    server.wait_until_ready()
    server.stop()
    assert server.process() is None


def test_the_last_port_is_taken_again_only_if_it_is_free(tmp_path: Path) -> None:
    """A server goes back to its port; if another program has it by now, it takes another."""
    server = Server("s3", tmp_path)
    server.reserve_port(None)
    port = server.port
    assert port is not None
    server.reserve_port(None)
    assert server.port == port
    with socket.create_server(("127.0.0.1", port)):
        server.reserve_port(None)
        assert server.port != port


def test_a_server_that_ends_by_itself_while_it_is_stopped_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server("s3", tmp_path)
    gone = psutil.Process()
    monkeypatch.setattr(server, "process", lambda: gone)
    monkeypatch.setattr(gone, "terminate", lambda: (_ for _ in ()).throw(psutil.NoSuchProcess(1)))
    server.stop()
