"""ALTER TABLE.

Here: columns, names, keys, styles, owner, APPEND. Rules: `r_ALTER_TABLE`, `r_ALTER_TABLE_APPEND`. Not here: CREATE.
"""

from __future__ import annotations

from collections.abc import Callable

from sparkify_assets.local.warehouse.ddl import declared, tables, views
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import TEMPORARY, Relation, quote
from sparkify_assets.local.warehouse.dialect.typed import duckdb_type, spelled
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader

Steps = list[str]


def table(reader: Reader, session: SessionState) -> Statement:
    relation = relations.require(session, reader.dotted())
    if relation.kind == "system":
        raise SqlError("42501", f'"{relation.name}" is a system catalog')
    writes = {relation.full_name}
    alone = None  # what can't stand in a transaction
    if reader.take("append", "from"):
        steps, source = _append(reader, session, relation)
        writes.add(source)
        alone = "ALTER TABLE APPEND"
    else:
        steps = _action(reader)(reader, session, relation)
    reader.end()
    return Statement(reader.sql, Kind.DDL, "ALTER TABLE", tuple(steps), writes=frozenset(writes), payload=alone)


def _action(reader: Reader) -> Callable[[Reader, SessionState, Relation], Steps]:
    actions: tuple[tuple[tuple[str, ...], Callable[[Reader, SessionState, Relation], Steps]], ...] = (
        (("rename", "to"), _rename),
        (("rename",), _rename_column),
        (("add",), _add),
        (("drop", "constraint"), _drop_constraint),
        (("drop",), _drop_column),
        (("owner", "to"), _owner),
        (("alter",), _alter),
    )
    for words, action in actions:
        if reader.take(*words):
            return action
    raise unsupported(f"ALTER TABLE {reader.token.text.upper() if reader.token else ''}")


def _where(relation: Relation) -> str:
    return f"relation = {literal(relation.name)}"


def _rename(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    new = reader.name()
    if relations.find(session, [relation.schema, new]):
        raise SqlError("42P07", f'Relation "{new}" already exists')
    kind = "VIEW" if relation.kind == "view" else "TABLE"
    steps = [] if relation.kind == "late" else [f"ALTER {kind} {relation.sql} RENAME TO {quote(new)}"]
    steps.append(
        declared.update(relation.schema, "_relations", f"name = {literal(new)}", f"name = {literal(relation.name)}")
    )
    for hidden in ("_columns", "_constraints"):
        steps.append(declared.update(relation.schema, hidden, f"relation = {literal(new)}", _where(relation)))
    if relation.schema != TEMPORARY:
        old = literal(relation.name)
        granted = f"kind = 'table' AND object = {old}"
        steps.append(declared.update(relation.schema, "_dependencies", f"view = {literal(new)}", f"view = {old}"))
        steps.append(declared.update(relation.schema, "_grants", f"object = {literal(new)}", granted))
    for view_schema, view in views.dependents(session, relation.schema, relation.name):
        raise SqlError(
            "0A000", f"renaming {relation.name}, which the view {view_schema}.{view} reads, is not supported"
        )
    return steps


def _rename_column(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    reader.take("column")
    old = relation.column(reader.name()).name
    reader.expect("to")
    new = reader.name()
    _refuse_if_viewed(session, relation, old, cascade=False)
    condition = f"{_where(relation)} AND name = {literal(old)}"
    return [
        f"ALTER TABLE {relation.sql} RENAME COLUMN {quote(old)} TO {quote(new)}",
        declared.update(relation.schema, "_columns", f"name = {literal(new)}", condition),
    ]


def _add(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    if any(reader.peek(word) for word in ("constraint", "primary", "unique", "foreign", "check")):
        return [declared.key_row(relation.schema, relation.name, tables.table_key(reader, session))]
    reader.take("column")
    definition = tables.Definition()
    column = tables.column(reader, session, definition)
    if any(existing.name == column.name for existing in relation.columns):
        raise SqlError("42701", f'column "{column.name}" of relation "{relation.name}" already exists')
    if column.not_null and column.default_sql is None:
        raise SqlError("42601", "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression")
    if definition.sequences or column.sortkey or column.distkey:
        raise unsupported("ALTER TABLE ADD COLUMN with IDENTITY, SORTKEY or DISTKEY")
    default = f" DEFAULT ({column.default_sql})" if column.default_sql is not None else ""
    steps = [f"ALTER TABLE {relation.sql} ADD COLUMN {quote(column.name)} {duckdb_type(column.type)}{default}"]
    if column.not_null:
        steps.append(f"ALTER TABLE {relation.sql} ALTER COLUMN {quote(column.name)} SET NOT NULL")
    position = _next_position(session, relation)
    return [*steps, declared.column_rows(relation.schema, relation.name, [column], position)]


def _next_position(session: SessionState, relation: Relation) -> int:
    query = f"select max(position) from {declared.store(relation.schema)}._columns where schema = $1 and relation = $2"
    row = session.cursor.execute(query, [relation.schema, relation.name]).fetchone()
    return (row[0] or 0) + 1 if row else 1


def _drop_column(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    reader.take("column")
    name = relation.column(reader.name()).name
    cascade = reader.take_one("cascade", "restrict") == "cascade"
    steps = _refuse_if_viewed(session, relation, name, cascade)
    place, schema = declared.store(relation.schema), literal(relation.schema)
    return [
        *steps,
        f"ALTER TABLE {relation.sql} DROP COLUMN {quote(name)}",
        f"DELETE FROM {place}._columns WHERE schema = {schema} AND {_where(relation)} AND name = {literal(name)}",
        f"DELETE FROM {place}._constraints WHERE schema = {schema} AND {_where(relation)} "
        f"AND list_contains(columns, {literal(name)})",
    ]


def _refuse_if_viewed(session: SessionState, relation: Relation, column: str, cascade: bool) -> Steps:
    """A bound view that names the column stands in the way, or goes with it."""
    steps: Steps = []
    for schema, view in views.dependents(session, relation.schema, relation.name):
        found = relations.require(session, [schema, view])
        if quote(column) not in (found.definition or ""):
            continue
        if not cascade:
            message = f"cannot drop table {relation.name} column {column} because other objects depend on it"
            raise SqlError("2BP01", message, f"view {view} depends on table {relation.name} column {column}")
        steps += views.dropped(schema, view)
    return steps


def _drop_constraint(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    name = reader.name()
    reader.take_one("cascade", "restrict")
    place = declared.store(relation.schema)
    query = f"select 1 from {place}._constraints where schema = $1 and relation = $2 and name = $3"
    if session.cursor.execute(query, [relation.schema, relation.name, name]).fetchone() is None:
        raise SqlError("42704", f'constraint "{name}" of relation "{relation.name}" does not exist')
    condition = f"schema = {literal(relation.schema)} AND {_where(relation)} AND name = {literal(name)}"
    return [f"DELETE FROM {place}._constraints WHERE {condition}"]


def _owner(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    owner = reader.name()
    return [
        declared.update(relation.schema, "_relations", f"owner = {literal(owner)}", f"name = {literal(relation.name)}")
    ]


def _alter(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    """ALTER COLUMN c TYPE varchar(n) | ENCODE e, and the styles of the table."""
    if reader.take("diststyle"):
        return _diststyle(reader, relation)
    if reader.take("distkey"):
        return _distkey(relation, relation.column(reader.name()).name)
    if reader.peek("sortkey") or reader.peek("compound"):
        return _sortkey(reader, relation)
    if reader.take("encode", "auto"):
        return []
    reader.take("column")
    name = reader.name()
    condition = f"{_where(relation)} AND name = {literal(relation.column(name).name)}"
    if reader.take("encode"):
        changes = f"encoding = {literal(tables.encoding(reader))}"
        return [declared.update(relation.schema, "_columns", changes, condition)]
    reader.expect("type")
    return _retype(reader, relation, name, condition)


def _retype(reader: Reader, relation: Relation, name: str, condition: str) -> Steps:
    """Only the length of a varchar can change, and no value may be longer."""
    new, old = tables.data_type(reader), relation.column(name).type
    if new.name != "varchar" or old.name != "varchar":
        raise SqlError("0A000", f'cannot alter column "{name}" from type {spelled(old)} to {spelled(new)}')
    failing = f"error('22001:value too long for type character varying({new.modifiers[0]})')"
    check = f"SELECT CASE WHEN max(strlen({quote(name)})) > {new.modifiers[0]} THEN {failing} END FROM {relation.sql}"
    changes = f"modifiers = {relations.encoded(new)}"
    return [check, declared.update(relation.schema, "_columns", changes, condition)]


def _diststyle(reader: Reader, relation: Relation) -> Steps:
    style = reader.take_one("even", "all", "key", "auto")
    if style is None:
        raise reader.error()
    if style == "key":
        reader.expect("distkey")
        return _distkey(relation, relation.column(reader.name()).name)
    shown = "AUTO(ALL)" if style == "auto" else style.upper()
    return _styled(relation, shown, "distkey = false")


def _distkey(relation: Relation, name: str) -> Steps:
    return _styled(relation, "KEY", f"distkey = (name = {literal(name)})")


def _styled(relation: Relation, style: str, changes: str) -> Steps:
    return [
        declared.update(
            relation.schema, "_relations", f"diststyle = {literal(style)}", f"name = {literal(relation.name)}"
        ),
        declared.update(relation.schema, "_columns", changes, _where(relation)),
    ]


def _sortkey(reader: Reader, relation: Relation) -> Steps:
    reader.take("compound")
    reader.expect("sortkey")
    names = [] if reader.take_one("auto", "none") else reader.names()
    listed = declared.name_list(tuple(relation.column(name).name for name in names))
    changes = f"sortkey = coalesce(list_position({listed}, name), 0)"
    return [declared.update(relation.schema, "_columns", changes, _where(relation))]


def _append(reader: Reader, session: SessionState, target: Relation) -> tuple[Steps, str]:
    """Moves the rows of another table here: its columns by name, all of them unless told otherwise."""
    source = relations.require(session, reader.dotted())
    option = reader.take_one("ignoreextra", "filltarget")
    theirs = {column.name: column.type for column in source.columns}
    ours = {column.name: column.type for column in target.columns if column.identity is None}
    shared = [name for name in ours if name in theirs]
    if (option != "ignoreextra" and set(theirs) - set(ours)) or (option != "filltarget" and set(ours) - set(theirs)):
        raise SqlError("42804", f'the columns of "{source.name}" are not those of "{target.name}"')
    if any(ours[name] != theirs[name] for name in shared):
        raise SqlError("42804", f'the columns of "{source.name}" have other types than those of "{target.name}"')
    listed = ", ".join(quote(name) for name in shared)
    steps = [
        f"INSERT INTO {target.sql} ({listed}) SELECT {listed} FROM {source.sql}",
        f"DELETE FROM {source.sql}",
    ]
    return steps, source.full_name
