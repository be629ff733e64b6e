"""The port: one thread for each connection, which carries bytes between the socket and the session.

Not here: what the bytes mean (session), what is done for the client (backend).
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import socket
import sys
import threading
import time
from collections.abc import Iterable

from sparkify_assets.local.warehouse.engine import Engine
from sparkify_assets.local.warehouse.session import Session

HOST = "127.0.0.1"
# Small messages are sent together; a large result leaves in pieces of about this size.
_SEND_BYTES = 64 * 1024
_RECEIVE_BYTES = 256 * 1024
# What most clients take from an answer to their next request.
_AWAKE_SECONDS = 0.0003
# Whoever has not shown a password by then is hung up on.
_PATIENCE_SECONDS = 30.0
_WATCH_SECONDS = 0.5
# A statement of a thousand terms is a tree as deep, and nobody may end the process with a deeper one.
_RECURSION_LIMIT = 3_000
_STACK_BYTES = 64 * 1024 * 1024
# How long a connection may take to end when the server stops.
_DEPARTURE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Server:
    """Listens on 127.0.0.1. `port` 0 takes a free one."""

    def __init__(self, engine: Engine, port: int = 0) -> None:
        self._engine = engine
        self._listener = socket.create_server((HOST, port), backlog=128)
        self._connections: dict[socket.socket, Session] = {}
        self._threads: set[threading.Thread] = set()
        self._working: set[socket.socket] = set()
        self._stopped = threading.Event()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def serve(self) -> None:
        """Accept clients until `close` is called from another thread."""
        sys.setrecursionlimit(max(_RECURSION_LIMIT, sys.getrecursionlimit()))
        threading.stack_size(_STACK_BYTES)
        threading.Thread(target=self._watch, daemon=True, name="watch").start()
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:  # `close` was called, or so many are connected that there is no file descriptor left
                self._stopped.wait(_WATCH_SECONDS)
                continue
            thread = threading.Thread(target=self._converse, args=(client,), daemon=True, name="client")
            self._threads.add(thread)
            try:
                thread.start()
            except RuntimeError:  # nor a thread
                self._threads.discard(thread)
                client.close()
        for thread in list(self._threads):
            thread.join(_DEPARTURE_SECONDS)

    def close(self) -> None:
        """Hang up on everyone; what they had not committed is rolled back."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for client, session in list(self._connections.items()):
            if session.backend is not None:
                session.backend.cancel("server shutdown")
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _converse(self, client: socket.socket) -> None:
        session = Session(self._engine, os.urandom(4))
        self._connections[client] = session
        try:
            with client:
                self._carry(client, session)
        except OSError:
            pass  # the client left in the middle of something
        except Exception:
            _log.exception("a connection ended in an error")
        finally:
            del self._connections[client]
            if session.backend is not None:
                self._engine.forget(session.backend)
            self._threads.discard(threading.current_thread())

    def _carry(self, client: socket.socket, session: Session) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(_PATIENCE_SECONDS)
        arrival = select.poll()
        arrival.register(client, select.POLLIN)
        while not session.closed:
            self._stay_awake(arrival)
            data = client.recv(_RECEIVE_BYTES)
            if not data:
                return
            self._working.add(client)
            try:
                _send(client, session.receive(data))
            finally:
                self._working.discard(client)
            if session.backend is not None:
                client.settimeout(None)

    def _stay_awake(self, arrival: select.poll) -> None:
        """Look for the next request a moment longer before sleeping, unless another connection needs the processor.

        A thread that slept takes longer to wake than `select 1` takes to answer.
        """
        end = time.perf_counter() + _AWAKE_SECONDS
        while not self._working and not arrival.poll(0) and time.perf_counter() < end:
            pass

    def _watch(self) -> None:
        """Stop the statements of clients that hung up: nobody waits for them, but others may for their locks."""
        while not self._stopped.wait(_WATCH_SECONDS):
            for client, session in list(self._connections.items()):
                if session.backend is not None and session.backend.running and _hung_up(client):
                    session.backend.cancel("connection to client lost")


def _send(client: socket.socket, pieces: Iterable[bytes]) -> None:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= _SEND_BYTES:
            client.sendall(waiting)
            waiting.clear()
    if waiting:
        client.sendall(waiting)


def _hung_up(client: socket.socket) -> bool:
    poll = select.poll()
    with contextlib.suppress(OSError, ValueError):
        poll.register(client, select.POLLRDHUP)
        return bool(poll.poll(0))
    return True
