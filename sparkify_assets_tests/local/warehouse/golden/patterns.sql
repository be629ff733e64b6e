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
