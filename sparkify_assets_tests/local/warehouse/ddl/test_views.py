"""CREATE VIEW, bound or not: `ddl.views`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def table(session: Direct) -> Direct:
    session.run("create table t (a int, v varchar(3)); insert into t values (7, 'x')")
    return session


def test_a_view_keeps_its_columns(table: Direct) -> None:
    """The star is written out when the view is made."""
    table.run("create view w as select *, a / 2 as half from t; alter table t add column b int")
    assert table.run("select * from w") == [(7, "x", 3)]
    query = (
        "select column_name, data_type from information_schema.columns where table_name = 'w' order by ordinal_position"
    )
    assert table.run(query) == [("a", "integer"), ("v", "character varying"), ("half", "integer")]


def test_a_table_depends_on_its_views(table: Direct) -> None:
    """DROP without CASCADE is refused, with it the views go too, and theirs."""
    table.run("create view w (x) as select a from t; create view w2 as select x from w")
    assert table.refused("drop table t") == "2BP01"
    assert table.refused("drop view w") == "2BP01"
    assert table.refused("alter table t drop column a") == "2BP01"
    table.run("alter table t drop column v")
    table.run("drop table t cascade")
    assert table.run("select count(*) from pg_views") == [(0,)]


def test_a_view_without_schema_binding(table: Direct) -> None:
    """It is read anew each time, may precede its table, and holds nobody back."""
    table.run("create view w as select * from public.later with no schema binding; create table later (a int)")
    table.run("insert into later values (1)")
    assert table.run("select q.a from w q") == [(1,)]
    table.run("alter table later add column b int; drop view if exists w2")
    assert table.run("select * from w") == [(1, None)]
    table.run("drop table later")
    assert table.refused("select * from w") == "42P01"
    table.run("drop view w")


def test_the_catalog_shows_all_of_a_view_without_schema_binding(table: Direct) -> None:
    """Its last words are how clients tell it from others."""
    statement = "create view w as select a from public.t with no schema binding"
    table.run(statement)
    assert table.run("select definition, pg_get_viewdef('w') from pg_views where viewname = 'w'") == [
        (statement, statement)
    ]


def test_create_or_replace(table: Direct) -> None:
    """A view can be replaced, a table can't be by a view."""
    table.run("create view w as select a from t; create or replace view w as select a + 1 as a from t")
    assert table.run("select * from w") == [(8,)]
    assert table.refused("create or replace view w as select v from t") == "42P16"
    assert table.refused("create view w as select 1") == "42P07"
    assert table.refused("create or replace view t as select 1") == "42P07"
    assert table.refused("drop table w") == "42809"
    table.run("create or replace view w as select a from public.t with no schema binding")
    assert table.refused("create view #v as select 1") == "0A000"
    table.run("create temp table mine (a int)")
    assert table.refused("create view of_mine as select * from mine") == "0A000"
