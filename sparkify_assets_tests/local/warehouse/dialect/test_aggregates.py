"""Aggregate and window functions of `dialect.aggregates`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def numbers(session: Direct) -> Direct:
    session.run("create table n (i int, b bigint, s smallint, d decimal(8,2), f float8, v varchar(5))")
    session.run("insert into n values (1, 1, 1, 1.25, 1.5, 'a'), (2, 2, 2, 2.50, 2.5, 'b'), (4, 4, null, 4, 4, 'b')")
    return session


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("avg(i)", 2, "bigint"),
        ("avg(d)", Decimal("2.58"), "numeric(38,2)"),
        ("avg(f)", pytest.approx(8 / 3), "double precision"),
        ("sum(i)", 7, "bigint"),
        ("sum(b)", Decimal("7"), "numeric(38,0)"),
        ("sum(d)", Decimal("7.75"), "numeric(38,2)"),
        ("count(distinct v)", 2, "bigint"),
        ("approximate count(distinct v)", 2, "bigint"),
        ("median(i)", Decimal("2.0"), "numeric(19,1)"),
        ("percentile_cont(0.5) within group (order by i)", Decimal("2.0"), "numeric(19,1)"),
        ("percentile_cont(0.25) within group (order by i::float)", 1.5, "double precision"),
        ("percentile_cont(0.25) within group (order by i::numeric(38,2))", Decimal("1.50"), "numeric(38,2)"),
        ("percentile_disc(0.1) within group (order by i desc)", 4, "integer"),
        ("listagg(v, ',') within group (order by i desc)", "b,b,a", "character varying(65535)"),
        ("listagg(distinct v, ',') within group (order by v)", "a,b", "character varying(65535)"),
        ("listagg(distinct i, ',') within group (order by i desc)", "4,2,1", "character varying(65535)"),
        ("listagg(nullif(v, 'b') || '', ',')", "a", "character varying(65535)"),
        ("listagg(replace(v, 'b', ''), ',')", "a", "character varying(65535)"),
        ("max(v)", "b", "character varying(5)"),
        ("bool_or(i = 1)", True, "boolean"),
        ("avg(s)", 1, "bigint"),
    ],
)
def test_aggregates(numbers: Direct, expression: str, value: Any, type_: str) -> None:
    """An aggregate has Redshift's result type, and its value in that type."""
    assert numbers.run(f"select {expression} from n") == [(value,)]
    assert numbers.type(f"{expression} from n") == type_


def test_an_aggregate_of_nothing_is_null(numbers: Direct) -> None:
    """AVG of no rows divides nothing by nothing."""
    assert numbers.run("select avg(i), sum(i), count(*), avg(d) from n where i > 9") == [(None, None, 0, None)]


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("sum(i) over (order by i rows unbounded preceding)", [1, 3, 7]),
        ("avg(i) over ()", [2, 2, 2]),
        ("row_number() over (order by i desc)", [3, 2, 1]),
        ("lag(s) ignore nulls over (order by i)", [None, 1, 2]),
        ("last_value(s ignore nulls) over (order by i rows unbounded preceding)", [1, 2, 2]),
        ("ratio_to_report(d) over (partition by v)", [1.0, 2.5 / 6.5, 4 / 6.5]),
        ("sum(sum(i)) over ()", [7, 7, 7]),
    ],
)
def test_windows(numbers: Direct, expression: str, values: list[Any]) -> None:
    """A window function keeps its OVER, also where its result is cast or divided."""
    rows = numbers.run(f"select i, {expression} from n group by i, s, d, v order by i" if "sum(sum" in expression
                       else f"select i, {expression} from n order by i")  # fmt: skip
    assert [row[1] for row in rows] == values


def test_an_ordered_aggregate_needs_a_frame(numbers: Direct) -> None:
    """Redshift demands the frame that others take for granted."""
    assert numbers.refused("select sum(i) over (order by i) from n") == "0A000"


def test_sum_of_text_is_refused(numbers: Direct) -> None:
    """Text is no number."""
    assert numbers.refused("select sum(v) from n") == "42883"


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("bool_and(f)", "42883"), ("max(i) ignore nulls over ()", "42601"), ("nofunction(i) over ()", "42883"),
        ("percentile_cont(0.5) within group (order by i, f)", "42601"),
        ("percentile_cont(i) within group (order by i)", "0A000"), ("lag(i) over ()", "42601"),
        ("sum(i) over (rows unbounded preceding)", "42601"),
        ("sum(i) over (order by i rows i preceding)", "0A000"),
    ],
)  # fmt: skip
def test_what_no_aggregate_does(numbers: Direct, expression: str, sqlstate: str) -> None:
    assert numbers.refused(f"select {expression} from n") == sqlstate


def test_what_skips_nulls_takes_no_more_than_it_knows(numbers: Direct) -> None:
    query = "select {} ignore nulls over (order by i rows unbounded preceding) from n"
    assert numbers.refused(query.format("first_value(i, 2)")) == "42883"
    assert numbers.refused(query.format("nth_value(i)")) == "42883"
    assert numbers.refused(query.format("nth_value(i, 2)")) == "00000"


@pytest.mark.parametrize(
    ("query", "sqlstate"),
    [
        ("select ntile(0) over (order by a) from t", "22014"),
        ("select ntile(2.5) over (order by a) from t", "42883"),
        ("select ntile(a) over (order by a) from t", "0A000"),
        ("select ntile(2) over (order by a) from t", "00000"),
        ("select grouping(a) from t", "42803"),
        ("select b, grouping(a) from t group by b", "42803"),
    ],
)
def test_the_groups_of_ntile_and_grouping_are_those_of_the_query(session: Direct, query: str, sqlstate: str) -> None:
    """NTILE divides a partition into one positive number of groups (`r_WF_NTILE`), GROUPING asks for what is in
    GROUP BY (`r_GROUP_BY_aggregation-extensions`)."""
    assert (
        session.refused(f"create temp table t (a integer, b integer); insert into t values (1, 2); {query}") == sqlstate
    )
