"""Operators and predicates of `dialect.operators`, by what they give and of which type."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse.dialect.operators import similar_pattern
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("7 / 2", 3, "integer"),
        ("-7 / 2", -3, "integer"),
        ("-7 % 3", -1, "integer"),
        ("1 + 3000000000", 3000000001, "bigint"),
        ("1::smallint + 1::smallint", 2, "smallint"),
        ("1::smallint + 1", 2, "integer"),
        ("1.5 + 1", Decimal("2.5"), "numeric(12,1)"),
        ("7 / 2.0", Decimal("3.5000"), "numeric(15,4)"),
        ("2::decimal / 3", Decimal("0.66666666666"), "numeric(29,11)"),
        ("1::decimal(8,2) / 3::decimal(8,2)", Decimal("0.333333333"), "numeric(17,9)"),
        ("1::decimal(19,2) / (3::bigint)", Decimal("0.333333333333333333333"), "numeric(38,21)"),
        ("-1.0 / 3", Decimal("-0.333333333333"), "numeric(13,12)"),
        ("1.5 * 2.25", Decimal("3.375"), "numeric(6,3)"),
        ("99999999999999.9999::numeric(18,4) / 2", Decimal("49999999999999.999950000000000"), "numeric(29,15)"),
        ("((((9.5::numeric(10,2)/3)/3)/3)/3)/3", Decimal("0.039094650205760493827160481481"), "numeric(38,30)"),
        ("7 / 2::float8", 3.5, "double precision"),
        ("1.1::real + 1", pytest.approx(2.1), "double precision"),
        ("1e0 / 4", 0.25, "double precision"),
        ("'1' + 2", 3, "integer"),
        ("2 ^ 3", 8.0, "double precision"),
        ("'a'::varchar(1) + '-' + 'b'", "a-b", "character varying(3)"),
        ("|/ 25", 5.0, "double precision"),
        ("2 + |/ 16", 6.0, "double precision"),
        ("1::smallint << 2", 4, "smallint"),
        ("12345.5::numeric(38,18) / 2", Decimal("6172.75"), "numeric(38,18)"),
        ("-12345.5::numeric(38,18) / 7::numeric(38,18)", Decimal("-1763.6428"), "numeric(38,4)"),
        ("99999999999999999999 + 1", 10**20, "numeric(21,0)"),
        ("9999999999999999999", Decimal(9999999999999999999), "numeric(20,0)"),
    ],
)
def test_arithmetic(session: Direct, expression: str, value: Any, type_: str) -> None:
    """Arithmetic has Redshift's result and its result type."""
    assert session.value(expression) == value
    assert session.type(expression) == type_


@pytest.mark.parametrize("expression", ["1 / 0", "1.0 / 0", "1::float8 / 0", "1 % 0"])
def test_division_by_zero(session: Direct, expression: str) -> None:
    """Dividing by zero is an error in every type, for floats too."""
    assert session.refused(f"select {expression}") == "22012"


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("'2020-01-31'::date + 1", datetime.date(2020, 2, 1), "date"),
        ("'2020-03-01'::date - '2020-02-01'::date", 29, "integer"),
        ("'2020-01-31'::date + interval '1 month'", datetime.datetime(2020, 2, 29), "timestamp without time zone"),
        (
            "timestamp 'epoch' + 1541121934796 / 1000 * interval '1 second'",
            datetime.datetime(2018, 11, 2, 1, 25, 34),
            "timestamp without time zone",
        ),
        ("timestamp '2020-01-02' - timestamp '2020-01-01'", datetime.timedelta(days=1), "interval"),
        ("'2020-01-02' - date '2020-01-01'", 1, "integer"),
        ("timestamp '2020-01-01' + '1 day'", datetime.datetime(2020, 1, 2), "timestamp without time zone"),
        ("interval '1 day' + date '2020-01-01'", datetime.datetime(2020, 1, 2), "timestamp without time zone"),
    ],
)
def test_datetime_arithmetic(session: Direct, expression: str, value: Any, type_: str) -> None:
    """Days are added to dates, intervals make timestamps of them."""
    assert session.value(expression) == value
    assert session.type(expression) == type_


def test_datetime_arithmetic_that_redshift_lacks(session: Direct) -> None:
    """A number is no part of a timestamp."""
    assert session.refused("select getdate() + 1") == "42883"


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("'ab'::char(5) = 'ab  '", True),
        ("'ab ' = 'ab'::char(5)", True),
        ("'2020-01-02' > '2020-01-01'::date", True),
        ("1 between 0 and 2", True),
        ("'b' in ('a', 'b')", True),
        ("null = null", None),
        ("'a_b' like 'a\\\\_b'", True),
        ("'axb' like 'a\\\\_b'", False),
        ("'a_b' like 'a!_b' escape '!'", True),
        ("'A' ilike 'a%'", True),
        ("'ab' similar to 'a(b|c)'", True),
        ("'abc' similar to 'a(b|c)'", False),
        ("'a.c' similar to 'a.c'", True),
        ("'abc' similar to 'a.c'", False),
        ("'abc' ~ '^a.c$'", True),
        ("'ABC' ~* 'abc'", True),
        ("'abc' !~ 'x'", True),
        ("1 is null", False),
        ("not true", False),
    ],
)
def test_predicates(session: Direct, predicate: str, value: bool | None) -> None:
    """Comparisons and patterns answer as in Redshift."""
    assert session.value(predicate) is value


@given(st.text(alphabet="abc.^$", min_size=1, max_size=8))
def test_a_similar_pattern_of_plain_text_matches_itself(text: str) -> None:
    """Characters that mean something to a regular expression only mean themselves to SIMILAR TO."""
    import re

    assert re.fullmatch(similar_pattern(text), text)


def test_concatenation_with_null(session: Direct) -> None:
    """NULL if either side is."""
    assert session.value("'a' || null") is None
    assert session.value("'a' || 1 || 2.5::float8") == "a12.5"


def test_case_has_the_common_type(session: Direct) -> None:
    """The branches of CASE come in one type."""
    assert session.value("case when true then 1 else 2.5 end") == Decimal("1.0")
    assert session.type("case when true then 1 else 2.5 end") == "numeric(11,1)"
    assert session.refused("select case when true then 1 else current_date end") == "42804"


def test_null_ordering(session: Direct) -> None:
    """NULLs are the largest: last ascending, first descending."""
    session.run("create table t (a int); insert into t values (1), (null), (2)")
    assert session.run("select a from t order by a") == [(1,), (2,), (None,)]
    assert session.run("select a from t order by a desc") == [(None,), (2,), (1,)]


def test_unknown_constructs_are_refused_by_name(session: Direct) -> None:
    """What has no rule never reaches DuckDB."""
    assert session.refused("select array[1.5]") == "0A000"
    assert session.refused("select array['a', 'b']") == "0A000"


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("|/ 16 + 9", "0A000"),
        ("'a' ~ 'b' || 'c'", "0A000"),
        ("1 in ()", "42601"),
        ("1 > any (select 0)", "0A000"),
        ("1 = any ('{1,2}')", "42809"),
        ("1 = all (select 1)", "0A000"),
        ("(1, 2) < (1, 3)", "0A000"),
        ("(1, 2) = (1, 2, 3)", "42601"),
        ("case when 1.5 then 2 end", "42804"),
        ("1.5 is true", "42804"),
        ("1.5 & 1", "42883"),
        ("date '2020-01-01' + '1'", "42725"),
        ("date '2020-01-01' at time zone 'UTC'", "0A000"),
        ("'a'::varbyte || 'b'", "0A000"),
        ("'a'::varbyte + 'b'::varbyte", "0A000"),
        ("~'a'::varbyte", "0A000"),
        ("'a'::varbyte & 'b'::varbyte", "0A000"),
        ("1e308::float8 * 10 / 10", "22003"),
        ("99999999999999999999999999999999999999 / 3", "22003"),
        ("10 ^ 400", "22003"),
        ("(-8) ^ 0.5", "22003"),
        ("|/ (-1)", "22003"),
        ("-(-2147483648)", "22003"),
        ("1 < 2 = true", "0A000"),
        ("1.5::float % 2", "42883"),
        ("1 between symmetric 2 and 3", "0A000"),
        ("'a'::varchar = date '2020-01-01'", "42883"),
        ("'a' ilike 'a'::varchar escape 'x'", "0A000"),
        ("'a' similar to 'a' escape 'ab'", "22025"),
    ],
)
def test_what_no_operator_does(session: Direct, expression: str, sqlstate: str) -> None:
    """What Redshift reads in another way than sqlglot or DuckDB, or not at all, is an error."""
    assert session.refused(f"select {expression}") == sqlstate


def test_like_takes_anything_that_has_a_text(session: Direct) -> None:
    assert session.value("12 like '1%' and date '2018-11-05' like '2018-11-__' and 'x12' like '%' || 12")


@pytest.mark.parametrize("sql", ["select 1e400", "select 1234567890123456789012345678901234567890.5"])
def test_a_literal_that_no_type_holds_is_refused(session: Direct, sql: str) -> None:
    """DuckDB would make a double of it, or infinity."""
    assert session.refused(sql) == "22003"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("v = 'dog'", 2), ("v = 'dog '", 2), ("'dog' = v", 2), ("v <> 'dog'", 0), ("v in ('dog')", 2),
        ("v >= 'dog '", 2), ("v between 'dog' and 'dog'", 2), ("case v when 'dog' then true end", 2),
        ("decode(v, 'dog', 1) = 1", 2), ("v like 'dog'", 1), ("len(v) = 3", 1), ("c = v", 2), ("v = c || ''", 2),
        ("v = v || ' '", 2),
    ],
)  # fmt: skip
def test_blanks_at_the_end_do_not_count_in_a_comparison(session: Direct, condition: str, found: int) -> None:
    """`r_Character_types`."""
    session.run(
        "create table word (v varchar(10), c char(5)); insert into word values ('dog', 'dog'), ('dog  ', 'dog')"
    )
    assert session.run(f"select count(*) from word where {condition}") == [(found,)]
