"""The hidden rows of a declaration: what DuckDB doesn't keep of a table, its columns and its keys.

Here: the values, the statements that keep them, and reading them back for another declaration. Not here: what a query
needs to know of a relation (`dialect.relations`), the catalog's views (`views`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, Column, Relation, quote
from sparkify_assets.local.warehouse.dialect.typed import duckdb_type
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement

NEW_OID = f"nextval('{HIDDEN}._oids')"


@dataclass(frozen=True)
class ColumnDefinition(Column):
    """A column as declared. `default_text` is what the catalog shows of its default."""

    default_text: str | None = None
    encoding: str | None = None
    distkey: bool = False
    sortkey: int = 0
    comment: str | None = None

    @property
    def sql(self) -> str:
        default = f" DEFAULT ({self.default})" if self.default is not None else ""
        return f"{quote(self.name)} {duckdb_type(self.type)}{default}{' NOT NULL' if self.not_null else ''}"


@dataclass(frozen=True)
class Key:
    """PRIMARY KEY (`p`), UNIQUE (`u`) or FOREIGN KEY (`f`): remembered, never enforced."""

    kind: str
    columns: tuple[str, ...]
    name: str | None = None
    foreign: tuple[str, ...] | None = None  # schema and table
    foreign_columns: tuple[str, ...] = ()

    def named(self, table: str, taken: set[str | None]) -> str:
        """The name that was given, else one that isn't taken: t_a_fkey, t_a_fkey1, ..."""
        suffix = {"p": "pkey", "u": f"{self.columns[0]}_key", "f": f"{self.columns[0]}_fkey"}[self.kind]
        numbered = (f"{table}_{suffix}{number or ''}" for number in itertools.count())
        return self.name or next(name for name in numbered if name not in taken)


# How a value, a row and a condition are written


def literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case list() | tuple():
            return f"[{literals(*value)}]"
        case dict():
            pairs = (f"{literal(name)}: {literal(item)}" for name, item in value.items())
            return f"MAP {{{', '.join(pairs)}}}"
    return str(value)


def literals(*values: object) -> str:
    return ", ".join(map(literal, values))


def matching(**values: object) -> str:
    """That a row has these values: a condition, or of a single value also what UPDATE sets."""
    return " AND ".join(f"{column} = {literal(value)}" for column, value in values.items())


def store(schema: str) -> str:
    """Where the rows of this schema's relations are: those of temporary tables go with their session."""
    return "temp.main" if schema == TEMPORARY else HIDDEN


def statement(sql: str, tag: str, steps: Iterable[str], *writes: str, leans_on: Iterable[str] = ()) -> Statement:
    return Statement(sql, Kind.DDL, tag, tuple(steps), writes=frozenset(writes), leans_on=frozenset(leans_on))


# What is there


def is_there(session: SessionState, table: str, **values: object) -> bool:
    """Whether a table of the hidden schema has such a row."""
    query = f"select 1 from {HIDDEN}.{table} where {matching(**values)}"
    return session.cursor.execute(query).fetchone() is not None


def require_schema(session: SessionState, name: str) -> str:
    if name != TEMPORARY and not is_there(session, "_schemas", name=name):
        raise SqlError("3F000", f'schema "{name}" does not exist')
    return name


def columns_of(session: SessionState, relation: Relation) -> list[ColumnDefinition]:
    columns = (
        "name, type, modifiers, not_null, default_sql, identity, default_text, encoding, distkey, sortkey, comment"
    )
    query = f"select {columns} from {_rows(relation, '_columns')} order by position"
    rows = session.cursor.execute(query).fetchall()
    return [ColumnDefinition(name, RedshiftType(kind, tuple(sizes)), *rest) for name, kind, sizes, *rest in rows]


def keys_of(session: SessionState, relation: Relation) -> list[Key]:
    columns = "kind, columns, name, foreign_schema, foreign_relation, foreign_columns"
    rows = session.cursor.execute(f"select {columns} from {_rows(relation, '_constraints')}").fetchall()
    return [
        Key(kind, tuple(columns), name, (schema, table) if table else None, tuple(referred))
        for kind, columns, name, schema, table, referred in rows
    ]


def require_key(session: SessionState, relation: Relation, name: str) -> None:
    if all(key.name != name for key in keys_of(session, relation)):
        raise SqlError("42704", f'constraint "{name}" of relation "{relation.name}" does not exist')


def references_to(session: SessionState, relation: Relation, column: str | None = None) -> list[tuple[str, str, str]]:
    """Schema, table and name of the foreign keys of other tables that refer to a relation, or to one column of it."""
    query = (
        f"select schema, relation, name from {store(relation.schema)}._constraints where foreign_schema = $1 "
        "and foreign_relation = $2 and (schema <> $1 or relation <> $2) "
        "and ($3 is null or list_contains(foreign_columns, $3))"
    )
    return session.cursor.execute(query, [relation.schema, relation.name, column]).fetchall()


def diststyle_of(session: SessionState, relation: Relation) -> str | None:
    row = session.cursor.execute(f"select diststyle from {_rows(relation, '_relations')}").fetchone()
    return row[0] if row else None


# The statements that remember and forget


def relation_rows(
    session: SessionState, schema: str, name: str, kind: str, columns: list[ColumnDefinition], *,
    diststyle: str | None = None, definition: str | None = None, source: str | None = None,
) -> list[str]:  # fmt: skip
    """Remembers a new table or view with its columns."""
    values = literals(schema, name, kind, session.user, diststyle, None, definition, source)
    steps = [f"INSERT INTO {store(schema)}._relations VALUES ({NEW_OID}, {values})"]
    return [*steps, *column_rows(schema, name, columns)]


def column_rows(schema: str, relation: str, columns: list[ColumnDefinition]) -> list[str]:
    rows = [_column_row(schema, relation, position, column) for position, column in enumerate(columns, 1)]
    return [f"INSERT INTO {store(schema)}._columns VALUES {', '.join(rows)}"] if rows else []


def added(relation: Relation, column: ColumnDefinition) -> str:
    """A new column behind the others."""
    last = f"(SELECT max(position) + 1 FROM {_rows(relation, '_columns')})"
    row = _column_row(relation.schema, relation.name, last, column)
    return f"INSERT INTO {store(relation.schema)}._columns VALUES {row}"


def _column_row(schema: str, relation: str, position: int | str, column: ColumnDefinition) -> str:
    attributes = literals(
        column.name, column.type.name, column.type.modifiers, column.not_null, column.default, column.default_text,
        column.identity, column.encoding, column.distkey, column.sortkey, column.comment,
    )  # fmt: skip
    return f"({literals(schema, relation)}, {position}, {attributes})"


def key_row(schema: str, relation: str, key: Key) -> str:
    foreign_schema, foreign_relation = key.foreign or (None, None)
    values = literals(
        schema, relation, key.name, key.kind, key.columns, foreign_schema, foreign_relation,
        key.foreign_columns,
    )  # fmt: skip
    return f"INSERT INTO {store(schema)}._constraints VALUES ({NEW_OID}, {values})"


def remove_key(schema: str, relation: str, name: str | None) -> str:
    return f"DELETE FROM {store(schema)}._constraints WHERE {matching(schema=schema, relation=relation, name=name)}"


def forget(relation: Relation) -> list[str]:
    """Forgets a table or view, and what was granted on it."""
    steps = [remove(relation, table) for table in ("_relations", "_columns", "_constraints")]
    if relation.schema != TEMPORARY:
        granted = matching(kind="table", schema=relation.schema, object=relation.name)
        steps += [f"DELETE FROM {HIDDEN}._grants WHERE {granted}", _independent(relation)]
    return steps


def _independent(view: Relation) -> str:
    return f"DELETE FROM {HIDDEN}._dependencies WHERE {matching(schema=view.schema, view=view.name)}"


def redefine(view: Relation, kind: str, columns: list[ColumnDefinition], definition: str, source: str) -> list[str]:
    """Another query for a view, which keeps its owner, its comment and what was granted on it."""
    changes = f"kind = {literal(kind)}, definition = {literal(definition)}, source = {literal(source)}"
    return [
        change(view, "_relations", changes),
        remove(view, "_columns"),
        _independent(view),
        *column_rows(view.schema, view.name, columns),
    ]


def renamed(relation: Relation, new: str) -> list[str]:
    """Another name for a table or view, wherever the old one is remembered."""
    schema, old = relation.schema, relation.name
    steps = [
        change(relation, "_relations", matching(name=new)),
        change(relation, "_columns", matching(relation=new)),
        change(relation, "_constraints", matching(relation=new)),
        _change_references(relation, matching(foreign_relation=new)),
    ]
    if schema != TEMPORARY:
        view, granted = matching(schema=schema, view=old), matching(kind="table", schema=schema, object=old)
        read = matching(on_schema=schema, on_relation=old)
        steps.append(f"UPDATE {HIDDEN}._dependencies SET {matching(view=new)} WHERE {view}")
        steps.append(f"UPDATE {HIDDEN}._dependencies SET {matching(on_relation=new)} WHERE {read}")
        steps.append(f"UPDATE {HIDDEN}._grants SET {matching(object=new)} WHERE {granted}")
    return steps


def column_renamed(relation: Relation, old: str, new: str) -> list[str]:
    """Another name for a column, in the keys as well."""
    other = f"lambda name: CASE name WHEN {literal(old)} THEN {literal(new)} ELSE name END"
    return [
        change(relation, "_columns", matching(name=new), matching(name=old)),
        change(relation, "_constraints", f"columns = list_transform(columns, {other})"),
        _change_references(relation, f"foreign_columns = list_transform(foreign_columns, {other})"),
    ]


def _change_references(relation: Relation, changes: str) -> str:
    """Changes the keys that refer to a relation, its own ones included."""
    referring = matching(foreign_schema=relation.schema, foreign_relation=relation.name)
    return f"UPDATE {store(relation.schema)}._constraints SET {changes} WHERE {referring}"


def change(relation: Relation, table: str, changes: str, condition: str = "true") -> str:
    """Changes what is remembered of a relation."""
    return f"UPDATE {store(relation.schema)}.{table} SET {changes} WHERE {_of(relation, table)} AND {condition}"


def remove(relation: Relation, table: str, condition: str = "true") -> str:
    return f"DELETE FROM {_rows(relation, table)} AND {condition}"


def _rows(relation: Relation, table: str) -> str:
    return f"{store(relation.schema)}.{table} WHERE {_of(relation, table)}"


def _of(relation: Relation, table: str) -> str:
    return matching(schema=relation.schema, **{"name" if table == "_relations" else "relation": relation.name})
