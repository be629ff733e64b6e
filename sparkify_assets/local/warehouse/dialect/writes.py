"""INSERT, UPDATE, DELETE and MERGE: which columns are written, and each value as its column stores it.

Here: the statements over one target table, and which types a column takes. Not here: what a value becomes on its way
into a column (`conversions`). Rules: `r_INSERT_30`, `r_UPDATE`, `r_DELETE`, `r_MERGE` of the developer guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.binder import Binder, Columns, Scope, as_written, table_parts
from sparkify_assets.local.warehouse.dialect.conversions import CASTS, assign
from sparkify_assets.local.warehouse.dialect.queries import (
    add_source,
    bind_clauses,
    bind_ctes,
    bind_query,
    bind_source,
)
from sparkify_assets.local.warehouse.dialect.relations import Column, Relation
from sparkify_assets.local.warehouse.dialect.typed import STRINGS, is_number, spelled, type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn
from sparkify_assets.local.warehouse.types import ANY_NUMERIC

# What sqlglot reads behind a write, and Redshift doesn't know.
_FOREIGN_CLAUSES = (
    "returning", "conflict", "overwrite", "alternative", "ignore", "by_name", "partition", "settings", "order", "limit",
)  # fmt: skip


def bind_write(binder: Binder, tree: exp.Expr) -> list[exp.Expr]:
    """The DuckDB statements that do what an INSERT, UPDATE, DELETE or MERGE says."""
    for clause in _FOREIGN_CLAUSES:
        if tree.args.get(clause):
            raise unsupported(f"{'ON CONFLICT' if clause == 'conflict' else clause.upper()} in {tree.key.upper()}")
    if isinstance(tree, exp.Insert):
        return [_bind_insert(binder, tree)]
    if isinstance(tree, exp.Update):
        return [_bind_update(binder, tree)]
    if isinstance(tree, exp.Delete):
        return [_bind_delete(binder, tree)]
    return _bind_merge(binder, tree)


def writable(binder: Binder, table: exp.Table, *, reads: bool = True) -> Relation:
    """The table that a statement writes, and reads as well unless it only adds rows."""
    relation = relations.require_table(binder.session, table_parts(table))
    binder.writes.add(relation.full_name)
    if reads:
        binder.named.add(relation.full_name)
    return relation


def _is_taken(source: str, target: str) -> bool:
    """Whether a column takes what is of another type (`c_Supported_data_types`, implicit conversions).

    It takes what can be cast to it, but for booleans, intervals and bytes, and of text only text.
    """
    if source in STRINGS:
        return target in ("char", "varchar")
    casts = {} if source in ("boolean", "interval", "varbyte") else CASTS
    return target != "varbyte" and target in casts.get(source, ())


def stored(value: exp.Expr, column: Column, what: str = "expression") -> exp.Expr:
    """The value as its column keeps it; SqlError 42804 for a type that has to be cast. A bare literal has no type."""
    source, target = type_of(value).name, column.type.name
    if source not in ("unknown", "super", target) and target != "super" and not _is_taken(source, target):
        is_of, but_of = spelled(RedshiftType(target)), spelled(RedshiftType(source))
        message = f'column "{column.name}" is of type {is_of} but {what} is of type {but_of}'
        raise SqlError("42804", message, hint="You will need to rewrite or cast the expression.")
    return assign(value, column.type)


def _bind_insert(binder: Binder, tree: exp.Expr) -> exp.Expr:
    schema = tree.this
    is_listed = isinstance(schema, exp.Schema)
    table = schema.this if is_listed else schema
    source = tree.expression
    if table.alias or (is_listed and not source):
        raise SqlError("42601", f'syntax error at or near "{table.alias or "default"}"')
    relation = writable(binder, table, reads=False)
    columns = [relation.column(name.name) for name in schema.expressions] if is_listed else list(relation.columns)
    if len(set(columns)) < len(columns):
        raise SqlError("42701", "a column of INSERT is specified more than once")
    scope = Scope()
    bind_ctes(binder, tree, scope)
    if source:
        bind_rows = _bind_values if isinstance(source, exp.Values) else _bind_insert_query
        written = bind_rows(binder, tree, columns, scope)
        if is_listed and written < len(columns):
            raise SqlError("42601", "INSERT has more target columns than expressions")
        names = [exp.to_identifier(column.name, quoted=True) for column in columns[:written]]
        tree.set("this", exp.Schema(this=relation.table(), expressions=names))
    else:
        tree.set("this", relation.table())
    return tree


def _as_wide_as(columns: list[Column], width: int) -> list[Column]:
    """The columns that so many values go into: the first ones."""
    if width > len(columns):
        raise SqlError("42601", "INSERT has more expressions than target columns")
    return columns[:width]


def _bind_values(binder: Binder, tree: exp.Expr, columns: list[Column], scope: Scope) -> int:
    """The rows of VALUES, each value bound in its place; how many columns they fill."""
    rows = tree.expression.expressions
    width = len(rows[0].expressions)
    columns = _as_wide_as(columns, width)
    nothing = Scope()
    for row in rows:
        if len(row.expressions) != width:
            raise SqlError("42601", "VALUES lists must all be the same length")
        if len(rows) > 1 and row.find(exp.Query):
            raise unsupported("a subquery in one of several rows of VALUES")
        bound = (_bound(binder, *pair, nothing) for pair in zip(row.expressions, columns, strict=True))
        row.set("expressions", [_uncast(value) for value in bound])
    return width


def _uncast(value: exp.Expr) -> exp.Expr:
    """A literal in VALUES without its cast: DuckDB makes the column's type of it anyway, and reads it faster alone."""
    literal = isinstance(value, exp.Cast) and (value.this.this if isinstance(value.this, exp.Neg) else value.this)
    return value.this if isinstance(literal, exp.Literal) else value


def _bound(binder: Binder, value: exp.Expr, column: Column, scope: Scope) -> exp.Expr:
    """What stands for a column in VALUES or SET: DEFAULT, or an expression."""
    if isinstance(value, exp.Column | exp.Var) and value.name.lower() == "default" and not _is_quoted(value):
        return exp.var("DEFAULT")
    _refuse_identity(column)
    parameter = value.this.name if isinstance(value, exp.Parameter) else ""
    is_first = parameter.isdigit() and int(parameter) not in binder.parameters
    value = binder.value(exp.Paren(this=value).this, scope)
    if isinstance(value, exp.Parameter) and type_of(value).name == "unknown":
        # A parameter whose type the client left open has the type of the column it goes into.
        binder.parameters[int(value.this.name)] = column.type
    elif is_first and type_of(value) == ANY_NUMERIC and is_number(column.type):
        # So has a number: how many digits it was given with is no matter then.
        binder.parameters[int(parameter)] = column.type
    return stored(value, column)


def _is_quoted(value: exp.Expr) -> bool:
    return bool(value.args.get("table")) or (isinstance(value.this, exp.Identifier) and bool(value.this.quoted))


def _refuse_identity(column: Column) -> None:
    if column.identity == "always":
        raise SqlError("42601", f'cannot set an identity column to a value: "{column.name}"')


def _bind_insert_query(binder: Binder, tree: exp.Expr, columns: list[Column], scope: Scope) -> int:
    """INSERT ... SELECT; how many columns it fills."""
    query = tree.expression
    if isinstance(query, exp.Subquery) and query.args.get("alias") is None:
        query = query.this
    place, part = query.parent, query.arg_key
    found = bind_query(binder, query, scope)
    query = place.args[part]
    columns = _as_wide_as(columns, len(found))
    for column in columns:
        _refuse_identity(column)
    tree.set("expression", _converted(query, found, columns))
    return len(found)


def _converted(query: exp.Expr, found: Columns, columns: list[Column]) -> exp.Expr:
    """The query, wrapped where a result column has to be checked or converted for the target's column."""
    names = [f"c{index}" for index in range(len(found))]
    given = [typed(exp.column(name, "q", quoted=True), source.type) for name, source in zip(names, found, strict=True)]
    values = [stored(value, column) for value, column in zip(given, columns, strict=True)]
    if all(value is one for value, one in zip(values, given, strict=True)):
        return query
    alias = exp.TableAlias(this=exp.to_identifier("q"), columns=[exp.to_identifier(name) for name in names])
    return exp.Select(expressions=values).from_(exp.Subquery(this=query, alias=alias), copy=False)


def _bind_update(binder: Binder, tree: exp.Expr) -> exp.Expr:
    relation = writable(binder, tree.this)
    scope = Scope()
    bind_ctes(binder, tree, scope)
    visible = _bind_target(tree, tree.this, relation, scope)
    itself = None
    if tree.args.get("from_") is not None:
        itself = _itself_in_from(binder, tree, relation, visible, scope)
        bind_source(binder, tree.args["from_"].this, scope)
    _bind_assignments(binder, tree, relation, scope)
    bind_clauses(binder, tree, scope)
    if itself is not None:
        row, same_row = (exp.column("rowid", table=name, quoted=True) for name in (visible, itself))
        where = tree.args.get("where")
        tree.set("where", exp.Where(this=exp.and_(where and where.this, row.eq(same_row), copy=False)))
    return tree


def _bind_target(tree: exp.Expr, table: exp.Expr, relation: Relation, scope: Scope) -> str:
    """Puts the table that is written into its place, and its columns into the scope; the name it goes by."""
    visible = table.alias or relation.name
    columns = [ResultColumn(column.name, column.type) for column in relation.columns]
    add_source(scope, visible, columns, None if table.alias else relation.schema)
    tree.set("this", _aliased(relation, visible))
    return visible


def _aliased(relation: Relation, visible: str) -> exp.Table:
    table = relation.table()
    table.set("alias", exp.TableAlias(this=exp.to_identifier(visible, quoted=True)))
    return table


def _itself_in_from(binder: Binder, tree: exp.Expr, relation: Relation, visible: str, scope: Scope) -> str | None:
    """The alias under which FROM lists the target, where no condition joins the two: then it means the same row."""
    aliases = []
    for node in _outside_queries(tree.args["from_"]):
        if isinstance(node, exp.Join) and node.side:
            raise SqlError("0A000", "Target table must be part of an equijoin predicate")
        if isinstance(node, exp.Table) and not (scope.cte(node.name) and not node.db):
            found = relations.find(binder.session, table_parts(node))
            aliases += [node.alias] if found and found.full_name == relation.full_name else []
    where = tree.args.get("where")
    if not aliases or (where is not None and any(column.table == visible for column in where.find_all(exp.Column))):
        return None
    if len(aliases) > 1:
        raise SqlError("0A000", "Target table must be part of an equijoin predicate")
    return aliases[0]


def _outside_queries(tree: exp.Expr) -> Iterator[exp.Expr]:
    return tree.walk(prune=lambda node: isinstance(node, exp.Subquery) and isinstance(node.this, exp.Query))


def _bind_assignments(binder: Binder, tree: exp.Expr, relation: Relation, scope: Scope) -> None:
    """`SET column = value`; the table's name may not stand before the column (`r_UPDATE`)."""
    bound = []
    for assignment in tree.expressions:
        target = assignment.this
        if not (isinstance(assignment, exp.EQ) and isinstance(target, exp.Column)):
            raise unsupported(f"SET {as_written(assignment)}")
        if target.table:
            raise SqlError("42703", f'column "{target.table}" of relation "{relation.name}" does not exist')
        column = relation.column(target.name)
        _refuse_identity(column)
        value = _bound(binder, assignment.expression, column, scope)
        bound.append(exp.EQ(this=exp.column(column.name, quoted=True), expression=value))
    tree.set("expressions", bound)


def _bind_delete(binder: Binder, tree: exp.Expr) -> exp.Expr:
    """DELETE [FROM] t [USING ...] [WHERE ...]; sqlglot has a table without FROM among `tables`."""
    table = tree.this or (tree.args["tables"][0] if tree.args.get("tables") else None)
    if table is None or (not tree.this and tree.args.get("using")):
        raise SqlError("42601", f'syntax error at or near "{"delete" if table is None else "using"}"')
    relation = writable(binder, table)
    scope = Scope()
    bind_ctes(binder, tree, scope)
    tree.set("tables", None)
    _bind_target(tree, table, relation, scope)
    for source in tree.args.get("using") or ():
        bind_source(binder, source, scope)
    bind_clauses(binder, tree, scope)
    return tree


def _bind_merge(binder: Binder, tree: exp.Expr) -> list[exp.Expr]:
    """MERGE: the source is another table; a target row that several source rows match is an error."""
    relation = writable(binder, tree.this)
    source = tree.args["using"]
    if not isinstance(source, exp.Table):
        raise unsupported("MERGE with a subquery as its source")
    if tree.this.alias or tree.args.get("with_"):
        raise SqlError("42601", f'syntax error at or near "{tree.this.alias or "with"}"')
    other = binder.relation(source)
    if other.full_name == relation.full_name:
        raise SqlError("0A000", "MERGE of a table into itself is not supported")
    if tree.args.get("remove_duplicates"):
        if len(other.columns) != len(relation.columns):
            raise SqlError("42601", "the source and the target of REMOVE DUPLICATES have different numbers of columns")
        return _bind_replacement(binder, tree, relation)
    scope = Scope()
    visible = _bind_target(tree, tree.this, relation, scope)
    bind_source(binder, source, scope)
    binder.value(tree.args["on"], scope)
    for when in tree.args["whens"].expressions:
        _bind_when(binder, when, relation, visible, scope)
    return [_ambiguity_check(relation, visible, tree), tree]


def _bind_replacement(binder: Binder, tree: exp.Expr, relation: Relation) -> list[exp.Expr]:
    """REMOVE DUPLICATES: the target's rows that match go, then all rows of the source come, each of them once."""
    target, source, condition = tree.this, tree.args["using"], tree.args["on"]
    rows = exp.Select(expressions=[exp.Star()], distinct=exp.Distinct()).from_(source)
    insert = exp.Insert(this=target.copy(), expression=rows)
    delete = exp.Delete(this=target, using=[source.copy()], where=exp.Where(this=condition))
    return [_bind_delete(binder, delete), _bind_insert(binder, insert)]


def _ambiguity_check(relation: Relation, visible: str, tree: exp.Expr) -> exp.Expr:
    """Redshift's own error for a row that MERGE would change twice, in which DuckDB would let the last one win."""
    row = exp.column("rowid", table=visible, quoted=True)
    matches = exp.select(row).from_(_aliased(relation, visible))
    matches = matches.join(tree.args["using"], on=tree.args["on"], join_type="inner")
    matches = matches.group_by(row).having(exp.Count(this=exp.Star()) > 1)
    message = exp.Literal.string("23505:Found multiple matches to update the same tuple.")
    failing = exp.Anonymous(this="error", expressions=[message])
    return exp.Select(expressions=[exp.Case(ifs=[exp.If(this=exp.Exists(this=matches), true=failing)])])


def _bind_when(binder: Binder, when: exp.Expr, relation: Relation, visible: str, scope: Scope) -> None:
    if when.args.get("condition") is not None or when.args.get("source"):
        raise unsupported("a condition in WHEN of MERGE")
    action = when.args["then"]
    if isinstance(action, exp.Update):
        _bind_assignments(binder, action, relation, scope)
    elif isinstance(action, exp.Insert):  # of a row that has no target
        sources = {name: columns for name, columns in scope.sources.items() if name != visible}
        shown = [column for column in scope.shown if visible not in column.sources]
        _bind_merge_insert(binder, action, relation, replace(scope, sources=sources, shown=shown))
    elif action.name.upper() != "DELETE":
        raise unsupported(f"WHEN ... THEN {action.sql()} in MERGE")


def _bind_merge_insert(binder: Binder, action: exp.Expr, relation: Relation, scope: Scope) -> None:
    """INSERT [(columns)] VALUES (...); without a list, the table's columns in order."""
    values, columns = action.expression, list(relation.columns)
    if values:
        columns = [relation.column(column.name) for column in action.this.expressions]
        if len(values.expressions) < len(columns):
            raise SqlError("42601", "INSERT has more target columns than expressions")
    else:
        values = action.this
        if len(values.expressions) == 1 and isinstance(values.expressions[0], exp.Anonymous):
            values = values.expressions[0]
    columns = _as_wide_as(columns, len(values.expressions))
    bound = [_bound(binder, *pair, scope) for pair in zip(values.expressions, columns, strict=True)]
    names = [exp.column(column.name, quoted=True) for column in columns]
    action.set("this", exp.Tuple(expressions=names))
    action.set("expression", exp.Tuple(expressions=bound))
