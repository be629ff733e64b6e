"""What loads and unloads leave behind: `stl_load_errors`, `sys_load_history`, `stl_unload_log` and their like.

Here: the facts of each and the views over them. Facts are lines of JSON in files beside the database: unlike rows,
they outlive the rollback of the load and are seen at once by every session, also inside an open transaction. Not here:
what is a fault.

Source of the columns: developer guide, `r_STL_LOAD_ERRORS.md`, `r_STL_LOADERROR_DETAIL.md`, `r_STL_LOAD_COMMITS.md`,
`SYS_LOAD_ERROR_DETAIL`, `SYS_LOAD_DETAIL`, `SYS_LOAD_HISTORY`, `r_STL_UNLOAD_LOG`, `SYS_UNLOAD_HISTORY`.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from sparkify_assets.local.warehouse.copy.faults import Rejected, Scanned
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.target import Target
from sparkify_assets.local.warehouse.copy.unload_options import UnloadCommand
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.interfaces import SessionState

_USER_ID = "_redshift.user_oid(user_name)::integer"
_LOADS, _FILES, _ERRORS, _UNLOADS, _UNLOADED = "loads", "files", "errors", "unloads", "unloaded"
_append_lock = threading.Lock()


@dataclass
class Outcome:
    """What a load came to, so far."""

    rows: int = 0
    scanned: list[Scanned] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


@contextlib.contextmanager
def recorded(session: SessionState, command: CopyCommand, table: Target) -> Iterator[Outcome]:
    """Writes down what happened in the block, however it ends; an exception makes the load an aborted one."""
    outcome, started, status = Outcome(), datetime.now(UTC), "aborted"
    try:
        yield outcome
        status = "completed"
    finally:
        folder, common = folder_of(session.cursor), _common(session, started)
        form = command.format if command.format in ("json", "csv", "parquet") else "txt"
        _append(folder / _ERRORS, (common | asdict(bad) | {"table_id": table.id} for bad in outcome.rejected))
        _append(folder / _FILES, (common | asdict(scanned) | {"file_format": form} for scanned in outcome.scanned))
        load = {
            "status": status, "table_name": table.name, "end_time": datetime.now(UTC), "data_source": command.source,
            "rows": outcome.rows if status == "completed" and not command.has("noload") else 0,
            "bytes": sum(scanned.bytes for scanned in outcome.scanned), "files": len(outcome.scanned),
            "error_count": len(outcome.rejected), "file_format": form,
        }  # fmt: skip
        _append(folder / _LOADS, [common | load])


@dataclass(frozen=True)
class Unloaded:
    """One object that UNLOAD wrote. A header line counts as a row."""

    uri: str
    rows: int
    bytes: int


@contextlib.contextmanager
def unloading(session: SessionState, command: UnloadCommand) -> Iterator[list[Unloaded]]:
    """Writes down which objects the block has written, however it ends; an exception makes the unload a failed one."""
    written: list[Unloaded] = []
    started, status = datetime.now(UTC), "failed"
    try:
        yield written
        status = "success"
    finally:
        folder = folder_of(session.cursor)
        facts = _common(session, started) | {"end_time": datetime.now(UTC), "file_format": command.format}
        _append(folder / _UNLOADED, (facts | asdict(file) for file in written))
        history = {"status": status, "target": command.target, "compression": command.compression or "none"}
        sums = {"rows": sum(file.rows for file in written), "bytes": sum(file.bytes for file in written)}
        _append(folder / _UNLOADS, [facts | history | sums | {"files": len(written)}])


def bootstrap(cursor: duckdb.DuckDBPyConnection) -> None:
    """Create the views of the current database, and the files behind them where they are missing."""
    folder = folder_of(cursor)
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TYPES:
        _close_last_line(folder / name)
    for view, (source, columns) in _VIEWS.items():
        cursor.execute(f"create or replace view _redshift.{view} as select {columns} from {_reader(folder / source)}")


def newest_query_id(folder: Path) -> int:
    """The highest query id on record for the databases of a folder; 99 if nothing is."""
    newest = 99
    for path in folder.glob("*.loads/*"):
        query = f"select max(query_id) from read_json({literal(str(path))}, {_lines({'query_id': 'BIGINT'})})"
        (found,) = duckdb.execute(query).fetchone() or (None,)
        newest = max(newest, found or 0)
    return newest


def _common(session: SessionState, started: datetime) -> dict[str, Any]:
    return {
        "query_id": session.last_query_id, "session_id": session.pid, "database_name": session.database,
        "user_name": session.user, "start_time": started,
    }  # fmt: skip


def _append(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, default=_text, ensure_ascii=False) + "\n" for row in rows)
    with _append_lock, path.open("a", encoding="utf-8", errors="replace") as file:  # what is no UTF-8 is `?`
        file.write(text)


def _close_last_line(path: Path) -> None:
    """Whatever a killed server left unfinished must not swallow the line that follows."""
    with path.open("a+b") as file:
        if file.tell() and (file.seek(-1, os.SEEK_END), file.read())[1] != b"\n":
            file.write(b"\n")


def folder_of(cursor: duckdb.DuckDBPyConnection) -> Path:
    """`DATABASE.loads` beside `DATABASE.duckdb`."""
    query = "select path from duckdb_databases() where database_name = current_database()"
    with cursor.cursor() as other:  # a failed transaction answers nothing, and a result may be under way
        ((path,),) = other.execute(query).fetchall()
    return Path(path).with_suffix(".loads")


def _reader(path: Path) -> str:
    # A line that was cut off when the server was killed has no query_id.
    return f"read_json({literal(str(path))}, {_lines(_TYPES[path.name])}) where query_id is not null"


def _lines(types: dict[str, str]) -> str:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in types.items())
    return (
        f"columns = {{{columns}}}, format = 'newline_delimited', ignore_errors = true, maximum_object_size = 67108864"
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _single_byte(text: str) -> str:
    """Raw data as `stl_load_errors` keeps it: at most 1024 bytes, a period for each multibyte character."""
    return f"regexp_replace({text}[:1024], '[^\\x00-\\x7F]', '.', 'g')"


_COMMON = {
    "query_id": "BIGINT", "session_id": "INTEGER", "database_name": "VARCHAR", "user_name": "VARCHAR",
    "start_time": "TIMESTAMP",
}  # fmt: skip
_TYPES = {
    _LOADS: _COMMON | {
        "status": "VARCHAR", "table_name": "VARCHAR", "end_time": "TIMESTAMP", "data_source": "VARCHAR",
        "file_format": "VARCHAR", "rows": "BIGINT", "bytes": "BIGINT", "files": "INTEGER", "error_count": "BIGINT",
    },
    _FILES: _COMMON | {
        "uri": "VARCHAR", "bytes": "BIGINT", "lines": "BIGINT", "etag": "VARCHAR", "last_modified": "TIMESTAMP",
        "started": "TIMESTAMP", "ended": "TIMESTAMP", "file_format": "VARCHAR",
    },
    _ERRORS: _COMMON | {
        "table_id": "INTEGER", "uri": "VARCHAR", "line": "BIGINT", "text": "VARCHAR",
        "fault": "STRUCT(code INTEGER, reason VARCHAR, position INTEGER)",
        "fields": "STRUCT(name VARCHAR, type VARCHAR, length VARCHAR, value VARCHAR)[]",
    },
    _UNLOADED: _COMMON | {
        "end_time": "TIMESTAMP", "file_format": "VARCHAR", "uri": "VARCHAR", "rows": "BIGINT", "bytes": "BIGINT",
    },
    _UNLOADS: _COMMON | {
        "status": "VARCHAR", "end_time": "TIMESTAMP", "file_format": "VARCHAR", "compression": "VARCHAR",
        "target": "VARCHAR", "rows": "BIGINT", "bytes": "BIGINT", "files": "BIGINT",
    },
}  # fmt: skip
_VIEWS = {
    "stl_load_errors": (_ERRORS, f"""
        {_USER_ID} as userid, 0 as slice, table_id as tbl, start_time as starttime, session_id as session,
        query_id as query, uri as filename, line as line_number, coalesce(fields[-1].name, '') as colname,
        coalesce(fields[-1].type, '') as type, coalesce(fields[-1].length, '') as col_length, fault.position,
        {_single_byte("text")} as raw_line, {_single_byte("coalesce(fields[-1].value, '')")} as raw_field_value,
        fault.code as err_code, fault.reason[:100] as err_reason,
        0 as is_partial, 0::bigint as start_offset, 0::bigint as copy_job_id"""),
    "stl_loaderror_detail": (_ERRORS, f"""
        {_USER_ID} as userid, 0 as slice, session_id as session, query_id as query, uri as filename,
        line as line_number, unnest(range(len(fields)))::integer as field, unnest(fields).name as colname,
        {_single_byte("coalesce(unnest(fields).value, '')")} as value,
        (unnest(fields).value is null)::integer as is_null, unnest(fields).type as type,
        unnest(fields).length as col_length"""),
    "sys_load_error_detail": (_ERRORS, f"""
        {_USER_ID} as user_id, query_id, query_id as transaction_id, session_id, database_name, table_id, start_time,
        uri as file_name, line as line_number, coalesce(fields[-1].name, '') as column_name,
        coalesce(fields[-1].type, '') as column_type, coalesce(fields[-1].length, '') as column_length,
        fault.position, fault.code as error_code, fault.reason as error_message"""),
    "stl_load_commits": (_FILES, f"""
        {_USER_ID} as userid, query_id as query, 0 as slice, '' as name, uri as filename, 0 as byte_offset,
        lines::integer as lines_scanned, 0 as errors, ended as curtime, 1 as status, file_format,
        0 as is_partial, 0::bigint as start_offset, 0::bigint as copy_job_id"""),
    "sys_load_detail": (_FILES, f"""
        {_USER_ID} as user_id, query_id, uri as file_name, bytes as bytes_scanned, lines as lines_scanned,
        ended as record_time, 1 as splits_scanned, started as start_time, ended as end_time, etag as file_etag,
        last_modified as file_last_modified"""),
    "sys_load_history": (_LOADS, f"""
        {_USER_ID} as user_id, query_id, query_id as transaction_id, session_id, database_name, status, table_name,
        start_time, end_time, date_diff('microsecond', start_time, end_time) as duration, data_source, file_format,
        rows as loaded_rows, bytes as loaded_bytes, files as source_file_count, bytes as source_file_bytes,
        files as file_count_scanned, bytes as file_bytes_scanned, error_count, 0::bigint as copy_job_id"""),
    "stl_unload_log": (_UNLOADED, f"""
        {_USER_ID} as userid, query_id as query, 0 as slice, session_id as pid, uri as path, start_time, end_time,
        rows as line_count, bytes as transfer_size, file_format"""),
    "sys_unload_history": (_UNLOADS, f"""
        {_USER_ID} as user_id, query_id, query_id as transaction_id, session_id, database_name, status,
        start_time, end_time, date_diff('microsecond', start_time, end_time) as duration, file_format,
        compression as compression_type, target as unloaded_location, rows as unloaded_rows,
        files as unloaded_files_count, bytes as unloaded_files_size, '' as error_message"""),
}  # fmt: skip
