"""Statements that touch no table of their own: SET and SHOW, CREATE and DROP DATABASE, what a session keeps by name.

Not here: SHOW of more than one setting (show), cursors and prepared statements themselves (cursors), transactions,
queries and writes (backend).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparkify_assets.local.warehouse import settings
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, Result, ResultColumn, Statement

if TYPE_CHECKING:
    from sparkify_assets.local.warehouse.backend import Backend


def columns(backend: Backend, statement: Statement) -> tuple[ResultColumn, ...]:
    """The columns of what such a statement will give."""
    if statement.kind is Kind.SHOW:
        return (ResultColumn(statement.payload, RedshiftType("varchar", (256,))),)
    if statement.kind is Kind.NAMED:
        return tuple(backend.named.columns(statement.payload))
    return ()


def _set(backend: Backend, statement: Statement, values: Sequence[Any]) -> Result:
    asked, value = statement.payload
    if asked == "all" and value is None:
        backend.settings.update(backend.settings_at_start)
    else:
        name = settings.canonical(asked)
        backend.settings[name] = backend.settings_at_start[name] if value is None else settings.checked(name, value)
    return Result(statement.tag)


def _show(backend: Backend, statement: Statement, values: Sequence[Any]) -> Result:
    value = backend.settings[settings.canonical(statement.payload)]
    return Result(statement.tag, columns(backend, statement), iter([(value,)]))


def _database(backend: Backend, statement: Statement, values: Sequence[Any]) -> Result:
    backend.refuse_in_block(statement.tag)
    action, name = statement.payload
    if action == "create":
        backend.engine.create_database(name)
    else:
        backend.engine.drop_database(name)
    return Result(statement.tag)


def _named(backend: Backend, statement: Statement, values: Sequence[Any]) -> Result:
    return backend.named.run(statement.payload)


HANDLERS = {Kind.SET: _set, Kind.SHOW: _show, Kind.DATABASE: _database, Kind.NAMED: _named}
