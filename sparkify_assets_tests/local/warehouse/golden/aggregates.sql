-- Aggregate functions: types, NULLs, DISTINCT.

-- COUNT counts rows or values that aren't NULL, and is a bigint.
-- page: r_COUNT
create temp table venue (seats int, city varchar(20));
insert into venue values (10, 'a'), (null, 'a'), (0, 'b'), (10, null);
select count(*), count(seats), count(distinct seats), count(city), approximate count(distinct seats) from venue;
-- types: bigint, bigint, bigint, bigint, bigint
--> 4 | 3 | 2 | 3 | 2

-- AVG of integers is a bigint without the fraction.
-- page: r_AVG
create temp table sale (a smallint, b int, c bigint);
insert into sale values (1, 1, 1), (2, 2, 2), (2, 2, 2);
select avg(a), avg(b), avg(c), avg(-b) from sale;
-- types: bigint, bigint, bigint, bigint
--> 1 | 1 | 1 | -1

-- AVG of decimals keeps the scale in 38 digits, of floats is a double.
-- page: r_AVG
create temp table sale (d dec(5,2), f float4, g float8);
insert into sale values (1.25, 1, 1), (1.27, 2, 2);
select avg(d), avg(f), avg(g) from sale;
-- types: numeric(38,2), double precision, double precision
--> 1.26 | 1.5 | 1.5

-- SUM of smallint and integer is a bigint.
-- page: r_SUM
create temp table sale (a smallint, b int);
insert into sale values (32767, 2147483647), (32767, 2147483647);
select sum(a), sum(b) from sale;
-- types: bigint, bigint
--> 65534 | 4294967294

-- SUM of decimals keeps the scale in 38 digits, of floats is a double.
-- page: r_SUM
create temp table sale (d dec(5,2), f float4);
insert into sale values (1.25, 0.5), (999.99, 0.25), (null, null);
select sum(d), sum(f) from sale;
-- types: numeric(38,2), double precision
--> 1001.24 | 0.75

-- Over no rows everything is NULL but COUNT.
-- page: r_SUM
create temp table sale (a int);
select sum(a), avg(a), min(a), max(a), count(a) from sale;
--> null | null | null | null | 0

-- DISTINCT takes each value once.
-- page: r_SUM
create temp table sale (a int);
insert into sale values (1), (1), (3);
select sum(distinct a), avg(distinct a), sum(all a) from sale;
--> 4 | 2 | 5

-- MIN and MAX keep the type.
-- page: r_MAX
create temp table sale (a smallint, b dec(5,2), c varchar(3), d date);
insert into sale values (1, 1.5, 'a', '2008-01-01'), (2, -1.5, 'b', '2007-01-01');
select max(a), min(b), max(c), min(d) from sale;
-- types: smallint, numeric(5,2), varchar, date
--> 2 | -1.50 | 'b' | 2007-01-01

-- STDDEV and VARIANCE are those of a sample, and NULL for a single value.
-- page: r_STDDEV_functions
create temp table sale (a int);
insert into sale values (2), (4);
select stddev(a), stddev_pop(a), variance(a), var_pop(a), stddev_samp(a) = sqrt(var_samp(a)) from sale;
-- types: double precision, double precision, double precision, double precision, boolean
--> 1.4142135623730951 | 1.0 | 2.0 | 1.0 | true
select stddev(a), var_samp(a), stddev_pop(a) from sale where a = 2;
--> null | null | 0.0

-- BOOL_AND and BOOL_OR.
-- page: r_BOOL_AND
create temp table users (sports boolean);
insert into users values (true), (false), (null);
select bool_and(sports), bool_or(sports) from users;
--> false | true

-- BIT_AND and BIT_OR.
-- page: r_BIT_AND
create temp table users (likes int);
insert into users values (3), (7), (null), (22);
select bit_and(likes), bit_or(likes) from users;
--> 2 | 23

-- LISTAGG orders, separates and leaves NULLs out; without a delimiter there is none.
-- page: r_LISTAGG
create temp table sale (seller int, buyer varchar(1), id int);
insert into sale values (380, 'b', 3), (1178, 'a', 2), (380, null, 1);
select listagg(seller, ', ') within group (order by seller), listagg(buyer) within group (order by seller) from sale;
--> '380, 380, 1178' | 'ba'
select listagg(distinct seller, '|') within group (order by seller desc) from sale;
--> '1178|380'
select seller, listagg(id, ',') within group (order by id) from sale group by seller order by seller;
--> 380 | '1,3'
--> 1178 | '2'

-- MEDIAN and PERCENTILE_CONT interpolate: decimals of whole numbers, doubles of doubles.
-- page: r_MEDIAN
create temp table sale (a int, f float8);
insert into sale values (1, 1), (2, 2), (4, 4), (null, null);
select median(a), percentile_cont(0.5) within group (order by a) from sale;
--> 2.0 | 2.0
select median(a) from sale;
-- types: numeric
select median(f), percentile_cont(0.25) within group (order by f) from sale;
-- types: double precision, double precision
--> 2.0 | 1.5

-- PERCENTILE_CONT has the type of what it orders; of whole numbers it is a decimal.
-- page: r_WF_PERCENTILE_CONT
create temp table winsale (seller int, qty int, day date);
insert into winsale values (3, 10, '2018-11-01'), (3, 15, '2018-11-03'), (3, 20, '2018-11-05'), (3, 30, '2018-11-05');
insert into winsale values (4, 10, '2018-11-01'), (4, 40, '2018-11-02');
select distinct seller, percentile_cont(0.5) within group (order by qty) over (partition by seller) from winsale order by 1;
-- types: integer, numeric
--> 3 | 17.5
--> 4 | 25.0
select median(day), percentile_cont(0.5) within group (order by day) from winsale where seller = 3;
-- types: date, date
--> 2018-11-04 | 2018-11-04
select percentile_cont(0.5) within group (order by day desc) from winsale where seller = 3;
-- types: date
--> 2018-11-04

-- PERCENTILE_CONT of a decimal with 38 digits keeps its places.
-- page: r_WF_PERCENTILE_CONT
create temp table takings (a numeric(38,2));
insert into takings values (6076), (6035), (5881), (2814), (1531), (1476), (1177);
select percentile_cont(0.6) within group (order by a desc), percentile_disc(0.6) within group (order by a desc) from takings;
-- types: numeric(38,2), numeric(38,2)
--> 2044.20 | 1531.00

-- GROUPING tells a subtotal's NULL from another one.
-- page: r_GROUP_BY_aggregation-extensions
create temp table part (kind varchar(10), n int);
insert into part values ('a', 1), ('a', 2), (null, 4);
select kind, grouping(kind), sum(n) from part group by grouping sets ((kind), ()) order by 2, 3;
--> 'a' | 0 | 3
--> null | 0 | 4
--> null | 1 | 7

-- MEDIAN of an even number of rows lies between two.
-- page: r_MEDIAN
create temp table sale (a int);
insert into sale values (10), (15), (20), (20);
select median(a) from sale;
--> 17.5

-- GROUP BY an alias, a position, an expression; HAVING.
-- page: r_GROUP_BY_clause
create temp table sale (city varchar(9), price int);
insert into sale values ('a', 1), ('a', 2), ('b', 5), (null, 7), (null, 8);
select upper(city) as town, sum(price) from sale group by town order by town;
--> 'A' | 3
--> 'B' | 5
--> null | 15
select city, count(*) from sale group by 1 having count(*) > 1 order by 1;
--> 'a' | 2
--> null | 2

-- A column that is neither grouped nor aggregated is refused.
-- page: r_GROUP_BY_clause
create temp table sale (city varchar(9), price int);
select city, sum(price) from sale;
--> error 42803

-- GROUPING of several columns puts their bits side by side; GROUPING_ID is another name for it.
-- page: r_GROUP_BY_aggregation-extensions
create temp table item (category varchar(10), product varchar(10), cost int);
insert into item values ('phones', 'old', 1), ('phones', 'new', 2), ('desks', 'old', 4);
select category, product, grouping(category, product), grouping_id(product), sum(cost) from item group by cube(category, product) order by 3, 1, 2;
-- types: varchar, varchar, integer, integer, bigint
--> 'desks' | 'old' | 0 | 0 | 4
--> 'phones' | 'new' | 0 | 0 | 2
--> 'phones' | 'old' | 0 | 0 | 1
--> 'desks' | null | 1 | 1 | 4
--> 'phones' | null | 1 | 1 | 3
--> null | 'new' | 2 | 0 | 2
--> null | 'old' | 2 | 0 | 5
--> null | null | 3 | 1 | 7

-- GROUP BY ALL groups by what is not aggregated.
-- page: r_GROUP_BY_clause
create temp table item (category varchar(10), product varchar(10), cost int);
insert into item values ('phones', 'old', 1), ('phones', 'new', 2), ('desks', 'old', 4);
select upper(category) as c, sum(cost) from item group by all order by 1;
--> 'DESKS' | 4
--> 'PHONES' | 3

-- LISTAGG gives no more than a varchar holds.
-- page: r_LISTAGG
create temp table item (a varchar(40000));
insert into item values (repeat('a', 40000)), (repeat('b', 40000));
select listagg(a) from item;
--> error

-- BOOL_AND and BOOL_OR take integers too; MIN and MAX no booleans.
-- page: c_bitwise_aggregate_functions
create temp table users (likes int, sports boolean);
insert into users values (3, true), (0, false), (null, null);
select bool_and(likes), bool_or(likes), bool_or(distinct sports) from users;
-- types: boolean, boolean, boolean
--> false | true | true
select max(sports) from users;
--> error

-- APPROXIMATE is for COUNT(DISTINCT) only.
-- page: r_COUNT
create temp table t (a int);
select approximate count(a) from t;
--> error

-- The sorted aggregates of a query have one order.
-- page: r_MEDIAN
create temp table sale (a int, b int);
insert into sale values (1, 20), (2, 10);
select percentile_cont(0.5) within group (order by a), median(a), listagg(b, ' ') within group (order by a), listagg(a) from sale;
--> 1.5 | 1.5 | '20 10' | '12'
select percentile_cont(0.5) within group (order by a), median(b) from sale;
--> error

-- The separator of LISTAGG may be NULL.
-- page: r_LISTAGG
create temp table sale (a int);
insert into sale values (1), (2);
select listagg(a, null) within group (order by a) from sale;
--> '12'

-- PERCENTILE_DISC in descending order is the first value from above whose share reaches the percentile.
-- page: r_WF_PERCENTILE_DISC
create temp table sale (a int);
insert into sale values (1), (2), (3), (4), (null);
select percentile_disc(0.5) within group (order by a), percentile_disc(0.75) within group (order by a) from sale;
--> 2 | 3
select percentile_disc(0.5) within group (order by a desc) from sale;
--> 3
select percentile_disc(0.25) within group (order by a desc) from sale;
--> 4
select percentile_disc(0) within group (order by a desc), percentile_cont(0.25) within group (order by a desc) from sale;
--> 4 | 3.25
select distinct percentile_disc(0.75) within group (order by a desc) over () from sale;
--> 2

-- PERCENTILE_CONT lies exactly between two values.
-- page: r_PERCENTILE_CONT
create temp table sale (a int, b numeric(8,2));
insert into sale values (1, 0.07), (2, 0.14), (5, 99.99), (9, 1234.56);
select percentile_cont(0.3) within group (order by a), percentile_cont(0.6) within group (order by a) from sale;
-- types: numeric, numeric
--> 1.9 | 4.4
select percentile_cont(0.95) within group (order by a), percentile_cont(0.1) within group (order by a) from sale;
--> 8.40 | 1.3
select percentile_cont(0.9) within group (order by b desc), percentile_cont(0.333) within group (order by b desc) from sale;
--> 0.091 | 101.12457

-- A percentile is between 0 and 1.
-- page: r_PERCENTILE_CONT
create temp table sale (a int);
select percentile_cont(1.5) within group (order by a) from sale;
--> error
