-- Window functions.

-- ROW_NUMBER, RANK, DENSE_RANK, NTILE: ranks are integers.
-- page: r_WF_RANK
create temp table winsales (id int, seller int, qty int);
insert into winsales values (1, 1, 10), (2, 1, 10), (3, 1, 30), (4, 2, 20), (5, 2, 40);
select id, rank() over (order by qty), dense_rank() over (order by qty), row_number() over (order by qty, id), ntile(2) over (order by qty, id) from winsales order by id;
-- types: integer, integer, integer, bigint, bigint
--> 1 | 1 | 1 | 1 | 1
--> 2 | 1 | 1 | 2 | 1
--> 3 | 4 | 3 | 4 | 2
--> 4 | 3 | 2 | 3 | 1
--> 5 | 5 | 4 | 5 | 2

-- A running total needs a frame.
-- page: r_WF_SUM
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, 5), (3, null), (4, 20);
select id, sum(qty) over (order by id rows unbounded preceding), avg(qty) over (order by id rows between 1 preceding and current row), count(qty) over () from winsales order by id;
-- types: integer, bigint, bigint, bigint
--> 1 | 10 | 10 | 3
--> 2 | 15 | 7 | 3
--> 3 | 15 | 5 | 3
--> 4 | 35 | 20 | 3

-- An aggregate with ORDER BY and no frame is refused.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
select sum(qty) over (order by id) from winsales;
--> error

-- LAG and LEAD give NULL beyond the ends.
-- page: r_WF_LAG
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, 5), (3, 7);
select id, lag(qty) over (order by id), lead(qty, 2) over (order by id) from winsales order by id;
--> 1 | null | 7
--> 2 | 10 | null
--> 3 | 5 | null

-- LAG may pass over NULLs.
-- page: r_WF_LAG
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, null), (3, 7);
select id, lag(qty, 1) ignore nulls over (order by id) from winsales order by id;
--> 1 | null
--> 2 | 10
--> 3 | 10

-- FIRST_VALUE, LAST_VALUE and NTH_VALUE look at the frame.
-- page: r_WF_first_value
create temp table winsales (id int, seller int, qty int);
insert into winsales values (1, 1, 10), (2, 1, 30), (3, 2, 20), (4, 2, 5);
select id, first_value(qty) over (partition by seller order by id rows between unbounded preceding and unbounded following), last_value(qty) over (partition by seller order by id rows between unbounded preceding and unbounded following), nth_value(qty, 2) over (order by id rows between unbounded preceding and unbounded following) from winsales order by id;
--> 1 | 10 | 30 | 30
--> 2 | 10 | 30 | 30
--> 3 | 20 | 5 | 30
--> 4 | 20 | 5 | 30

-- NULLs come last in ascending, first in descending windows.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, null), (3, 5);
select id, row_number() over (order by qty), row_number() over (order by qty desc), row_number() over (order by qty desc nulls last) from winsales order by id;
--> 1 | 2 | 2 | 1
--> 2 | 3 | 1 | 3
--> 3 | 1 | 3 | 2

-- CUME_DIST and PERCENT_RANK.
-- page: r_WF_CUME_DIST
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, 20), (3, 20), (4, 30);
select id, cume_dist() over (order by qty), percent_rank() over (order by qty) from winsales order by id;
-- types: integer, double precision, double precision
--> 1 | 0.25 | 0.0
--> 2 | 0.75 | 0.3333333333333333
--> 3 | 0.75 | 0.3333333333333333
--> 4 | 1.0 | 1.0

-- RATIO_TO_REPORT is the share in the window's sum.
-- page: r_WF_RATIO_TO_REPORT
create temp table winsales (seller int, qty int);
insert into winsales values (1, 10), (1, 30), (2, 5);
select seller, qty, ratio_to_report(qty) over (partition by seller) from winsales order by 1, 2;
--> 1 | 10 | 0.25
--> 1 | 30 | 0.75
--> 2 | 5 | 1.0

-- LISTAGG and MEDIAN over a window.
-- page: r_WF_LISTAGG
create temp table winsales (seller int, qty int);
insert into winsales values (1, 10), (1, 30), (2, 5);
select seller, listagg(qty, ',') within group (order by qty) over (partition by seller), median(qty) over (partition by seller) from winsales order by 1;
--> 1 | '10,30' | 20.0
--> 1 | '10,30' | 20.0
--> 2 | '5' | 5.0

-- MAX and MIN over a window.
-- page: r_WF_MAX
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, 30), (3, 5);
select id, max(qty) over (order by id rows unbounded preceding), min(qty) over (order by id rows between current row and unbounded following) from winsales order by id;
--> 1 | 10 | 5
--> 2 | 30 | 5
--> 3 | 30 | 5

-- QUALIFY filters by a window function.
-- page: r_QUALIFY_clause
create temp table winsales (seller int, qty int);
insert into winsales values (1, 10), (1, 30), (2, 5);
select seller, qty from winsales qualify row_number() over (partition by seller order by qty desc) = 1 order by seller;
--> 1 | 30
--> 2 | 5

-- A window over aggregates.
-- page: r_Window_function_synopsis
create temp table winsales (seller int, qty int);
insert into winsales values (1, 10), (1, 30), (2, 5);
select seller, sum(qty), sum(sum(qty)) over (order by seller rows unbounded preceding) from winsales group by seller order by seller;
--> 1 | 40 | 40
--> 2 | 5 | 45

-- A ranking has no frame.
-- page: r_WF_NTILE
create temp table winsales (id int, qty int);
select ntile(2) over (order by id rows unbounded preceding) from winsales;
--> error

-- LISTAGG has no window ordering.
-- page: r_WF_LISTAGG
create temp table winsales (id int, qty int);
select listagg(qty) within group (order by id) over (order by id) from winsales;
--> error

-- Nor has MEDIAN.
-- page: r_WF_MEDIAN
create temp table winsales (id int, qty int);
select median(qty) over (order by id) from winsales;
--> error

-- LAG takes no default.
-- page: r_WF_LAG
create temp table winsales (id int, qty int);
select lag(qty, 1, 0) over (order by id) from winsales;
--> error

-- An offset of NTH_VALUE is greater than 0.
-- page: r_WF_NTH
create temp table winsales (id int, qty int);
select nth_value(qty, 0) over (order by id rows unbounded preceding) from winsales;
--> error

-- DISTINCT isn't supported over a window.
-- page: r_WF_SUM
create temp table winsales (id int, qty int);
select sum(distinct qty) over () from winsales;
--> error

-- An order is no literal.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
select row_number() over (order by 'id') from winsales;
--> error

-- ROWS UNBOUNDED FOLLOWING begins at the current row.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
insert into winsales values (1, 10), (2, 5), (3, 7);
select id, sum(qty) over (order by id rows unbounded following) from winsales order by id;
--> 1 | 22
--> 2 | 12
--> 3 | 7
select sum(qty) over (order by id rows between 3 following and current row) from winsales;
--> error

-- LISTAGG(DISTINCT) takes the first of equal values in the given order; blanks at the end make no difference.
-- page: r_WF_LISTAGG
create temp table winsales (id int, seller int, buyer varchar(3));
insert into winsales values (1, 3, 'b '), (2, 1, 'a'), (3, 2, 'b'), (4, 2, 'c'), (5, 1, '');
select distinct listagg(distinct buyer, ',') within group (order by seller desc, id) over () from winsales;
--> 'b ,c,a'

-- RATIO_TO_REPORT of an aggregate sees the groups.
-- page: r_WF_RATIO_TO_REPORT
create temp table winsales (seller int, qty int);
insert into winsales values (1, 10), (1, 20), (2, 10);
select seller, ratio_to_report(sum(qty)) over () from winsales group by seller order by seller;
--> 1 | 0.75
--> 2 | 0.25

-- ROW_NUMBER alone may number rows in any order, which ORDER BY a constant leaves.
-- page: r_WF_ROW_NUMBER
select max(n) from (select row_number() over (order by 1) as n from (select 1 as a union all select 2) x) y;
--> 2
select rank() over (order by 1);
--> error 0A000

-- OVER stands behind window and aggregate functions only.
-- page: c_Window_functions
select lower('a') over ();
--> error 42809

-- WITHIN GROUP stands behind functions that have an order only.
-- page: r_LISTAGG
create temp table winsales (id int, qty int);
select rank() within group (order by qty) from winsales;
--> error 42809

-- Windows are ordered and parted by any expression.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty varchar(9), j varchar(20), c char(4));
insert into winsales values (1, '12', '{"a": "y"}', 'b'), (2, '7-', '{"a": "x"}', 'a'), (3, null, null, 'b');
select id, rank() over (order by to_number(qty, '99S')), rank() over (order by json_extract_path_text(j, 'a')), rank() over (order by qty::varchar(1), id::char(3)), rank() over (order by to_date('200' || id, 'YYYY')), rank() over (order by fnv_hash(id) - fnv_hash(id), strtol(id::varchar(2), 10)), row_number() over (partition by upper(c) order by json_serialize(json_parse('[' || id || ']'))), rank() over (order by repeat(c, id)), rank() over (order by replace(c, 'b', '')), rank() over (order by convert_timezone('UTC', 'EST', '2020-01-01'::timestamp), id) from winsales order by id;
--> 1 | 2 | 2 | 1 | 1 | 1 | 1 | 2 | 1 | 1
--> 2 | 1 | 1 | 2 | 2 | 2 | 1 | 1 | 3 | 2
--> 3 | 3 | 3 | 3 | 3 | 3 | 2 | 3 | 1 | 3
select rank() over (order by to_number(c, '99')) from winsales;
--> error

-- No frame begins behind its end.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
select sum(qty) over (order by id rows between 5 following and 5 preceding) from winsales;
--> error

-- Nor at the current row and ends before it.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
select sum(qty) over (order by id rows between current row and 2 preceding) from winsales;
--> error

-- UNBOUNDED FOLLOWING begins no frame between two bounds.
-- page: r_Window_function_synopsis
create temp table winsales (id int, qty int);
select sum(qty) over (order by id rows between unbounded following and current row) from winsales;
--> error
