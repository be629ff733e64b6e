"""The table that a COPY loads: its columns as Redshift declares them.

Here: the choice that the statement's column list makes, and how load errors name a column. Not here: how a value
becomes one of them (`conversions`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import Column, quote
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import SessionState
from sparkify_assets.local.warehouse.types import SHORT_NAMES


@dataclass(frozen=True)
class Target:
    """A table, and those of its columns that the data holds, in the order of the data."""

    name: str
    sql: str
    id: int
    columns: tuple[Column, ...]

    @property
    def names(self) -> str:
        return ", ".join(quote(column.name) for column in self.columns)


def find(session: SessionState, command: CopyCommand) -> Target:
    """The statement's table and columns; SqlError 42P01 or 42703 for one that there isn't."""
    relation = relations.require(session, command.table)
    if relation.kind != "table":
        raise SqlError("42804", f'cannot COPY into {relation.kind} "{relation.name}"')
    return Target(relation.name, relation.sql, relation.oid, _columns(relation, command))


def _columns(relation: relations.Relation, command: CopyCommand) -> tuple[Column, ...]:
    """Identity columns count only with EXPLICIT_IDS: else they are given their values."""
    columns = [relation.column(name) for name in command.columns] if command.columns else list(relation.columns)
    named = [column.name for column in columns if column.identity == "always" and command.columns]
    if command.has("explicit_ids"):
        if command.columns and not named and any(column.identity == "always" for column in relation.columns):
            raise SqlError("42601", "EXPLICIT_IDS needs the identity column in the column list")
        return tuple(columns)
    if named:
        raise SqlError("42601", f"cannot set an identity column to a value: {', '.join(named)}")
    return tuple(column for column in columns if command.columns or not column.identity)


def short_type(column: Column) -> str:
    """As in `stl_load_errors.type`."""
    return SHORT_NAMES.get(column.type.name, column.type.name)


def length(column: Column) -> str:
    """As in `stl_load_errors.col_length`: `256`, `18, 0`, or `0` where the type has none."""
    return ", ".join(map(str, column.type.modifiers)) or "0"


def is_text(column: Column) -> bool:
    return column.type.name in ("varchar", "char")
