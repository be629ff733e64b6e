"""Redshift's SQL rewritten into DuckDB's over the sqlglot tree, types and all.

Here: `translate`, the way in. The rules are in the modules, one function a rule; importing them fills the registries.
Not here: DDL, session statements and COPY, which never become a sqlglot tree (`ddl`, `statements`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ErrorLevel, UnsupportedError

from sparkify_assets.local.warehouse.dialect import (
    aggregates,
    conditionals,
    dates,
    documents,
    intervals,
    numbers,
    operators,
    strings,
    system,
)
from sparkify_assets.local.warehouse.dialect.binder import Binder
from sparkify_assets.local.warehouse.dialect.queries import bind_query
from sparkify_assets.local.warehouse.dialect.sharing import share
from sparkify_assets.local.warehouse.dialect.typed import type_of
from sparkify_assets.local.warehouse.dialect.writes import bind_write
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn, SessionState

RULES = (aggregates, conditionals, dates, documents, intervals, numbers, operators, strings, system)
_DUCKDB = DuckDB()


@dataclass(frozen=True)
class Translation:
    """What a query or write became: DuckDB statements, result columns (of a query), relations touched.

    `named` are those of `reads` that the statement itself names, and not only a view in it.
    """

    steps: tuple[str, ...]
    columns: tuple[ResultColumn, ...] | None
    named: frozenset[str]
    reads: frozenset[str]
    writes: frozenset[str]
    parameters: tuple[RedshiftType, ...]


def translate(
    tree: exp.Expr,
    session: SessionState,
    parameters: Sequence[RedshiftType] = (),
) -> Translation:
    """A SELECT, INSERT, UPDATE, DELETE or MERGE. `tree` is changed."""
    binder = Binder(session, parameters)
    columns: tuple[ResultColumn, ...] | None = None
    if isinstance(tree, exp.Insert | exp.Update | exp.Delete | exp.Merge):
        trees = bind_write(binder, tree)
    else:
        place = exp.Paren(this=tree)
        columns = tuple(_shown(column) for column in bind_query(binder, tree))
        trees = [place.this]
    for step in trees:
        share(step)
    steps = tuple(generate(step) for step in trees)
    binder.note_casts(trees[-1])
    most = max(binder.parameters, default=0)
    found = tuple(binder.parameters.get(index, RedshiftType("unknown")) for index in range(1, most + 1))
    named, writes = frozenset(binder.named), frozenset(binder.writes)
    return Translation(steps, columns, named, named | binder.beneath, writes, found)


def generate(tree: exp.Expr) -> str:
    """The tree as DuckDB's text; SqlError 0A000 for what sqlglot would otherwise leave out with a warning."""
    try:
        return _DUCKDB.generate(
            tree, identify=True, comments=False, normalize_functions=False, copy=False,
            unsupported_level=ErrorLevel.RAISE,
        )  # fmt: skip
    except UnsupportedError as error:
        raise unsupported(str(error)) from error


def _shown(column: ResultColumn) -> ResultColumn:
    """A bare string literal goes out as varchar."""
    if column.type.name == "unknown":
        return ResultColumn(column.name, RedshiftType("varchar", column.type.modifiers))
    return column


__all__ = ["RULES", "Translation", "generate", "translate", "type_of"]
