"""CREATE VIEW, bound to its tables or not, and what depends on a table or view.

A bound view is a DuckDB view over the rewritten query, its stars written out; its tables remember it. A view WITH NO
SCHEMA BINDING is only text, which each use reads anew (`dialect.queries`). Rule: `r_CREATE_VIEW`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from sparkify_assets.local.warehouse import dialect
from sparkify_assets.local.warehouse.ddl import declared, names, tables
from sparkify_assets.local.warehouse.ddl.declared import ColumnDefinition, literals, matching
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, Column, Relation, duckdb_schema, quote
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, parse_tree, text_of

_SYSTEM_SCHEMAS = ("pg_catalog", "information_schema")
_UNBOUND = ["with", "no", "schema", "binding"]


def create(reader: Reader, session: SessionState, replace: bool) -> Statement:
    schema, name = relations.schema_for_new(session, names.dotted(reader))
    if name.startswith("#"):
        raise unsupported("a temporary view")
    declared.require_schema(session, schema)
    listed = names.names(reader)
    reader.expect("as")
    query = reader.rest()
    unbound = [token.text.lower() for token in query[-4:]] == _UNBOUND
    source = text_of(query[:-4] if unbound else query, reader.sql)
    existing = relations.find(session, [schema, name])
    if existing is not None and (not replace or existing.kind == "table"):
        raise SqlError("42P07", f'Relation "{name}" already exists')
    steps = [f"DROP VIEW {existing.sql}"] if existing is not None and existing.kind == "view" else []
    columns: list[ColumnDefinition] = []
    reads: frozenset[str] = frozenset()
    if unbound:
        kind, definition = "late", _unbound(session, listed, source)
        source = reader.sql  # the catalog shows all of it, which is how clients know such a view
        if existing is not None:
            released(session, existing, cascade=False)
    else:
        kind = "view"
        definition, columns, reads = _bound(session, listed, source, existing)
        steps.append(_create(f"{duckdb_schema(schema)}.{quote(name)}", columns, definition))
    if existing is None:
        steps += declared.relation_rows(session, schema, name, kind, columns, definition=definition, source=source)
    else:
        steps += declared.redefine(existing, kind, columns, definition, source)
    for relation in sorted(reads):
        steps.append(f"INSERT INTO {HIDDEN}._dependencies VALUES ({literals(schema, name, *relation.split('.', 1))})")
    return declared.statement(reader.sql, "CREATE VIEW", steps, f"{schema}.{name}", leans_on=reads)


def _create(name: str, columns: Iterable[Column], definition: str) -> str:
    return f"CREATE OR REPLACE VIEW {name} ({', '.join(quote(column.name) for column in columns)}) AS {definition}"


def _bound(
    session: SessionState, listed: list[str], source: str, existing: Relation | None
) -> tuple[str, list[ColumnDefinition], frozenset[str]]:
    """What DuckDB runs, its columns, and what it reads."""
    translation = dialect.translate(parse_tree(source), session)
    if any(relation.startswith(f"{TEMPORARY}.") for relation in translation.named):
        raise unsupported("a view of a temporary table")
    columns = tables.as_columns(translation.columns or (), listed)
    if existing is not None and existing.kind == "view":
        was, new = ([(column.name, column.type) for column in each] for each in (existing.columns, columns))
        if was != new:
            raise SqlError("42P16", f"cannot change the columns of view {existing.name} when it is replaced")
    return translation.steps[0], columns, translation.named


def _unbound(session: SessionState, listed: list[str], source: str) -> str:
    """Its relations must be named with their schema, so that it means the same to every session."""
    tree = parse_tree(source)
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not table.db and table.name not in ctes:
            raise SqlError("42601", f'"{table.name}" needs a schema in a view WITH NO SCHEMA BINDING')
        if table.db not in ("", *_SYSTEM_SCHEMAS):
            declared.require_schema(session, table.db)
    return f"select * from ({source}) as q ({', '.join(map(quote, listed))})" if listed else source


def dependents(session: SessionState, relation: Relation, column: str | None = None) -> list[Relation]:
    """The bound views that read a relation, or one column of it, and those that read them, the outermost first."""
    found: list[Relation] = []
    for view in _readers(session, relation):
        if column is None or _names(view, column):
            found += [item for item in (*dependents(session, view), view) if item not in found]
    return found


def _readers(session: SessionState, relation: Relation) -> list[Relation]:
    """The bound views that read a relation itself."""
    query = f"select schema, view from {HIDDEN}._dependencies where on_schema = $1 and on_relation = $2"
    found = session.cursor.execute(query, [relation.schema, relation.name]).fetchall()
    return [relations.require(session, place) for place in found]


def _names(view: Relation, column: str) -> bool:
    """Whether a view's query names such a column, of whichever table."""
    (tree,) = DuckDB().parse(view.definition or "")
    return tree is not None and any(node.name == column for node in tree.find_all(exp.Column))


def following_table(session: SessionState, relation: Relation, new: str) -> list[str]:
    """The steps that let the bound views that read a relation read it by its new name."""
    return _following(session, relation, lambda view: f"{duckdb_schema(relation.schema)}.{quote(new)}")


def following_column(session: SessionState, relation: Relation, old: str, new: str) -> list[str]:
    """The steps that let those that read a column know it by the old name; columns they don't read stay unnamed."""

    def source(view: Relation) -> str:
        if not _names(view, old):
            return relation.sql
        named = [column.name for column in relation.columns if _names(view, column.name)]
        listed = ", ".join(f"{quote(new)} AS {quote(old)}" if name == old else quote(name) for name in named)
        return f"(SELECT {listed} FROM {relation.sql})"

    return _following(session, relation, source)


def _following(session: SessionState, relation: Relation, source: Callable[[Relation], str]) -> list[str]:
    steps = []
    for view in _readers(session, relation):
        definition = _reading(view.definition or "", relation, source(view))
        steps.append(_create(view.sql, view.columns, definition))
        steps.append(declared.change(view, "_relations", matching(definition=definition)))
    return steps


def _reading(definition: str, relation: Relation, source: str) -> str:
    """A view's query with something else in the place of a relation; the rest of it is kept to the letter."""
    (tree,) = DuckDB().parse(definition)
    tables_ = tree.find_all(exp.Table) if tree is not None else ()
    found = [
        (table.args["db"].meta["start"], table.this.meta["end"] + 1)
        for table in tables_
        if (table.db, table.name) == (relation.schema, relation.name)
    ]
    for start, end in sorted(found, reverse=True):
        definition = definition[:start] + source + definition[end:]
    return definition


def released(
    session: SessionState, relation: Relation, cascade: bool, column: str | None = None, besides: Iterable[str] = ()
) -> list[str]:
    """The steps that drop what depends on a relation or on one column of it; SqlError 2BP01 unless CASCADE is said.

    `besides` are the relations that the same statement drops.
    """
    reading = [view for view in dependents(session, relation, column) if view.full_name not in besides]
    references = declared.references_to(session, relation, column)
    referring = [each for each in references if ".".join(each[:2]) not in besides]
    what = f"{'table' if relation.kind == 'table' else 'view'} {relation.name}"
    if column:
        what += f" column {column}"
    details = [f"view {view.full_name} depends on {what}" for view in reading]
    details += [f"constraint {name} on table {schema}.{table} depends on {what}" for schema, table, name in referring]
    if details and not cascade:
        raise SqlError(
            "2BP01", f"cannot drop {what} because other objects depend on it", "\n".join(details),
            "Use DROP ... CASCADE to drop the dependent objects too.",
        )  # fmt: skip
    steps = [step for view in reading for step in dropped(view)]
    return steps + [declared.remove_key(*each) for each in referring]


def dropped(view: Relation) -> list[str]:
    return [f"DROP VIEW IF EXISTS {view.sql}", *declared.forget(view)]
