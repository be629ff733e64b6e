"""Functions about the session: `dialect.system`."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("call", "sqlstate"),
    [
        ("has_table_privilege('nowhere', 'select')", "42P01"),
        ("has_table_privilege('nobody', 'pg_class', 'select')", "42704"),
        ("has_table_privilege('pg_class', 'baking')", "22023"),
        ("has_schema_privilege('nowhere', 'usage')", "3F000"),
        ("current_setting('nothing')", "42704"),
        ("set_config('nothing', 'x', false)", "42704"),
        ("set_config('timezone', 'Asia/Tokyo', false)", "0A000"),
        ("set_config('query_group', 'x', true)", "0A000"),
    ],
)
def test_what_is_not_there(session: Direct, call: str, sqlstate: str) -> None:
    """No privilege is had on a table, a schema, or by a user that doesn't exist; no such setting is set."""
    assert session.refused(f"select {call}") == sqlstate


@pytest.mark.parametrize("alias", ["c", "r", "s", "n", "k", "pg_class", "pg_namespace"])
def test_a_function_of_the_catalog_minds_no_alias_around_it(session: Direct, alias: str) -> None:
    """It reads the catalog itself, where a table of the same name would be taken for the one around it."""
    session.run("create schema s; create table s.t (a int); create table t (a int, b int, primary key (a))")
    session.run("comment on column t.b is 'of t'; create user ann password disable; grant select on s.t to ann")
    functions = ("col_description({0}.oid, 2)", "pg_table_is_visible({0}.oid)", "{0}.oid::regclass",
                 "has_table_privilege('ann', {0}.oid, 'select')")  # fmt: skip
    asked = ", ".join(functions).format(alias)
    assert session.run(f"select {asked} from pg_class {alias} where {alias}.relname = 't' order by 3") == [
        (None, False, "s.t", True),
        ("of t", True, "t", False),
    ]


def test_a_type_that_is_there_is_visible(session: Direct) -> None:
    """sqlalchemy-redshift asks so for domains when it reflects a table."""
    names = "typname in ('int4', 'varchar') order by 1"
    query = f"select typname from pg_type t where pg_type_is_visible(t.oid) and {names}"
    assert session.run(query) == [("int4",), ("varchar",)]
    assert session.run("select pg_type_is_visible(1)") == [(None,)]


def test_privileges_on_schemas_by_object_id(session: Direct) -> None:
    """Everyone may use those of the catalog."""
    session.run("create schema s; create user ann password disable")
    query = "select nspname from pg_namespace where has_schema_privilege('ann', pg_namespace.oid, 'usage') order by 1"
    assert session.run(query) == [("information_schema",), ("pg_catalog",), ("public",)]


def test_keys_are_shown_as_they_would_be_declared(session: Direct) -> None:
    """A table that the search path doesn't lead to has its schema before its name; a reserved word has quotes."""
    session.run('create schema s; create table s.a (x int, "order" int, primary key (x, "order"))')
    session.run('create table b (p int, q int, foreign key (p, q) references s.a (x, "order"))')
    query = "select pg_get_constraintdef(oid), pg_get_constraintdef(oid, true) from pg_constraint order by contype"
    foreign, primary = 'FOREIGN KEY (p, q) REFERENCES {}a(x, "order")', 'PRIMARY KEY (x, "order")'
    assert session.run(query) == [(foreign.format("s."),) * 2, (primary, primary)]
    assert session.run("select pg_get_indexdef(indexrelid) from pg_index") == [
        ('CREATE UNIQUE INDEX a_pkey ON s.a USING btree (x, "order")',)
    ]
    session.settings["search_path"] = "s, public"
    assert session.run(query) == [(foreign.format(""),) * 2, (primary, primary)]


def test_comments_on_schemas_as_clients_join_them(session: Direct) -> None:
    session.run("create schema s; comment on schema s is 'of sales'")
    query = "select description from pg_description d join pg_namespace n on d.objoid = n.oid and d.classoid = {}"
    assert ("of sales",) in session.run(query.format("'pg_namespace'::regclass"))


def test_settings_as_functions(session: Direct) -> None:
    """A name with a point is a variable of the session; another has to be a setting."""
    assert session.value("set_config('app.color', 'red', false)") == "red"
    assert session.value("current_setting('app.color')") == "red"


def test_the_schemas_of_the_search_path(session: Direct) -> None:
    """Those that exist: nobody has made one named after the user."""
    assert session.value("current_schemas(true)") == ["pg_catalog", "public"]
    assert session.value("(current_schemas(false))[1]") == "public"


def test_the_schemas_of_the_search_path_are_an_array(session: Direct) -> None:
    query = "select nspname from pg_namespace n where n.nspname = any(current_schemas(true)) order by 1"
    assert session.run(query) == [("pg_catalog",), ("public",)]
    assert session.type("current_schemas(false)") == "name[]"


def test_a_type_of_the_catalog_goes_by_its_bare_name(session: Direct) -> None:
    """psql writes them all with the catalog's."""
    assert session.run("select cast('x' as pg_catalog.text), 'abc'::pg_catalog.varchar(2)") == [("x", "ab")]


def test_a_quoted_name_has_an_object_id(session: Direct) -> None:
    session.run("create table t (a int)")
    assert session.value("""'"t"'::regclass = 'public.T'::regclass and 't'::regclass::oid = 't'::regclass""")


def test_encodings_have_a_number_and_a_name(session: Direct) -> None:
    """0 is none, which is all that queries take for granted."""
    session.run("create table t (a int, b int encode zstd, c float)")
    asked = "select attname, format_encoding(attencodingtype::integer), attencodingtype = 0 from pg_attribute"
    assert session.run(f"{asked} where attrelid = 't'::regclass order by 1") == [
        ("a", "az64", False),
        ("b", "zstd", False),
        ("c", "none", True),
    ]


def test_arrays_of_the_catalog(session: Direct) -> None:
    """Keys are arrays of column numbers, which ANY looks into; ARRAY[...] beside them is one too."""
    session.run("create table t (a int, b int, primary key (b, a))")
    assert session.run("select conkey, array[1::smallint] from pg_constraint") == [([2, 1], [1])]
    assert session.run("select 1 from pg_constraint where 2 = any(conkey) and not 3 = any(conkey)") == [(1,)]
    assert session.run("select relname from pg_class where relkind = any(array['r ', 'v'])") == [("t",)]


def test_a_relation_is_shown_by_its_name(session: Direct) -> None:
    session.run('create schema s; create table s.t (a int); create table "b c" (a int)')
    names = "'s.t'::regclass, 'public.\"b c\"'::regclass as named, 'int4'::regtype, null::regclass"
    assert session.run(f"select {names}") == [("s.t", '"b c"', "integer", None)]
    assert session.run("select oid::regclass, 's.t'::regclass::oid = oid from pg_class where relname = 't'") == [
        ("s.t", True)
    ]


@pytest.mark.parametrize(
    "view", ["stl_scan", "pg_catalog.stl_scan", "pg_settings", "pg_catalog.pg_locks", "information_schema.sequences"]
)
def test_a_system_view_that_is_not_here_is_refused_by_name(session: Direct, view: str) -> None:
    assert session.refused(f"select * from {view}") == "0A000"


def test_privileges_on_what_is_named_in_capitals(session: Direct) -> None:
    session.run("create table t (a int)")
    asked = "has_table_privilege('T', 'select') and has_table_privilege('SVV_TABLE_INFO', 'select')"
    assert session.value(f"{asked} and has_schema_privilege('PUBLIC', 'usage')")
