"""history: who is connected and what was run, as the system views tell it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import ENDLESS, fetch

Connect = Callable[..., Any]


@pytest.fixture
def session(connect: Connect) -> Any:
    connection = connect()
    fetch(connection, "set query_group to 'nightly'")
    return connection


def history(connection: Any, columns: str, view: str = "sys_query_history") -> list[tuple[Any, ...]]:
    """What the view has of the session itself, without the question."""
    mine = "query_text not like '%history%' and session_id = pg_backend_pid()"
    if view == "stl_query":
        mine = "querytxt not like '%history%' and pid = pg_backend_pid()"
    return fetch(connection, f"select {columns} from {view} /* history */ where {mine} order by 1")


def test_statements_are_on_record_with_their_ends(session: Any) -> None:
    fetch(session, "create table t (a integer)")
    fetch(session, "insert into t values (0)")
    with pytest.raises(redshift_connector.Error):
        fetch(session, "select 1 / a from t")
    assert history(session, "query_id, query_type, status, trim(query_text), error_message")[-3:] == [
        (row[0], *expected)
        for row, expected in zip(
            history(session, "query_id")[-3:],
            [
                ("DDL", "success", "create table t (a integer)", ""),
                ("INSERT", "success", "insert into t values (0)", ""),
                ("SELECT", "failed", "select 1 / a from t", "Divide by zero"),
            ],
            strict=True,
        )
    ]


@pytest.mark.parametrize("view", ["sys_query_history", "stl_query"])
def test_comments_are_on_record(session: Any, view: str) -> None:
    """dbt, for one, tells in a comment which model a statement is of."""
    commented = '/* {"app": "dbt"} */\nselect 1 -- one'
    fetch(session, commented)
    column = "querytxt" if view == "stl_query" else "query_text"
    assert (commented,) in history(session, f"trim({column})", view)


@pytest.mark.parametrize(
    ("sql", "called"),
    [
        ("create table u as select 1 as a", "CTAS"),
        ("truncate t", "DDL"),
        ("show tables from schema public", "UTILITY"),
        ("analyze t", "UTILITY"),
        ("delete from t", "DELETE"),
    ],
)
def test_the_type_of_a_statement(session: Any, sql: str, called: str) -> None:
    """Is one of those that the guide lists, or the statement's own word."""
    fetch(session, "create table t (a integer)")
    fetch(session, sql)
    assert history(session, "query_id, query_type")[-1][1] == called


def test_a_statement_that_was_stopped(session: Any) -> None:
    """Was canceled, and didn't fail."""
    fetch(session, "set statement_timeout to 100")
    with pytest.raises(redshift_connector.Error):
        fetch(session, ENDLESS)
    fetch(session, "reset statement_timeout")
    assert ("canceled",) in history(session, "status")


def test_stl_query_has_queries_only(session: Any, database: str) -> None:
    """And their label, which SET query_group gives."""
    fetch(session, "create table t (a integer)")
    fetch(session, "insert into t values (1)")
    rows = history(
        session, "query, trim(label), trim(database), trim(querytxt), aborted, endtime >= starttime", "stl_query"
    )
    assert [row[1:] for row in rows] == [("nightly", database, "insert into t values (1)", 0, True)]


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("create user {name} password 'Sesame12'", "create user {name} password ''"),
        ("copy t from 's3://b/k' credentials as 'aws_iam_role=x' csv", "copy t from 's3://b/k' credentials as '' csv"),
        (
            "copy t from 's3://b/k' access_key_id 'A' secret_access_key as 'B' csv",
            "copy t from 's3://b/k' access_key_id '' secret_access_key as '' csv",
        ),
    ],
)
def test_no_secret_is_kept(session: Any, database: str, sql: str, shown: str) -> None:
    fetch(session, "create table t (a integer)")
    with contextlib.suppress(redshift_connector.Error):  # there is no S3 to copy from
        fetch(session, sql.format(name=database))
    assert history(session, "query_id, query_text")[-1][1] == shown.format(name=database)


def test_open_sessions_and_running_statements(session: Any, connect: Connect, database: str) -> None:
    other = connect()
    (mine,), (others,) = fetch(session, "select pg_backend_pid()"), fetch(other, "select pg_backend_pid()")
    query = f"select process from stv_sessions where db_name = '{database}' order by 1"
    assert fetch(session, query) == [mine, others]
    running = "select trim(status), trim(query) from stv_recents where pid = pg_backend_pid()"
    assert fetch(session, running) == [("Running", running)]
    other.close()


def test_texts_come_in_parts(session: Any) -> None:
    """Of 200 characters, with a line feed as a backslash and an n; put together, they are the statement."""
    statement = f"select '{'x' * 250}',\n1 as texts"
    fetch(session, statement)
    joined = "listagg(text, '') within group (order by sequence)"
    asked = f"select count(*), {joined} from stl_querytext group by query having {joined} like 'select%texts'"
    assert fetch(session, asked) == [(2, statement.replace("\n", r"\n"))]
    assert fetch(session, "select text from sys_query_text where text like '%texts'") == [
        (statement.replace("\n", r"\n"),)
    ]


def test_each_kind_of_text_has_its_view(session: Any) -> None:
    fetch(session, "create table t (a integer)")
    fetch(session, "insert into t values (1)")
    mine = "where pid = pg_backend_pid() and text not like '%stl_%'"
    assert fetch(session, f"select rtrim(text), label from stl_ddltext {mine}") == [
        ("create table t (a integer)", "nightly")
    ]
    assert ("set query_group to 'nightly'",) in fetch(session, f"select rtrim(text) from stl_utilitytext {mine}")
    everything = fetch(session, f"select type, rtrim(text) from svl_statementtext {mine} order by starttime")
    assert everything[-2:] == [("DDL", "create table t (a integer)"), ("QUERY", "insert into t values (1)")]


def test_what_runs_is_in_flight_and_not_yet_in_the_log(session: Any) -> None:
    fetch(session, "select 1 as done")
    assert fetch(session, "select text like 'select text%' from stv_inflight where pid = pg_backend_pid()") == [(True,)]
    asked = "select elapsed >= 0, aborted from svl_qlog where substring = 'select 1 as done'"
    assert fetch(session, asked) == [(True, 0)]
