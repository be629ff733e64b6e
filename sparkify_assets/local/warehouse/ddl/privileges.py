"""Users, groups, roles and what they are granted: remembered for the catalog; every session may do everything.

Here: CREATE, ALTER, DROP of principals, GRANT and REVOKE. Not here: who may log in (`engine`).
"""

from __future__ import annotations

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl.declared import literal, name_list
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader

_ALL = {
    "table": ("select", "insert", "update", "delete", "references", "drop", "truncate", "alter"),
    "schema": ("create", "usage"), "database": ("create", "temporary", "usage"),
    "language": ("usage",), "function": ("execute",),
}  # fmt: skip


def create(reader: Reader, session: SessionState, kind: str) -> Statement:
    name = reader.name()
    if _exists(session, kind, name):
        raise SqlError("42710", f'{kind} "{name}" already exists')
    words = [token.text.lower() for token in reader.rest()]
    members = tuple(words[words.index("user") + 1 :]) if kind == "group" and "user" in words else ()
    superuser = "createuser" in words
    members = tuple(member for member in members if member != ",")
    row = f"nextval('{HIDDEN}._oids'), {literal(kind)}, {literal(name)}, {superuser}, {name_list(members)}"
    step = f"INSERT INTO {HIDDEN}._principals VALUES ({row})"
    # The password has been read past: it is neither kept nor shown.
    return Statement(f"CREATE {kind.upper()} {name}", Kind.DDL, f"CREATE {kind.upper()}", (step,))


def _exists(session: SessionState, kind: str, name: str) -> bool:
    query = f"select 1 from {HIDDEN}._principals where kind = $1 and name = $2"
    return session.cursor.execute(query, [kind, name]).fetchone() is not None


def alter(reader: Reader, session: SessionState, kind: str) -> Statement:
    """ALTER GROUP adds and drops members; the options of a user say nothing here."""
    name = reader.name()
    if not _exists(session, kind, name):
        raise SqlError("42704", f'{kind} "{name}" does not exist')
    tag = f"ALTER {kind.upper()}"
    if kind != "group":
        reader.rest()
        return Statement(f"{tag} {name}", Kind.DDL, tag)
    change = reader.take_one("add", "drop")
    reader.expect("user")
    members = name_list(tuple(reader.listed(reader.name)))
    changed = (
        f"list_distinct(members || {members})"
        if change == "add"
        else f"list_filter(members, lambda m: not list_contains({members}, m))"
    )
    step = f"UPDATE {HIDDEN}._principals SET members = {changed} WHERE kind = 'group' AND name = {literal(name)}"
    return Statement(reader.sql, Kind.DDL, tag, (step,))


def drop(reader: Reader, session: SessionState, kind: str, if_exists: bool) -> Statement:
    steps = []
    for name in reader.listed(reader.name):
        if not _exists(session, kind, name) and not if_exists:
            raise SqlError("42704", f'{kind} "{name}" does not exist')
        steps.append(f"DELETE FROM {HIDDEN}._principals WHERE kind = {literal(kind)} AND name = {literal(name)}")
        steps.append(f"DELETE FROM {HIDDEN}._grants WHERE grantee_kind = {literal(kind)} AND grantee = {literal(name)}")
    reader.end()
    return Statement(reader.sql, Kind.DDL, f"DROP {kind.upper()}", tuple(steps))


def grant(reader: Reader, session: SessionState, verb: str) -> Statement:
    """GRANT and REVOKE over tables, schemas and databases, and of roles."""
    reader.take("grant", "option", "for")
    privileges = _privileges(reader)
    if not reader.take("on"):
        raise unsupported(f"{verb.upper()} of a role")
    kind, objects = _objects(reader, session)
    if unknown := [word for word in privileges if word not in (*_ALL[kind], "all")]:
        raise SqlError("42601", f'unrecognized privilege type "{unknown[0]}"')
    if reader.take_one("to" if verb == "grant" else "from") is None:
        raise reader.error()
    grantees = reader.listed(lambda: _grantee(reader, session))
    with_grant = reader.take("with", "grant", "option")
    reader.take_one("cascade", "restrict")
    reader.end()
    names = _ALL[kind] if "all" in privileges else privileges
    steps = [
        step
        for schema, name in objects
        for grantee in grantees
        for privilege in names
        for step in _recorded(verb, (kind, schema, name, privilege, *grantee), with_grant)
    ]
    return Statement(reader.sql, Kind.DDL, verb.upper(), tuple(steps))


def _privileges(reader: Reader) -> tuple[str, ...]:
    if reader.take("all"):
        reader.take("privileges")
        return ("all",)
    words = reader.listed(lambda: reader.next().text.lower())
    if reader.at(TokenType.L_PAREN):
        raise unsupported("GRANT on single columns")
    return tuple("temporary" if word == "temp" else word for word in words)


def _objects(reader: Reader, session: SessionState) -> tuple[str, list[tuple[str, str]]]:
    """The kind of what is granted on, and each as (schema, name)."""
    if reader.take("all", "tables", "in", "schema"):
        schemas = reader.listed(reader.name)
        query = f"select schema, name from {HIDDEN}._relations where schema = any($1)"
        return "table", session.cursor.execute(query, [schemas]).fetchall()
    kind = reader.take_one("table", "schema", "database", "language", "function", "procedure") or "table"
    if kind in ("function", "procedure"):
        raise unsupported(f"GRANT ON {kind.upper()}")
    names = reader.listed(reader.dotted)
    if kind == "table":
        found = [relations.require(session, name) for name in names]
        return kind, [(relation.schema, relation.name) for relation in found]
    return kind, [("", name[-1]) for name in names]


def _grantee(reader: Reader, session: SessionState) -> tuple[str, str]:
    """The name and the kind of someone who is there."""
    kind = reader.take_one("group", "role") or "user"
    if kind == "user" and reader.take("public"):
        return "public", "public"
    name = reader.name()
    if not _exists(session, kind, name):
        raise SqlError("42704", f'{kind} "{name}" does not exist')
    return name, kind


def _recorded(verb: str, grant_: tuple[str, ...], with_grant: bool) -> list[str]:
    columns = ("kind", "schema", "object", "privilege", "grantee", "grantee_kind")
    condition = " AND ".join(f"{column} = {literal(value)}" for column, value in zip(columns, grant_, strict=True))
    delete = f"DELETE FROM {HIDDEN}._grants WHERE {condition}"
    if verb == "revoke":
        return [delete]
    values = ", ".join(literal(value) for value in grant_)
    return [delete, f"INSERT INTO {HIDDEN}._grants VALUES ({values}, {with_grant})"]


def default_privileges(reader: Reader) -> Statement:
    """Nothing is refused to anyone, so what future tables grant changes no result."""
    reader.rest()
    return Statement(reader.sql, Kind.IGNORED, "ALTER DEFAULT PRIVILEGES")
