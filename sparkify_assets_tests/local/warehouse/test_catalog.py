"""The catalog's tables and views: `catalog` and `views`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sparkify_assets.local.warehouse import catalog, views
from sparkify_assets.local.warehouse.history import History
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(tmp_path_factory.mktemp("catalog") / "memory.duckdb"))
    catalog.bootstrap(connection, History())
    session = Direct(connection.cursor())
    session.run("create table t (id int not null, v varchar(7) default 'x', n numeric(5,2), primary key (id))")
    session.run("create temp table mine (a int); create view w as select id from t")
    return connection


@pytest.mark.parametrize("view", [name for name in views.PG_CATALOG if not name.startswith("_")])
def test_every_view_of_pg_catalog_answers(database: duckdb.DuckDBPyConnection, view: str) -> None:
    """Each view can be read through the dialect."""
    Direct(database.cursor()).run(f"select * from {view}")


@pytest.mark.parametrize("view", list(views.INFORMATION_SCHEMA))
def test_every_view_of_information_schema_answers(database: duckdb.DuckDBPyConnection, view: str) -> None:
    """Each view can be read through the dialect."""
    Direct(database.cursor()).run(f"select * from information_schema.{view}")


def test_columns_are_as_declared(database: duckdb.DuckDBPyConnection) -> None:
    """Lengths, precision, nullability and defaults come back as written."""
    query = (
        "select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, "
        "column_default from svv_columns where table_name = 't' order by ordinal_position"
    )
    assert Direct(database.cursor()).run(query) == [
        ("id", "integer", None, 32, 0, "NO", None),
        ("v", "character varying", 7, None, None, "YES", "'x'"),
        ("n", "numeric", None, 5, 2, "YES", None),
    ]


def test_a_database_is_as_isolated_as_it_says(database: duckdb.DuckDBPyConnection) -> None:
    """What no serial order explains is refused (`serial`): that is not snapshot isolation."""
    query = "select distinct database_isolation_level from svv_redshift_databases"
    assert Direct(database.cursor()).run(query) == [("Serializable",)]


def test_the_types_that_pg_attribute_declares(database: duckdb.DuckDBPyConnection) -> None:
    """Type modifiers are those that clients decode."""
    query = (
        "select a.attname, format_type(a.atttypid, a.atttypmod), a.attnum from pg_attribute a "
        "join pg_class c on c.oid = a.attrelid where c.relname = 't' order by a.attnum"
    )
    assert Direct(database.cursor()).run(query) == [
        ("id", "integer", 1), ("v", "character varying(7)", 2), ("n", "numeric(5,2)", 3),
    ]  # fmt: skip


def test_a_temporary_table_is_seen_by_its_session_only(tmp_path: Path) -> None:
    """The catalog shows a session its own temporary tables."""
    connection = duckdb.connect(str(tmp_path / "memory.duckdb"))
    catalog.bootstrap(connection, History())
    mine, other = Direct(connection.cursor()), Direct(connection.cursor())
    mine.run("create temp table t (a int)")
    query = "select table_schema, table_type from svv_tables where table_name = 't'"
    assert mine.run(query) == [("pg_temp_1", "LOCAL TEMPORARY")]
    assert other.run(query) == []


def test_declarations_outlive_the_file_being_closed(tmp_path: Path) -> None:
    """What was declared is there after a restart."""
    path = str(tmp_path / "memory.duckdb")
    connection = duckdb.connect(path)
    catalog.bootstrap(connection, History())
    Direct(connection.cursor()).run("create table t (v varchar(7) encode zstd)")
    connection.close()
    connection = duckdb.connect(path)
    catalog.bootstrap(connection, History())
    rows = Direct(connection.cursor()).run("select type, encoding from pg_table_def where tablename = 't'")
    assert rows == [("character varying(7)", "zstd")]
