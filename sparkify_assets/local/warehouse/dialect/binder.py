"""One pass over a statement's tree: names are resolved, every node gets Redshift's type, every rule is applied.

Here: scopes and the walk, children before parents. Not here: the rules (`operators`, `strings`, `dates`, ...), what
queries and writes need beside their expressions (`queries`, `writes`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.aggregates import require_aggregate
from sparkify_assets.local.warehouse.dialect.known import NOT_SUPPORTED
from sparkify_assets.local.warehouse.dialect.relations import Relation
from sparkify_assets.local.warehouse.dialect.rules import FUNCTIONS, NODES, no_such_function
from sparkify_assets.local.warehouse.dialect.typed import UNKNOWN, cast_to, type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn, SessionState

Columns = list[ResultColumn]
# Nodes that only hold others: they have no type and no rule.
_STRUCTURE = (
    exp.Ordered, exp.Order, exp.Group, exp.Where, exp.Having, exp.Qualify, exp.Limit, exp.Offset, exp.WindowSpec,
    exp.Cube, exp.Rollup, exp.GroupingSets,
)  # fmt: skip
_NOT_VALUES = (exp.Identifier, exp.DataType, exp.Var, exp.DataTypeParam, exp.ObjectIdentifier)


@dataclass
class Scope:
    """The names that an expression can see: its query's sources, the aliases before it, the queries around it."""

    sources: dict[str, Columns] = field(default_factory=dict)
    parent: Scope | None = None
    aliases: dict[str, RedshiftType] = field(default_factory=dict)
    ctes: dict[str, Columns] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    schemas: dict[str, str] = field(default_factory=dict)  # of those sources that are tables without an alias
    correlated: bool = False  # whether an expression takes a column of a query around
    joined: int = 0  # how many sources stand before the comma in front of the join that is being read

    def has(self, table: str, schema: str | None) -> bool:
        """Whether a source goes by this name; behind a schema's name, a table without an alias."""
        return table in self.sources if schema is None else self.schemas.get(table) == schema

    def column(self, name: str, table: str | None = None, schema: str | None = None) -> tuple[str, RedshiftType] | None:
        """The source that has the column, and its type."""
        sources = self.sources
        if table is not None:
            sources = {table: sources[table]} if self.has(table, schema) else {}
        for source, columns in sources.items():
            for column in columns:
                if column.name == name:
                    return source, column.type
        return None

    def outwards(self) -> Iterator[Scope]:
        """This scope, and those of the queries around it from the inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    @property
    def depth(self) -> int:
        """How many queries stand around."""
        return len(list(self.outwards())) - 1

    def cte(self, name: str) -> Columns | None:
        return next((scope.ctes[name] for scope in self.outwards() if name in scope.ctes), None)


@dataclass(frozen=True)
class Shown:
    """A column of `*`: what it is said by, and the source that has it; JOIN ... USING makes one of two."""

    name: str
    value: exp.Expr
    sources: frozenset[str]


class Binder:
    """Binds one statement for one session; `named`, `beneath` and `writes` are what it touches.

    What the statement names it reads, and with it what the bound views among that read.
    """

    def __init__(self, session: SessionState, parameters: Sequence[RedshiftType] = ()) -> None:
        self.session = session
        self.given = tuple(parameters)
        self.parameters: dict[int, RedshiftType] = {}
        self.named: set[str] = set()
        self.beneath: set[str] = set()
        self.writes: set[str] = set()
        self._found: dict[tuple[str, ...], Relation] = {}

    def relation(self, table: exp.Table) -> Relation:
        parts = tuple(table_parts(table))
        if parts not in self._found:
            relation = self._found[parts] = relations.require(self.session, parts)
            if relation.kind == "view":
                self.beneath |= relations.beneath(self.session, relation)
        self.named.add(self._found[parts].full_name)
        return self._found[parts]

    def value(self, tree: exp.Expr, scope: Scope) -> exp.Expr:
        """The expression rewritten in place; the node that now stands there."""
        if isinstance(tree, _NOT_VALUES):
            return tree
        if isinstance(tree, exp.Query):
            return self._subquery(tree, scope)
        if isinstance(tree, exp.Column):
            return self._column(tree, scope)
        if isinstance(tree, exp.Parameter | exp.Placeholder):
            return self._parameter(tree)
        if isinstance(tree, exp.Anonymous):
            return self._function(tree, scope)
        if isinstance(tree, exp.EQ) and (alternatives := _listed(tree.expression)):
            tree = _Place(tree).put(exp.In(this=tree.this, expressions=alternatives))
        if isinstance(tree, exp.Window | exp.WithinGroup):
            require_aggregate(tree)
        self._children(tree, scope)
        if isinstance(tree, _STRUCTURE):
            return tree
        rule = NODES.get(type(tree))
        if rule is None:
            raise unsupported(f"{type(tree).__name__}: {as_written(tree)[:120]}")
        return _Place(tree).put(rule(tree, self.session))

    def _children(self, tree: exp.Expr, scope: Scope) -> None:
        for child in list(tree.iter_expressions()):
            self.value(child, scope)

    def _subquery(self, tree: exp.Expr, scope: Scope) -> exp.Expr:
        from sparkify_assets.local.warehouse.dialect.queries import bind_query

        columns = bind_query(self, tree, scope)
        tree.meta["types"] = [column.type for column in columns]
        return typed(tree, columns[0].type if columns else UNKNOWN)

    def _function(self, tree: exp.Expr, scope: Scope) -> exp.Expr:
        name = tree.name
        function = FUNCTIONS.get(name)
        if function is None:
            self._children(tree, scope)
            if name in NOT_SUPPORTED or name.startswith(("st_", "hll", "approximate_")):
                raise unsupported(f"function {name}")
            raise no_such_function(name, tree.expressions)
        for index, argument in enumerate(list(tree.expressions)):
            if index not in function.words and not isinstance(argument, exp.Star):
                self.value(argument, scope)
        return _Place(tree).put(function.rewrite(list(tree.expressions), self.session))

    def _column(self, tree: exp.Column, scope: Scope) -> exp.Expr:
        """Types a column reference; a schema before its table is dropped, DuckDB knows the table by its alias."""
        name, table = tree.name, tree.args.get("table")
        if isinstance(tree.this, exp.Star):
            return tree
        schema = self.schema_of(tree)
        for around in scope.outwards():
            shown = [each for each in around.shown if each.name == name] if table is None else []
            if len(shown) > 1:
                raise SqlError("42702", f'column reference "{name}" is ambiguous')
            found = around.column(name, table and table.name, schema)
            if found is not None and around is not scope:
                self._correlate(scope, around)
            if shown and len(shown[0].sources) > 1:
                return self.value(_Place(tree).put(shown[0].value.copy()), around)
            if found is not None:
                tree.set("db", None)
                tree.set("catalog", None)
                if found[0] and (around is scope or found[0] not in scope.sources):
                    # DuckDB could take a bare name for an alias of the select list.
                    tree.set("table", exp.to_identifier(found[0], quoted=True))
                tree.meta["source"] = f"{around.depth}.{found[0]}"
                return typed(tree, found[1])
            if table is None and name in around.aliases:
                return typed(tree, around.aliases[name])
        raise self._no_column(tree, scope)

    def _correlate(self, scope: Scope, around: Scope) -> None:
        """Notes that a query takes a column of one around it; no other query may lie in between."""
        scope.correlated = True
        _, *between = itertools.takewhile(lambda each: each is not around, scope.outwards())
        if any(each.sources for each in between):
            self.refuse_correlation()

    @property
    def asks_leader(self) -> bool:
        """Whether all that is named is in the catalog: then the leader node answers, which refuses less."""
        return bool(self.named) and all(name.startswith(("pg_catalog.", "information_schema.")) for name in self.named)

    def refuse_correlation(self) -> None:
        """What `r_correlated_subqueries` excludes."""
        if self.named and not self.asks_leader:
            raise SqlError("0A000", "This type of correlated subquery pattern is not supported yet")

    def schema_of(self, tree: exp.Expr) -> str | None:
        """The schema before a column's table, as a relation has it."""
        schema, database = tree.args.get("db"), tree.args.get("catalog")
        if database is not None and database.name != self.session.database:
            raise unsupported(f'cross-database reference to "{database.name}"')
        if schema is None:
            return None
        return relations.TEMPORARY if schema.name.startswith(relations.TEMPORARY) else schema.name

    def _no_column(self, tree: exp.Column, scope: Scope) -> SqlError:
        table = tree.args.get("table")
        if table is None:
            return SqlError("42703", f'column "{tree.name}" does not exist')
        for around in scope.outwards():
            if around.has(table.name, self.schema_of(tree)):
                return SqlError("42703", f"column {table.name}.{tree.name} does not exist")
            names = [part.name for part in tree.parts]
            found = around.column(names[0]) or around.column(names[1], names[0])
            if found is not None and found[1].name == "super":
                return unsupported(f"navigation into SUPER, {'.'.join(names)},")
        return SqlError("42P01", f'missing FROM-clause entry for table "{table.name}"')

    def _parameter(self, tree: exp.Expr) -> exp.Expr:
        """`$1`, in the type the client gave it; without one, in the type of what it meets."""
        if isinstance(tree, exp.Placeholder) or not tree.this.name.isdigit():
            raise SqlError("42601", "syntax error: parameters are written $1, $2, ...")
        index = int(tree.this.name)
        given = self.given[index - 1] if index <= len(self.given) else UNKNOWN
        if given != UNKNOWN or index not in self.parameters:
            self.parameters[index] = given
        if given.name == "unknown":
            return typed(tree, UNKNOWN)
        return _Place(tree).put(cast_to(tree, given))

    def note_casts(self, tree: exp.Expr) -> None:
        """A parameter of open type that a rule has cast to what it met has that type."""
        for parameter in tree.find_all(exp.Parameter):
            index = int(parameter.this.name)
            if self.parameters.get(index, UNKNOWN) == UNKNOWN and isinstance(parameter.parent, exp.Cast):
                self.parameters[index] = type_of(parameter.parent)


def _listed(tree: exp.Expr) -> list[exp.Expr]:
    """What stands in `ANY (ARRAY[a, b])`: clients ask the catalog with `x = ANY (...)` for `x IN (a, b)`."""
    array = tree.this.unnest() if isinstance(tree, exp.Any) else None
    return array.expressions if isinstance(array, exp.Array) else []


def table_parts(table: exp.Table) -> list[str]:
    return [part.name for part in table.parts]


class _Place:
    """Where a node stands, noted before a rule runs: the rule may build the new node around the old one."""

    def __init__(self, node: exp.Expr) -> None:
        self.node, self.parent, self.key, self.index = node, node.parent, node.arg_key, node.index

    def put(self, new: exp.Expr) -> exp.Expr:
        if new is not self.node and self.parent is not None:
            if self.index is None:
                self.parent.set(str(self.key), new)
            else:  # `set` would go over all the others of the list
                self.parent.args[str(self.key)][self.index] = new
                new.parent, new.arg_key, new.index = self.parent, self.key, self.index
        return new


def as_written(tree: exp.Expr) -> str:
    """A part of a statement as it was written, for a message about it."""
    return tree.sql("redshift", normalize_functions=False)
