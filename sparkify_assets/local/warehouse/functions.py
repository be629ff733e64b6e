"""Redshift's functions where DuckDB's of the same name answers otherwise: macros in SQL, and a few in Python.

Here: the definitions, all in the hidden schema. They are expanded when a statement is bound, so a macro costs what its
SQL costs. Not here: which Redshift function becomes which of these (`dialect`).
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

# How a date may be written beside `2008-01-31`, alone or with one of the times behind it (`r_Date_and_time_literals`).
_DATES = (
    "%m-%d-%Y", "%m/%d/%Y", "%m.%d.%Y", "%Y%m%d", "%Y/%m/%d", "%Y-%b-%d", "%b-%d-%Y", "%d-%b-%Y", "%b %d, %Y",
    "%B %d, %Y", "%b %d,%Y", "%B %d,%Y", "%d %b %Y", "%d %B %Y", "%Y-%m-%d",
)  # fmt: skip
_TIMES = ("", " %H:%M:%S", " %H:%M:%S.%f", " %H:%M", " %H%M%S", " %I:%M %p", " %I:%M:%S %p")
_DATETIME_FORMATS = str([date + time for date in _DATES for time in _TIMES])

# Abbreviations stand for a fixed offset, also in summer (`CONVERT_TIMEZONE`); the sign of Etc/GMT is the other way.
_ABBREVIATIONS = (
    "MAP {'EST': 'Etc/GMT+5', 'EDT': 'Etc/GMT+4', 'CST': 'Etc/GMT+6', 'CDT': 'Etc/GMT+5', 'MST': 'Etc/GMT+7', "
    "'MDT': 'Etc/GMT+6', 'PST': 'Etc/GMT+8', 'PDT': 'Etc/GMT+7', 'WET': 'Etc/GMT', 'CET': 'Etc/GMT-1', "
    "'CEST': 'Etc/GMT-2', 'EET': 'Etc/GMT-2', 'EEST': 'Etc/GMT-3', 'JST': 'Etc/GMT-9', 'KST': 'Etc/GMT-9'}"
)

_FNV_PRIME = 0x100000001B3

MACROS = """
float_text(x, digits) as case when isnan(x) then 'NaN' when isinf(x) then if(x > 0, 'Infinity', '-Infinity')
    else printf('%.' || digits || 'g', x) end
in_character(bytes, n) as hex(bytes[n + 1:n + 1]) between '80' and 'BF'
character_end(bytes, n) as case when not _redshift.in_character(bytes, n) then n
    when not _redshift.in_character(bytes, n - 1) then n - 1
    when not _redshift.in_character(bytes, n - 2) then n - 2 else n - 3 end
cut(x, n) as case when strlen(x) <= n then x when strlen(x) = length(x) then left(x, n)
    else decode(encode(x)[:_redshift.character_end(encode(x), n)]) end
fit(x, n, kind) as case when x is null or strlen(x) <= n then x
    when strlen(rtrim(x, ' ')) <= n then rtrim(x, ' ') || repeat(' ', n - strlen(rtrim(x, ' ')))
    else error('22001:value too long for type ' || kind || '(' || n || ')') end
single_byte(x) as case when strlen(x) = length(x) or x is null then x
    else error('22021:multibyte character not supported for CHAR: "' || x || '"') end
unpadded(x) as case when suffix(x, ' ') then rtrim(x, ' ') else x end
integer_text(x, kind) as case when contains(x, '.') or contains(x, 'e') or contains(x, 'E') or contains(x, '_')
    or contains(x, 'x') or trim(x) = '' then error('22P02:invalid input syntax for ' || kind || ': "' || x || '"')
    else x end
datetime_text(x, kind) as case when x is null then null else coalesce(try_cast(x as timestamp),
    try_cast(regexp_replace(trim(x), '(:\\d\\d(\\.\\d+)?[+-])(\\d)$', '\\10\\3') as timestamp),
    try_strptime(regexp_replace(trim(x), '\\s+', ' ', 'g'), {datetime_formats}),
    error('22007:invalid input syntax for type ' || kind || ': "' || x || '"')) end
read_time(x, format, strict) as case when x is null then null
    else coalesce(try_strptime(x, format), case when not strict then _redshift_lenient_time(x, format) end,
        error('22007:invalid input "' || x || '" for the date pattern')) end
divide_float(a, b) as case when b = 0 then error('22012:Divide by zero') else a / b end
divide_numeric(a, a_unit, b, b_unit, shift, unit) as
    ((cast(a * a_unit as hugeint) * cast(shift as hugeint)) // cast(b * b_unit as hugeint))::decimal(38, 0) * unit
initcap(x) as array_to_string(list_transform(regexp_extract_all(lower(x), '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'),
    lambda w: upper(w[1]) || w[2:]), '')
characters(x) as cast(length(x) as integer)
bytes(x) as cast(strlen(x) as integer)
substring_of(x, first) as case when first is not null then substring(x, greatest(first, 1)) end,
    (x, first, count) as case when count < 0 then error('22011:negative substring length not allowed')
        when first is not null and count is not null
        then substring(x, greatest(first, 1), greatest(count + least(first, 1) - 1, 0)) end
place_of(x, part) as cast(strpos(x, part) as integer)
split_part(x, separator, n) as case when n <= 0 then error('22023:field position must be greater than zero')
    else split_part(x, separator, n) end
hex(x) as lower(to_hex(x))
quote_literal(x) as '''' || replace(x, '''', '''''') || ''''
quote_ident(x) as case when regexp_full_match(x, '[a-z_][a-z0-9_$]*') then x
    else '"' || replace(x, '"', '""') || '"' end
cut_digits(x, unit) as x - x % unit
sign_first(x) as case when suffix(x, '-') then '-' || left(x, length(x) - 1) else rtrim(x, '+') end
trunc_to(x, n) as case when x < 0 then ceil(x * power(10, n)) else floor(x * power(10, n)) end / power(10, n)
regexp_substr(x, pattern, position, occurrence) as case when x is null then null
    else coalesce(regexp_extract_all(substring(x, position), pattern)[occurrence], '') end
regexp_count(x, pattern) as cast(len(regexp_extract_all(x, pattern)) as integer)
regexp_instr(x, pattern) as cast(strpos(regexp_replace(x, pattern, chr(57344)), chr(57344)) as integer)
is_json(x) as json_valid(x)
    and not regexp_matches(regexp_replace(x, '"(\\\\.|[^"\\\\])*"', '""', 'g'), ',\\s*[\\]}]|(?i:nan|inf)')
json_kind(x) as case when _redshift.is_json(x) then json_type(try_cast(x as json)) when x is not null then '' end
is_valid_json(x) as _redshift.json_kind(x) = 'OBJECT'
is_valid_json_array(x) as _redshift.json_kind(x) = 'ARRAY'
can_json_parse(x) as _redshift.is_json(x)
json_parse(x) as case when x is null or _redshift.is_json(x) then cast(x as json)
    else error('22023:invalid input for JSON_PARSE') end
json_text(x) as cast(x as varchar)
json_path(x, path) as case when x is null then null
    when not _redshift.is_json(x) then error('22023:JSON parsing error')
    else coalesce(json_extract_string(x, path), '') end
json_element(x, n) as case when x is null or n is null then null
    when not _redshift.is_json(x) then error('22023:JSON parsing error')
    when n < 0 then '' else coalesce(json_extract_string(x, '$[' || n || ']'), '') end
json_length(x) as case when x is null then null when not _redshift.is_json(x) then error('22023:JSON parsing error')
    else cast(json_array_length(x) as integer) end
getdate() as cast(date_trunc('second', now()) as timestamp)
sysdate() as cast(now() as timestamp)
millisecond_part(x) as date_part('millisecond', x) % 1000
microsecond_part(x) as date_part('microsecond', x) % 1000000
decade_part(x) as date_part('year', x) // 10 + 1
first_of_years(x, n) as make_timestamp((cast(year(x) as bigint) - 1) // n * n + 1, 1, 1, 0, 0, 0)
epoch_part(x) as cast(floor(epoch(x)) as bigint)
sunday(x) as (datediff('day', timestamp '1970-01-04', x) + 7000000) // 7
weeks_between(a, b) as _redshift.sunday(b) - _redshift.sunday(a)
nearer_cbrt(root, x) as case when x = 0 then x else root - (root * root * root - x) / (3 * root * root) end
cbrt(x) as _redshift.nearer_cbrt(cbrt(x), x)
end_of(side, x, n) as case when n < 0 then error('0A000:' || side || ' of a negative length is not supported')
    when side = 'LEFT' then left(x, n) else right(x, n) end
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
zone(name) as case
    when upper(name) in ('UTC', 'GMT', 'Z', 'ZULU') or regexp_matches(name, '^Etc/|^[A-Z]{3}\\d[A-Z]{3}$') then name
    when {abbreviations}[upper(name)] is not null then {abbreviations}[upper(name)]
    when regexp_matches(name, '[+-]?\\d|^[A-Za-z]{3,5}$')
        then error('0A000:the time zone ' || name || ' is not supported by the local warehouse') else name end
zoned_text(x) as case when regexp_matches(x, '\\s[A-Za-z]{3,5}$') and upper(right(x, 3)) not in ('UTC', 'GMT')
    then error('0A000:the time zone in "' || x || '" is not supported by the local warehouse') else x end
convert_timezone(source, target, x) as timezone(_redshift.zone(target), timezone(_redshift.zone(source), x))
fnv_hash(x, width, seed) as case
    when x is null then error('0A000:FNV_HASH of NULL is not supported by the local warehouse')
    else _redshift_fnv_hash(x, width, seed) end
compare(a, b) as case when a < b then -1 when a > b then 1 when a = b then 0 end
"""

CATALOG_MACROS = """
user_id(user_name) as (select cast(oid as integer) from _redshift._principals where kind = 'user' and name = user_name)
is_visible(relation, path) as (select r.schema = (select s.schema from _redshift._every_relation s
    where s.name = r.name and list_contains(path, s.schema) order by list_position(path, s.schema) limit 1)
    from _redshift._every_relation r where r.oid = relation)
encoding_name(id) as 'UTF8'
format_type(type_oid, modifier) as case type_oid
    when 16 then 'boolean' when 19 then 'name' when 20 then 'bigint' when 21 then 'smallint' when 23 then 'integer'
    when 26 then 'oid' when 700 then 'real' when 701 then 'double precision' when 1082 then 'date'
    when 1083 then 'time without time zone' when 1114 then 'timestamp without time zone'
    when 1184 then 'timestamp with time zone' when 1186 then 'interval' when 1266 then 'time with time zone'
    when 4000 then 'super'
    when 1042 then 'character' || if(modifier > 4, '(' || (modifier - 4) || ')', '')
    when 1043 then 'character varying' || if(modifier > 4, '(' || (modifier - 4) || ')', '')
    when 6551 then 'binary varying' || if(modifier > 4, '(' || (modifier - 4) || ')', '')
    when 1700 then 'numeric'
        || if(modifier > 4, '(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')', '')
    else 'unknown' end
object_comment(relation) as (select comment from _redshift._relations where oid = relation),
    (id, catalog) as case catalog when 'pg_namespace' then (select comment from _redshift._schemas where oid = id)
        else (select comment from _redshift._relations where oid = id) end
column_comment(id, number) as (select c.comment from _redshift._columns c join _redshift._relations r
    on r.schema = c.schema and r.name = c.relation where r.oid = id and c.position = number)
shown_expression(expression, relation) as expression, (expression, relation, pretty) as expression
view_definition(relation) as (select source from _redshift._relations where oid = relation),
    (relation, pretty) as (select source from _redshift._relations where oid = relation)
constraint_definition(id) as (select definition from _redshift._constraints where oid = id),
    (id, pretty) as (select definition from _redshift._constraints where oid = id)
index_definition(id) as cast(null as varchar), (id, number, pretty) as cast(null as varchar)
regclass_oid(x) as (select oid from _redshift._every_relation where name = split_part(x, '.', -1)
    and (schema = split_part(x, '.', -2) or (not contains(x, '.') and schema in ('public', 'pg_temp_1'))) limit 1)
regclass_name(id) as coalesce((select name from _redshift._every_relation where oid = id), cast(id as varchar))
regtype_oid(x) as (select oid from _redshift._types where x in (name, typname, long_name) limit 1)
regtype_name(id) as coalesce((select long_name from _redshift._types where oid = id), cast(id as varchar))
array_item(x, i) as x[i]
array_upper(x, dimension) as cast(len(x) as integer)
array_lower(x, dimension) as 1
has_privilege(object, privilege) as true, (grantee, object, privilege) as true,
    (grantee, object, part, privilege) as true
is_superuser(who) as exists (select 1 from _redshift._principals where kind = 'user' and name = who and superuser)
is_grantee(who, granted_to, of_kind) as case of_kind when 'user' then granted_to = who when 'public' then true
    else exists (select 1 from _redshift._principals p where p.kind = 'group' and p.name = granted_to
        and list_contains(p.members, who)) end
is_named(written, its_schema, its_name) as replace(written, '"', '') in (its_name, its_schema || '.' || its_name)
    or ends_with(replace(written, '"', ''), '.' || its_schema || '.' || its_name)
has_table_privilege(who, relation, asked) as _redshift.is_superuser(who) or exists (
    select 1 from _redshift._every_relation r where _redshift.is_named(relation, r.schema, r.name) and (
        r.owner = who or exists (select 1 from _redshift._grants g where g.kind = 'table' and g.schema = r.schema
            and g.object = r.name and g.privilege = lower(asked)
            and _redshift.is_grantee(who, g.grantee, g.grantee_kind))))
has_schema_privilege(who, named, asked) as _redshift.is_superuser(who) or exists (
    select 1 from _redshift._schemas s where s.name = replace(named, '"', '') and (
        s.owner = who or s.name = 'public' or exists (select 1 from _redshift._grants g where g.kind = 'schema'
            and g.object = s.name and g.privilege = lower(asked)
            and _redshift.is_grantee(who, g.grantee, g.grantee_kind))))
this_database(asked, connected) as case when asked = connected then asked
    else error('0A000:cross-database reference to "' || asked || '" is not supported') end
first_schema(names) as (select n from (select unnest(names) as n, generate_subscripts(names, 1) as i)
    where n in (select name from _redshift._schemas) order by i limit 1)
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


def _filled_in(macros: str) -> str:
    return macros.replace("{datetime_formats}", _DATETIME_FORMATS).replace("{abbreviations}", _ABBREVIATIONS)


def bootstrap(cursor: duckdb.DuckDBPyConnection) -> None:
    """Creates the macros in a database file whose catalog views are there."""
    for statement in statements(_filled_in(MACROS) + CATALOG_MACROS.lstrip()):
        cursor.execute(statement)


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Registers the functions in Python: once for each DuckDB instance."""
    default, special = FunctionNullHandling.DEFAULT, FunctionNullHandling.SPECIAL
    for name, function, parameters, result, nulls in (
        ("_redshift_sha2", sha2, ["VARCHAR", "BIGINT"], "VARCHAR", default),
        ("_redshift_strtol", strtol, ["VARCHAR", "BIGINT"], "BIGINT", default),
        ("_redshift_number_to_char", number_to_char, ["VARCHAR", "VARCHAR"], "VARCHAR", default),
        ("_redshift_fnv_hash", fnv_hash, ["VARCHAR", "INTEGER", "BIGINT"], "BIGINT", default),
        ("_redshift_lenient_time", lenient_time, ["VARCHAR", "VARCHAR"], "TIMESTAMP", special),
    ):
        connection.create_function(name, function, parameters, result, null_handling=nulls)  # type: ignore[arg-type]


def sha2(value: str, bits: int) -> str:
    """The digest in hex; an empty string for a length that SHA2 doesn't know, as in Redshift."""
    names = {0: "sha256", 224: "sha224", 256: "sha256", 384: "sha384", 512: "sha512"}
    return hashlib.new(names[bits], value.encode()).hexdigest() if bits in names else ""


def strtol(digits: str, base: int) -> int:
    return int(digits, base)


_FIELDS = {
    "%Y": r"(?P<year>\d{4})", "%m": r"(?P<month>\d\d?)", "%d": r"(?P<day>\d\d?)", "%H": r"(?P<hour>\d\d?)",
    "%M": r"(?P<minute>\d\d?)", "%S": r"(?P<second>\d\d?)",
}  # fmt: skip


def lenient_time(value: str | None, pattern: str) -> datetime | None:
    """A moment whose day its month lacks or whose hour is 24, by counting on, and one with more text behind it; None
    for any other text."""
    parts = re.findall(r"%.|.", pattern, re.DOTALL)
    found = re.match("".join(_FIELDS.get(part) or re.escape(part) for part in parts), (value or "").strip())
    if found is None:
        return None
    fields: dict[str, Any] = {"month": 1, "day": 1, "hour": 0} | {
        name: int(digits) for name, digits in found.groupdict().items()
    }
    day, hour = fields.pop("day"), fields.pop("hour")
    if day > 31 or hour > 24:
        return None
    try:
        return datetime(day=1, **fields) + timedelta(days=day - 1, hours=hour)
    except (ValueError, TypeError):  # the 13th month, no year
        return None


def fnv_hash(value: str, width: int, seed: int) -> int:
    """FNV-1a, 64 bits, of an integer of so many bytes; of text if `width` is 0 (`r_FNV_HASH`)."""
    hashed = seed % 2**64
    for byte in int(value).to_bytes(width, "little", signed=True) if width else value.encode():
        hashed = (hashed ^ byte) * _FNV_PRIME % 2**64
    return hashed - 2**64 if hashed >= 2**63 else hashed


def number_to_char(value: str, pattern: str) -> str:
    """A number printed by a pattern of 9, 0, a point, group commas, S, MI, SG, $ and FM (`r_Numeric_formating`)."""
    fields = pattern.upper().replace("SG", "±").replace("D", ".").replace("G", ",").replace("L", "$")
    compact = fields.startswith("FM")
    fields = fields.removeprefix("FM")
    signs = [sign for sign in ("MI", "±", "S") if sign in fields]
    at_end = bool(signs) and fields.endswith(signs[0])
    digits = fields
    for sign in signs:
        digits = digits.replace(sign, "")
    whole, _, fraction = digits.partition(".")
    number = Decimal(value).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, Context(prec=80))
    text = _grouped(abs(number), whole.replace("$", ""), fraction, compact)
    sign_text = _sign(number < 0, signs[0] if signs else None)
    currency = "$" if "$" in digits else ""
    stripped = text.lstrip(" ")
    padding = "" if compact else " " * (len(text) - len(stripped))
    body = "0." if stripped == "." else stripped
    if signs in (["±"], ["MI"]) and not at_end and not compact:
        return currency + sign_text + padding + body
    shown = body + sign_text if at_end else sign_text + body
    return currency + (shown.strip() if compact else padding + shown)


def _grouped(number: Decimal, whole: str, fraction: str, compact: bool) -> str:
    """The digits in the places of the pattern; `#` in all of them if they don't fit."""
    integer, _, decimals = f"{number:.{len(fraction)}f}".partition(".")
    places = sum(character in "09" for character in whole)
    integer = "" if integer == "0" and fraction and "0" not in whole else integer
    if len(integer) > places:
        return "".join(
            "#" if character in "09" else character for character in whole + ("." + fraction if fraction else "")
        )
    digits = integer.rjust(places)
    first_zero = next((i for i, c in enumerate(whole.replace(",", "")) if c == "0"), places)
    digits = "".join("0" if d == " " and i >= first_zero else d for i, d in enumerate(digits))
    shown, source = "", iter(digits)
    for character in whole:
        shown += next(source) if character in "09" else ("," if shown.strip() else " ")
    if compact and fraction:
        keep = len(fraction.rstrip("9"))
        decimals = decimals[:keep] + decimals[keep:].rstrip("0")
    return shown + ("." + decimals if fraction else "")


def _sign(negative: bool, kind: str | None) -> str:
    if kind in ("S", "±"):
        return "-" if negative else "+"
    return "-" if negative else " "
