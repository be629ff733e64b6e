"""One client's conversation: which message may follow which, and what is answered. Bytes in, bytes out.

Here: start-up and password, the simple and the extended query protocol, prepared statements and portals, and skipping
to Sync after an error. Not here: sockets (server), what a statement does (backend), the layout of the messages
(messages).
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparkify_assets.local.warehouse import bulk, encoding, errors, messages
from sparkify_assets.local.warehouse.errors import ProtocolError, SqlError
from sparkify_assets.local.warehouse.interfaces import ROWS_PER_CHUNK, RedshiftType, Result, ResultColumn

if TYPE_CHECKING:
    from sparkify_assets.local.warehouse.backend import Backend, Prepared
    from sparkify_assets.local.warehouse.engine import Engine

_log = logging.getLogger(__name__)


@dataclass
class Portal:
    """A bound statement, and its rows once it runs."""

    prepared: Prepared
    values: Sequence[Any]
    columns: Sequence[ResultColumn]
    formats: Sequence[int]
    result: Result | None = None


class Session:
    """The protocol's state for one connection. `receive` gives the bytes to send, and `closed` says when to hang up."""

    def __init__(self, engine: Engine, salt: bytes) -> None:
        self.closed = False
        self.backend: Backend | None = None
        self._engine = engine
        self._salt = salt
        self._reader = messages.MessageReader()
        self._startup: Mapping[str, str] = {}
        self._portals: dict[str, Portal | None] = {}
        self._skipping = False  # after an error in the extended protocol, until the client's Sync
        self._crashed = False
        self._handlers: dict[type, Callable[[Any, Backend], Iterator[bytes]]] = {
            messages.Query: self._query,
            messages.Parse: self._parse,
            messages.Bind: self._bind,
            messages.Describe: self._describe,
            messages.Execute: self._execute,
            messages.Close: self._close,
            messages.Sync: self._sync,
            messages.Unsupported: self._unsupported,
        }

    def receive(self, data: bytes) -> Iterator[bytes]:
        """Answer what the client sent. Statements run as the bytes are asked for."""
        self._reader.feed(data)
        try:
            for message in self._reader:
                yield from self._answer(message)
                if self.closed:
                    return
        except ProtocolError as error:
            self.closed = True
            yield messages.error_response(error, "FATAL")

    def _answer(self, message: messages.Message) -> Iterator[bytes]:
        if isinstance(message, messages.Terminate):
            self.closed = True
        elif self.backend is None:
            yield from self._greet(message)
        elif isinstance(message, messages.Flush) or (self._skipping and not isinstance(message, messages.Sync)):
            return
        elif handler := self._handlers.get(type(message)):
            yield from self._guarded(handler(message, self.backend), message, self.backend)
        else:
            raise ProtocolError(f"unexpected {type(message).__name__} message")

    def _guarded(self, answer: Iterator[bytes], message: messages.Message, backend: Backend) -> Iterator[bytes]:
        """The answer, or the error that ended it: whatever went wrong here concerns this client alone."""
        try:
            yield from answer
        except (ProtocolError, GeneratorExit):
            raise
        except BaseException as error:
            if not isinstance(error, SqlError | RecursionError):
                _log.error("a statement failed inside the server", exc_info=error)
            backend.fail()
            self._portals.clear()
            told = error if isinstance(error, SqlError) else errors.internal(error)
            self._crashed |= told.sqlstate == errors.CRASHED
            yield messages.error_response(told, "FATAL" if self._crashed else "ERROR")
            if isinstance(message, messages.Query | messages.Sync | messages.Unsupported):
                self.closed = self._crashed
                yield messages.ready_for_query(backend.status)
            else:
                self._skipping = True

    # Start-up

    def _greet(self, message: messages.Message) -> Iterator[bytes]:
        match message:
            case messages.EncryptionRequest():
                yield messages.REFUSE_ENCRYPTION
            case messages.CancelRequest(pid, secret):
                self._engine.cancel(pid, secret)
                self.closed = True
            case messages.Startup(parameters):
                self._startup = parameters
                yield messages.authentication_md5(self._salt)
            case messages.Password(answer):
                yield from self._admit(answer)
            case _:
                raise ProtocolError(f"expected a password, got a {type(message).__name__} message")

    def _admit(self, answer: bytes) -> Iterator[bytes]:
        user = self._startup.get("user", "")
        try:
            self._check_password(user, answer)
            self.backend = self._engine.open(self._startup)
        except Exception as error:
            self.closed = True
            if not isinstance(error, SqlError):
                _log.error("a client could not be let in", exc_info=error)
            yield messages.error_response(error if isinstance(error, SqlError) else errors.internal(error), "FATAL")
            return
        yield messages.AUTHENTICATION_OK
        for name, value in self._parameter_statuses(user).items():
            yield messages.parameter_status(name, value)
        yield messages.backend_key_data(self.backend.pid, self.backend.secret)
        yield messages.ready_for_query(self.backend.status)

    def _check_password(self, user: str, answer: bytes) -> None:
        password = self._engine.password(user)
        inner = hashlib.md5((password or "").encode() + user.encode()).hexdigest().encode()
        expected = b"md5" + hashlib.md5(inner + self._salt).hexdigest().encode()
        if not hmac.compare_digest(expected, answer) or password is None:
            raise SqlError("28000", f'password authentication failed for user "{user}"')

    def _parameter_statuses(self, user: str) -> dict[str, str]:
        # A server_version below 8.2 is what redshift_connector expects of Redshift; no server_protocol_version makes
        # it use its base protocol; no standard_conforming_strings tells libpq that a backslash in a string escapes.
        return {
            "client_encoding": "UTF8",
            "DateStyle": "ISO, MDY",
            "integer_datetimes": "on",
            "is_superuser": "on",
            "server_encoding": "UTF8",
            "server_version": "8.0.2",
            "session_authorization": user,
            "show_discovery": "4",  # drivers may ask for the catalog by SHOW
            "TimeZone": "UTC",
        }

    # Simple query protocol

    def _query(self, message: messages.Query, backend: Backend) -> Iterator[bytes]:
        backend.named.prepared.pop("", None)
        self._portals.pop("", None)
        statements = backend.split(message.sql)
        if not statements:
            yield messages.EMPTY_QUERY
        for position, text in enumerate(statements, start=1):
            prepared = backend.prepare(text, ())
            if prepared.parameters:
                raise SqlError("42P02", "there is no parameter $1")
            result = backend.execute(prepared, (), hold=False)
            formats = [encoding.TEXT] * len(result.columns)
            if result.columns:
                yield messages.row_description(result.columns, formats)
            yield from _rows(result, _shown(result.columns, backend), formats)
            if position == len(statements):
                backend.sync()  # a commit that fails must be known before the last statement is called complete
            yield from _complete(result)
        yield self._ready(backend)

    # Extended query protocol

    def _parse(self, message: messages.Parse, backend: Backend) -> Iterator[bytes]:
        statements = backend.split(message.sql)
        if len(statements) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        known = backend.named.prepared
        if not message.name:
            known.pop("", None)
        elif message.name in known:
            raise SqlError("42P05", f'prepared statement "{message.name}" already exists')
        known[message.name] = backend.prepare(statements[0], message.parameter_oids) if statements else None
        yield messages.PARSE_COMPLETE

    def _bind(self, message: messages.Bind, backend: Backend) -> Iterator[bytes]:
        prepared = backend.named.statement(message.statement)
        if message.portal and message.portal in self._portals:
            raise SqlError("42P03", f'cursor "{message.portal}" already exists')
        if prepared is None:
            self._portals[message.portal] = None
        else:
            columns = backend.describe(prepared)
            formats = _spread(message.result_formats, len(columns), "result")
            self._portals[message.portal] = Portal(prepared, _values(message, prepared.parameters), columns, formats)
        yield messages.BIND_COMPLETE

    def _describe(self, message: messages.Describe, backend: Backend) -> Iterator[bytes]:
        if message.kind == "P":
            portal = self._portal(message.name)
            yield _described(portal.columns, portal.formats) if portal else messages.NO_DATA
            return
        prepared = backend.named.statement(message.name)
        # redshift_connector gives the name of one that fails here to the next one
        del backend.named.prepared[message.name]
        columns = backend.describe(prepared) if prepared else ()
        backend.named.prepared[message.name] = prepared
        yield messages.parameter_description(prepared.parameters if prepared else ())
        yield _described(columns, [encoding.TEXT] * len(columns))

    def _execute(self, message: messages.Execute, backend: Backend) -> Iterator[bytes]:
        portal = self._portal(message.portal)
        if portal is None:
            yield messages.EMPTY_QUERY
            return
        more = not self._reader.at_sync
        if portal.result is None:
            portal.result = backend.execute(portal.prepared, portal.values, hold=message.max_rows > 0, more=more)
        elif not portal.columns:
            raise SqlError("55000", f'portal "{message.portal}" cannot be run')
        limit = message.max_rows if message.max_rows > 0 and portal.columns else None
        columns = _shown(portal.columns, backend)
        if limit is None:
            yield from _rows(portal.result, columns, portal.formats)
            if not more:
                backend.sync()  # redshift_connector loses its place where an error comes after the completion
            yield from _complete(portal.result)
            return
        rows = list(itertools.islice(portal.result.rows, limit))
        yield encoding.encode_rows(rows, columns, portal.formats)
        yield from [messages.PORTAL_SUSPENDED] if len(rows) == limit else _complete(portal.result)

    def _close(self, message: messages.Close, backend: Backend) -> Iterator[bytes]:
        known: dict[str, Any] = backend.named.prepared if message.kind == "S" else self._portals
        known.pop(message.name, None)
        yield messages.CLOSE_COMPLETE

    def _sync(self, message: messages.Sync, backend: Backend) -> Iterator[bytes]:
        self._skipping = False
        backend.sync()
        self.closed = self._crashed  # not before the client has sent all that it means to: it would miss the error
        yield self._ready(backend)

    def _ready(self, backend: Backend) -> bytes:
        if backend.status == b"I":
            self._portals.clear()  # a portal lives as long as its transaction
        return messages.ready_for_query(backend.status)

    def _unsupported(self, message: messages.Unsupported, backend: Backend) -> Iterator[bytes]:
        if message.code == "F":
            raise errors.unsupported("a FunctionCall message")
        # Data of a COPY FROM STDIN that was refused: ignored until the client notices, as PostgreSQL does.
        yield from ()

    def _portal(self, name: str) -> Portal | None:
        if name not in self._portals:
            raise SqlError("34000", f'portal "{name}" does not exist')
        return self._portals[name]


def _shown(columns: Sequence[ResultColumn], backend: Backend) -> Sequence[ResultColumn]:
    return encoding.with_float_digits(columns, int(backend.settings["extra_float_digits"]))


def _rows(result: Result, columns: Sequence[ResultColumn], formats: Sequence[int]) -> Iterator[bytes]:
    while chunk := list(itertools.islice(result.rows, ROWS_PER_CHUNK)):
        yield encoding.encode_rows(chunk, columns, formats)
        if result.rest and len(chunk) == ROWS_PER_CHUNK:
            for batch in result.rest():
                yield bulk.encode_batch(batch, columns, formats)


def _complete(result: Result) -> Iterator[bytes]:
    for notice in result.notices:
        yield messages.notice_response(notice)
    yield messages.command_complete(result.tag)


def _described(columns: Sequence[ResultColumn], formats: Sequence[int]) -> bytes:
    return messages.row_description(columns, formats) if columns else messages.NO_DATA


def _values(message: messages.Bind, parameters: Sequence[RedshiftType]) -> list[Any]:
    if len(message.parameters) != len(parameters):
        given, needed = len(message.parameters), len(parameters)
        message_text = f"bind message supplies {given} parameters, but the prepared statement requires {needed}"
        raise SqlError("08P01", message_text)
    formats = _spread(message.parameter_formats, len(parameters), "parameter")
    return [encoding.decode(*each) for each in zip(message.parameters, parameters, formats, strict=True)]


def _spread(formats: Sequence[int], count: int, what: str) -> Sequence[int]:
    """One format a value: none given means text for all, one given means the same for all."""
    if len(formats) <= 1:
        formats = list(formats or [encoding.TEXT]) * count
    if len(formats) != count or not set(formats) <= {encoding.TEXT, encoding.BINARY}:
        raise SqlError("08P01", f"bind message has invalid {what} formats for {count} values")
    return formats
