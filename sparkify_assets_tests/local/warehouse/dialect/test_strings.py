"""Functions of text, of `dialect.strings` and `dialect.documents`."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("len('é')", 1),
        ("octet_length('é')", 2),
        ("len('ab   '::char(10))", 2),
        ("substring('abc', 0, 2)", "a"),
        ("substring('abc', -1, 3)", "a"),
        ("substring('abc' from 2 for 1)", "b"),
        ("substr('abc', 2)", "bc"),
        ("lpad('a', 3)", "  a"),
        ("rpad('abcd', 2, 'x')", "ab"),
        ("initcap('hello wORLD')", "Hello World"),
        ("strpos('abc', 'c')", 3),
        ("charindex('b', 'abc')", 2),
        ("position('b' in 'abc')", 2),
        ("trim(both 'x' from 'xax')", "a"),
        ("btrim(' a ')", "a"),
        ("concat('a', null)", None),
        ("replace('aab', 'a', 'x')", "xxb"),
        ("split_part('a,b', ',', 2)", "b"),
        ("translate('abc', 'ab', 'xy')", "xyc"),
        ("md5('a')", "0cc175b9c0f1b6a831c399e269772661"),
        ("sha2('a', 256)", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        ("len(sha2('a', 512))", 128),
        ("strtol('ff', 16)", 255),
        ("regexp_substr('abc123', '[0-9]+')", "123"),
        ("regexp_replace('a1b2', '[0-9]', 'x')", "axbx"),
        ("regexp_replace('ab', '(a)(b)', '$2$1')", "ba"),
        ("regexp_count('a1b2', '[0-9]')", 2),
        ("regexp_instr('ab1', '[0-9]')", 3),
        ("regexp_instr('ab ab', 'b$')", 5),
        ("regexp_instr('ab', 'c')", 0),
        ("lower(1)", "1"),
        ("cbrt(27)", 3.0),
        ("cbrt(-0.125)", -0.5),
        ("cbrt(0)", 0.0),
        ("nullif('a ', 'a')", None),
        ("decode('x', 'x ', 1, 2)", 1),
        ("left('éa', 1)", "é"),
        ("to_hex(255)", "ff"),
        ("json_extract_path_text('{\"a\":{\"b\":1}}', 'a', 'b')", "1"),
        ("json_extract_path_text('{', 'a', true)", None),
        ("json_array_length('[1,2]')", 2),
        ("json_extract_array_element_text('[1,\"b\"]', 1)", "b"),
        ("json_extract_array_element_text('[1]', -1)", ""),
        ("json_extract_array_element_text('[1,]', 0, true)", None),
        ("json_array_length('[1', true)", None),
        ("is_valid_json('{\"a\": 1,}')", False),
        ('is_valid_json(\'{"a": "nan, ]"}\')', True),
        ("substring('abc', null::int, 1)", None),
        ("round(28.05, -1)", Decimal("30")),
        ("trunc(111.19, -1)", Decimal("110")),
        ("trunc(12345678901234567.89::decimal(20,2), 1)", Decimal("12345678901234567.8")),
        ("to_number('12.5-', '99.9S')", Decimal("-12.5")),
        ("sign(-1.5)", Decimal(-1)),
        ("is_valid_json('{}')", True),
        ("is_valid_json_array('{}')", False),
        ("to_number('1,234.5', '9,999.9')", Decimal("1234.5")),
    ],
)
def test_strings(session: Direct, expression: str, value: Any) -> None:
    """A function of text answers as in Redshift."""
    assert session.value(expression) == value


def test_unknown_functions(session: Direct) -> None:
    """A function that Redshift has is 0A000 by name, any other 42883."""
    assert session.refused("select farmfingerprint64('a')") == "0A000"
    assert session.refused("select list_value(1)") == "42883"
    assert session.refused("select lower('a', 'b')") == "42883"


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("left('abc', -1)", "0A000"),
        ("left('abc', 1.5)", "42883"),
        ("lower('a'::varbyte)", "0A000"),
        ("collate('a', 'case_insensitive')", "0A000"),
        ("checksum('a')", "0A000"),
        ("round(1.5, length('a'))", "0A000"),
        ("regexp_substr('abc', '^b', 2)", "0A000"),
        ("regexp_substr('abc', '(?=b)', 1)", "0A000"),
        ("regexp_substr('abc', '[', 1)", "0A000"),
        ("regexp_substr('abc', 'b', 1, 1, 'z')", "22023"),
        ("json_extract_path_text('{}', '*')", "0A000"),
        ("acos(2)", "22003"),
        ("strtol('12', 37)", "22023"),
        ("split_part('a', ',', 0)", "22023"),
    ],
)
def test_what_is_refused(session: Direct, expression: str, sqlstate: str) -> None:
    """What has no documented answer, or an error for one."""
    assert session.refused(f"select {expression}") == sqlstate


@pytest.mark.parametrize(
    ("call", "depth"),
    [
        ("replace({}, 'a', 'aa')", 9),
        ("replace({}, 'aa', 'b')", 40),
        ("{} || to_char(v, 'MM')", 40),
        ("{} + to_char(v, 'MM')", 40),
        ("concat({}, to_char(v, 'MM'))", 40),
        ("split_part({}, '/', 1)", 7),
        ("substring({}, 1, 5)", 9),
        ("cast({} as varchar(9))", 6),
        ("json_extract_path_text({}, 'a', true)", 9),
        ("json_extract_array_element_text({}, 0, true)", 9),
        ("to_char(to_date({}, 'YYYY', false), 'YYYY')", 5),
        ("{}::date::varchar", 9),
        ("{}::integer::varchar", 9),
        ("sqrt(power({}::float8, 2) / 3.0)", 9),
    ],
)
def test_calls_in_calls_are_bound_in_a_moment(session: Direct, call: str, depth: int) -> None:
    """DuckDB expands a macro at each place where another has it for its argument."""
    nested = "v"
    for _ in range(depth):
        nested = call.replace("{}", nested)
    start = time.thread_time()
    session.run(f"select {nested} from (select null::varchar(9) as v) t")
    assert time.thread_time() - start < 5


def test_a_default_may_hold_what_elsewhere_is_a_lambda(session: Direct) -> None:
    session.run(
        "create table t (a integer, d date default to_date('20200229', 'YYYYMMDD')::varchar(10)::date, "
        "r float8 default sqrt(36) / 2 / 3)"
    )
    session.run("insert into t (a) values (1)")
    assert session.run("select d::varchar, r from t") == [("2020-02-29", 1.0)]


@pytest.mark.parametrize(
    "expression",
    [
        "'a' || repeat('b', 65535)",
        "concat('a', repeat('b', 65535))",
        "'a' + repeat('b', 65535)",
        "to_char('NaN'::float8, '9')",
        "regexp_substr('<a><b>', '<.*?>')",
        "regexp_replace('<a><b>', '<.+?>', '', 1)",
    ],
)
def test_what_the_guide_leaves_open_is_refused(session: Direct, expression: str) -> None:
    assert session.refused(f"select {expression}") == "0A000"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("len('a' || repeat('b', 65534))", 65535),
        ("len(repeat('b', 40000) || 1 || date '2020-01-01')", 40011),
        ("repeat(null, 2)", None),
        ("regexp_substr('<a><b>', '<.*?>', 1, 1, 'p')", "<a>"),
        ("regexp_replace('a*?', '\\\\*\\\\?', 'x')", "ax"),
        ("regexp_count('*?', '[*?]')", 2),
        ("split_part('abc', '', 1) || split_part('abc', '', 2)", "abc"),
    ],
)
def test_at_the_edges_of_strings(session: Direct, expression: str, value: Any) -> None:
    assert session.value(expression) == value
