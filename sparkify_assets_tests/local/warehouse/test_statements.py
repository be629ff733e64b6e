"""What kind each statement is, and the statements about the session: `statements`."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from sparkify_assets.local.warehouse import parser, statements
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import Kind
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture(autouse=True)
def table(session: Direct) -> None:
    session.run("create table t (a int, v varchar(3))")


@pytest.mark.parametrize(
    ("sql", "kind", "tag"),
    [
        ("select 1", Kind.QUERY, "SELECT"),
        ("(select 1)", Kind.QUERY, "SELECT"),
        ("with x as (select 1) select * from x", Kind.QUERY, "SELECT"),
        ("insert into t values (1, 'a')", Kind.WRITE, "INSERT 0"),
        ("update t set a = 1", Kind.WRITE, "UPDATE"),
        ("delete from t", Kind.WRITE, "DELETE"),
        ("truncate table t", Kind.TRUNCATE, "TRUNCATE"),
        ("create table u (a int)", Kind.DDL, "CREATE TABLE"),
        ("create table u as select 1 as a", Kind.DDL, "SELECT"),
        ("lock table t", Kind.LOCK, "LOCK"),
        ("begin transaction isolation level serializable read write", Kind.BEGIN, "BEGIN"),
        ("start transaction", Kind.BEGIN, "BEGIN"),
        ("end", Kind.COMMIT, "COMMIT"),
        ("commit work", Kind.COMMIT, "COMMIT"),
        ("abort", Kind.ROLLBACK, "ROLLBACK"),
        ("analyze t", Kind.IGNORED, "ANALYZE"),
        ("vacuum full t to 100 percent", Kind.IGNORED, "VACUUM"),
        ("set session authorization default", Kind.IGNORED, "SET"),
        ("copy t from 's3://b/k' iam_role default json 'auto'", Kind.COPY, "COPY"),
    ],
)
def test_kinds(session: Direct, sql: str, kind: Kind, tag: str) -> None:
    """Each statement has its kind and its command tag."""
    (statement,) = session.parse(sql)
    assert (statement.kind, statement.tag) == (kind, tag)
    assert statement.sql == sql


@pytest.mark.parametrize(
    ("sql", "payload"),
    [
        ("set query_group to 'a b'", ("query_group", "a b")),
        ("set statement_timeout = 5000", ("statement_timeout", "5000")),
        ("set search_path to a, \"b\", '$user'", ("search_path", 'a, b, "$user"')),
        ("set session query_group to x", ("query_group", "x")),
        ("set time zone 'UTC'", ("timezone", "UTC")),
        ("set datestyle to default", ("datestyle", None)),
        ("reset query_group", ("query_group", None)),
        ("show search_path", "search_path"),
    ],
)
def test_settings(session: Direct, sql: str, payload: object) -> None:
    """SET, RESET and SHOW carry the name and the value."""
    assert session.parse(sql)[0].payload == payload


@pytest.mark.parametrize("sql", ["explain select 1", "call p()", "show table t"])
def test_what_is_not_known(session: Direct, sql: str) -> None:
    """A statement that isn't on the list is refused by its name."""
    with pytest.raises(SqlError) as caught:
        session.parse(sql)
    assert caught.value.sqlstate == "0A000"
    assert sql.split()[0].upper() in caught.value.message


def test_no_statement_at_all(session: Direct) -> None:
    """What begins with a word that begins no statement of Redshift is a syntax error."""
    assert [session.refused(sql) for sql in ("selec 1", "kill 1", "replace into t values (1)")] == ["42601"] * 3


@pytest.mark.parametrize(
    "sql",
    ["fetch", "lock", "begin read", "set x", "set x to ,", "vacuum sort", "prepare p as", "execute p()",
     "unload ('') to 's3://bucket/key' iam_role default"],
)  # fmt: skip
def test_what_does_not_end_as_it_began(session: Direct, sql: str) -> None:
    assert session.refused(sql) == "42601"


def test_only_a_table_is_emptied(session: Direct) -> None:
    session.run("create view v as select 1 as a")
    assert session.refused("truncate v") == "42809"


def test_copy_from_the_client(session: Direct) -> None:
    """COPY reads files, it has no STDIN (`r_COPY`)."""
    assert session.refused("copy t from stdin") == "0A000"


@pytest.mark.parametrize("verb", ["analyze", "vacuum"])
def test_what_is_ignored_changes_nothing(session: Direct, verb: str) -> None:
    """ANALYZE and VACUUM have no steps, so no result can depend on them."""
    assert session.parse(f"{verb} t")[0].steps == ()


def test_locks(session: Direct) -> None:
    """LOCK and COPY name the tables to lock."""
    assert session.parse("lock t")[0].writes == {"public.t"}
    assert session.parse("copy t from 's3://b/k' iam_role default")[0].writes == {"public.t"}


def test_parameters_have_the_clients_types(session: Direct) -> None:
    """The type that the client declares decides how its value computes."""
    from sparkify_assets.local.warehouse.interfaces import RedshiftType

    statement = statements.parse(parser.Text("select 7 / $1"), session, [RedshiftType("double precision")])
    assert statement.columns is not None
    assert statement.columns[0].type.name == "double precision"


def test_a_statement_is_read_once(session: Direct, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tokens and its tree serve the check of its script and its meaning; a second meaning is made of a new tree."""
    read = Mock(side_effect=parser.parse_tree)
    monkeypatch.setattr(statements, "parse_tree", read)
    (text,) = parser.split("insert into t values (1, 'a')")
    statements.check_syntax(text, session)
    once = statements.parse(text, session)
    assert read.call_count == 1
    assert statements.parse(text, session).steps == once.steps
