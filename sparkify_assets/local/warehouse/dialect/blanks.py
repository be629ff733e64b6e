"""Blanks at the end of a string mean nothing where rows are grouped, told apart, united or ordered.

Here: what a clause works on, which is the string without them, while it still shows one of the strings that rows have.
Not here: the comparisons in an expression (`operators`). Rule: `r_Character_types` of the developer guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.operators import unpadded
from sparkify_assets.local.warehouse.dialect.rules import call, number
from sparkify_assets.local.warehouse.dialect.typed import cast_to, type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import ResultColumn

_PADDED = {"varchar", "unknown"}
_LOOKED_AT = {*_PADDED, "super"}
_Grouped = dict[type[exp.Expr], dict[str, bool]]  # what a query is grouped by, and whether by it without blanks
_WITHOUT_BLANKS = {"_redshift.unpadded", "md5", "sha1"}  # functions whose values never end with one


def key(value: exp.Expr) -> exp.Expr:
    """What the value is told apart by."""
    return unpadded(value.copy()) if _may_end_blank(value) else value


def _may_end_blank(value: exp.Expr) -> bool:
    """A char is kept without its padding. Whatever rows are told apart or ordered by is asked about here."""
    if type_of(value).name == "super":  # DuckDB goes by its text; numbers are numbers, before strings (`query-super`)
        raise unsupported("a SUPER value that rows are told apart or ordered by")
    if isinstance(value, exp.Literal):
        return value.is_string and str(value.this).endswith(" ")
    if isinstance(value, exp.Null) or (isinstance(value, exp.Anonymous) and value.this in _WITHOUT_BLANKS):
        return False
    return type_of(value).name in _PADDED


def disregard(tree: exp.Expr) -> None:
    """The clauses of one SELECT whose expressions are bound."""
    _order(tree)
    _group(tree)
    _distinct(tree)


def _distinct(tree: exp.Expr) -> None:
    values = [item.unalias() for item in tree.expressions]
    if tree.args.get("distinct") is not None and any(map(_may_end_blank, values)):
        keys = [key(value) if _may_end_blank(value) else number(at) for at, value in enumerate(values, 1)]
        tree.set("distinct", exp.Distinct(on=exp.Tuple(expressions=keys)))


def _order(tree: exp.Expr) -> None:
    """A name or position of the select list stands for its expression, as only expressions can be written on."""
    order = tree.args.get("order")
    for ordered in order.expressions if order is not None else ():
        place = position(ordered.this, tree.expressions)
        if place is None:
            _require_selected(ordered.this, tree)
            ordered.set("this", key(ordered.this))
        else:
            value = _written_out(tree.expressions[place].unalias(), tree.expressions)
            ordered.set("this", key(value) if _may_end_blank(value) else number(place + 1))


def _require_selected(value: exp.Expr, tree: exp.Expr) -> None:
    if tree.args.get("distinct") is not None:
        selected = {_identity(item.unalias()) for item in tree.expressions}
        if not any(item.is_star for item in tree.expressions) and _identity(value) not in selected:
            raise SqlError("42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list")


def position(value: exp.Expr, items: list[exp.Expr]) -> int | None:
    """Which item of the select list a name or number means; a name of several means a column of the tables."""
    if isinstance(value, exp.Literal) and not value.is_string:
        return int(value.this) - 1 if str(value.this).isdigit() and 0 < int(value.this) <= len(items) else None
    if isinstance(value, exp.Column) and value.args.get("table") is None:
        named = [index for index, item in enumerate(items) if item.alias_or_name == value.name]
        alike = {_identity(items[index].unalias()) for index in named}
        return named[0] if len(alike) == 1 else None
    return None


def _group(tree: exp.Expr) -> None:
    """Groups go by keys; an expression that is grouped by shows the value of any row of the group."""
    group = tree.args.get("group")
    if group is None:
        return
    several = group.find(exp.Cube, exp.Rollup, exp.GroupingSets) is not None
    meant = grouped(tree)
    if not any(_may_end_blank(value) for _, value in meant):
        return
    known: _Grouped = {}
    for item, value in meant:
        known.setdefault(type(value), {})[_identity(value)] = _may_end_blank(value)
        if _may_end_blank(value) or value.find(exp.Column):  # but a number would be a position
            item.replace(key(value))
    named = [exp.alias_(item, item.name, quoted=True) if isinstance(item, exp.Column) and not item.is_star else item
             for item in tree.expressions]  # fmt: skip
    tree.set("expressions", named)
    for clause in (*tree.expressions, *(tree.args.get(name) for name in ("having", "qualify", "order"))):
        _show(clause, known, several)


def grouped(tree: exp.Expr) -> list[tuple[exp.Expr, exp.Expr]]:
    """What stands in the GROUP BY of a query, each with the expression that it means."""
    return [(item, _meant(item, tree.expressions)) for item in _grouped(tree.args["group"])]


def _grouped(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions of a GROUP BY, those of its grouping sets too."""
    for child in tree.iter_expressions():
        if isinstance(child, exp.Cube | exp.Rollup | exp.GroupingSets | exp.Tuple | exp.Paren):
            yield from _grouped(child)
        else:
            yield child


def _meant(item: exp.Expr, items: list[exp.Expr]) -> exp.Expr:
    place = position(item, items)
    return _written_out(item if place is None else items[place].unalias(), items)


def _written_out(value: exp.Expr, items: list[exp.Expr]) -> exp.Expr:
    """The expression with those in it that it knows by an alias before it."""
    named = {item.alias: item.this for item in reversed(items) if isinstance(item, exp.Alias)}

    def written_out(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.args.get("table") is None and node.name in named:
            meant = _written_out(named[node.name], items)
            return typed(exp.Paren(this=meant), type_of(meant))
        return node

    return value.copy().transform(written_out)


def _identity(value: exp.Expr) -> str:
    """The same for the same expression, whether or not its columns name their table."""
    if isinstance(value, exp.Column):
        return f"{value.meta.get('source')}.{value.name}"
    copy = value.copy()
    for column in list(copy.find_all(exp.Column)):
        column.replace(exp.to_identifier(_identity(column)))
    return copy.sql()


def _any_value(value: exp.Expr, several: bool) -> exp.Expr:
    """In a grouping set without it a column is NULL."""
    shown = call("any_value", value.copy(), type_=type_of(value))
    if not several:
        return shown
    grouped = exp.EQ(this=exp.Anonymous(this="grouping", expressions=[key(value)]), expression=number(0))
    return typed(exp.Case(ifs=[exp.If(this=grouped, true=shown)]), type_of(value))


def _show(tree: exp.Expr | None, grouped: _Grouped, several: bool) -> None:
    """Puts each group's value in the place of a string that it goes by; an aggregate sees the rows as they are."""
    if tree is None:
        return
    without_blanks = grouped[type(tree)].get(_identity(tree)) if type(tree) in grouped else None
    if without_blanks is not None:
        if without_blanks:
            tree.replace(_any_value(tree, several))
    elif tree.meta.get("aggregate") and not isinstance(tree, exp.Window) and tree.this == "grouping":
        tree.set("expressions", [key(argument) for argument in tree.expressions])
    elif not tree.meta.get("aggregate") or isinstance(tree.parent, exp.Window):
        for child in list(tree.iter_expressions()):
            _show(child, grouped, several)


def unite(tree: exp.Expr, columns: list[ResultColumn]) -> None:
    """Strings that a set operation unites or orders: a SELECT over its queries goes into its place."""
    distinct = tree.args.get("distinct")
    if not (distinct or tree.args.get("order")) or not any(column.type.name in _LOOKED_AT for column in columns):
        return
    names = [f"c{position}" for position in range(len(columns))]

    def side(alias: str) -> list[exp.Expr]:
        return [typed(exp.column(name, alias), column.type) for name, column in zip(names, columns, strict=True)]

    items = [
        exp.alias_(cast_to(value, column.type), column.name, quoted=True)
        for value, column in zip(side("l"), columns, strict=True)
    ]
    clauses = {clause: tree.args.pop(clause, None) for clause in ("with_", "order", "limit", "offset")}
    query = exp.Select(expressions=items, distinct=exp.Distinct() if distinct else None, **clauses)
    tree.replace(query)
    if isinstance(tree, exp.Union):
        tree.set("distinct", False)
        query.set("from_", exp.From(this=_source(tree, "l", names)))
    else:
        pairs = zip(side("l"), side("r"), strict=True)
        alike = [exp.NullSafeEQ(this=key(one), expression=key(other)) for one, other in pairs]
        kind = "SEMI" if isinstance(tree, exp.Intersect) else "ANTI"
        other = exp.Join(this=_source(tree.expression, "r", names), kind=kind, on=exp.and_(*alike))
        query.set("from_", exp.From(this=_source(tree.this, "l", names)))
        query.set("joins", [other])
    disregard(query)


def _source(query: exp.Expr, alias: str, names: list[str]) -> exp.Expr:
    columns = [exp.to_identifier(name) for name in names]
    return exp.Subquery(this=query.copy(), alias=exp.TableAlias(this=exp.to_identifier(alias), columns=columns))
