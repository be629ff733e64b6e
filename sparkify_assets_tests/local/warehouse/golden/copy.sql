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
-- object paths: {"jsonpaths": ["$.user.id", "$['user']['tags'][1]", "$.at"]}
create temp table t (id int, tag varchar(3), at timestamp);
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
