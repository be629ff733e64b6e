"""Column lineage: which columns of which tables each column of a SELECT is made from.

Here: asking sqlglot. Not here: Dagster's form of the answer (`layers`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlglot import exp
from sqlglot.lineage import Node, lineage

from sparkify_assets.redshift.table import Table

Sources = dict[str, list[tuple[str, str]]]


@lru_cache(maxsize=64)
def column_lineage(select: str, tables: tuple[Table, ...]) -> Sources:
    """Column of the SELECT -> the (table, column) pairs it is computed from. `tables` are those it may read from."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in tables:
        schema.setdefault(table.schema, {})[table.name] = {column.name: column.type for column in table.columns}
    nodes = lineage(None, select, schema, dialect="redshift")
    return {name: sorted(set(_leaves(node))) for name, node in nodes.items()}


def _leaves(node: Node) -> Iterable[tuple[str, str]]:
    for found in node.walk():
        if not found.downstream and isinstance(found.expression, exp.Table):
            yield found.expression.name, found.name.rsplit(".", 1)[-1].strip('"')
