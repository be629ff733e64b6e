"""One server as a detached process: started, found again, stopped.

Here: the record of a process (`run/NAME.json`), its log, its port. Not here: which servers there are.

A record names a process by its id and the moment it was created, for ids are used again: what is not the very process
that was started here is never signalled.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_PATIENCE = 60.0  # seconds until a server must answer; it takes one or two, on a busy machine many
_STOPPING = 10.0  # seconds from SIGTERM to SIGKILL
_LOG_LINES = 15  # of a server that did not come up, repeated in the error


class StackError(Exception):
    """A local server did not do what it should; the message says which, why and what to do."""


@dataclass(frozen=True)
class ServerStatus:
    """`pid` is None when the server is not running; `port` is None before the first start."""

    name: str
    pid: int | None
    port: int | None
    running: bool
    address: str | None


@dataclass(frozen=True)
class _Record:
    port: int
    pid: int | None = None  # None until the first start
    created: float | None = None  # seconds since 1970, by the process table


class Server:
    """The server `name` whose record and log lie under `home`."""

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self.log = home / "logs" / f"{name}.log"
        self._record_path = home / "run" / f"{name}.json"
        self._log_start = 0

    @property
    def port(self) -> int | None:
        """The port it listens on, or will when it is started."""
        record = self._record()
        return record.port if record else None

    def process(self) -> psutil.Process | None:
        """The running process that was started here."""
        record = self._record()
        if record is None or record.pid is None:
            return None
        try:
            process = psutil.Process(record.pid)
            is_ours = process.create_time() == record.created and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if is_ours else None

    def status(self) -> ServerStatus:
        process, port = self.process(), self.port
        address = f"127.0.0.1:{port}" if port else None
        return ServerStatus(self.name, process.pid if process else None, port, process is not None, address)

    def reserve_port(self, wanted: int | None) -> None:
        """Writes down where the server will listen: the wanted port, else the one it had, else a free one."""
        self._write(_Record(self._choose_port(wanted)))

    def spawn(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """Starts the command, with `--port` behind it, in a session of its own, so that it outlives the terminal.

        Its port was reserved before; it is not waited for.
        """
        port = self.port
        assert port is not None, "a port is reserved before the start"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            process = subprocess.Popen(
                [*command, "--port", str(port)],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._write(_Record(port, process.pid, psutil.Process(process.pid).create_time()))

    def wait_until_ready(self) -> None:
        """Returns as soon as the server accepts connections; raises with the end of its log if it never does."""
        deadline = time.monotonic() + _PATIENCE
        while not _accepts(self.port or 0):
            if self.process() is None:
                raise StackError(f"{self.name}: the server ended while it started.{self._log_end()}")
            if time.monotonic() > deadline:
                self.kill()
                raise StackError(f"{self.name}: the server did not answer within {_PATIENCE:.0f} s.{self._log_end()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Asks the server to end, and after a while makes it; the record keeps the port for the next start."""
        process = self.process()
        if process is None:
            return
        try:
            process.terminate()
            process.wait(_STOPPING)
        except psutil.NoSuchProcess:
            pass  # it ended by itself, just now
        except psutil.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        process = self.process()
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(_STOPPING)

    def _choose_port(self, wanted: int | None) -> int:
        if wanted is not None:
            if not _is_free(wanted):
                raise StackError(f"{self.name}: port {wanted} is taken by another program. Free it or set another.")
            return wanted
        return self.port if self.port and _is_free(self.port) else _free_port()

    def _record(self) -> _Record | None:
        try:
            return _Record(**json.loads(self._record_path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _write(self, record: _Record) -> None:
        self._record_path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._record_path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(record)))
        draft.replace(self._record_path)  # half a record would lose sight of a server that runs

    def _log_end(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode("utf-8", "replace").splitlines()
        return "\n".join(["", f"The end of its log, {self.log}:", *lines[-_LOG_LINES:]])


def _accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    # Below the range from which systems take the ports of outgoing connections: between this answer and the server's
    # start, none of those can take it.
    return next(port for port in iter(lambda: random.randrange(20_000, 32_000), 0) if _is_free(port))
