"""SELECT and its clauses: sources, joins, stars, aliases, the names of unnamed columns, set operations.

Here: what a query needs beside the expressions in it. Not here: the expressions (`binder` and the rules), INSERT and
its kin (`writes`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import aggregates, blanks, pivots, unbound
from sparkify_assets.local.warehouse.dialect.binder import Binder, Columns, Scope, Shown, as_written
from sparkify_assets.local.warehouse.dialect.conversions import shown_object
from sparkify_assets.local.warehouse.dialect.operators import require_boolean, settle
from sparkify_assets.local.warehouse.dialect.relations import Relation
from sparkify_assets.local.warehouse.dialect.rules import FUNCTIONS, number
from sparkify_assets.local.warehouse.dialect.strings import trim_name
from sparkify_assets.local.warehouse.dialect.typed import (
    DATETIMES,
    INTEGERS,
    STRINGS,
    common,
    from_datatype,
    is_number,
    spelled,
    type_of,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn, SessionState
from sparkify_assets.local.warehouse.parser import parse_tree
from sparkify_assets.local.warehouse.settings import search_path
from sparkify_assets.local.warehouse.types import SHORT_NAMES

_SELECT_CLAUSES = ("where", "group", "having", "qualify", "order", "limit", "offset")
_KNOWN_CLAUSES = {*_SELECT_CLAUSES, "expressions", "from_", "joins", "with_", "distinct", "kind", "exclude"}


def bind_query(binder: Binder, tree: exp.Expr, parent: Scope | None = None) -> Columns:
    """Rewrites a query where it stands in its parent; its result columns with Redshift's names and types."""
    scope = Scope(parent=parent)
    bind_ctes(binder, tree, scope)
    if isinstance(tree, exp.Select):
        return _bind_select(binder, tree, scope)
    if isinstance(tree, exp.SetOperation):
        return _bind_set_operation(binder, tree, scope)
    if isinstance(tree, exp.Subquery):
        columns = bind_query(binder, tree.this, scope)
        bind_clauses(binder, tree, Scope({"": columns}, scope))
        return columns
    raise unsupported(f"{type(tree).__name__.upper()} as a query")


def bind_ctes(binder: Binder, tree: exp.Expr, scope: Scope) -> None:
    with_ = tree.args.get("with_")
    if with_ is None:
        return
    for cte in with_.expressions:
        names = [name.name for name in cte.args["alias"].columns]
        query, first = cte.this, None
        if with_.args.get("recursive") and isinstance(query, exp.SetOperation):
            _require_recursion(query, cte)
            first = bind_query(Binder(binder.session, binder.given), query.this.copy(), scope)
            scope.ctes[cte.alias] = _renamed(first, names)
        scope.ctes[cte.alias] = _renamed(bind_query(binder, query, scope), names)
        if first is not None:
            _require_first_types(cte.alias, _renamed(first, names), scope.ctes[cte.alias])


def _require_first_types(name: str, first: Columns, whole: Columns) -> None:
    """What refers to itself was bound to the first part's types: the whole must have no others, but for a width."""
    for column, given in zip(first, whole, strict=True):
        if _but_for_width(column.type) != _but_for_width(given.type):
            raise unsupported(
                f'column "{column.name}" of the recursive common table expression "{name}", which is '
                f"{spelled(column.type)} in its first part and {spelled(given.type)} overall (cast one to the other),"
            )


def _but_for_width(type_: RedshiftType) -> object:
    if type_.name in INTEGERS:
        return "integer"
    return "text" if type_.name in STRINGS else type_


def _require_recursion(query: exp.SetOperation, cte: exp.Expr) -> None:
    """A query that refers to itself names its columns, and is a UNION ALL (`r_WITH_clause`)."""
    if all(table.name != cte.alias or table.args.get("db") for table in query.find_all(exp.Table)):
        return
    if not isinstance(query, exp.Union) or query.args.get("distinct"):
        raise SqlError("0A000", "a recursive common table expression must be a UNION ALL")
    if not cte.args["alias"].columns:
        raise SqlError("42601", f'the recursive common table expression "{cte.alias}" needs a list of its columns')


def _renamed(columns: Columns, names: list[str]) -> Columns:
    if len(names) > len(columns):
        raise SqlError("42P10", f"{len(columns)} columns available but {len(names)} columns specified")
    return [
        ResultColumn(names[index] if index < len(names) else column.name, column.type)
        for index, column in enumerate(columns)
    ]


def _bind_select(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    _refuse_unknown_clauses(tree)
    aggregates.require_one_order(tree)
    if tree.args.get("from_") is not None:
        bind_source(binder, tree.args["from_"].this, scope)
    for join in tree.args.get("joins") or ():
        _refuse_navigation(join, scope)
        _bind_join(binder, join, scope)
    columns = _bind_projections(binder, tree, scope)
    bind_clauses(binder, tree, scope)
    tree.meta["correlated"] = scope.correlated
    if scope.correlated and (any(isinstance(node, exp.Window) for node in _of_block(tree)) or _looks_up_totals(tree)):
        binder.refuse_correlation()
    distinct = tree.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        raise unsupported("DISTINCT ON")
    blanks.disregard(tree)
    return columns


def _looks_up_totals(tree: exp.Expr) -> bool:
    """Whether a query gives IN an aggregate of groups; a MIN or MAX may be looked up (`r_correlated_subqueries`)."""
    totals = (node.this for node in _of_block(tree) if node.meta.get("aggregate"))
    around = tree.parent.parent if isinstance(tree.parent, exp.Subquery) else tree.parent
    grouped = tree.args.get("group") is not None and isinstance(around, exp.In | exp.Any | exp.All)
    return grouped and any(called not in ("min", "max", "arg_min", "arg_max") for called in totals)


def _of_block(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes of a query or expression, and of the queries in it only their roots."""
    return tree.walk(prune=lambda node: isinstance(node, exp.Query) and node is not tree)


def _asks_around(tree: exp.Expr) -> bool:
    """Whether a query in the expression takes columns of the query that the expression stands in."""
    return any(node.unnest().meta.get("correlated") for node in _of_block(tree))


def _refuse_navigation(join: exp.Expr, scope: Scope) -> None:
    """`FROM t, t.items` asks for the elements of a SUPER (`query-super`), not for a table of a schema."""
    table = join.this
    is_path = isinstance(table, exp.Table) and len(table.parts) > 1 and table.parts[0].name in scope.sources
    if is_path and not join.args.get("on"):
        raise unsupported(f"{as_written(table)} in FROM")


def _refuse_unknown_clauses(tree: exp.Expr) -> None:
    for clause, value in tree.args.items():
        if value and clause not in _KNOWN_CLAUSES:
            raise unsupported(f"the clause {clause.rstrip('_').upper()} of SELECT")


def bind_clauses(binder: Binder, tree: exp.Expr, scope: Scope) -> None:
    for clause in _SELECT_CLAUSES:
        node = tree.args.get(clause)
        if node is None:
            continue
        if clause == "limit" and _is_limit_all(node):
            tree.set("limit", None)
            continue
        if clause == "order":
            _settle_names(node, tree.expressions)
        aliases = scope.aliases
        # A name in them is never an alias, yet may be one of a query around (`r_WHERE_clause`). AWS's own drivers ask
        # the catalog otherwise: redshift_connector 2.0's `get_tables` has `AS TABLE_SCHEM` and `TABLE_SCHEM LIKE`.
        if clause in ("where", "having") and not binder.asks_leader:
            scope.aliases = {}
        binder.value(node, scope)
        scope.aliases = aliases
        if clause in ("where", "having", "qualify"):
            require_boolean(clause.upper(), node.this)
        if clause == "group" and any(_asks_around(value) for _, value in blanks.grouped(tree)):
            binder.refuse_correlation()
        if clause == "group" and node.args.get("all"):
            if node.expressions:
                raise SqlError("42601", "syntax error: GROUP BY ALL takes no expressions")
            positions = [number(at) for at, item in enumerate(tree.expressions, 1) if not _is_aggregated(item)]
            tree.set("group", exp.Group(expressions=positions) if positions else None)


def _settle_names(order: exp.Expr, items: list[exp.Expr]) -> None:
    """A bare name in ORDER BY is that of a result column, before it is one of the tables'."""
    for ordered in order.expressions:
        if isinstance(ordered.this, exp.Column) and (position := blanks.position(ordered.this, items)) is not None:
            ordered.set("this", number(position + 1))


def _is_aggregated(item: exp.Expr) -> bool:
    over = (exp.Window, exp.IgnoreNulls, exp.RespectNulls)
    nodes = item.walk(prune=lambda node: isinstance(node, exp.Query))
    return any(node.meta.get("aggregate") and not isinstance(node.parent, over) for node in nodes)


def _is_limit_all(node: exp.Expr) -> bool:
    count = node.args.get("expression")
    return isinstance(count, exp.Column) and count.name == "all"


def bind_source(binder: Binder, source: exp.Expr, scope: Scope) -> None:
    """One item of FROM: a table, a CTE or a derived table; each is known by its alias from here on."""
    for clause in ("sample", "laterals", "version", "hints"):
        if source.args.get(clause):
            raise unsupported(f"{clause.rstrip('s').upper()} in FROM")
    if source.args.get("pivots"):
        source = _rotated(binder, source, scope)
    if isinstance(source, exp.Table):
        _bind_table(binder, source, scope)
    elif isinstance(source, exp.Subquery) and isinstance(source.this.unnest(), exp.Select | exp.SetOperation):
        columns = bind_query(binder, source.this, _outer(scope))
        if not source.alias:
            source.set("alias", exp.TableAlias(this=exp.to_identifier(f"?{len(scope.sources)}", quoted=True)))
        add_source(scope, source.alias, _renamed(columns, [name.name for name in source.args["alias"].columns]))
    elif isinstance(source, exp.Subquery):
        joined, scope.joined = scope.joined, len(scope.sources)
        bind_source(binder, source.this, scope)
        scope.joined = joined
    else:
        raise unsupported(f"{as_written(source)} in FROM")
    for join in source.args.get("joins") or ():
        _bind_join(binder, join, scope)


def _rotated(binder: Binder, source: exp.Expr, scope: Scope) -> exp.Expr:
    """The derived table in the place of a source with PIVOT or UNPIVOT."""
    pivot, *more = source.args["pivots"]
    plain = source.copy()
    plain.set("pivots", None)
    looked_at = _outer(scope)
    bind_source(Binder(binder.session, binder.given), exp.Paren(this=plain.copy()).this, looked_at)
    if more or len(looked_at.sources) > 1:
        raise unsupported("PIVOT of a PIVOT or a join")
    (columns,) = looked_at.sources.values()
    derived = exp.Subquery(this=pivots.rotated(pivot, plain, columns), alias=pivot.args.get("alias"))
    source.replace(derived)
    return derived


def _outer(scope: Scope) -> Scope:
    """What a derived table sees: the CTEs and the queries around, not the tables beside it."""
    return Scope(parent=scope.parent, ctes=scope.ctes)


def _bind_table(binder: Binder, table: exp.Table, scope: Scope) -> None:
    if isinstance(table.this, exp.Anonymous) and table.this.name == unbound.FUNCTION:
        add_source(scope, *unbound.bind(binder, table))
        return
    if isinstance(table.this, exp.Anonymous) and _bind_function_in_from(binder, table, scope):
        return
    if not isinstance(table.this, exp.Identifier):
        raise unsupported(f"{as_written(table)} in FROM")
    alias = table.args.get("alias")
    names = [name.name for name in alias.columns] if alias is not None else []
    cte = scope.cte(table.name) if table.args.get("db") is None else None
    if cte is not None:
        add_source(scope, table.alias or table.name, _renamed(cte, names))
        return
    relation = binder.relation(table)
    visible = table.alias or relation.name
    columns = [ResultColumn(column.name, column.type) for column in relation.columns]
    if relation.kind == "late":  # it means what its text means now
        columns = bind_query(binder, _derived(table, parse_tree(relation.definition or ""), visible).this)
    elif relation.full_name == "pg_catalog.pg_table_def":
        _derived(table, _on_search_path(binder.session, relation), visible)
    else:
        target = relation.table()
        for part in ("this", "db", "catalog"):
            table.set(part, target.args.get(part))
        if alias is None:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(visible, quoted=True)))
    add_source(scope, visible, _renamed(columns, names), relation.schema if alias is None else None)


def _derived(table: exp.Expr, query: exp.Expr, visible: str) -> exp.Expr:
    """The query in the place of a table, under its alias."""
    alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(visible, quoted=True))
    derived = exp.Subquery(this=query, alias=alias, joins=table.args.get("joins"))
    table.replace(derived)
    return derived


def _on_search_path(session: SessionState, relation: Relation) -> exp.Expr:
    """PG_TABLE_DEF shows the tables of the schemas on the search path and no others (`r_PG_TABLE_DEF`)."""
    schemas = [exp.Literal.string(schema) for schema in ("pg_temp_1", *search_path(session))]
    visible = exp.In(this=exp.column("schemaname"), expressions=schemas)
    return exp.Select(expressions=[exp.Star()]).from_(relation.table(), copy=False).where(visible, copy=False)


def _bind_function_in_from(binder: Binder, table: exp.Table, scope: Scope) -> bool:
    """A scalar function in FROM, `from current_database()`, is a table of its one value."""
    name = table.this.name
    if name not in FUNCTIONS or FUNCTIONS[name].aggregate:
        return False
    visible = table.alias or name
    query = exp.Select(expressions=[exp.alias_(table.this.copy(), visible, quoted=True)])
    add_source(scope, visible, bind_query(binder, _derived(table, query, visible).this, _outer(scope)))
    return True


def add_source(scope: Scope, name: str, columns: Columns, schema: str | None = None) -> None:
    """What the expressions of a statement see under this name; `schema` is that of a table without an alias."""
    if name in scope.sources:
        raise SqlError("42712", f'table name "{name}" specified more than once')
    scope.sources[name] = columns
    if schema is not None:
        scope.schemas[name] = schema
    for column in columns:
        reference = exp.column(column.name, table=name, quoted=True)
        scope.shown.append(Shown(column.name, reference, frozenset([name])))


def _bind_join(binder: Binder, join: exp.Expr, scope: Scope) -> None:
    if join.args.get("method") not in (None, "", "NATURAL"):
        raise unsupported(f"{join.args['method']} JOIN")
    if join.args.get("kind") in ("SEMI", "ANTI") or join.args.get("match_condition"):
        raise unsupported(f"{join.args['kind']} JOIN")
    if not any(join.args.get(part) for part in ("method", "side", "kind", "on", "using")):
        scope.joined = len(scope.sources)
    before = len(scope.sources)
    bind_source(binder, join.this, scope)
    left, right = set(list(scope.sources)[scope.joined : before]), set(list(scope.sources)[before:])
    if join.args.get("method"):
        before_it = {each.name for each in scope.shown if each.sources <= left}
        names = [each.name for each in scope.shown if each.sources <= right and each.name in before_it]
        _merge(join, names, left, right, scope)
    elif join.args.get("using"):
        _merge(join, [name.name for name in join.args["using"]], left, right, scope)
    if join.args.get("on") is not None:
        require_boolean("JOIN/ON", binder.value(join.args["on"], scope))
        if join.args.get("side") and _asks_around(join.args["on"]):
            binder.refuse_correlation()


def _merge(join: exp.Expr, names: list[str], left: set[str], right: set[str], scope: Scope) -> None:
    """USING and NATURAL as an ON; the columns that they make one of two stand in front of the others."""
    merged, conditions = [], []
    for name in names:
        one, other = _joined(scope, name, left), _joined(scope, name, right)
        conditions.append(exp.EQ(this=one.value.copy(), expression=other.value.copy()))
        either = exp.Anonymous(this="coalesce", expressions=[one.value.copy(), other.value.copy()])
        value = {"FULL": either, "RIGHT": other.value}.get(str(join.args.get("side")), one.value)
        merged.append(Shown(name, value, one.sources | other.sources))
    beside = [each for each in scope.shown if not each.sources <= left | right]
    rest = [each for each in scope.shown if each.sources <= left | right and each.name not in names]
    scope.shown = [*beside, *merged, *rest]
    join.set("method", None)
    join.set("using", None)
    join.set("on", exp.and_(*conditions) if conditions else None)
    if not conditions:
        join.set("kind", "CROSS")


def _joined(scope: Scope, name: str, sources: set[str]) -> Shown:
    """The one column of this name on a side of a join."""
    found = [each for each in scope.shown if each.name == name and each.sources <= sources]
    if not found:
        raise SqlError("42703", f'column "{name}" specified in USING clause does not exist in both tables')
    if len(found) > 1:
        raise SqlError("42702", f'common column name "{name}" appears more than once')
    return found[0]


def _bind_projections(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    columns: Columns = []
    excluded = {column.name for column in tree.args.get("exclude") or ()}
    if excluded and not any(item.is_star for item in tree.expressions):
        raise unsupported("EXCLUDE without *")
    if unknown := excluded - {each.name for each in scope.shown}:
        raise SqlError("42703", f'column "{min(unknown)}" does not exist')
    projections: list[exp.Expr] = []
    for projection in list(tree.expressions):
        if projection.is_star:
            bound, named = _star(binder, projection, scope, excluded)
        else:
            one, name = _projection(binder, projection, scope)
            if name.name in excluded:
                raise unsupported("EXCLUDE of a column that doesn't come from *")
            bound, named = [one], [name]
        projections += bound
        columns += named
    tree.set("exclude", None)
    tree.set("expressions", projections)
    return columns


def _star(binder: Binder, projection: exp.Expr, scope: Scope, excluded: set[str]) -> tuple[list[exp.Expr], Columns]:
    """`*` and `t.*` written out, unless a source has two columns of one name."""
    table = projection.args["table"].name if isinstance(projection, exp.Column) else None
    if table is not None and not scope.has(table, binder.schema_of(projection)):
        raise SqlError("42P01", f'missing FROM-clause entry for table "{table}"')
    if not scope.sources:
        raise SqlError("42601", "SELECT * with no tables specified is not valid")
    sources = list(scope.sources.values()) if table is None else [scope.sources[table]]
    if any(len({column.name for column in columns}) < len(columns) for columns in sources):
        if excluded or any(len(each.sources) > 1 for each in scope.shown):
            raise unsupported("EXCLUDE or USING where two columns have one name")
        return [projection], [column for columns in sources for column in columns]
    listed = [(each.name, each.value.copy()) for each in scope.shown]
    if table is not None:
        listed = [(column.name, exp.column(column.name, table=table, quoted=True)) for column in sources[0]]
    named = [value if isinstance(value, exp.Column) else exp.alias_(value, name, quoted=True)
             for name, value in listed if name not in excluded]  # fmt: skip
    bound = [_projection(binder, value, scope) for value in named]
    return [item for item, _ in bound], [column for _, column in bound]


def _projection(binder: Binder, projection: exp.Expr, scope: Scope) -> tuple[exp.Expr, ResultColumn]:
    object_kind = _object_kind(projection.unalias())
    name = projection.alias or _own_name(projection) or "?column?"
    value = binder.value(projection.unalias(), scope)
    if object_kind is not None:
        value = shown_object(value, object_kind, binder.session)
    if isinstance(projection, exp.Alias):
        projection.set("this", value)
    else:
        projection = value if isinstance(value, exp.Column) else exp.alias_(value, name, quoted=True, copy=False)
    scope.aliases.setdefault(name, type_of(value))
    return projection, ResultColumn(name, type_of(value))


def _object_kind(tree: exp.Expr) -> str | None:
    """What is cast to, where it is a name of the catalog's and not a type."""
    target = tree.args["to"] if isinstance(tree, exp.Cast) else None
    return str(target.this).lower() if isinstance(target, exp.ObjectIdentifier) else None


_NODE_NAMES: dict[type[exp.Expr], str] = {
    exp.Case: "case", exp.Extract: "date_part", exp.Substring: "substring", exp.StrPosition: "position",
    exp.CurrentDate: "date", exp.CurrentUser: "current_user", exp.SessionUser: "session_user",
    exp.CurrentUserId: "current_user_id", exp.Boolean: "bool",
}  # fmt: skip
_TYPE_NAMES = SHORT_NAMES | {"char": "bpchar"}


def _own_name(tree: exp.Expr) -> str | None:
    """The name of a result column without an alias, before its expression is rewritten."""
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
        name = tree.name
        if name == "nullif" and tree.expressions:
            return _own_name(tree.expressions[0]) or name
        return (FUNCTIONS[name].label if name in FUNCTIONS else None) or name.removeprefix("approximate_")
    if isinstance(tree, exp.Trim):
        return trim_name(tree)
    if isinstance(tree, exp.CurrentTimestamp):
        return "timestamp" if tree.args.get("sysdate") else "timestamptz"
    return _NODE_NAMES.get(type(tree))


def _cast_name(tree: exp.Expr) -> str:
    if isinstance(tree.args["to"], exp.ObjectIdentifier):
        return _own_name(tree.this) or str(tree.args["to"].this).lower()
    type_, value = from_datatype(tree.args["to"]), tree.this
    while isinstance(value, exp.Cast | exp.Paren):
        value = value.this
    return _own_name(value) or _TYPE_NAMES.get(type_.name, type_.name)


def _bind_set_operation(binder: Binder, tree: exp.Expr, scope: Scope) -> Columns:
    """UNION, INTERSECT, EXCEPT: each pair of columns in its common type, under the names of the first query."""
    word = tree.key.upper()
    if tree.args.get("by_name") or (not isinstance(tree, exp.Union) and not tree.args.get("distinct", True)):
        raise unsupported(f"{word} ALL")
    parts = (tree.this, tree.this.unnest(), tree.expression, tree.expression.unnest())
    if any(part.args.get("limit") or part.args.get("offset") for part in parts):
        raise SqlError("0A000", "LIMIT may not be used within input to set operations.")
    left = bind_query(binder, tree.this, scope)
    right = bind_query(binder, tree.expression, scope)
    if len(left) != len(right):
        raise SqlError("42601", f"each {word} query must have the same number of columns")
    result = [
        ResultColumn(one.name, _united(one.type, other.type, word)) for one, other in zip(left, right, strict=True)
    ]
    for side in (tree.this, tree.expression):
        _settle(side.unnest(), [column.type for column in result])
    bind_clauses(binder, tree, Scope({"": result}, scope))
    blanks.unite(tree, result)
    return result


def _united(left: RedshiftType, right: RedshiftType, word: str) -> RedshiftType:
    """Nothing is converted between kinds of types (`r_UNION`); literals in both queries are text."""
    if "unknown" not in (left.name, right.name) and _kind(left) != _kind(right):
        raise SqlError("42804", f"{word} types {spelled(left)} and {spelled(right)} cannot be matched")
    united = common([left, right])
    return RedshiftType("varchar", united.modifiers) if united.name == "unknown" and united.modifiers else united


def _kind(type_: RedshiftType) -> str:
    kinds = {**dict.fromkeys(STRINGS, "string"), **dict.fromkeys(DATETIMES, "datetime")}
    return "number" if is_number(type_) else kinds.get(type_.name, type_.name)


def _settle(query: exp.Expr, types: list[RedshiftType]) -> None:
    """The columns of one of the united queries, in the types of them all."""
    if not isinstance(query, exp.Select) or len(query.expressions) != len(types):
        return
    for projection, type_ in zip(query.expressions, types, strict=True):
        value = projection.unalias()
        if not projection.is_star and type_of(value) != type_:
            projection.replace(exp.alias_(settle(value.copy(), type_), projection.alias_or_name, quoted=True))
