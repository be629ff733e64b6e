"""errors: what DuckDB raises, in Redshift's codes and words."""

from __future__ import annotations

import duckdb
import pytest

from sparkify_assets.local.warehouse import errors
from sparkify_assets_tests.local.warehouse.direct import Direct

SETUP = """
    create table t (a integer, b varchar not null, n decimal(4, 2));
    create schema s;
    create view v as select a from t"""


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message"),
    [
        ("selec 1", "42601", 'syntax error at or near "selec"'),
        ("select * from nowhere", "42P01", 'relation "nowhere" does not exist'),
        ("drop view nowhere", "42P01", 'relation "nowhere" does not exist'),
        ("select nothing from t", "42703", 'column "nothing" does not exist'),
        ("select x.a from t", "42P01", 'missing FROM-clause entry for table "x"'),
        ("select nofunction(1)", "42883", "function nofunction does not exist"),
        ("select a from t, t as u", "42702", 'column reference "a" is ambiguous'),
        ("select a, b from t group by a", "42803", 'column "b" must appear in the GROUP BY clause'),
        ("create table t (a integer)", "42P07", 'Relation "t" already exists'),
        ("create schema s", "42P06", 'Schema "s" already exists'),
        ("drop schema nowhere", "3F000", 'schema "nowhere" does not exist'),
        ("insert into t (a) values (1)", "23502", 'null value in column "b" violates not-null constraint'),
        ("select 'abc'::integer", "22P02", 'invalid input syntax for type integer: "abc"'),
        ("select 100000::smallint", "22003", "100000"),
        ("select 2147483647::integer + 1::integer", "22003", "Overflow"),
        ("select 99999999999999999999999999999999999999::numeric(38) * 10", "22003", "Numeric data overflow"),
        ("insert into t (b, n) values ('x', 12345)", "22003", "Numeric data overflow"),
        ("select '2018-13-01'::date", "22008", '"2018-13-01"'),
        ("select 'yesterday'::date", "22007", '"yesterday"'),
        ("select error('22001:Value too long for character type')", "22001", "Value too long for character type"),
        ("select error('something nobody foresaw')", "XX000", "something nobody foresaw"),
    ],
)
def test_errors_of_duckdb_have_redshifts_sqlstate_and_words(sql: str, sqlstate: str, message: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(SETUP)
        with pytest.raises(duckdb.Error) as raised:
            connection.execute(sql).fetchall()
    translated = errors.from_engine(raised.value)
    assert (translated.sqlstate, message in translated.message) == (sqlstate, True), translated.message


def test_what_duckdb_has_not_is_not_supported() -> None:
    error = errors.from_engine(duckdb.NotImplementedException("Not implemented Error: This kind of join"))
    assert (error.sqlstate, error.message) == ("0A000", "This kind of join")


def test_an_error_that_comes_through_arrow_is_told_by_its_text() -> None:
    """A stream that fails in the middle raises an OSError, whose class says nothing."""
    error = errors.from_engine(OSError("Conversion Error: Could not convert string 'x' to INT32\n\nLINE 1: ..."))
    assert (error.sqlstate, error.message) == ("22P02", 'invalid input syntax for type integer: "x"')


def test_a_serialization_conflict_is_1023_with_the_table_in_its_detail() -> None:
    error = errors.serialization_conflict("public.songplays")
    assert (error.sqlstate, error.message) == ("XX000", "1023")
    assert error.detail is not None
    assert error.detail.startswith("Serializable isolation violation on table - public.songplays")


def test_a_fault_of_the_warehouse_names_itself() -> None:
    error = errors.internal(ZeroDivisionError("division by zero"))
    assert (error.sqlstate, error.message) == (
        "XX000",
        "the local warehouse failed: ZeroDivisionError: division by zero",
    )


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("select 'a' ~ '('", "2201B"), ("select regexp_substr('a', '[')", "2201B"),
        ("select 'a' similar to ')'", "2201B"),
        ("select regexp_count('a', '*')", "2201B"), ("select regexp_instr('a', 'a{2,1}')", "2201B"),
        ("select regexp_replace('abc', '(', '')", "2201B"), (r"select 'a' like 'a\\'", "22025"),
        ("select 'a' like 'a!' escape '!'", "22025"), ("select 'a' like 'a' escape 'xy'", "22025"),
        ("select dateadd(year, 300000, '2020-01-01'::timestamp)", "22008"), ("select 'x'::numeric(5, 2)", "22P02"),
        ("select '999.995'::numeric(5, 2)", "22003"), ("select 999.995::numeric(5, 2)", "22003"),
        ("update t set a = sum(a)", "42803"), ("delete from t where sum(a) > 1", "42803"),
        ("select sum(sum(a)) from t", "42803"), ("select a from t where row_number() over () = 1", "42P20"),
        ("select convert_timezone('NST3:30NDT', '2020-01-01')", "0A000"), ("select -1 << 3", "0A000"),
        ("select upper(distinct 'a')", "42809"), ("select cast(1 as char(x 4))", "42601"),
        ("create table u (a int, b int); alter table u rename a to b", "42701"), ("select - 'a'::varchar", "42883"),
        ("select format_type('a', 'b')", "42883"), ("select stddev('x'::varchar)", "42883"),
        ("select a from t order by 2", "42P10"), ("select a from t group by 2", "42P10"),
        ("select rank() over (order by random()) from t", "0A000"), ("select from_hex('ff')::varchar", "22P02"),
        ("select rank() over (order by rank() over (order by a)) from t", "42601"),
        ("select (select a, a from t)", "42601"),
    ],
)  # fmt: skip
def test_the_codes_of_errors(session: Direct, sql: str, sqlstate: str) -> None:
    session.run("create table t (a int)")
    assert session.refused(sql) == sqlstate
