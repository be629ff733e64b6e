"""Who is connected and what was run: the facts behind `stl_query`, `sys_query_history`, `stv_sessions` and the like.

Here: the facts, in memory, and the views over them. They begin with the server's start and the oldest are forgotten.
Rules: `r_STL_QUERY`, `SYS_QUERY_HISTORY`, `r_STV_RECENTS`, `r_STV_SESSIONS` of the Redshift developer guide. Not here:
what COPY and UNLOAD leave behind (`copy.loads`), which outlives a restart.
"""

from __future__ import annotations

import contextlib
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import pairwise

import duckdb
from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse.errors import QUERY_CANCELED, SqlError
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import is_word, tokenize
from sparkify_assets.local.warehouse.views import nulls

_KEPT = 10_000
_TEXT = 4_000  # characters of a statement
_QUERIES = ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "UNLOAD", "CTAS")
_MAY_HOLD_SECRETS = {Kind.COPY, Kind.UNLOAD, Kind.DDL}
_BEFORE_SECRETS = ("password", "credentials", "access_key_id", "secret_access_key", "session_token")


@dataclass
class Visit:
    """One open session. Times are UTC, without a zone."""

    session_id: int
    user_name: str
    database_name: str
    start_time: datetime


@dataclass
class Run(Visit):
    """One statement of a session; `status` is one of sys_query_history's."""

    query_id: int
    label: str
    query_type: str
    query_text: str
    end_time: datetime | None = None
    status: str = "running"
    error_message: str = ""


class History:
    """Of one server. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._runs: deque[Run] = deque(maxlen=_KEPT)
        self._visits: dict[int, Visit] = {}

    def joined(self, session: SessionState) -> None:
        self._visits[session.pid] = Visit(session.pid, session.user, session.database, _now())

    def left(self, session: SessionState) -> None:
        self._visits.pop(session.pid, None)

    @contextlib.contextmanager
    def recorded(self, session: SessionState, statement: Statement) -> Iterator[None]:
        """Notes the statement that runs in the block, and how it ends."""
        text = _without_secrets(statement.sql) if statement.kind in _MAY_HOLD_SECRETS else statement.sql
        run = Run(
            session.pid, session.user, session.database, _now(),
            session.last_query_id, session.settings["query_group"], _type(statement), text[:_TEXT],
        )  # fmt: skip
        self._runs.append(run)
        try:
            yield
            run.status = "success"
        except BaseException as error:
            canceled = isinstance(error, SqlError) and error.sqlstate == QUERY_CANCELED
            run.status, run.error_message = "canceled" if canceled else "failed", str(error)
            raise
        finally:
            run.end_time = _now()

    def runs(self) -> str:
        return json.dumps([vars(run) for run in list(self._runs)], default=str)

    def visits(self) -> str:
        return json.dumps([vars(visit) for visit in list(self._visits.values())], default=str)


def bootstrap(cursor: duckdb.DuckDBPyConnection, history: History) -> None:
    """Creates the views of a database, and once for each DuckDB instance the functions they ask."""
    for name, function in (("_redshift_runs", history.runs), ("_redshift_visits", history.visits)):
        cursor.create_function(name, function, [], "VARCHAR", side_effects=True)
    for view, query in VIEWS.items():
        cursor.execute(f"create or replace view _redshift.{view} as {query}")


def _type(statement: Statement) -> str:
    """What `sys_query_history` calls it."""
    word = statement.tag.split()[0]
    if statement.kind in (Kind.DDL, Kind.TRUNCATE, Kind.DATABASE):
        return "CTAS" if word == "SELECT" else "DDL"
    return word if word in _QUERIES else "UTILITY"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _without_secrets(sql: str) -> str:
    """As Redshift shows such a statement: with nothing between the quotes of a password or key."""
    tokens = [token for token in tokenize(sql) if not is_word(token, "as")]
    hidden: list[Token] = [
        value for word, value in pairwise(tokens)
        if value.token_type is TokenType.STRING and is_word(word, *_BEFORE_SECRETS)
    ]  # fmt: skip
    for token in reversed(hidden):
        sql = f"{sql[: token.start]}''{sql[token.end + 1 :]}"
    return sql


_SQL_TYPES = {"int": "INTEGER", "str": "VARCHAR"}


def _rows(function: str, kind: type[Visit]) -> str:
    """The query of what a function tells as JSON."""
    columns = json.dumps([{field.name: _SQL_TYPES.get(str(field.type), "TIMESTAMP") for field in fields(kind)}])
    return f"(select unnest(from_json({function}(), '{columns}'), recursive := true))"


_RUNS = _rows("_redshift_runs", Run)
_WRITTEN = r"replace(query_text, E'\n', '\n')"
_TIMES = "label, start_time as starttime, end_time as endtime"
_TYPE = f"case when query_type in {_QUERIES} then 'QUERY' else query_type end as type"
_ELAPSED = "date_diff('microsecond', start_time, coalesce(end_time, _redshift_clock()))"


def _parts(condition: str, columns: str) -> str:
    """The query of the text of statements, 200 characters a row, with a line feed written as `\\n`."""
    return f"""
        select _redshift.user_oid(user_name)::integer as userid, null::bigint as xid, session_id as pid, {columns},
               unnest(range(greatest(1, (len({_WRITTEN}) + 199) // 200)))::integer as sequence,
               {_WRITTEN}[sequence * 200 + 1 : sequence * 200 + 200] as text
        from {_RUNS} where end_time is not null and {condition}"""


# name -> query. A query's user id is its name's in the database that is asked.
VIEWS: dict[str, str] = {
    "stl_query": f"""
        select _redshift.user_oid(user_name)::integer as userid, query_id as query, label,
               null::bigint as xid, session_id as pid, database_name as database, query_text as querytxt,
               start_time as starttime, end_time as endtime, (status <> 'success')::integer as aborted,
               0 as insert_pristine, 0 as concurrency_scaling_status
        from {_RUNS} where end_time is not null and query_type in {_QUERIES}""",
    "sys_query_history": f"""
        select _redshift.user_oid(user_name)::integer as user_id, query_id::bigint as query_id, label as query_label,
               null::bigint as transaction_id, session_id, database_name, query_type, status, false as result_cache_hit,
               start_time, end_time, {_ELAPSED} as elapsed_time, 0::bigint as queue_time, {_ELAPSED} as execution_time,
               error_message, {nulls("returned_rows bigint, returned_bytes bigint")}, query_text,
               {nulls("redshift_version varchar, usage_limit varchar, compute_type varchar, compile_time bigint")},
               {nulls("planning_time bigint, lock_wait_time bigint, service_class_id int, service_class_name varchar")},
               {nulls("query_priority varchar, short_query_accelerated varchar")}
        from {_RUNS}""",
    "sys_query_text": f"""
        select _redshift.user_oid(user_name)::integer as user_id, query_id::bigint as query_id,
               null::bigint as transaction_id, session_id, start_time, 0 as sequence, {_WRITTEN} as text
        from {_RUNS}""",
    "stl_querytext": _parts(f"query_type in {_QUERIES}", "query_id as query"),
    "stl_ddltext": _parts("query_type = 'DDL'", _TIMES),
    "stl_utilitytext": _parts("query_type = 'UTILITY'", _TIMES),
    "svl_statementtext": _parts("true", f"{_TIMES}, {_TYPE}"),
    "svl_qlog": f"""
        select _redshift.user_oid(user_name)::integer as userid, query_id as query, null::bigint as xid,
               session_id as pid, start_time as starttime, end_time as endtime, {_ELAPSED} as elapsed,
               (status <> 'success')::integer as aborted, label, query_text[:60] as substring,
               null::integer as source_query, null::varchar as concurrency_scaling_status_txt,
               null::integer as from_sp_call
        from {_RUNS} where end_time is not null and query_type in {_QUERIES}""",
    "stv_inflight": f"""
        select _redshift.user_oid(user_name)::integer as userid, 0 as slice, query_id as query, label,
               null::bigint as xid, session_id as pid, start_time as starttime, query_text[:100] as text,
               0 as suspended, 0 as insert_pristine, 0 as concurrency_scaling_status
        from {_RUNS} where status = 'running' and query_type in {_QUERIES}""",
    "stv_recents": f"""
        select _redshift.user_oid(user_name)::integer as userid,
               case status when 'running' then 'Running' else 'Done' end as status, start_time as starttime,
               try_cast({_ELAPSED} as integer) as duration, user_name, database_name as db_name,
               query_text[:600] as query, case status when 'running' then session_id else -1 end as pid
        from {_RUNS}""",
    "stv_sessions": f"""
        select start_time as starttime, session_id as process, user_name, database_name as db_name, 0 as timeout_sec
        from {_rows("_redshift_visits", Visit)}""",
}
