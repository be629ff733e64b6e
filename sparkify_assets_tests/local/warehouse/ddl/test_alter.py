"""ALTER TABLE: `ddl.alter`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def table(session: Direct) -> Direct:
    session.run("create table t (a int, v varchar(3)); insert into t values (1, 'x')")
    return session


def columns(session: Direct, table: str = "t") -> list[tuple[object, ...]]:
    query = f"select \"column\", type from pg_table_def where tablename = '{table}'"
    return sorted(session.run(query))


def test_columns_come_go_and_change(table: Direct) -> None:
    """ADD, RENAME, ALTER TYPE and DROP of a column, remembered each time."""
    table.run("alter table t add column n int default 7 not null encode az64; alter table t add d date")
    table.run("alter table t rename column n to m; alter table t alter column v type varchar(10)")
    table.run("alter table t drop column d cascade")
    assert columns(table) == [("a", "integer"), ("m", "integer"), ("v", "character varying(10)")]
    assert table.run("select * from t") == [(1, "x", 7)]
    table.run("insert into t (v) values ('0123456789')")


def test_a_varchar_shrinks_only_to_what_it_holds(table: Direct) -> None:
    """The new length must hold every value."""
    table.run("insert into t values (2, 'xyz')")
    assert table.refused("alter table t alter column v type varchar(2)") == "22001"


def test_rename(table: Direct) -> None:
    """A renamed table keeps what was declared of it."""
    table.run("alter table t rename to u")
    assert columns(table, "u") == [("a", "integer"), ("v", "character varying(3)")]
    assert table.run("select * from u") == [(1, "x")]


def test_views_follow_a_rename(table: Direct) -> None:
    """A bound view goes on reading the table, or the view, that got another name, whatever gets the old one."""
    table.run("create schema s; create table s.t (a int)")
    table.run("create view v as with s as (select a as t from public.t) select s.t, 'é, public.t' as x from s, t")
    table.run("create view w as select t.t, (select count(*) from t as u where u.a = t.t) from v as t")
    table.run('alter table t rename to "o""ld"; create table t (a int); alter table v rename to v2')
    assert table.run("select * from w") == [(1, 1)]
    assert table.run("select * from v2") == [(1, "é, public.t")]
    assert table.refused('drop table "o""ld"') == "2BP01"
    table.run('drop table t; drop table "o""ld" cascade')
    assert table.refused("select * from w") == "42P01"


def test_views_follow_a_renamed_column(table: Direct) -> None:
    """They keep the old name for it, and depend on nothing that they didn't read before."""
    table.run("alter table t add c int default 4; create view v as select a, (select max(t.a) from t) from t as x")
    table.run("create view w as select c from t; create view o as select a from v")
    table.run("alter table t rename column a to b; alter table t rename b to d; alter table t add a int default 9")
    assert table.run("select * from v") == [(1, 1)]
    assert table.run("select o.a, w.c, t.a, t.d from o, w, t") == [(1, 4, 9, 1)]
    table.run("alter table t rename to u; alter table u drop column v")
    assert table.refused("alter table u drop column d") == "2BP01"
    table.run("alter table u drop column c cascade")
    assert table.run("select a from o") == [(1,)]


def test_keys_follow_a_rename(session: Direct) -> None:
    """Those of the table itself and those that refer to it."""
    session.run("create table p (a int primary key, up int references p); create table c (a int references p)")
    session.run("alter table p rename column a to id; alter table p rename to q")
    told = session.run("select pg_get_constraintdef(oid) from pg_constraint order by conname")
    assert told == [
        ("FOREIGN KEY (a) REFERENCES q(id)",), ("PRIMARY KEY (id)",), ("FOREIGN KEY (up) REFERENCES q(id)",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alteration", "is_alone"),
    [
        ("column v type varchar(9)", True),
        ("a encode raw, alter column v type varchar(9)", True),
        ("a encode raw, alter type encode raw", False),
    ],
)
def test_a_type_changes_outside_of_a_block(table: Direct, alteration: str, is_alone: bool) -> None:
    table.run("alter table t add column type int")
    (statement,) = table.parse(f"alter table t alter {alteration}")
    assert (statement.payload is not None) == is_alone


def test_append(table: Direct) -> None:
    """The rows move: the source is empty afterwards."""
    table.run("create table s (v varchar(3), a int); insert into s values ('y', 2); alter table t append from s")
    assert table.run("select a, v, (select count(*) from s) from t order by a") == [(1, "x", 0), (2, "y", 0)]


def test_append_of_other_columns(table: Direct) -> None:
    """Extra columns on either side need their option."""
    table.run("create table s (a int, z int); insert into s values (2, 3)")
    assert table.refused("alter table t append from s") == "42804"


def test_append_of_identities(session: Direct) -> None:
    """Two tables with an identity column can't be appended, whatever the option; one can be filled."""
    session.run("create table t (a int, i int identity(1, 1)); create table s (a int, i bigint identity(1, 1))")
    session.run("create table p (a int); insert into p values (4)")
    for option in ("", "ignoreextra", "filltarget"):
        assert session.refused(f"alter table t append from s {option}") == "0A000"
    session.run("alter table t append from p filltarget")
    assert session.run("select * from t") == [(4, 1)]


def test_styles_and_keys(table: Direct) -> None:
    """The style, the sort key and the constraints can be changed later."""
    table.run("alter table t alter diststyle key distkey a; alter table t alter sortkey (v, a)")
    table.run("create user somebody password disable; alter table t owner to somebody")
    table.run("alter table t add constraint k unique (a)")
    query = "select diststyle, sortkey1, sortkey_num from svv_table_info where \"table\" = 't'"
    assert table.run(query) == [("KEY(a)", "v", 2)]
    table.run("alter table t drop constraint k; alter table t alter sortkey none; alter table t alter diststyle even")
    assert table.run(query) == [("EVEN", "AUTO(SORTKEY)", 0)]


@pytest.mark.parametrize(
    ("action", "sqlstate"),
    [
        ("add column a int", "42701"),
        ("add column b int not null", "42601"),
        ("drop column nope", "42703"),
        ("alter column a type bigint", "0A000"),
        ("drop constraint nope", "42704"),
        ("set table properties ('a' = 'b')", "0A000"),
        ("rename to t", "42P07"),
        ("append from t", "0A000"),
        ("append from w", "42809"),
        ("append from temporary", "42809"),
        ("alter column e encode az64", "0A000"),
        ("alter column v type varchar(9)", "0A000"),
        ("alter sortkey auto", "00000"),
        ("alter encode auto", "00000"),
    ],
)
def test_what_is_refused(table: Direct, action: str, sqlstate: str) -> None:
    """What can't be done is an error with its code."""
    table.run("alter table t add column e int encode az64; create view w as select v from t")
    table.run("create temp table temporary (a int)")
    assert table.refused(f"alter table t {action}") == sqlstate


def test_what_is_no_table_is_not_altered(table: Direct) -> None:
    table.run("create view w as select v from t")
    assert table.refused("alter table w add column a int") == "42809"
    assert table.refused("alter table pg_class add column a int") == "42501"
    assert table.refused("alter view w owner to owner") == "0A000"


def test_a_part_of_a_longer_key_goes_with_it(session: Direct) -> None:
    session.run("create table p (a int, b int, primary key (a, b))")
    assert session.refused("alter table p drop column b") == "2BP01"
    session.run("alter table p drop column b cascade")
    assert session.run("select * from pg_constraint") == []
