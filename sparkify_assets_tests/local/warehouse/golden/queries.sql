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
