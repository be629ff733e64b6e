"""How UNLOAD writes a row: as delimited text, as CSV, as a JSON object; and what each format can't hold.

Here: values to text and back into no type. Not here: files and their names (`unload`).

Source of the rules: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from sparkify_assets.local.warehouse import encoding
from sparkify_assets.local.warehouse.copy.unload_options import UnloadCommand
from sparkify_assets.local.warehouse.dialect.typed import spelled
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

Line = Callable[[Sequence[Any]], str]
_NUMBERS = {"smallint", "integer", "bigint", "numeric", "real", "double precision", "oid"}
_ESCAPED = {"varchar", "char", "name", "unknown", "super"}
_NOT_IN_JSON = {"NaN", "Infinity", "-Infinity"}


def refuse_types(command: UnloadCommand, columns: Sequence[ResultColumn]) -> None:
    """SqlError for columns that the format can't hold."""
    if command.format in ("json", "parquet"):
        for column in columns:
            if column.type.name == "varbyte":
                message = f"VARBYTE column {column.name} can only be unloaded to text or CSV"
                raise SqlError("0A000", message)
    if command.format == "csv" and command.has("addquotes") and any(c.type.name == "varbyte" for c in columns):
        raise SqlError("0A000", "VARBYTE columns can't be unloaded to CSV with ADDQUOTES")
    if command.format == "parquet" and (late := [c.name for c in columns if c.type.name in ("timetz", "interval")]):
        raise SqlError("0A000", f"the type of column {late[0]} can't be unloaded to PARQUET")
    names = [column.name for column in columns]
    if command.format == "json" and len(set(names)) < len(names):
        raise SqlError("42601", "UNLOAD to JSON needs a unique name for each column")


def header(command: UnloadCommand, columns: Sequence[ResultColumn]) -> str | None:
    """The line of column names, written as values are."""
    if not command.has("header"):
        return None
    names = [ResultColumn(column.name, RedshiftType("varchar")) for column in columns]
    return delimited_line(command, names)([column.name for column in columns])


def delimited_line(command: UnloadCommand, columns: Sequence[ResultColumn]) -> Line:
    delimiter = command.separator
    fields = [_field(command, delimiter, column.type) for column in columns]
    nulls = ["null" if column.type.name == "super" else command.null for column in columns]

    def line(row: Sequence[Any]) -> str:
        values = zip(fields, nulls, row, strict=True)
        return delimiter.join(null if value is None else field(value) for field, null, value in values) + "\n"

    return line


def _field(command: UnloadCommand, delimiter: str, type_: RedshiftType) -> Callable[[Any], str]:
    text = _text(type_)
    if command.format == "csv":
        return lambda value: _csv(text(value), delimiter, command.has("addquotes"))
    if command.has("escape") and type_.name in _ESCAPED:
        special = ("\\", "\n", "\r", delimiter, *(("'", '"') if command.has("addquotes") else ()))
        plain = text
        text = lambda value: _escaped(plain(value), special)  # noqa: E731
    return (lambda value: f'"{text(value)}"') if command.has("addquotes") else text


def _text(type_: RedshiftType) -> Callable[[Any], str]:
    """A value's text, that of CHAR without the blanks that fill it up."""
    return encoding.text(RedshiftType(type_.name))


def _csv(value: str, delimiter: str, always: bool) -> str:
    if always or any(character in value for character in (delimiter, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value


def _escaped(value: str, special: Sequence[str]) -> str:
    for character in special:
        value = value.replace(character, "\\" + character)
    return value


def json_line(columns: Sequence[ResultColumn]) -> Line:
    keys = [json.dumps(column.name, ensure_ascii=False) for column in columns]
    values = [_json_value(column.type) for column in columns]

    def line(row: Sequence[Any]) -> str:
        pairs = zip(keys, values, row, strict=True)
        return "{" + ",".join(f"{key}:{'null' if v is None else value(v)}" for key, value, v in pairs) + "}\n"

    return line


def _json_value(type_: RedshiftType) -> Callable[[Any], str]:
    text = _text(type_)
    if type_.name in ("real", "double precision"):
        return lambda value: _finite(text(value))
    if type_.name in _NUMBERS or type_.name == "super":
        return text
    return lambda value: json.dumps(text(value), ensure_ascii=False)


def _finite(number: str) -> str:
    if number in _NOT_IN_JSON:
        raise unsupported(f"UNLOAD of {number} to JSON")
    return number


def without_zones(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Parquet gets the moment of a TIMESTAMPTZ without its zone."""
    for index, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.tz:
            batch = batch.set_column(index, column.name, batch.column(index).cast(pa.timestamp(column.type.unit)))
    return batch


def described(type_: RedshiftType) -> dict[str, Any]:
    """A column's type as the verbose manifest tells it: its name, and length or precision and scale."""
    if type_.name == "numeric" and type_.modifiers:
        return {"base": "numeric", "precision": type_.modifiers[0], "scale": type_.modifiers[1]}
    bare = spelled(RedshiftType(type_.name))
    return {"base": bare, "max_length": type_.modifiers[0]} if type_.modifiers else {"base": bare}
