-- INSERT, UPDATE, DELETE, MERGE.

-- Values are converted to the column: decimals are rounded, fewer values fill the first columns.
-- page: r_INSERT_30
create temp table t (a int, b dec(5,2), c varchar(3) default 'dflt'::varchar(3));
insert into t values (1.1, 100.8976), (2, 20.259);
select * from t order by a;
--> 1 | 100.90 | 'dfl'
--> 2 | 20.26 | 'dfl'

-- An explicit cast cuts text to the column.
-- page: r_INSERT_30
create temp table t1 (col1 char(3));
insert into t1 (col1) values ('Incomplete'::char(3));
select col1 from t1;
--> 'Inc'

-- DEFAULT VALUES, DEFAULT and columns in any order.
-- page: c_Examples_of_INSERT_30
create temp table category (id int default 0, grp varchar(10) default 'General', name varchar(10));
insert into category default values;
insert into category values (12, default, 'Country');
insert into category (name, id) values ('Pop', 1);
select * from category order by id;
--> 0 | 'General' | null
--> 1 | 'General' | 'Pop'
--> 12 | 'General' | 'Country'

-- INSERT of a query, in parentheses or not.
-- page: c_Examples_of_INSERT_30
create temp table a (x int, y varchar(3));
create temp table b (x int, y varchar(3));
insert into a values (1, 'a'), (2, 'b');
insert into b (select * from a);
insert into b (y) select y from a where x = 2;
insert into b with w as (select 9 as n) select n, 'w' from w;
select * from b order by x, y;
--> 1 | 'a'
--> 2 | 'b'
--> 9 | 'w'
--> null | 'b'

-- Too many values are refused.
-- page: r_INSERT_30
create temp table a (x int);
insert into a values (1, 2);
--> error 42601

-- UPDATE sets columns from the old values of the row.
-- page: r_UPDATE
create temp table category (id int, grp varchar(10), name varchar(10));
insert into category values (1, 'a', 'x'), (2, 'b', 'y');
update category set grp = name, name = grp where id = 2;
select * from category order by id;
--> 1 | 'a' | 'x'
--> 2 | 'y' | 'b'

-- UPDATE from another table, and with a subquery.
-- page: c_Examples_of_UPDATE_statements
create temp table category (id int, grp varchar(10));
create temp table event (id int, cat int);
insert into category values (1, 'a'), (2, 'b');
insert into event values (10, 2);
update category set id = 100 from event where event.cat = category.id;
select * from category order by id;
--> 1 | 'a'
--> 100 | 'b'
update category set grp = 'z' where id in (select 1);
select grp from category where id = 1;
--> 'z'

-- UPDATE with aliases and a self join.
-- page: c_Examples_of_UPDATE_statements
create temp table category (id int, grp varchar(10));
insert into category values (1, 'a'), (2, 'b');
update category set grp = s.grp || '!' from (select id, grp from category) s where s.id = category.id and s.id = 2;
select grp from category order by id;
--> 'a'
--> 'b!'

-- DELETE, with USING and with a subquery.
-- page: r_DELETE
create temp table category (id int);
create temp table event (cat int);
insert into category values (1), (2), (3);
insert into event values (2);
delete from category using event where event.cat = category.id;
select id from category order by id;
--> 1
--> 3
delete category where id = 3;
select id from category;
--> 1
delete from category;
select count(*) from category;
--> 0

-- MERGE updates what matches and inserts what doesn't.
-- page: r_MERGE
create temp table target (id int, name char(10));
create temp table source (id int, name char(10));
insert into target values (101, 'Bob'), (102, 'John'), (103, 'Susan');
insert into source values (102, 'Tony'), (103, 'Alice'), (104, 'Bill');
merge into target using source on target.id = source.id when matched then update set id = source.id, name = source.name when not matched then insert values (source.id, source.name);
select id, trim(name) from target order by id;
--> 101 | 'Bob'
--> 102 | 'Tony'
--> 103 | 'Alice'
--> 104 | 'Bill'
insert into source values (105, 'David');
merge into target using source on target.id = source.id when matched then delete when not matched then insert values (source.id, source.name);
select id, trim(name) from target order by id;
--> 101 | 'Bob'
--> 105 | 'David'

-- MERGE takes no subquery as its source.
-- page: r_MERGE
create temp table target (id int);
merge into target using (select 1 as id) s on target.id = s.id when matched then delete when not matched then insert values (s.id);
--> error

-- A column takes other kinds of numbers and text, and text takes numbers and dates; what else differs has to be cast.
-- page: c_Supported_data_types
create temp table t (n int, b boolean, d date, v varchar(10), s timestamp);
create temp table f (v varchar(10), n int, b boolean, d date, s timestamp);
insert into f values ('5', 1, true, '2018-11-02', '2018-11-02 10:00:00');
insert into t (n) select v from f;
--> error 42804

-- Numbers become booleans and text, dates and timestamps each other.
-- page: c_Supported_data_types
create temp table t (b boolean, v varchar(10), w varchar(10), d date, s timestamp);
create temp table f (n int, d date, s timestamp);
insert into f values (5, '2018-11-02', '2018-11-03 10:00:00');
insert into t select n, n, d, s, d from f;
select * from t;
--> true | '5' | '2018-11-02' | 2018-11-03 | 2018-11-02 00:00:00

-- A date is not a number.
-- page: c_Supported_data_types
create temp table t (n int);
insert into t values (current_date);
--> error 42804

-- A number is not a date.
-- page: c_Supported_data_types
create temp table t (d date);
insert into t values (20181102);
--> error 42804

-- A boolean is neither a number nor a text.
-- page: c_Supported_data_types
create temp table t (v varchar(10));
insert into t values (true);
--> error 42804

-- Text of a column is no number without a cast, in UPDATE as well.
-- page: c_Supported_data_types
create temp table t (n int, v varchar(10));
insert into t values (1, '7');
update t set n = v::int;
select n from t;
--> 7
update t set n = v;
--> error 42804

-- A list of columns needs as many values.
-- page: r_INSERT_30
create temp table t (a int, b int);
insert into t (a, b) values (1);
--> error 42601

-- Several rows of VALUES hold no subquery, one row may.
-- page: r_INSERT_30
create temp table t (a int);
insert into t values ((select 3));
select a from t;
--> 3
insert into t values ((select 3)), (4);
--> error

-- A column can't be named twice.
-- page: r_INSERT_30
create temp table t (a int, b int);
insert into t (a, a) values (1, 2);
--> error 42701

-- Without a list of columns an identity column takes DEFAULT and nothing else.
-- page: r_CREATE_TABLE_NEW
create temp table t (id int identity(1, 1), v varchar(3));
insert into t values (default, 'a');
select v from t;
--> 'a'
insert into t values (7, 'b');
--> error

-- The table's name doesn't stand before the column that SET writes.
-- page: r_UPDATE
create temp table t (a int);
update t set t.a = 1;
--> error 42703

-- The target under an alias in FROM, joined to another table there, is the row that is updated.
-- page: c_Examples_of_UPDATE_statements
create temp table category (id int, grp varchar(10));
create temp table event (cat int);
insert into category values (8, 'Shows'), (9, 'Concerts'), (10, 'Concerts');
insert into event values (8), (9), (9);
update category set id = 100 from event join category c on event.cat = c.id where c.grp = 'Concerts';
select * from category order by id;
--> 8 | 'Shows'
--> 10 | 'Concerts'
--> 100 | 'Concerts'

-- A self join with its own condition sees both rows.
-- page: r_UPDATE
create temp table t (id int, n int);
insert into t values (1, 10), (2, 20);
update t set n = before.n from t before where t.id = before.id + 1;
select * from t order by id;
--> 1 | 10
--> 2 | 10

-- An outer join in FROM of UPDATE is refused.
-- page: r_UPDATE
create temp table t (id int);
create temp table s (id int);
update t set id = 1 from s left join t u on s.id = u.id where s.id = t.id;
--> error

-- DELETE needs its FROM before USING.
-- page: r_DELETE
create temp table t (id int);
create temp table s (id int);
delete t using s where t.id = s.id;
--> error 42601

-- MERGE takes no alias of its target.
-- page: r_MERGE
create temp table t (id int);
create temp table s (id int);
merge into t as x using s on x.id = s.id when matched then delete when not matched then insert values (s.id);
--> error 42601

-- MERGE takes no table into itself.
-- page: r_MERGE
create temp table t (id int);
merge into t using t as s on t.id = s.id when matched then delete when not matched then insert values (s.id);
--> error

-- A row that several rows of the source match is an error.
-- page: r_MERGE
create temp table t (id int, n int);
create temp table s (id int, n int);
insert into t values (1, 0);
insert into s values (1, 1), (1, 2);
merge into t using s on t.id = s.id when matched then update set n = s.n when not matched then insert values (s.id, s.n);
--> error

-- REMOVE DUPLICATES replaces the rows that match by the source's, each once, and leaves the others as they are.
-- page: r_MERGE
create temp table t (id int, v varchar(9));
create temp table s (id int, v varchar(9));
insert into t values (30, 'kept'), (30, 'too'), (11, 'x'), (23, 'old'), (23, 'older');
insert into s values (23, 'new'), (23, 'new'), (22, 'more');
merge into t using s on t.id = s.id remove duplicates;
select * from t order by id, v;
--> 11 | 'x'
--> 22 | 'more'
--> 23 | 'new'
--> 30 | 'kept'
--> 30 | 'too'

-- REMOVE DUPLICATES needs tables of as many columns.
-- page: r_MERGE
create temp table t (id int, v varchar(9));
create temp table s (id int);
merge into t using s on t.id = s.id remove duplicates;
--> error

-- A condition is a boolean, or an integer: other than zero is true.
-- page: c_Supported_data_types
create temp table t (i integer, f float);
insert into t values (0, 0), (2, 2), (null, null);
delete from t where i;
select i from t order by i;
--> 0
--> null
delete from t where f;
--> error 42804

-- Each row of VALUES has its parentheses.
-- page: r_INSERT_30
create temp table t (a int);
insert into t values (1), 2;
--> error 42601

-- A name that two tables of an UPDATE or DELETE have is ambiguous.
-- page: r_UPDATE
create temp table t (a int, b int);
create temp table u (a int);
insert into t values (1, 1);
update t set b = t.a + 1 from u where t.a = u.a;
delete from t using u where t.a = u.a and b = 1;
update t set b = a + 1 from u where t.a = u.a;
--> error 42702

-- Where no target row is matched, a column is the source's.
-- page: r_MERGE
create temp table t (id int, name varchar(5));
create temp table s (id int, name varchar(5));
insert into s values (1, 'a');
merge into t using s on t.id = s.id when matched then delete when not matched then insert (id, name) values (id, name);
select * from t;
--> 1 | 'a'
merge into t using s on t.id = s.id when matched then update set name = name when not matched then insert values (s.id, s.name);
--> error 42702

-- The WITH of an INSERT stands before its SELECT.
-- page: r_INSERT_30
create temp table t (a int);
insert into t with q as (select 1 as a) select a from q;
select a from t;
--> 1
with q as (select 2 as a) insert into t select a from q;
--> error 42601
