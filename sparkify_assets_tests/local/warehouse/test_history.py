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
