"""A real PostgreSQL on a free port, from the binaries that the machine has."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2


def binaries() -> Path | None:
    """The folder with initdb and postgres: on PATH, or where Debian puts it; None if there is none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Any]:
    """A connection to a new, empty server, which is gone afterwards. PostgreSQL refuses to run as root."""
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with tempfile.TemporaryDirectory() as data, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        if account:
            os.chown(data, account.pw_uid, account.pw_gid)
        initdb = [folder / "initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=data, **user)  # type: ignore[call-overload]
        options = ("fsync=off", "unix_socket_directories=", "listen_addresses=127.0.0.1", "timezone=UTC")
        command = [folder / "postgres", "-D", data, "-p", str(port), *(part for o in options for part in ("-c", o))]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=data, **user)  # type: ignore[call-overload]
        try:
            connection = _connected(port)
            yield connection
            connection.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)


def _connected(port: int) -> Any:
    deadline = time.monotonic() + 20
    while True:
        try:
            connection = psycopg2.connect(host="127.0.0.1", port=port, user="owner", dbname="postgres")
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            connection.autocommit = True
            return connection
