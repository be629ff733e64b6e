-- COPY from objects in S3.

-- Without a format the fields are separated by pipes.
-- page: copy-parameters-data-format
-- object data.txt: 1|Toyota Park|IL\n2|RFK Stadium|DC\n
create temp table venue (id int, name varchar(30), state char(2));
copy venue from '{bucket}/data.txt' iam_role {role};
select * from venue order by id;
--> 1 | 'Toyota Park' | 'IL'
--> 2 | 'RFK Stadium' | 'DC'
select pg_last_copy_count();
--> 2

-- A prefix takes every object that begins with it.
-- page: copy-parameters-data-source-s3
-- object part-1: 1\n
-- object part-10: 10\n
-- object other: 99\n
create temp table t (a int);
copy t from '{bucket}/part-1' iam_role {role};
select a from t order by a;
--> 1
--> 10

-- CSV with quotes, doubled inside; another quote character may be named.
-- page: r_COPY_command_examples
-- object data.csv: 13,Plays,"All ""non-musical"" theatre"\n14,Opera,"All opera, light"\n
-- object percent.csv: 15,Rock,%All "rock", loud%\n
create temp table category (id int, name varchar(10), about varchar(40));
copy category from '{bucket}/data.csv' iam_role {role} csv;
copy category from '{bucket}/percent.csv' iam_role {role} csv quote as '%';
select * from category order by id;
--> 13 | 'Plays' | 'All "non-musical" theatre'
--> 14 | 'Opera' | 'All opera, light'
--> 15 | 'Rock' | 'All "rock", loud'

-- A header is skipped, another delimiter taken.
-- page: copy-parameters-data-conversion
-- object data.csv: id;name\n1;a\n
create temp table t (id int, name varchar(3));
copy t from '{bucket}/data.csv' iam_role {role} csv delimiter ';' ignoreheader 1;
select * from t;
--> 1 | 'a'

-- A column list leaves the others to their defaults.
-- page: r_COPY_command_examples
-- object data.txt: 1|Toyota Park\n
create temp table venue (id int, name varchar(30), seats int not null default '1000');
copy venue (id, name) from '{bucket}/data.txt' iam_role {role} delimiter '|';
select * from venue;
--> 1 | 'Toyota Park' | 1000

-- JSON 'auto' finds columns by their names; what is missing is NULL, the order doesn't matter.
-- page: r_COPY_command_examples
-- object data.json: {"id": 1, "name": "a"}\n{"name": "b", "id": 2, "extra": true}\n{"id": 3}\n
create temp table t (id int, name varchar(3));
copy t from '{bucket}/data.json' iam_role {role} json 'auto';
select * from t order by id;
--> 1 | 'a'
--> 2 | 'b'
--> 3 | null

-- JSON 'auto ignorecase' finds camel case.
-- page: copy-parameters-data-format
-- object data.json: {"userId": 1}\n
create temp table t (userid int);
copy t from '{bucket}/data.json' iam_role {role} json 'auto ignorecase';
select * from t;
--> 1

-- With 'auto' alone it doesn't: names are lower case.
-- page: copy-parameters-data-format
-- object data.json: {"userId": 1}\n
create temp table t (userid int);
copy t from '{bucket}/data.json' iam_role {role} json 'auto';
select * from t;
--> null

-- JSONPaths name the values in the order of the columns.
-- page: r_COPY_command_examples
-- object data.json: {"user": {"id": 7, "tags": ["x", "y"]}, "at": "2018-11-01 10:00:00"}\n
-- object paths: {"jsonpaths": ["$.user.id", "$.user.tags[1]", "$.at"]}
create temp table t (id int, label varchar(3), at timestamp);
copy t from '{bucket}/data.json' iam_role {role} json '{bucket}/paths';
select * from t;
--> 7 | 'y' | 2018-11-01 10:00:00

-- A manifest names the objects.
-- page: r_COPY_command_examples
-- object one: 1\n
-- object two: 2\n
-- object manifest: {"entries": [{"url": "{bucket}/two", "mandatory": true}]}
create temp table t (a int);
copy t from '{bucket}/manifest' iam_role {role} manifest;
select a from t;
--> 2

-- A mandatory object that is missing fails the load.
-- page: r_COPY_command_examples
-- object manifest: {"entries": [{"url": "{bucket}/gone", "mandatory": true}]}
create temp table t (a int);
copy t from '{bucket}/manifest' iam_role {role} manifest;
--> error

-- A value that doesn't fit fails the load as a whole.
-- page: copy-parameters-data-load
-- commits
-- object data.txt: 1\nx\n
create table golden_load (a int);
copy golden_load from '{bucket}/data.txt' iam_role {role};
--> error
select count(*) from golden_load;
--> 0
select line_number, trim(colname), err_code, trim(raw_field_value) from stl_load_errors order by starttime desc limit 1;
--> 2 | 'a' | 1207 | 'x'
drop table golden_load;

-- MAXERROR lets fewer rows than that be left out.
-- page: copy-parameters-data-load
-- object data.txt: 1\nx\n3\n
create temp table t (a int);
copy t from '{bucket}/data.txt' iam_role {role} maxerror 2;
select a from t order by a;
--> 1
--> 3

-- Too long a string fails the load, TRUNCATECOLUMNS cuts it.
-- page: copy-parameters-data-conversion
-- object data.txt: abcdef\n
create temp table t (a varchar(3));
copy t from '{bucket}/data.txt' iam_role {role} truncatecolumns;
select a from t;
--> 'abc'
copy t from '{bucket}/data.txt' iam_role {role};
--> error

-- BLANKSASNULL and EMPTYASNULL; NULL AS.
-- page: copy-parameters-data-conversion
-- object data.txt: 1||  \n2|x|N\n
create temp table t (id int, a varchar(3), b varchar(3));
copy t from '{bucket}/data.txt' iam_role {role} blanksasnull emptyasnull null as 'N';
select * from t order by id;
--> 1 | null | null
--> 2 | 'x' | null

-- Without them an empty field is an empty string in a varchar, and NULL in a number.
-- page: copy-parameters-data-conversion
-- object data.txt: |\n
create temp table t (a varchar(3), b int);
copy t from '{bucket}/data.txt' iam_role {role};
select a, b from t;
--> '' | null

-- TIMEFORMAT in epochs and as a pattern, DATEFORMAT.
-- page: r_DATEFORMAT_and_TIMEFORMAT_strings
-- object millis.txt: 1541121934796\n
-- object secs.txt: 1541121934\n
-- object pattern.txt: 01.11.2018 10:15:00\n
create temp table t (at timestamp);
copy t from '{bucket}/millis.txt' iam_role {role} timeformat 'epochmillisecs';
copy t from '{bucket}/secs.txt' iam_role {role} timeformat 'epochsecs';
copy t from '{bucket}/pattern.txt' iam_role {role} timeformat 'DD.MM.YYYY HH:MI:SS';
select at from t order by at;
--> 2018-11-01 10:15:00
--> 2018-11-02 01:25:34
--> 2018-11-02 01:25:34.796000

-- NOLOAD checks and loads nothing.
-- page: copy-parameters-data-load
-- object data.txt: 1\n
create temp table t (a int);
copy t from '{bucket}/data.txt' iam_role {role} noload;
select count(*) from t;
--> 0

-- A prefix that matches nothing fails.
-- page: r_COPY
-- object data.txt: 1\n
create temp table t (a int);
copy t from '{bucket}/nothing' iam_role {role};
--> error

-- A line with too few fields fails, FILLRECORD fills it.
-- page: copy-parameters-data-conversion
-- object data.txt: 1\n
create temp table t (a int, b varchar(3), c int);
copy t from '{bucket}/data.txt' iam_role {role} fillrecord;
select * from t;
--> 1 | '' | null
copy t from '{bucket}/data.txt' iam_role {role};
--> error

-- REMOVEQUOTES drops quotes around a field.
-- page: r_COPY_command_examples
-- object quoted.txt: 2|"a|b"\n
create temp table t (id int, a varchar(5));
copy t from '{bucket}/quoted.txt' iam_role {role} removequotes;
select * from t;
--> 2 | 'a|b'

-- REMOVEQUOTES closes a field at the quotation mark that stands before the delimiter; a lone mark is an error.
-- page: copy-parameters-data-conversion
-- object marks.txt: 1|''Black''\n2|Blue'\n3|"it's"\n
-- object open.txt: 4|'Blue\n
create temp table t (id int, a varchar(9));
copy t from '{bucket}/marks.txt' iam_role {role} removequotes;
select * from t order by id;
--> 1 | '''Black'''
--> 2 | 'Blue'''
--> 3 | 'it''s'
copy t from '{bucket}/open.txt' iam_role {role} removequotes;
--> error XX000

-- With ESCAPE the default null string may be escaped itself.
-- page: copy-parameters-data-conversion
-- object data.txt: 1|\\N\n2|\N\n3|a\|b\n
create temp table t (id int, a varchar(5));
copy t from '{bucket}/data.txt' iam_role {role} escape;
select * from t order by id;
--> 1 | null
--> 2 | null
--> 3 | 'a|b'

-- FILLRECORD puts NULL into a char, and an empty string into a varchar unless EMPTYASNULL is given.
-- page: copy-parameters-data-conversion
-- object data.txt: ab\n
create temp table t (a char(2), b varchar(3), c char(2));
copy t from '{bucket}/data.txt' iam_role {role} fillrecord;
select b, c from t;
--> '' | null

-- The delimiter may be several characters, or one that isn't ASCII.
-- page: copy-parameters-data-format
-- object several.txt: 1|~|a|b\n
-- object section.txt: 2§c\n
create temp table t (id int, a varchar(5));
copy t from '{bucket}/several.txt' iam_role {role} delimiter '|~|';
copy t from '{bucket}/section.txt' iam_role {role} delimiter '§';
select * from t order by id;
--> 1 | 'a|b'
--> 2 | 'c'

-- A name that stands in JSON at any level goes into SUPER with all that is below it.
-- page: ingest-super
-- object data.json: {"id": 1, "tags": ["a", {"b": null}]}\n{"id": 2, "tags": null}\n
create temp table t (id int, tags super);
copy t from '{bucket}/data.json' iam_role {role} json 'auto';
select id, tags is null from t order by id;
--> 1 | false
--> 2 | true
select json_serialize(tags) from t where id = 1;
--> '["a",{"b":null}]'

-- 'noshred' takes the record as a whole into the only column.
-- page: ingest-super
-- object data.json: {"a": 1, "B": {"c": [2]}}\n
create temp table t (doc super);
create temp table two (doc super, more super);
copy t from '{bucket}/data.json' iam_role {role} json 'noshred';
select json_serialize(doc) from t;
--> '{"a":1,"B":{"c":[2]}}'
copy two from '{bucket}/data.json' iam_role {role} json 'noshred';
--> error

-- SUPER in CSV is JSON in one field.
-- page: ingest-super
-- object good.csv: 1,"{""a"": ""x,y""}"\n
-- object bad.csv: 2,{a\n
create temp table t (id int, doc super);
copy t from '{bucket}/good.csv' iam_role {role} csv;
select json_serialize(doc) from t;
--> '{"a":"x,y"}'
copy t from '{bucket}/bad.csv' iam_role {role} csv;
--> error XX000

-- 'auto' recognises what a cast to a date recognises, years of two digits among it.
-- page: automatic-recognition
-- object data.txt: 01/02/00\n960108 040809\n1996.008\nJanuary 8, 1999\n2000-Jan-31\n12.17.1997 07:37:16.00 PST\n
create temp table t (a date);
copy t from '{bucket}/data.txt' iam_role {role} dateformat 'auto';
select a from t order by a;
--> 1996-01-08
--> 1996-01-08
--> 1997-12-17
--> 1999-01-08
--> 2000-01-02
--> 2000-01-31

-- A zone that is named is no part of a TIMESTAMP, and a TIMESTAMPTZ doesn't take its clock time for that of UTC.
-- page: automatic-recognition
-- object data.txt: 2018-11-01 10:00:00 PST|2018-11-01 10:00:00 PST\n
create temp table t (a timestamp, b timestamptz);
copy t (a, b) from '{bucket}/data.txt' iam_role {role} timeformat 'auto' maxerror 2;
select a, b from t;
--> 2018-11-01 10:00:00 | 2018-11-01 18:00:00+00:00

-- 'auto' reads what a literal may be: half days, offsets behind any date, Julian days; the time must be one, too.
-- page: automatic-recognition
-- object data.txt: 2018-1-2 10:11 PM|01/02/18 10:11 +05\nJ2451187|J2451187 01:00\n2018-1-2 10:60|\n
create temp table t (a timestamp, b timestamptz);
copy t from '{bucket}/data.txt' iam_role {role} timeformat 'auto' maxerror 2;
select a, b from t order by a;
--> 1999-01-08 00:00:00 | 1999-01-08 01:00:00+00:00
--> 2018-01-02 22:11:00 | 2018-01-02 05:11:00+00:00
create temp table d (a date);
insert into d values ('2018-01-02 10:60');
--> error 22007

-- MON is a month's name, whole or abbreviated.
-- page: r_DATEFORMAT_and_TIMEFORMAT_strings
-- object data.txt: Jan-31-1999\nFebruary-01-1999\n
create temp table t (a date);
copy t from '{bucket}/data.txt' iam_role {role} dateformat 'MON-DD-YYYY';
select a from t order by a;
--> 1999-01-31
--> 1999-02-01

-- A TIMESTAMPTZ needs an hour of its offset only.
-- page: r_DATEFORMAT_and_TIMEFORMAT_strings
-- object data.txt: 2018-11-30 10:00:00-8:00\n2018-11-30 10:00:00+05\n
create temp table t (a timestamptz);
copy t from '{bucket}/data.txt' iam_role {role};
select a from t order by a;
--> 2018-11-30 05:00:00+00:00
--> 2018-11-30 18:00:00+00:00

-- Digits behind the scale are cut, also of a number with an exponent; ROUNDEC rounds.
-- page: copy-parameters-data-conversion
-- object data.txt: 1.259e1|20.259\n
create temp table t (a decimal(8,1), b decimal(8,2));
copy t from '{bucket}/data.txt' iam_role {role};
copy t from '{bucket}/data.txt' iam_role {role} roundec;
select a, b from t order by a;
--> 12.5 | 20.25
--> 12.6 | 20.26

-- A real beyond its range is an error, as an integer is.
-- page: copy-parameters-data-load
-- object data.txt: 1e39\n2\n
create temp table t (a real);
copy t from '{bucket}/data.txt' iam_role {role} maxerror 2;
select a from t;
--> 2.0

-- A quotation mark within a field must be doubled in CSV, and the field quoted.
-- page: copy-parameters-data-format
-- object data.csv: 1,5" pipe\n
create temp table t (id int, a varchar(9));
copy t from '{bucket}/data.csv' iam_role {role} csv;
--> error XX000

-- JSONPaths can't mix bracket notation and dot notation.
-- page: copy-usage_notes-copy-from-json
-- object data.json: {"a": {"b": 1}, "c": 2}\n
-- object paths: {"jsonpaths": ["$.a.b", "$['c']"]}
create temp table t (b int, c int);
copy t from '{bucket}/data.json' iam_role {role} json '{bucket}/paths';
--> error XX000

-- A manifest of which no object exists fails the load, though none is mandatory.
-- page: loading-data-files-using-manifest
-- object manifest: {"entries": [{"url": "{bucket}/none"}]}
create temp table t (a int);
copy t from '{bucket}/manifest' iam_role {role} manifest;
--> error XX000

-- EXPLICIT_IDS needs the identity column in the column list.
-- page: r_COPY_command_examples
-- object data.txt: 8\n
-- object both.txt: 7|8\n
create temp table t (id int identity(1,1), a int);
copy t (id, a) from '{bucket}/both.txt' iam_role {role} explicit_ids;
copy t (a) from '{bucket}/data.txt' iam_role {role};
select a from t order by a;
--> 8
--> 8
copy t (a) from '{bucket}/data.txt' iam_role {role} explicit_ids;
--> error

-- An authorization is by role, by credentials or by keys, not by two of them.
-- page: copy-parameters-authorization
-- object data.txt: 1\n
create temp table t (a int);
copy t from '{bucket}/data.txt' iam_role {role} access_key_id 'a' secret_access_key 'b';
--> error 42601

-- pg_last_copy_count() is 0 after a load that failed.
-- page: PG_LAST_COPY_COUNT
-- commits
-- object good.txt: 1\n2\n
-- object bad.txt: x\n
create table counted (a int);
copy counted from '{bucket}/good.txt' iam_role {role};
select pg_last_copy_count();
--> 2
copy counted from '{bucket}/bad.txt' iam_role {role};
--> error XX000
select pg_last_copy_count();
--> 0
drop table counted;

-- UNLOAD writes a char without the blanks that fill it up, and a SUPER that is null as JSON does.
-- page: r_UNLOAD
-- object first: 0
create temp table t (a char(5), b super, c varchar(3));
create temp table again (a varchar(5), b varchar(5), c varchar(3));
insert into t values ('ab', null, null);
unload ('select * from t') to '{bucket}/out/' iam_role {role} parallel off null as 'N';
copy again from '{bucket}/out/' iam_role {role};
select * from again;
--> 'ab' | 'null' | 'N'

-- Times may lack their seconds, and bytes are hexadecimal digits.
-- page: copy-usage-varbyte
-- object data.csv: 10:20:30.5,10:20:30+02,6162\n10:20,10:20,63\n
create temp table t (a time, b timetz, c varbyte);
copy t from '{bucket}/data.csv' iam_role {role} csv;
select a::varchar, b::varchar, to_hex(c) from t order by a;
--> '10:20:00' | '10:20:00+00' | '63'
--> '10:20:30.5' | '10:20:30+02' | '6162'
