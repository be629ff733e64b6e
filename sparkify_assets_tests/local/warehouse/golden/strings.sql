-- Functions and operators on strings.

-- Concatenation with NULL is NULL, with the operator and with the function.
-- page: r_concat_op
select 'a' || null, concat('a', null), 'a' || 1 || 2.50, concat('a', 'b');
--> null | null | 'a12.50' | 'ab'

-- SUBSTRING with positions before the first.
-- page: r_SUBSTRING
select substring('caterpillar', 6, 4), substring('caterpillar', 6, 8), substring('caterpillar', -2, 6), substring('caterpillar', -5, 4), substring('caterpillar', 8), substring('caterpillar' from 6 for 2);
--> 'pill' | 'pillar' | 'cat' | '' | 'llar' | 'pi'

-- SUBSTRING of NULL, from NULL, or of NULL characters is NULL.
-- page: r_SUBSTRING
select substring(null, 1, 2), substring('abc', null::integer, 1), substring('abc', 1, null::integer), substring('abc', null::integer);
--> null | null | null | null

-- A negative number of characters is an error.
-- page: r_SUBSTRING
select substring('caterpillar', 2, -1);
--> error

-- SUBSTRING of what is no string.
-- page: r_SUBSTRING
select substring(timestamp '2008-01-24 06:43:29', 6, 2), substring(20081231, 5, 2);
--> '01' | '12'

-- LEN counts characters, OCTET_LENGTH bytes; blanks at the end of a varchar count.
-- page: r_LEN
select octet_length('français'), len('français'), len('cat'), len('cat   '), char_length('é');
--> 9 | 8 | 3 | 6 | 1

-- POSITION, STRPOS and CHARINDEX count characters from one and give 0 for what isn't there.
-- page: r_STRPOS
select strpos('dogfish', 'fish'), strpos('dogfish', 'fist'), charindex('fish', 'dogfish'), position('fish' in 'dogfish'), strpos('éclair', 'c');
-- types: integer, integer, integer, integer, integer
--> 4 | 0 | 4 | 4 | 2

-- The column of a POSITION has its name.
-- page: r_POSITION
create temp table found as select position('fish' in 'dogfish');
select "position" from found;
--> 4

-- INITCAP: whatever is neither letter nor digit separates words.
-- page: r_INITCAP
select initcap('all non-musical theatre'), initcap('MLB'), initcap('urna.Ut@egetdictumplacerat.edu');
--> 'All Non-Musical Theatre' | 'Mlb' | 'Urna.Ut@Egetdictumplacerat.Edu'

-- LPAD and RPAD cut what is too long at its end; a negative length gives an empty string.
-- page: r_LPAD
select lpad('Salome', 8), rpad('Salome', 9, '0123'), lpad('La Cenerentola', 5, 'x'), rpad('abc', -1), lpad('7', 3, '0');
--> '  Salome' | 'Salome012' | 'La Ce' | '' | '007'

-- SPLIT_PART counts from one and gives an empty string beyond the last part.
-- page: SPLIT_PART
select split_part('abc$def$ghi', '$', 2), split_part('abc$def$ghi', '$', 4), split_part('abcdef', '$', 1), split_part('2008-03-05', '-', 3);
--> 'def' | '' | 'abcdef' | '05'

-- SPLIT_PART refuses a part below one.
-- page: SPLIT_PART
select split_part('abc$def', '$', 0);
--> error

-- REPLACE, TRANSLATE, REVERSE, REPEAT.
-- page: r_TRANSLATE
select replace('mint tea', 'inea', 'osin'), translate('mint tea', 'inea', 'osin'), translate('mint tea', 'int', 'o'), reverse('ecaf'), repeat('ab', 3);
--> 'mint tea' | 'most tin' | 'mo ea' | 'face' | 'ababab'

-- TRIM takes blanks or the given characters from both ends; LTRIM and RTRIM from one, any of the set.
-- page: r_BTRIM
select btrim('     abc    '), btrim('setuphistorycassettes', 'setuphistorycassettes'), trim('xxabcxx', 'x'), trim(both 'x' from 'xxabcxx'), ltrim('2008-01-24', '2008-'), rtrim('setuphistorycassettes', 'settes');
--> 'abc' | '' | 'abc' | 'abc' | '1-24' | 'setuphistoryca'

-- LEFT and RIGHT.
-- page: r_LEFT
select left('Chicago', 3), right('Chicago', 3), left('é1', 1);
--> 'Chi' | 'ago' | 'é'

-- Case, also beyond ASCII.
-- page: r_LOWER
select lower('CLASSICAL'), upper('éa');
--> 'classical' | 'ÉA'

-- ASCII and CHR.
-- page: r_ASCII
select ascii('amazon'), ascii('A'), chr(65);
--> 97 | 65 | 'A'

-- Hashes.
-- page: r_MD5
select md5('Amazon Redshift'), sha1('Amazon Redshift') = func_sha1('Amazon Redshift'), len(sha1('a')), len(sha2('a', 512));
--> 'f7415e33f972c03abd4f3fed36748f7a' | true | 40 | 128

-- Numbers in other bases.
-- page: r_TO_HEX
select to_hex(2147676847), strtol('abcd1234', 16), strtol('110101', 2), strtol('1234567', 10);
--> '8002f2af' | 2882343476 | 53 | 1234567

-- QUOTE_IDENT and QUOTE_LITERAL.
-- page: r_QUOTE_IDENT
select quote_ident('catid'), quote_ident('"CAT"'), quote_literal('It''s');
--> 'catid' | '"""CAT"""' | '''It''''s'''

-- REGEXP_SUBSTR gives the first match, or an empty string.
-- page: REGEXP_SUBSTR
select regexp_substr('sed@lacusUtnec.ca', '@[^.]*'), regexp_substr('abc', '[0-9]+');
--> '@lacusUtnec' | ''

-- REGEXP_REPLACE replaces every match, and deletes without a replacement.
-- page: REGEXP_REPLACE
select regexp_replace('a@b.com', '@.*\\.(org|gov|com)$', ''), regexp_replace('the fox', '[aeiou]', '*'), regexp_replace('DonecFri@semperpretiumneque.com', '[a-z]+');
--> 'a' | 'th* f*x' | 'DF@.'

-- REGEXP_INSTR is the position of the match, not of the first place that looks like it.
-- page: REGEXP_INSTR
select regexp_instr('The Home Depot Center', '[cC]ent(er|re)$'), regexp_instr('Air Canada Centre', '[cC]ent(er|re)$'), regexp_instr('Cum@accumsan.com', '@[^.]*'), regexp_instr('center at the center', '[cC]ent(er|re)$');
--> 16 | 12 | 4 | 15

-- POSIX classes in a pattern; a NULL pattern gives NULL.
-- page: REGEXP_REPLACE
select regexp_replace('in@Donecat.ca', '@.*\\.[[:alpha:]]{2,3}', '@internal.company.com'), regexp_replace('abc', null, 'x'), regexp_replace('abc', 'b', null);
--> 'in@internal.company.com' | null | null

-- Strings are also joined by a plus sign.
-- page: r_NVL2
create temp table users (first varchar(10), last varchar(10));
insert into users values ('Vera', 'Alvarez');
select first + ' ' + last from users;
--> 'Vera Alvarez'

-- REGEXP_COUNT and REGEXP_INSTR.
-- page: REGEXP_COUNT
select regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}'), regexp_instr('the stadium', '[sS]tad'), regexp_instr('xyz', 'q');
--> 8 | 5 | 0

-- FNV_HASH of text, and of integers by their bytes; a seed goes on from another hash.
-- page: r_FNV_HASH
select fnv_hash(1), fnv_hash('Amazon Redshift'), fnv_hash('Amazon Redshift', fnv_hash(1));
-- types: bigint, bigint, bigint
--> -5968735742475085980 | 7783490368944507294 | -2202602717770968555
select fnv_hash(1::smallint), fnv_hash(1::bigint), fnv_hash('abcd') = fnv_hash('cd', fnv_hash('ab'));
--> 589727492704079044 | -8517097267634966620 | true

-- Strings are compared by their UTF-8 bytes.
-- page: r_ORDER_BY_clause
select v from (select 'b' as v union all select 'B' union all select 'a' union all select 'é' union all select null) s order by v;
--> 'B'
--> 'a'
--> 'b'
--> 'é'
--> null

-- BPCHAR comparisons in a table: shorter values are padded.
-- page: r_Character_types
create temp table t (a char(3), b char(6));
insert into t values ('ab', 'ab');
select a = b, a || b, len(a || b) from t;
--> true | 'abab' | 4

-- CHR knows ASCII alone: anything else, and 0, is NULL.
-- page: r_CHR
select chr(72), ascii(chr(10)), chr(0), chr(128), chr(-1);
--> 'H' | 10 | null | null | null

-- STRTOL reads blanks, a sign and 0x before the digits, and no digits at all as 0.
-- page: r_STRTOL
select strtol('  -7f', 16), strtol('0xff', 16), strtol('', 10), strtol(null, 10), strtol('zz', 36);
-- types: bigint, bigint, bigint, bigint, bigint
--> -127 | 255 | 0 | null | 1295

-- STRTOL refuses what is no number of its base.
-- page: r_STRTOL
select strtol('1_0', 10);
--> error 22023

-- STRTOL refuses a number beyond 64 bits.
-- page: r_STRTOL
select strtol('ffffffffffffffff', 16);
--> error 22023

-- A number in place of a string is taken for its text, wherever it stands.
-- page: r_REPLACE
select replace(1213, 1, 'x'), strpos(31415, 4), charindex(1, 2013), lpad(7, 3, 0), translate(2009, 9, 8), trim(0 from 1020);
--> 'x2x3' | 3 | 3 | '007' | '2008' | '102'

-- Numbers of characters may come from a column, of any size of integer.
-- page: r_LPAD
create temp table t (s varchar(10), n bigint, m smallint);
insert into t values ('violin', 4, 2), (null, 1, 1), ('oboe', null, 3);
select left(s, n), repeat(s, m), substring(s, m, n), lpad(s, n, '.'), split_part(s, 'o', m) from t order by s;
--> null | 'oboeoboeoboe' | null | null | 'e'
--> 'viol' | 'violinviolin' | 'ioli' | 'viol' | 'lin'
--> null | null | null | null | null

-- LEN and REVERSE don't see the blanks at the end of a char.
-- page: r_LEN
create temp table t (c char(4), v varchar(6));
insert into t values ('Ab', 'Ab ');
select lower(c) = 'ab', upper(v), len(c), len(v), octet_length(c), reverse(c), reverse(v), rtrim(v) || '|' from t;
--> true | 'AB ' | 2 | 3 | 2 | 'bA' | ' bA' | 'Ab|'
select upper(v), initcap(c), left(c, 1), reverse(c) from t;
-- types: varchar(6), varchar(4), varchar(4), varchar(4)

-- LOWER and UPPER of a char are a char.
-- page: r_LOWER
create temp table t (c char(4));
insert into t values ('Ab');
select lower(c), upper(c), len(lower(c)) from t;
-- types: char(4), char(4), integer
--> 'ab  ' | 'AB  ' | 2

-- OCTETINDEX counts bytes where CHARINDEX counts characters.
-- page: OCTETINDEX
select octetindex('t', 'Forêt'), charindex('t', 'Forêt'), octetindex('F', 'Forêt'), octetindex('z', 'Forêt');
-- types: integer, integer, integer, integer
--> 6 | 5 | 1 | 0

-- BPCHARCMP compares by bytes.
-- page: r_BPCHARCMP
select bpcharcmp('Lyon', 'Lyons'), bpcharcmp('b', 'B'), bttext_pattern_cmp('same', 'same'), bpcharcmp('é', 'z'), bpcharcmp(null, 'a');
--> -1 | 1 | 0 | 1 | null

-- An invalid number of bits gives SHA2 nothing to do.
-- page: SHA2
select sha2('a', 257), sha2('a', 0) = sha2('a', 256), len(sha2('a', 224)), sha2(null, 256);
--> '' | true | 56 | null

-- QUOTE_IDENT quotes reserved words too; QUOTE_LITERAL doubles backslashes.
-- page: r_QUOTE_IDENT
select quote_ident('select'), quote_ident('plays'), quote_ident('Plays'), quote_ident('2nd'), quote_literal('a\\b'), quote_literal(7);
--> '"select"' | 'plays' | '"Plays"' | '"2nd"' | '''a\\b''' | '''7'''

-- REVERSE goes character by character, a combining accent being one.
-- page: r_REVERSE
select reverse('étude'), reverse(12.5), reverse(date '2008-01-24') ;
--> 'eduté' | '5.21' | '42-10-8002'

-- The set of characters that TRIM takes may be given in every syntax.
-- page: r_TRIM
select trim('"' from '"dog"'), trim(both from ' a '), trim(leading '0' from '0070'), trim(trailing '0' from '0070'), trim('xy' from 'xyaxbyx');
--> 'dog' | 'a' | '70' | '007' | 'axb'

-- REGEXP_SUBSTR from a position on, the nth match, case or not, a group.
-- page: REGEXP_SUBSTR
select regexp_substr('the fox', 'FOX', 1, 1, 'i'), regexp_substr('one two', '[a-z]+', 4), regexp_substr('one two', '[a-z]+', 1, 2), regexp_substr('one two', '[a-z]+', 1, 3), regexp_substr('one two', '[a-z]+', 1, 0), regexp_substr('one two', '[a-z]+', 1, 8), regexp_substr('one two', 'o', 8), regexp_substr('k=v', '([a-z])=([a-z])', 1, 1, 'e');
--> 'fox' | 'two' | 'two' | '' | null | null | '' | 'k'

-- Perl's dialect looks ahead.
-- page: REGEXP_SUBSTR
select regexp_substr('abc ab1 AB2', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 1, 'p'), regexp_substr('abc ab1 AB2', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 2, 'ip');
--> 'ab1' | 'AB2'

-- REGEXP_REPLACE from a position on, with parameters; a dollar sign before no digit is itself.
-- page: REGEXP_REPLACE
select regexp_replace('the fox', 'FOX', 'quick brown fox', 1, 'i'), regexp_replace('banana', 'a', 'o', 3), regexp_replace('banana', 'a', 'o', 9), regexp_replace('b1 bb', '(?=[^ ]*[0-9])[^ ]+', '*', 1, 'p'), regexp_replace('cost', 'c', '$'), regexp_replace('ab', '(a)(b)', '$2$1', 1);
--> 'the quick brown fox' | 'banono' | 'banana' | '* bb' | '$ost' | 'ba'

-- The replacement may come from a column.
-- page: REGEXP_REPLACE
create temp table t (s varchar(10), r varchar(10));
insert into t values ('abc', '<$1>'), ('abc', '\\'), ('abc', null), (null, 'x');
select regexp_replace(s, '(b)', r) from t order by 1;
--> 'a<b>c'
--> 'a\c'
--> null
--> null

-- REGEXP_INSTR: the nth match, its beginning or what follows it.
-- page: REGEXP_INSTR
select regexp_instr('one two', 'o', 2), regexp_instr('one two', '[a-z]+', 1, 2), regexp_instr('one two', '[a-z]+', 1, 1, 1), regexp_instr('one two', 'O', 1, 2, 0, 'i'), regexp_instr('one two', 'o', 1, 3), regexp_instr('one two', 'o', 9), regexp_instr('one two', 'w(o)', 1, 1, 0, 'e');
-- types: integer, integer, integer, integer, integer, integer, integer
--> 7 | 5 | 4 | 7 | 0 | 0 | 7

-- REGEXP_COUNT from a position on, which counts characters.
-- page: REGEXP_COUNT
select regexp_count('élan é', 'é', 2), regexp_count('banana', 'a', 3), regexp_count('banana', 'a', 9), regexp_count('banana', 'A', 1, 'i'), regexp_count('banana', 'a', -2);
--> 1 | 2 | 0 | 3 | 3

-- Rows can be partitioned by a part of a string.
-- page: r_LEFT
select s, count(*) over (partition by left(s, 1)), count(*) over (partition by substring(s, 2, 1)), count(*) over (partition by split_part(s, '-', 2)), count(*) over (partition by right(s, 1))
from (select 'ab-c' as s union all select 'ad-c' union all select 'bb-d') order by s;
--> 'ab-c' | 2 | 2 | 2 | 2
--> 'ad-c' | 2 | 1 | 2 | 2
--> 'bb-d' | 1 | 2 | 1 | 1

-- CONCAT of two binary values is one.
-- page: r_CONCAT
select concat('abc'::varbyte, 'def'::varbyte), concat(12, 'th'), len('aaa'::varbyte);
-- types: varbyte, varchar, integer

-- NULL is NULL's answer, however wrong the other arguments are.
-- page: SPLIT_PART
select split_part(null, ',', 0), split_part('a', null, -1), split_part('a', '', null::integer), lpad('a', null::integer, ''), substring(null, 1, -1);
--> null | null | null | null | null

-- + joins two strings, of which nothing else is known either; beside a number a string is one.
-- page: r_concat_op
select 'a' + 'b', '1' + '2', '1' + 2, 'x' + c from (select case when true then ',' end as c) t;
--> 'ab' | '12' | 3 | 'x,'

-- A VARCHAR has 65535 bytes at most; what functions do that would give more, the guide doesn't say.
-- page: r_Character_types
select len(repeat('é', 32767)), len(lpad('a', 65535)), len(rpad('a', 65535, 'bc')), len(repeat('', 2000000000)), repeat('a', -1), lpad(null, 70000), rpad('a', 70000, '');
--> 32767 | 65535 | 65535 | 0 | '' | null | 'a'
select repeat('a', 65536);
--> error

-- Strings that REPLACE makes too long, beyond any varchar, are refused as well.
-- page: r_REPLACE
select replace(repeat('a', 40000), 'a', 'bb');
--> error

-- In a regular expression's string, too, a point is any character, and the circumflex and the dollar stand by lines.
-- page: pattern-matching-conditions-posix
select regexp_replace('a\nb', '.', 'x'), regexp_count('a\nb', '.', 1), regexp_substr('x\nab', '^a.$'), regexp_instr('x\nab', '^a', 1), regexp_instr('xa\nb', 'a$');
--> 'xxx' | 3 | 'ab' | 3 | 2

-- CRC32 is of the CRC-32C polynomial.
-- page: crc32-function
select crc32('Amazon Redshift'), len(crc32('')), crc32(null);
-- types: varchar(8), integer, varchar(8)
--> 'f2726906' | 8 | null

-- FROM_HEX and TO_HEX.
-- page: r_FROM_HEX
select from_hex('6162'), to_hex(from_hex('6162'));
-- types: varbyte, varchar

-- A char has bytes, and so have the strings that may stand in its place.
-- page: r_Character_types
select len(coalesce(c, 'a ')), coalesce(c, 'a ') = 'a' from (select null::char(3) as c) s;
--> 1 | true
create temp table t as select coalesce(c, 'é') as c from (select null::char(3) as c) s;
--> error

-- A string is too long for its column by bytes, whichever function made it.
-- page: r_Character_types
create temp table t (v varchar(3));
insert into t select translate(v, 'abc', 'éèê') from (select 'abc'::varchar(3) as v) s;
--> error 22001

-- The separator of LISTAGG is a constant.
-- page: r_LISTAGG
select listagg(v, v) from (select 'a' as v) s;
--> error 0A000
