"""messages: cutting the client's bytes into messages, and the bytes the server sends."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse import messages
from sparkify_assets.local.warehouse.errors import ProtocolError, SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn
from sparkify_assets_tests.local.warehouse.conftest import error_fields, message, split, startup, text

STREAM = (
    message("", startup(user="owner", database="dev"))
    + message("Q", text("select 1"))
    + message("P", text("s") + text("select $1") + struct.pack("!hi", 1, 23))
    + message("B", text("p") + text("s") + struct.pack("!hhhi", 1, 1, 1, 4) + b"\0\0\0\7" + struct.pack("!hh", 1, 1))
    + message("B", text("") + text("") + struct.pack("!hhih", 0, 1, -1, 0))
    + message("D", b"S" + text("s"))
    + message("E", text("p") + struct.pack("!i", 10))
    + message("C", b"P" + text("p"))
    + message("H")
    + message("S")
    + message("X")
)
EXPECTED = [
    messages.Startup({"user": "owner", "database": "dev"}),
    messages.Query("select 1"),
    messages.Parse("s", "select $1", (23,)),
    messages.Bind("p", "s", (1,), (b"\0\0\0\7",), (1,)),
    messages.Bind("", "", (), (None,), ()),
    messages.Describe("S", "s"),
    messages.Execute("p", 10),
    messages.Close("P", "p"),
    messages.Flush(),
    messages.Sync(),
    messages.Terminate(),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_messages_are_the_same_however_the_bytes_are_cut(cuts: list[int]) -> None:
    """The network may hand over the stream in any pieces."""
    reader, found = messages.MessageReader(), []
    ends = [*sorted(cuts), len(STREAM)]
    for begin, end in zip([0, *ends], ends, strict=False):
        reader.feed(STREAM[begin:end])
        found += list(reader)
    assert found == EXPECTED


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_waited_on(data: bytes) -> None:
    """Nothing but a ProtocolError comes out of bytes that are no protocol."""
    reader = messages.MessageReader()
    reader.started = True
    reader.feed(data)
    with contextlib.suppress(ProtocolError):
        list(reader)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(message("?", b""), id="a code nobody knows"),
        pytest.param(b"Q" + struct.pack("!i", 3), id="a length below its own"),
        pytest.param(b"Q" + struct.pack("!i", 2**31 - 1), id="a length beyond all reason"),
        pytest.param(message("Q", b"select 1"), id="a string without an end"),
        pytest.param(message("Q", b"\xff\xfe\0"), id="bytes that are no UTF-8"),
        pytest.param(message("B", text("") + text("") + struct.pack("!hhi", 0, 1, 99)), id="a value cut short"),
        pytest.param(message("D", b"Z" + text("x")), id="a Describe of neither statement nor portal"),
    ],
)
def test_malformed_messages_are_protocol_errors(data: bytes) -> None:
    reader = messages.MessageReader()
    reader.started = True
    reader.feed(data)
    with pytest.raises(ProtocolError):
        list(reader)


def test_a_start_up_packet_of_another_protocol_is_refused_with_its_version() -> None:
    reader = messages.MessageReader()
    reader.feed(message("", struct.pack("!i", 2 << 16)))
    with pytest.raises(ProtocolError, match=r"protocol 2\.0"):
        list(reader)


def test_requests_before_the_start_are_told_apart() -> None:
    """Encryption may be asked for, and a statement cancelled, before anyone has logged in."""
    reader = messages.MessageReader()
    reader.feed(message("", struct.pack("!i", messages.SSL_CODE)))
    reader.feed(message("", struct.pack("!iii", messages.CANCEL_CODE, 7, 9)))
    assert list(reader) == [messages.EncryptionRequest(), messages.CancelRequest(7, 9)]


def test_a_password_is_not_in_a_repr() -> None:
    assert "secret" not in repr(messages.Password(b"secret"))


def test_a_row_description_carries_type_size_and_modifier() -> None:
    """numeric(18,4) has the modifier that drivers read precision and scale from."""
    column = ResultColumn("price", RedshiftType("numeric", (18, 4)))
    ((code, body),) = split(messages.row_description([column], [1]))
    assert code == "T"
    assert body == struct.pack("!h", 1) + text("price") + struct.pack("!ihihih", 0, 0, 1700, -1, (18 << 16 | 4) + 4, 1)


def test_an_error_has_its_sqlstate_detail_and_hint() -> None:
    error = SqlError("XX000", "1023", "Serializable isolation violation", "Run it again.")
    ((code, body),) = split(messages.error_response(error))
    assert code == "E"
    assert error_fields(body) == {
        "S": "ERROR",
        "C": "XX000",
        "M": "1023",
        "D": "Serializable isolation violation",
        "H": "Run it again.",
    }
