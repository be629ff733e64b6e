"""COPY from Parquet: columns by position, types that match, no conversion.

Here: fetching whole files and the checks that Redshift makes on them. Not here: text formats.

Source of the rules: developer guide, `copy-usage_notes-copy-from-columnar.md`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from sparkify_assets.local.warehouse.copy import sources
from sparkify_assets.local.warehouse.copy.faults import Scanned
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.sources import Opened, Source
from sparkify_assets.local.warehouse.copy.target import Target
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.dialect.relations import Column, quote
from sparkify_assets.local.warehouse.dialect.typed import duckdb_type, spelled
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType
from sparkify_assets.local.warehouse.types import from_duckdb

_KINDS = {
    "smallint": "integer", "integer": "integer", "bigint": "integer", "real": "float", "double precision": "float",
    "varchar": "text", "char": "text", "timestamptz": "timestamp",
}  # fmt: skip


def load(
    cursor: duckdb.DuckDBPyConnection, command: CopyCommand, table: Target, still_wanted: Callable[[], None]
) -> tuple[int, list[Scanned]]:
    """The rows loaded and the objects read, one after another. SqlError XX000 for a file that doesn't fit the table."""
    rows, scanned = 0, []
    with tempfile.TemporaryDirectory(prefix="copy-") as folder:
        path = Path(folder, "object.parquet")
        for source in sources.find(command):
            if opened := _fetch(source, path, command.has("manifest"), still_wanted):
                count = _insert(cursor, command, table, path, source.uri)
                scanned.append(opened.scanned(count))
                rows += count
    return rows, scanned


def _fetch(source: Source, path: Path, from_manifest: bool, still_wanted: Callable[[], None]) -> Opened | None:
    opened = sources.open_source(source)
    if opened is None:
        return None
    if from_manifest and source.size != opened.size:
        raise _scan_error(
            f"meta.content_length of {source.uri} must be {opened.size} in the manifest, not {source.size}"
        )
    with path.open("wb") as file:
        for chunk in opened.chunks:
            still_wanted()
            file.write(chunk)
    return opened


def _insert(cursor: duckdb.DuckDBPyConnection, command: CopyCommand, table: Target, path: Path, uri: str) -> int:
    file = f"read_parquet({literal(str(path))})"
    try:
        described = cursor.execute(f"select column_name, column_type from (describe from {file})").fetchall()
    except duckdb.Error as error:
        raise _scan_error(f"File '{uri}' is not a Parquet file") from error
    if len(described) > len(table.columns) or (len(described) < len(table.columns) and not command.has("fillrecord")):
        raise _scan_error(f"Unmatched number of columns between table and file. Table columns: {len(table.columns)}, "
                          f"Data columns: {len(described)}, File name: {uri}")  # fmt: skip
    pairs = [(column, name, kind) for column, (name, kind) in zip(table.columns, described, strict=False)]
    for column, name, kind in pairs:
        if not _matches(column.type, kind):
            raise _scan_error(f"File '{uri}' has an incompatible Parquet schema for column '{column.name}'. "
                              f"Column type: {spelled(column.type)}, Parquet column {name}: {kind}")  # fmt: skip
        if _kind(column.type.name) in ("text", "varbyte"):
            _check_length(cursor, file, column, name, uri)
    values = [_value(column, name) for column, name, _ in pairs] + ["null"] * (len(table.columns) - len(pairs))
    select = f"select {', '.join(values)} from {file}"
    return int((cursor.execute(f"insert into {table.sql} ({table.names}) {select}").fetchone() or (0,))[0])


def _matches(type_: RedshiftType, kind: str) -> bool:
    """Whether a Parquet column, as DuckDB calls its type, goes into a column of this type."""
    held = from_duckdb(kind)
    if held.name == "varchar" and kind != "VARCHAR":  # a list, a structure
        return False
    return _kind(type_.name) == _kind(held.name) and (held.name != "numeric" or type_.modifiers[1] == held.modifiers[1])


def _value(column: Column, name: str) -> str:
    """char is kept without the trailing blanks that mean nothing in it."""
    return f"rtrim({quote(name)}, ' ')" if column.type.name == "char" else f"{quote(name)}::{duckdb_type(column.type)}"


def _check_length(cursor: duckdb.DuckDBPyConnection, file: str, column: Column, name: str, uri: str) -> None:
    """Bytes count; those of a char must be ASCII."""
    value = quote(name)
    size = f"octet_length({value})" if column.type.name == "varbyte" else f"strlen({value})"
    multibyte = f"bool_or({size} <> length({value}))" if column.type.name == "char" else "false"
    query = f"select coalesce(max({size}), 0), {multibyte} from {file}"
    longest, is_multibyte = cursor.execute(query).fetchone() or (0, False)
    if is_multibyte:
        raise _scan_error(f"Multibyte character not supported for CHAR column {column.name}, File name: {uri}")
    if column.type.modifiers and longest > column.type.modifiers[0]:
        raise _scan_error(
            f"The length of the data column {column.name} is longer than the length defined in the table. "
            f"Table: {column.type.modifiers[0]}, Data: {longest}, File name: {uri}"
        )


def _kind(name: str) -> str:
    return _KINDS.get(name, name)


def _scan_error(detail: str) -> SqlError:
    return SqlError(INTERNAL, "Spectrum Scan Error", detail=detail)
