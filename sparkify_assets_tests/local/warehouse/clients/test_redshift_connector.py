"""redshift_connector beyond execute and fetch: its metadata calls, data frames, parameter styles and cursors."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import fetch

Connect = Callable[..., Any]


@pytest.fixture
def cursor(connect: Connect) -> Any:
    return connect().cursor()


def names(rows: Sequence[Sequence[Any]], *places: int) -> list[tuple[Any, ...]]:
    return [tuple(row[place] for place in places) for row in rows]


# What there is


def test_get_tables_lists_tables_and_views(cursor: Any, declared: Any) -> None:
    assert sorted(names(cursor.get_tables(schema_pattern="mart"), 1, 2, 3)) == [
        ("mart", "codes", "VIEW"),
        ("mart", "loose", "VIEW"),
        ("mart", "plays", "TABLE"),
    ]
    assert names(cursor.get_tables(schema_pattern="mart", types=["TABLE"]), 2, 14) == [("plays", "REGULAR TABLE")]


def test_get_tables_takes_patterns(cursor: Any, declared: Any, database: str) -> None:
    (row,) = cursor.get_tables(database, "public", "%tists")
    assert row[:5] == [database, "public", "artists", "TABLE", "who is heard"]


def test_get_columns_gives_types_lengths_and_comments(cursor: Any, declared: Any) -> None:
    rows = cursor.get_columns(schema_pattern="public", tablename_pattern="artists")
    assert names(rows, 3, 5, 6, 8, 17) == [
        ("id", "int4", 10, 0, "NO"),
        ("name", "varchar", 20, 0, "YES"),
        ("amount", "numeric", 10, 2, "YES"),
        ("seen", "timestamp", 29, 6, "YES"),
    ]
    assert rows[1][11] == "as the song file spells it"


def test_get_columns_sees_into_views_without_schema_binding(cursor: Any, declared: Any) -> None:
    rows = cursor.get_columns(schema_pattern="mart", tablename_pattern="loose")
    assert names(rows, 2, 3) == [("loose", "artist"), ("loose", "code")]


def test_get_primary_keys_names_the_columns_in_order(cursor: Any, declared: Any, database: str) -> None:
    cursor.execute("create table public.pairs (a int, b int, c int, primary key (c, a))")
    assert names(cursor.get_primary_keys(database, "public", "artists"), 3, 4, 5) == [("id", 1, "artists_pkey")]
    assert names(cursor.get_primary_keys(None, None, "pairs"), 3, 4) == [("c", 1), ("a", 2)]


def test_get_schemas_and_catalogs(cursor: Any, declared: Any, database: str) -> None:
    assert [row[0] for row in cursor.get_schemas()] == ["information_schema", "mart", "pg_catalog", "public"]
    assert [row[0] for row in cursor.get_schemas(None, "ma%")] == ["mart"]
    assert [row[0] for row in cursor.get_catalogs()] == [database]


def test_get_procedures_finds_none(cursor: Any) -> None:
    assert cursor.get_procedures() == ()


def test_get_functions_and_their_columns_find_none(cursor: Any) -> None:
    """Nobody can make one here."""
    assert cursor.get_functions(function_name_pattern="%") == ()
    assert cursor.get_function_columns(function_name_pattern="%") == ()
    assert cursor.get_procedure_columns(procedure_name_pattern="%") == ()


def test_get_imported_and_exported_keys_are_the_two_ends_of_one(cursor: Any, database: str) -> None:
    cursor.execute("create table a (x int, y int, primary key (x, y))")
    cursor.execute("create table b (p int, q int, constraint both_ways foreign key (p, q) references a)")
    imported = cursor.get_imported_keys(database, "public", "b")
    assert names(imported, 2, 3, 6, 7, 8, 11, 12) == [
        ("a", "x", "b", "p", 1, "both_ways", "a_pkey"),
        ("a", "y", "b", "q", 2, "both_ways", "a_pkey"),
    ]
    assert cursor.get_exported_keys(database, "public", "a") == imported
    assert cursor.get_imported_keys(database, "public", "a") == ()


def test_get_best_row_identifier_is_the_primary_key(cursor: Any, declared: Any, database: str) -> None:
    assert names(cursor.get_best_row_identifier(database, "public", "artists", 1, True), 1) == [("id",)]


def test_get_privileges(cursor: Any, declared: Any, database: str) -> None:
    cursor.execute("create user listener password disable")
    cursor.execute("grant select, insert on public.artists to listener with grant option")
    rows = cursor.get_table_privileges(database, "public", "artists")
    assert names(rows, 2, 4, 5, 6) == [
        ("artists", "listener", "INSERT", "YES"), ("artists", "listener", "SELECT", "YES"),
    ]  # fmt: skip
    assert cursor.get_column_privileges(database, "public", "artists", "%") == ()


def test_get_table_types(cursor: Any) -> None:
    assert ["TABLE"] in [list(row) for row in cursor.get_table_types()]


# Data frames


def test_a_data_frame_goes_in_and_comes_back(cursor: Any) -> None:
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "ü"], "c": [1.5, 2.5, 3.5]})
    cursor.execute("create table t (a integer, b varchar(10), c double precision)")
    cursor.write_dataframe(frame, "t")
    back = cursor.execute("select * from t order by a").fetch_dataframe()
    pd.testing.assert_frame_equal(back, frame)


def test_a_data_frame_goes_into_a_temporary_table(cursor: Any) -> None:
    """The driver first looks the table up in the catalog."""
    cursor.execute("create temp table t (a integer)")
    cursor.write_dataframe(pd.DataFrame({"a": [7]}), "t")
    assert list(cursor.execute("select a from t").fetchall()) == [[7]]


def test_a_data_frame_for_an_unknown_table_is_refused(cursor: Any) -> None:
    with pytest.raises(redshift_connector.InterfaceError, match="Invalid table name"):
        cursor.write_dataframe(pd.DataFrame({"a": [1]}), "nowhere")


def test_rows_are_fetched_as_a_frame_in_parts(cursor: Any) -> None:
    cursor.execute("select 1 as a union all select 2 union all select 3 order by 1")
    assert cursor.fetch_dataframe(2)["a"].tolist() == [1, 2]
    assert cursor.fetch_dataframe()["a"].tolist() == [3]


def test_rows_are_fetched_as_an_array(cursor: Any) -> None:
    rows = cursor.execute("select 1 as a, 2 as b union all select 3, 4 order by 1").fetch_numpy_array()
    assert rows.tolist() == np.array([[1, 2], [3, 4]]).tolist()


# Parameters and cursors


@pytest.mark.parametrize(
    ("style", "sql", "parameters"),
    [
        ("format", "select a from t where a > %s and b = %s", (1, "y")),
        ("qmark", "select a from t where a > ? and b = ?", (1, "y")),
        ("numeric", "select a from t where b = :2 and a > :1", (1, "y")),
        ("named", "select a from t where a > :low and b = :name", {"low": 1, "name": "y"}),
        ("pyformat", "select a from t where a > %(low)s and b = %(name)s", {"low": 1, "name": "y"}),
    ],
)
def test_every_parameter_style(cursor: Any, style: str, sql: str, parameters: Any) -> None:
    cursor.execute("create table t (a integer, b varchar(5))")
    cursor.execute("insert into t values (1, 'y'), (2, 'y'), (3, 'z')")
    cursor.paramstyle = style
    assert list(cursor.execute(sql, parameters).fetchall()) == [[2]]


def test_parameters_of_every_python_type(cursor: Any) -> None:
    moment = datetime.datetime(2018, 11, 15, 0, 30, 26, 796000)
    values = (True, 7, 2**40, 1.5, Decimal("12.345"), "ü'\\", datetime.date(2018, 11, 1), moment, None)
    cursor.execute(
        "create table t (a boolean, b integer, c bigint, d double precision, e numeric(10, 3), f varchar(9), g date, "
        "h timestamp, i integer)"
    )
    cursor.execute(f"insert into t values ({', '.join(['%s'] * len(values))})", values)
    assert tuple(cursor.execute("select * from t").fetchone()) == values


def test_a_time_with_a_zone_comes_in_utc(cursor: Any) -> None:
    """The driver can't read an offset that leads into another day."""
    cursor.execute("select timetz '01:02:03.5+02', timetz '20:00:00-05:30'")
    utc = datetime.UTC
    assert list(cursor.fetchone()) == [datetime.time(23, 2, 3, 500000, tzinfo=utc), datetime.time(1, 30, tzinfo=utc)]


def test_intervals_of_both_kinds(cursor: Any) -> None:
    """One half of an interval each on the wire."""
    months = redshift_connector.interval.IntervalYearToMonth(months=14)
    seconds = redshift_connector.interval.IntervalDayToSecond(microseconds=90_000_000)
    cursor.execute("select date '2018-01-31' + %s, timestamp '2018-01-31' + %s", (months, seconds))
    assert [str(value) for value in cursor.fetchone()] == ["2019-03-31 00:00:00", "2018-01-31 00:01:30"]


@pytest.mark.parametrize("value", [[1, 2], [1.5], [True, None], [[1, 2], [3, 4]]])
def test_lists_are_refused(cursor: Any, value: list[Any]) -> None:
    """Redshift has no arrays but those of SUPER, and the driver sends bytes that look like text."""
    with pytest.raises(redshift_connector.ProgrammingError) as raised:
        cursor.execute("select %s", (value,))
    assert raised.value.args[0]["C"] == "0A000"


def test_insert_data_bulk_writes_columns_of_a_file(cursor: Any, tmp_path: Any) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n1,x\n2,y\n3,z\n")
    cursor.execute("create table t (a integer, b varchar(5))")
    cursor.insert_data_bulk(str(tmp_path / "rows.csv"), "t", [0, 1], ["a", "b"], ",", 2)
    assert list(cursor.execute("select * from t order by a").fetchall()) == [[1, "x"], [2, "y"], [3, "z"]]


def test_fetchmany_and_iteration(cursor: Any) -> None:
    cursor.execute("select 1 as a union all select 2 union all select 3 union all select 4 order by 1")
    assert list(cursor.fetchmany(2)) == [[1], [2]]
    assert cursor.fetchone() == [3]
    assert [row[0] for row in cursor] == [4]
    assert cursor.fetchone() is None


def test_the_description_names_and_types_the_columns(cursor: Any) -> None:
    cursor.execute("select 1::smallint as a, 'x'::varchar(3) as b, 1.5::numeric(5, 2) as c")
    assert [(column[0], column[1]) for column in cursor.description] == [("a", 21), ("b", 1043), ("c", 1700)]


def test_the_same_statement_again_is_prepared_once(connect: Connect) -> None:
    """The driver keeps prepared statements by their text; a table made anew in between is read as it is now."""
    connection = connect(max_prepared_statements=2)
    for i in range(5):
        fetch(connection, "drop table if exists t")
        fetch(connection, "create table t (a integer)")
        fetch(connection, "insert into t values (%s)", (i,))
        assert fetch(connection, "select a from t where a = %s", (i,)) == [(i,)]


def test_error_classes_follow_the_sqlstate(cursor: Any) -> None:
    with pytest.raises(redshift_connector.ProgrammingError) as raised:
        cursor.execute("select nothing from nowhere")
    assert raised.value.args[0]["C"] == "42P01"


def test_ids_before_anything_was_done(connect: Callable[..., Any]) -> None:
    """-1, as the pages of the functions say."""
    (row,) = fetch(connect(), "select pg_last_copy_id(), pg_last_unload_id(), pg_last_query_id()")
    assert row == (-1, -1, -1)


@pytest.mark.parametrize("value", ["1.5", "1", "-0.005", "1000", "0.0000000000000000000001", "12345678901234567890123"])
def test_a_numeric_parameter_keeps_its_digits(connect: Callable[..., Any], value: str) -> None:
    """The driver says that it is numeric, but not of which scale: its value does, as a literal's."""
    ((shown,),) = fetch(connect(), "select %s", (Decimal(value),))
    assert f"{shown:f}" == value


def test_numeric_parameters_with_more_digits_than_a_column(connect: Callable[..., Any]) -> None:
    connection = connect()
    fetch(connection, "create table prices (price numeric(38, 30))")
    fetch(connection, "insert into prices values (%s)", (Decimal("1.0000000000000000000005"),))
    found = fetch(connection, "select count(*) from prices where price = %s", (Decimal("1.0000000000000000000005"),))
    assert found == [(1,)]
    with pytest.raises(redshift_connector.ProgrammingError, match="22003"):
        fetch(connection, "select %s", (Decimal("1e40"),))


def test_a_numeric_parameter_is_text_with_its_own_digits_in_what_is_written(connect: Callable[..., Any]) -> None:
    connection = connect()
    fetch(connection, "create table t (a varchar(20), b super, c numeric(10, 2), d varchar(20))")
    fetch(connection, "insert into t values (%s, %s, %s, %s || 'x')", (Decimal("1.5"),) * 4)
    fetch(connection, "update t set d = %s where d = '1.5x'", (Decimal("2.50"),))
    assert fetch(connection, "select * from t") == [("1.5", "1.5", Decimal("1.50"), "2.50")]


def test_one_parameter_goes_into_a_number_and_into_text(connect: Callable[..., Any]) -> None:
    """In whichever order: the number doesn't mind the digits of the text."""
    connection = connect()
    fetch(connection, "create table t (a varchar(20), b numeric(10, 2))")
    for columns in ("a, b", "b, a"):
        cursor = connection.cursor()
        cursor.paramstyle = "numeric"
        cursor.execute(f"insert into t ({columns}) values (:1, :1)", (Decimal("7.5"),))
    assert fetch(connection, "select * from t") == [("7.5", Decimal("7.50"))] * 2


@pytest.mark.parametrize("statement", ["create table t as select {} where %s = 1", "select {} into t where %s = 1"])
def test_parameters_in_the_query_of_a_new_table_give_its_types(connect: Callable[..., Any], statement: str) -> None:
    connection = connect()
    day = datetime.date(2018, 11, 1)
    sql = statement.format("%s as a, %s as b, %s::varchar(5) as c, %s as d")
    fetch(connection, sql, (40000, Decimal("1.25"), "x", day, 1))
    assert fetch(connection, "select * from t") == [(40000, Decimal("1.25"), "x", day)]
    types = fetch(connection, "select type from pg_table_def where tablename = 't' order by 1")
    assert types == [("character varying(5)",), ("date",), ("integer",), ("numeric(3,2)",)]


def test_a_parameter_is_no_length_of_a_type(cursor: Any) -> None:
    for sql in ("create table t (a varchar(%s))", "select 'abc'::varchar(%s)"):
        with pytest.raises(redshift_connector.ProgrammingError) as raised:
            cursor.execute(sql, (2,))
        assert raised.value.args[0]["C"] == "42601"


def test_what_cannot_be_described_leaves_its_name_to_the_next(cursor: Any) -> None:
    """The driver gives a statement's name anew if the answer to its preparation was an error."""
    for _ in range(2):
        with pytest.raises(redshift_connector.ProgrammingError, match="34000"):
            cursor.execute("fetch 1 from nothing")
        assert list(cursor.execute("select 1").fetchall()) == [[1]]
