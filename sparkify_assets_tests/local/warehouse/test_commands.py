"""commands: SET and SHOW, CREATE and DROP DATABASE."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse, fetch

Connect = Callable[..., Any]


def sqlstate(connection: Any, sql: str) -> str:
    with pytest.raises(redshift_connector.Error) as raised:
        fetch(connection, sql)
    code: str = raised.value.args[0]["C"]
    return code


def test_set_show_and_reset(connect: Connect) -> None:
    connection = connect()
    fetch(connection, "set query_group to 'nightly'")
    assert fetch(connection, "show query_group") == [("nightly",)]
    fetch(connection, "set query_group = 'hourly'")
    assert fetch(connection, "show query_group") == [("hourly",)]
    fetch(connection, "reset query_group")
    assert fetch(connection, "show query_group") == [("default",)]


def test_a_reset_goes_back_to_what_the_client_connected_with(warehouse: Warehouse, database: str) -> None:
    """psycopg2's own `reset` says RESET ALL."""
    connection = psycopg2.connect(
        host="127.0.0.1", port=warehouse.port, user=USER, password=PASSWORD, dbname=database,
        options='-csearch_path="landing",public',
    )  # fmt: skip
    with contextlib.closing(connection), connection.cursor() as cursor:
        for undo in ("reset all", "reset search_path", "set search_path to default"):
            cursor.execute(f"set search_path to elsewhere; {undo}; show search_path")
            assert cursor.fetchall() == [("landing,public",)]


def test_a_setting_is_the_sessions_own(connect: Connect) -> None:
    first, second = connect(), connect()
    fetch(first, "set query_group to 'nightly'")
    assert fetch(second, "show query_group") == [("default",)]


def test_unknown_settings_and_values_are_errors(connect: Connect) -> None:
    connection = connect()
    assert sqlstate(connection, "set magic to 'on'") == "42704"
    assert sqlstate(connection, "set timezone to 'Europe/Berlin'") == "0A000"


def test_search_path_decides_which_table_a_name_is(connect: Connect) -> None:
    """In statements that are prepared after it was set; the driver keeps those that it has prepared, by their text."""
    connection = connect()
    for schema, value in (("one", 1), ("two", 2)):
        fetch(connection, f"create schema {schema}")
        fetch(connection, f"create table {schema}.t as select {value} as a")
    for schema, value in (("one", 1), ("two", 2)):
        fetch(connection, f"set search_path to {schema}")
        assert fetch(connection, f"select a from t -- {schema}") == [(value,)]


def test_databases_are_made_and_dropped(connect: Connect, warehouse: Warehouse) -> None:
    connection = connect()
    fetch(connection, "create database made_here")
    assert "made_here" in warehouse.engine.databases()
    other = connect(database="made_here")
    fetch(other, "create table t (a integer)")
    assert sqlstate(connection, "create database made_here") == "42P04"
    assert sqlstate(connection, "drop database made_here") == "55006"
    other.close()
    fetch(connection, "drop database made_here")
    assert "made_here" not in warehouse.engine.databases()


def test_a_database_is_not_made_inside_a_transaction(connect: Connect) -> None:
    connection = connect(autocommit=False)
    assert sqlstate(connection, "create database never") == "25001"
