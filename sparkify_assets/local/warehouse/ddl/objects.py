"""Schemas, databases, comments, and DROP of anything.

Here: what is not a table's own. Not here: users, groups and grants (`privileges`).
"""

from __future__ import annotations

from sparkify_assets.local.warehouse.ddl import declared, privileges, views
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, Relation, quote
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader

_RESERVED = ("pg_catalog", "information_schema", "main", "temp", HIDDEN, relations.INFORMATION_SCHEMA)


def create_schema(reader: Reader, session: SessionState) -> Statement:
    if_not_exists = reader.take("if", "not", "exists")
    owner = session.user
    name = owner if reader.peek("authorization") else reader.name()
    if reader.take("authorization"):
        owner = reader.name()
    if reader.take("quota"):
        reader.rest()
    reader.end()
    if name in _RESERVED or name.startswith("pg_"):
        raise SqlError("42939", f'unacceptable schema name "{name}"')
    if _schema_exists(session, name):
        if if_not_exists:
            return Statement(reader.sql, Kind.DDL, "CREATE SCHEMA")
        raise SqlError("42P06", f'Schema "{name}" already exists')
    row = f"nextval('{HIDDEN}._oids'), {literal(name)}, {literal(owner)}, NULL"
    steps = (f"CREATE SCHEMA {quote(name)}", f"INSERT INTO {HIDDEN}._schemas VALUES ({row})")
    return Statement(reader.sql, Kind.DDL, "CREATE SCHEMA", steps)


def _schema_exists(session: SessionState, name: str) -> bool:
    query = f"select 1 from {HIDDEN}._schemas where name = $1"
    return session.cursor.execute(query, [name]).fetchone() is not None


def alter_schema(reader: Reader, session: SessionState) -> Statement:
    name = reader.name()
    if not _schema_exists(session, name):
        raise SqlError("3F000", f'schema "{name}" does not exist')
    if reader.take("owner", "to"):
        step = f"UPDATE {HIDDEN}._schemas SET owner = {literal(reader.name())} WHERE name = {literal(name)}"
        reader.end()
        return Statement(reader.sql, Kind.DDL, "ALTER SCHEMA", (step,))
    if reader.take("quota"):
        return Statement(reader.sql, Kind.DDL, "ALTER SCHEMA")
    raise unsupported("ALTER SCHEMA ... RENAME")


def create_database(reader: Reader) -> Statement:
    """Owner, connection limit and collation of the one user's databases say nothing here."""
    name = reader.name()
    reader.take("with")
    while reader.token is not None:
        if reader.take("owner") or reader.take("connection", "limit"):
            reader.take_one("=")
            reader.next()
        else:
            raise unsupported(f"CREATE DATABASE ... {reader.token.text.upper()}")
    return Statement(reader.sql, Kind.DATABASE, "CREATE DATABASE", payload=("create", name))


def drop(reader: Reader, session: SessionState) -> Statement:
    """DROP TABLE, VIEW, SCHEMA, DATABASE, USER, GROUP, ROLE."""
    kind = reader.take_one("table", "view", "schema", "database", "user", "group", "role")
    if kind is None:
        raise unsupported(f"DROP {reader.token.text.upper() if reader.token else ''}")
    if_exists = reader.take("if", "exists")
    if kind == "database":
        name = reader.name()
        reader.end()
        return Statement(reader.sql, Kind.DATABASE, "DROP DATABASE", payload=("drop", name))
    if kind in ("user", "group", "role"):
        return privileges.drop(reader, session, kind, if_exists)
    names = reader.listed(reader.dotted)
    cascade = reader.take_one("cascade", "restrict") == "cascade"
    reader.end()
    steps: list[str] = []
    writes: set[str] = set()
    for parts in names:
        dropped = _drop_schema if kind == "schema" else _drop_relation
        more, touched = dropped(session, parts, kind, if_exists, cascade)
        steps += [step for step in more if step not in steps]
        writes |= touched
    return Statement(reader.sql, Kind.DDL, f"DROP {kind.upper()}", tuple(steps), writes=frozenset(writes))


def _drop_relation(
    session: SessionState, parts: list[str], kind: str, if_exists: bool, cascade: bool
) -> tuple[list[str], set[str]]:
    relation = relations.find(session, parts)
    if relation is None or relation.kind == "system":
        if if_exists:
            return [], set()
        raise SqlError("42P01", f'{kind.capitalize()} "{parts[-1]}" does not exist')
    if (relation.kind == "table") != (kind == "table"):
        raise SqlError(
            "42809", f'"{relation.name}" is not a {kind}', hint=f"Use DROP {'TABLE' if kind == 'view' else 'VIEW'}."
        )
    steps = _dependents(session, relation, cascade)
    if kind == "view":
        unbound = relation.kind == "late"
        steps += (
            declared.forget(relation.schema, relation.name)
            if unbound
            else views.dropped(relation.schema, relation.name)
        )
    else:
        steps += _drop_table(relation)
    return steps, {relation.full_name}


def _dependents(session: SessionState, relation: Relation, cascade: bool) -> list[str]:
    steps: list[str] = []
    if relation.schema == TEMPORARY:
        return steps
    for schema, view in views.dependents(session, relation.schema, relation.name):
        if not cascade:
            what = "table" if relation.kind == "table" else "view"
            raise SqlError(
                "2BP01",
                f"cannot drop {what} {relation.name} because other objects depend on it",
                f"view {schema}.{view} depends on {relation.name}",
                "Use DROP ... CASCADE to drop the dependent objects too.",
            )
        steps += views.dropped(schema, view)
    return steps


def _drop_table(relation: Relation) -> list[str]:
    """The table, its identity sequences, and what is remembered of it."""
    steps = [f"DROP TABLE {relation.sql}"]
    for column in relation.columns:
        if column.identity is not None and column.default is not None:
            sequence = column.default.removeprefix("nextval('").removesuffix("')")
            steps.append(f"DROP SEQUENCE IF EXISTS {sequence}")
    return steps + declared.forget(relation.schema, relation.name)


def _drop_schema(
    session: SessionState, parts: list[str], kind: str, if_exists: bool, cascade: bool
) -> tuple[list[str], set[str]]:
    name = parts[-1]
    if not _schema_exists(session, name):
        if if_exists:
            return [], set()
        raise SqlError("3F000", f'schema "{name}" does not exist')
    query = f"select name, kind from {HIDDEN}._relations where schema = $1 order by kind desc"
    inside = session.cursor.execute(query, [name]).fetchall()
    if inside and not cascade:
        message = f"cannot drop schema {name} because other objects depend on it"
        raise SqlError("2BP01", message, hint="Use DROP ... CASCADE to drop the dependent objects too.")
    steps: list[str] = []
    for relation, relation_kind in inside:
        what = "table" if relation_kind == "table" else "view"
        steps += _drop_relation(session, [name, relation], what, True, True)[0]
    steps = list(dict.fromkeys(steps))
    steps += [f"DROP SCHEMA {quote(name)}", f"DELETE FROM {HIDDEN}._schemas WHERE name = {literal(name)}"]
    return steps, {f"{name}.{relation}" for relation, _ in inside}


def comment(reader: Reader, session: SessionState) -> Statement:
    """COMMENT ON TABLE, VIEW, COLUMN, SCHEMA, DATABASE or CONSTRAINT."""
    reader.expect("on")
    kind = reader.take_one("table", "view", "column", "schema", "database", "constraint")
    if kind is None:
        raise unsupported("COMMENT ON this")
    parts = reader.dotted()
    on_table = reader.dotted() if kind == "constraint" and reader.take("on") else []
    reader.expect("is")
    text = None if reader.take("null") else reader.string()
    reader.end()
    step, writes = _commented(session, kind, parts, on_table, literal(text))
    return Statement(reader.sql, Kind.DDL, "COMMENT", step, writes=writes)


def _commented(
    session: SessionState, kind: str, parts: list[str], on_table: list[str], text: str
) -> tuple[tuple[str, ...], frozenset[str]]:
    if kind == "schema":
        if not _schema_exists(session, parts[-1]):
            raise SqlError("3F000", f'schema "{parts[-1]}" does not exist')
        return (f"UPDATE {HIDDEN}._schemas SET comment = {text} WHERE name = {literal(parts[-1])}",), frozenset()
    if kind == "database":
        return (), frozenset()
    relation = relations.require(session, on_table or (parts[:-1] if kind == "column" else parts))
    if kind == "constraint":
        return (), frozenset({relation.full_name})
    if kind == "column":
        column = relation.column(parts[-1]).name
        condition = f"relation = {literal(relation.name)} AND name = {literal(column)}"
        step = declared.update(relation.schema, "_columns", f"comment = {text}", condition)
    else:
        step = declared.update(relation.schema, "_relations", f"comment = {text}", f"name = {literal(relation.name)}")
    return (step,), frozenset({relation.full_name})
