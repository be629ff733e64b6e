-- CASE, DECODE, COALESCE and NVL, NVL2, NULLIF, GREATEST and LEAST.

-- CASE, simple and searched; without ELSE it is NULL.
-- page: r_CASE_function
select case 2 when 1 then 'one' when 2 then 'two' end, case when 1 > 2 then 'a' else 'b' end, case 3 when 1 then 'x' end;
--> 'two' | 'b' | null

-- CASE brings its results to one type.
-- page: r_CASE_function
select case when true then 1 else 2.50 end, case when false then 1::smallint else 2::bigint end, case when true then '2008-01-01' else date '2009-01-01' end;
-- types: numeric, bigint, date
--> 1.00 | 2 | 2008-01-01

-- DECODE finds NULL, and gives NULL without a default.
-- page: r_DECODE_expression
select decode(null, null, 0, 1), decode(5, null, 0, 1), decode('NHL', 'MLB', 'b', 'NHL', 'h', '?'), decode('x', 'MLB', 'b'), decode(2, 1, 'one', 2, 'two', 'many');
--> 0 | 1 | 'h' | null | 'two'

-- DECODE with a date.
-- page: r_DECODE_expression
create temp table day (caldate date);
insert into day values ('2008-06-01'), ('2008-06-02');
select decode(caldate, '2008-06-01', 'June 1st, 2008') from day order by caldate;
--> 'June 1st, 2008'
--> null

-- NVL and COALESCE give the first value that isn't NULL.
-- page: r_NVL_function
select nvl(null, 12, 17), coalesce(null, null, 'a'), nvl(null, null), coalesce(null::integer, 2.5::decimal(3,1));
--> 12 | 'a' | null | 2.5

-- NVL2 chooses by NULL or not.
-- page: r_NVL2
select nvl2(null, 'set', 'missing'), nvl2(0, 'set', 'missing'), nvl2(1, 2.5, 3);
--> 'missing' | 'set' | 2.5

-- NULLIF gives NULL for equal values, else the first.
-- page: r_NULLIF_function
select nullif('catfish', 'catfish'), nullif('catfish', 'dog'), nullif(5, 6), 10 / nullif(0, 0);
--> null | 'catfish' | 5 | null

-- GREATEST and LEAST leave NULLs out.
-- page: r_GREATEST_LEAST
select greatest(1, null, 3), least(1, null, 3), greatest('Lars', 'Ratliff'), greatest(null, null), greatest(date '2008-01-01', date '2009-01-01'), least(1.5, 2);
--> 3 | 1 | 'Ratliff' | null | 2009-01-01 | 1.5

-- Decimals of several scales meet in the widest.
-- page: r_numeric_computations201
select coalesce(null::decimal(7,2), 1.5::decimal(15,3)), nvl(1.25::decimal(7,2), 1.5::decimal(15,3));
-- types: numeric(15,3), numeric(15,3)
--> 1.500 | 1.250

-- NVL2 has the type of what stands for a value, unless both are numbers or moments.
-- page: r_NVL2
select nvl2(null, '2345', 1234), nvl2(1, 2::smallint, 2.5), nvl2(1, date '2008-06-01', timestamp '2008-06-01 10:00:00');
-- types: varchar, numeric, timestamp
--> '1234' | 2.0 | 2008-06-01 00:00:00

-- NULLIF compares what it is given, and returns the first.
-- page: r_NULLIF_function
select nullif(2, 1.5), nullif(2, 2.0), nullif(date '2008-06-01', timestamp '2008-06-01 10:00:00');
-- types: integer, integer, date
--> 2 | null | 2008-06-01

-- A string beside a number has to be one, wherever it stands.
-- page: r_NVL_function
select coalesce(12, 'a string');
--> error 22P02

-- A condition of CASE is a truth value, or an integer, which becomes one.
-- page: c_Supported_data_types
select case when 1.5 then 'one' end;
--> error 42804

-- The column of a NULLIF has the name of its first expression.
-- page: r_NULLIF_function
create temp table nulliftest (c1 char(2), c2 char(2));
insert into nulliftest values ('a', 'a '), ('b', 'b');
create temp table compared as select nullif(c1, c2) from nulliftest;
select c1 from compared;
--> null
--> null
