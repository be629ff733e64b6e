"""Functions about the session and the catalog.

Here: who, where and which version, the last load, and the `pg_` functions that catalog queries of clients call. Values
of the session are put into the statement as literals. Not here: the catalog's views.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.rules import call, function, literal_text, node, number, same, text
from sparkify_assets.local.warehouse.dialect.typed import BIGINT, BOOLEAN, INTEGER, VARCHAR, cast_to, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

Arguments = list[exp.Expr]

VERSION = (
    "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), "
    "Redshift 1.0.0 (Sparkify local warehouse)"
)

same("pg_get_userbyid", VARCHAR, called="_redshift.user_name")
same("pg_encoding_to_char", VARCHAR, called="_redshift.encoding_name")
same("format_type", VARCHAR, 2, 2, called="_redshift.format_type")
same("obj_description", VARCHAR, 1, 2, called="_redshift.object_comment")
same("col_description", VARCHAR, 2, 2, called="_redshift.column_comment")
same("pg_get_expr", VARCHAR, 2, 3, called="_redshift.shown_expression")
same("pg_get_viewdef", VARCHAR, 1, 2, called="_redshift.view_definition")
same("pg_get_constraintdef", VARCHAR, 1, 2, called="_redshift.constraint_definition")
same("pg_get_indexdef", VARCHAR, 1, 3, called="_redshift.index_definition")
same("array_to_string", VARCHAR, 2, 2)
same("array_upper", INTEGER, 2, 2, called="_redshift.array_upper")
same("array_lower", INTEGER, 2, 2, called="_redshift.array_lower")
same("has_database_privilege", BOOLEAN, 2, 3, called="_redshift.has_privilege")
same("has_column_privilege", BOOLEAN, 3, 4, called="_redshift.has_privilege")


def search_path(session: SessionState) -> list[str]:
    """The schemas of the search path, `$user` resolved and quotes removed."""
    path = session.settings.get("search_path", "$user, public")
    names = [name.strip().strip("'\"").lower() for name in path.split(",")]
    return [session.user if name == "$user" else name for name in names if name]


@function("array", arguments=(1, 1))
def array_of_rows(arguments: Arguments, session: SessionState) -> exp.Expr:
    """ARRAY(SELECT ...), which only catalog queries use."""
    if not isinstance(arguments[0], exp.Query):
        raise unsupported("ARRAY of values")
    return call("array", arguments[0], type_=RedshiftType("super"))


@node(exp.CurrentUser, exp.SessionUser)
@function("current_user", "session_user", "user", arguments=(0, 0))
def current_user(arguments: object, session: SessionState) -> exp.Expr:
    return text(session.user)


@node(exp.CurrentSchema)
@function("current_schema", arguments=(0, 0))
def current_schema(arguments: object, session: SessionState) -> exp.Expr:
    """The first schema of the search path that exists."""
    names = exp.Array(expressions=[text(name) for name in search_path(session)])
    return call("_redshift.first_schema", names, type_=VARCHAR)


@function("pg_table_is_visible", "pg_function_is_visible", arguments=(1, 1))
def pg_table_is_visible(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Whether the relation is the one that its bare name means."""
    path = exp.Array(expressions=[text(name) for name in ("pg_temp_1", "pg_catalog", *search_path(session))])
    return call("_redshift.is_visible", arguments[0], path, type_=BOOLEAN)


@function("has_table_privilege", arguments=(2, 3))
def has_table_privilege(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Whether a user, the session's own if none is named, owns the table or was granted it; a superuser may do all."""
    return call("_redshift.has_table_privilege", *[text(session.user), *arguments][-3:], type_=BOOLEAN)


@function("has_schema_privilege", arguments=(2, 3))
def has_schema_privilege(arguments: Arguments, session: SessionState) -> exp.Expr:
    return call("_redshift.has_schema_privilege", *[text(session.user), *arguments][-3:], type_=BOOLEAN)


@function("current_schemas", arguments=(1, 1))
def current_schemas(arguments: Arguments, session: SessionState) -> exp.Expr:
    names = ["pg_catalog"] * bool(arguments[0].this) + search_path(session)
    return typed(exp.Array(expressions=[text(name) for name in names]), VARCHAR)


@node(exp.Bracket)
def array_item(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """One of the schemas of CURRENT_SCHEMAS; navigation into SUPER is another thing."""
    if not isinstance(tree.this.unnest(), exp.Array):
        raise unsupported("a subscript")
    return call("_redshift.array_item", tree.this, tree.expressions[0], type_=VARCHAR)


@node(exp.CurrentCatalog, exp.CurrentDatabase)
@function("current_database", arguments=(0, 0))
def current_database(arguments: object, session: SessionState) -> exp.Expr:
    return text(session.database)


@function("version", arguments=(0, 0))
def version(arguments: Arguments, session: SessionState) -> exp.Expr:
    return text(VERSION)


@function("pg_backend_pid", arguments=(0, 0))
def pg_backend_pid(arguments: Arguments, session: SessionState) -> exp.Expr:
    return number(session.pid)


@function("pg_last_copy_count", arguments=(0, 0))
def pg_last_copy_count(arguments: Arguments, session: SessionState) -> exp.Expr:
    return cast_to(number(session.last_copy_count), BIGINT)


@function("pg_last_copy_id", arguments=(0, 0))
def pg_last_copy_id(arguments: Arguments, session: SessionState) -> exp.Expr:
    return number(session.last_copy_id)


@function("pg_last_unload_id", arguments=(0, 0))
def pg_last_unload_id(arguments: Arguments, session: SessionState) -> exp.Expr:
    return number(session.last_unload_id)


@function("pg_last_unload_count", arguments=(0, 0))
def pg_last_unload_count(arguments: Arguments, session: SessionState) -> exp.Expr:
    return cast_to(number(session.last_unload_count), BIGINT)


@function("pg_last_query_id", arguments=(0, 0))
def pg_last_query_id(arguments: Arguments, session: SessionState) -> exp.Expr:
    return number(session.last_query_id)


@node(exp.CurrentUserId)
def current_user_id(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return call("_redshift.user_id", text(session.user), type_=INTEGER)


@function("current_setting", arguments=(1, 2))
def current_setting(arguments: Arguments, session: SessionState) -> exp.Expr:
    name = literal_text(arguments[0], "the name of CURRENT_SETTING").lower()
    if name not in session.settings:
        raise SqlError("42704", f'unrecognized configuration parameter "{name}"')
    return text(session.settings[name])


@function("set_config", arguments=(3, 3))
def set_config(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Sets for the session; the statement that calls it can't be undone."""
    name = literal_text(arguments[0], "the name of SET_CONFIG").lower()
    session.settings[name] = literal_text(arguments[1], "the value of SET_CONFIG")
    return text(session.settings[name])
