"""CREATE VIEW, bound to its tables or not.

A bound view is a DuckDB view over the rewritten query, its stars written out; its tables remember it. A view WITH NO
SCHEMA BINDING is only text, which each use reads anew (`dialect.queries`). Rule: `r_CREATE_VIEW`.
"""

from __future__ import annotations

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import dialect
from sparkify_assets.local.warehouse.ddl import declared, tables
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, Relation, duckdb_schema, quote
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import Kind, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, parse_tree, text_of

_UNBOUND = ("with", "no", "schema", "binding")


def create(reader: Reader, session: SessionState, replace: bool) -> Statement:
    parts = reader.dotted()
    schema, name = relations.schema_for_new(session, parts)
    tables.require_schema(session, schema)
    names = reader.names() if reader.at(TokenType.L_PAREN) else []
    reader.expect("as")
    query = reader.rest()
    unbound = len(query) > 4 and [token.text.lower() for token in query[-4:]] == list(_UNBOUND)
    query = query[:-4] if unbound else query
    source = text_of(query, reader.sql)
    steps = _replaced(relations.find(session, [schema, name]), replace)
    steps += _unbound(session, schema, name, source) if unbound else _bound(session, schema, name, names, source)
    writes = frozenset({f"{schema}.{name}"})
    return Statement(reader.sql, Kind.DDL, "CREATE VIEW", tuple(steps), writes=writes)


def _replaced(existing: Relation | None, replace: bool) -> list[str]:
    if existing is None:
        return []
    if not replace or existing.kind == "table":
        raise SqlError("42P07", f'Relation "{existing.name}" already exists')
    drop = [f"DROP VIEW {existing.sql}"] if existing.kind == "view" else []
    return [*drop, *declared.forget(existing.schema, existing.name, replaced=True)]


def _bound(session: SessionState, schema: str, name: str, names: list[str], source: str) -> list[str]:
    translation = dialect.translate(parse_tree(source), session, write_out_stars=True)
    columns = tables.as_columns(translation.columns or (), names)
    listed = ", ".join(quote(column.name) for column in columns)
    steps = [f"CREATE VIEW {duckdb_schema(schema)}.{quote(name)} ({listed}) AS {translation.steps[0]}"]
    steps += declared.relation_rows(
        session, schema, name, "view", columns, definition=translation.steps[0], source=source
    )
    for relation in sorted(translation.reads):
        on_schema, on_name = relation.split(".", 1)
        values = ", ".join(declared.literal(value) for value in (schema, name, on_schema, on_name))
        steps.append(f"INSERT INTO {HIDDEN}._dependencies VALUES ({values})")
    return steps


def _unbound(session: SessionState, schema: str, name: str, source: str) -> list[str]:
    return declared.relation_rows(session, schema, name, "late", [], definition=source, source=source)


def dependents(session: SessionState, schema: str, name: str) -> list[tuple[str, str]]:
    """The bound views that read a relation, and those that read them, the outermost first."""
    query = f"select schema, view from {HIDDEN}._dependencies where on_schema = $1 and on_relation = $2"
    found: list[tuple[str, str]] = []
    for view_schema, view in session.cursor.execute(query, [schema, name]).fetchall():
        found += [item for item in dependents(session, view_schema, view) if item not in found]
        if (view_schema, view) not in found:
            found.append((view_schema, view))
    return found


def dropped(schema: str, name: str) -> list[str]:
    return [f"DROP VIEW IF EXISTS {duckdb_schema(schema)}.{quote(name)}", *declared.forget(schema, name)]
