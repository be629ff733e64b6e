"""Values in rows and parameters, between Python and the bytes of the wire, as text (0) or binary (1).

The binary forms are those that redshift_connector reads in its base protocol, which differ from PostgreSQL's for
interval (12 bytes). Not here: object ids and modifiers (types), the messages around the values (messages).
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sparkify_assets.local.warehouse import moments
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

TEXT, BINARY = 0, 1
_NULL = struct.pack("!i", -1)
_EPOCH = dt.datetime(2000, 1, 1)
_EPOCH_DATE = _EPOCH.date()
_MICROSECOND = dt.timedelta(microseconds=1)

_NOT_NUMBERS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}

Encoder = Callable[[Any], bytes]


def encode_rows(rows: Sequence[Sequence[Any]], columns: Sequence[ResultColumn], formats: Sequence[int]) -> bytes:
    """The DataRow messages of some rows, column by column: a whole column has one type, so it is looked up once."""
    if not rows:
        return b""
    cells = [
        _encode_column(values, encoder(column.type, format_))
        for values, column, format_ in zip(zip(*rows, strict=True), columns, formats, strict=True)
    ]
    header, count = struct.Struct("!ih").pack, len(columns)
    out = []
    for row in zip(*cells, strict=True):
        body = b"".join(row)
        out.append(b"D" + header(len(body) + 6, count) + body)
    return b"".join(out)


def _encode_column(values: Sequence[Any], encode: Encoder) -> list[bytes]:
    try:
        return [_NULL if value is None else encode(value) for value in values]
    except (struct.error, ValueError, TypeError, AttributeError, OverflowError) as error:
        # The driver decodes by the announced type: better an error than bytes that put it out of step.
        raise SqlError(INTERNAL, f"a result value does not have the type that was announced: {error}") from error


def encoder(type_: RedshiftType, format_: int) -> Encoder:
    """The function that gives a value's length and bytes; SqlError 0A000 where there is no binary form."""
    if format_ == TEXT or type_.name in _ALWAYS_TEXT:
        return _with_length(text(type_))
    if type_.name in _BINARY:
        return _BINARY[type_.name]
    raise SqlError("0A000", f"no binary output function available for type {type_.name}")


def with_float_digits(columns: Sequence[ResultColumn], extra: int) -> Sequence[ResultColumn]:
    """The columns, their floats to be shown with so many digits more: `extra_float_digits`."""
    if not extra:
        return columns
    return [
        replace(column, type=RedshiftType(column.type.name, (_FLOAT_DIGITS[column.type.name] + extra,)))
        if column.type.name in _FLOAT_DIGITS else column
        for column in columns
    ]  # fmt: skip


def text(type_: RedshiftType) -> Callable[[Any], str]:
    """The function that gives a value as text; CHAR(n) is filled with blanks, a float shows its digits."""
    if type_.name == "char" and type_.modifiers:
        return lambda value: str(value).ljust(type_.modifiers[0])
    if type_.name in _FLOAT_DIGITS:
        (digits,) = type_.modifiers or (_FLOAT_DIGITS[type_.name],)
        return _float_text(max(digits, 1))
    return _TEXT.get(type_.name, _plain)


def decode(value: bytes | None, type_: RedshiftType, format_: int) -> Any:
    """A parameter as a Python value; text of a type that isn't known stays text. 22P02 for what isn't of the type."""
    if value is None:
        return None
    try:
        if format_ == TEXT:
            return _FROM_TEXT.get(type_.name, _text_parameter)(value.decode())
        if type_.name in _FROM_BINARY:
            return _FROM_BINARY[type_.name](value)
        raise unsupported(f"a parameter of type {type_.name} in binary form")
    except struct.error as error:
        raise SqlError("22P03", f"incorrect binary data format in a parameter of type {type_.name}") from error
    except OverflowError as error:
        raise SqlError("22008", f"a parameter of type {type_.name} is out of range") from error
    except (ValueError, KeyError, InvalidOperation) as error:
        shown = value.decode(errors="replace")
        raise SqlError("22P02", f'invalid input syntax for type {type_.name}: "{shown}"') from error


def _with_length(text: Callable[[Any], str]) -> Encoder:
    length = struct.Struct("!i").pack

    def encode(value: Any) -> bytes:
        data = text(value).encode()
        return length(len(data)) + data

    return encode


def _fixed(code: str) -> Encoder:
    """Length and value of a type whose values all have one size."""
    layout = struct.Struct(f"!i{code}")
    pack, size = layout.pack, layout.size - 4
    return lambda value: pack(size, value)


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, separators=(",", ":"))
    return str(value)


# How many Redshift shows.
_FLOAT_DIGITS = {"real": 6, "double precision": 15}


def _float_text(digits: int) -> Callable[[float], str]:
    layout = f"%.{digits}g"

    def text(value: float) -> str:
        shown = layout % value
        return shown if shown[-1].isdigit() else _NOT_NUMBERS[shown]

    return text


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06d}".rstrip("0") if microseconds else ""


def _time_text(value: dt.time | str) -> str:
    return value if isinstance(value, str) else f"{value:%H:%M:%S}{_fraction(value.microsecond)}"


def _offset_text(value: dt.time | dt.datetime) -> str:
    hours, minutes = divmod(int((value.utcoffset() or dt.timedelta()).total_seconds()) // 60, 60)
    return f"{hours:+03d}" + (f":{minutes:02d}" if minutes else "")


def _beyond_python(text: str) -> str:
    """A day that Python's dates don't reach comes from DuckDB as text, with `(BC)` behind the day."""
    return f"{text.replace(' (BC)', '')} BC" if "(BC)" in text else text


def _timestamp_text(value: dt.datetime | str) -> str:
    if isinstance(value, str):
        return _beyond_python(value)
    return f"{value.replace(microsecond=0, tzinfo=None).isoformat(' ')}{_fraction(value.microsecond)}"


def _interval_parts(value: Any) -> tuple[int, int]:
    """Months and microseconds: a day has 24 hours on the wire. A timedelta has no months."""
    if isinstance(value, dt.timedelta):
        return 0, value // _MICROSECOND
    return value.months, value.days * 86_400_000_000 + value.nanoseconds // 1000


def _interval_text(value: Any) -> str:
    months, microseconds = _interval_parts(value)
    sign, (seconds, micros) = "-" if microseconds < 0 else "", divmod(abs(microseconds), 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    years, months = int(months / 12), months - 12 * int(months / 12)
    words, before = [], ""  # a positive part behind a negative one has a sign
    for number, unit in ((years, "year"), (months, "mon"), (int(f"{sign}{days}"), "day")):
        if number:
            words.append(f"{before if number > 0 else ''}{number} {unit}{'' if number == 1 else 's'}")
            before = "+" if number < 0 else ""
    if seconds or micros or not words:
        time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{_fraction(micros)}"
        words.append(f"{sign or before}{time}")
    return " ".join(words)


def _timestamp_micros(value: dt.datetime) -> int:
    moment = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
    return (moment - _EPOCH) // _MICROSECOND


def _time_micros(value: dt.time | str) -> int:
    if isinstance(value, str):  # 24:00:00, which Python's time can't hold
        return 86_400_000_000
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def _timestamp_binary(value: dt.datetime) -> bytes:
    return struct.pack("!iq", 8, _timestamp_micros(value))


def _interval_binary(value: Any) -> bytes:
    months, microseconds = _interval_parts(value)
    return struct.pack("!iqhh", 12, microseconds, 0, months)


def _timetz_binary(value: dt.time) -> bytes:
    """In UTC: redshift_connector gives up on an offset that leads out of the day."""
    offset = (value.utcoffset() or dt.timedelta()) // _MICROSECOND
    return struct.pack("!iqi", 12, (_time_micros(value) - offset) % 86_400_000_000, 0)


def _array_text(values: Sequence[Any]) -> str:
    items = (json.dumps(item, ensure_ascii=False) if " " in item or '"' in item else item for item in map(str, values))
    return "{" + ",".join(items) + "}"


def _array(item: Encoder, element: int) -> Encoder:
    """One dimension that begins at 1, without NULLs; `element` is the object id of the items' type."""

    def encode(values: Sequence[Any]) -> bytes:
        body = struct.pack("!5i", 1, 0, element, len(values), 1) + b"".join(map(item, values))
        return struct.pack("!i", len(body)) + body

    return encode


_TEXT: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("smallint[]", "integer[]", "aclitem[]", "name[]"), _array_text),
    "boolean": lambda value: "t" if value else "f",
    "numeric": lambda value: format(value, "f") if isinstance(value, Decimal) else str(value),
    "time": _time_text,
    "timetz": lambda value: _time_text(value) + _offset_text(value),
    "timestamp": _timestamp_text,
    "date": lambda value: _beyond_python(str(value)),
    "timestamptz": lambda value: _timestamp_text(value) + ("" if isinstance(value, str) else _offset_text(value)),
    "interval": _interval_text,
    "varbyte": lambda value: bytes(value).hex(),
}

# Numbers that have the same bytes on the wire both ways: how `struct` calls their layout.
_LAYOUTS = {
    "smallint": "h", "integer": "i", "bigint": "q", "oid": "I", "real": "f", "double precision": "d",
}  # fmt: skip

_ALWAYS_TEXT = {"name", "char", "varchar", "unknown", "super"}

_BINARY: dict[str, Encoder] = {
    "smallint[]": _array(_fixed("h"), 21),
    "integer[]": _array(_fixed("i"), 23),
    "aclitem[]": _array(_with_length(str), 1033),
    "name[]": _array(_with_length(str), 19),
    "boolean": lambda value: b"\0\0\0\1\1" if value else b"\0\0\0\1\0",
    **{name: _fixed(code) for name, code in _LAYOUTS.items()},
    "date": lambda value: struct.pack("!ii", 4, (value - _EPOCH_DATE).days),
    "time": lambda value: struct.pack("!iq", 8, _time_micros(value)),
    "timetz": _timetz_binary,
    "timestamp": _timestamp_binary,
    "timestamptz": _timestamp_binary,
    "interval": _interval_binary,
}


def _text_parameter(text: str) -> str:
    if "\0" in text:
        raise SqlError("22021", 'invalid byte sequence for encoding "UTF8": 0x00')
    return text


def _char_parameter(text: str) -> str:
    """A CHAR is kept without the blanks at its end, which say nothing."""
    return _text_parameter(text).rstrip(" ")


def _unpack(code: str) -> Callable[[bytes], Any]:
    layout = struct.Struct(f"!{code}")
    return lambda value: layout.unpack(value)[0]


def _binary_timestamp(value: bytes) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=struct.unpack("!q", value)[0])


def _binary_interval(value: bytes) -> dt.timedelta | str:
    """Months and microseconds as DuckDB reads them in text; a timedelta where there are no months.

    YEAR TO MONTH has months alone, DAY TO SECOND microseconds alone.
    """
    if len(value) == 4:
        return f"{int.from_bytes(value, signed=True)} months"
    microseconds, days, months = struct.unpack("!qhh", value + b"\0" * 4 if len(value) == 8 else value)
    interval = dt.timedelta(days, microseconds=microseconds)
    return f"{months} months {interval // _MICROSECOND} microseconds" if months else interval


_FROM_BINARY: dict[str, Callable[[bytes], Any]] = {
    "boolean": lambda value: value != b"\0",
    **{name: _unpack(code) for name, code in _LAYOUTS.items()},
    "date": lambda value: _EPOCH_DATE + dt.timedelta(days=struct.unpack("!i", value)[0]),
    "time": lambda value: (_EPOCH + dt.timedelta(microseconds=struct.unpack("!q", value)[0])).time(),
    "timestamp": _binary_timestamp,
    "timestamptz": lambda value: _binary_timestamp(value).replace(tzinfo=dt.UTC),
    "interval": _binary_interval,
    "char": lambda value: _char_parameter(value.decode()),
    **dict.fromkeys(("name", "varchar", "unknown", "super"), lambda value: _text_parameter(value.decode())),
}

_BOOLEANS = dict.fromkeys(("t", "true", "y", "yes", "1"), True) | dict.fromkeys(("f", "false", "n", "no", "0"), False)


def _number(text: str) -> str:
    """Python's numbers may have underscores and other digits than ASCII's."""
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return text


def _float(text: str) -> float:
    value = float(_number(text))
    if math.isinf(value) and "inf" not in text.lower():
        raise ValueError(text)
    return value


def _moment(kind: str, text: str) -> str:
    """A date or time as DuckDB reads it in text, from any form that Redshift reads."""
    moment = moments.read(text, kind)
    if moment is None:
        raise ValueError(text)
    return moment


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: _BOOLEANS[text.strip().lower()],
    **dict.fromkeys(("smallint", "integer", "bigint", "oid"), lambda text: int(_number(text))),
    "real": _float,
    "double precision": _float,
    "numeric": lambda text: Decimal(_number(text)),
    "char": _char_parameter,
    "date": lambda text: dt.date.fromisoformat(_moment("date", text)),
    "time": lambda text: dt.time.fromisoformat(_moment("time", text)),
    **{kind: functools.partial(_moment, kind) for kind in ("timetz", "timestamp", "timestamptz")},
}
