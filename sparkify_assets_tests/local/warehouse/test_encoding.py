"""encoding: values to the bytes that redshift_connector reads, and parameters back."""

from __future__ import annotations

import datetime as dt
import struct
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redshift_connector.utils import type_utils

from sparkify_assets.local.warehouse import encoding
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

MOMENTS = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30))
MOMENT = dt.datetime(2018, 11, 1, 1, 2, 3)
FINITE = st.floats(allow_nan=False, allow_infinity=False)

# type, how redshift_connector reads it in its base protocol, values
READERS = [
    ("smallint", 1, type_utils.int2_recv, st.integers(-(2**15), 2**15 - 1)),
    ("integer", 1, type_utils.int4_recv, st.integers(-(2**31), 2**31 - 1)),
    ("bigint", 1, type_utils.int8_recv, st.integers(-(2**63), 2**63 - 1)),
    ("boolean", 1, type_utils.bool_recv, st.booleans()),
    ("double precision", 1, type_utils.float8_recv, FINITE),
    ("real", 1, type_utils.float4_recv, st.floats(width=32, allow_nan=False, allow_infinity=False)),
    ("varchar", 1, type_utils.text_recv, st.text(st.characters(exclude_categories=["Cs"]))),
    ("timestamp", 1, type_utils.timestamp_recv_integer, MOMENTS),
    ("timestamptz", 1, type_utils.timestamptz_recv_integer, MOMENTS.map(lambda moment: moment.replace(tzinfo=dt.UTC))),
    ("smallint[]", 1, type_utils.array_recv_binary, st.lists(st.integers(-(2**15), 2**15 - 1), min_size=1)),
    ("integer[]", 1, type_utils.array_recv_binary, st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1)),
    ("aclitem[]", 1, type_utils.array_recv_binary, st.just(["ann=r/bob", "group g=r/bob"])),
    ("interval", 1, type_utils.interval_recv_integer, st.timedeltas(dt.timedelta(-9999), dt.timedelta(9999))),
    ("numeric", 0, type_utils.numeric_in, st.decimals(allow_nan=False, allow_infinity=False, places=9)),
    ("date", 0, type_utils.date_in, st.dates(dt.date(1000, 1, 1))),
    ("time", 0, type_utils.time_in, st.times()),
]


@pytest.mark.parametrize(("name", "format_", "reader", "values"), READERS, ids=[each[0] for each in READERS])
def test_the_driver_reads_back_what_was_encoded(
    name: str, format_: int, reader: Any, values: st.SearchStrategy
) -> None:
    """Every type, in the form that redshift_connector asks for."""

    @given(values)
    def check(value: Any) -> None:
        data = encoding.encoder(RedshiftType(name), format_)(value)
        assert struct.unpack_from("!i", data)[0] == len(data) - 4
        assert reader(data, 4, len(data) - 4) == value

    check()


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("boolean", True, "t"),
        ("double precision", 1.0, "1"),
        ("double precision", 3.141592653589793, "3.14159265358979"),
        ("double precision", float("-inf"), "-Infinity"),
        ("double precision", float("nan"), "NaN"),
        ("real", 0.1, "0.1"),
        ("numeric", Decimal("1E-10"), "0.0000000001"),
        ("timestamp", dt.datetime(2018, 11, 1, 21, 1, 46), "2018-11-01 21:01:46"),
        ("timestamp", dt.datetime(2018, 11, 1, 21, 1, 46, 796000), "2018-11-01 21:01:46.796"),
        ("timestamptz", dt.datetime(2018, 11, 1, tzinfo=dt.UTC), "2018-11-01 00:00:00+00"),
        ("interval", dt.timedelta(days=1, seconds=3), "1 day 00:00:03"),
        ("date", "0044-03-15 (BC)", "0044-03-15 BC"),
        ("timestamp", "0044-03-15 (BC) 12:00:00", "0044-03-15 12:00:00 BC"),
        ("timestamp", "10000-01-01 00:00:00", "10000-01-01 00:00:00"),
        ("interval", dt.timedelta(0), "00:00:00"),
        ("interval", dt.timedelta(days=-1), "-1 days"),
        ("interval", SimpleNamespace(months=-13, days=2, nanoseconds=0), "-1 years -1 mons +2 days"),
        ("interval", SimpleNamespace(months=-1, days=0, nanoseconds=10**9), "-1 mons +00:00:01"),
        ("varbyte", b"\x0a\xff", "0aff"),
        ("super", {"a": [1, None]}, '{"a":[1,null]}'),
        ("integer[]", [1, -2], "{1,-2}"),
        ("aclitem[]", ["ann=r/bob", "group g=r/bob"], '{ann=r/bob,"group g=r/bob"}'),
    ],
)
def test_text_is_written_as_redshift_shows_it(name: str, value: Any, shown: str) -> None:
    assert encoding.encoder(RedshiftType(name), encoding.TEXT)(value)[4:].decode() == shown


@pytest.mark.parametrize(
    ("name", "extra", "shown"),
    [
        ("double precision", 2, "0.33333333333333331"),
        ("double precision", -2, "0.3333333333333"),
        ("double precision", -15, "0.3"),
        ("real", 2, "0.33333333"),
        ("real", -15, "0.3"),
    ],
)
def test_floats_are_shown_with_more_digits_or_fewer(name: str, extra: int, shown: str) -> None:
    """`r_extra_float_digits`: the value is added to the standard number of digits."""
    (column,) = encoding.with_float_digits([ResultColumn("x", RedshiftType(name))], extra)
    assert encoding.encoder(column.type, encoding.TEXT)(1 / 3)[4:].decode() == shown


def test_char_is_filled_with_blanks_to_its_length() -> None:
    """CHAR(5) is five characters wide at the client, whatever was inserted."""
    assert encoding.encoder(RedshiftType("char", (5,)), encoding.BINARY)("ab")[4:] == b"ab   "


def test_months_go_beside_the_microseconds() -> None:
    """Also those below zero, which in four bytes would fill the driver's days."""
    value = encoding.encoder(RedshiftType("interval"), encoding.BINARY)(
        SimpleNamespace(months=-1, days=1, nanoseconds=0)
    )
    found: Any = type_utils.interval_recv_integer(value[4:], 0, 12)
    assert (found.months, found.days, found.microseconds) == (-1, 0, 86_400_000_000)


def test_a_row_holds_its_length_its_count_and_nulls() -> None:
    columns = [ResultColumn("a", RedshiftType("integer")), ResultColumn("b", RedshiftType("varchar"))]
    row = struct.pack("!hii", 2, 4, 7) + struct.pack("!i", -1)
    data = encoding.encode_rows([(7, None)], columns, [1, 1])
    assert data == b"D" + struct.pack("!i", len(row) + 4) + row


def test_a_value_of_another_type_than_announced_is_an_error() -> None:
    """The driver decodes by the announced type; wrong bytes would put its connection out of step."""
    with pytest.raises(SqlError, match="announced"):
        encoding.encode_rows([("x",)], [ResultColumn("a", RedshiftType("integer"))], [1])


@pytest.mark.parametrize(
    ("name", "data", "format_", "value"),
    [
        ("integer", struct.pack("!i", -5), 1, -5),
        (
            "timestamp",
            type_utils.timestamp_send_integer(dt.datetime(2018, 11, 1, 1, 2, 3)),
            1,
            dt.datetime(2018, 11, 1, 1, 2, 3),
        ),
        ("interval", type_utils.interval_send_integer(dt.timedelta(days=2)), 1, dt.timedelta(days=2)),
        ("numeric", b"1.50", 0, Decimal("1.50")),
        ("date", b"2018-11-01", 0, dt.date(2018, 11, 1)),
        ("date", b"2018-11-01 21:01:46", 0, dt.date(2018, 11, 1)),
        ("date", b"11/1/18", 0, dt.date(2018, 11, 1)),
        ("time", b"09:01 PM", 0, dt.time(21, 1)),
        ("timestamp", b"2018-11-01 09:01 PM", 0, "2018-11-01 21:01:00"),
        ("timestamptz", b"Nov 1, 2018 21:01:46 PST", 0, "2018-11-01 21:01:46-08:00"),
        ("boolean", b"t", 0, True),
        ("unknown", b"42", 0, "42"),
        ("varchar", b"caf\xc3\xa9", 1, "café"),
        ("varchar", b"y  ", 0, "y  "),
        ("char", b"y  ", 0, "y"),
        ("char", b"y  ", 1, "y"),
    ],
)
def test_parameters_are_read_as_the_driver_sends_them(name: str, data: bytes, format_: int, value: Any) -> None:
    assert encoding.decode(data, RedshiftType(name), format_) == value


@pytest.mark.parametrize(
    ("name", "data", "format_", "sqlstate"),
    [
        ("integer", b"seven", 0, "22P02"),
        ("integer", b"1_000", 0, "22P02"),
        ("numeric", b"1_0.5", 0, "22P02"),
        ("double precision", b"1e400", 0, "22P02"),
        ("integer", b"\0", 1, "22P03"),
        ("boolean", b"maybe", 0, "22P02"),
        ("boolean", b"on", 0, "22P02"),
        ("date", b"\x7f\xff\xff\xff", 1, "22008"),
        ("timestamp", b"\x7f" + b"\xff" * 7, 1, "22008"),
    ],
)
def test_parameters_that_are_not_of_their_type_are_errors(name: str, data: bytes, format_: int, sqlstate: str) -> None:
    with pytest.raises(SqlError) as raised:
        encoding.decode(data, RedshiftType(name), format_)
    assert raised.value.sqlstate == sqlstate
