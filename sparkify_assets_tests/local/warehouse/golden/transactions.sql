-- BEGIN, COMMIT, ROLLBACK, TRUNCATE, what an error does to a transaction.

-- What is rolled back never was, tables included.
-- page: r_ROLLBACK
-- commits
create table golden_tx (a int);
begin;
insert into golden_tx values (1);
create table golden_tx_inner (a int);
rollback;
select count(*) from golden_tx;
--> 0
select * from golden_tx_inner;
--> error 42P01
drop table golden_tx;

-- What is committed stays; END is COMMIT, START TRANSACTION is BEGIN, ABORT is ROLLBACK.
-- page: r_COMMIT
-- commits
create table golden_tx (a int);
start transaction;
insert into golden_tx values (1);
end;
begin work;
insert into golden_tx values (2);
abort;
begin transaction isolation level serializable;
insert into golden_tx values (3);
commit work;
select a from golden_tx order by a;
--> 1
--> 3
drop table golden_tx;

-- A transaction sees what it wrote itself.
-- page: r_BEGIN
create temp table t (a int);
insert into t values (1);
update t set a = a + 1;
select a from t;
--> 2

-- After an error nothing is accepted until the transaction's end.
-- page: r_ROLLBACK
-- commits
begin;
select 1 / 0;
--> error 22012
select 1;
--> error 25P02
rollback;
select 1;
--> 1

-- TRUNCATE commits the transaction it is in.
-- page: r_TRUNCATE
-- commits
create table golden_tx (a int);
insert into golden_tx values (1);
begin;
truncate golden_tx;
rollback;
select count(*) from golden_tx;
--> 0
drop table golden_tx;

-- DELETE doesn't commit.
-- page: r_TRUNCATE
-- commits
create table golden_tx (a int);
insert into golden_tx values (1);
begin;
delete from golden_tx;
rollback;
select count(*) from golden_tx;
--> 1
drop table golden_tx;

-- ALTER TABLE APPEND moves the rows, and can't stand in a transaction.
-- page: r_ALTER_TABLE_APPEND
-- commits
create table golden_sales (a int, b varchar(3) default 'x');
create table golden_monthly (a int);
insert into golden_monthly values (1), (2);
alter table golden_sales append from golden_monthly filltarget;
select a, b from golden_sales order by a;
--> 1 | 'x'
--> 2 | 'x'
select count(*) from golden_monthly;
--> 0
begin;
alter table golden_sales append from golden_monthly filltarget;
--> error
rollback;
drop table golden_sales;
drop table golden_monthly;

-- VACUUM can't run in a transaction.
-- page: r_VACUUM_command
vacuum;
--> error

-- LOCK waits for a table; ANALYZE changes nothing.
-- page: r_LOCK
create table golden_lock (a int);
lock table golden_lock;
insert into golden_lock values (1);
analyze golden_lock;
select a from golden_lock;
--> 1

-- A view can't be locked.
-- page: r_LOCK
create table golden_locked (a int);
create view golden_unlocked as select a from golden_locked;
lock golden_unlocked;
--> error

-- VACUUM REINDEX has no threshold.
-- page: r_VACUUM_command
-- commits
create table golden_listing (a int);
vacuum reindex golden_listing;
vacuum sort only golden_listing to 75 percent;
vacuum reindex golden_listing to 75 percent;
--> error
drop table golden_listing;

-- A transaction that may only read doesn't write.
-- page: r_BEGIN
-- commits
create table golden_tx (a int);
begin read only;
select count(*) from golden_tx;
--> 0
insert into golden_tx values (1);
--> error
rollback;
begin read write;
insert into golden_tx values (1);
commit;
drop table golden_tx;

-- There are four names for the isolation level, and no fifth.
-- page: r_BEGIN
-- commits
begin isolation level read committed, read only;
end;
start transaction isolation level repeatable read;
abort;
begin isolation level chaos;
--> error 42601

-- VACUUM and ANALYZE name tables and columns that there are.
-- page: r_ANALYZE
create table golden_analyzed (a int);
analyze verbose golden_analyzed (a);
analyze golden_analyzed predicate columns;
analyze golden_analyzed (b);
--> error 42703

-- ANALYZE of no table.
-- page: r_ANALYZE
analyze golden_nothing;
--> error 42P01

-- A setting is put back, one or all of them.
-- page: r_RESET
set query_group to 'x';
show query_group;
--> 'x'
reset query_group;
show query_group;
--> 'default'
set query_group to 'y';
reset all;
show query_group;
--> 'default'
