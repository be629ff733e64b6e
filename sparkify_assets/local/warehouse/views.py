"""The catalog that clients ask: `pg_*`, `svv_*` and `information_schema`, as views over the declared attributes.

Here: the views' SQL, each with the columns that redshift_connector, dbt-redshift and psql read and their neighbours in
the developer guide. Not here: the tables below them (`catalog`), the load views (`copy.loads`).
"""

SLICES = 2  # of the smallest node there is
# Stands for the pattern of the databases' files, which each database is told when it is opened.
DATABASE_FILES = "{database_files}"


def nulls(columns: str) -> str:
    """What this warehouse doesn't know: the columns `a integer, b varchar` without a value."""
    return ", ".join(f"cast(null as {type_}) as {name}" for name, type_ in map(str.split, columns.split(", ")))


def empty(columns: str) -> str:
    """The query of a view over what this warehouse never has."""
    return f"select {nulls(columns)} where false"


_PRIVILEGES = """
    select {names}, upper(g.privilege) as privilege_type, cast(coalesce(p.oid, 0) as integer) as identity_id,
           g.grantee as identity_name, g.grantee_kind as identity_type, g.with_grant as admin_option
    from _redshift._grants g left join _redshift._principals p on p.name = g.grantee and p.kind = g.grantee_kind
    where g.kind = '{kind}'"""

_CREATES_DATABASES = "superuser or coalesce(options['createdb'] = 'True', false)"

# name -> query. Order matters: a view may read those before it.
PG_CATALOG: dict[str, str] = {
    "_every_relation": """
        from _redshift._relations union all select * replace ('pg_temp_1' as schema) from temp.main._relations""",
    "_every_column": """
        from _redshift._columns union all select * replace ('pg_temp_1' as schema) from temp.main._columns""",
    # The encoding that a column gets if none is asked for: `c_Compression_encodings`.
    "_column_types": """
        select c.* replace (coalesce(c.encoding, case when c.sortkey <> 0 or c.schema = 'pg_temp' then 'none'
                   when c.type in ('smallint', 'integer', 'bigint', 'numeric', 'date', 'time', 'timetz', 'timestamp',
                                   'timestamptz') then 'az64'
                   when c.type in ('char', 'varchar', 'varbyte') then 'lzo' else 'none' end) as encoding,
                   case when c.identity is null then c.default_text
                        else format('"identity"({}, {}, ''{}''::text)', r.oid, c.position - 1, c.default_text) end
                   as default_text),
               c.encoding as asked_encoding, r.oid as relation_oid, r.kind as relation_kind, r.owner,
               t.oid as type_oid, t.typname, t.typlen,
               case when len(c.modifiers) = 0 then -1
                    when c.type = 'numeric' then (c.modifiers[1] * 65536 + c.modifiers[2]) + 4
                    else c.modifiers[1] + 4 end as type_modifier,
               coalesce(t.long_name, c.type) as long_name,
               coalesce(t.long_name, c.type) || case when len(c.modifiers) = 0 then ''
                    else '(' || array_to_string(c.modifiers, ',') || ')' end as spelled
        from _redshift._every_column c
        join _redshift._every_relation r on r.schema = c.schema and r.name = c.relation
        left join _redshift._types t on t.name = c.type""",
    # What was granted on an object, with the letters and in the form of `r_PG_DEFAULT_ACL`, which has none for roles.
    "_acl": """
        select kind, schema, object, list(grantee || '=' || replace(replace(letters, 'arwdxDPA', 'arwdRxtDPA'),
                   'a*r*w*d*x*D*P*A*', 'a*r*w*d*R*x*t*D*P*A*') order by first) as items from (
            select kind, schema, object, min(rowid) as first,
                   case grantee_kind when 'user' then _redshift.acl_name(grantee)
                        when 'group' then 'group ' || _redshift.acl_name(grantee) else '' end as grantee,
                   string_agg(_redshift.acl_letter(privilege) || if(with_grant, '*', ''), ''
                       order by strpos('arwdRxtXUCTDPA', _redshift.acl_letter(privilege))) as letters
            from _redshift._grants where grantee_kind <> 'role' group by all) group by all""",
    "pg_namespace": """
        select oid, name as nspname, _redshift.user_oid(owner) as nspowner,
               _redshift.acl(a.items, owner, 'UC') as nspacl
        from _redshift._schemas left join _redshift._acl a on a.kind = 'schema' and a.object = name
        union all select 11, 'pg_catalog', 1, null
        union all select 12, 'information_schema', 1, null
        union all select 13, 'pg_temp_1', 1, null
        where exists (select 1 from temp.main._relations)""",
    "_relation_class": """
        select r.oid, r.name as relname, n.oid as relnamespace, 0 as reltype,
               _redshift.user_oid(r.owner) as relowner, 0 as relam,
               r.oid as relfilenode, 0 as reltablespace, 0 as relpages,
               coalesce(d.estimated_size, 0)::real as reltuples, 0 as reltoastrelid, 0 as reltoastidxid,
               false as relhasindex, false as relisshared,
               case r.kind when 'table' then 'r' else 'v' end as relkind,
               cast((select count(*) from _redshift._every_column c where c.schema = r.schema and c.relation = r.name)
                    as smallint) as relnatts,
               0::smallint as relchecks, 0::smallint as reltriggers, 0::smallint as relukeys, 0::smallint as relfkeys,
               0::smallint as relrefs, false as relhasoids,
               exists (select 1 from _redshift._constraints k where k.schema = r.schema and k.relation = r.name
                       and k.kind = 'p') as relhaspkey,
               false as relhasrules, false as relhassubclass, false as relhastriggers, 0 as reloftype,
               'p' as relpersistence, 'd' as relreplident, false as relrowsecurity, false as relforcerowsecurity,
               false as relispartition, _redshift.acl(a.items, r.owner, 'arwdRxtDPA') as relacl,
               case when r.diststyle like 'KEY%' then 1 when r.diststyle like 'ALL%' then 8
                    when r.diststyle like 'AUTO%' then 9 else 0 end::smallint as reldiststyle
        from _redshift._every_relation r join _redshift.pg_namespace n on n.nspname = r.schema
        left join _redshift._acl a on a.kind = 'table' and a.schema = r.schema and a.object = r.name
        left join duckdb_tables() d on d.table_name = r.name and d.database_name = current_database()
             and d.schema_name = r.schema""",
    "_every_constraint": """
        select k.*, case kind when 'p' then 'PRIMARY KEY' when 'u' then 'UNIQUE' else 'FOREIGN KEY' end as called
        from _redshift._constraints k""",
    "_key_relation": """
        select k.*, r.oid as relation_oid from _redshift._constraints k
        join _redshift._relations r on r.schema = k.schema and r.name = k.relation where k.kind in ('p', 'u')""",
    # A primary or unique key has an index in the catalog, though nothing else knows it.
    "pg_class": """
        select * from _redshift._relation_class
        union all
        select c.* replace (k.oid as oid, k.name as relname, k.oid as relfilenode, 'i' as relkind,
               cast(len(k.columns) as smallint) as relnatts, false as relhaspkey, 0::real as reltuples,
               cast(null as varchar[]) as relacl)
        from _redshift._key_relation k join _redshift._relation_class c on c.oid = k.relation_oid""",
    "pg_class_info": """
        select oid as reloid, c.*, cast(null as timestamp) as relcreationtime,
               case c.reldiststyle when 9 then 10 else c.reldiststyle end::smallint as releffectivediststyle
        from _redshift.pg_class c""",
    "_relation_attribute": """
        select relation_oid as attrelid, name as attname, type_oid as atttypid, 0 as attstattarget,
               cast(typlen as smallint) as attlen, cast(position as smallint) as attnum, 0 as attndims,
               -1 as attcacheoff, cast(type_modifier as integer) as atttypmod, false as attbyval,
               'x' as attstorage, 'i' as attalign, not_null as attnotnull,
               default_text is not null as atthasdef, false as attisdropped, true as attislocal, 0 as attinhcount,
               '' as attidentity, '' as attgenerated, 0 as attcollation, '' as attcompression,
               distkey as attisdistkey, cast(sortkey as integer) as attsortkeyord, encoding as attencoding,
               cast(list_position(_redshift.encodings(), encoding) - 1 as smallint) as attencodingtype,
               cast(null as varchar) as attacl
        from _redshift._column_types""",
    "pg_attribute": """
        select * from _redshift._relation_attribute
        union all
        select a.* replace (k.oid as attrelid, cast(list_position(k.columns, a.attname) as smallint) as attnum)
        from _redshift._key_relation k join _redshift._relation_attribute a
          on a.attrelid = k.relation_oid and list_contains(k.columns, a.attname)""",
    "pg_attrdef": """
        select relation_oid as adrelid, cast(position as smallint) as adnum, default_text as adbin,
               default_text as adsrc, relation_oid * 1000 + position as oid
        from _redshift._column_types where default_text is not null""",
    "pg_type": """
        select oid, typname, 11 as typnamespace, 1 as typowner, cast(typlen as smallint) as typlen, false as typbyval,
               'b' as typtype, true as typisdefined, ',' as typdelim, 0 as typrelid, 0 as typelem, 'i' as typalign,
               'x' as typstorage, 0 as typcollation, false as typnotnull, 0 as typbasetype, -1 as typtypmod,
               0 as typndims, cast(null as varchar) as typdefault
        from _redshift._types""",
    "pg_constraint": """
        select k.oid, k.name as conname, r.relnamespace as connamespace, k.kind as contype, false as condeferrable,
               false as condeferred, r.oid as conrelid, 0 as contypid, coalesce(f.oid, 0) as confrelid,
               'a' as confupdtype, 'a' as confdeltype, 'u' as confmatchtype,
               (select list(c.position::smallint order by list_position(k.columns, c.name))
                from _redshift._every_column c where c.schema = k.schema and c.relation = k.relation
                and list_contains(k.columns, c.name)) as conkey,
               (select list(c.position::smallint order by list_position(k.foreign_columns, c.name))
                from _redshift._every_column c where c.schema = k.foreign_schema and c.relation = k.foreign_relation
                and list_contains(k.foreign_columns, c.name)) as confkey, cast(null as varchar) as consrc
        from _redshift._constraints k
        join (select c.oid, c.relname, n.nspname, c.relnamespace from _redshift.pg_class c
              join _redshift.pg_namespace n on n.oid = c.relnamespace) r
          on r.nspname = k.schema and r.relname = k.relation
        left join _redshift._relations f on f.schema = k.foreign_schema and f.name = k.foreign_relation""",
    "pg_index": """
        select k.oid as indexrelid, k.relation_oid as indrelid,
               (select string_agg(a.attnum, ' ' order by list_position(k.columns, a.attname))
                from _redshift._relation_attribute a
                where a.attrelid = k.relation_oid and list_contains(k.columns, a.attname)) as indkey,
               cast(len(k.columns) as smallint) as indnatts, true as indisunique, k.kind = 'p' as indisprimary,
               false as indisclustered, cast(null as varchar) as indexprs, cast(null as varchar) as indpred
        from _redshift._key_relation k""",
    "pg_indexes": """
        select schema as schemaname, relation as tablename, name as indexname, cast(null as varchar) as tablespace,
               'CREATE UNIQUE INDEX ' || name || ' ON ' || if(schema = 'public', '', schema || '.') || relation
                   || ' USING btree (' || array_to_string(columns, ', ') || ')' as indexdef
        from _redshift._key_relation""",
    "pg_description": """
        select oid as objoid, 1259 as classoid, 0 as objsubid, comment as description
        from _redshift._every_relation where comment is not null
        union all
        select relation_oid, 1259, position, comment from _redshift._column_types where comment is not null
        union all
        select oid, 2615, 0, comment from _redshift._schemas where comment is not null""",
    "pg_user": f"""
        select name as usename, cast(oid as integer) as usesysid, {_CREATES_DATABASES} as usecreatedb,
               superuser as usesuper, false as usecatupd, '********' as passwd, options['valid until'] as valuntil,
               cast(null as varchar) as useconfig
        from _redshift._principals where kind = 'user'""",
    "pg_roles": f"""
        select name as rolname, superuser as rolsuper, true as rolinherit, superuser as rolcreaterole,
               {_CREATES_DATABASES} as rolcreatedb, kind = 'user' as rolcanlogin,
               coalesce(try_cast(options['connection limit'] as integer), -1) as rolconnlimit,
               cast(options['valid until'] as timestamptz) as rolvaliduntil, false as rolreplication,
               false as rolbypassrls, oid
        from _redshift._principals""",
    "pg_group": """
        select g.name as groname, cast(g.oid as integer) as grosysid,
               (select list(cast(u.oid as integer)) from _redshift._principals u
                where u.kind = 'user' and list_contains(g.members, u.name)) as grolist
        from _redshift._principals g where g.kind = 'group'""",
    "pg_database": """
        select row_number() over (order by file) as oid, parse_filename(file, true) as datname, 1 as datdba,
               6 as encoding, false as datistemplate, true as datallowconn, 0 as datlastsysoid,
               case when a.items is not null
                    then list_prepend('=T/rdsdb', _redshift.acl(a.items, 'rdsdb', 'CT')) end as datacl,
               cast(null as varchar) as datconfig,
               'C' as datcollate, 'C' as datctype
        from glob({database_files})
        left join _redshift._acl a on a.kind = 'database' and a.object = parse_filename(file, true)""",
    # A view depends on what it reads through its rule, which is part of the view, as in PostgreSQL.
    "pg_rewrite": """
        select oid + 1000000000 as oid, '_RETURN' as rulename, oid as ev_class from _redshift._every_relation
        where kind in ('view', 'late')""",
    "pg_depend": """
        select 2618 as classid, v.oid + 1000000000 as objid, 0 as objsubid, 1259 as refclassid, t.oid as refobjid,
               0 as refobjsubid, 'n' as deptype
        from _redshift._dependencies d
        join _redshift._relations v on v.schema = d.schema and v.name = d.view
        join _redshift._relations t on t.schema = d.on_schema and t.name = d.on_relation
        union all
        select 2618, oid + 1000000000, 0, 1259, oid, 0, 'i' from _redshift._relations where kind = 'view'""",
    "pg_tables": """
        select schema as schemaname, name as tablename, owner as tableowner, cast(null as varchar) as tablespace,
               false as hasindexes, false as hasrules, false as hastriggers
        from _redshift._every_relation where kind = 'table'""",
    "pg_views": """
        select schema as schemaname, name as viewname, owner as viewowner, source as definition
        from _redshift._every_relation where kind in ('view', 'late')""",
    "pg_table_def": """
        select schema as schemaname, relation as tablename, name as "column", spelled as type, encoding, distkey,
               cast(sortkey as integer) as sortkey, not_null as "notnull"
        from _redshift._column_types where relation_kind = 'table' order by schema, relation, position""",
    "stv_slices": f"""
        select 0 as node, range::integer as slice, range::integer as localslice, 'D' as type from range({SLICES})""",
    "pg_tablespace": "select 1663 as oid, 'pg_default' as spcname, 1 as spcowner",
    "pg_user_info": """
        select u.*, coalesce(p.options['connection limit'], 'UNLIMITED') as useconnlimit,
               coalesce(p.options['syslog access'], 'RESTRICTED') as syslogaccess,
               cast(null as timestamp) as last_ddl_ts
        from _redshift.pg_user u join _redshift._principals p on p.oid = u.usesysid""",
    "svl_user_info": """
        select u.* exclude (passwd, valuntil, useconfig),
               coalesce(cast(p.options['session timeout'] as integer), 0) as sessiontimeout,
               coalesce(p.options['externalid'], '') as external_id
        from _redshift.pg_user_info u join _redshift._principals p on p.oid = u.usesysid""",
    "svv_user_info": """
        select usename as user_name, usesysid as user_id, usecreatedb as createdb, usesuper as superuser,
               usecatupd as catalog_update, useconnlimit as connection_limit, syslogaccess as syslog_access,
               last_ddl_ts as last_ddl_timestamp, sessiontimeout as session_timeout, external_id as external_user_id
        from _redshift.svl_user_info""",
    "svv_roles": """
        select cast(oid as integer) as role_id, name as role_name, cast(null as varchar) as role_owner,
               cast(null as varchar) as external_id
        from _redshift._principals where kind = 'role'""",
    # dbt's docs need numbers in size, shares and skew; what else isn't measured is NULL. DuckDB counts committed rows.
    "svv_table_info": f"""
        select current_database() as database, c.schema, cast(c.relation_oid as integer) as table_id,
               c.relation as "table",
               case when bool_and(c.asked_encoding is null) then 'Y, AUTO(ENCODE)'
                    when bool_or(c.encoding <> 'none') then 'Y' else 'N' end as encoded,
               any_value(r.diststyle || case when r.diststyle = 'KEY' then '(' || d.name || ')' else '' end)
                   as diststyle,
               coalesce(max(case when abs(c.sortkey) = 1 then c.name end), 'AUTO(SORTKEY)') as sortkey1,
               cast(max(case when c.type = 'varchar' then c.modifiers[1] else 0 end) as integer) as max_varchar,
               max(case when abs(c.sortkey) = 1 then c.encoding end) as sortkey1_enc,
               cast(count(*) filter (c.sortkey <> 0) as integer) as sortkey_num,
               cast(1 as bigint) as size, cast(0 as numeric(10, 4)) as pct_used, {nulls("empty bigint")},
               cast(0 as numeric(5, 2)) as unsorted, cast(0 as numeric(5, 2)) as stats_off,
               cast(coalesce(any_value(t.estimated_size), 0) as numeric(38, 0)) as tbl_rows,
               {nulls("skew_sortkey1 numeric(19,2)")}, cast(1 as numeric(19, 2)) as skew_rows,
               {nulls("estimated_visible_rows numeric(38,0), risk_event varchar, vacuum_sort_benefit numeric(12,2)")},
               {nulls("create_time timestamp")}
        from _redshift._column_types c
        join _redshift._every_relation r on r.oid = c.relation_oid
        left join duckdb_tables() t on t.database_name = current_database() and t.schema_name = c.schema
             and t.table_name = c.relation
        left join _redshift._every_column d on d.schema = c.schema and d.relation = c.relation and d.distkey
        where c.relation_kind = 'table' group by c.schema, c.relation_oid, c.relation""",
    "_information_columns": f"""
        select current_database() as table_catalog, schema as table_schema, relation as table_name, name as column_name,
               cast(position as integer) as ordinal_position, default_text as column_default,
               case when not_null then 'NO' else 'YES' end as is_nullable, long_name as data_type,
               case when type in ('varchar', 'char', 'varbyte') then cast(modifiers[1] as integer) end
                   as character_maximum_length,
               case type when 'smallint' then 16 when 'integer' then 32 when 'bigint' then 64 when 'real' then 24
                    when 'double precision' then 53 when 'numeric' then modifiers[1] end as numeric_precision,
               case when type in ('smallint', 'integer', 'bigint', 'real', 'double precision') then 2
                    when type = 'numeric' then 10 end as numeric_precision_radix,
               case when type in ('smallint', 'integer', 'bigint') then 0 when type = 'numeric' then modifiers[2] end
                   as numeric_scale,
               case when type in ('timestamp', 'timestamptz', 'time', 'timetz') then 6 end as datetime_precision,
               {nulls("interval_type varchar, interval_precision varchar, character_set_catalog varchar")},
               {nulls("character_set_schema varchar, character_set_name varchar, collation_catalog varchar")},
               {nulls("collation_schema varchar, collation_name varchar, domain_name varchar")}, comment as remarks,
               encoding, distkey, sortkey, typname,
               relation_kind
        from _redshift._column_types order by schema, relation, position""",
    "svv_columns": """
        select * exclude (encoding, distkey, sortkey, typname, relation_kind) from _redshift._information_columns""",
    "_all_columns": """
        select table_catalog as database_name, table_schema as schema_name, table_name, column_name, ordinal_position,
               column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale,
               remarks, encoding, distkey, sortkey, relation_kind from _redshift._information_columns""",
    "svv_all_columns": "select * exclude (encoding, distkey, sortkey, relation_kind) from _redshift._all_columns",
    "svv_redshift_columns": """
        select database_name, schema_name, table_name, column_name, ordinal_position, data_type, column_default,
               is_nullable, encoding, distkey, cast(sortkey as integer) as sortkey, cast(null as varchar) as column_acl,
               remarks from _redshift._all_columns""",
    "_all_tables": """
        select current_database() as table_catalog, schema as table_schema, name as table_name,
               case when kind = 'table' and schema like 'pg_temp%' then 'LOCAL TEMPORARY'
                    when kind = 'table' then 'BASE TABLE' else 'VIEW' end as table_type, comment as remarks,
               owner as table_owner
        from _redshift._every_relation""",
    "svv_tables": "select * exclude (table_owner) from _redshift._all_tables",
    "_owned_tables": """
        select table_catalog as database_name, table_schema as schema_name, table_name,
               case table_type when 'BASE TABLE' then 'TABLE' else table_type end as table_type,
               _redshift.acl_text(_redshift.acl(a.items, table_owner, 'arwdRxtDPA')) as table_acl, remarks, table_owner
        from _redshift._all_tables left join _redshift._acl a
          on a.kind = 'table' and a.schema = table_schema and a.object = table_name""",
    "svv_all_tables": "select * exclude (table_owner) from _redshift._owned_tables",
    "svv_redshift_tables": """
        select database_name, schema_name, table_name, table_type, table_acl, remarks, table_owner,
               cast(null as integer) as table_id
        from _redshift._owned_tables""",
    "svv_all_schemas": """
        select current_database() as database_name, nspname as schema_name, cast(nspowner as integer) as schema_owner,
               'local' as schema_type, _redshift.acl_text(nspacl) as schema_acl,
               cast(null as varchar) as source_database, cast(null as varchar) as schema_option
        from _redshift.pg_namespace""",
    "svv_redshift_schemas": "select * exclude (source_database) from _redshift.svv_all_schemas",
    "svv_redshift_databases": """
        select datname as database_name, cast(1 as integer) as database_owner, 'local' as database_type,
               _redshift.acl_text(datacl) as database_acl, '' as database_options,
               'Serializable' as database_isolation_level from _redshift.pg_database""",
    "svv_relation_privileges": _PRIVILEGES.format(
        names="g.schema as namespace_name, g.object as relation_name", kind="table"
    ),
    "svv_schema_privileges": _PRIVILEGES.format(names="g.object as namespace_name", kind="schema"),
}

INFORMATION_SCHEMA: dict[str, str] = {
    "tables": "select * exclude (remarks, table_owner) from _redshift._all_tables",
    "columns": "select * exclude (remarks, encoding, distkey, sortkey, relation_kind, typname), typname as udt_name "
    "from _redshift._information_columns",
    "schemata": """
        select current_database() as catalog_name, nspname as schema_name, _redshift.user_name(nspowner) as schema_owner
        from _redshift.pg_namespace""",
    "views": """
        select current_database() as table_catalog, schemaname as table_schema, viewname as table_name,
               definition as view_definition, 'NONE' as check_option, 'NO' as is_updatable from _redshift.pg_views""",
    "table_constraints": """
        select current_database() as constraint_catalog, schema as constraint_schema, name as constraint_name,
               current_database() as table_catalog, schema as table_schema, relation as table_name,
               called as constraint_type, 'NO' as is_deferrable, 'NO' as initially_deferred
        from _redshift._every_constraint""",
    "key_column_usage": """
        select current_database() as constraint_catalog, schema as constraint_schema, name as constraint_name,
               current_database() as table_catalog, schema as table_schema, relation as table_name,
               unnest(columns) as column_name, cast(generate_subscripts(columns, 1) as integer) as ordinal_position
        from _redshift._constraints""",
    "table_privileges": """
        select r.owner as grantor, g.grantee, current_database() as table_catalog,
               g.schema as table_schema, g.object as table_name, upper(g.privilege) as privilege_type,
               case when g.with_grant then 'YES' else 'NO' end as is_grantable, 'NO' as with_hierarchy
        from _redshift._grants g join _redshift._relations r on r.schema = g.schema and r.name = g.object
        where g.kind = 'table'""",
}

_NEVER_FILLED = {
    "pg_auth_members": "roleid int, member int, grantor int, admin_option bool",
    "pg_proc": "oid int, proname varchar, pronamespace int, proowner int, prolang int, proisagg bool, "
    "proretset bool, prorettype int, proargtypes varchar, proargnames varchar, prosrc varchar",
    "pg_proc_info": "prooid int, proname varchar, pronamespace int, proowner int, prolang int, prokind varchar, "
    "prorettype int, proargtypes varchar, prosrc varchar, pronargs int, proargnames varchar",
    "svl_stored_proc_call": "userid int, session_userid int, query int, label varchar, xid bigint, pid int, "
    "database varchar, querytxt varchar, starttime timestamp, endtime timestamp, aborted int, from_sp_call int",
    "sys_procedure_call": "user_id int, query_id bigint, query_label varchar, transaction_id bigint, session_id int, "
    "database_name varchar, status varchar, start_time timestamp, end_time timestamp, elapsed_time bigint, "
    "session_user_id int, caller_procedure_query_id bigint, query_text varchar",
    "pg_collation": "oid int, collname varchar",
    "pg_conf": "key varchar, value varchar",
    "pg_policy": "oid int, polrelid int, polname varchar, polpermissive bool, polroles bigint[], polqual varchar, "
    "polwithcheck varchar, polcmd varchar",
    "pg_statistic_ext": "oid int, stxrelid int, stxnamespace int, stxname varchar, stxkeys varchar, stxkind varchar, "
    "stxstattarget int",
    "pg_publication": "oid int, pubname varchar, puballtables bool",
    "pg_publication_rel": "oid int, prpubid int, prrelid int",
    "pg_language": "oid int, lanname varchar",
    "pg_inherits": "inhrelid int, inhparent int, inhseqno int",
    "pg_trigger": "tgrelid int, tgname varchar",
    "pg_shdescription": "objoid int, classoid int, description varchar",
    "pg_am": "oid int, amname varchar",
    "pg_external_schema": "esoid int, eskind int, esdbname varchar, esoptions varchar",
    "svv_external_schemas": "esoid int, eskind int, schemaname varchar, esowner int, databasename varchar, "
    "esoptions varchar",
    "svv_external_tables": "redshift_database_name varchar, schemaname varchar, tablename varchar, tabletype varchar, "
    "location varchar, input_format varchar, output_format varchar, serialization_lib varchar, "
    "serde_parameters varchar, compressed int, parameters varchar",
    "svv_external_columns": "redshift_database_name varchar, schemaname varchar, tablename varchar, "
    "columnname varchar, external_type varchar, columnnum int, part_key int, is_nullable varchar",
    "svv_external_databases": "eskind int, databasename varchar, location varchar, parameters varchar",
    "svv_mv_info": "database_name varchar, schema_name varchar, user_name varchar, name varchar, is_stale varchar, "
    "state int, autorewrite varchar, autorefresh varchar",
    "stv_mv_info": "db_name varchar, schema varchar, name varchar, updated_upto_xid bigint, is_stale varchar, "
    "owner_user_name varchar, state int, autorefresh varchar, autorewrite varchar",
    "svv_datashares": "share_name varchar, share_id int, share_owner int, source_database varchar, "
    "consumer_database varchar, share_type varchar, createdate timestamp, is_publicaccessible bool, "
    "share_acl varchar, producer_account varchar, producer_namespace varchar, managed_by varchar",
}
PG_CATALOG |= {name: empty(columns) for name, columns in _NEVER_FILLED.items()}
