"""Functions about the session and the catalog.

Here: who, where and which version, the last load, and the `pg_` functions that catalog queries of clients call. Values
of the session are put into the statement as literals. Not here: the catalog's views.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse import settings
from sparkify_assets.local.warehouse.dialect.rules import call, function, literal_text, node, number, text, visible_path
from sparkify_assets.local.warehouse.dialect.signatures import Arguments, define
from sparkify_assets.local.warehouse.dialect.typed import BIGINT, BOOLEAN, INTEGER, STRINGS, VARCHAR, cast_to, type_of
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState
from sparkify_assets.local.warehouse.settings import search_path

VERSION = (
    "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), "
    "Redshift 1.0.0 (Sparkify local warehouse)"
)

define("pg_get_userbyid", "x", "_redshift.user_name")
define("pg_encoding_to_char", "x", "_redshift.encoding_name")
define("format_type", "xx", "_redshift.format_type")
define("format_encoding", "x", "_redshift.format_encoding")
define("obj_description", "x|x", "_redshift.object_comment")
define("col_description", "xx", "_redshift.column_comment")
define("pg_get_expr", "xx|x", "_redshift.shown_expression")
define("pg_get_viewdef", "x|x", "_redshift.view_definition")
define("array_to_string", "xx")
define("array_upper", "xx", "_redshift.array_upper", INTEGER)
define("array_lower", "xx", "_redshift.array_lower", INTEGER)


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
    return call("_redshift.is_visible", arguments[0], visible_path(session), type_=BOOLEAN)


@function("pg_type_is_visible", arguments=(1, 1))
def pg_type_is_visible(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Of the types that there are, all: each is in `pg_catalog`."""
    return call("_redshift.type_is_visible", arguments[0], type_=BOOLEAN)


@function("pg_get_constraintdef", arguments=(1, 2))
def pg_get_constraintdef(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A table that the key refers to has its schema before its name where the search path doesn't lead to it."""
    return call("_redshift.constraint_definition", arguments[0], visible_path(session), type_=VARCHAR)


@function("pg_get_indexdef", arguments=(1, 1))
def pg_get_indexdef(arguments: Arguments, session: SessionState) -> exp.Expr:
    return call("_redshift.index_definition", arguments[0], visible_path(session), type_=VARCHAR)


_PRIVILEGES = {
    "table": {"select", "insert", "update", "delete", "references", "drop", "alter", "truncate"},
    "schema": {"create", "usage", "alter", "drop"},
    "database": {"create", "temporary", "temp", "usage", "alter"},
}


@function(*(f"has_{kind}_privilege" for kind in _PRIVILEGES), arguments=(2, 3), named=True)
def has_privilege(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """Whether a user, the session's own if none is named, owns it or was granted this; a superuser may do all."""
    _, kind, _ = name.split("_")
    asked = arguments[-1]
    if isinstance(asked, exp.Literal) and asked.name.lower() not in _PRIVILEGES[kind]:
        raise SqlError("22023", f'unrecognized privilege type: "{asked.name}"')
    user, object_, _ = [text(session.user), *arguments][-3:]
    if type_of(object_).name not in STRINGS:
        object_ = call(f"_redshift.{kind}_of", object_, type_=VARCHAR)
    return call(f"_redshift.{name}", user, object_, asked, type_=BOOLEAN)


_SCHEMAS = "_redshift.present_schemas"


@function("current_schemas", arguments=(1, 1))
def current_schemas(arguments: Arguments, session: SessionState) -> exp.Expr:
    names = ["pg_catalog"] * bool(arguments[0].this) + search_path(session)
    path = exp.Array(expressions=[text(name) for name in names])
    return call(_SCHEMAS, path, type_=RedshiftType("name[]"))


@node(exp.Bracket)
def array_item(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """One of the schemas of CURRENT_SCHEMAS; navigation into SUPER is another thing."""
    if tree.this.unnest().name != _SCHEMAS:
        raise unsupported("a subscript")
    return call("_redshift.array_item", tree.this, tree.expressions[0], type_=VARCHAR)


@node(exp.CurrentCatalog, exp.CurrentDatabase)
@function("current_database", arguments=(0, 0))
def current_database(arguments: object, session: SessionState) -> exp.Expr:
    return text(session.database)


@function("version", arguments=(0, 0))
def version(arguments: Arguments, session: SessionState) -> exp.Expr:
    return text(VERSION)


@function("db_collation", arguments=(0, 0))
def db_collation(arguments: Arguments, session: SessionState) -> exp.Expr:
    return text("case_sensitive")


def _of_session(name: str, attribute: str, type_: RedshiftType = INTEGER) -> None:
    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        return cast_to(number(getattr(session, attribute)), type_)

    function(name, arguments=(0, 0))(rule)


_of_session("pg_backend_pid", "pid")
_of_session("pg_last_copy_count", "last_copy_count", BIGINT)
_of_session("pg_last_copy_id", "last_copy_id")
_of_session("pg_last_unload_count", "last_unload_count", BIGINT)
_of_session("pg_last_unload_id", "last_unload_id")
_of_session("pg_last_query_id", "last_query_id")


@node(exp.CurrentUserId)
def current_user_id(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return call("_redshift.user_id", text(session.user), type_=INTEGER)


@function("current_setting", arguments=(1, 1))
def current_setting(arguments: Arguments, session: SessionState) -> exp.Expr:
    return text(session.settings[_setting(arguments[0], session)])


@function("set_config", arguments=(3, 3))
def set_config(arguments: Arguments, session: SessionState) -> exp.Expr:
    """As SET does it, but at once: the statement that calls it can't be undone. Only for the whole session."""
    if not (isinstance(arguments[2], exp.Boolean) and not arguments[2].this):
        raise unsupported("SET_CONFIG for one transaction")
    name, value = literal_text(arguments[0], "a setting").lower(), literal_text(arguments[1], "a setting's value")
    # A name with a point is a variable of the session's own.
    session.settings[name] = value if "." in name else settings.checked(settings.canonical(name), value)
    return text(value)


def _setting(argument: exp.Expr, session: SessionState) -> str:
    name = literal_text(argument, "the name of CURRENT_SETTING").lower()
    return name if name in session.settings else settings.canonical(name)
