-- What the data types hold, and what they become in a table.

-- CHAR without a length is one byte, VARCHAR 256, TEXT varchar(256), BPCHAR char(256).
-- page: r_Character_types
create temp table declared (a char, b varchar, c text, d bpchar, e nchar(3), f nvarchar(7), g varchar(max));
select a, b, c, d, e, f, g from declared;
-- types: char(1), varchar(256), varchar(256), char(256), char(3), varchar(7), varchar(65535)
--> no rows

-- A varchar's length counts bytes: what does not fit is refused.
-- page: r_Character_types
create temp table town (name varchar(5));
insert into town values ('Lyonn');
insert into town values ('Köln');
insert into town values ('Kölnn');
--> error 22001

-- Too long a string is refused on UPDATE as well.
-- page: r_Character_types
create temp table town (name varchar(5));
insert into town values ('Lyon');
update town set name = name || '-sur';
--> error 22001

-- Blanks beyond the length are dropped without an error.
-- page: r_Character_types
create temp table town (name varchar(5), code char(2));
insert into town values ('Rome      ', 'it    ');
select name, len(name), code, len(code) from town;
--> 'Rome ' | 5 | 'it' | 2

-- A char is padded with blanks, which count nowhere.
-- page: r_Character_types
create temp table code (c char(5), v varchar(5));
insert into code values ('ab', 'ab');
select c = 'ab', c = 'ab   ', len(c), c || '|', v || '|', c = v from code;
--> true | true | 2 | 'ab|' | 'ab|' | true

-- The blanks at the end of a varchar count in its length, not in a comparison.
-- page: r_Character_types
create temp table word (v varchar(10));
insert into word values ('dog'), ('dog  ');
select len(v) from word order by 1;
--> 3
--> 5
select count(*) from word where v = 'dog';
--> 2
select count(*) from word where v in ('cat', 'dog ') and v between 'dog' and 'dog' and not v <> 'dog ';
--> 2
select count(case v when 'dog' then 1 end), count(nullif(v, 'dog')), max(decode(v, 'dog', 'found')) from word;
--> 2 | 0 | 'found'
select count(*) from word where v like 'dog';
--> 1

-- The blanks at the end of two columns don't count either, in subqueries and rows of values too.
-- page: r_Character_types
create temp table word (v varchar(10), n integer);
insert into word values ('dog', 1), ('dog  ', 2);
select count(*) from word a join word b on a.v = b.v;
--> 4
select count(*) from word where v in (select v from word where n = 1);
--> 2
select count(*) from word where v = (select v from word where n = 2);
--> 2
select count(*) from word where v <> all (select v from word where n = 2);
--> 0
select n from word where (v, n) in (('dog ', 1), ('cat', 2));
--> 1
select n from word where (v, n) = ('dog   ', 2);
--> 2

-- Nor do they where values are grouped.
-- page: r_Character_types
create temp table word (v varchar(10));
insert into word values ('dog'), ('dog  ');
select count(distinct v) from word;
--> 1

-- A char column holds single bytes only.
-- page: r_Character_types
create temp table word (c char(4));
insert into word values ('é');
--> error

-- A literal holds 38 digits, and no more.
-- page: r_Numeric_types201
select 0.12345678901234567890123456789012345678;
-- types: numeric(38,38)
--> 0.12345678901234567890123456789012345678
select 123456789012345678901234567890123456789;
--> error

-- A decimal column holds its precision and no more.
-- page: r_Numeric_types201
create temp table amount (a numeric(5,2));
insert into amount values (999.99), (-999.99);
insert into amount values (1000);
--> error

-- The bounds of the integer types.
-- page: r_Numeric_types201
select (-32768)::smallint, 32767::smallint, (-2147483648)::integer, 2147483647::integer, (-9223372036854775808)::bigint;
-- types: smallint, smallint, integer, integer, bigint
--> -32768 | 32767 | -2147483648 | 2147483647 | -9223372036854775808

-- FLOAT is a double, FLOAT4 a real.
-- page: r_Numeric_types201
select 1.5::float, 1.5::float4, 1.5::float8, 1.5::real;
-- types: double precision, real, double precision, real
--> 1.5 | 1.5 | 1.5 | 1.5

-- Every name of a number type.
-- page: r_Numeric_types201
create temp table numbers (a int2, b int4, c int8, d dec(8,3), e double precision, f int);
select * from numbers;
-- types: smallint, integer, bigint, numeric(8,3), double precision, integer
--> no rows

-- A date in a timestamp column gets midnight.
-- page: r_Datetime_types
create temp table moment (t timestamp, z timestamptz);
insert into moment values ('2008-06-01', '2008-06-01');
insert into moment values ('Jun 1,2008  09:59:59', '2008-06-01 09:59:59-05');
insert into moment values ('2008-06-01 09:59:59.123456', null);
select t, z::varchar from moment order by t;
--> 2008-06-01 00:00:00 | '2008-06-01 00:00:00+00'
--> 2008-06-01 09:59:59 | '2008-06-01 14:59:59+00'
--> 2008-06-01 09:59:59.123456 | null

-- The zone in a string is ignored by a timestamp and converted to UTC by a timestamptz.
-- page: r_Datetime_types
select '1997-12-17 07:37:16-08'::timestamp, '1997-12-17 07:37:16-08'::timestamptz::varchar;
--> 1997-12-17 07:37:16 | '1997-12-17 15:37:16+00'

-- A boolean column without a default stores NULL; a stored truth value is asked for with IS.
-- page: r_Boolean_type
create temp table customer (custid int, active boolean default true, vip boolean);
insert into customer values (100, default, default);
insert into customer (custid, active) values (101, false);
select custid, active is true, vip is unknown from customer order by custid;
--> 100 | true | true
--> 101 | false | true

-- TIME holds the time of day.
-- page: r_Datetime_types
create temp table bell (t time);
insert into bell values ('20:00:00'), ('00:00:00.5550'), ('7:30');
select t from bell order by t;
-- types: time
--> 00:00:00.555000
--> 07:30:00
--> 20:00:00

-- An interval can't be a column's type in the edition of the guide that is cited.
-- page: r_interval_literals
create temp table gap (i interval);
--> error

-- A length or precision beyond its type's is refused; MAX is 4096 bytes of char, 65535 of varchar.
-- page: r_Character_types
create temp table widest (a char(max), b varchar(max), c character varying(20));
select a, b, c from widest;
-- types: char(4096), varchar(65535), varchar(20)
--> no rows
select 'a'::char(4097);
--> error 22023

-- No decimal has more than 38 digits, nor more than 37 behind the point.
-- page: r_Numeric_types201
select 1::decimal(39, 0);
--> error 22023

-- A decimal of 19 digits is kept in 64 bits.
-- page: r_Numeric_types201
create temp table wide (a decimal(19,0));
insert into wide values (9223372036854775807);
insert into wide values (9999999999999999999);
--> error 22003

-- In a string a backslash takes the next character as it is, or as the white space that it names.
-- page: r_patternmatching_condition_like
select length('a\nb'), 'a\\b', 'a\'b', replace('one\ttwo', '\t', ' ');
--> 3 | 'a\b' | 'a''b' | 'one two'

-- Dates with a year of two digits, and with the day of the year.
-- page: r_Date_and_time_literals
select '01/02/00'::date, '080215'::date, '20080215'::date, '2008.366'::date, '31-Jan-2000'::date, 'Jan-31-2000'::date;
--> 2000-01-02 | 2008-02-15 | 2008-02-15 | 2008-12-31 | 2000-01-31 | 2000-01-31

-- A time with AM or PM.
-- page: r_Date_and_time_literals
select '2008-02-15 04:05 AM'::timestamp, '2008-02-15 04:05 PM'::timestamp, '02/15/2008 040506'::timestamp;
--> 2008-02-15 04:05:00 | 2008-02-15 16:05:00 | 2008-02-15 04:05:06

-- 'today' and 'tomorrow' are days.
-- page: r_Date_and_time_literals
select 'today'::date = current_date, 'tomorrow'::date - 'yesterday'::date, dateadd(day, 1, 'today') = current_date + 1;
--> true | 2 | true

-- The name of a zone in a string is ignored by a timestamp and converted to UTC by a timestamptz.
-- page: r_Examples_with_datetime_types
create temp table moment (t timestamp, z timestamptz);
insert into moment values ('Jun 1,2008  09:59:59 EST', 'Jun 1,2008 09:59:59 EST');
insert into moment values ('Dec 31,2008 18:20', 'Dec 31,2008 18:20');
insert into moment values ('1997-12-17 07:37:16', '12/17/1997 07:37:16.00 US/Pacific');
select t, z::varchar from moment order by t;
--> 1997-12-17 07:37:16 | '1997-12-17 15:37:16+00'
--> 2008-06-01 09:59:59 | '2008-06-01 14:59:59+00'
--> 2008-12-31 18:20:00 | '2008-12-31 18:20:00+00'

-- VARBYTE takes the bytes of a string, of a char with its blanks, and of an integer.
-- page: r_VARBYTE_type
create temp table letters (c char(4));
insert into letters values ('xy');
select to_hex(c::varbyte), to_hex('xyz'::varbyte), to_hex(7::smallint::varbyte), to_hex(7::int::varbyte), to_hex(7::bigint::varbyte) from letters;
--> '78792020' | '78797a' | '0007' | '00000007' | '0000000000000007'

-- FLOAT(n) is a float of at least n binary digits, as PostgreSQL has it.
-- page: c_redshift-and-postgres-sql
create temp table t (f float(24), d float(53));
insert into t values (0.1, 0.1);
select f = 0.1::real, d = 0.1::float8, format_type(atttypid, -1) from t, pg_attribute where attrelid = 't'::regclass order by attnum;
--> true | true | 'real'
--> true | true | 'double precision'

-- VARBYTE values are joined and compared.
-- page: r_VARBYTE_OPERATORS
select 'a'::varbyte || 'b'::varbyte = from_hex('6162'), 'a'::varbyte < 'b'::varbyte, 'a'::varbyte = 'b'::varbyte;
--> true | true | false

-- A column is named by the type that its value is cast to in the end.
-- page: r_VARBYTE_type
create temp table cast_twice as select 5::smallint::varbyte;
select len(varbyte) from cast_twice;
--> 2

-- No VARBYTE is counted approximately.
-- page: r_VARBYTE_type
create temp table t (v varbyte);
select approximate count(distinct v) from t;
--> error
