-- Catalog views and session functions.

-- PG_TABLE_DEF shows the columns as they were declared.
-- page: r_PG_TABLE_DEF
create table public.golden_def (id integer not null encode raw distkey sortkey, amount decimal(8,2) encode az64, title varchar(20) encode lzo, at timestamp encode az64, code char(3) encode bytedict);
select "column", type, encoding, distkey, sortkey, "notnull" from pg_table_def where tablename = 'golden_def' and schemaname = 'public' order by "column";
--> 'amount' | 'numeric(8,2)' | 'az64' | false | 0 | false
--> 'at' | 'timestamp without time zone' | 'az64' | false | 0 | false
--> 'code' | 'character(3)' | 'bytedict' | false | 0 | false
--> 'id' | 'integer' | 'none' | true | 1 | true
--> 'title' | 'character varying(20)' | 'lzo' | false | 0 | false

-- The encoding of columns that are given none: sort keys, floats and booleans are raw.
-- page: c_Compression_encodings
create table public.golden_encodings (k integer sortkey, i integer, b boolean, f float8, r real, n numeric(5,2), d date, t timestamp, z timestamptz, c char(3), v varchar(9), w integer encode raw);
select "column", encoding from pg_table_def where tablename = 'golden_encodings' order by 1;
--> 'b' | 'none'
--> 'c' | 'lzo'
--> 'd' | 'az64'
--> 'f' | 'none'
--> 'i' | 'az64'
--> 'k' | 'none'
--> 'n' | 'az64'
--> 'r' | 'none'
--> 't' | 'az64'
--> 'v' | 'lzo'
--> 'w' | 'none'
--> 'z' | 'az64'

-- SVV_TABLE_INFO: whether any column is encoded, the keys, and the longest varchar.
-- page: r_SVV_TABLE_INFO
create table public.golden_raw (a integer encode raw distkey, b varchar(70) encode raw, c varchar(7) encode raw) sortkey (b, a);
create table public.golden_auto (a integer);
insert into public.golden_raw values (1, 'x', 'y');
insert into public.golden_auto values (1);
select "table", encoded, diststyle, sortkey1, sortkey1_enc, sortkey_num, max_varchar from svv_table_info where "table" in ('golden_raw', 'golden_auto') order by 1;
--> 'golden_auto' | 'Y, AUTO(ENCODE)' | 'AUTO(ALL)' | 'AUTO(SORTKEY)' | null | 0 | 0
--> 'golden_raw' | 'N' | 'KEY(a)' | 'b' | 'none' | 2 | 70

-- The columns of SYS_QUERY_HISTORY that its page's queries ask for.
-- page: SYS_QUERY_HISTORY
select user_id, query_id, transaction_id, session_id, status, result_cache_hit, elapsed_time, queue_time, execution_time, planning_time, returned_rows, returned_bytes from sys_query_history where status = 'no such status';
-- types: integer, bigint, bigint, integer, varchar, boolean, bigint, bigint, bigint, bigint, bigint, bigint
--> no rows

-- A view's text is found by its name, too.
-- page: r_CREATE_VIEW
create view public.golden_text as select 1 as a;
select pg_get_viewdef('golden_text') = pg_get_viewdef('public.golden_text'::regclass, true);
--> true

-- The guide's example: a union of decimals, seen in PG_TABLE_DEF.
-- page: r_numeric_computations201
create table public.golden_dec1 (c1 decimal(7,2));
create table public.golden_dec2 (c1 decimal(15,3));
create table public.golden_dec3 as select * from golden_dec1 union select * from golden_dec2;
select "column", type from pg_table_def where tablename = 'golden_dec3';
--> 'c1' | 'numeric(15,3)'

-- DATE_PART's default name and type.
-- page: r_Dateparts_for_datetime_functions
create table public.golden_part as select date_part(epoch, timestamp '2008-01-01');
select "column", type from pg_table_def where tablename = 'golden_part';
--> 'pgdate_part' | 'double precision'

-- PG_TABLE_DEF only shows schemas on the search path.
-- page: r_PG_TABLE_DEF
create schema golden_hidden;
create table golden_hidden.golden_def (a int);
select count(*) from pg_table_def where tablename = 'golden_def';
--> 0
set search_path to golden_hidden;
select count(*) from pg_table_def where tablename = 'golden_def';
--> 1
set search_path to '$user', public;

-- SVV_TABLE_INFO tells the rows of a table.
-- page: r_SVV_TABLE_INFO
create table public.golden_info (a int) diststyle all;
insert into public.golden_info values (1), (2);
select "table", diststyle from svv_table_info where "table" = 'golden_info';
--> 'golden_info' | 'ALL'

-- SVV_COLUMNS and INFORMATION_SCHEMA.
-- page: r_SVV_COLUMNS
create table public.golden_columns (a int not null, b varchar(7), c numeric(9,3) default 1);
select column_name, ordinal_position, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale from svv_columns where table_name = 'golden_columns' order by 2;
--> 'a' | 1 | 'NO' | 'integer' | null | 32 | 0
--> 'b' | 2 | 'YES' | 'character varying' | 7 | null | null
--> 'c' | 3 | 'YES' | 'numeric' | null | 9 | 3

-- Tables and views in SVV_TABLES.
-- page: r_SVV_TABLES
create table public.golden_one (a int);
create view public.golden_two as select a from golden_one;
select table_name, table_type from svv_tables where table_schema = 'public' and table_name in ('golden_one', 'golden_two') order by 1;
--> 'golden_one' | 'BASE TABLE'
--> 'golden_two' | 'VIEW'

-- The search path finds the schema that new tables go to.
-- page: r_CURRENT_SCHEMA
select current_schema();
--> 'public'

-- SET and SHOW, CURRENT_SETTING.
-- page: r_SET
set query_group to 'golden';
show query_group;
--> 'golden'
select current_setting('query_group');
--> 'golden'
reset query_group;

-- SHOW ALL shows the names and values of the settings.
-- page: cm_chap_ConfigurationRef
show all;
-- types: varchar, varchar
show datestyle;
--> 'ISO, MDY'

-- An unknown setting without a point is refused.
-- page: r_SET
set no_such_setting to 1;
--> error

-- The user is known by several names.
-- page: r_CURRENT_USER
select current_user = user, session_user = current_user;
--> true | true

-- VERSION names Redshift.
-- page: r_VERSION
select version() like 'PostgreSQL 8.0.2 %Redshift%';
--> true

-- A function that isn't known is an error.
-- page: c_SQL_functions
select no_such_function(1);
--> error 42883

-- A table and a column that aren't known are errors.
-- page: r_SELECT_synopsis
select * from no_such_table;
--> error 42P01

-- An unknown column.
-- page: r_SELECT_list
select no_such_column from (select 1 as a) t;
--> error 42703

-- What isn't SQL is a syntax error.
-- page: r_SELECT_synopsis
selec 1;
--> error

-- A name cast to regclass is that of a relation on the search path, or in the schema before it.
-- page: c_unsupported-postgresql-features
create schema golden_regclass;
create table golden_regclass.known (a int);
set search_path to golden_regclass;
select 'known'::regclass = 'golden_regclass.known'::regclass, 'Known'::regclass = '"golden_regclass"."known"'::regclass, null::regclass;
--> true | true | null
select 'unknown'::regclass;
--> error 42P01

-- A view that shows what depends on each table: a view on its table, and each view on itself.
-- page: r_DROP_TABLE
create table golden_sales (a int);
create view golden_find_depend as
select distinct c_p.oid as tbloid, n_p.nspname as schemaname, c_p.relname as name, n_c.nspname as refbyschemaname, c_c.relname as refbyname, c_c.oid as viewoid
from pg_catalog.pg_class c_p
join pg_catalog.pg_depend d_p on c_p.relfilenode = d_p.refobjid
join pg_catalog.pg_depend d_c on d_p.objid = d_c.objid
join pg_catalog.pg_class c_c on d_c.refobjid = c_c.relfilenode
left outer join pg_namespace n_p on c_p.relnamespace = n_p.oid
left outer join pg_namespace n_c on c_c.relnamespace = n_c.oid
where d_c.deptype = 'i'::"char" and c_c.relkind = 'v'::"char";
create view golden_sales_view as select * from golden_sales;
select schemaname, name, refbyschemaname, refbyname from golden_find_depend where name like 'golden%' order by name, refbyname;
--> 'public' | 'golden_find_depend' | 'public' | 'golden_find_depend'
--> 'public' | 'golden_sales' | 'public' | 'golden_sales_view'
--> 'public' | 'golden_sales_view' | 'public' | 'golden_sales_view'

-- More digits of a float are shown, or fewer.
-- page: r_extra_float_digits
set extra_float_digits to -2;
show extra_float_digits;
--> '-2'

-- A table that nothing is said of is distributed to all nodes while it is small.
-- page: viewing-distribution-styles
create table golden_key (a int) diststyle key distkey (a);
create table golden_even (a int) diststyle even;
create table golden_all (a int) diststyle all;
create table golden_auto (a int);
insert into golden_auto values (1);
select relname, releffectivediststyle from pg_class_info where relname like 'golden%' order by 2;
--> 'golden_even' | 0
--> 'golden_key' | 1
--> 'golden_all' | 8
--> 'golden_auto' | 10

-- The collation of the database.
-- page: r_CREATE_TABLE_NEW
select db_collation();
--> 'case_sensitive'

-- The columns of a table are listed as they were declared, though nothing asks for an order.
-- page: r_CREATE_TABLE_examples
create table golden_event (eventid int, venueid int, catid int, dateid int, eventname varchar(200), starttime timestamp);
select "column" from pg_table_def where tablename = 'golden_event';
--> 'eventid'
--> 'venueid'
--> 'catid'
--> 'dateid'
--> 'eventname'
--> 'starttime'

-- The column of CURRENT_USER_ID has its name.
-- page: r_CURRENT_USER_ID
create temp table asked as select current_user_id;
select count("current_user_id") from asked;
--> 1
