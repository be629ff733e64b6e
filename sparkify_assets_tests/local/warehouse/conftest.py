"""A warehouse on a free port for the tests of this folder, and a database of its own for each test."""

from __future__ import annotations

import itertools
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest
import redshift_connector

from sparkify_assets.local.warehouse import catalog
from sparkify_assets.local.warehouse.engine import Engine
from sparkify_assets.local.warehouse.history import History
from sparkify_assets.local.warehouse.server import Server
from sparkify_assets.local.warehouse.session import Session
from sparkify_assets_tests.local.warehouse.direct import Direct

USER, PASSWORD = "owner", "correct horse"
# Runs until someone stops it.
ENDLESS = "with recursive r(n) as (select 1 union all select n + 1 from r where n < 100000000) select count(*) from r"
_names = itertools.count(1)


@dataclass(frozen=True)
class Warehouse:
    engine: Engine
    port: int


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The server, in this process so that a test may look behind it."""
    engine = Engine(tmp_path_factory.mktemp("warehouse"), "first", {USER: PASSWORD})
    server = Server(engine)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield Warehouse(engine, server.port)
    server.close()
    thread.join(10)
    engine.close()


@pytest.fixture
def database(warehouse: Warehouse) -> str:
    """The name of an empty database that no other test uses."""
    name = f"test_{next(_names)}"
    warehouse.engine.create_database(name)
    return name


@pytest.fixture
def connect(warehouse: Warehouse, database: str) -> Iterator[Callable[..., Any]]:
    """Opens connections of redshift_connector to the test's database; what is open at the end is closed."""
    opened: list[Any] = []

    def opener(*, autocommit: bool = True, **options: Any) -> Any:
        arguments = {"user": USER, "password": PASSWORD, "database": database} | options
        connection = redshift_connector.connect(host="127.0.0.1", port=warehouse.port, ssl=False, **arguments)
        connection.autocommit = autocommit
        opened.append(connection)
        return connection

    yield opener
    for connection in opened:
        if connection._sock is not None:
            connection.close()


@pytest.fixture
def simple(warehouse: Warehouse, database: str) -> Iterator[Any]:
    """A connection of psycopg2, which speaks the simple protocol, in autocommit."""
    connection = psycopg2.connect(host="127.0.0.1", port=warehouse.port, user=USER, password=PASSWORD, dbname=database)
    connection.autocommit = True
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(tmp_path_factory.mktemp("direct") / "memory.duckdb"))
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    catalog.bootstrap(connection, History())
    yield connection
    connection.close()


@pytest.fixture
def session(opened: duckdb.DuckDBPyConnection) -> Iterator[Direct]:
    """A session of the dialect's own, without a server. Whatever the test does is undone: it is one transaction."""
    cursor = opened.cursor()
    cursor.execute("BEGIN TRANSACTION")
    yield Direct(cursor)
    cursor.execute("ROLLBACK")
    cursor.close()


@pytest.fixture
def conversation(tmp_path: Path) -> Iterator[Conversation]:
    """A session over an engine of its own, with no socket in between."""
    engine = Engine(tmp_path, "dev", {USER: PASSWORD})
    yield Conversation(Session(engine, b"salt"))
    engine.close()


class Conversation:
    """Speaks the protocol to a session, byte by byte, as a client would."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def send(self, data: bytes) -> list[tuple[str, bytes]]:
        """What the session answers, as (code, body) pairs."""
        return split(b"".join(self.session.receive(data)))

    def codes(self, data: bytes) -> str:
        return "".join(code for code, _ in self.send(data))

    def start(self, database: str = "dev") -> str:
        return self.codes(message("", startup(user=USER, database=database)))

    def log_in(self) -> str:
        self.start()
        return self.codes(password_message(PASSWORD))


def message(code: str, body: bytes = b"") -> bytes:
    return code.encode() + struct.pack("!i", len(body) + 4) + body


def password_message(password: str) -> bytes:
    """The answer to a request for the password hashed with the salt `salt`."""
    inner = md5((password + USER).encode()).hexdigest().encode()
    return message("p", b"md5" + md5(inner + b"salt").hexdigest().encode() + b"\0")


def text(value: str) -> bytes:
    return value.encode() + b"\0"


def startup(**parameters: str) -> bytes:
    pairs = b"".join(text(name) + text(value) for name, value in parameters.items())
    return struct.pack("!i", 196608) + pairs + b"\0"


def split(data: bytes) -> list[tuple[str, bytes]]:
    """The server's bytes as (code, body) pairs."""
    found = []
    while data:
        (length,) = struct.unpack_from("!i", data, 1)
        found.append((chr(data[0]), data[5 : 1 + length]))
        data = data[1 + length :]
    return found


def error_fields(body: bytes) -> dict[str, str]:
    """An ErrorResponse's fields by their codes: C is the SQLSTATE, M the message."""
    return {field[:1].decode(): field[1:].decode() for field in body.split(b"\0") if field}


def fetch(connection: Any, sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a query through redshift_connector."""
    cursor = connection.cursor()
    cursor.execute(sql, parameters)
    return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
