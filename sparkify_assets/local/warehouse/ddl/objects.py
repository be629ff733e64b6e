"""Schemas, databases, comments, and DROP of anything.

Here: what is not a table's own. Not here: users, groups and grants (`privileges`).
"""

from __future__ import annotations

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl import declared, names, privileges, views
from sparkify_assets.local.warehouse.ddl.declared import NEW_OID, is_there, literal, literals, matching, statement
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, Relation, quote
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader

_SCHEMAS = f"{HIDDEN}._schemas"
_RESERVED = ("pg_catalog", "information_schema", "main", "temp", HIDDEN, relations.INFORMATION_SCHEMA)


def create_schema(reader: Reader, session: SessionState) -> Statement:
    if_not_exists = reader.take("if", "not", "exists")
    owner = session.user
    name = None if reader.peek("authorization") else names.name(reader)
    if reader.take("authorization"):
        owner = privileges.existing(reader, session)
    name = name or owner
    _quota(reader)
    if name in _RESERVED or name.startswith("pg_"):
        raise SqlError("42939", f'unacceptable schema name "{name}"')
    steps: list[str] = []
    if not is_there(session, "_schemas", name=name):
        row = f"{NEW_OID}, {literals(name, owner, None)}"
        steps = [f"CREATE SCHEMA {quote(name)}", f"INSERT INTO {_SCHEMAS} VALUES ({row})"]
    elif not if_not_exists:
        raise SqlError("42P06", f'Schema "{name}" already exists')
    return statement(reader.sql, "CREATE SCHEMA", steps, f"schema {name}", leans_on=[f"user {owner}"])


def _quota(reader: Reader) -> None:
    """QUOTA and UNLIMITED, or a number of MB, GB or TB, if that is what ends the statement; nothing is counted."""
    if reader.take("quota") and not reader.take("unlimited"):
        reader.number()
        names.one_of(reader, "mb", "gb", "tb")
    reader.end()


def alter_schema(reader: Reader, session: SessionState) -> Statement:
    name = declared.require_schema(session, reader.name())
    if reader.take("owner", "to"):
        owner = privileges.existing(reader, session)
        reader.end()
        step = f"UPDATE {_SCHEMAS} SET owner = {literal(owner)} WHERE {matching(name=name)}"
        return statement(reader.sql, "ALTER SCHEMA", [step], f"schema {name}", leans_on=[f"user {owner}"])
    if not reader.peek("quota"):
        raise unsupported("ALTER SCHEMA ... RENAME")
    _quota(reader)
    return statement(reader.sql, "ALTER SCHEMA", [])


def create_database(reader: Reader, session: SessionState) -> Statement:
    """The owner and a connection limit say nothing here; collation and isolation have one value each."""
    name = names.name(reader)
    reader.take("with")
    while reader.token is not None:
        if reader.take("owner"):
            reader.accept(TokenType.EQ)
            privileges.existing(reader, session)
        elif reader.take("connection", "limit"):
            names.limit(reader)
        elif not reader.take("collate", "case_sensitive") and not reader.take("isolation", "level", "serializable"):
            raise names.unknown("CREATE DATABASE ...", reader)
    return Statement(reader.sql, Kind.DATABASE, "CREATE DATABASE", payload=("create", name))


def drop(reader: Reader, session: SessionState) -> Statement:
    """DROP TABLE, VIEW, SCHEMA, DATABASE, USER, GROUP, ROLE."""
    kind = reader.take_one("table", "view", "schema", "database", "user", "group", "role")
    if kind is None:
        raise names.unknown("DROP", reader)
    if kind == "database":
        name = reader.name()
        reader.end()
        return Statement(reader.sql, Kind.DATABASE, "DROP DATABASE", payload=("drop", name))
    if_exists = reader.take("if", "exists")
    if kind in ("user", "group", "role"):
        return privileges.drop(reader, session, kind, if_exists)
    listed = reader.listed(reader.dotted)
    cascade = reader.take_one("cascade", "restrict") == "cascade"
    reader.end()
    found = _schemas if kind == "schema" else _relations
    steps, writes = found(session, listed, kind, if_exists, cascade)
    return statement(reader.sql, f"DROP {kind.upper()}", dict.fromkeys(steps), *writes)


def _relations(
    session: SessionState, listed: list[list[str]], kind: str, if_exists: bool, cascade: bool
) -> tuple[list[str], list[str]]:
    found = []
    for parts in listed:
        relation = relations.find(session, parts)
        if relation is None and if_exists:
            continue
        if relation is None:
            raise SqlError("42P01", f'{kind.capitalize()} "{parts[-1]}" does not exist')
        if relation.kind == "system":
            raise SqlError("42501", f'"{relation.name}" is a system catalog')
        _require_kind(relation, kind, hint=f"Use DROP {'TABLE' if kind == 'view' else 'VIEW'}.")
        found.append(relation)
    return _dropped(session, found, cascade)


def _require_kind(relation: Relation, kind: str, hint: str | None = None) -> None:
    if (relation.kind == "table") != (kind == "table"):
        raise SqlError("42809", f'"{relation.name}" is not a {kind}', hint=hint)


def _dropped(session: SessionState, found: list[Relation], cascade: bool) -> tuple[list[str], list[str]]:
    """What drops these relations with what depends on them, and their names."""
    names_ = [relation.full_name for relation in found]
    steps: list[str] = []
    for relation in found:
        steps += views.released(session, relation, cascade, besides=names_)
        steps += _drop_table(relation) if relation.kind == "table" else views.dropped(relation)
    return steps, names_


def _drop_table(relation: Relation) -> list[str]:
    """The table, its identity sequences, and what is remembered of it."""
    steps = [f"DROP TABLE {relation.sql}"]
    for column in relation.columns:
        if column.identity is not None and column.default is not None:
            sequence = column.default.removeprefix("nextval('").removesuffix("')")
            steps.append(f"DROP SEQUENCE IF EXISTS {sequence}")
    return steps + declared.forget(relation)


def _schemas(
    session: SessionState, listed: list[list[str]], kind: str, if_exists: bool, cascade: bool
) -> tuple[list[str], list[str]]:
    steps: list[str] = []
    writes = [f"schema {name}" for *_, name in listed]
    for *_, name in listed:
        if if_exists and not is_there(session, "_schemas", name=name):
            continue
        declared.require_schema(session, name)
        query = f"select name from {HIDDEN}._relations where schema = $1"
        rows = session.cursor.execute(query, [name]).fetchall()
        if rows and not cascade:
            message = f"cannot drop {kind} {name} because other objects depend on it"
            raise SqlError("2BP01", message, hint="Use DROP ... CASCADE to drop the dependent objects too.")
        inside, names_ = _dropped(session, [relations.require(session, [name, *row]) for row in rows], True)
        steps += [*inside, f"DROP SCHEMA {quote(name)}", f"DELETE FROM {_SCHEMAS} WHERE {matching(name=name)}"]
        steps.append(f"DELETE FROM {HIDDEN}._grants WHERE {matching(kind='schema', object=name)}")
        writes += names_
    return steps, writes


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
    steps, leans_on = _commented(session, kind, parts, on_table, f"comment = {literal(text)}")
    return statement(reader.sql, "COMMENT", steps, *(f"{each} comment" for each in leans_on), leans_on=leans_on)


def _commented(
    session: SessionState, kind: str, parts: list[str], on_table: list[str], change: str
) -> tuple[list[str], list[str]]:
    """The step, and what it leans on; the catalog has no place for a comment on a database or a constraint."""
    if kind == "schema":
        name = declared.require_schema(session, parts[-1])
        return [f"UPDATE {_SCHEMAS} SET {change} WHERE {matching(name=name)}"], [f"schema {name}"]
    if kind == "database":
        if parts != [session.database]:
            raise SqlError("3D000", "only the current database can be commented on")
        return [], []
    if kind == "column" and len(parts) == 1:
        raise SqlError("42601", "column name must be qualified")
    relation = relations.require(session, on_table or (parts[:-1] if kind == "column" else parts))
    steps = []
    if kind == "constraint":
        declared.require_key(session, relation, parts[-1])
    elif kind == "column":
        steps = [declared.change(relation, "_columns", change, matching(name=relation.column(parts[-1]).name))]
    else:
        _require_kind(relation, kind)
        steps = [declared.change(relation, "_relations", change)]
    return steps, [relation.full_name]
