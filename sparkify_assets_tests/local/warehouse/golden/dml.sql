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
