"""PRIMARY KEY, UNIQUE and REFERENCES: how they are written, and what has to be there for them.

Redshift enforces none of them on rows (`t_Defining_constraints`), but each must name what exists. Not here: how they
are remembered (`declared`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl import declared
from sparkify_assets.local.warehouse.ddl.declared import Key
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState
from sparkify_assets.local.warehouse.parser import Reader, is_word

_WORDS = ("constraint", "primary", "unique", "foreign", "check")


def is_next(reader: Reader) -> bool:
    return is_word(reader.token, *_WORDS)


def read(reader: Reader, column: str | None = None) -> Key:
    """The constraint of a column; without one, that of a table, which lists its columns."""

    def columns() -> tuple[str, ...]:
        return (column,) if column is not None else tuple(reader.names())

    name = reader.name() if reader.take("constraint") else None
    if reader.take("primary", "key"):
        return Key("p", columns(), name)
    if reader.take("unique"):
        return Key("u", columns(), name)
    if reader.peek("check"):
        raise unsupported("CHECK")
    if column is None:
        reader.expect("foreign", "key")
    referring = columns()
    reader.expect("references")
    referred = tuple(reader.dotted())
    return Key("f", referring, name, referred, tuple(reader.names()) if reader.at(TokenType.L_PAREN) else ())


def checked(
    session: SessionState, schema: str, table: str, columns: Sequence[str], keys: Sequence[Key],
    there: Sequence[Key] = (),
) -> list[Key]:  # fmt: skip
    """The keys, each with a name and the schema of what it refers to. `there` are those that the table has already."""
    known = [*there, *keys]
    taken = {key.name for key in there}
    if sum(key.kind == "p" for key in known) > 1:
        raise SqlError("42P16", f'multiple primary keys for table "{table}" are not allowed')
    resolved = []
    for key in keys:
        for index, column in enumerate(key.columns):
            if column not in columns:
                raise SqlError("42703", f'column "{column}" named in key does not exist')
            if column in key.columns[:index]:
                raise SqlError("42701", f'column "{column}" appears twice in a key')
        if key.name is not None and key.name in taken:
            raise SqlError("42710", f'constraint "{key.name}" for relation "{table}" already exists')
        named = replace(key, name=key.named(table, taken))
        taken.add(named.name)
        resolved.append(_referring(session, schema, table, columns, known, named) if key.foreign else named)
    return resolved


def _referring(
    session: SessionState, schema: str, table: str, columns: Sequence[str], known: Sequence[Key], key: Key
) -> Key:
    """A foreign key names the columns of a key of the other table, or means its primary key."""
    parts = key.foreign or ()
    other = relations.find(session, parts)
    if other is not None:
        schema, table = other.schema, other.name
        columns, known = [column.name for column in other.columns], declared.keys_of(session, other)
    elif parts not in ((table,), (schema, table)):
        raise SqlError("42P01", f'relation "{".".join(parts)}" does not exist')
    referred = key.foreign_columns or next((each.columns for each in known if each.kind == "p"), ())
    if not referred:
        raise SqlError("42704", f'there is no primary key for referenced table "{table}"')
    for column in referred:
        if column not in columns:
            raise SqlError("42703", f'column "{column}" referenced in foreign key constraint does not exist')
    if len(referred) != len(key.columns) or not any(
        each.kind != "f" and set(each.columns) == set(referred) for each in known
    ):
        message = f'there is no unique constraint matching given keys for referenced table "{table}"'
        raise SqlError("42830", message)
    return replace(key, foreign=(schema, table), foreign_columns=referred)
