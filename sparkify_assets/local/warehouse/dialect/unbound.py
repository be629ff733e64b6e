"""`FROM pg_get_late_binding_view_cols()`: the columns that the views without schema binding have now.

Such a view is only text, so no catalog view can know its columns: they are found by reading it. Rule:
`PG_GET_LATE_BINDING_VIEW_COLS`. Not here: what such a view means in a query (`queries`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from sparkify_assets.local.warehouse.dialect.binder import Binder
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, quote
from sparkify_assets.local.warehouse.dialect.typed import INTEGER, VARCHAR, duckdb_type, spelled
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn, SessionState
from sparkify_assets.local.warehouse.parser import parse_tree

FUNCTION = "pg_get_late_binding_view_cols"
_NAME, _SPELLED = RedshiftType("name"), RedshiftType("varchar", (256,))
_TYPES = (_NAME, _NAME, _NAME, _SPELLED, INTEGER)
_VIEWS = f"select schema, name, definition from {HIDDEN}._relations where kind = 'late' order by schema, name"


def bind(binder: Binder, table: exp.Table) -> tuple[str, list[ResultColumn]]:
    """Puts the rows in the function's place; the name it is known by and its columns, as the statement names them."""
    alias = table.args.get("alias")
    names = [column.name for column in alias.columns] if alias is not None else []
    if alias is None or len(names) != len(_TYPES):
        message = "a column definition list of five columns is required for pg_get_late_binding_view_cols"
        raise SqlError("42601", message)
    rows = json.dumps(_rows(binder)).replace("'", "''")
    items = ", ".join(
        f"cast(r[{index}] as {duckdb_type(type_)}) as {quote(name)}"
        for index, (name, type_) in enumerate(zip(names, _TYPES, strict=True), 1)
    )
    query = f"select {items} from (select unnest(cast('{rows}' as varchar[][])) as r)"
    tree = DuckDB().parse(query)[0]
    assert tree is not None
    table.replace(exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier(alias.name, quoted=True))))
    return alias.name, [ResultColumn(name, type_) for name, type_ in zip(names, _TYPES, strict=True)]


def _rows(binder: Binder) -> list[list[str]]:
    return [
        [schema, view, name, spelled(type_), str(position)]
        for schema, view, position, name, type_ in columns(binder.session)
    ]


def columns(session: SessionState) -> Iterator[tuple[str, str, int, str, RedshiftType]]:
    """Schema, view, position, name and type of each column; a view whose tables are gone has none."""
    from sparkify_assets.local.warehouse.dialect.queries import bind_query

    for schema, view, definition in session.cursor.execute(_VIEWS).fetchall():
        with contextlib.suppress(SqlError):
            for position, column in enumerate(bind_query(Binder(session), parse_tree(definition)), 1):
                type_ = VARCHAR if column.type.name == "unknown" else column.type
                yield schema, view, position, column.name, type_
