"""Functions about the session: `dialect.system`."""

from __future__ import annotations

from sparkify_assets_tests.local.warehouse.direct import Direct


def test_who_and_where(session: Direct) -> None:
    """The session's user, database, schema and process."""
    query = "select current_user, user, current_database(), current_schema(), pg_backend_pid(), pg_last_copy_count()"
    assert session.run(query) == [("owner", "owner", "memory", "public", 4711, 42)]


def test_the_search_path_decides_the_current_schema(session: Direct) -> None:
    """The first schema of the path that exists."""
    session.run("create schema mine")
    session.settings["search_path"] = "missing, mine, public"
    assert session.value("current_schema()") == "mine"
    session.run("create table t (a int)")
    assert session.parse("select * from t")[0].reads == {"mine.t"}


def test_version_looks_like_redshift(session: Direct) -> None:
    """Clients read the version out of this text."""
    assert "PostgreSQL 8.0.2" in session.value("version()")
    assert "Redshift" in session.value("version()")


def test_objects_by_name(session: Direct) -> None:
    """A name cast to regclass is the id that pg_class has."""
    session.run("create table t (a int)")
    assert session.run("select relname from pg_class where oid = 't'::regclass") == [("t",)]
    assert session.run("select pg_catalog.format_type(1043, 260)") == [("character varying(256)",)]
