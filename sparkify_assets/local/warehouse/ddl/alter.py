"""ALTER TABLE.

Here: columns, names, keys, styles, owner, APPEND. Rules: `r_ALTER_TABLE`, `r_ALTER_TABLE_APPEND`. Not here: CREATE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl import declared, encodings, keys, names, privileges, tables, views
from sparkify_assets.local.warehouse.ddl.declared import ColumnDefinition, literal, matching
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import TEMPORARY, Relation, quote
from sparkify_assets.local.warehouse.dialect.typed import duckdb_type, spelled
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, is_word

Steps = list[str]
Action = Callable[[Reader, SessionState, Relation], Steps]
_IDENTITY = ""  # no column is named so
_FIXED_ENCODINGS = ("bytedict", "runlength", "text255", "text32k")


def table(reader: Reader, session: SessionState) -> Statement:
    """`payload` is the command's name where it can't stand in a transaction block."""
    relation = relations.require(session, reader.dotted())
    if relation.kind == "system":
        raise SqlError("42501", f'"{relation.name}" is a system catalog')
    if reader.take("append", "from"):
        return _append(reader, session, relation)
    found = next((words for words in _ACTIONS if reader.take(*words.split())), None)
    if found is None:
        raise names.unknown("ALTER TABLE", reader)
    action, for_views = _ACTIONS[found]
    if relation.kind != "table" and not for_views:
        raise SqlError("42809", f'"{relation.name}" is not a table')
    retyped = action is _alter and any(
        is_word(token, "type") and not is_word(before, "alter", "column")
        for before, token in pairwise(reader.tokens[reader.index - 1 :])
    )
    steps = action(reader, session, relation)
    reader.end()
    altered = declared.statement(reader.sql, "ALTER TABLE", steps, relation.full_name)
    # Rows that the snapshot hasn't would go on under the other name or type as if they had been seen.
    return replace(altered, reads=altered.writes, payload="ALTER TABLE ALTER COLUMN" if retyped else None)


def _rename(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    new = names.name(reader)
    if relations.find(session, [relation.schema, new]):
        raise SqlError("42P07", f'Relation "{new}" already exists')
    if new.startswith("#") and relation.schema != TEMPORARY:
        raise SqlError("42602", f'"{new}" is the name of a temporary table')
    kind = "VIEW" if relation.kind == "view" else "TABLE"
    steps = [] if relation.kind == "late" else [f"ALTER {kind} {relation.sql} RENAME TO {quote(new)}"]
    return [*steps, *views.following_table(session, relation, new), *declared.renamed(relation, new)]


def _rename_column(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    reader.take("column")
    old = relation.column(reader.name()).name
    reader.expect("to")
    new = names.name(reader)
    return [
        f"ALTER TABLE {relation.sql} RENAME COLUMN {quote(old)} TO {quote(new)}",
        *views.following_column(session, relation, old, new),
        *declared.column_renamed(relation, old, new),
    ]


def _add(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    if keys.is_next(reader):
        return _add_key(reader, session, relation)
    reader.take("column")
    definition = tables.Definition(relation.schema, relation.name)
    column = tables.column(reader, session, definition)
    tables.refuse_too_many(len(relation.columns) + 1)
    if any(existing.name == column.name for existing in relation.columns):
        raise SqlError("42701", f'column "{column.name}" of relation "{relation.name}" already exists')
    if definition.sequences or definition.keys or column.sortkey or column.distkey:
        raise SqlError("0A000", "ALTER TABLE ADD COLUMN takes no key, IDENTITY, SORTKEY or DISTKEY")
    altered, name, type_ = f"ALTER TABLE {relation.sql}", quote(column.name), duckdb_type(column.type)
    default = column.default or "NULL"
    if not column.not_null:
        steps = [f"{altered} ADD COLUMN {name} {type_} DEFAULT ({default})"]
    else:
        # DuckDB sets NOT NULL in the same transaction only where the rows were given a constant.
        ((value,),) = session.cursor.execute(f"SELECT CAST(({default}) AS varchar)").fetchall()
        if value is None:
            message = "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression"
            raise SqlError("42601", message)
        steps = [
            f"{altered} ADD COLUMN {name} {type_} DEFAULT CAST({literal(value)} AS {type_})",
            f"{altered} ALTER COLUMN {name} SET NOT NULL",
            f"{altered} ALTER COLUMN {name} SET DEFAULT ({default})",
        ]
    return [*steps, declared.added(relation, column)]


def _add_key(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    there = declared.keys_of(session, relation)
    listed = [column.name for column in relation.columns]
    (key,) = keys.checked(session, relation.schema, relation.name, listed, [keys.read(reader)], there)
    if key.kind == "p" and not all(relation.column(name).not_null for name in key.columns):
        raise SqlError("42P16", "a primary key can't be added to a nullable column")
    return [declared.key_row(relation.schema, relation.name, key)]


def _drop_column(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    reader.take("column")
    column = _definition(session, relation, reader.name())
    cascade = reader.take_one("cascade", "restrict") == "cascade"
    if column.distkey or column.sortkey:
        raise SqlError("0A000", f'cannot drop {"distkey" if column.distkey else "sortkey"} column "{column.name}"')
    if len(relation.columns) == 1:
        raise SqlError("0A000", f'cannot drop column "{column.name}": a table must have at least one column')
    parted = [key for key in declared.keys_of(session, relation) if column.name in key.columns[1:] + key.columns[:-1]]
    if parted and not cascade:
        message = f"cannot drop table {relation.name} column {column.name}, which is part of a longer key"
        raise SqlError("2BP01", message)
    return [
        *views.released(session, relation, cascade, column.name),
        f"ALTER TABLE {relation.sql} DROP COLUMN {quote(column.name)}",
        declared.remove(relation, "_columns", matching(name=column.name)),
        declared.remove(relation, "_constraints", f"list_contains(columns, {literal(column.name)})"),
    ]


def _definition(session: SessionState, relation: Relation, name: str) -> ColumnDefinition:
    relation.column(name)
    return next(column for column in declared.columns_of(session, relation) if column.name == name)


def _drop_constraint(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    name = reader.name()
    reader.take_one("cascade", "restrict")
    declared.require_key(session, relation, name)
    return [declared.remove_key(relation.schema, relation.name, name)]


def _owner(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    owner = privileges.existing(reader, session)
    return [declared.change(relation, "_relations", matching(owner=owner))]


def _alter(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    """One column's TYPE, or several columns' ENCODE, or the styles of the table."""
    steps = _alteration(reader, session, relation)
    while reader.accept(TokenType.COMMA):
        reader.expect("alter")
        steps += _alteration(reader, session, relation)
    return steps


def _alteration(reader: Reader, session: SessionState, relation: Relation) -> Steps:
    if (word := reader.take_one("diststyle", "distkey")) is not None:
        _refuse_interleaved(session, relation)
        return _diststyle(reader, relation) if word == "diststyle" else _distkey(relation, reader.name())
    if reader.peek("sortkey") or reader.peek("compound"):
        return _sortkey(reader, relation)
    if reader.take("encode", "auto"):
        return []
    reader.take("column")
    column = _definition(session, relation, reader.name())
    if reader.take("encode"):
        _refuse_interleaved(session, relation)
        encoding = encodings.read(reader, column.name, column.type)
        if encoding == column.encoding:
            raise SqlError("0A000", f'column "{column.name}" is already encoded {encoding}')
        return [declared.change(relation, "_columns", matching(encoding=encoding), matching(name=column.name))]
    reader.expect("type")
    return _retype(reader, session, relation, column)


def _refuse_interleaved(session: SessionState, relation: Relation) -> None:
    """Neither the distribution nor an encoding of such a table can be changed (`r_ALTER_TABLE`)."""
    if any(column.sortkey < 0 for column in declared.columns_of(session, relation)):
        raise SqlError("0A000", f'"{relation.name}" has an interleaved sort key')


def _retype(reader: Reader, session: SessionState, relation: Relation, column: ColumnDefinition) -> Steps:
    """Only the length of a varchar can change, and no value may be longer."""
    new, name = tables.data_type(reader), column.name
    if new.name != "varchar" or column.type.name != "varchar":
        raise SqlError("0A000", f'cannot alter column "{name}" from type {spelled(column.type)} to {spelled(new)}')
    obstacles = {
        "has a default": column.default is not None,
        f"is encoded {column.encoding}": column.encoding in _FIXED_ENCODINGS,
        "is part of a key": any(name in key.columns for key in declared.keys_of(session, relation)),
    }
    for obstacle, is_there in obstacles.items():
        if is_there:
            raise SqlError("0A000", f'cannot alter column "{name}", which {obstacle}')
    if views.dependents(session, relation, name):
        raise SqlError("0A000", "cannot alter type of a column used by a view or rule")
    failing = f"error('22001:value too long for type character varying({new.modifiers[0]})')"
    check = f"SELECT CASE WHEN max(strlen({quote(name)})) > {new.modifiers[0]} THEN {failing} END FROM {relation.sql}"
    return [check, declared.change(relation, "_columns", matching(modifiers=new.modifiers), matching(name=name))]


def _diststyle(reader: Reader, relation: Relation) -> Steps:
    style = tables.diststyle(reader)
    if style == "KEY":
        reader.expect("distkey")
        return _distkey(relation, reader.name())
    if relation.schema == TEMPORARY and style != "AUTO":
        raise SqlError("0A000", f"ALTER DISTSTYLE {style} is not supported for temporary tables")
    return _styled(relation, style, "distkey = false")


def _distkey(relation: Relation, name: str) -> Steps:
    return _styled(relation, "KEY", f"distkey = (name = {literal(relation.column(name).name)})")


def _styled(relation: Relation, style: str, changes: str) -> Steps:
    return [
        declared.change(relation, "_relations", matching(diststyle=style)),
        declared.change(relation, "_columns", changes),
    ]


def _sortkey(reader: Reader, relation: Relation) -> Steps:
    """AUTO keeps the sort key that is there."""
    reader.take("compound")
    reader.expect("sortkey")
    if reader.take("auto"):
        return []
    listed = [] if reader.take("none") else tables.key_columns(reader, [column.name for column in relation.columns])
    order = f"coalesce(list_position({literal(listed)}, name), 0)"
    # A column that becomes part of the sort key is no longer compressed.
    encoding = f"CASE WHEN {order} > 0 THEN 'none' ELSE encoding END"
    return [declared.change(relation, "_columns", f"sortkey = {order}, encoding = {encoding}")]


def _append(reader: Reader, session: SessionState, target: Relation) -> Statement:
    """Moves the rows of another table here: its columns by name, all of them unless told otherwise."""
    source = relations.require(session, reader.dotted())
    option = reader.take_one("ignoreextra", "filltarget")
    reader.end()
    for each in (source, target):
        if each.kind != "table" or each.schema == TEMPORARY:
            raise SqlError("42809", f'"{each.name}" is not a permanent table')
    if source.full_name == target.full_name:
        raise unsupported("appending a table to itself")
    theirs, ours = _appended(session, source), _appended(session, target)
    shared = [name for name in ours if name in theirs]
    if _IDENTITY in shared:
        raise SqlError("0A000", "identity columns can't be appended")
    if (option != "ignoreextra" and set(theirs) - set(ours)) or (option != "filltarget" and set(ours) - set(theirs)):
        raise SqlError("42804", f'the columns of "{source.name}" are not those of "{target.name}"')
    styles = {declared.diststyle_of(session, each) for each in (source, target)}
    if len(styles) > 1 or any(ours[name] != theirs[name] for name in shared):
        raise SqlError("42804", f'"{source.name}" and its columns have other attributes than "{target.name}"')
    listed = ", ".join(quote(name) for name in shared)
    steps = [f"INSERT INTO {target.sql} ({listed}) SELECT {listed} FROM {source.sql}", f"DELETE FROM {source.sql}"]
    appended = declared.statement(reader.sql, "ALTER TABLE", steps, target.full_name, source.full_name)
    return replace(appended, reads=frozenset({source.full_name}), payload="ALTER TABLE APPEND")


def _appended(session: SessionState, relation: Relation) -> dict[str, tuple[object, ...]]:
    """What columns of one name must have in common. An identity column has no counterpart but another one."""
    return {
        _IDENTITY if column.identity == "always" else column.name: (
            column.type, column.encoding, column.not_null, column.distkey, column.sortkey,
        )
        for column in declared.columns_of(session, relation)
    }  # fmt: skip


# What is to be done, and whether it can be done to a view.
_ACTIONS: dict[str, tuple[Action, bool]] = {
    "rename to": (_rename, True),
    "rename": (_rename_column, False),
    "add": (_add, False),
    "drop constraint": (_drop_constraint, False),
    "drop": (_drop_column, False),
    "owner to": (_owner, True),
    "alter": (_alter, False),
}
