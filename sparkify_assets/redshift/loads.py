"""What COPY did: the ledger of loaded objects and the records that were set aside.

Here: two small tables beside the loaded ones, and the SQL that fills them from Redshift's load views inside the load's
transaction. Not here: the COPY statement (`s3`), or the rule that records in S3 are rows or rejects (`staging`).

The SYS views serve provisioned clusters and Serverless alike (guide: SYS_LOAD_DETAIL, SYS_LOAD_ERROR_DETAIL); the STL
views exist only on the former. They tell file and line but not the record, so the record is read back from the object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.errors import RejectedRecord
from sparkify_assets.redshift.table import Table, Window, column

Fetch = Callable[[str], Sequence[Sequence[Any]]]
Reject = tuple[int, str | None, RejectedRecord]
"""Redshift's error code, the log date of the load, and the record with its place."""

_TABLE_NAME = column("table_name", "varchar(128)", "The loaded table.")
_LOG_DATE = column("log_date", "date", "The date in the object's name; NULL for input without dates.")
_OBJECT = column("object", "varchar(1024)", "URI of the object.")


def ledger(schema: str) -> Table:
    """One row per object of the newest load of each table and log date: how many records COPY saw and refused."""
    return Table(
        schema,
        "loaded_objects",
        "The ledger: one row per object of the newest load of each table and log date.",
        (
            _TABLE_NAME,
            _LOG_DATE,
            _OBJECT,
            column("records_scanned", "bigint", "Records that COPY read from the object."),
            column("records_rejected", "bigint", "Those of them that were set aside."),
        ),
    )


def rejects(schema: str) -> Table:
    """One row per record that the newest load of its table and log date set aside."""
    return Table(
        schema,
        "rejected_records",
        "Set aside: one row per record that COPY could not load, with its place and the reason.",
        (
            _TABLE_NAME,
            _LOG_DATE,
            _OBJECT,
            column("line", "bigint", "Line of the object, counted from 1."),
            column("column_name", "varchar(128)", "The column whose value was refused, if one was."),
            column("error_code", "integer", "Redshift's code (guide: r_Load_Error_Reference)."),
            column("reason", "varchar(512)", "Redshift's reason."),
            column("record", "varchar(65535)", "The record as it stands in the object."),
        ),
    )


def forget(table: Table, window: Window) -> list[str]:
    """Statements that drop what the ledger and the rejects say of the window: a load writes it anew."""
    days = f" and {window.contains('log_date')}" if table.partitioned else ""
    return [
        f"delete from {kind(table.schema)} where table_name = {text(table.name)}{days}" for kind in (ledger, rejects)
    ]


def record_objects(table: Table, loads: Mapping[int, str | None]) -> str:
    """The ledger's rows for the COPYs of one write, given as query id -> log date."""
    days = " ".join(f"when {query} then {text(day)}" for query, day in loads.items() if day)
    log_date = f"cast(case scanned.query_id {days} end as date)" if days else "cast(null as date)"
    queries = ", ".join(map(str, loads))
    return f"""
        insert into {ledger(table.schema)} (table_name, log_date, object, records_scanned, records_rejected)
        select {text(table.name)}, {log_date}, trim(scanned.file_name), scanned.lines_scanned,
            coalesce(refused.records, 0)
        from sys_load_detail as scanned
        left join (
            select query_id, file_name, count(*) as records from sys_load_error_detail
            where query_id in ({queries}) group by query_id, file_name
        ) as refused on refused.query_id = scanned.query_id and refused.file_name = scanned.file_name
        where scanned.query_id in ({queries})
    """


def record_rejects(table: Table, rejected: Iterable[Reject]) -> list[str]:
    """The rejects' rows, each given with its error code and log date."""
    values = [
        f"({text(table.name)}, {f'cast({text(day)} as date)' if day else 'cast(null as date)'}, {text(item.object)}, "
        f"{item.line}, {text(item.column)}, {code}, {text(item.reason[:512])}, {text(item.record[:16000])})"
        for code, day, item in rejected
    ]
    columns = "table_name, log_date, object, line, column_name, error_code, reason, record"
    return [f"insert into {rejects(table.schema)} ({columns}) values {', '.join(values)}"] if values else []


def rejected_by(fetch: Fetch, condition: str) -> list[tuple[int, RejectedRecord]]:
    """Error code and place of what COPY refused, in the order of the objects."""
    rows = fetch(
        "select error_code, trim(file_name), line_number, trim(column_name), trim(error_message) "
        f"from sys_load_error_detail where {condition} order by file_name, line_number"
    )
    return [(int(code), RejectedRecord(file, int(line), name or "", reason)) for code, file, line, name, reason in rows]
