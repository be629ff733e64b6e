"""show: SHOW of the catalog's objects, with names in the statement and as parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redshift_connector

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets_tests.local.warehouse.conftest import fetch
from sparkify_assets_tests.local.warehouse.direct import Direct

TABLES = """
create schema mart; create table mart.songs (id integer not null encode zstd distkey, title varchar(20) default 'x',
price numeric(6,2), primary key (id)) interleaved sortkey (title, id);
create table mart.plays (song integer, constraint of_song foreign key (song) references mart.songs);
create view mart.titles as select title from mart.songs;
create view mart.loose as select price from mart.songs with no schema binding;
create user ann password disable; create group listeners;
grant select on mart.songs to ann, group listeners; grant usage on schema mart to ann;
"""


@pytest.fixture
def shown(session: Direct) -> Callable[..., list[tuple[Any, ...]]]:
    """Runs a SHOW and gives the columns that are asked for."""
    session.run(TABLES)

    def show(sql: str, *columns: str) -> list[tuple[Any, ...]]:
        rows = session.run(sql)
        names = [column[0] for column in session.cursor.description or ()]
        return [tuple(row[names.index(column)] for column in columns) for row in rows]

    return show


Shown = Callable[..., list[tuple[Any, ...]]]


def test_schemas_and_databases(shown: Shown) -> None:
    assert ("mart",) in shown("show schemas from database memory", "schema_name")
    assert shown("show schemas from database memory like 'ma%'", "schema_name") == [("mart",)]
    shown("show databases", "database_name", "database_owner")


def test_tables_with_their_kinds(shown: Shown) -> None:
    columns = ("table_name", "table_type", "dist_style", "table_subtype")
    assert shown("show tables from schema memory.mart", *columns) == [
        ("loose", "VIEW", None, "LATE BINDING VIEW"),
        ("plays", "TABLE", "AUTO(ALL)", "REGULAR TABLE"),
        ("songs", "TABLE", "KEY", "REGULAR TABLE"),
        ("titles", "VIEW", None, "REGULAR VIEW"),
    ]
    assert shown("show tables from schema mart like '%s' limit 1", "table_name") == [("plays",)]


def test_columns_as_declared(shown: Shown) -> None:
    columns = ("column_name", "data_type", "is_nullable", "column_default", "encoding")
    assert shown("show columns from table mart.songs", *columns) == [
        ("id", "integer", "NO", None, "zstd"),
        ("title", "character varying", "YES", "'x'", "none"),
        ("price", "numeric", "YES", None, "az64"),
    ]
    details = (
        "character_maximum_length",
        "numeric_precision",
        "numeric_scale",
        "sort_key_type",
        "sort_key",
        "dist_key",
    )
    assert shown("show columns from table memory.mart.songs", *details) == [
        (None, 32, 0, "INTERLEAVED", 2, 1),
        (20, None, None, "INTERLEAVED", 1, 0),
        (None, 6, 2, "INTERLEAVED", 0, 0),
    ]


def test_columns_of_a_view_without_schema_binding(shown: Shown) -> None:
    columns = ("column_name", "data_type", "numeric_precision", "numeric_scale", "ordinal_position")
    assert shown("show columns from table mart.loose", *columns) == [("price", "numeric", 6, 2, 1)]


def test_keys(shown: Shown) -> None:
    assert shown("show constraints primary keys from table mart.songs", "pk_name", "column_name", "key_seq") == [
        ("songs_pkey", "id", 1)
    ]
    columns = ("pk_table_name", "pk_column_name", "fk_table_name", "fk_column_name", "fk_name", "pk_name")
    key = [("songs", "id", "plays", "song", "of_song", "songs_pkey")]
    assert shown("show constraints foreign keys from table mart.plays", *columns) == key
    assert shown("show constraints foreign keys exported from table mart.songs", *columns) == key
    assert shown("show constraints foreign keys from table mart.songs", *columns) == []


def test_grants(shown: Shown) -> None:
    columns = ("privilege_type", "identity_name", "identity_type", "admin_option")
    assert shown("show grants on table mart.songs", *columns) == [
        ("SELECT", "ann", "user", False), ("SELECT", "/listeners", "role", False),
    ]  # fmt: skip
    assert shown("show grants on table mart.songs for ann", "identity_name") == [("ann",)]
    assert shown("show grants on schema mart", *columns) == [("USAGE", "ann", "user", False)]
    assert shown("show column grants on table mart.songs") == []


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("show table mart.songs", "0A000"), ("show view mart.titles", "0A000"), ("show grants for ann", "0A000"),
        ("show tables from schema elsewhere.mart", "0A000"), ("show tables", "42601"),
        ("show tables from schema a.b.c", "42601"), ("show columns from table mart.songs where true", "42601"),
    ],
)  # fmt: skip
def test_what_it_refuses(shown: Shown, sql: str, sqlstate: str) -> None:
    """Another database's catalog can't be seen from here, so that an empty list would be wrong."""
    with pytest.raises(SqlError) as raised:
        shown(sql)
    assert raised.value.sqlstate == sqlstate


def test_names_may_be_parameters(connect: Callable[..., Any], database: str, simple: Any) -> None:
    """As redshift_connector sends them; psycopg2 writes the statement out."""
    connection = connect()
    fetch(connection, "create table t (a integer)")
    (row,) = fetch(connection, "show tables from schema %s.%s like %s", (database, "public", "t%"))
    assert row[:4] == (database, "public", "t", "TABLE")
    with simple.cursor() as cursor:
        cursor.execute(f"show columns from table {database}.public.t")
        assert [column[0] for column in cursor.description][:4] == [
            "database_name", "schema_name", "table_name", "column_name",
        ]  # fmt: skip
    with pytest.raises(redshift_connector.Error, match="cross-database"):
        fetch(connection, "show tables from schema %s.%s", ("elsewhere", "public"))
