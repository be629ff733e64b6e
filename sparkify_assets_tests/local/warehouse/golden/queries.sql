-- SELECT: order, limits, joins, set operations, subqueries, names.

-- NULLs rank above every value: last in ascending order, first in descending.
-- page: r_ORDER_BY_clause
create temp table t (a int);
insert into t values (2), (null), (1);
select a from t order by a;
--> 1
--> 2
--> null
select a from t order by a desc;
--> null
--> 2
--> 1
select a from t order by a nulls first;
--> null
--> 1
--> 2
select a from t order by a desc nulls last limit 2;
--> 2
--> 1

-- ORDER BY a position, an alias, an expression, a column that isn't selected.
-- page: r_ORDER_BY_clause
create temp table t (a int, b int);
insert into t values (1, 9), (2, 8), (3, 7);
select a from t order by b;
--> 3
--> 2
--> 1
select a as x, -a as y from t order by 2 limit 1;
--> 3 | -3
select a as x from t order by x desc offset 1;
--> 2
--> 1

-- TOP and LIMIT, LIMIT ALL and LIMIT 0.
-- page: r_SELECT_list
create temp table t (a int);
insert into t values (1), (2), (3);
select top 2 a from t order by a;
--> 1
--> 2
select a from t order by a limit all offset 2;
--> 3
select a from t limit 0;
--> no rows

-- DISTINCT drops duplicate rows; NULLs are alike.
-- page: r_SELECT_list
create temp table t (a int);
insert into t values (1), (1), (null), (null);
select distinct a from t order by a;
--> 1
--> null

-- UNION drops duplicates, UNION ALL keeps them.
-- page: r_UNION
select 1 as a union select 1 union select null order by a;
--> 1
--> null
select count(*) from (select 1 union all select 1);
--> 2

-- INTERSECT binds before UNION; UNION and EXCEPT go from left to right; MINUS is EXCEPT.
-- page: r_UNION
select 1 as a union select 2 intersect select 3 order by a;
--> 1
(select 1 as a union select 2) intersect (select 2) order by a;
--> 2
select 1 as a union select 2 minus select 1;
--> 2
select null::int intersect select null;
--> null

-- INTERSECT ALL and EXCEPT ALL aren't supported.
-- page: r_UNION
select 1 intersect all select 1;
--> error

-- A set operation brings decimals to one precision and scale.
-- page: r_UNION
create temp table t1 (revenue decimal(10,2));
create temp table t2 (revenue decimal(8,4));
insert into t1 values (1.25);
insert into t2 values (1.2500), (1.2345);
select revenue from t1 union select revenue from t2 order by revenue;
-- types: numeric(12,4)
--> 1.2345
--> 1.2500

-- Joins: inner, left, right, full, cross, USING.
-- page: r_FROM_clause30
create temp table l (id int, a varchar(3));
create temp table r (id int, b varchar(3));
insert into l values (1, 'l1'), (2, 'l2');
insert into r values (2, 'r2'), (3, 'r3');
select l.id, a, b from l join r on l.id = r.id;
--> 2 | 'l2' | 'r2'
select l.id, b from l left join r on l.id = r.id order by 1;
--> 1 | null
--> 2 | 'r2'
select a, r.id from l right outer join r on l.id = r.id order by 2;
--> 'l2' | 2
--> null | 3
select id, a, b from l full join r using (id) order by id;
--> 1 | 'l1' | null
--> 2 | 'l2' | 'r2'
--> 3 | null | 'r3'
select count(*) from l cross join r;
--> 4
select * from l join r using (id);
--> 2 | 'l2' | 'r2'

-- NULLs don't join.
-- page: r_Join_examples
create temp table l (id int);
create temp table r (id int);
insert into l values (null), (1);
insert into r values (null), (1);
select count(*) from l, r where l.id = r.id;
--> 1

-- A common table expression, also one that refers to another.
-- page: r_WITH_clause
with a as (select 1 as x union all select 2), b (y) as (select sum(x) from a) select x, y from a, b order by x;
--> 1 | 3
--> 2 | 3

-- A recursive one.
-- page: r_WITH_clause
with recursive n(i) as (select 1 union all select i + 1 from n where i < 4) select sum(i) from n;
--> 10

-- An alias may be used further on in the select list.
-- page: r_SELECT_list
create temp table sale (price int, qty int);
insert into sale values (10, 3);
select price * qty as total, total / 4 as quarter from sale;
--> 30 | 7

-- Scalar and correlated subqueries.
-- page: r_Subquery_examples
create temp table sale (seller int, qty int);
insert into sale values (1, 10), (1, 20), (2, 5);
select seller, qty from sale s where qty = (select max(qty) from sale where seller = s.seller) order by 1;
--> 1 | 20
--> 2 | 5
select (select count(*) from sale), qty from sale where seller in (select seller from sale where qty < 6);
--> 3 | 5

-- A scalar subquery with two rows is an error.
-- page: r_scalar_subqueries
create temp table t (a int);
insert into t values (1), (2);
select (select a from t);
--> error

-- Names are folded to lower case unless quoted, and even then without case-sensitive identifiers.
-- page: r_names
create temp table Mixed (SomeColumn int);
insert into MIXED values (1);
select SOMECOLUMN, "SomeColumn" from "Mixed";
--> 1 | 1

-- A derived table needs no alias; three-part names work.
-- page: r_FROM_clause30
select a from (select 1 as a);
--> 1

-- Comments, nested ones too.
-- page: r_names
select 1 /* one /* nested */ still */ + 1;
--> 2

-- A join has a condition, unless it is written with a comma or as CROSS JOIN.
-- page: r_FROM_clause30
create temp table seat (row integer);
insert into seat values (1), (2);
select count(*) from seat a, seat b;
--> 4
select count(*) from seat a cross join seat b;
--> 4
select count(*) from seat a join seat b;
--> error 42601

-- LIMIT has no place in the queries that a set operation works on.
-- page: r_UNION
create temp table t (a int);
(select a from t limit 10) intersect select a from t;
--> error

-- Set operations convert nothing between kinds of types.
-- page: r_UNION
create temp table t (a int, v varchar(3));
select a from t union select v from t;
--> error

-- A recursive query is a UNION ALL.
-- page: r_WITH_clause
with recursive n(i) as (select 1 union select i + 1 from n where i < 4) select sum(i) from n;
--> error

-- And it names its columns.
-- page: r_WITH_clause
with recursive n as (select 1 as i union all select i + 1 from n where i < 4) select sum(i) from n;
--> error

-- NATURAL joins by the columns of one name, and is a cross join if there are none.
-- page: r_FROM_clause30
create temp table l (id int, a varchar(3));
create temp table r (b varchar(3), id int);
insert into l values (1, 'l1'), (2, 'l2');
insert into r values ('r2', 2), ('r3', 3);
select * from l natural join r;
--> 2 | 'l2' | 'r2'
select id, a, b from l natural full join r order by id;
--> 1 | 'l1' | null
--> 2 | 'l2' | 'r2'
--> 3 | null | 'r3'
select count(*) from l natural join (select 1 as c union all select 2);
--> 4

-- EXCLUDE leaves columns out: it ends the select list, and its names need no parentheses.
-- page: r_EXCLUDE_list
create temp table t (a int, b int, c int);
insert into t values (1, 2, 3);
select * exclude (a, c) from t;
--> 2
select * exclude a, c from t;
--> 2
select *, 4 as d exclude a, c from t;
--> 2 | 4

-- Blanks at the end mean nothing in USING, DISTINCT, set operations and an ORDER BY.
-- page: r_Character_types
create temp table t (v varchar(5), n int);
create temp table u (v varchar(5), m int);
insert into t values ('dog', 2), ('dog  ', 1), ('cat ', 3);
insert into u values ('dog ', 10), ('cow', 20);
select n, m from t join u using (v) order by n;
--> 1 | 10
--> 2 | 10
select count(*) from (select distinct v from t);
--> 2
select count(*) from (select v from t union select v from u);
--> 3
select count(*) from (select v from t intersect select v from u);
--> 1
select len(v) from t except select len(v) from u;
--> 5
select n from t order by v, n;
--> 3
--> 1
--> 2
select sum(n), len(max(v)) from t group by v having v = 'cat';
--> 3 | 4

-- PIVOT makes a column of each value, in groups of the columns that it doesn't name; COUNT of nothing is 0.
-- page: r_FROM_clause-pivot-unpivot-examples
create temp table piece (name varchar(9), maker varchar(9), grade int, price decimal(12,2));
insert into piece values ('screw', 'north', 2, 10), ('screw', 'south', null, 9), ('nut', 'north', 1, 2.5), ('nut', 'south', 2, 3.75), ('nut', 'west', null, 1.9);
select * from (select name, price from piece) pivot (avg(price) for name in ('screw', 'nut', 'bolt'));
-- types: numeric(38,2), numeric(38,2), numeric(38,2)
--> 9.50 | 2.71 | null
select * from (select maker, grade from piece) pivot (count(*) as n for grade in (1 as low, 2, null)) order by maker;
--> 'north' | 1 | 1 | 0
--> 'south' | 0 | 1 | 1
--> 'west' | 0 | 0 | 1
select maker, low_n from (select maker, grade from piece) pivot (count(*) as n for grade in (1 as low, 2, null)) as p where p."2_n" = 0;
--> 'west' | 0
select * from piece pivot (stddev(price) for grade in (1));
--> error

-- UNPIVOT makes a row of each value that isn't NULL.
-- page: r_FROM_clause-pivot-unpivot-examples
create temp table tally (grade varchar(9), red int, green int);
insert into tally values ('high', 15, 20), ('low', 10, null);
select * from tally unpivot (n for color in (red, green as g)) order by grade, color;
--> 'high' | 'g' | 20
--> 'high' | 'red' | 15
--> 'low' | 'red' | 10
select * from tally unpivot include nulls (n for color in (red, green)) order by grade, color;
--> 'high' | 'green' | 20
--> 'high' | 'red' | 15
--> 'low' | 'green' | null
--> 'low' | 'red' | 10

-- A key may stand in parentheses.
-- page: r_GROUP_BY_clause
create temp table odd (i integer);
insert into odd values (1), (2), (3);
select (i % 2), count(*) from odd group by (i % 2) order by (i % 2);
--> 0 | 1
--> 1 | 2
select i, row_number() over (partition by (i % 2) order by (i + 1)) from odd order by (i);
--> 1 | 1
--> 2 | 1
--> 3 | 2

-- A condition is a boolean, or an integer, which becomes one.
-- page: c_Supported_data_types
select 1 where 1 and 2 and not 0;
--> 1
select 1 where 0 or null;
--> no rows
select case when regexp_instr('abc', 'c') then 'found' end;
--> 'found'
select 1 where 1.5;
--> error 42804

-- A query in parentheses is a value like any other, as an argument too.
-- page: r_Subquery_examples
create temp table t (a int);
insert into t values (3), (5);
select nvl((select max(a) from t), 0) + 1, abs((select min(a) - 10 from t));
--> 6 | 7
select o.a, coalesce((select sum(i.a) from t i where i.a < o.a), 0) from t o order by 1;
--> 3 | 0
--> 5 | 3

-- Behind a point and behind AS, a reserved word is a name; ROWS is one everywhere.
-- page: r_pg_keywords
create temp table t (rows int, "table" int);
insert into t values (1, 2);
select sum(rows) as rows, max(t.table) as table from t;
--> 1 | 2

-- JOIN ... USING has its columns in parentheses.
-- page: r_FROM_clause30
create temp table t (a int);
create temp table u (a int);
select t.a from t join u using a;
--> error 42601

-- A query of WITH stands behind AS.
-- page: r_WITH_clause
with x (select 1) select * from x;
--> error 42601

-- A comment stands behind two hyphens or between /* and */.
-- page: r_names
select {# nothing #} 1;
--> error 42601

-- A schema before the table of a column is that of the table.
-- page: r_names
create temp table t (a int);
create schema golden_schema;
create table golden_schema.named (a int);
insert into golden_schema.named values (1);
select golden_schema.named.a, golden_schema.named.* from golden_schema.named where golden_schema.named.a = 1;
--> 1 | 1
update golden_schema.named set a = 2 where golden_schema.named.a = 1;
select public.named.a from golden_schema.named;
--> error 42P01

-- A correlated subquery refers to the query that it stands in, and to none around that.
-- page: r_correlated_subqueries
create temp table event (eventid int);
create temp table listing (listid int, eventid int, numtickets int);
create temp table sales (listid int, eventid int, qtysold int);
insert into event values (1);
insert into listing values (1, 1, 5);
select eventid from event where not exists (select * from listing where not exists (select * from sales where listing.eventid = sales.eventid));
--> no rows
select eventid from event where not exists (select * from listing where not exists (select * from sales where event.eventid = sales.eventid));
--> error

-- No subquery in the ON of an outer join is correlated.
-- page: r_correlated_subqueries
create temp table category (catid int);
create temp table event (catid int, eventid int);
create temp table sales (eventid int);
select category.catid from category left join event on category.catid = event.catid and eventid = (select max(eventid) from sales);
--> no rows
select category.catid from category left join event on category.catid = event.catid and eventid = (select max(eventid) from sales where sales.eventid = event.eventid);
--> error

-- Nor one with a window function.
-- page: r_correlated_subqueries
create temp table listing (listid int, numtickets int);
create temp table sales (listid int, qtysold int);
select listid from sales s where qtysold not in (select sum(numtickets) over () from listing l where s.listid = l.listid);
--> error

-- Nor is grouped by what one gives.
-- page: r_correlated_subqueries
create temp table listing (listid int);
create temp table sales (listid int);
select listid, (select count(*) from sales where sales.listid = listing.listid) as list from listing group by 1;
--> no rows
select listid, (select count(*) from sales where sales.listid = listing.listid) as list from listing group by list, listid;
--> error

-- Nor looks IN up an aggregate of groups in one, but a MIN or a MAX.
-- page: r_correlated_subqueries
create temp table listing (listid int, numtickets int);
create temp table sales (salesid int, qtysold int);
insert into listing values (4, 8), (5, 2);
insert into sales values (1, 4), (2, 5);
select * from listing where listid in (select max(qtysold) from sales where numtickets > 4 group by salesid);
--> 4 | 8
select count(*) from listing where listid in (select sum(qtysold) from sales group by salesid);
--> 2
select * from listing where listid in (select sum(qtysold) from sales where numtickets > 4 group by salesid);
--> error

-- The outer join operator stands behind a column, and not behind an expression.
-- page: r_WHERE_oracle_outer
create temp table category (catid int);
create temp table event (eventid int);
select count(*) from category, event where event.eventid * 10(+) = category.catid;
--> error 42601

-- WHERE knows no alias of the select list.
-- page: r_WHERE_clause
create temp table sale (price int);
create temp table goal (k int);
insert into sale values (10), (20);
insert into goal values (20);
select k from goal where exists (select price - 10 as k from sale where price = k);
--> 20
select price as p from sale where p > 1;
--> error 42703

-- Nor does HAVING.
-- page: r_HAVING_clause
create temp table sale (city varchar(9), price int);
select city, sum(price) as total from sale group by city having total > 2;
--> error 42703
