-- CAST, CONVERT and `::`; what is rounded, what is cut, what is refused.

-- DECIMAL without a precision is decimal(18,0).
-- page: r_Numeric_types201
select 12.7::decimal, cast(12.2 as numeric), 12.75::decimal(10);
-- types: numeric(18,0), numeric(18,0), numeric(10,0)
--> 13 | 12 | 13

-- A literal cast to fewer places is rounded.
-- page: r_CAST_function
select cast(109.652 as decimal(4,1)), cast(162.00 as integer);
-- types: numeric(4,1), integer
--> 109.7 | 162

-- A decimal that has no room is an error.
-- page: r_CAST_function
select 123.456::decimal(2,1);
--> error

-- An integer that has no room is an error.
-- page: r_CAST_function
select 12345678::smallint;
--> error

-- A column's decimal that has no room is an error.
-- page: r_numeric_computations201
create temp table sale (price decimal(8,2));
insert into sale values (99999.99);
select price::decimal(7,3) from sale;
--> error

-- An explicit cast of a column's value to fewer places cuts, it does not round.
-- page: c_Supported_data_types
create temp table sale (price decimal(8,4));
insert into sale values (43.8951), (-43.8951);
select price::decimal(8,2) from sale order by price desc;
--> 43.89
--> -43.89

-- A value stored in a column of fewer places is rounded.
-- page: r_Numeric_types201
create temp table sale (price decimal(8,2), pieces integer);
insert into sale values (4323.8951, 2.5), (-4323.895, 1.4);
select * from sale order by price;
--> -4323.90 | 1
--> 4323.90 | 3

-- CONVERT has the type first.
-- page: r_CAST_function
select convert(integer, 162.00), convert(varchar(30), 12);
--> 162 | '12'

-- A timestamp loses its time as a date; a date gets midnight as a timestamp.
-- page: r_CAST_function
select cast(timestamp '2008-02-18 02:36:48' as date), cast('2008-02-18 02:36:48' as date), cast(date '2008-01-01' as timestamp);
-- types: date, date, timestamp
--> 2008-02-18 | 2008-02-18 | 2008-01-01 00:00:00

-- A number becomes text of fixed width.
-- page: r_CAST_function
select cast(2008 as char(4));
-- types: char(4)
--> '2008'

-- An explicit cast to a shorter varchar cuts at bytes, never in the middle of a character.
-- page: r_SUBSTRING
select cast('Fourscore and seven' as varchar(5)), 'naïve'::varchar(3), 'naïve'::varchar(4);
--> 'Fours' | 'na' | 'naï'

-- VARCHAR without a length cuts nothing: in an expression, the size is that of what is cast.
-- page: r_Character_types
create temp table long (v varchar(1000));
insert into long values (repeat('a', 1000));
select len(v::varchar), len(cast(v as character varying)) from long;
--> 1000 | 1000

-- Blanks around a number are ignored.
-- page: c_Supported_data_types
select ' 12 '::integer, ' 5.9 '::decimal(3,1);
--> 12 | 5.9

-- Text that is no number can't become one.
-- page: c_Supported_data_types
select 'ABC'::integer;
--> error

-- Text with a fraction is no integer.
-- page: c_Supported_data_types
select '5.9'::integer;
--> error

-- NULL stays NULL.
-- page: r_CAST_function
select cast(null as integer), null::varchar(3), null::date;
-- types: integer, varchar, date
--> null | null | null

-- Every accepted spelling of a truth value.
-- page: r_Boolean_type
select 't'::boolean, 'true'::boolean, 'y'::boolean, 'yes'::boolean, '1'::boolean, 'f'::boolean, 'no'::boolean, '0'::boolean;
--> true | true | true | true | true | false | false | false

-- Numbers and truth values.
-- page: c_Supported_data_types
select 1::boolean, 0::boolean, true::integer, false::integer;
--> true | false | 1 | 0

-- A decimal compared with text: the text is read as a number.
-- page: c_Supported_data_types
select 1.5::decimal(3,1) = '1.50', 10::decimal(3,0) > '9';
--> true | true

-- A decimal in a wider decimal keeps its value.
-- page: r_CAST_function
select 728.00::decimal(38,2) * 100000000000000000000;
--> 72800000000000000000000.00

-- NULLs take the type of what they meet.
-- page: c_Supported_data_types
select null + 1, coalesce(null, 2), case when true then null else 1.5 end;
--> null | 2 | null

-- Of the other types only integers become truth values, and truth values only integers.
-- page: r_TRY_CAST
select 0.0::boolean;
--> error 42846

-- A string that isn't a literal can't become a truth value.
-- page: r_TRY_CAST
create temp table answers (a varchar(5));
select a::boolean from answers;
--> error 42846

-- A moment with a zone has a time of day in UTC.
-- page: c_Supported_data_types
select '2008-06-01 09:59:59-05'::timestamptz::time, '2008-06-01 09:59:59'::timestamp::time;
-- types: time, time
--> 14:59:59 | 09:59:59

-- A literal that leaves the range of its type.
-- page: r_Numeric_types201
select '40000'::smallint;
--> error 22003

-- No float is that large.
-- page: r_Numeric_types201
select '1e400'::float8;
--> error 22003
