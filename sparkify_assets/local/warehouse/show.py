"""SHOW of what is in the catalog: databases, schemas, tables, columns, constraints, grants, functions.

Here: the forms of SHOW that list objects, each as a query over the catalog's views; names and patterns may be
parameters, as drivers send them. Rules: `r_SHOW_TABLES` and its neighbours in the Redshift developer guide. Not here:
SHOW of a setting (`statements`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.ddl.declared import literal, literals
from sparkify_assets.local.warehouse.dialect import unbound
from sparkify_assets.local.warehouse.dialect.typed import spelled
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader
from sparkify_assets.local.warehouse.views import empty

_VARCHAR = RedshiftType("varchar", (256,))


@dataclass(frozen=True)
class Listing:
    """One kind of list. `within` are the columns that the name after `introduced` gives, the outermost first."""

    query: str
    introduced: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    like: str | None = None  # the column that LIKE is about
    order: str = "all"


_TABLES = """
    select t.database_name, t.schema_name, t.table_name, t.table_type, t.table_acl, t.remarks, r.owner,
           cast(null as timestamp) as last_altered_time, cast(null as timestamp) as last_modified_time,
           r.diststyle as dist_style,
           case r.kind when 'table' then 'REGULAR TABLE' when 'late' then 'LATE BINDING VIEW' else 'REGULAR VIEW' end
               as table_subtype
    from _redshift.svv_all_tables t
    join _redshift._every_relation r on r.schema = t.schema_name and r.name = t.table_name"""
_COLUMNS = """
    select database_name, schema_name, table_name, column_name, ordinal_position, column_default, is_nullable,
           data_type, character_maximum_length, numeric_precision, numeric_scale, remarks,
           case when bool_or(sortkey < 0) over same_table then 'INTERLEAVED'
                when bool_or(sortkey > 0) over same_table then 'COMPOUND' end as sort_key_type,
           cast(abs(sortkey) as integer) as sort_key, cast(distkey as integer) as dist_key, encoding,
           cast(null as varchar) as collation
    from _redshift._all_columns where relation_kind <> 'late'
    window same_table as (partition by schema_name, table_name)"""
_PRIMARY_KEYS = """
    select current_database() as database_name, schema as schema_name, relation as table_name, name as pk_name,
           unnest(columns) as column_name, cast(generate_subscripts(columns, 1) as integer) as key_seq
    from _redshift._constraints where kind = 'p'"""
_FOREIGN_KEYS = """
    select current_database() as pk_database_name, f.foreign_schema as pk_schema_name,
           f.foreign_relation as pk_table_name,
           unnest(case when len(f.foreign_columns) = 0 then p.columns else f.foreign_columns end) as pk_column_name,
           current_database() as fk_database_name, f.schema as fk_schema_name, f.relation as fk_table_name,
           unnest(f.columns) as fk_column_name, cast(generate_subscripts(f.columns, 1) as integer) as key_seq,
           f.name as fk_name, p.name as pk_name, cast(null as smallint) as update_rule,
           cast(null as smallint) as delete_rule, cast(null as smallint) as deferrability
    from _redshift._constraints f left join _redshift._constraints p
      on p.kind = 'p' and p.schema = f.foreign_schema and p.relation = f.foreign_relation
    where f.kind = 'f'"""
# A group is a role whose name begins with a slash.
_GRANTS = """
    select current_database() as database_name, {names}, upper(g.kind) as object_type,
           upper(g.privilege) as privilege_type, cast(coalesce(p.oid, 0) as integer) as identity_id,
           case g.grantee_kind when 'group' then '/' else '' end || g.grantee as identity_name,
           case g.grantee_kind when 'group' then 'role' else g.grantee_kind end as identity_type,
           g.with_grant as admin_option, upper(g.kind) as privilege_scope, {owner} as grantor_name
    from _redshift._grants g
    left join _redshift._principals p on p.name = g.grantee and p.kind = g.grantee_kind
    {owners} where g.kind = '{kind}'"""
_TABLE_GRANTS = _GRANTS.format(
    names="g.schema as schema_name, g.object as object_name", kind="table", owner="r.owner",
    owners="join _redshift._relations r on r.schema = g.schema and r.name = g.object",
)  # fmt: skip
_SCHEMA_GRANTS = _GRANTS.format(
    names="g.object as schema_name", kind="schema", owner="s.owner",
    owners="join _redshift._schemas s on s.name = g.object",
)  # fmt: skip
_COLUMN_GRANTS = empty(
    "database_name varchar, schema_name varchar, table_name varchar, column_name varchar, object_type varchar, "
    "privilege_type varchar, identity_id int, identity_name varchar, identity_type varchar, admin_option bool, "
    "privilege_scope varchar, grantor_name varchar"
)
_ROUTINES = (
    "database_name varchar, schema_name varchar, {}_name varchar, number_of_arguments int, argument_list varchar, "
    "return_type varchar"
)
_IN_SCHEMA = ("database_name", "schema_name")
_OF_TABLE = (*_IN_SCHEMA, "table_name")

# The words behind SHOW -> what is listed.
LISTINGS: dict[str, Listing] = {
    "databases": Listing("from _redshift.svv_redshift_databases", like="database_name"),
    "schemas": Listing("from _redshift.svv_all_schemas", ("from", "database"), ("database_name",), "schema_name"),
    "tables": Listing(_TABLES, ("from", "schema"), _IN_SCHEMA, "table_name"),
    "columns": Listing(
        _COLUMNS, ("from", "table"), _OF_TABLE, "column_name", "schema_name, table_name, ordinal_position"
    ),
    "constraints primary keys": Listing(_PRIMARY_KEYS, ("from", "table"), _OF_TABLE, order="key_seq"),
    "constraints foreign keys exported": Listing(
        _FOREIGN_KEYS, ("from", "table"), ("pk_database_name", "pk_schema_name", "pk_table_name")
    ),
    "constraints foreign keys": Listing(
        _FOREIGN_KEYS, ("from", "table"), ("fk_database_name", "fk_schema_name", "fk_table_name")
    ),
    "grants on table": Listing(_TABLE_GRANTS, (), (*_IN_SCHEMA, "object_name")),
    "grants on schema": Listing(_SCHEMA_GRANTS, (), _IN_SCHEMA),
    "column grants": Listing(_COLUMN_GRANTS, ("on", "table"), _OF_TABLE),
} | {
    f"{kind}s": Listing(empty(_ROUTINES.format(kind)), ("from", "schema"), _IN_SCHEMA, f"{kind}_name")
    for kind in ("function", "procedure")
}
_UNKNOWN = "NULL, NULL, NULL, NULL, NULL, NULL"  # remarks, keys, encoding and collation of a late view's columns
_BITS = {"smallint": 16, "integer": 32, "bigint": 64, "real": 24, "double precision": 53}
_UNSUPPORTED = ("table", "view", "procedure", "grants", "parameters", "external", "model", "datashares", "column")


@dataclass
class _Condition:
    """The parts of WHERE, and how many parameters stand in them."""

    parts: list[str] = field(default_factory=list)
    parameters: int = 0


def parse(reader: Reader, session: SessionState) -> Statement | None:
    """The statement if it lists objects or all settings; None if it shows one setting."""
    for words, listing in LISTINGS.items():
        if reader.take(*words.split()):
            return _listed(reader, listing, session)
    if reader.take("all"):
        reader.end()
        rows = ", ".join(f"({literals(*setting)})" for setting in sorted(session.settings.items()))
        return Statement(reader.sql, Kind.QUERY, "SHOW", (f"SELECT * FROM (VALUES {rows}) t(name, setting)",))
    if reader.token is not None and (word := reader.token.text.lower()) in _UNSUPPORTED:
        raise unsupported(f"SHOW {word.upper()}")
    return None


def _listed(reader: Reader, listing: Listing, session: SessionState) -> Statement:
    condition = _Condition()
    if listing.within:
        reader.expect(*listing.introduced)
        names = _names(reader, condition)
        if len(names) > len(listing.within):
            raise reader.error()
        if len(names) == len(listing.within):
            # The catalog of another database can't be seen from this one.
            names[0] = f"_redshift.this_database({names[0]}, {literal(session.database)})"
        columns = listing.within[-len(names) :]
        condition.parts += [f"{column} = {name}" for column, name in zip(columns, names, strict=True)]
    if listing.like is not None and reader.take("like"):
        condition.parts.append(f"{listing.like} LIKE {_value(reader, condition, Reader.string)} ESCAPE '\\'")
    if reader.take("for"):
        condition.parts.append(_grantee(reader))
    limit = f" LIMIT {reader.number()}" if reader.take("limit") else ""
    reader.end()
    where = " AND ".join(condition.parts) or "true"
    listed = listing.query + (_of_late_views(session) if listing.query is _COLUMNS else "")
    query = f"SELECT * FROM ({listed}) WHERE {where} ORDER BY {listing.order}{limit}"
    return Statement(reader.sql, Kind.QUERY, "SHOW", (query,), parameters=(_VARCHAR,) * condition.parameters)


def _of_late_views(session: SessionState) -> str:
    """The columns of the views without schema binding, which nothing but their text tells."""
    rows = []
    for schema, view, position, name, type_ in unbound.columns(session):
        length = type_.modifiers[0] if type_.name in ("varchar", "char") and type_.modifiers else None
        precision, scale = type_.modifiers if type_.name == "numeric" else (_BITS.get(type_.name), None)
        known = (session.database, schema, view, name, position, None, "YES", spelled(RedshiftType(type_.name)))
        rows.append(f" UNION ALL SELECT {literals(*known, length, precision, scale)}, {_UNKNOWN}")
    return "".join(rows)


def _names(reader: Reader, condition: _Condition) -> list[str]:
    names = [_value(reader, condition, Reader.name)]
    while reader.accept(TokenType.DOT):
        names.append(_value(reader, condition, Reader.name))
    return names


def _value(reader: Reader, condition: _Condition, read: Callable[[Reader], str]) -> str:
    """A name or pattern, or the parameter that stands for it."""
    if not reader.accept(TokenType.PARAMETER):
        return literal(read(reader))
    number = reader.number()
    condition.parameters = max(condition.parameters, number)
    return f"${number}"


def _grantee(reader: Reader) -> str:
    if reader.take("public"):
        return "identity_type = 'public'"
    kind = "role" if reader.take("role") else "user"
    return f"identity_type = '{kind}' AND identity_name = {literal(reader.name())}"
