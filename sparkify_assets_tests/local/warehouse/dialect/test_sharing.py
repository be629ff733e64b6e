"""Arguments of macros that are bound once: warehouse.dialect.sharing."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("ln({} + 1)", "x"),
        ("sqrt({})", "x"),
        ("({})::float::varchar", "x"),
        ("nullif({}, 'q')", "v"),
        ("nullif({}, 3)", "x"),
        ("replace({}, 'a', 'bc')", "v"),
        ("regexp_substr({}, 'b.*', 1, 1)", "v"),
        ("add_months({}, 1)", "d"),
        ("dateadd(year, 1, {})", "d"),
        ("({}) / 3", "n"),
    ],
)
def test_calls_in_calls_stay_short(session: Direct, call: str, value: str) -> None:
    """Each level of a dozen would double the plan, or more."""
    session.run("create table t (x float, v varchar(20), d timestamp, n numeric(10, 2))")
    nested = value
    for _ in range(12):
        nested = call.replace("{}", nested)
    plan = session.cursor.execute(f"explain {session.parse(f'select {nested} from t')[0].steps[0]}").fetchall()
    assert len(str(plan)) < 30_000
    assert session.run(f"select {nested} from t") == []


def test_one_call_of_a_column_has_no_lambda(session: Direct) -> None:
    session.run("create table t (x float, v varchar(20))")
    (statement,) = session.parse("select ln(x + 1), v::integer, v::date, x::varchar, nullif(v, '') from t")
    assert "LAMBDA" not in statement.steps[0]


_NESTED = "ln(sqrt(ln({} + 3) + 1) + 1)"


@pytest.mark.parametrize("shown", ["max({x})", "{sum}", "{over}", "(select {x})", "(select max({x}) from t u)"])
def test_what_stands_in_an_aggregate_a_window_or_a_subquery(session: Direct, shown: str) -> None:
    session.run("create table t (x float); insert into t values (4)")
    named = {"x": "x", "sum": "sum(x)", "over": "sum(x) over ()"}
    nested = shown.format(**{name: _NESTED.format(value) for name, value in named.items()})
    assert session.run(f"select round({nested}, 2) from t") == [(1.0,)]


def test_a_group_is_known_by_an_expression_that_is_bound_once(session: Direct) -> None:
    session.run("create table t (x float); insert into t values (1), (4), (4)")
    nested = f"round({_NESTED.format('x')}, 2)"
    assert session.run(f"select {nested}, count(*) from t group by {nested} order by {nested}") == [
        (0.93, 1),
        (1.0, 2),
    ]


@pytest.mark.parametrize(
    "impossible",
    [
        "nullif((random() * 2)::int, 1) = 1",
        "case (random() * 2)::int when 0 then 0 when 1 then 1 when 2 then 2 end is null",
        "(random() * 2)::int not in (0, 1, 2)",
        "nullif('a' || (random() * 2)::int, 'a1') = 'a1'",
    ],
)
def test_a_random_number_is_one_number(session: Direct, impossible: str) -> None:
    session.run("create table t (x integer)")
    session.cursor.execute("insert into public.t select * from range(2000)")
    assert session.run(f"select count(*) from t where {impossible}") == [(0,)]


def test_the_columns_of_a_case_of_a_random_number_are_known(session: Direct) -> None:
    session.run("create table t (x integer, v integer); insert into t values (5, 5)")
    assert session.run("select case (random() * 2)::int when 0 then v.x when 1 then v.v else 5 end from t v") == [(5,)]


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("select decode((random() * 2)::int, 0, 'a', 1, 'b', 'c')", "0A000"),
        ("select to_char(dateadd(day, (random() * 9)::int, '2020-01-01'), 'Day W')", "0A000"),
        ("select to_char(dateadd(day, (random() * 9)::int, '2020-01-01'), 'YYYY-MM-DD')", "00000"),
        ("create table t (a numeric(5, 4) default trunc(random()::numeric(5, 4), 2))", "0A000"),
        ("create table t (a integer default (random() * 9)::integer)", "00000"),
    ],
)
def test_a_random_number_that_would_be_several_is_refused(session: Direct, statement: str, state: str) -> None:
    assert session.refused(statement) == state
