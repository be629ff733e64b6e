"""INSERT, UPDATE, DELETE and MERGE: `dialect.writes`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def tables(session: Direct) -> Direct:
    session.run("create table t (id int, v varchar(3) default 'd', d decimal(5,1))")
    session.run("create table s (id int, v varchar(10))")
    session.run("insert into t values (1, 'a', 1), (2, 'b', 2); insert into s values (2, 'B'), (3, 'C')")
    return session


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("insert into t (id) values (3)", [(1, "a"), (2, "b"), (3, "d")]),
        ("insert into t values (3, default)", [(1, "a"), (2, "b"), (3, "d")]),
        ("insert into t (v, id) select v, id from s where id = 3", [(1, "a"), (2, "b"), (3, "C")]),
        ("insert into t (id) (select max(id) + 1 from s)", [(1, "a"), (2, "b"), (4, "d")]),
        ("insert into t (id) with x as (select 5 as id) select id from x", [(1, "a"), (2, "b"), (5, "d")]),
        ("update t set v = s.v from s where s.id = t.id", [(1, "a"), (2, "B")]),
        ("update t set v = 'z' where id in (select id from s)", [(1, "a"), (2, "z")]),
        ("delete from t using s where s.id = t.id", [(1, "a")]),
        ("delete t where id = 1", [(2, "b")]),
        ("delete from t", []),
        (
            "merge into t using s on t.id = s.id when matched then update set v = s.v "
            "when not matched then insert (id, v) values (s.id, s.v)",
            [(1, "a"), (2, "B"), (3, "C")],
        ),
        (
            "merge into t using s as x on t.id = x.id when matched then delete "
            "when not matched then insert values (x.id, x.v, 0)",
            [(1, "a"), (3, "C")],
        ),
    ],
)
def test_writes(tables: Direct, statement: str, rows: list[tuple[object, ...]]) -> None:
    """A write leaves the rows that it leaves in Redshift."""
    tables.run(statement)
    assert tables.run("select id, v from t order by id") == rows


def test_merge_remove_duplicates(session: Direct) -> None:
    """Matching rows are replaced by the source's, each of which comes once."""
    session.run("create table t (id int, v varchar(5)); insert into t values (1, 'a'), (2, 'b')")
    session.run("create table s (id int, v varchar(5)); insert into s values (2, 'B'), (2, 'B'), (3, 'C')")
    session.run("merge into t using s on t.id = s.id remove duplicates")
    assert session.run("select * from t order by id") == [(1, "a"), (2, "B"), (3, "C")]


def test_merge_that_matches_twice(tables: Direct) -> None:
    """A row that two source rows would change is an error, where DuckDB would take one of them."""
    tables.run("insert into s values (2, 'Q')")
    merge = (
        "merge into t using s on t.id = s.id when matched then update set v = s.v "
        "when not matched then insert (id) values (s.id)"
    )
    assert tables.refused(merge) == "23505"


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("insert into t (nope) values (1)", "42703"),
        ("insert into nope values (1)", "42P01"),
        ("insert into t values (1, 'a', 1, 2)", "42601"),
        ("insert into t (id) values (1), (1, 2)", "42601"),
        ("insert into t select * from s, t as u", "42601"),
        ("insert into t (v) select 'long' from s", "22001"),
        ("insert into pg_class values (1)", "42809"),
        ("insert into t (id) values (1) returning id", "0A000"),
        ("merge into t using (select 1 as id) s on t.id = s.id when matched then delete", "0A000"),
        ("update t set nope = 1", "42703"),
        ("create table i (id int identity, a int); update i set id = default", "42601"),
        ("create table i (a smallint); insert into i values (32767.5)", "22003"),
        ("insert into t x values (1)", "42601"),
        ("insert into t (id) default values", "42601"),
        ("update t set id = 1 from t x, t y", "0A000"),
        ("merge into t using s on t.id = s.id when matched and s.id = 1 then delete", "0A000"),
        ("merge into t using s on t.id = s.id when matched then do nothing", "0A000"),
        ("merge into t using s on t.id = s.id when not matched then insert (id, v) values (1)", "42601"),
        ("merge into t using s on t.id = s.id when matched then delete remove duplicates", "42601"),
        (
            "merge into t using s on t.id = s.id when not matched then insert (id) values (1) when matched then delete",
            "00000",
        ),
    ],
)
def test_writes_that_are_refused(tables: Direct, statement: str, sqlstate: str) -> None:
    """What can't be written is an error with its code."""
    assert tables.refused(statement) == sqlstate


def test_what_a_write_touches(tables: Direct) -> None:
    """The statement names the table it writes, for the lock."""
    (statement,) = tables.parse("insert into t (id) select id from s")
    assert statement.writes == {"public.t"}
    assert statement.reads == {"public.s"}


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (1, 'a') returning a", "delete from t returning a", "update t set a = 1 returning a",
        "delete from t limit 1", "insert into t values (1, 'a') on conflict do nothing",
    ],
)  # fmt: skip
def test_clauses_of_other_databases_are_refused(session: Direct, sql: str) -> None:
    """DuckDB would do them."""
    session.run("create table t (a int, b varchar(5))")
    assert session.refused(sql) == "0A000"
