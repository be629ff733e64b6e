"""Redshift's functions where DuckDB's of the same name answers otherwise: macros in SQL.

Here: the definitions, all in the hidden schema. They are expanded when a statement is bound, so a macro costs what its
SQL costs. Where a value is refused, `checked` raises the error with a cast that fails: DuckDB's `error()` is volatile,
and its windows order and partition by nothing volatile. `refused` does so as the last branch of a CASE whose condition
costs too much to be asked twice. Not here: which Redshift function becomes which of these (`dialect`), and what SQL
can't say (`functions`).
"""

from __future__ import annotations

import re
from collections import Counter

import duckdb
from sqlglot.dialects.redshift import Redshift

from sparkify_assets.local.warehouse.moments import ZONES

MOST_WORDS = 600  # of an argument's copies, before a lambda takes it once

_ABBREVIATIONS = "MAP " + str({name.upper(): f"Etc/GMT{-east:+}" for name, east in ZONES.items()})
_RESERVED_WORDS = str(sorted(Redshift.Generator.RESERVED_KEYWORDS))

MACROS = r"""
checked(x, wrong, message) as case when wrong then case when cast(if(wrong, message, 'f') as boolean) then null end
    else x end
refused(wrong, message) as cast(cast(if(wrong, message, null) as boolean) as varchar)
float_text(x, digits) as case when isnan(x) then 'NaN' when isinf(x) then if(x > 0, 'Infinity', '-Infinity')
    else printf('%.' || digits || 'g', x) end
in_character(bytes, n) as hex(bytes[n + 1:n + 1]) between '80' and 'BF'
character_end(bytes, n) as case when not _redshift.in_character(bytes, n) then n
    when not _redshift.in_character(bytes, n - 1) then n - 1
    when not _redshift.in_character(bytes, n - 2) then n - 2 else n - 3 end
cut(x, n) as case when strlen(x) <= n then x when strlen(x) = length(x) then left(x, n)
    else decode(encode(x)[:_redshift.character_end(encode(x), n)]) end
fit(x, n, kind) as case when x is null or strlen(x) <= n then x
    else _redshift.checked(rtrim(x, ' ') || repeat(' ', n - strlen(rtrim(x, ' '))), strlen(rtrim(x, ' ')) > n,
        '22001:value too long for type ' || kind || '(' || n || ')') end
single_byte(x) as _redshift.checked(x, strlen(x) <> length(x),
    '22021:multibyte character not supported for CHAR: "' || x || '"')
unpadded(x) as case when suffix(x, ' ') then rtrim(x, ' ') else x end
integer_text(x, kind) as _redshift.checked(cast(x as hugeint), not regexp_full_match(trim(x), '[+-]?\d+'),
    '22P02:invalid input syntax for ' || kind || ': "' || x || '"')
number_text(x, kind) as _redshift.checked(x, contains(x, '_'),
    '22P02:invalid input syntax for type ' || kind || ': "' || x || '"')
read_float(x, value, kind) as _redshift.checked(value, isinf(value) and not contains(lower(x), 'inf'),
    '22003:"' || x || '" is out of range for type ' || kind)
read_real(x) as _redshift.read_float(x, cast(x as float), 'real')
read_double(x) as _redshift.read_float(x, cast(x as double), 'double precision')
nullif(x, y) as case when x = y then null else x end
nullif_text(x, y) as case when _redshift.unpadded(x) = y then null else x end
finite(x) as _redshift.checked(x, isinf(x), '22003:value out of range: overflow')
ascii_lower(x) as translate(x, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
at_most(x, most) as _redshift.checked(x, abs(x) > most, '22003:Numeric data overflow (result precision)')
integer_bytes(x, digits) as from_hex(right(lpad(to_hex(cast(x as bigint)), 16, '0'), digits))
fit_bytes(x, n) as _redshift.checked(x, octet_length(x) > n,
    '22001:value too long for type binary varying(' || n || ')')
super_text(x) as _redshift.checked(x ->> '$', json_type(x) in ('OBJECT', 'ARRAY'),
    '0A000:a SUPER that is not a scalar as text is not supported by the local warehouse')
moment_written(x) as regexp_replace(x, '(\.\d)(\D|$)', '\10\2')
recognised(x, kind) as case when x is null then null
    when kind in ('date', 'timestamp', 'timestamptz') and regexp_full_match(x,
        '[1-9]\d{3}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d+)?([-+]\d\d(:\d\d)?|Z)?)?') then x
    else _redshift_moment(x, kind) end
special_moment(word) as cast(case word when 'now' then now() when 'today' then date_trunc('day', now())
    when 'tomorrow' then date_trunc('day', now()) + interval '1 day'
    when 'yesterday' then date_trunc('day', now()) - interval '1 day'
    when 'epoch' then timestamptz '1970-01-01 00:00:00+00' end as varchar)
moment_of(x, kind) as coalesce(_redshift.recognised(x, kind), _redshift.special_moment(lower(trim(x))))
moment_text(x, kind) as _redshift.checked(_redshift.moment_of(x, kind),
    x is not null and _redshift.moment_of(x, kind) is null, case when regexp_matches(x, '(?i)\bbc\s*$')
        then '0A000:"' || x || '", a year before 1, is not supported by the local warehouse'
    when regexp_matches(x, '\d\s*[A-Za-z]{3,5}\s*$')
        then '0A000:the time zone in "' || x || '" is not supported by the local warehouse'
    else '22007:invalid input syntax for type ' || kind || ': "' || x || '"' end)
time_of(x, format, strict) as coalesce(try_strptime(x, format),
    case when not strict then _redshift_lenient_time(x, format) end)
read_time(x, format, strict) as _redshift.checked(_redshift.time_of(x, format, strict),
    x is not null and _redshift.time_of(x, format, strict) is null,
    '22007:invalid input "' || x || '" for the date pattern')
divide_float(a, b) as _redshift.checked(a / b, b = 0, '22012:Divide by zero')
short_digits(x, unit) as cast(x * unit as hugeint)
long_digits(x, unit) as case when abs(cast(x as double)) < 9e37 / cast(unit as double) / cast(unit as double)
    then cast(x * unit as hugeint) else cast(replace(cast(x as varchar), '.', '') as hugeint) end
divide_numeric(a, b, shift, unit) as ((a * cast(shift as hugeint)) // b)::decimal(38, 0) * unit
initcap(x) as array_to_string(list_transform(regexp_extract_all(lower(x), '[\p{L}\p{N}]+|[^\p{L}\p{N}]+'),
    lambda w: upper(w[1]) || w[2:]), '')
sha2(x, bits) as if(bits in (0, 256), sha256(x), _redshift_sha2(x, bits))
substring_of(x, first) as case when first is not null then substring(x, greatest(first, 1)) end,
    (x, first, count) as case when first is not null and count is not null
        then substring(x, greatest(first, 1), greatest(cast(count as bigint) + least(first, 1) - 1, 0)) end
checked_substring(x, first) as _redshift.substring_of(x, first),
    (x, first, count) as coalesce(_redshift.refused(count < 0 and x is not null and first is not null,
        '22011:negative substring length not allowed'), _redshift.substring_of(x, first, count))
reverse(x) as array_to_string(list_reverse(string_split(x, '')), '')
chr(n) as case when n between 1 and 127 then chr(n) end
place_in(part, x) as strpos(x, part)
byte_in(part, x) as if(strpos(x, part) = 0, 0, strlen(left(x, strpos(x, part) - 1)) + 1)
compare(a, b) as case when a < b then -1 when a > b then 1 when a = b then 0 end
compare_text(a, b) as _redshift.compare(_redshift.unpadded(a), _redshift.unpadded(b))
up_to(n, most) as if(n > most, most, n)
limited(x, name) as coalesce(_redshift.refused(strlen(x) > 65535,
    '0A000:' || name || ' to more than 65535 bytes is not supported by the local warehouse'), x)
lpad(x, n, fill := ' ') as _redshift.limited(
    if(fill = '', left(x, if(n < 0, 0, n)), lpad(x, _redshift.up_to(n, 65536), fill)), 'LPAD')
rpad(x, n, fill := ' ') as _redshift.limited(
    if(fill = '', left(x, if(n < 0, 0, n)), rpad(x, _redshift.up_to(n, 65536), fill)), 'RPAD')
repeated(x, n) as _redshift.limited(repeat(x, _redshift.up_to(n, 65536 // greatest(strlen(x), 1) + 1)), 'REPEAT')
replaced(x, old, new) as _redshift.limited(replace(x, old, new), 'REPLACE')
counted(n, side) as _redshift.checked(n, n < 0, '0A000:' || side || ' of a negative length is not supported')
left_end(x, n) as left(x, _redshift.counted(n, 'LEFT'))
right_end(x, n) as right(x, _redshift.counted(n, 'RIGHT'))
split_part(x, separator, n) as coalesce(_redshift.refused(n <= 0 and x is not null and separator is not null,
    '22023:field position must be greater than zero'), split_part(x, if(separator = '', chr(57344), separator), n))
join_distinct(strings, keys, separator) as nullif(array_to_string(list_filter(strings, lambda _x, _i:
    _x is not null and list_position(keys, _redshift.unpadded(_x)) = _i), separator), '')
listed(x) as _redshift.checked(x, strlen(x) > 65535, 'XX000:Result size exceeds LISTAGG limit')
hex(x) as lower(to_hex(x))
from_hex(x) as from_hex(_redshift.checked(x, not regexp_full_match(x, '([0-9A-Fa-f]{2})*'),
    '22023:"' || x || '" is not a hexadecimal string'))
hex_of_integer(x) as lower(to_hex(cast(x as bigint) & 4294967295))
number_to_char(x, pattern) as _redshift_number_to_char(_redshift.checked(x, contains(lower(x), 'n'),
    '0A000:TO_CHAR of ' || x || ' is not supported by the local warehouse'), pattern)
quote_literal(x) as '''' || replace(replace(x, '\', '\\'), '''', '''''') || ''''
quote_ident(x) as case when regexp_full_match(x, '[a-z_][a-z0-9_$]*') and not list_contains({reserved_words}, x) then x
    else '"' || replace(x, '"', '""') || '"' end
strtol(x, base) as _redshift.checked(_redshift_strtol(x, base),
    x is not null and base is not null and _redshift_strtol(x, base) is null,
    '22023:The input ' || x || ' is not valid to be converted to base ' || base)
cut_digits(x, unit) as x - x % unit
sign_first(x) as case when suffix(x, '-') then '-' || left(x, length(x) - 1) else rtrim(x, '+') end
number_in_shape(x, shape) as _redshift.checked(_redshift.sign_first(replace(trim(x), ',', '')),
    not regexp_full_match(x, shape), '22P02:invalid input "' || x || '" for the number pattern')
trunc_to(x, n) as trunc(x * power(10, n)) / power(10, n)
in_range(y, x) as _redshift.checked(y, not isfinite(y) and isfinite(x), '22003:value out of range for a function')
sqrt(x) as _redshift.in_range(sqrt(x), x)
exp(x) as _redshift.in_range(exp(x), x)
ln(x) as _redshift.in_range(ln(x), x)
log(x) as _redshift.in_range(log10(x), x),
    (base, x) as if(base = 10, _redshift.log(x), _redshift.in_range(ln(x) / _redshift.ln(base), x))
power(x, y) as _redshift.in_range(pow(x, y), x + y)
asin(x) as _redshift.in_range(asin(x), x)
acos(x) as _redshift.in_range(acos(x), x)
cot(x) as _redshift.in_range(cot(x), x)
regexp_substr(x, pattern, start, flags, n) as case when start is not null and n between 1 and length(x)
    then coalesce(_redshift_matches(x, pattern, start, flags)[n].part, '') end
regexp_place(found, x, n, after) as case when found is null or n is null or after is null then null
    when n not between 1 and length(x) then 0
    else coalesce(if(after = 0, found[n].first, found[n].next), 0) end
regexp_count(x, pattern) as len(regexp_extract_all(x, pattern))
regexp_instr(x, pattern) as strpos(regexp_replace(x, pattern, chr(57344)), chr(57344))
regexp_replaced(x, pattern, replacement) as regexp_replace(x, pattern,
    regexp_replace(replace(replacement, '\', '\\'), '\$(\d)', '\\\1', 'g'), 'g')
is_json(x) as json_valid(x)
    and not regexp_matches(regexp_replace(x, '"(\\.|[^"\\])*"', '""', 'g'), ',\s*[\]}]|(?i:nan|inf)')
is_valid_json(x) as _redshift.is_json(x) and starts_with(ltrim(x, e' \t\n\r'), '{')
is_valid_json_array(x) as _redshift.is_json(x) and starts_with(ltrim(x, e' \t\n\r'), '[')
json_of(x, kind, lenient) as case
    when if(kind = 'OBJECT', _redshift.is_valid_json(x), _redshift.is_valid_json_array(x)) then x
    else _redshift.refused(x is not null and not lenient, '22023:JSON parsing error: invalid JSON ' || lower(kind)) end
json_parse(x) as case when _redshift.is_json(x)
    then cast(regexp_replace(x, '("(\\.|[^"\\])*")|\s+', '\1', 'g') as json)
    else cast(_redshift.refused(x is not null, '22023:invalid input for JSON_PARSE') as json) end
json_text(x) as cast(x as varchar)
as_written(shown, x, keys) as case when regexp_matches(shown, '^(-?\d*|[{[].*)\d[.eE]', 's')
    then _redshift_json_value(x, keys) else coalesce(shown, '') end
json_at(x, path, keys) as case when x is not null
    then _redshift.as_written(json_extract_string(x, path), x, keys) end
json_element(x, n) as case when x is null or n is null then null when n < 0 then ''
    else _redshift.as_written(json_extract_string(x, '$[' || n || ']'), x, '[' || n || ']') end
json_string(x) as coalesce(cast(to_json(x) as varchar), 'null')
json_as_written(x) as coalesce(x, 'null')
json_pair(key, shown) as _redshift.checked(cast(to_json(key) as varchar), key is null,
    '0A000:a key of OBJECT that is NULL is not supported') || ':' || shown
assembled(brackets, parts) as cast(brackets[1] || coalesce(array_to_string(parts, ','), '') || brackets[2] as json)
is_array(x) as coalesce(json_type(x) = 'ARRAY', false)
is_object(x) as coalesce(json_type(x) = 'OBJECT', false)
json_typeof(x) as case json_type(x) when 'VARCHAR' then 'string' when 'ARRAY' then 'array' when 'OBJECT' then 'object'
    when 'BOOLEAN' then 'boolean' when 'NULL' then 'null' else if(x is null, null, 'number') end
an_array(x) as _redshift.checked(cast(x as varchar), json_type(x) <> 'ARRAY',
    '0A000:a function of arrays of another SUPER value is not supported')
get_array_length(x) as json_array_length(_redshift.an_array(x))
array_concat(a, b) as cast(case when _redshift.an_array(a) = '[]' then _redshift.an_array(b)
    when _redshift.an_array(b) = '[]' then _redshift.an_array(a)
    else '[' || _redshift.an_array(a)[2:-2] || ',' || _redshift.an_array(b)[2:-2] || ']' end as json)
array_flatten(x) as cast(_redshift_flattened(_redshift.an_array(x)) as json)
subarray(x, first, n) as cast(_redshift_subarray(_redshift.an_array(x), first, n) as json)
split_to_array(x, separator := ',') as to_json(string_split(x, separator))
getdate() as date_trunc('second', _redshift_clock())
timeofday() as strftime(_redshift_clock(), '%a %b %d %H:%M:%S.%f %Y UTC')
sysdate() as cast(now() as timestamp)
millisecond_part(x) as date_part('millisecond', x) % 1000
microsecond_part(x) as date_part('microsecond', x) % 1000000
decade_part(x) as date_part('year', x) // 10 + 1
interval_months(x) as cast(date_part('year', x) * 12 + date_part('month', x) as integer)
interval_clock(x) as epoch_us(x - to_months(_redshift.interval_months(x)))
settled(x) as to_months(_redshift.interval_months(x))
    + to_days(cast(_redshift.interval_clock(x) // 86400000000 as integer))
    + to_microseconds(_redshift.interval_clock(x) % 86400000000)
first_of_years(x, n) as make_timestamp((cast(year(x) as bigint) - 1) // n * n + 1, 1, 1, 0, 0, 0)
epoch_part(x) as cast(floor(epoch(x)) as bigint)
sunday(x) as (datediff('day', timestamp '1970-01-04', x) + 7000000) // 7
weeks_between(a, b) as _redshift.sunday(b) - _redshift.sunday(a)
parts_between(part, a, b) as date_part(part, b) - date_part(part, a)
nearer_cbrt(root, x) as case when x = 0 or isinf(x) then x else root - (root * root * root - x) / (3 * root * root) end
cbrt(x) as _redshift.nearer_cbrt(cbrt(x), x)
add_years(x, months) as x + to_months(months) + to_days(cast(
    month(x) = 2 and day(x) = 29 and day(x + to_months(months)) = 28 as integer))
add_months(x, n) as case when last_day(x) = cast(x as date)
    then cast(last_day(x + to_months(n)) as timestamp) + (x - date_trunc('day', x)) else x + to_months(n) end
months_between(a, b) as case
    when day(a) = day(b) or (last_day(a) = cast(a as date) and last_day(b) = cast(b as date))
    then cast(datediff('month', b, a) as double)
    else datediff('month', b, a) + (day(a) - day(b)
        + (epoch(a - date_trunc('day', a)) - epoch(b - date_trunc('day', b))) / 86400.0) / 31.0 end
next_day(x, weekday) as cast(x as date) + cast((weekday - dayofweek(x) + 6) % 7 + 1 as integer)
posix_zone(name) as 'GMT' || if(regexp_matches(name, '-[\d:]+$'), '+', '-') || regexp_extract(name, '[\d:]+$')
zone(name) as case
    when {abbreviations}[upper(name)] is not null then {abbreviations}[upper(name)]
    when regexp_full_match(name, '[A-Za-z/_]+ ?[-+]?\d\d?(:\d\d)?') then _redshift.posix_zone(name)
    else _redshift.checked(name, regexp_full_match(name, '[-+]?[\d:]*|[A-Za-z]{3,5}'),
        '0A000:the time zone ' || name || ' is not supported by the local warehouse') end
convert_timezone(source, target, x) as timezone(_redshift.zone(target), timezone(_redshift.zone(source), x))
fnv_hash(x, width, seed) as _redshift.checked(_redshift_fnv_hash(x, width, seed), x is null,
    '0A000:FNV_HASH of NULL is not supported by the local warehouse')
"""

# An argument may name any column of the statement, or of the macro around: the tables of each macro go by names that
# neither has, or the argument would mean them.
CATALOG_MACROS = """
user_id(user_name) as (select cast(oid as integer) from _redshift._principals where kind = 'user' and name = user_name)
is_visible(relation, path) as (select coalesce(_v.schema = (select _w.schema from _redshift._every_relation _w
    where _w.name = _v.name and list_contains(path, _w.schema) order by list_position(path, _w.schema) limit 1), false)
    from _redshift._every_relation _v where _v.oid = relation)
type_is_visible(type) as (select true from _redshift.pg_type _t where _t.oid = type)
encoding_name(id) as 'UTF8'
format_encoding(id) as _redshift.encodings()[id + 1]
format_type(type_oid, modifier) as coalesce((select _t.long_name from _redshift._types _t where _t.oid = type_oid),
    'unknown') || case when modifier > 4 and type_oid in (1042, 1043, 6551) then '(' || (modifier - 4) || ')'
    when modifier > 4 and type_oid = 1700
        then '(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')' else '' end
object_comment(id, catalog := 'pg_class') as case catalog
    when 'pg_namespace' then (select comment from _redshift._schemas where oid = id)
    else (select comment from _redshift._relations where oid = id) end
column_comment(id, number) as (select _c.comment from _redshift._columns _c join _redshift._relations _r
    on _r.schema = _c.schema and _r.name = _c.relation where _r.oid = id and _c.position = number)
shown_expression(expression, relation, pretty := false) as expression
listed_names(names) as '(' || array_to_string(list_transform(names, lambda n: _redshift.quote_ident(n)), ', ') || ')'
shown_name(its_schema, its_name, path) as if(coalesce(_redshift.is_visible((select _n.oid
    from _redshift._every_relation _n where _n.schema = its_schema and _n.name = its_name), path), false), '',
    _redshift.quote_ident(its_schema) || '.') || _redshift.quote_ident(its_name)
constraint_definition(id, path) as (select _k.called || ' ' || _redshift.listed_names(_k.columns) || if(_k.kind = 'f',
    ' REFERENCES ' || _redshift.shown_name(_k.foreign_schema, _k.foreign_relation, path)
    || _redshift.listed_names(_k.foreign_columns), '') from _redshift._every_constraint _k where _k.oid = id)
index_definition(id, path) as (select 'CREATE UNIQUE INDEX ' || _redshift.quote_ident(_k.name) || ' ON '
    || _redshift.shown_name(_k.schema, _k.relation, path) || ' USING btree ' || _redshift.listed_names(_k.columns)
    from _redshift._key_relation _k where _k.oid = id)
folded(written) as lower(replace(written, '"', ''))
catalog_oid(x) as map {'pg_type': 1247, 'pg_attribute': 1249, 'pg_proc': 1255, 'pg_class': 1259, 'pg_database': 1262,
    'pg_constraint': 2606, 'pg_namespace': 2615, 'pg_rewrite': 2618}[split_part(_redshift.folded(x), '.', -1)]
relation_oid(x, path) as (select oid from _redshift._every_relation
    where name = split_part(_redshift.folded(x), '.', -1)
        and if(contains(x, '.'), schema = split_part(_redshift.folded(x), '.', -2), list_contains(path, schema))
    order by list_position(path, schema) limit 1)
view_definition(view, pretty := false) as (select source from _redshift._relations
    where oid = coalesce(try_cast(view as bigint),
        _redshift.relation_oid(cast(view as varchar), ['pg_temp_1', 'public'])))
regclass_name(id, path) as coalesce((select _redshift.shown_name(_r.schema, _r.name, path)
    from _redshift._every_relation _r where _r.oid = id), cast(id as varchar))
table_of(id) as (select _r.schema || '.' || _r.name from _redshift._every_relation _r where _r.oid = id)
schema_of(id) as (select _n.nspname from _redshift.pg_namespace _n where _n.oid = id)
database_of(id) as (select _d.datname from _redshift.pg_database _d where _d.oid = id)
regtype_oid(x) as (select oid from _redshift._types where x in (name, typname, long_name) limit 1)
regtype_name(id) as coalesce((select long_name from _redshift._types where oid = id), cast(id as varchar))
array_item(x, i) as x[i]
array_upper(x, dimension) as len(x)
array_lower(x, dimension) as 1
is_superuser(who) as exists (select 1 from _redshift._principals where kind = 'user' and name = who and superuser)
is_grantee(who, granted_to, of_kind) as case of_kind when 'user' then granted_to = who when 'public' then true
    else exists (select 1 from _redshift._principals _p where _p.kind = 'group' and _p.name = granted_to
        and list_contains(_p.members, who)) end
is_named(written, its_schema, its_name) as _redshift.folded(written) in (its_name, its_schema || '.' || its_name)
    or ends_with(_redshift.folded(written), '.' || its_schema || '.' || its_name)
is_system_view(written) as starts_with(_redshift.folded(written), 'information_schema.')
    or exists (select 1 from duckdb_views()
        where schema_name = '_redshift' and _redshift.is_named(written, 'pg_catalog', view_name))
is_relation(written) as _redshift.is_system_view(written)
    or exists (select 1 from _redshift._every_relation _r where _redshift.is_named(written, _r.schema, _r.name))
existing_regclass(x, path) as _redshift.checked(coalesce(_redshift.relation_oid(x, path), _redshift.catalog_oid(x)),
    x is not null and _redshift.relation_oid(x, path) is null and _redshift.catalog_oid(x) is null,
    if(_redshift.is_system_view(x), '0A000:the object id of ' || x || ' is not supported by the local warehouse',
        '42P01:relation "' || x || '" does not exist'))
existing_regtype(x) as _redshift.checked(_redshift.regtype_oid(lower(x)),
    x is not null and _redshift.regtype_oid(lower(x)) is null, '42704:type "' || x || '" does not exist')
asker(who) as case when exists (select 1 from _redshift._principals where kind = 'user' and name = who) then who
    when who is not null then error('42704:user "' || who || '" does not exist') end
granted(asked, of_kind, its_schema, its_name, who) as exists (select 1 from _redshift._grants _g
    where _g.kind = of_kind and _g.schema = its_schema and _g.object = its_name and _g.privilege = lower(asked)
        and _redshift.is_grantee(who, _g.grantee, _g.grantee_kind))
has_table_privilege(who, relation, asked) as case
    when not _redshift.is_relation(relation) then error('42P01:relation "' || relation || '" does not exist')
    else _redshift.is_superuser(_redshift.asker(who)) or exists (
        select 1 from _redshift._every_relation _r where _redshift.is_named(relation, _r.schema, _r.name)
        and (_r.owner = who or _redshift.granted(asked, 'table', _r.schema, _r.name, who))) end
has_schema_privilege(who, named, asked) as case
    when not exists (select 1 from _redshift.pg_namespace _n where _n.nspname = _redshift.folded(named))
        then error('3F000:schema "' || named || '" does not exist')
    else _redshift.is_superuser(_redshift.asker(who))
        or (lower(asked) = 'usage' and _redshift.folded(named) in ('pg_catalog', 'information_schema')) or exists (
        select 1 from _redshift._schemas _s where _s.name = _redshift.folded(named)
        and (_s.owner = who or _redshift.granted(asked, 'schema', '', _s.name, who))) end
has_database_privilege(who, named, asked) as case
    when not exists (select 1 from _redshift.pg_database _d where _d.datname = _redshift.folded(named))
        then error('3D000:database "' || named || '" does not exist')
    else _redshift.is_superuser(_redshift.asker(who)) or lower(asked) in ('temp', 'temporary')
        or _redshift.granted(asked, 'database', '', _redshift.folded(named), who) end
this_database(asked, connected) as case when asked = connected then asked
    else error('0A000:cross-database reference to "' || asked || '" is not supported') end
present_schemas(names) as (select list(n order by i) from (
    select unnest(names) as n, generate_subscripts(names, 1) as i)
    where n = 'pg_catalog' or n in (select name from _redshift._schemas))
first_schema(names) as _redshift.present_schemas(names)[1]
"""


def statements(definitions: str) -> list[str]:
    """The CREATE MACRO statements of a list of definitions: a line that isn't indented begins a macro."""
    macros: list[str] = []
    for line in definitions.strip().splitlines():
        if line[:1].isspace():
            macros[-1] += "\n" + line
        else:
            name, _, rest = line.partition("(")
            macros.append(f"CREATE OR REPLACE MACRO _redshift.{name}({rest}")
    return macros


def _sizes(macros: list[str]) -> dict[str, tuple[int, int]]:
    """How many words each macro is, and to how many places an argument of it is copied: both are estimates.

    A function in Python is so long that it is never called in each of several places.
    """
    sizes: dict[str, tuple[int, int]] = {}
    for macro in macros:
        name, *called = re.findall(r"_redshift\.\w+", macro)
        words = Counter(re.findall(r"\w+", macro))
        parameters = re.findall(r"\w+", macro[macro.index("(") : macro.index(")")])
        places = max((words[parameter] - 1 for parameter in parameters), default=0)
        python = sum(words[word] for word in words if word.startswith("_redshift_"))
        inner = max((sizes[each][1] for each in called if each in sizes), default=1)
        sizes[name] = words.total() + python * MOST_WORDS, places * inner
    return sizes


SIZES = _sizes(statements(MACROS))


def _filled_in(macros: str) -> str:
    return macros.replace("{abbreviations}", _ABBREVIATIONS).replace("{reserved_words}", _RESERVED_WORDS)


_DEFAULTS = """
select format('ALTER TABLE "{}"."{}" ALTER COLUMN "{}" ', replace(schema, '"', '""'), replace(relation, '"', '""'),
       replace(name, '"', '""')), default_sql
from _redshift._columns where contains(default_sql, '_redshift')
"""


def bootstrap(cursor: duckdb.DuckDBPyConnection) -> None:
    """Creates the macros in a database file whose catalog views are there.

    DuckDB replaces none that a column's default calls, so such defaults are away for that moment.
    """
    defaults = cursor.execute(_DEFAULTS).fetchall()
    for column, _ in defaults:
        cursor.execute(f"{column} DROP DEFAULT")
    for statement in statements(_filled_in(MACROS) + CATALOG_MACROS.lstrip()):
        cursor.execute(statement)
    for column, default in defaults:
        cursor.execute(f"{column} SET DEFAULT ({default})")
