"""What a name in FROM, INSERT or COPY means to a session: temporary tables, the catalog's views, the search path.

Here: looking a relation up with its declared columns, in one query. Not here: how it got there (`ddl`), what the
catalog's views say (`catalog`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState
from sparkify_assets.local.warehouse.settings import search_path
from sparkify_assets.local.warehouse.types import from_duckdb

HIDDEN = "_redshift"  # the schema of the declared attributes, of the catalog's views and of our macros
TEMPORARY = "pg_temp"
INFORMATION_SCHEMA = "_information_schema"
_PLACES = {"pg_catalog": (HIDDEN,), "information_schema": (INFORMATION_SCHEMA,), TEMPORARY: ("temp", "main")}


@dataclass(frozen=True)
class Column:
    name: str
    type: RedshiftType
    not_null: bool = False
    default: str | None = None  # as DuckDB evaluates it
    identity: str | None = None  # `always` or `default`


class Named:
    """What a schema and a name tell of a table or view."""

    schema: str
    name: str

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        """Where DuckDB has it."""
        return f"{duckdb_schema(self.schema)}.{quote(self.name)}"


@dataclass(frozen=True)
class Relation(Named):
    """A table or view. `schema` is Redshift's name for it; `pg_temp` for a temporary one."""

    schema: str
    name: str
    kind: str  # table, view, late (a view without schema binding), system
    columns: tuple[Column, ...]
    definition: str | None = None  # the query of a view, as DuckDB runs it
    oid: int = 0

    def table(self) -> exp.Table:
        *catalog, schema = _PLACES.get(self.schema, (self.schema,))
        return exp.table_(self.name, db=schema, catalog=catalog[0] if catalog else None, quoted=True)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise SqlError("42703", f'column "{name}" of relation "{self.name}" does not exist')


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def duckdb_schema(schema: str) -> str:
    return ".".join(_PLACES.get(schema, (quote(schema),)))


_RELATIONS = f"""
select schema, kind, definition, oid from {HIDDEN}._relations where name = $1
union all select schema, kind, definition, oid from temp.main._relations where name = $1
"""
_COLUMNS = f"""
select schema, name, type, modifiers, not_null, default_sql, identity
from (from {HIDDEN}._columns union all from temp.main._columns) where relation = $1 order by position
"""
_SYSTEM = f"""
select schema_name, table_name, list({{'name': column_name, 'type': data_type}} order by column_index)
from duckdb_columns()
where schema_name in ('{HIDDEN}', '{INFORMATION_SCHEMA}') and database_name = current_database()
group by all
"""


_BENEATH = f"""
with recursive beneath(schema, name) as (
    values ($1, $2) union
    select on_schema, on_relation from beneath b join {HIDDEN}._dependencies d on d.schema = b.schema and view = b.name
)
select schema || '.' || name from beneath
"""


def find(session: SessionState, parts: Sequence[str]) -> Relation | None:
    """The relation that `[database.][schema.]name` means; None if there is none."""
    schema, name = _qualified(parts, session.database, "temp")
    found = {} if schema in ("pg_catalog", "information_schema") else _declared(session, name)
    for candidate in _candidates(session, schema):
        if candidate in found:
            return found[candidate]
        if candidate in ("pg_catalog", "information_schema") and (system := _system(session, candidate, name)):
            return system
    return None


def _qualified(parts: Sequence[str], *databases: str) -> tuple[str | None, str]:
    """Schema, if it is named, and name; the database may be one of these."""
    if len(parts) == 3 and parts[0] not in databases:
        raise unsupported(f'cross-database reference to "{parts[0]}"')
    return (parts[-2] if len(parts) > 1 else None), parts[-1]


def beneath(session: SessionState, view: Relation) -> set[str]:
    """The full names of all that a bound view reads, directly or through other bound views; it is one of them."""
    return {name for (name,) in session.cursor.execute(_BENEATH, [view.schema, view.name]).fetchall()}


_SYSTEM_VIEWS = ("pg_", "stl_", "stv_", "svl_", "svv_", "svcs_", "sys_")


def require(session: SessionState, parts: Sequence[str]) -> Relation:
    """As `find`; SqlError 42P01 if there is none."""
    relation = find(session, parts)
    if relation is not None:
        return relation
    schema = ".".join(parts[:-1])
    if schema == "information_schema" or (schema in ("", "pg_catalog") and parts[-1].startswith(_SYSTEM_VIEWS)):
        raise unsupported(f"the system view {parts[-1]}")
    raise SqlError("42P01", f'relation "{".".join(parts)}" does not exist')


def require_table(session: SessionState, parts: Sequence[str]) -> Relation:
    """As `require`; SqlError 42809 if it is none that rows can be put into."""
    relation = require(session, parts)
    if relation.kind != "table":
        raise SqlError("42809", f'"{relation.name}" is not a table')
    return relation


def _candidates(session: SessionState, schema: str | None) -> list[str]:
    if schema is None:
        return [TEMPORARY, "pg_catalog", *search_path(session)]
    return [TEMPORARY] if schema.startswith(TEMPORARY) else [schema]


def _declared(session: SessionState, name: str) -> dict[str, Relation]:
    """Every relation of this name, by schema."""
    rows = session.cursor.execute(_RELATIONS, [name]).fetchall()
    if not rows:
        return {}
    columns: dict[str, list[Column]] = defaultdict(list)
    for schema, column, type_, modifiers, *attributes in session.cursor.execute(_COLUMNS, [name]).fetchall():
        columns[schema].append(Column(column, RedshiftType(type_, tuple(modifiers)), *attributes))
    return {
        schema: Relation(schema, name, kind, tuple(columns[schema]), definition, oid)
        for schema, kind, definition, oid in rows
    }


_system_relations: dict[tuple[str, str], Relation] = {}


def _system(session: SessionState, schema: str, name: str) -> Relation | None:
    """A view of the catalog. They are the same in every database and never change, so they are looked up once."""
    if not _system_relations:
        for duckdb_name, view, columns in session.cursor.execute(_SYSTEM).fetchall():
            shown = "pg_catalog" if duckdb_name == HIDDEN else "information_schema"
            typed = tuple(Column(column["name"], from_duckdb(column["type"])) for column in columns)
            _system_relations[shown, view] = Relation(shown, view, "system", typed)
    return None if name.startswith("_") else _system_relations.get((schema, name))


def schema_for_new(session: SessionState, parts: Sequence[str]) -> tuple[str, str]:
    """Where a relation is to be created: the named schema, or the first of the search path that exists."""
    schema, name = _qualified(parts, session.database)
    if schema is not None:
        return schema, name
    existing = session.cursor.execute(f"select name from {HIDDEN}._schemas").fetchall()
    for first in search_path(session):
        if (first,) in existing:
            return first, name
    raise SqlError("3F000", "no schema has been selected to create in")
