"""Users, groups, roles and what they are granted: remembered for the catalog; every session may do everything.

Here: CREATE, ALTER, DROP of principals, GRANT and REVOKE. Not here: who may log in (`engine`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl import declared, names
from sparkify_assets.local.warehouse.ddl.declared import NEW_OID, is_there, literal, literals, matching
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader

_PRINCIPALS, _GRANTS = f"{HIDDEN}._principals", f"{HIDDEN}._grants"
_ALL = {
    "table": ("select", "insert", "update", "delete", "references", "drop", "truncate", "alter"),
    "schema": ("create", "usage"), "database": ("create", "temporary", "usage"),
    "language": ("usage",),
}  # fmt: skip

# What else may stand behind a user's name: kept for the catalog under these names.
_KEPT: dict[tuple[str, ...], Callable[[Reader], str]] = {
    ("valid", "until"): Reader.string,
    ("connection", "limit"): names.limit,
    ("session", "timeout"): lambda reader: str(reader.number()),
    ("externalid",): lambda reader: reader.next().text,
    ("syslog", "access"): lambda reader: names.one_of(reader, "restricted", "unrestricted").upper(),
}


@dataclass
class _Options:
    """What the words behind a user's name say; the password is read past, neither kept nor shown."""

    superuser: bool | None = None
    has_password: bool = False
    groups: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


def create(reader: Reader, session: SessionState, kind: str) -> Statement:
    name = names.name(reader)
    if _exists(session, kind, name):
        raise SqlError("42710", f'{kind} "{name}" already exists')
    reader.take("with")
    members: list[str] = []
    options = _Options()
    if kind == "group" and reader.take("user"):
        members = _listed(reader, session, "user")
    elif kind == "user":
        options = _user_options(reader, session)
        if not options.has_password:
            raise SqlError("42601", "syntax error: CREATE USER needs a PASSWORD")
    elif kind == "role" and reader.take("externalid"):
        reader.next()
    reader.end()
    row = literals(kind, name, bool(options.superuser), members, options.kept)
    steps = [f"INSERT INTO {_PRINCIPALS} VALUES ({NEW_OID}, {row})"]
    steps += [_set_members(group, f"members || {literal([name])}") for group in options.groups]
    return _statement("CREATE", kind, name, steps)


def _statement(verb: str, kind: str, name: str, steps: list[str]) -> Statement:
    """Its text goes on record, so it leaves out what may be a password. Who does the same to the same name waits."""
    tag = f"{verb} {kind.upper()}"
    return declared.statement(f"{tag} {name}", tag, steps, f"{kind} {name}")


def _user_options(reader: Reader, session: SessionState) -> _Options:
    options = _Options()
    while reader.token is not None:
        if (word := reader.take_one("createuser", "nocreateuser")) is not None:
            options.superuser = word == "createuser"
        elif reader.take("in", "group"):
            options.groups += _listed(reader, session, "group")
        elif reader.take("password"):
            options.has_password = True
            if not reader.take("disable"):
                reader.string()
        elif (word := reader.take_one("createdb", "nocreatedb")) is not None:
            options.kept["createdb"] = str(word == "createdb")
        else:
            words = next((words for words in _KEPT if reader.take(*words)), None)
            if words is None:
                raise reader.error()
            options.kept[" ".join(words)] = _KEPT[words](reader)
    if "valid until" in options.kept:
        options.kept["valid until"] = _moment(session, options.kept["valid until"])
    return options


def _moment(session: SessionState, written: str) -> str:
    """A moment as the catalog shows it; SqlError 22007 if it is none."""
    ((shown,),) = session.cursor.execute("select cast(cast($1 as timestamptz) as varchar)", [written]).fetchall()
    return str(shown)


def _listed(reader: Reader, session: SessionState, kind: str) -> list[str]:
    return reader.listed(lambda: existing(reader, session, kind))


def existing(reader: Reader, session: SessionState, kind: str = "user") -> str:
    """The name, read next, of someone who is there."""
    name = reader.name()
    _require(session, kind, name)
    return name


def _require(session: SessionState, kind: str, name: str) -> None:
    if not _exists(session, kind, name):
        raise SqlError("42704", f'{kind} "{name}" does not exist')


def _exists(session: SessionState, kind: str, name: str) -> bool:
    return is_there(session, "_principals", kind=kind, name=name)


def _set_members(group: str, members: str) -> str:
    changes = f"members = list_distinct({members})"
    return f"UPDATE {_PRINCIPALS} SET {changes} WHERE {matching(kind='group', name=group)}"


def _without(members: list[str]) -> str:
    return f"list_filter(members, lambda each: NOT list_contains({literal(members)}, each))"


def alter(reader: Reader, session: SessionState, kind: str) -> Statement:
    """A name, the members of a group, the options of a user."""
    name = existing(reader, session, kind)
    steps: list[str] = []
    if reader.take("rename", "to"):
        steps = _renamed(session, kind, name, names.name(reader))
    elif kind == "group":
        change = names.one_of(reader, "add", "drop")
        reader.expect("user")
        members = _listed(reader, session, "user")
        steps = [_set_members(name, f"members || {literal(members)}" if change == "add" else _without(members))]
    elif kind == "role" or reader.peek("set") or reader.peek("reset"):
        raise names.unknown(f"ALTER {kind.upper()} ...", reader)
    else:
        reader.take("with")
        options = _user_options(reader, session)
        changes = f"options = map_concat(options, {literal(options.kept)})"
        if options.superuser is not None:
            changes += f", superuser = {options.superuser}"
        steps = [f"UPDATE {_PRINCIPALS} SET {changes} WHERE {matching(kind=kind, name=name)}"]
    reader.end()
    return _statement("ALTER", kind, name, steps)


def _renamed(session: SessionState, kind: str, old: str, new: str) -> list[str]:
    if _exists(session, kind, new):
        raise SqlError("42710", f'{kind} "{new}" already exists')
    if kind == "user" and old == session.user:
        raise SqlError("0A000", "session user may not be renamed")
    steps = [
        f"UPDATE {_PRINCIPALS} SET name = {literal(new)} WHERE {matching(kind=kind, name=old)}",
        f"UPDATE {_GRANTS} SET grantee = {literal(new)} WHERE {matching(grantee_kind=kind, grantee=old)}",
    ]
    if kind == "user":
        owned = f"SET owner = {literal(new)} WHERE {matching(owner=old)}"
        steps += [f"UPDATE {HIDDEN}.{table} {owned}" for table in ("_relations", "_schemas")]
        members = f"list_append({_without([old])}, {literal(new)})"
        steps.append(f"UPDATE {_PRINCIPALS} SET members = {members} WHERE list_contains(members, {literal(old)})")
    return steps


def drop(reader: Reader, session: SessionState, kind: str, if_exists: bool) -> Statement:
    """Nobody goes who owns something or was granted something, unless it is a role and FORCE is said."""
    listed = reader.listed(reader.name)
    force = kind == "role" and reader.take_one("force", "restrict") == "force"
    reader.end()
    steps = []
    for name in listed:
        if if_exists and not _exists(session, kind, name):
            continue
        _require(session, kind, name)
        if not force:
            _refuse_if_used(session, kind, name)
        steps.append(f"DELETE FROM {_PRINCIPALS} WHERE {matching(kind=kind, name=name)}")
        steps.append(f"DELETE FROM {_GRANTS} WHERE {matching(grantee_kind=kind, grantee=name)}")
        if kind == "user":
            steps.append(f"UPDATE {_PRINCIPALS} SET members = {_without([name])}")
    return declared.statement(reader.sql, f"DROP {kind.upper()}", steps, *(f"{kind} {name}" for name in listed))


def _refuse_if_used(session: SessionState, kind: str, name: str) -> None:
    """As `r_DROP_USER` and `r_DROP_GROUP` say."""
    if kind == "user" and name == session.user:
        raise SqlError("55006", "current user cannot be dropped")
    if kind == "user" and any(is_there(session, table, owner=name) for table in ("_relations", "_schemas")):
        raise SqlError("55006", f'user "{name}" cannot be dropped because the user owns some object')
    if is_there(session, "_grants", grantee_kind=kind, grantee=name):
        message = f'{kind} "{name}" cannot be dropped because the {kind} has a privilege on some object'
        raise SqlError("55006" if kind == "user" else "2BP01", message)


def grant(reader: Reader, session: SessionState, verb: str) -> Statement:
    """GRANT and REVOKE over tables, schemas and databases, and of roles."""
    only_option = verb == "revoke" and reader.take("grant", "option", "for")
    privileges = _privileges(reader)
    if not reader.take("on"):
        raise unsupported(f"{verb.upper()} of a role")
    kind, objects = _objects(reader, session)
    if unknown := [word for word in privileges if word not in (*_ALL[kind], "all")]:
        raise SqlError("42601", f'unrecognized privilege type "{unknown[0]}"')
    reader.expect("to" if verb == "grant" else "from")
    grantees = reader.listed(lambda: _grantee(reader, session))
    with_grant = verb == "grant" and reader.take("with", "grant", "option")
    if with_grant and any(kind != "user" for _, kind in grantees):
        raise SqlError("0LP01", "grant options can only be granted to individual users")
    if verb == "revoke":
        reader.take_one("cascade", "restrict")
    reader.end()
    granted = _ALL[kind] if "all" in privileges else privileges
    each = itertools.product(objects, grantees, granted)
    rows = [f"({literals(kind, *object_, privilege, *grantee)})" for object_, grantee, privilege in each]
    steps = _recorded(", ".join(dict.fromkeys(rows)), verb == "grant", with_grant, only_option) if rows else []
    leans_on = {f"{schema}.{name}" if kind == "table" else f"{kind} {name}" for schema, name in objects}
    changes = {f"{each} privileges" for each in leans_on}
    leans_on |= {f"{kind} {name}" for name, kind in grantees}
    return declared.statement(reader.sql, verb.upper(), steps, *changes, leans_on=leans_on)


def _privileges(reader: Reader) -> tuple[str, ...]:
    if reader.take("all"):
        reader.take("privileges")
        return ("all",)
    words = reader.listed(lambda: reader.next().text.lower())
    if reader.at(TokenType.L_PAREN):
        raise unsupported("GRANT on single columns")
    if "assumerole" in words:
        raise unsupported("GRANT ASSUMEROLE")
    return tuple("temporary" if word == "temp" else word for word in words)


def _objects(reader: Reader, session: SessionState) -> tuple[str, list[tuple[str, str]]]:
    """The kind of what is granted on, and each as (schema, name)."""
    if reader.take("all", "tables", "in", "schema"):
        schemas = reader.listed(lambda: declared.require_schema(session, reader.name()))
        query = f"select schema, name from {HIDDEN}._relations where schema = any($1)"
        return "table", session.cursor.execute(query, [schemas]).fetchall()
    kind = reader.take_one("table", "schema", "database", "language", "function", "procedure", "all") or "table"
    if kind in ("function", "procedure", "all"):
        raise unsupported(f"GRANT ON {kind.upper()}")
    if kind == "schema":
        return kind, [("", name) for name in reader.listed(lambda: declared.require_schema(session, reader.name()))]
    listed = reader.listed(reader.dotted)
    if kind == "table":
        found = [relations.require(session, parts) for parts in listed]
        if any(relation.schema == TEMPORARY for relation in found):
            raise unsupported("GRANT or REVOKE on a temporary table")  # it would outlive the table
        return kind, [(relation.schema, relation.name) for relation in found]
    return kind, [("", parts[-1]) for parts in listed]


def _grantee(reader: Reader, session: SessionState) -> tuple[str, str]:
    """The name and the kind of someone who is there."""
    kind = reader.take_one("group", "role") or "user"
    if kind == "user" and reader.take("public"):
        return "public", "public"
    return existing(reader, session, kind), kind


def _recorded(rows: str, given: bool, with_grant: bool, only_option: bool) -> list[str]:
    """What was granted before with the option to grant it further keeps that until the option is revoked."""
    columns = "kind, schema, object, privilege, grantee, grantee_kind"
    these = f"({columns}) IN (VALUES {rows})"
    if not given:
        revoked = f"UPDATE {_GRANTS} SET with_grant = false" if only_option else f"DELETE FROM {_GRANTS}"
        return [f"{revoked} WHERE {these}"]
    new = f"SELECT *, false FROM (VALUES {rows}) t ({columns}) ANTI JOIN {_GRANTS} USING ({columns})"
    granted = [f"INSERT INTO {_GRANTS} {new}"]
    return [*granted, f"UPDATE {_GRANTS} SET with_grant = true WHERE {these}"] if with_grant else granted


def default_privileges(reader: Reader) -> Statement:
    """Nothing is refused to anyone, so what future tables grant changes no result."""
    reader.rest()
    return Statement(reader.sql, Kind.IGNORED, "ALTER DEFAULT PRIVILEGES")
