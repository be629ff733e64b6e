"""INSERT, UPDATE, DELETE and MERGE: which columns are written, and each value as its column stores it.

Here: the statements over one target table. Not here: what a value becomes on its way into a column (`conversions`).
Rules: `r_INSERT_30`, `r_UPDATE`, `r_DELETE`, `r_MERGE` of the developer guide.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.binder import Binder, Columns, Scope, table_parts
from sparkify_assets.local.warehouse.dialect.conversions import assign
from sparkify_assets.local.warehouse.dialect.queries import bind_ctes, bind_query, bind_source
from sparkify_assets.local.warehouse.dialect.relations import Column, Relation
from sparkify_assets.local.warehouse.dialect.typed import type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn
from sparkify_assets.local.warehouse.parser import FUNCTION_MARK

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


def writable(binder: Binder, table: exp.Table) -> Relation:
    """The table that a statement writes."""
    relation = relations.require(binder.session, table_parts(table))
    if relation.kind != "table":
        raise SqlError("42809", f'"{relation.name}" is not a table')
    binder.writes.add(relation.full_name)
    return relation


def _bind_insert(binder: Binder, tree: exp.Expr) -> exp.Expr:
    schema = tree.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    relation = writable(binder, table)
    named = [relation.column(column.name) for column in schema.expressions] if isinstance(schema, exp.Schema) else None
    columns = named or list(relation.columns)
    _refuse_identity(columns if named else [])
    scope = Scope()
    bind_ctes(binder, tree, scope)
    source = tree.expression
    if isinstance(source, exp.Values):
        columns = _bind_values(binder, source, columns)
    elif source:
        columns = _bind_insert_query(binder, tree, columns, scope)
    tree.set("this", _target(relation, [column.name for column in columns] if source else []))
    return tree


def _refuse_identity(columns: list[Column]) -> None:
    for column in columns:
        if column.identity == "always":
            raise SqlError("42601", f'cannot set an identity column to a value: "{column.name}"')


def _target(relation: Relation, names: list[str]) -> exp.Expr:
    columns = [exp.to_identifier(name, quoted=True) for name in names]
    return exp.Schema(this=relation.table(), expressions=columns) if columns else relation.table()


def _bind_values(binder: Binder, values: exp.Expr, columns: list[Column]) -> list[Column]:
    width = len(values.expressions[0].expressions)
    if width > len(columns):
        raise SqlError("42601", "INSERT has more expressions than target columns")
    columns = columns[:width]
    for row in values.expressions:
        if len(row.expressions) != width:
            raise SqlError("42601", "VALUES lists must all be the same length")
        row.set("expressions", [_stored(binder, *pair) for pair in zip(row.expressions, columns, strict=True)])
    return columns


def _stored(binder: Binder, value: exp.Expr, column: Column) -> exp.Expr:
    if isinstance(value, exp.Column) and value.name == "default" and value.args.get("table") is None:
        return exp.var("DEFAULT")
    if isinstance(value, exp.Var) and value.name.lower() == "default":
        return exp.var("DEFAULT")
    holder = exp.Paren(this=value)
    bound = binder.value(value, Scope())
    note_parameter(binder, bound, column.type)
    assigned = assign(holder.this, column.type)
    assigned.parent = None
    return assigned


def note_parameter(binder: Binder, value: exp.Expr, type_: RedshiftType) -> None:
    """A parameter whose type the client left open has the type of the column it goes into."""
    if isinstance(value, exp.Parameter) and type_of(value).name == "unknown":
        binder.parameters[int(value.this.name)] = type_


def _bind_insert_query(binder: Binder, tree: exp.Expr, columns: list[Column], scope: Scope) -> list[Column]:
    """INSERT ... SELECT. The query is wrapped where a value has to be checked or converted."""
    query = tree.expression
    if isinstance(query, exp.Subquery) and query.args.get("alias") is None:
        query = query.this
    found = bind_query(binder, query, scope)
    if len(found) > len(columns):
        raise SqlError("42601", "INSERT has more expressions than target columns")
    columns = columns[: len(found)]
    tree.set("expression", converted(query, found, columns))
    return columns


def converted(query: exp.Expr, found: Columns, columns: list[Column]) -> exp.Expr:
    """The query with every result column as the target's column stores it."""
    names = [f"c{index}" for index in range(len(found))]
    values = []
    changed = False
    for name, source, column in zip(names, found, columns, strict=True):
        reference = typed(exp.column(name, table="q", quoted=True), source.type)
        value = assign(reference, column.type)
        changed |= value is not reference
        values.append(value)
    if not changed:
        return query
    alias = exp.TableAlias(this=exp.to_identifier("q"), columns=[exp.to_identifier(name) for name in names])
    return exp.Select(expressions=values).from_(exp.Subquery(this=query, alias=alias), copy=False)


def _bind_update(binder: Binder, tree: exp.Expr) -> exp.Expr:
    relation = writable(binder, tree.this)
    scope = Scope()
    bind_ctes(binder, tree, scope)
    visible = tree.this.alias or relation.name
    _add_target(scope, visible, relation)
    tree.set("this", _aliased(relation, visible))
    if tree.args.get("from_") is not None:
        bind_source(binder, tree.args["from_"].this, scope)
    _bind_assignments(binder, tree, relation, scope)
    if tree.args.get("where") is not None:
        binder.value(tree.args["where"], scope)
    return tree


def _add_target(scope: Scope, visible: str, relation: Relation) -> None:
    scope.sources[visible] = [ResultColumn(column.name, column.type) for column in relation.columns]


def _aliased(relation: Relation, visible: str) -> exp.Table:
    table = relation.table()
    table.set("alias", exp.TableAlias(this=exp.to_identifier(visible, quoted=True)))
    return table


def _bind_assignments(binder: Binder, tree: exp.Expr, relation: Relation, scope: Scope) -> None:
    """`SET column = value`; the column stands without its table in DuckDB."""
    bound = []
    for assignment in tree.expressions:
        if not (isinstance(assignment, exp.EQ) and isinstance(assignment.this, exp.Column)):
            raise unsupported(f"SET {assignment.sql('redshift').replace(FUNCTION_MARK, '')}")
        column = relation.column(assignment.this.name)
        _refuse_identity([column])
        value = assignment.expression
        if _is_default(value):
            stored: exp.Expr = exp.var("DEFAULT")
        else:
            value = binder.value(value, scope)
            note_parameter(binder, value, column.type)
            stored = assign(value.copy(), column.type)
        bound.append(exp.EQ(this=exp.column(column.name, quoted=True), expression=stored))
    tree.set("expressions", bound)


def _is_default(value: exp.Expr) -> bool:
    return isinstance(value, exp.Column | exp.Var) and value.name.lower() == "default"


def _bind_delete(binder: Binder, tree: exp.Expr) -> exp.Expr:
    table = tree.this or (tree.args["tables"][0] if tree.args.get("tables") else None)
    if table is None:
        raise SqlError("42601", "syntax error in DELETE")
    relation = writable(binder, table)
    scope = Scope()
    bind_ctes(binder, tree, scope)
    visible = table.alias or relation.name
    _add_target(scope, visible, relation)
    tree.set("tables", None)
    tree.set("this", _aliased(relation, visible))
    for source in tree.args.get("using") or ():
        bind_source(binder, source, scope)
    if tree.args.get("where") is not None:
        binder.value(tree.args["where"], scope)
    return tree


def _bind_merge(binder: Binder, tree: exp.Expr) -> list[exp.Expr]:
    """MERGE: the source is a table; a target row that several source rows match is an error."""
    relation = writable(binder, tree.this)
    source = tree.args["using"]
    if not isinstance(source, exp.Table):
        raise unsupported("MERGE with a subquery as its source")
    scope = Scope()
    visible = tree.this.alias or relation.name
    _add_target(scope, visible, relation)
    bind_source(binder, source, scope)
    tree.set("this", _aliased(relation, visible))
    binder.value(tree.args["on"], scope)
    for when in tree.args["whens"].expressions:
        _bind_when(binder, when, relation, scope)
    return [_ambiguity_check(relation, visible, tree), tree]


def _ambiguity_check(relation: Relation, visible: str, tree: exp.Expr) -> exp.Expr:
    """Redshift's own error for a row that MERGE would change twice, in which DuckDB would let the last one win."""
    matches = exp.Select(expressions=[exp.Star()]).from_(_aliased(relation, visible), copy=False)
    matches = matches.join(tree.args["using"].copy(), on=tree.args["on"].copy(), join_type="inner", copy=False)
    row = exp.column("rowid", table=visible, quoted=True)
    matches.set("expressions", [row])
    matches.set("group", exp.Group(expressions=[row.copy()]))
    matches.set("having", exp.Having(this=exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))))
    message = exp.Literal.string("23505:Found multiple matches to update the same tuple.")
    failing = exp.Anonymous(this="error", expressions=[message])
    return exp.Select(expressions=[exp.Case(ifs=[exp.If(this=exp.Exists(this=matches), true=failing)])])


def _bind_when(binder: Binder, when: exp.Expr, relation: Relation, scope: Scope) -> None:
    if when.args.get("condition") is not None or when.args.get("source"):
        raise unsupported("a condition in WHEN of MERGE")
    action = when.args["then"]
    if isinstance(action, exp.Update):
        _bind_assignments(binder, action, relation, scope)
    elif isinstance(action, exp.Insert):
        _bind_merge_insert(binder, action, relation, scope)
    elif action.name.upper() != "DELETE":
        raise unsupported(f"WHEN ... THEN {action.sql()} in MERGE")


def _bind_merge_insert(binder: Binder, action: exp.Expr, relation: Relation, scope: Scope) -> None:
    """INSERT [(columns)] VALUES (...); without a list, the table's columns in order."""
    values = action.expression
    columns = list(relation.columns)
    if values is None or not values:
        values = action.this
        if len(values.expressions) == 1 and isinstance(values.expressions[0], exp.Anonymous):
            values = exp.Tuple(expressions=values.expressions[0].expressions)
    else:
        columns = [relation.column(column.name) for column in action.this.expressions]
    if len(columns) < len(values.expressions):
        raise SqlError("42601", "INSERT has more expressions than target columns")
    columns = columns[: len(values.expressions)]
    stored = []
    for value, column in zip(values.expressions, columns, strict=True):
        bound = exp.var("DEFAULT") if _is_default(value) else assign(binder.value(value, scope).copy(), column.type)
        stored.append(bound)
    names = [exp.column(column.name, quoted=True) for column in columns]
    action.set("this", exp.Tuple(expressions=names))
    action.set("expression", exp.Tuple(expressions=stored))
