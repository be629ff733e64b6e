"""The hidden rows of a declaration: what DuckDB doesn't keep of a table, its columns and its keys.

Here: the values and the INSERT, UPDATE and DELETE statements that keep them. Not here: reading them back
(`dialect.relations`, `views`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, duckdb_schema, encoded, quote
from sparkify_assets.local.warehouse.dialect.typed import duckdb_type
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState


@dataclass(frozen=True)
class ColumnDefinition:
    """A column as declared. `default_sql` is what DuckDB evaluates, `default_text` what the catalog shows."""

    name: str
    type: RedshiftType
    not_null: bool = False
    default_sql: str | None = None
    default_text: str | None = None
    identity: str | None = None  # `always` or `default`
    encoding: str | None = None
    distkey: bool = False
    sortkey: int = 0
    comment: str | None = None

    @property
    def sql(self) -> str:
        default = f" DEFAULT ({self.default_sql})" if self.default_sql is not None else ""
        return f"{quote(self.name)} {duckdb_type(self.type)}{default}{' NOT NULL' if self.not_null else ''}"


@dataclass(frozen=True)
class Key:
    """PRIMARY KEY (`p`), UNIQUE (`u`) or FOREIGN KEY (`f`): remembered, never enforced."""

    kind: str
    columns: tuple[str, ...]
    name: str | None = None
    foreign: tuple[str, str] | None = None
    foreign_columns: tuple[str, ...] = ()

    @property
    def definition(self) -> str:
        listed = ", ".join(self.columns)
        if self.kind != "f" or self.foreign is None:
            return f"{'PRIMARY KEY' if self.kind == 'p' else 'UNIQUE'} ({listed})"
        referred = f"({', '.join(self.foreign_columns)})" if self.foreign_columns else ""
        return f"FOREIGN KEY ({listed}) REFERENCES {self.foreign[1]}{referred}"

    def named(self, table: str) -> str:
        suffix = {"p": "pkey", "u": f"{self.columns[0]}_key", "f": f"{self.columns[0]}_fkey"}[self.kind]
        return self.name or f"{table}_{suffix}"


def literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def name_list(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(literal(name) for name in names) + "]::varchar[]"


def store(schema: str) -> str:
    """Where the rows of this schema's relations are: those of temporary tables go with their session."""
    return "temp.main" if schema == TEMPORARY else HIDDEN


def relation_rows(
    session: SessionState, schema: str, name: str, kind: str, columns: list[ColumnDefinition], *,
    diststyle: str | None = None, definition: str | None = None, source: str | None = None,
) -> list[str]:  # fmt: skip
    """Remembers a new table or view with its columns."""
    values = ", ".join(
        literal(value) for value in (schema, name, kind, session.user, diststyle, None, definition, source)
    )
    steps = [f"INSERT INTO {store(schema)}._relations VALUES (nextval('{HIDDEN}._oids'), {values})"]
    if columns:
        steps.append(column_rows(schema, name, columns, 1))
    return steps


def column_rows(schema: str, relation: str, columns: list[ColumnDefinition], first: int) -> str:
    rows = ", ".join(_column_row(schema, relation, first + index, column) for index, column in enumerate(columns))
    return f"INSERT INTO {store(schema)}._columns VALUES {rows}"


def _column_row(schema: str, relation: str, position: int, column: ColumnDefinition) -> str:
    parts = (
        literal(schema), literal(relation), str(position), literal(column.name), literal(column.type.name),
        encoded(column.type), str(column.not_null), literal(column.default_sql), literal(column.default_text),
        literal(column.identity), literal(column.encoding or "none"), str(column.distkey), str(column.sortkey),
        literal(column.comment),
    )  # fmt: skip
    return f"({', '.join(parts)})"


def key_row(schema: str, relation: str, key: Key) -> str:
    foreign_schema, foreign_relation = key.foreign or (None, None)
    parts = (
        f"nextval('{HIDDEN}._oids')", literal(schema), literal(relation), literal(key.named(relation)),
        literal(key.kind), name_list(key.columns), literal(foreign_schema), literal(foreign_relation),
        name_list(key.foreign_columns), literal(key.definition),
    )  # fmt: skip
    return f"INSERT INTO {store(schema)}._constraints VALUES ({', '.join(parts)})"


def forget(schema: str, name: str, *, replaced: bool = False) -> list[str]:
    """Forgets a table or view; what was granted on it stays if it is replaced."""
    place = store(schema)
    steps = [f"DELETE FROM {place}._relations WHERE schema = {literal(schema)} AND name = {literal(name)}"]
    for table in ("_columns", "_constraints"):
        steps.append(f"DELETE FROM {place}.{table} WHERE schema = {literal(schema)} AND relation = {literal(name)}")
    if place == HIDDEN and not replaced:
        granted = f"kind = 'table' AND schema = {literal(schema)} AND object = {literal(name)}"
        steps.append(f"DELETE FROM {HIDDEN}._grants WHERE {granted}")
    if place == HIDDEN:
        steps.append(f"DELETE FROM {HIDDEN}._dependencies WHERE schema = {literal(schema)} AND view = {literal(name)}")
    return steps


def update(schema: str, table: str, changes: str, condition: str) -> str:
    return f"UPDATE {store(schema)}.{table} SET {changes} WHERE schema = {literal(schema)} AND {condition}"


def create_sql(schema: str, name: str, columns: list[ColumnDefinition]) -> str:
    temporary = "TEMP " if schema == TEMPORARY else ""
    listed = ", ".join(column.sql for column in columns)
    return f"CREATE {temporary}TABLE {duckdb_schema(schema)}.{quote(name)} ({listed})"
