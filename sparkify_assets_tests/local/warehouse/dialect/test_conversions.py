"""Casts and stored values of `dialect.conversions`."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'abc'::varchar(2)", "ab"),
        ("'é'::varchar(1)", ""),
        ("'aé'::varchar(3)", "aé"),
        ("'ab  '::char(10) || 'x'", "abx"),
        ("2008::char(4)", "2008"),
        ("2.0::float8::varchar", "2"),
        ("1.25::float8::varchar", "1.25"),
        ("109.652::decimal(4,1)", Decimal("109.7")),
        ("1.9::decimal", Decimal("2")),
        ("2.5::numeric(3,1)::int", 3),
        ("'12'::int", 12),
        ("true::int", 1),
        ("'2008-02-18 02:36:48'::date", datetime.date(2008, 2, 18)),
        ("'12-31-2008'::date", datetime.date(2008, 12, 31)),
        ("'Jan 5, 2020'::date", datetime.date(2020, 1, 5)),
        ("'epoch'::timestamp", datetime.datetime(1970, 1, 1)),
        ("convert(integer, 162.00)", 162),
        ("'01/02/20'::date", datetime.date(2020, 1, 2)),
        ("'2020-01-01 04:05 PM'::timestamp", datetime.datetime(2020, 1, 1, 16, 5)),
        ("'abc'::character varying(2)", "ab"),
        ("'é'::varbyte::varchar", "é"),
        ("(-5)::varbyte", b"\xff\xff\xff\xfb"),
        ("'a'::super::varchar", "a"),
        ("json_parse('15')::int", 15),
        ("'1w, 1h'::interval", datetime.timedelta(days=7, hours=1)),
    ],
)
def test_casts(session: Direct, expression: str, value: Any) -> None:
    """A cast gives what the developer guide says."""
    assert session.value(expression) == value


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("'2.5'::int", "22P02"),
        ("'1e3'::int", "22P02"),
        ("''::int", "22P02"),
        ("'soon'::date", "22007"),
        ("12345678::smallint", "22003"),
        ("true::varchar", "42846"),
        ("current_date::int", "42846"),
        ("1::hllsketch", "0A000"),
        ("'99999'::smallint", "22003"),
        ("'1e39'::real", "22003"),
        ("'1_0'::float8", "22P02"),
        ("'1_0'::varchar::numeric", "22P02"),
        ("1.0::boolean", "42846"),
        ("'t'::varchar::boolean", "42846"),
        ("20200101::date", "42846"),
        ("'infinity'::date", "22007"),
        ("'0000-01-01'::date", "22007"),
        ("'é'::char(2)", "22021"),
        ("'abc'::varbyte(2)", "22001"),
        ("'9.3'::decimal(19,18)", "22003"),
        ("1::numeric(5,6)", "22023"),
        ("1::varchar(65536)", "22023"),
        ("json_parse('[1]')::varchar", "0A000"),
        ("cast('1' as int default 0 on conversion error)", "42601"),
        ("'a'::regproc", "0A000"),
    ],
)
def test_casts_that_fail(session: Direct, expression: str, sqlstate: str) -> None:
    """What can't be cast is an error with Redshift's code, where DuckDB would find an answer."""
    assert session.refused(f"select {expression}") == sqlstate


def test_a_decimal_from_a_table_is_cut(session: Direct) -> None:
    """An explicit cast of a column cuts the further places off; a literal, and what is stored, is rounded."""
    session.run("create table t (n numeric(8,3)); insert into t values (1.996), (-1.9996)")
    cut = session.run("select n::numeric(8,2), n::int from t order by n desc")
    assert cut == [(Decimal("1.99"), 1), (Decimal("-2.00"), -2)]
    assert session.value("1.996::numeric(8,2)") == Decimal("2.00")


@pytest.mark.parametrize(
    "text",
    [
        "20200430 04:05:06",
        "Apr 30,2020  04:05:06",
        "April 30, 2020 4:05:06 AM",
        "04/30/2020 04:05:06.000",
        "30-Apr-2020 04:05:06",
    ],
)
def test_spellings_of_a_timestamp(session: Direct, text: str) -> None:
    """Each date may have each time behind it."""
    assert session.value(f"'{text}'::timestamp") == datetime.datetime(2020, 4, 30, 4, 5, 6)


def test_types_of_casts(session: Direct) -> None:
    """A bare type name stands for Redshift's default length or precision."""
    bare = {"decimal": "numeric(18,0)", "varchar": "character varying(256)", "char": "character(1)",
            "text": "character varying(256)", "varchar(max)": "character varying(65535)"}  # fmt: skip
    assert {name: session.type(f"null::{name}") for name in bare} == bare


@pytest.mark.parametrize("type_", ["varchar", "text", "nvarchar", "character varying"])
def test_a_cast_without_a_length_cuts_nothing(session: Direct, type_: str) -> None:
    """The 256 bytes of the bare name are those of a column: a value is as long as what is cast."""
    session.run("create table t (v varchar(300), d integer)")
    session.run("insert into t values (repeat('a', 300), 1)")
    query = f"select len(v::{type_}), len(upper(v)::{type_}), len('{'a' * 300}'::{type_}), len(d::{type_}) from t"
    assert session.run(query) == [(300, 300, 300, 1)]
    assert session.type(f"'{'a' * 300}'::{type_}") == "character varying(300)"
    assert session.type(f"1::{type_}") == "character varying(256)"


def test_a_moment_as_text_has_no_fraction_or_two_digits_of_it_at_least(session: Direct) -> None:
    """dbt's surrogate keys are hashes of such texts."""
    texts = {".9": ".90", ".100": ".10", ".12": ".12", ".123000": ".123", ".123456": ".123456", ".0": "", "": ""}
    for written, kept in texts.items():
        moment = f"2020-12-28 02:46:55{written}"
        assert session.value(f"'{moment}'::timestamp::text") == f"2020-12-28 02:46:55{kept}"
        assert session.value(f"'{moment}'::timestamptz || '|'") == f"2020-12-28 02:46:55{kept}+00|"
    hashed = session.value("md5('value1-value2-' || '2020-12-28 02:46:55.900'::timestamp)")
    assert hashed == "6a0d80e46ff42fd1c32d9f5a267dfe06"


def test_storing_a_long_value_is_refused(session: Direct) -> None:
    """A value too long for its column is 22001; blanks beyond the length are dropped."""
    session.run("create table t (v varchar(3), c char(2))")
    session.run("insert into t values ('abc   ', 'a    ')")
    assert session.run("select * from t") == [("abc", "a")]
    assert session.refused("insert into t (v) values ('abcd')") == "22001"


def test_storing_is_measured_in_bytes(session: Direct) -> None:
    """Two characters of two bytes don't fit three."""
    session.run("create table t (v varchar(3))")
    assert session.refused("insert into t values ('éé')") == "22001"


@pytest.mark.parametrize(
    ("type_", "text", "kept"),
    [
        ("smallint", "-0008", -8),
        ("smallint", "32767", 32767),
        ("integer", " 7 ", 7),
        ("bigint", "9223372036854775807", 2**63 - 1),
        ("numeric(5,2)", "-1.995", Decimal("-2.00")),
        ("double precision", "-1.5", -1.5),
        ("char(3)", "ab   ", "ab"),
        ("varchar(3)", "ab   ", "ab "),
        ("date", "2018-11-05T10:00:00", datetime.date(2018, 11, 5)),
        ("timestamp", "2018-11-05T10:00:00.5", datetime.datetime(2018, 11, 5, 10, 0, 0, 500_000)),
    ],
)
def test_a_literal_as_it_is_stored(session: Direct, type_: str, text: str, kept: Any) -> None:
    """A string in VALUES takes the type of its column, whatever DuckDB reads by itself and whatever it doesn't."""
    session.run(f"create table t (a {type_}); insert into t values (null), ('{text}')")
    assert session.run("select max(a) from t") == [(kept,)]


@pytest.mark.parametrize(
    ("type_", "text", "sqlstate"),
    [
        ("smallint", "32768", "22003"),
        ("integer", "2147483648", "22003"),
        ("integer", "7_0", "22P02"),
        ("integer", "\t7", "22P02"),
        ("bigint", "9223372036854775808", "22003"),
        ("numeric(5,2)", "999.995", "22003"),
        ("numeric(5,2)", "1_0", "22P02"),
        ("numeric(19,2)", "92233720368547758.08", "22003"),
        ("real", "1e400", "22003"),
        ("double precision", "1e400", "22003"),
        ("char(3)", "abcd", "22001"),
        ("char(3)", "é", "22021"),
        ("timestamp", "2018-02-30T10:00:00", "22008"),
    ],
)
def test_a_literal_that_is_not_stored(session: Direct, type_: str, text: str, sqlstate: str) -> None:
    """The error is that of the value, which DuckDB alone may give another name."""
    session.run(f"create table t (a {type_})")
    assert session.refused(f"insert into t values (null), ('{text}')") == sqlstate


def test_a_number_is_stored_as_its_column_has_it(session: Direct) -> None:
    """Each value of VALUES by itself: DuckDB would bring the rows of a column to one type before."""
    session.run("create table t (d numeric(12,2), b bigint, x double precision, r real)")
    rows = "(1.005, 9007199254740993, 0.1, 0.1), (-2, -7, 16777217, -16777217), ('3.555', '8', '1e3', null)"
    session.run(f"insert into t values {rows}, (1 + 1, 1, 1e3, 2.5)")
    assert session.run("select * from t order by d") == [
        (Decimal("-2.00"), -7, 16777217.0, -16777216.0),
        (Decimal("1.01"), 9007199254740993, 0.1, pytest.approx(0.1)),
        (Decimal("2.00"), 1, 1000.0, 2.5),
        (Decimal("3.56"), 8, 1000.0, None),
    ]


def test_an_update_is_checked_too(session: Direct) -> None:
    """UPDATE stores by the same rule as INSERT."""
    session.run("create table t (v varchar(3)); insert into t values ('a')")
    assert session.refused("update t set v = v || 'bcd'") == "22001"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(max_size=8).filter(lambda text: "\0" not in text), length=st.integers(1, 12))
def test_a_cut_is_the_longest_prefix_that_fits(session: Direct, text: str, length: int) -> None:
    """An explicit cast never leaves half a character and never cuts more than it must."""
    session.cursor.execute("select _redshift.cut($1, $2)", [text, length])
    (cut,) = session.cursor.fetchone() or ("",)
    longest = max((text[:end] for end in range(len(text) + 1) if len(text[:end].encode()) <= length), key=len)
    assert cut == longest
