"""The messages of the PostgreSQL v3 protocol, between bytes and values.

Here: cutting a stream of bytes into the client's messages, and the bytes of each message the server sends. Not here:
what follows what (session), the bytes of a value in a row (encoding), sockets (server).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sparkify_assets.local.warehouse import types
from sparkify_assets.local.warehouse.errors import ProtocolError, SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

PROTOCOL_3 = 196608
CANCEL_CODE = 80877102
SSL_CODE = 80877103
GSS_CODE = 80877104

# A start-up packet is small; nothing larger is read from someone who has not shown a password.
LARGEST_STARTUP = 10_000
# Redshift refuses statements over 16 MB; the rest of the room is for bound parameters.
LARGEST_MESSAGE = 256 * 1024 * 1024
MOST_COLUMNS = 1664


@dataclass(frozen=True)
class Message:
    """What a client says."""


@dataclass(frozen=True)
class EncryptionRequest(Message):
    """SSLRequest or GSSENCRequest: answered with one byte, then the client starts anew."""


@dataclass(frozen=True)
class CancelRequest(Message):
    pid: int
    secret: int


@dataclass(frozen=True)
class Startup(Message):
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Password(Message):
    answer: bytes = field(repr=False)  # a secret until it has been compared


@dataclass(frozen=True)
class Query(Message):
    sql: str


@dataclass(frozen=True)
class Parse(Message):
    name: str
    sql: str
    parameter_oids: tuple[int, ...]


@dataclass(frozen=True)
class Bind(Message):
    portal: str
    statement: str
    parameter_formats: tuple[int, ...]
    parameters: tuple[bytes | None, ...]
    result_formats: tuple[int, ...]


@dataclass(frozen=True)
class Describe(Message):
    kind: str
    name: str


@dataclass(frozen=True)
class Close(Message):
    kind: str
    name: str


@dataclass(frozen=True)
class Execute(Message):
    portal: str
    max_rows: int


class Sync(Message): ...


class Flush(Message): ...


class Terminate(Message): ...


@dataclass(frozen=True)
class Unsupported(Message):
    """A message of the protocol that this server doesn't take: function calls, and data of a COPY FROM STDIN."""

    code: str


_FLUSH = b"H" + struct.pack("!i", 4)


class MessageReader:
    """Cuts what the client sends into messages. Bytes may arrive in any pieces; ProtocolError for what can't be one."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.started = False  # set once the start-up packet, which has no code byte, has been read

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def __iter__(self) -> Iterator[Message]:
        """Every message that is complete; what is left waits for more bytes."""
        while (message := self._next()) is not None:
            yield message

    @property
    def at_sync(self) -> bool:
        """Whether the client's request is known to end here; a Flush before its Sync asks for nothing."""
        return self._buffer.startswith((b"S", _FLUSH + b"S"))

    def _next(self) -> Message | None:
        header = 1 if self.started else 0
        if len(self._buffer) < header + 4:
            return None
        (length,) = struct.unpack_from("!i", self._buffer, header)
        self._check(length)
        end = header + length
        if len(self._buffer) < end:
            return None
        code = chr(self._buffer[0]) if header else ""
        body = bytes(self._buffer[header + 4 : end])
        del self._buffer[:end]
        return _decode(code, _Fields(body)) if header else self._startup(_Fields(body))

    def _check(self, length: int) -> None:
        if not 4 <= length <= (LARGEST_MESSAGE if self.started else LARGEST_STARTUP):
            raise ProtocolError(f"invalid message length {length}")
        if self.started and chr(self._buffer[0]) not in _CODES:
            raise ProtocolError(f"invalid frontend message type {self._buffer[0]}")

    def _startup(self, fields: _Fields) -> Message:
        code = fields.int32()
        if code in (SSL_CODE, GSS_CODE):
            return EncryptionRequest()
        if code == CANCEL_CODE:
            return CancelRequest(fields.int32(), fields.int32())
        if code != PROTOCOL_3:
            raise ProtocolError(f"unsupported frontend protocol {code >> 16}.{code & 0xFFFF}: server supports 3.0")
        self.started = True
        return Startup({name: fields.text() for name in iter(fields.text, "")})


class _Fields:
    """Reads the fields of one message's body, in order."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, size: int) -> bytes:
        end = self._at + size
        if size < 0 or end > len(self._body):
            raise ProtocolError("insufficient data left in message")
        value = self._body[self._at : end]
        self._at = end
        return value

    def int16(self) -> int:
        return int.from_bytes(self.take(2), "big", signed=True)

    def int32(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def text(self) -> str:
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise ProtocolError("invalid string in message")
        value = self.take(end - self._at)
        self._at += 1
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise ProtocolError("invalid byte sequence for encoding UTF8 in message") from error

    def int16s(self) -> tuple[int, ...]:
        count = self._count()
        return struct.unpack(f"!{count}h", self.take(2 * count))

    def int32s(self) -> tuple[int, ...]:
        count = self._count()
        return struct.unpack(f"!{count}i", self.take(4 * count))

    def values(self) -> tuple[bytes | None, ...]:
        return tuple(self._value() for _ in range(self._count()))

    def _value(self) -> bytes | None:
        size = self.int32()
        return None if size == -1 else self.take(size)

    def _count(self) -> int:
        # Unsigned, or a statement with more than 32,767 parameters would look like a negative count.
        return self.int16() & 0xFFFF


def _kind(fields: _Fields) -> str:
    kind = fields.take(1).decode("latin-1")
    if kind not in "SP":
        raise ProtocolError(f"invalid subtype {ord(kind)} of a Describe or Close message")
    return kind


def _decode(code: str, fields: _Fields) -> Message:
    match code:
        case "Q":
            return Query(fields.text())
        case "P":
            return Parse(fields.text(), fields.text(), fields.int32s())
        case "B":
            return Bind(fields.text(), fields.text(), fields.int16s(), fields.values(), fields.int16s())
        case "D":
            return Describe(_kind(fields), fields.text())
        case "C":
            return Close(_kind(fields), fields.text())
        case "E":
            return Execute(fields.text(), fields.int32())
        case "p":
            return Password(fields.text().encode())
    return _BARE.get(code) or Unsupported(code)


_BARE: dict[str, Message] = {"S": Sync(), "H": Flush(), "X": Terminate()}
_CODES = frozenset("QPBDCEpSHXFdcf")


def _message(code: bytes, body: bytes = b"") -> bytes:
    return code + struct.pack("!i", len(body) + 4) + body


def _text(value: str) -> bytes:
    # A zero byte would end the field early and put the client out of step.
    return value.replace("\0", "").encode(errors="replace") + b"\0"


PARSE_COMPLETE = _message(b"1")
BIND_COMPLETE = _message(b"2")
CLOSE_COMPLETE = _message(b"3")
NO_DATA = _message(b"n")
PORTAL_SUSPENDED = _message(b"s")
EMPTY_QUERY = _message(b"I")
AUTHENTICATION_OK = _message(b"R", struct.pack("!i", 0))
REFUSE_ENCRYPTION = b"N"


def authentication_md5(salt: bytes) -> bytes:
    return _message(b"R", struct.pack("!i", 5) + salt)


def parameter_status(name: str, value: str) -> bytes:
    return _message(b"S", _text(name) + _text(value))


def backend_key_data(pid: int, secret: int) -> bytes:
    return _message(b"K", struct.pack("!ii", pid, secret))


def ready_for_query(status: bytes) -> bytes:
    """`status` is I when idle, T in a transaction block, E in one that has failed."""
    return _message(b"Z", status)


def command_complete(tag: str) -> bytes:
    return _message(b"C", _text(tag))


def parameter_description(parameters: Sequence[RedshiftType]) -> bytes:
    oids = [types.oid(parameter) for parameter in parameters]
    return _message(b"t", struct.pack(f"!H{len(oids)}i", len(oids), *oids))


def row_description(columns: Sequence[ResultColumn], formats: Sequence[int]) -> bytes:
    """Name, type, size, modifier and format of each column; no column says which table it came from."""
    if len(columns) > MOST_COLUMNS:
        raise SqlError("54011", f"target lists can have at most {MOST_COLUMNS} entries")
    body = [struct.pack("!h", len(columns))]
    for column, format_ in zip(columns, formats, strict=True):
        size, modifier = types.size(column.type), types.type_modifier(column.type)
        body.append(_text(column.name) + struct.pack("!ihihih", 0, 0, types.oid(column.type), size, modifier, format_))
    return _message(b"T", b"".join(body))


def error_response(error: SqlError, severity: str = "ERROR") -> bytes:
    return _message(b"E", _report(severity, error.sqlstate, error.message, error.detail, error.hint))


def notice_response(message: str) -> bytes:
    return _message(b"N", _report("NOTICE", "00000", message, None, None))


def _report(severity: str, sqlstate: str, message: str, detail: str | None, hint: str | None) -> bytes:
    fields = {b"S": severity, b"C": sqlstate, b"M": message, b"D": detail, b"H": hint}
    return b"".join(code + _text(value) for code, value in fields.items() if value) + b"\0"
