"""SELECT and its clauses: sources, joins, stars, aliases, the names of unnamed columns, set operations.

Here: what a query needs beside the expressions in it. Not here: the expressions (`binder` and the rules), INSERT and
its kin (`writes`).
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import unbound
from sparkify_assets.local.warehouse.dialect.binder import Binder, Columns, Scope
from sparkify_assets.local.warehouse.dialect.operators import settle
from sparkify_assets.local.warehouse.dialect.relations import Relation
from sparkify_assets.local.warehouse.dialect.rules import FUNCTIONS
from sparkify_assets.local.warehouse.dialect.system import search_path
from sparkify_assets.local.warehouse.dialect.typed import UNKNOWN, common, from_datatype, type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn
from sparkify_assets.local.warehouse.parser import FUNCTION_MARK, parse_tree

_SELECT_CLAUSES = ("where", "group", "having", "qualify", "order", "limit", "offset")
_KNOWN_CLAUSES = {*_SELECT_CLAUSES, "expressions", "from_", "joins", "with_", "distinct", "kind", "windows", "exclude"}


def bind_query(binder: Binder, tree: exp.Expr, parent: Scope | None = None) -> Columns:
    """Rewrites a query in place; its result columns with Redshift's names and types."""
    scope = Scope(parent=parent)
    bind_ctes(binder, tree, scope)
    if isinstance(tree, exp.Select):
        return _bind_select(binder, tree, scope)
    if isinstance(tree, exp.SetOperation):
        return _bind_set_operation(binder, tree, scope)
    if isinstance(tree, exp.Subquery):
        columns = bind_query(binder, tree.this, scope)
        _bind_clauses(binder, tree, Scope({"": columns}, scope))
        return columns
    if isinstance(tree, exp.Table):
        relation = binder.relation(tree)
        tree.replace(relation.table())
        return [ResultColumn(column.name, column.type) for column in relation.columns]
    raise unsupported(f"{type(tree).__name__.upper()} as a query")


def bind_ctes(binder: Binder, tree: exp.Expr, scope: Scope) -> None:
    with_ = tree.args.get("with_")
    if with_ is None:
        return
    for cte in with_.expressions:
        names = [name.name for name in cte.args["alias"].columns]
        query = cte.this
        if with_.args.get("recursive") and isinstance(query, exp.SetOperation):
            first = bind_query(Binder(binder.session, binder.given), query.this.copy(), scope)
            scope.ctes[cte.alias] = _renamed(first, names)
        scope.ctes[cte.alias] = _renamed(bind_query(binder, query, scope), names)


def _renamed(columns: Columns, names: list[str]) -> Columns:
    if len(names) > len(columns):
        raise SqlError("42P10", f"{len(columns)} columns available but {len(names)} columns specified")
    return [
        ResultColumn(names[index] if index < len(names) else column.name, column.type)
        for index, column in enumerate(columns)
    ]


def _bind_select(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    _refuse_unknown_clauses(tree)
    if tree.args.get("from_") is not None:
        bind_source(binder, tree.args["from_"].this, scope)
    for join in tree.args.get("joins") or ():
        _bind_join(binder, join, scope)
    columns = _bind_projections(binder, tree, scope)
    _bind_clauses(binder, tree, scope)
    distinct = tree.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        raise unsupported("DISTINCT ON")
    return columns


def _refuse_unknown_clauses(tree: exp.Expr) -> None:
    for clause, value in tree.args.items():
        if value and clause not in _KNOWN_CLAUSES:
            raise unsupported(f"the clause {clause.rstrip('_').upper()} of SELECT")


def _bind_clauses(binder: Binder, tree: exp.Expr, scope: Scope) -> None:
    for clause in _SELECT_CLAUSES:
        node = tree.args.get(clause)
        if node is None:
            continue
        if clause == "limit" and _is_limit_all(node):
            tree.set("limit", None)
            continue
        binder.value(node, scope)
        if clause == "group" and node.args.get("all"):
            raise unsupported("GROUP BY ALL")


def _is_limit_all(node: exp.Expr) -> bool:
    count = node.args.get("expression")
    return isinstance(count, exp.Column) and count.name == "all"


def bind_source(binder: Binder, source: exp.Expr, scope: Scope) -> None:
    """One item of FROM: a table, a CTE or a derived table; each is known by its alias from here on."""
    for clause in ("pivots", "sample", "laterals", "version", "hints"):
        if source.args.get(clause):
            raise unsupported(f"{clause.rstrip('s').upper()} in FROM")
    if isinstance(source, exp.Table):
        _bind_table(binder, source, scope)
    elif isinstance(source, exp.Subquery) and _is_query(source.this):
        alias = source.args.get("alias")
        columns = bind_query(binder, source.this, _outer(scope))
        names = [name.name for name in alias.columns] if alias is not None else []
        _add_source(scope, source.alias or f"?{len(scope.sources)}", _renamed(columns, names))
    elif isinstance(source, exp.Subquery):
        bind_source(binder, source.this, scope)
    else:
        raise unsupported(f"{source.sql('redshift').replace(FUNCTION_MARK, '')} in FROM")
    for join in source.args.get("joins") or ():
        _bind_join(binder, join, scope)


def _is_query(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Select | exp.SetOperation | exp.Subquery)


def _outer(scope: Scope) -> Scope:
    """What a derived table sees: the CTEs and the queries around, not the tables beside it."""
    return Scope(parent=scope.parent, ctes=scope.ctes)


def _bind_table(binder: Binder, table: exp.Table, scope: Scope) -> None:
    if isinstance(table.this, exp.Anonymous) and str(table.this.this).lower() == unbound.FUNCTION:
        _add_source(scope, *unbound.bind(binder, table))
        return
    if isinstance(table.this, exp.Anonymous) and _bind_function_in_from(binder, table, scope):
        return
    if not isinstance(table.this, exp.Identifier):
        raise unsupported(f"{table.sql('redshift').replace(FUNCTION_MARK, '')} in FROM")
    alias = table.args.get("alias")
    names = [name.name for name in alias.columns] if alias is not None else []
    cte = scope.cte(table.name) if table.args.get("db") is None else None
    if cte is not None:
        _add_source(scope, table.alias or table.name, _renamed(cte, names))
        return
    relation = binder.relation(table)
    visible = table.alias or relation.name
    if relation.kind == "late":
        _bind_late_view(binder, table, relation, visible, scope)
        return
    columns = [ResultColumn(column.name, column.type) for column in relation.columns]
    if relation.full_name == "pg_catalog.pg_table_def":
        _on_search_path(binder, table, relation, visible)
        _add_source(scope, visible, _renamed(columns, names))
        return
    target = relation.table()
    for part in ("this", "db", "catalog"):
        table.set(part, target.args.get(part))
    if alias is None:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(visible, quoted=True)))
    _add_source(scope, visible, _renamed(columns, names))


def _on_search_path(binder: Binder, table: exp.Table, relation: Relation, visible: str) -> None:
    """PG_TABLE_DEF shows the tables of the schemas on the search path and no others (`r_PG_TABLE_DEF`)."""
    schemas = [exp.Literal.string(schema) for schema in ("pg_temp_1", *search_path(binder.session))]
    shown = exp.In(this=exp.column("schemaname"), expressions=schemas)
    query = exp.Select(expressions=[exp.Star()]).from_(relation.table(), copy=False).where(shown, copy=False)
    alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(visible, quoted=True))
    table.replace(exp.Subquery(this=query, alias=alias))


def _bind_function_in_from(binder: Binder, table: exp.Table, scope: Scope) -> bool:
    """A scalar function in FROM, `from current_database()`, is a table of its one value."""
    name = str(table.this.this).removeprefix(FUNCTION_MARK)
    if name not in FUNCTIONS or FUNCTIONS[name].aggregate:
        return False
    visible = table.alias or name
    query = exp.Select(expressions=[exp.alias_(table.this.copy(), visible, quoted=True)])
    columns = bind_query(binder, query, _outer(scope))
    alias = exp.TableAlias(this=exp.to_identifier(visible, quoted=True))
    table.replace(exp.Subquery(this=query, alias=alias))
    _add_source(scope, visible, columns)
    return True


def _bind_late_view(binder: Binder, table: exp.Expr, relation: Relation, visible: str, scope: Scope) -> None:
    """A view without schema binding means what its text means now."""
    query = parse_tree(relation.definition or "")
    columns = bind_query(binder, query)
    alias = exp.TableAlias(this=exp.to_identifier(visible, quoted=True))
    table.replace(exp.Subquery(this=query, alias=alias))
    _add_source(scope, visible, columns)


def _add_source(scope: Scope, name: str, columns: Columns) -> None:
    if name in scope.sources:
        raise SqlError("42712", f'table name "{name}" specified more than once')
    scope.sources[name] = columns


def _bind_join(binder: Binder, join: exp.Expr, scope: Scope) -> None:
    if join.args.get("method"):
        raise unsupported(f"{join.args['method']} JOIN")
    if join.args.get("kind") in ("SEMI", "ANTI") or join.args.get("match_condition"):
        raise unsupported(f"{join.args['kind']} JOIN")
    bind_source(binder, join.this, scope)
    if join.args.get("on") is not None:
        binder.value(join.args["on"], scope)
    scope.merged.extend(name.name for name in join.args.get("using") or () if name.name not in scope.merged)


def _bind_projections(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    columns: Columns = []
    excluded = {column.name for column in tree.args.get("exclude") or ()}
    projections: list[exp.Expr] = []
    for projection in list(tree.expressions):
        if projection.is_star:
            bound, named = _star(projection, scope, excluded, binder.write_out_stars)
        else:
            bound, named = _projection(binder, projection, scope)
        projections += bound
        columns += named
    tree.set("exclude", None)
    tree.set("expressions", projections)
    return columns


def _star(projection: exp.Expr, scope: Scope, excluded: set[str], write_out: bool) -> tuple[list[exp.Expr], Columns]:
    """`*` and `t.*`; written out where DuckDB's order of columns would differ or some are excluded."""
    table = projection.args["table"].name if isinstance(projection, exp.Column) else None
    if table is not None and table not in scope.sources:
        raise SqlError("42P01", f'missing FROM-clause entry for table "{table}"')
    sources = {table: scope.sources[table]} if table is not None else scope.sources
    if not sources:
        raise SqlError("42601", "SELECT * with no tables specified is not valid")
    merged = scope.merged if table is None else []
    listed: list[tuple[str | None, ResultColumn]] = [(None, column) for column in _merged_columns(scope, merged)]
    listed += [(name, column) for name, columns in sources.items() for column in columns if column.name not in merged]
    listed = [(name, column) for name, column in listed if column.name not in excluded]
    columns = [column for _, column in listed]
    if not (merged or excluded or write_out):
        return [projection], columns
    return [_reference(name, column) for name, column in listed], columns


def _merged_columns(scope: Scope, names: list[str]) -> Columns:
    return [ResultColumn(name, scope.column(name) or UNKNOWN) for name in names]


def _reference(table: str | None, column: ResultColumn) -> exp.Expr:
    source = None if table is None or table.startswith("?") else table
    return typed(exp.column(column.name, table=source, quoted=True), column.type)


def _projection(binder: Binder, projection: exp.Expr, scope: Scope) -> tuple[list[exp.Expr], Columns]:
    if isinstance(projection, exp.Alias):
        name = projection.alias
        value = binder.value(projection.this, scope)
        bound: exp.Expr = projection
    else:
        name = column_name(projection)
        value = binder.value(projection, scope)
        bound = value if isinstance(value, exp.Column) else exp.alias_(value, name, quoted=True)
    scope.aliases.setdefault(name, type_of(value))
    return [bound], [ResultColumn(name, type_of(value))]


def column_name(tree: exp.Expr) -> str:
    """The name of a result column without an alias, before its expression is rewritten."""
    return _own_name(tree) or "?column?"


_NODE_NAMES: dict[type[exp.Expr], str] = {
    exp.Case: "case", exp.Extract: "date_part", exp.Substring: "substring", exp.StrPosition: "strpos",
    exp.CurrentDate: "date", exp.CurrentUser: "current_user", exp.Exists: "?column?", exp.Boolean: "bool",
}  # fmt: skip
_TYPE_NAMES = {
    "integer": "int4", "bigint": "int8", "smallint": "int2", "boolean": "bool", "double precision": "float8",
    "real": "float4", "char": "bpchar",
}  # fmt: skip


def _own_name(tree: exp.Expr) -> str | None:
    if isinstance(tree, exp.Column):
        return tree.name
    if isinstance(tree, exp.Paren | exp.Window | exp.WithinGroup | exp.IgnoreNulls | exp.RespectNulls):
        return _own_name(tree.this)
    if isinstance(tree, exp.Cast):
        return _cast_name(tree)
    if isinstance(tree, exp.Case):
        default = tree.args.get("default")
        return (_own_name(default) if isinstance(default, exp.Column) else None) or "case"
    if isinstance(tree, exp.Anonymous):
        name = str(tree.this).removeprefix(FUNCTION_MARK)
        return (FUNCTIONS[name].label if name in FUNCTIONS else None) or name.removeprefix("approximate_")
    if isinstance(tree, exp.Trim):
        return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(tree.args.get("position")).upper(), "btrim")
    if isinstance(tree, exp.CurrentTimestamp):
        return "sysdate" if tree.args.get("sysdate") else "timestamptz"
    return _NODE_NAMES.get(type(tree))


def _cast_name(tree: exp.Expr) -> str:
    if isinstance(tree.args["to"], exp.ObjectIdentifier):
        return _own_name(tree.this) or str(tree.args["to"].this).lower()
    type_ = from_datatype(tree.args["to"])
    return _own_name(tree.this) or _TYPE_NAMES.get(type_.name, type_.name)


def _bind_set_operation(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    """UNION, INTERSECT, EXCEPT: each pair of columns in its common type, under the names of the first query."""
    if tree.args.get("by_name") or (
        isinstance(tree, exp.Except | exp.Intersect) and not tree.args.get("distinct", True)
    ):
        raise unsupported(f"{type(tree).__name__.upper()} ALL")
    left = bind_query(binder, tree.this, scope)
    right = bind_query(binder, tree.expression, scope)
    if len(left) != len(right):
        raise SqlError("42601", f"each {type(tree).__name__.upper()} query must have the same number of columns")
    result = [_united(one, other) for one, other in zip(left, right, strict=True)]
    for side in (tree.this, tree.expression):
        _settle_literals(side, [column.type for column in result])
    _bind_clauses(binder, tree, Scope({"": result}, scope))
    return result


def _united(left: ResultColumn, right: ResultColumn) -> ResultColumn:
    return ResultColumn(left.name, common([left.type, right.type]))


def _settle_literals(query: exp.Expr, types: list[RedshiftType]) -> None:
    """Bare strings and numbers of other types in the branches of a set operation take the common type."""
    if not isinstance(query, exp.Select) or len(query.expressions) != len(types):
        return
    for projection, type_ in zip(query.expressions, types, strict=True):
        value = projection.unalias()
        if isinstance(projection, exp.Alias) and type_of(value) != type_:
            value.replace(settle(value.copy(), type_))
