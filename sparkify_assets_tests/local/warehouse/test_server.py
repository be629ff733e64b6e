"""server: the port. Many clients, rude clients, and clients that vanish."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import redshift_connector

from sparkify_assets.local.warehouse.messages import CANCEL_CODE
from sparkify_assets_tests.local.warehouse.conftest import ENDLESS, PASSWORD, USER, Warehouse, fetch, message, startup

Connect = Callable[..., Any]


def raw(warehouse: Warehouse) -> socket.socket:
    return socket.create_connection(("127.0.0.1", warehouse.port), timeout=5)


def test_it_listens_on_this_machine_only(warehouse: Warehouse) -> None:
    address = socket.gethostbyname(socket.gethostname())
    if address.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((address, warehouse.port), timeout=2)


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_get_an_error_or_a_close(warehouse: Warehouse, connect: Connect, seed: int) -> None:
    """Before and after the start-up packet: never a hang, never the end of the server."""
    noise = random.Random(seed)
    with raw(warehouse) as client:
        if seed % 2:
            client.sendall(message("", startup(user=USER, database="first")))
        client.sendall(noise.randbytes(noise.randint(1, 400)))
        client.shutdown(socket.SHUT_WR)
        while client.recv(4096):
            pass
    assert fetch(connect(), "select 1") == [(1,)]


@pytest.mark.parametrize("seed", range(20))
def test_a_garbled_request_gets_an_error_or_a_close(connect: Connect, seed: int) -> None:
    """From a client that has logged in: a prepared query with a byte changed, cut off somewhere."""
    noise = random.Random(seed)
    request = bytearray(
        message("P", b"s\0select $1\0" + struct.pack("!hi", 1, 23))
        + message("B", b"p\0s\0" + struct.pack("!hhhi", 1, 1, 1, 4) + b"\0\0\0\7" + struct.pack("!hh", 1, 1))
        + message("D", b"Pp\0")
        + message("E", b"p\0" + struct.pack("!i", 0))
        + message("S")
    )
    request[noise.randrange(len(request))] = noise.randrange(256)
    client = connect()._usock
    client.settimeout(5)
    client.sendall(bytes(request[: noise.randint(1, len(request))]))
    client.shutdown(socket.SHUT_WR)
    while client.recv(4096):
        pass
    assert fetch(connect(), "select 1") == [(1,)]


def test_a_truncated_conversation_is_let_go(warehouse: Warehouse, connect: Connect) -> None:
    """A client that hangs up in the middle of a message."""
    for end in (2, 5, 12):
        with raw(warehouse) as client:
            client.sendall(message("", startup(user=USER, database="first"))[:end])
    assert fetch(connect(), "select 1") == [(1,)]


def test_clients_that_say_nothing_cost_nothing(connect: Connect) -> None:
    for _ in range(20):
        assert fetch(connect(), "select 1") == [(1,)]
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.25


def test_fifty_clients_are_served_at_once(connect: Connect) -> None:
    connections = [connect() for _ in range(50)]
    fetch(connections[0], "create table t (a integer)")
    threads = [threading.Thread(target=fetch, args=(each, "insert into t values (1)")) for each in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert fetch(connections[0], "select count(*) from t") == [(50,)]


def test_a_query_in_a_query_in_a_query(connect: Connect) -> None:
    """They may stand as deep in each other as the stack of a connection's thread allows."""
    query = "select 1 as a"
    for _ in range(299):
        query = f"select a from ({query}) x"
    assert fetch(connect(), query) == [(1,)]


def test_more_terms_than_a_thousand_are_too_many(connect: Connect) -> None:
    with pytest.raises(redshift_connector.ProgrammingError, match="54001"):
        fetch(connect(), "select " + " + ".join(["1"] * 1_200))


def test_a_client_that_vanishes_in_a_transaction_frees_its_locks(connect: Connect) -> None:
    """Its socket is closed without a word; the next writer gets the table, and what it wrote is gone."""
    gone, other = connect(autocommit=False), connect()
    fetch(other, "create table t (a integer)")
    fetch(gone, "insert into t values (1)")
    gone._usock.shutdown(socket.SHUT_RDWR)
    fetch(other, "insert into t values (2)")
    assert fetch(other, "select a from t") == [(2,)]


def test_a_client_that_vanishes_while_it_waits_is_not_waited_for(connect: Connect, warehouse: Warehouse) -> None:
    holder, waiter = connect(autocommit=False), connect(autocommit=False)
    fetch(holder, "create table t (a integer)")
    holder.commit()
    fetch(holder, "insert into t values (1)")
    threading.Thread(target=_ignoring_errors, args=(waiter, "insert into t values (2)"), daemon=True).start()
    time.sleep(0.2)
    waiter._usock.shutdown(socket.SHUT_RDWR)
    time.sleep(1.5)
    holder.commit()
    assert fetch(connect(), "select a from t") == [(1,)]


def _ignoring_errors(connection: Any, sql: str) -> None:
    try:
        fetch(connection, sql)
    except Exception:
        return


def test_a_statement_is_cancelled_from_another_connection(connect: Connect, warehouse: Warehouse) -> None:
    """With the key that the server gave on connecting; the session goes on afterwards."""
    connection = connect()
    key = struct.unpack("!ii", connection._backend_key_data)

    def cancel() -> None:
        with raw(warehouse) as client:
            client.sendall(message("", struct.pack("!iii", CANCEL_CODE, *key)))

    threading.Timer(0.3, cancel).start()
    with pytest.raises(redshift_connector.Error) as raised:
        fetch(connection, ENDLESS)
    assert raised.value.args[0]["C"] == "57014"
    assert fetch(connection, "select 1") == [(1,)]


def test_a_wrong_password_is_an_interface_error_without_the_password(connect: Connect) -> None:
    """28000 becomes redshift_connector's InterfaceError."""
    with pytest.raises(redshift_connector.InterfaceError, match="password authentication failed") as raised:
        connect(password="hunter2")
    assert "hunter2" not in str(raised.value)
    assert PASSWORD not in str(raised.value)
