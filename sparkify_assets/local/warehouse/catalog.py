"""What a database remembers of its declarations, and the views over it.

Here: the hidden schema's tables, made once a database file, and their temporary twins, made once a session. Not here:
the statements that fill them (`ddl`), the views' SQL (`views`).
"""

from __future__ import annotations

import duckdb

from sparkify_assets.local.warehouse import functions, history, macros, views
from sparkify_assets.local.warehouse.copy import loads
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.history import History

_RELATIONS = """(oid bigint, schema varchar, name varchar, kind varchar, owner varchar, diststyle varchar,
    comment varchar, definition varchar, source varchar)"""
_COLUMNS = """(schema varchar, relation varchar, position integer, name varchar, type varchar, modifiers integer[],
    not_null boolean, default_sql varchar, default_text varchar, identity varchar, encoding varchar, distkey boolean,
    sortkey integer, comment varchar)"""
_CONSTRAINTS = """(oid bigint, schema varchar, relation varchar, name varchar, kind varchar, columns varchar[],
    foreign_schema varchar, foreign_relation varchar, foreign_columns varchar[])"""

_TABLES = f"""
create schema if not exists _redshift;
create schema if not exists _information_schema;
create schema if not exists public;
create sequence if not exists _redshift._oids start 100100;
create table if not exists _redshift._relations {_RELATIONS};
create table if not exists _redshift._columns {_COLUMNS};
create table if not exists _redshift._constraints {_CONSTRAINTS};
alter table _redshift._constraints drop column if exists definition;
create table if not exists _redshift._dependencies
    (schema varchar, view varchar, on_schema varchar, on_relation varchar);
create table if not exists _redshift._schemas (oid bigint, name varchar, owner varchar, comment varchar);
create table if not exists _redshift._principals
    (oid bigint, kind varchar, name varchar, superuser boolean, members varchar[]);
alter table _redshift._principals add column if not exists options map(varchar, varchar);
create table if not exists _redshift._grants
    (kind varchar, schema varchar, object varchar, privilege varchar, grantee varchar, grantee_kind varchar,
     with_grant boolean);
insert into _redshift._grants select 'schema', '', 'public', unnest(['usage', 'create']), 'public', 'public', false
    where not exists (from _redshift._schemas where name = 'public');
insert into _redshift._schemas select 2200, 'public', 'rdsdb', 'Standard public schema'
    where not exists (from _redshift._schemas where name = 'public');
insert into _redshift._principals select 1, 'user', 'rdsdb', true, [], map {{}}
    where not exists (from _redshift._principals where oid = 1);
create or replace table _redshift._types as select * from (values
    ('boolean', 16, 'bool', 1, 'boolean'), ('"char"', 18, 'char', 1, '"char"'), ('name', 19, 'name', 64, 'name'),
    ('bigint', 20, 'int8', 8, 'bigint'), ('smallint', 21, 'int2', 2, 'smallint'), ('integer', 23, 'int4', 4, 'integer'),
    ('text', 25, 'text', -1, 'text'), ('oid', 26, 'oid', 4, 'oid'), ('real', 700, 'float4', 4, 'real'),
    ('double precision', 701, 'float8', 8, 'double precision'), ('unknown', 705, 'unknown', -1, 'unknown'),
    ('char', 1042, 'bpchar', -1, 'character'), ('varchar', 1043, 'varchar', -1, 'character varying'),
    ('date', 1082, 'date', 4, 'date'), ('time', 1083, 'time', 8, 'time without time zone'),
    ('timestamp', 1114, 'timestamp', 8, 'timestamp without time zone'),
    ('timestamptz', 1184, 'timestamptz', 8, 'timestamp with time zone'), ('interval', 1186, 'interval', 16, 'interval'),
    ('timetz', 1266, 'timetz', 12, 'time with time zone'), ('numeric', 1700, 'numeric', -1, 'numeric'),
    ('super', 4000, 'super', -1, 'super'), ('varbyte', 6551, 'varbyte', -1, 'binary varying')
) t(name, oid, typname, typlen, long_name);
create or replace macro _redshift.encodings() as
    ['none', 'bytedict', 'delta', 'delta32k', 'lzo', 'mostly8', 'mostly16', 'mostly32', 'runlength', 'text255',
     'text32k', 'zstd', 'az64'];
create or replace macro _redshift.acl_letter(privilege) as map {{
    'select': 'r', 'insert': 'a', 'update': 'w', 'delete': 'd', 'references': 'x', 'usage': 'U', 'create': 'C',
    'temporary': 'T', 'drop': 'D', 'truncate': 'P', 'alter': 'A'}}[privilege];
create or replace macro _redshift.acl_name(name) as if(regexp_full_match(name, '\\w+'), name, '"' || name || '"');
create or replace macro _redshift.acl(items, owner, everything) as case when items is not null then list_transform(
    list_prepend(_redshift.acl_name(owner) || '=' || everything, items),
    lambda item: item || '/' || _redshift.acl_name(owner)) end;
create or replace macro _redshift.acl_text(acl) as '{{' || array_to_string(
    list_transform(acl, lambda item: if(contains(item, ' '), '"' || item || '"', item)), ',') || '}}';
create or replace macro _redshift.user_oid(user_name) as
    coalesce((select oid from _redshift._principals where kind = 'user' and name = user_name), 100);
create or replace macro _redshift.user_name(id) as
    coalesce((select name from _redshift._principals where kind = 'user' and oid = id), 'rdsdb');
"""

_SESSION = f"""
create temp table if not exists _relations {_RELATIONS};
create temp table if not exists _columns {_COLUMNS};
create temp table if not exists _constraints {_CONSTRAINTS};
"""

_USER = "select 1 from _redshift._principals where kind = 'user' and name = $1"


def bootstrap(cursor: duckdb.DuckDBPyConnection, server: History) -> None:
    """Makes a database file what the dialect expects; run at each opening, it brings an older file up to date."""
    cursor.execute(_TABLES)
    cursor.execute(_SESSION)
    functions.register(cursor)
    databases = literal(str(loads.folder_of(cursor).with_name("*.duckdb")))  # they are all beside this one
    for name, query in views.PG_CATALOG.items():
        query = query.replace(views.DATABASE_FILES, databases)
        cursor.execute(f"create or replace view _redshift.{name} as {query}")
    for name, query in views.INFORMATION_SCHEMA.items():
        cursor.execute(f"create or replace view _information_schema.{name} as {query}")
    macros.bootstrap(cursor)
    loads.bootstrap(cursor)
    history.bootstrap(cursor, server)


def open_session(cursor: duckdb.DuckDBPyConnection, user: str) -> None:
    """What a session needs of its own: the declared attributes of its temporary tables, and its user in the catalog."""
    cursor.execute(_SESSION)
    if not cursor.execute(_USER, [user]).fetchall():
        cursor.execute(
            "insert into _redshift._principals values (nextval('_redshift._oids'), 'user', $1, true, [], map {})",
            [user],
        )
