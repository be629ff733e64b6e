"""PIVOT and UNPIVOT as the queries that they stand for.

Here: the query over an item of FROM, before anything in it is bound. Not here: its place in FROM (`queries`). Rules:
`r_FROM_clause30` and `r_FROM_clause-pivot-unpivot-examples` of the developer guide.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.binder import Columns
from sparkify_assets.local.warehouse.errors import SqlError, unsupported

_AGGREGATES = {"count", "sum", "min", "max", "avg"}


def rotated(pivot: exp.Expr, source: exp.Expr, columns: Columns) -> exp.Expr:
    """`source` has these columns; those that the clause doesn't name are in the result too."""
    if len(pivot.expressions) != 1 or len(pivot.args["fields"]) != 1:
        raise unsupported("PIVOT and UNPIVOT of several values")
    (field,) = pivot.args["fields"]
    named = {column.name for column in pivot.find_all(exp.Column)}
    kept: list[exp.Expr] = [exp.column(column.name, quoted=True) for column in columns if column.name not in named]
    if pivot.args.get("unpivot"):
        return _rows(pivot.expressions[0], field, kept, source, nulls=bool(pivot.args.get("include_nulls")))
    return _columns(pivot.expressions[0], field, kept, source)


def _columns(aggregate: exp.Expr, field: exp.Expr, kept: list[exp.Expr], source: exp.Expr) -> exp.Expr:
    """A column for each value of the field: the aggregate of the rows that have it, in groups of the other columns."""
    call = aggregate.unalias()
    if call.this not in _AGGREGATES:
        raise SqlError("0A000", "PIVOT supports COUNT, SUM, MIN, MAX and AVG")
    query = exp.Select(expressions=[column.copy() for column in kept]).from_(source, copy=False)
    for item in field.expressions:
        value = item.this if isinstance(item, exp.PivotAlias) else item
        name = "_".join(part for part in (_label(item), aggregate.alias) if part)
        query.append("expressions", exp.alias_(_where(call, field.this, value), name, quoted=True))
    if kept:
        query.set("group", exp.Group(expressions=kept))
    return query


def _label(item: exp.Expr) -> str:
    if isinstance(item, exp.PivotAlias):
        return item.alias
    return "null" if isinstance(item, exp.Null) else item.name.lower() if isinstance(item, exp.Literal) else "?column?"


def _where(call: exp.Expr, field: exp.Expr, value: exp.Expr) -> exp.Expr:
    """The aggregate over the rows in which the field has the value."""
    compare = exp.Is if isinstance(value, exp.Null) else exp.EQ
    found = compare(this=field.copy(), expression=value.copy())
    call = call.copy()
    holder = call.expressions[0] if isinstance(call.expressions[0], exp.Distinct) else call
    (argument,) = holder.expressions
    counted = exp.Literal.number(1) if isinstance(argument, exp.Star) else argument.copy()
    holder.set("expressions", [exp.Case(ifs=[exp.If(this=found, true=counted)])])
    return call


def _rows(value: exp.Expr, field: exp.Expr, kept: list[exp.Expr], source: exp.Expr, *, nulls: bool) -> exp.Expr:
    """A row for each of the columns that has a value, or for NULL too: its name and the value."""
    query: exp.Expr | None = None
    for item in field.expressions:
        column = item.this if isinstance(item, exp.PivotAlias) else item
        name = exp.cast(exp.Literal.string(item.alias or column.name), "varchar")
        shown = [*kept, exp.alias_(name, field.this.name), exp.alias_(column, value.name)]
        rows = exp.Select(expressions=[each.copy() for each in shown]).from_(source.copy(), copy=False)
        if not nulls:
            rows.where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())), copy=False)
        query = rows if query is None else exp.Union(this=query, expression=rows, distinct=False)
    assert query is not None
    return query
