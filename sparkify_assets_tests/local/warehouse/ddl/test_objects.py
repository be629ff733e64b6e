"""Schemas, databases, comments and DROP: `ddl.objects`."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.interfaces import Kind
from sparkify_assets_tests.local.warehouse.direct import Direct


def test_schemas(session: Direct) -> None:
    """A schema is made once, holds tables, and goes with them only by CASCADE."""
    session.run("create schema if not exists s authorization owner quota 10 gb; create schema if not exists s")
    assert session.refused("create schema s") == "42P06"
    session.run("create table s.t (a int); create view s.w as select a from s.t")
    assert session.refused("drop schema s") == "2BP01"
    session.run("drop schema s cascade; drop schema if exists s")
    assert session.refused("select * from s.t") == "42P01"
    assert session.refused("drop schema s") == "3F000"
    assert session.refused("create schema pg_x") == "42939"
    session.run("alter schema public quota 5 gb")
    assert session.refused("alter schema public quota 5 kb") == "42601"
    assert session.refused("drop table pg_class") == "42501"
    assert session.refused("create database d collate case_insensitive") == "0A000"


def test_drop(session: Direct) -> None:
    """Several tables at once; a missing one only with IF EXISTS."""
    session.run("create table t (id int identity(1,1)); create table u (a int); drop table if exists t, u, w")
    assert session.refused("drop table t") == "42P01"
    session.run("create table t (id int identity(1,1)); insert into t default values")
    assert session.run("select id from t") == [(1,)]


def test_comments(session: Direct) -> None:
    """Comments on tables and columns are to be seen in the catalog."""
    session.run("create table t (a int); comment on table t is 'it''s t'; comment on column public.t.a is 'an a'")
    query = "select description from pg_description where classoid = 'pg_class'::regclass order by objsubid"
    assert session.run(query) == [("it's t",), ("an a",)]
    session.run("comment on table t is null")
    assert session.run("select obj_description('t'::regclass)") == [(None,)]
    assert session.refused("comment on column t.b is 'x'") == "42703"
    assert session.refused("comment on column b is 'x'") == "42601"
    assert session.refused("comment on function f is 'x'") == "0A000"
    session.run("comment on database memory is 'x'")
    assert session.refused("comment on database other is 'x'") == "3D000"
    assert session.refused("comment on constraint k on t is 'x'") == "42704"


@pytest.mark.parametrize(("sql", "payload"), [
    ("create database d with owner owner connection limit unlimited", ("create", "d")),
    ("drop database d", ("drop", "d")),
])  # fmt: skip
def test_databases(session: Direct, sql: str, payload: tuple[str, str]) -> None:
    """Databases are the engine's: the statement only names them."""
    (statement,) = session.parse(sql)
    assert (statement.kind, statement.payload, statement.steps) == (Kind.DATABASE, payload, ())


def test_temporary_tables_can_be_dropped(session: Direct) -> None:
    """The table in the session's own schema goes, not its namesake."""
    session.run("create table t (a int); create temp table t (b int); drop table t")
    assert session.parse("select a from t")[0].reads == {"public.t"}
