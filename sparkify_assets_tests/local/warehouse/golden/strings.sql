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
