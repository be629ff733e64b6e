-- LIKE, SIMILAR TO, POSIX operators, BETWEEN, IN, NULL, EXISTS.

-- LIKE covers the whole string; ILIKE ignores case.
-- page: r_patternmatching_condition_like
select 'abc' like 'abc', 'abc' like 'a%', 'abc' like '_B_', 'abc' ilike '_B_', 'abc' like 'c%', 'abc' not like 'b';
--> true | true | false | true | false | true

-- LIKE's escape character is the backslash unless ESCAPE names another.
-- page: r_patternmatching_condition_like
select 'start_time' like '%start\\_%', 'startxtime' like '%start\\_%', 'start_time' like '%start^_%' escape '^', 'startxtime' like '%start^_%' escape '^';
--> true | false | true | false

-- SIMILAR TO covers the whole string; `|` separates alternatives.
-- page: pattern-matching-conditions-similar-to
select 'abc' similar to 'abc', 'abc' similar to '_b_', 'abc' similar to '_A_', 'abc' similar to '%(b|d)%', 'abc' similar to '(b|c)%', 'AbcAbcdefgefg12efgefg12' similar to '((Ab)?c)+d((efg)+(12))+', 'Agoura Hills' similar to '%E%|%H%';
--> true | true | false | true | false | true | true

-- In SIMILAR TO a point is a point.
-- page: pattern-matching-conditions-similar-to
select 'a.c' similar to 'a.c', 'abc' similar to 'a.c', 'aaab' similar to 'a{3}b', 'x5' similar to '[a-z][0-9]', 'start_time' similar to '%start\\_%', 'startxtime' similar to '%start\\_%';
--> true | false | true | true | true | false

-- A POSIX pattern matches any part of the string.
-- page: pattern-matching-conditions-posix
select 'abc' ~ 'b', 'abc' ~ '^b', 'abc' ~ 'a.*c$', 'abc' !~ 'd', 'E.J. Nutter Center' ~ '.*\\..*', 'Ring' ~ '.*(Ring|Die).*', 'a1' ~ '^[[:alpha:]][[:digit:]]$';
--> true | false | true | true | true | true | true

-- BETWEEN includes both ends, and is false with its ends exchanged.
-- page: r_range_condition
select 2 between 2 and 4, 4 between 2 and 4, 3 between 4 and 2, 5 not between 2 and 4, date '2008-06-01' between '2008-06-01' and '2008-06-30';
--> true | true | false | true | true

-- IN and NOT IN; NULL in the list makes what isn't found unknown.
-- page: r_in_condition
select 1 in (1, 2), 3 not in (1, 2), 3 in (1, null), 3 not in (1, null), '1' in ('1', '2');
--> true | true | null | null | true

-- NULL is neither equal nor unequal; IS NULL tells.
-- page: r_null_condition
select null = null, 1 <> null, null is null, 1 is not null, '' is null;
--> null | null | true | true | false

-- The logical operators know three values.
-- page: r_logical_condition
select true and null, false and null, true or null, false or null, not null::boolean, not true;
--> null | false | true | null | null | false

-- NOT binds before AND, AND before OR.
-- page: r_logical_condition
select true or false and false, (true or false) and false, not false and false;
--> true | false | false

-- EXISTS is true when the subquery has a row.
-- page: r_exists_condition
create temp table sale (seller int);
insert into sale values (1);
select exists (select 1 from sale where seller = 1), not exists (select 1 from sale where seller = 2), exists (select null from sale);
--> true | true | true

-- = ANY is IN, <> ALL is NOT IN.
-- page: r_comparison_condition
create temp table sale (seller int);
insert into sale values (1), (2);
select 1 = any (select seller from sale), 3 = any (select seller from sale), 3 <> all (select seller from sale);
--> true | false | true

-- Both spellings of unequal.
-- page: r_comparison_condition
select 1 <> 2, 1 != 1, 2 >= 2, 'a' < 'b';
--> true | false | true | true

-- The blanks at the end of a char count for LIKE, unless it is cast to varchar.
-- page: r_patternmatching_condition_like
create temp table code (c char(5), v varchar(5));
insert into code values ('abc', 'abc');
select c like 'abc', c like 'abc  ', c like 'abc%', c like '%c', c::varchar like 'abc', rtrim(c) like 'abc', v like 'abc' from code;
--> false | true | true | false | true | true | true

-- ILIKE takes ASCII letters alone for alike.
-- page: r_patternmatching_condition_like
select 'Abc' ilike 'aB%', 'É' ilike 'é', 'É' ilike 'É', 'xÉ' ilike 'XÉ', 'x' not ilike 'X' || '%';
--> true | false | true | true | false

-- ~~ is LIKE, ~~* is ILIKE, and with an exclamation mark they are negated.
-- page: r_patternmatching_condition_like
select 'abc' ~~ 'a%', 'abc' ~~ 'A%', 'abc' ~~* 'A%', 'abc' !~~ 'a%', 'abc' !~~* 'A%';
--> true | false | true | false | false

-- SIMILAR TO with an escape character of its own.
-- page: pattern-matching-conditions-similar-to
select 'start_time' similar to '%start^_%' escape '^', 'startxtime' similar to '%start^_%' escape '^', 'a_c' not similar to 'a#_c' escape '#';
--> true | false | false

-- A point is any character, the circumflex begins a line and the dollar ends one.
-- page: pattern-matching-conditions-posix
select 'a\nc' ~ 'a.c', 'a\nc' ~ '^c', 'a\nc' ~ 'a$', 'ac' ~ '^c';
--> true | true | true | false

-- Rows are equal column by column, and NULL is unknown in each.
-- page: r_in_condition
select (1, 'a') in ((1, 'b'), (1, 'a ')), (1, null) in ((1, 2), (3, 4)), (1, null) not in ((2, 2)), (1, null) = (1, 2);
--> true | null | true | null

-- An integer is true if it isn't zero.
-- page: r_comparison_condition
select 5 is true, 0 is false, 0 is true, null is unknown;
--> true | true | false | true

-- ANY and SOME go with =, ALL with <>.
-- page: r_comparison_condition
select 1 = some (select 1), 2 <> all (select 1);
--> true | true
select 1 > any (select 0);
--> error 0A000

-- A truth value is compared with an integer.
-- page: r_logical_condition
create temp table fan (likesports boolean);
insert into fan values (true), (false), (null);
select count(*) from fan where likesports = 1;
--> 1

-- An integer is compared with a string as text.
-- page: c_Supported_data_types
create temp table pair (i integer, v varchar(5));
insert into pair values (10, '10'), (10, '010'), (10, '9');
select v, i = v, i < v from pair order by v;
--> '010' | false | false
--> '10' | true | false
--> '9' | false | true

-- A real is compared as a double.
-- page: r_numeric_computations201
create temp table small (r real);
insert into small values (0.5), (0.1);
select r, r = 0.5, r = 0.1 from small where r = 0.5;
--> 0.5 | true | false

-- A number or a date is searched as text.
-- page: pattern-matching-conditions-posix
select 12 ~ '^1', 12.5 similar to '%.5', date '2008-01-24' ~ '-24$';
--> true | true | true

-- IN and = ANY compare with what a subquery gives as = does: a number with a string as text, a date with one as a date.
-- page: c_Supported_data_types
create temp table sale (i integer, v varchar(5), d date);
insert into sale values (1, '1', '2008-01-01'), (2, '02', '2008-01-02'), (3, 'x ', '2008-01-03');
select i in (select v from sale), v in (select i from sale), i = any (select v from sale), v <> all (select i from sale), (i, v) in (select v, i from sale) from sale order by i;
--> true | true | true | false | true
--> false | false | false | true | false
--> false | false | false | true | false
select d in (select '2008-01-02'), d = any (select '2008-01-02'::varchar), d > (select '2008-01-01'), v in (select 'x') from sale order by i;
--> false | false | false | false
--> true | true | true | false
--> false | false | true | true
select i from sale where i in (select i, v from sale);
--> error 42601
