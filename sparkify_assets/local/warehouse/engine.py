"""The warehouse behind the connections: which databases it has, its users, and who is connected.

Not here: one database (database), what one client does (backend), the protocol (session), the port (server).
"""

from __future__ import annotations

import itertools
import logging
import secrets
import shutil
import threading
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from sparkify_assets.local.warehouse import settings
from sparkify_assets.local.warehouse.backend import Backend
from sparkify_assets.local.warehouse.copy import loads
from sparkify_assets.local.warehouse.copy.grammar import Authorization
from sparkify_assets.local.warehouse.database import Database
from sparkify_assets.local.warehouse.errors import SqlError, from_engine
from sparkify_assets.local.warehouse.history import History

_log = logging.getLogger(__name__)

# How long DROP DATABASE waits for clients that are on their way out.
_DEPARTURE_SECONDS = 1.0


class Engine:
    """Every database under one folder. Its methods may be called from any thread."""

    def __init__(self, folder: Path, first_database: str, users: Mapping[str, str]) -> None:
        # The backend reads the rest of a large result through Arrow, for whose extra copy DuckDB warns each time.
        warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
        # Asked whether COPY and UNLOAD may use the role that they name.
        self.require_role: Callable[[Authorization], None] = lambda authorization: None
        self._folder = folder
        self._users = dict(users)
        self._lock = threading.Condition(threading.RLock())
        self._open: dict[str, Database] = {}
        self._backends: dict[int, Backend] = {}
        self._pids = itertools.count(1001)
        self.history = History()
        folder.mkdir(parents=True, exist_ok=True)
        # What is on record about loads keeps its query ids over a restart.
        self.query_ids = itertools.count(loads.newest_query_id(folder) + 1)
        if self._path(first_database).exists():
            self._database(first_database)  # what can't be opened, or is another server's, is known at once
        else:
            self.create_database(first_database)

    def password(self, user: str) -> str | None:
        return self._users.get(user)

    def open(self, parameters: Mapping[str, str]) -> Backend:
        """A session for a user who has shown the password. SqlError 3D000 if there is no such database."""
        user, asked = parameters["user"], settings.from_startup(parameters)
        with self._lock:
            try:
                database = self._database(parameters.get("database") or user)
                backend = Backend(self, database, user, asked, next(self._pids), secrets.randbits(31))
            except duckdb.Error as error:
                raise from_engine(error) from error
            self._backends[backend.pid] = backend
            self.history.joined(backend)
        return backend

    def forget(self, backend: Backend) -> None:
        """The client is gone."""
        try:
            backend.close()
        finally:
            with self._lock:
                self._backends.pop(backend.pid, None)
                self.history.left(backend)
                self._lock.notify_all()

    def cancel(self, pid: int, secret: int) -> None:
        """Stop what a session runs, for someone who knows its secret."""
        with self._lock:
            backend = self._backends.get(pid)
        if backend and secrets.compare_digest(str(backend.secret), str(secret)):
            backend.cancel()

    def databases(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.duckdb"))

    def create_database(self, name: str) -> None:
        with self._lock:
            if self._path(name).exists():
                raise SqlError("42P04", f'database "{name}" already exists')
            self._sweep(name)
            self._open[name] = Database(name, self._path(name), self.history)

    def drop_database(self, name: str) -> None:
        """SqlError 3D000 if there is none, 55006 while someone is connected to it."""
        with self._lock:
            database = self._database(name)
            everyone = self._backends.values()
            if not self._lock.wait_for(lambda: all(each.database != name for each in everyone), _DEPARTURE_SECONDS):
                raise SqlError("55006", f'database "{name}" is being accessed by other users')
            del self._open[name]
            database.close()
            database.path.unlink()
            self._sweep(name)

    def close(self) -> None:
        with self._lock:
            for database in self._open.values():
                database.close()
            self._open.clear()

    def _database(self, name: str) -> Database:
        if name in self._open and self._open[name].has_stopped():
            self._open.pop(name).close()  # opened anew it is whole, when no session holds on to it
        if name not in self._open:
            if not self._path(name).exists():
                raise SqlError("3D000", f'database "{name}" does not exist')
            self._open[name] = Database(name, self._path(name), self.history)
        return self._open[name]

    def _sweep(self, name: str) -> None:
        """Removes what stood beside a database's file: also for a new one, if the server ended while it dropped an old.

        Else the old one's write-ahead log and what COPY noted down about its loads would be those of the new one.
        """
        path = self._path(name)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        shutil.rmtree(path.with_suffix(".loads"), ignore_errors=True)

    def _path(self, name: str) -> Path:
        # A database's name is any text; the folder must hold it all the same.
        if not name or name.startswith(".") or "/" in name or "\0" in name:
            raise SqlError("3D000", f'database "{name}" does not exist')
        return self._folder / f"{name}.duckdb"
